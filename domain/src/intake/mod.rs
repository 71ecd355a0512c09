//! Reading a printed project list (投资计划) into facts with their origin.
//!
//! The list arrives as bytes in pieces of any size and leaves as a stream of projects and issues, so memory
//! does not depend on the length of the list. A row that cannot be used becomes an issue naming the row, the
//! column and the reason; every other row still comes through. What a row leaves open, such as a unit that
//! is 待定, becomes an unknown fact: Article 3 then asks for it instead of guessing.
//!
//! The stages, each in its own module: bytes into lines, a line into clean cells, headings and repeated
//! header rows, a row into a project, its words into facts, and neighbouring rows into likely siblings.

mod district;
mod funding;
mod header;
mod heading;
mod lines;
mod reader;
mod row;
mod serial;
mod siblings;
#[cfg(test)]
mod tests;
mod text;
mod units;
mod words;
mod works;

use std::ops::Range;

use serde::Serialize;

pub use reader::ListReader;
pub use units::{ListedUnit, UnitDirectory, UnitDirectoryError};

use crate::classification::Facts;
use crate::money::Money;

/// What the reader found next, in the order of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ListItem {
    /// A usable row.
    Project(Box<ListedProject>),
    /// Something to put right or to know.
    Issue(RowIssue),
}

/// One project of the list: its cells, cleaned of printing noise, and the facts they give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedProject {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// The section's number as printed: `一`. Empty when the list has no sections.
    pub section: String,
    /// The section's title without number and count: `政府投资建设项目`.
    pub section_title: String,
    /// The subsection's title without number and count: `民生实事类项目`.
    pub subsection: Option<String>,
    /// 序号
    pub number: u32,
    /// 项目名称
    pub name: String,
    /// 建设性质
    pub nature: String,
    /// 建设单位
    pub unit: String,
    /// 总投资
    pub amount: Money,
    /// 主要建设内容
    pub content: String,
    /// 年度工作计划
    pub schedule: String,
    /// 资金来源
    pub funding: String,
    /// 备注
    pub remark: String,
    /// What Article 3 can use of it.
    pub facts: Facts,
}

impl ListedProject {
    /// Whether the unit is 待定, so that nobody yet answers for the project's data.
    #[must_use]
    pub fn unit_is_pending(&self) -> bool {
        row::UNDECIDED_UNITS.contains(&self.unit.as_str())
    }
}

/// How much an issue matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something is wrong; the row, if it is about one, does not come through.
    Error,
    /// The row comes through, and something about it has to be asked or looked at.
    Hint,
}

/// Something about one row, or about the whole file at the given line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowIssue {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// The column, as the header names it; `None` when the issue is about the whole row.
    pub column: Option<String>,
    /// A stable code for programs: `amount_not_a_number`.
    pub code: &'static str,
    /// Row, column, reason and what to do, in Chinese.
    pub message: String,
    /// Whether the row is lost.
    pub severity: Severity,
}

impl RowIssue {
    fn error(line: u64, code: &'static str, reason: impl std::fmt::Display) -> Self {
        Self {
            line, column: None, code, message: format!("第{line}行：{reason}"), severity: Severity::Error
        }
    }

    fn in_column(
        severity: Severity,
        line: u64,
        column: &str,
        code: &'static str,
        reason: impl std::fmt::Display,
    ) -> Self {
        let message = format!("第{line}行“{column}”：{reason}");
        Self { line, column: Some(column.to_owned()), code, message, severity }
    }
}

/// What the whole list came to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ListSummary {
    /// Projects that came through.
    pub projects: u64,
    /// Issues of severity [`Severity::Error`].
    pub issues: u64,
    /// Issues of severity [`Severity::Hint`].
    pub hints: u64,
    /// The sections in order, each with its own totals.
    pub sections: Vec<SectionTotal>,
}

/// The total of one section.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct SectionTotal {
    /// The number as printed: `一`.
    pub section: String,
    /// The title without number and count.
    pub title: String,
    /// Projects that came through.
    pub projects: u64,
    /// How many projects the section's title says it has.
    pub declared: Option<u32>,
    /// Total investment of the projects that came through.
    pub amount: Money,
}

/// Reads a whole list at once. `doubt_zone` is explained at [`ListReader::new`].
#[must_use]
pub fn read(
    bytes: &[u8],
    directory: &UnitDirectory,
    doubt_zone: Range<Money>,
) -> (Vec<ListedProject>, Vec<RowIssue>, ListSummary) {
    let mut projects = Vec::new();
    let mut issues = Vec::new();
    let mut sink = |item| match item {
        ListItem::Project(project) => projects.push(*project),
        ListItem::Issue(issue) => issues.push(issue),
    };
    let mut reader = ListReader::new(directory, doubt_zone);
    reader.feed(bytes, &mut sink);
    let summary = reader.finish(&mut sink);
    (projects, issues, summary)
}
