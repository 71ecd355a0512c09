//! `quanheng classify`: a list in, a verdict for every project out, row by row as it is read.
//!
//! One thread reads the list, this one judges and prints: [`reading`] hands over what it found in bounded
//! batches, [`output`] prints verdicts, [`tally`] counts them.

mod output;
mod reading;
mod tally;

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use domain::classification::examine;
use domain::intake::{ListItem, ListedProject, RowIssue, Severity};
use domain::rulebook::Rulebook;

use super::{Ending, Failure, books, load_units, note, system_reason};
use output::{Format, Output};
use reading::Reading;
use tally::Tally;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 项目清单：制表符分隔的文本、CSV或者电子表格（xlsx、xls、ods）；填 - 从标准输入读取
    #[arg(value_name = "文件")]
    file: PathBuf,

    /// 输出格式
    #[arg(long, value_enum, default_value_t = Format::Table, value_name = "格式")]
    format: Format,

    /// 规则集的编号或者文件；不填则用云溪区当日有效的一份
    #[arg(long, env = "QUANHENG_RULEBOOK", value_name = "编号或文件")]
    rulebook: Option<String>,

    /// 配置文件夹：其中 rulebooks/*.toml 增加或替换规则集
    #[arg(long, env = "QUANHENG_CONFIGURATION", value_name = "文件夹")]
    configuration: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let rulebook = books::today(arguments.rulebook.as_deref(), arguments.configuration.as_deref())?.rulebook;
    let units = load_units()?;
    let doubt_zone = rulebook.class_matters().unwrap_or_default();
    let input = open(&arguments.file)?;
    let output = Output::new(arguments.format, BufWriter::new(io::stdout().lock()))?;
    let reading = Reading::start(input, units, doubt_zone)?;
    let mut verdicts = Verdicts { output, rulebook: &rulebook, tally: Tally::default() };
    while let Some(batch) = reading.next_batch() {
        for item in &batch {
            match item {
                ListItem::Issue(issue) => report(issue),
                // Whoever reads our output has seen enough: `quanheng classify … | head`. The reading thread
                // may be waiting for more of the list; nothing is to be gained by waiting with it.
                ListItem::Project(project) => match verdicts.project(project) {
                    Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Ending::Fine),
                    result => result?,
                },
            }
        }
        reading.give_back(batch);
    }
    let summary = reading.finish().map_err(|error| {
        Failure(format!("{}无法读取：{}", arguments.file.display(), system_reason(&error)))
    })?;
    match verdicts.output.finish() {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Ending::Fine),
        result => result?,
    }
    verdicts.tally.report(&summary);
    Ok(if summary.issues == 0 { Ending::Fine } else { Ending::SomethingWrong })
}

/// The list in `file`, or on standard input for `-`.
pub(super) fn open(file: &Path) -> Result<Box<dyn Read + Send>, Failure> {
    if file.as_os_str() == "-" {
        return Ok(Box::new(io::stdin()));
    }
    let opened = File::open(file).map_err(|error| {
        Failure(format!("{}无法打开：{}。请核对文件名", file.display(), system_reason(&error)))
    })?;
    Ok(Box::new(opened))
}

/// Says what is wrong with a row.
pub(super) fn report(issue: &RowIssue) {
    let kind = match issue.severity {
        Severity::Error => "错误",
        Severity::Hint => "提示",
    };
    note(format_args!("{kind}：{}", issue.message));
}

/// Judges projects, prints the verdicts and counts them.
struct Verdicts<'a, W: Write> {
    output: Output<W>,
    rulebook: &'a Rulebook,
    tally: Tally,
}

impl<W: Write> Verdicts<'_, W> {
    fn project(&mut self, project: &ListedProject) -> io::Result<()> {
        let examination = examine(&project.facts, self.rulebook);
        self.tally.count(examination.verdict());
        self.output.project(project, &examination)
    }
}
