//! `quanheng classify`: a list in, a verdict for every project out, row by row as it is read.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use domain::classification::{Determination, Verdict, classify};
use domain::intake::{ListItem, ListReader, ListSummary, ListedProject, Severity};
use domain::money::MoneyUnit;
use domain::rulebook::Rulebook;
use serde::Serialize;

use super::{Ending, Failure, load_rulebook, load_units, note};

/// How much is read at a time; memory does not depend on the list's length.
const CHUNK: usize = 64 * 1024;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 项目清单（制表符分隔的文本，UTF-8或者GBK）；填 - 从标准输入读取
    #[arg(value_name = "文件")]
    file: PathBuf,

    /// 输出格式
    #[arg(long, value_enum, default_value_t = Format::Table, value_name = "格式")]
    format: Format,

    /// 规则集文件；不填则用内置的云溪区2023年办法
    #[arg(long, env = "QUANHENG_RULEBOOK", value_name = "文件")]
    rulebook: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 表格，供人阅读
    Table,
    /// 一个JSON数组，每个项目一个对象
    Json,
    /// CSV，逐行输出，内存不随清单增长
    Csv,
}

/// One project as `--format json` and `csv` print it.
#[derive(Debug, Serialize)]
struct Row<'a> {
    section: &'a str,
    subsection: Option<&'a str>,
    no: u32,
    name: &'a str,
    nature: &'a str,
    unit: &'a str,
    amount_wan: String,
    verdict: &'static str,
    clauses: Vec<&'a str>,
    missing: Vec<&'static str>,
    reasons: &'a [String],
}

impl<'a> Row<'a> {
    fn new(project: &'a ListedProject, determination: &'a Determination) -> Self {
        Self {
            section: &project.section,
            subsection: project.subsection.as_deref(),
            no: project.number,
            name: &project.name,
            nature: &project.nature,
            unit: &project.unit,
            amount_wan: project.amount.to_decimal(MoneyUnit::TenThousand),
            verdict: determination.verdict.code(),
            clauses: determination.clauses(),
            missing: determination.missing.iter().map(|question| question.code()).collect(),
            reasons: &determination.reasons,
        }
    }
}

/// Where verdicts go.
enum Output<W: Write> {
    Table(W),
    Json { writer: W, started: bool },
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write> Output<W> {
    fn new(format: Format, mut writer: W) -> io::Result<Self> {
        Ok(match format {
            Format::Table => {
                writeln!(writer, "编号\t总投资（万元）\t结论\t条款\t项目名称\t主要理由")?;
                Self::Table(writer)
            }
            Format::Json => Self::Json { writer, started: false },
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(writer);
                writer.write_record([
                    "section",
                    "subsection",
                    "no",
                    "name",
                    "nature",
                    "unit",
                    "amount_wan",
                    "verdict",
                    "clauses",
                    "missing",
                    "reasons",
                ])?;
                Self::Csv(Box::new(writer))
            }
        })
    }

    fn project(&mut self, project: &ListedProject, determination: &Determination) -> io::Result<()> {
        let row = Row::new(project, determination);
        match self {
            Self::Table(writer) => writeln!(
                writer,
                "{}-{}\t{}\t{}\t{}\t{}\t{}",
                row.section,
                row.no,
                row.amount_wan,
                determination.verdict.label(),
                row.clauses.join(" "),
                row.name,
                row.reasons.first().map_or("", String::as_str),
            ),
            Self::Json { writer, started } => {
                writer.write_all(if *started { b",\n" } else { b"[\n" })?;
                *started = true;
                serde_json::to_writer(writer, &row)?;
                Ok(())
            }
            Self::Csv(writer) => {
                let (clauses, missing, reasons) =
                    (row.clauses.join(" "), row.missing.join(" "), row.reasons.join("；"));
                let no = row.no.to_string();
                writer.write_record([
                    row.section,
                    row.subsection.unwrap_or(""),
                    &no,
                    row.name,
                    row.nature,
                    row.unit,
                    &row.amount_wan,
                    row.verdict,
                    &clauses,
                    &missing,
                    &reasons,
                ])?;
                Ok(())
            }
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Table(mut writer) => writer.flush(),
            Self::Json { mut writer, started } => {
                writer.write_all(if started { b"\n]\n" } else { b"[]\n" })?;
                writer.flush()
            }
            Self::Csv(mut writer) => writer.flush(),
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let rulebook = load_rulebook(arguments.rulebook.as_deref())?;
    let units = load_units()?;
    let doubt_zone = rulebook.class_matters().unwrap_or_default();
    let mut input = open(&arguments.file)?;
    let mut sorted =
        Sorted::new(Output::new(arguments.format, BufWriter::new(io::stdout().lock()))?, &rulebook);
    let mut reader = ListReader::new(&units, doubt_zone);
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Failure(format!("{}无法读取：{error}", arguments.file.display()))),
        };
        reader.feed(chunk.get(..read).unwrap_or_default(), &mut |item| sorted.take(item));
        if sorted.broken.is_some() {
            break;
        }
    }
    let summary = reader.finish(&mut |item| sorted.take(item));
    sorted.finish(&summary)
}

