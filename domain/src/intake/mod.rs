//! Reading a printed project list (投资计划) into facts with their origin.
//!
//! The list arrives as bytes in pieces of any size, or as the rows of a table that somebody else has taken out
//! of a workbook, and leaves as a stream of projects and issues, so memory does not depend on its length. A row that
//! cannot be used becomes an issue naming the row, the column and the reason; every other row still comes through.
//! What a row leaves open, such as a unit that is 待定, becomes an unknown fact: Article 3 then asks for it instead of
//! guessing. [`Corrections`] change how a list is read without changing the list.
//!
//! The stages, each in its own module: bytes into lines, a line into cells, headings and header rows, a row
//! into a project, its words into facts, and neighbouring rows into likely siblings.

mod amount;
mod choices;
mod corrections;
mod district;
mod funding;
mod guard;
mod header;
mod heading;
mod lines;
mod list;
mod noise;
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

pub use choices::{CLASSES, NATURES_IN_PROGRESS, NEW_NATURES, UNIT_KINDS};
pub use corrections::{CellCorrection, ColumnMeaning, Corrections, RowPlace, TableMapping};
pub use guard::{guarded, unguarded};
pub use header::Column;
pub use lines::TextEncoding;
pub use list::INSTRUCTIONS_SHEET;
pub use reader::{ListReader, MergedCell, TableRow};
pub use units::{ListedUnit, UnitDirectory, UnitDirectoryError};

use crate::classification::Facts;
use crate::money::{Money, MoneyUnit};

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
    /// The sheet of the workbook; `None` in a file without sheets.
    pub sheet: Option<String>,
    /// The line of the file or the row of its sheet, counted from 1.
    pub line: u64,
    /// The section's number as printed: `一`. Empty when the list has no sections; the name of the sheet when
    /// the numbers start again with a sheet that has no heading.
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
    /// The sheet of the workbook; `None` in a file without sheets or when the issue is about all of them.
    pub sheet: Option<String>,
    /// The line of the file or the row of its sheet, counted from 1.
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
            sheet: None,
            line,
            column: None,
            code,
            message: format!("第{line}行：{reason}"),
            severity: Severity::Error,
        }
    }

    /// The whole file cannot be read, whatever is in its rows.
    fn refusal(code: &'static str, reason: impl std::fmt::Display) -> Self {
        Self {
            sheet: None,
            line: 1,
            column: None,
            code,
            message: reason.to_string(),
            severity: Severity::Error,
        }
    }

    /// The same issue, in a sheet. Every message about a row begins with its number.
    fn in_sheet(self, sheet: &str) -> Self {
        let message = format!("工作表“{sheet}”{}", self.message);
        Self { sheet: Some(sheet.to_owned()), message, ..self }
    }

    fn in_column(
        severity: Severity,
        line: u64,
        column: &str,
        code: &'static str,
        reason: impl std::fmt::Display,
    ) -> Self {
        let message = format!("第{line}行“{column}”：{reason}");
        Self { sheet: None, line, column: Some(column.to_owned()), code, message, severity }
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
    /// How the tables were read, in order. A header that repeats the one before it is not listed again.
    pub tables: Vec<MappedTable>,
}

/// How a table is read: what its header says, or what corrections say instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MappedTable {
    /// The sheet of the workbook; `None` in a file without sheets.
    pub sheet: Option<String>,
    /// The last line of the header, counted from 1.
    pub header_line: u64,
    /// Its columns from the first on.
    pub columns: Vec<MappedColumn>,
    /// The unit of amounts; `None` when only cells can name one.
    pub unit: Option<MoneyUnit>,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MappedColumn {
    /// Where it stands, counted from 1.
    pub position: u32,
    /// What its header says.
    pub heading: String,
    /// What it is read as; `None` when it is not read.
    pub column: Option<Column>,
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
