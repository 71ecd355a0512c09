//! What somebody puts right about how a list is read before it is committed: which column means what, which rows are
//! none, and single cells. The file itself stays as it came.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::header::Column;
use super::lines::has_control;
use crate::issue::Issue;
use crate::money::MoneyUnit;

/// The most tables, rows or cells that corrections name.
const MOST: usize = 10_000;

/// The last column that corrections name.
const LAST_POSITION: u32 = 200;

/// The longest text of a corrected cell, in characters.
const LONGEST_CELL: usize = 20_000;

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RowPlace {
    /// The sheet of a workbook, as issues name it; `None` in a file without sheets.
    pub sheet: Option<String>,
    /// The row of its sheet or the line of the file, counted from 1.
    pub line: u64,
}

/// What one column of a table means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnMeaning {
    /// Where it stands, counted from 1.
    pub position: u32,
    /// What its cells are.
    pub column: Column,
}

/// How the tables of one sheet are to be read, whatever their headers say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableMapping {
    /// The sheet; `None` for a file without sheets.
    pub sheet: Option<String>,
    /// The line of the header, where none is recognised. Whatever stands in it is no project.
    pub header_line: Option<u64>,
    /// What the columns mean; a column that is not named is not read. Empty leaves them as the header says.
    pub columns: Vec<ColumnMeaning>,
    /// The unit of amounts; `None` leaves it as the header says.
    pub unit: Option<MoneyUnit>,
}

/// Another text for one cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellCorrection {
    /// The row.
    pub row: RowPlace,
    /// The column, by what it means.
    pub column: Column,
    /// What the cell is read as.
    pub value: String,
}

/// Everything that is put right about one list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Corrections {
    /// How tables are read.
    pub tables: Vec<TableMapping>,
    /// Rows that are passed over.
    pub skipped: Vec<RowPlace>,
    /// Cells with another text.
    pub cells: Vec<CellCorrection>,
}

impl Corrections {
    /// Whether nothing is put right.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.skipped.is_empty() && self.cells.is_empty()
    }

    /// What is wrong with the corrections themselves, whatever is in the file; fields are named as in JSON.
    #[must_use]
    pub fn issues(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        for (field, length) in
            [("tables", self.tables.len()), ("skipped", self.skipped.len()), ("cells", self.cells.len())]
        {
            if length > MOST {
                let message = format!("一次最多更正{MOST}处，请改好原文件后重新上传");
                issues.push(Issue::new(field, "too_many", message));
            }
        }
        let rows = self.skipped.iter().chain(self.cells.iter().map(|cell| &cell.row));
        let named = rows.map(|row| &row.sheet).chain(self.tables.iter().map(|table| &table.sheet)).flatten();
        if named.clone().any(|sheet| has_control(sheet.as_bytes())) {
            issues.push(Issue::new("sheet", "control_character", "工作表名称含有不可见的控制字符，请核对"));
        }
        let mut sheets = HashSet::new();
        for (at, table) in self.tables.iter().enumerate() {
            if !sheets.insert(&table.sheet) {
                issues.push(Issue::new(format!("tables.{at}.sheet"), "duplicate", "同一工作表只能指定一次"));
            }
            table.check(&format!("tables.{at}"), &mut issues);
        }
        let mut cells = HashSet::new();
        for (at, cell) in self.cells.iter().enumerate() {
            if !cells.insert((&cell.row, cell.column)) {
                issues.push(Issue::new(format!("cells.{at}"), "duplicate", "同一单元格只能更正一次"));
            }
            if has_control(cell.value.as_bytes()) || cell.value.contains('\t') {
                let message = "含有不可见的控制字符，请删除";
                issues.push(Issue::new(format!("cells.{at}.value"), "control_character", message));
            }
            if cell.value.chars().count() > LONGEST_CELL {
                let message = format!("超过{LONGEST_CELL}字，请缩短");
                issues.push(Issue::new(format!("cells.{at}.value"), "too_long", message));
            }
        }
        issues
    }
}

impl TableMapping {
    fn check(&self, field: &str, issues: &mut Vec<Issue>) {
        let (mut positions, mut columns) = (HashSet::new(), HashSet::new());
        for (at, meaning) in self.columns.iter().enumerate() {
            let field = format!("{field}.columns.{at}");
            if !(1..=LAST_POSITION).contains(&meaning.position) {
                let message = format!("列号应为1至{LAST_POSITION}");
                issues.push(Issue::new(format!("{field}.position"), "out_of_range", message));
            }
            if !positions.insert(meaning.position) {
                issues.push(Issue::new(format!("{field}.position"), "duplicate", "一列只能有一种含义"));
            }
            if !columns.insert(meaning.column) {
                let message = format!("只能有一列是“{}”", meaning.column.label());
                issues.push(Issue::new(format!("{field}.column"), "duplicate", message));
            }
        }
    }
}

/// Corrections while a list is read with them. What is used is taken out, so that what is left was of no use.
#[derive(Debug, Default)]
pub(super) struct Pending {
    tables: Vec<(TableMapping, bool)>,
    skipped: HashSet<RowPlace>,
    cells: HashMap<RowPlace, Vec<(Column, String)>>,
    is_empty: bool,
}

impl Pending {
    pub(super) fn new(corrections: Corrections) -> Self {
        let is_empty = corrections.is_empty();
        let Corrections { tables, skipped, cells } = corrections;
        let mut by_row: HashMap<RowPlace, Vec<(Column, String)>> = HashMap::new();
        for CellCorrection { row, column, value } in cells {
            by_row.entry(row).or_default().push((column, value));
        }
        Self {
            tables: tables.into_iter().map(|table| (table, false)).collect(),
            skipped: skipped.into_iter().collect(),
            cells: by_row,
            is_empty,
        }
    }

    /// Whether there are none, so that a row need not be looked up.
    pub(super) const fn is_empty(&self) -> bool {
        self.is_empty
    }

    pub(super) fn skips(&mut self, row: &RowPlace) -> bool {
        self.skipped.remove(row)
    }

    pub(super) fn is_header(&self, row: &RowPlace) -> bool {
        self.tables.iter().any(|(table, _)| table.sheet == row.sheet && table.header_line == Some(row.line))
    }

    /// How the tables of a sheet are to be read.
    pub(super) fn table(&mut self, sheet: Option<&str>) -> Option<&TableMapping> {
        let (table, used) = self.tables.iter_mut().find(|(table, _)| table.sheet.as_deref() == sheet)?;
        *used = true;
        Some(table)
    }

    pub(super) fn cells(&mut self, row: &RowPlace) -> Vec<(Column, String)> {
        self.cells.remove(row).unwrap_or_default()
    }

    /// The rows and sheets that were not found, in their order. The line of a sheet is 1.
    pub(super) fn unused(self) -> Vec<RowPlace> {
        let tables = self.tables.into_iter().filter(|(_, used)| !used);
        let mut unused: Vec<RowPlace> = tables
            .map(|(table, _)| RowPlace { sheet: table.sheet, line: table.header_line.unwrap_or(1) })
            .chain(self.skipped)
            .chain(self.cells.into_keys())
            .collect();
        unused.sort_by(|one, other| (&one.sheet, one.line).cmp(&(&other.sheet, other.line)));
        unused.dedup();
        unused
    }
}
