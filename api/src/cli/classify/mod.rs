//! `quanheng classify`: a list in, a verdict for every project out, row by row as it is read.
//!
//! One thread reads the list, this one judges and prints: [`reading`] hands over what it found in bounded
//! batches, [`output`] prints verdicts, [`tally`] counts them.

mod output;
mod reading;
mod tally;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use domain::classification::examine;
use domain::intake::{ListItem, ListedProject};
use domain::rulebook::Rulebook;

use super::books::Chosen;
use super::lists::{open, report, unreadable};
use super::{Ending, Failure, load_units};
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

    #[command(flatten)]
    chosen: Chosen,
}

pub(super) fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let rulebook = arguments.chosen.rulebook()?;
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
    let summary = reading.finish().map_err(|error| unreadable(&arguments.file, &error))?;
    match verdicts.output.finish() {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Ending::Fine),
        result => result?,
    }
    verdicts.tally.report(&summary);
    Ok(if summary.issues == 0 { Ending::Fine } else { Ending::SomethingWrong })
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
