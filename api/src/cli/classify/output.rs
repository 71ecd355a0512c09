//! How verdicts are printed: a table for people, JSON and CSV for programs.

use std::io::{self, Write};

use clap::ValueEnum;
use domain::classification::Examination;
use domain::intake::{ListedProject, guarded};
use domain::money::MoneyUnit;
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
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
    reasons: Vec<String>,
}

impl<'a> Row<'a> {
    fn new(project: &'a ListedProject, examination: &'a Examination<'_>) -> Self {
        Self {
            section: &project.section,
            subsection: project.subsection.as_deref(),
            no: project.number,
            name: &project.name,
            nature: &project.nature,
            unit: &project.unit,
            amount_wan: project.amount.to_decimal(MoneyUnit::TenThousand),
            verdict: examination.verdict().code(),
            clauses: examination.clauses(),
            missing: examination.missing().into_iter().map(|question| question.code()).collect(),
            reasons: examination.reasons(),
        }
    }
}

/// Where verdicts go.
pub(super) enum Output<W: Write> {
    Table(W),
    Json { writer: W, started: bool },
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write> Output<W> {
    pub(super) fn new(format: Format, mut writer: W) -> io::Result<Self> {
        Ok(match format {
            Format::Table => {
                writeln!(writer, "编号\t总投资（万元）\t结论\t条款\t项目名称\t主要理由")?;
                Self::Table(writer)
            }
            Format::Json => Self::Json { writer, started: false },
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(writer);
                let heads = [
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
                ];
                writer.write_record(heads).map_err(cause)?;
                Self::Csv(Box::new(writer))
            }
        })
    }

    pub(super) fn project(
        &mut self,
        project: &ListedProject,
        examination: &Examination<'_>,
    ) -> io::Result<()> {
        let row = Row::new(project, examination);
        match self {
            Self::Table(writer) => writeln!(
                writer,
                "{}-{}\t{}\t{}\t{}\t{}\t{}",
                row.section,
                row.no,
                row.amount_wan,
                examination.verdict().label(),
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
                let fields = [
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
                ];
                // A spreadsheet program opens it: no text of the list may become a formula there.
                let fields = fields.map(guarded);
                writer.write_record(fields.iter().map(|field| field.as_bytes())).map_err(cause)
            }
        }
    }

    pub(super) fn finish(self) -> io::Result<()> {
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

/// What the system said. The crate's own conversion hides it, and with it that the reader has gone away.
fn cause(error: csv::Error) -> io::Error {
    let words = error.to_string();
    if let csv::ErrorKind::Io(error) = error.into_kind() { error } else { io::Error::other(words) }
}