fn open(file: &std::path::Path) -> Result<Box<dyn Read>, Failure> {
    if file.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let opened = File::open(file)
        .map_err(|error| Failure(format!("{}无法打开：{error}。请核对文件名", file.display())))?;
    Ok(Box::new(opened))
}

/// Sends verdicts to the output, issues to standard error, and counts.
struct Sorted<'a, W: Write> {
    output: Output<W>,
    rulebook: &'a Rulebook,
    counts: [u64; 4],
    broken: Option<io::Error>,
}

/// The verdicts in the order in which totals name them.
const VERDICTS: [Verdict; 4] =
    [Verdict::Required, Verdict::NeedsInformation, Verdict::NotRequired, Verdict::OutOfScope];

impl<'a, W: Write> Sorted<'a, W> {
    const fn new(output: Output<W>, rulebook: &'a Rulebook) -> Self {
        Self { output, rulebook, counts: [0; 4], broken: None }
    }

    fn take(&mut self, item: ListItem) {
        match item {
            ListItem::Issue(issue) => {
                let kind = match issue.severity {
                    Severity::Error => "错误",
                    Severity::Hint => "提示",
                };
                note(format_args!("{kind}：{}", issue.message));
            }
            ListItem::Project(project) => {
                let determination = classify(&project.facts, self.rulebook);
                for (verdict, count) in VERDICTS.iter().zip(&mut self.counts) {
                    *count += u64::from(*verdict == determination.verdict);
                }
                if self.broken.is_none() {
                    self.broken = self.output.project(&project, &determination).err();
                }
            }
        }
    }

    fn finish(self, summary: &ListSummary) -> Result<Ending, Failure> {
        if let Some(error) = self.broken {
            // Whoever reads our output has seen enough: `quanheng classify … | head`.
            return if error.kind() == io::ErrorKind::BrokenPipe {
                Ok(Ending::Fine)
            } else {
                Err(error.into())
            };
        }
        self.output.finish()?;
        for section in &summary.sections {
            let title = if section.section.is_empty() {
                "全部".to_owned()
            } else {
                format!("{}、{}", section.section, section.title)
            };
            let amount = section.amount.to_decimal(MoneyUnit::TenThousand);
            note(format_args!("{title}：{}个项目，总投资{}万元", section.projects, grouped(&amount)));
        }
        let verdicts: Vec<String> = VERDICTS
            .iter()
            .zip(self.counts)
            .map(|(verdict, count)| format!("{}{count}个", verdict.label()))
            .collect();
        note(format_args!("合计{}个项目：{}", summary.projects, verdicts.join("，")));
        if summary.issues == 0 {
            return Ok(Ending::Fine);
        }
        note(format_args!(
            "清单中有{}处错误，已逐条列出；有误的行没有计入，其余各行照常判断",
            summary.issues
        ));
        Ok(Ending::SomethingWrong)
    }
}

/// `5,758,900`: thousands separators in the whole part.
fn grouped(decimal: &str) -> String {
    let (whole, fraction) =
        decimal.split_once('.').map_or((decimal, None), |(whole, rest)| (whole, Some(rest)));
    let digits = whole.len();
    let mut text = String::with_capacity(digits + digits / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (digits - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_separated() {
        assert_eq!(grouped("5758900"), "5,758,900");
        assert_eq!(grouped("999"), "999");
        assert_eq!(grouped("1234.5"), "1,234.5");
    }
}
