//! The cells of a workbook as text, in bounded memory: one buffer a sheet instead of a string a cell.

use domain::intake::MergedCell;

use super::refusal::Refusal;

/// The most rows of a workbook, empty ones not counted.
pub(super) const MOST_ROWS: usize = 1_000_000;
/// The most columns of a row.
pub(super) const MOST_COLUMNS: usize = 200;
/// The most characters of a cell.
pub(super) const LONGEST_CELL: usize = 20_000;
/// The most sheets that are looked at.
pub(super) const MOST_SHEETS: usize = 100;
/// The most cells, the empty ones to the left of a filled one included.
const MOST_CELLS: usize = 20_000_000;
/// The most text, in bytes: a few letters may stand for a long text that many cells share.
const MOST_TEXT: usize = 256 * 1024 * 1024;

/// A sheet with the rows that have any text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    text: String,
    /// Where each cell ends in the text.
    ends: Vec<u32>,
    rows: Vec<RowEnd>,
    /// Cells over several rows, in the order in which they begin.
    tall: Vec<TallCell>,
}

/// Cells of one column that are merged into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TallCell {
    /// The topmost row, counted from 0. It has the text.
    pub(super) first_row: u32,
    /// The lowest row.
    pub(super) last_row: u32,
    /// The column, counted from 0.
    pub(super) column: u32,
}

/// A row of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct RowEnd {
    line: u32,
    is_hidden: bool,
    /// How many cells the rows up to this one have.
    cells: usize,
}

/// A row as it is handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SheetRow {
    /// Counted from 1.
    pub(super) line: u32,
    pub(super) is_hidden: bool,
}

impl Sheet {
    /// Hands every row over with its cells, and with those that are one with a cell above, until `take` wants no
    /// more.
    pub(super) fn for_each_row(&self, mut take: impl FnMut(SheetRow, &[&str], &[MergedCell<'_>]) -> bool) {
        let mut cells: Vec<&str> = Vec::new();
        let mut open = OpenCells { coming: &self.tall, open: Vec::new(), merged: Vec::new() };
        let (mut first, mut start) = (0, 0);
        for row in &self.rows {
            cells.clear();
            for end in self.ends.get(first..row.cells).unwrap_or_default() {
                let end = *end as usize;
                cells.push(self.text.get(start..end).unwrap_or_default());
                start = end;
            }
            first = row.cells;
            let merged = open.at(row.line, &cells);
            if !take(SheetRow { line: row.line, is_hidden: row.is_hidden }, &cells, merged) {
                return;
            }
        }
    }
}

/// The merged cells that reach into the row being handed over.
struct OpenCells<'s> {
    coming: &'s [TallCell],
    /// The last row of each, and what it says in the rows below its first.
    open: Vec<(u32, MergedCell<'s>)>,
    merged: Vec<MergedCell<'s>>,
}

impl<'s> OpenCells<'s> {
    /// The cells of the row `line`, counted from 1, that are one with a cell above. `cells` are the row's own.
    fn at(&mut self, line: u32, cells: &[&'s str]) -> &[MergedCell<'s>] {
        self.open.retain(|(last_line, _)| *last_line >= line);
        self.merged.clear();
        self.merged.extend(self.open.iter().map(|(_, merged)| *merged));
        while let Some((next, rest)) = self.coming.split_first() {
            let first_line = next.first_row.saturating_add(1);
            if first_line > line {
                break;
            }
            self.coming = rest;
            let column = next.column as usize;
            let text = cells.get(column).filter(|_| first_line == line);
            // Two that cover the same cell are in no file that a person made; the one that began first counts.
            if let Some(&text) = text.filter(|text| !text.trim().is_empty())
                && !self.open.iter().any(|(_, merged)| merged.column == column)
            {
                let merged = MergedCell { column, from_line: line.into(), text };
                self.open.push((next.last_row.saturating_add(1), merged));
            }
        }
        &self.merged
    }
}

/// Takes the cells of a workbook in, from top to bottom and from left to right.
#[derive(Debug, Default)]
pub(super) struct Collector {
    sheets: Vec<Sheet>,
    begun: usize,
    rows: usize,
    cells: usize,
    text: usize,
    tall: usize,
}

impl Collector {
    pub(super) fn begin_sheet(&mut self, name: &str, is_hidden: bool) -> Result<(), Refusal> {
        self.begun += 1;
        if self.begun > MOST_SHEETS {
            return Err(Refusal::TooManySheets);
        }
        self.sheets.push(Sheet { name: name.to_owned(), is_hidden, ..Sheet::default() });
        Ok(())
    }

    /// Takes a cell in; `row` and `column` count from 0. Blank cells need not be told.
    pub(super) fn cell(&mut self, row: u32, column: u32, text: &str) -> Result<(), Refusal> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let Some(sheet) = self.sheets.last_mut() else {
            return Err(Refusal::Unreadable);
        };
        let line = row.checked_add(1).ok_or(Refusal::Unreadable)?;
        let column = column as usize;
        let place = |sheet: &Sheet| format!("工作表“{}”第{line}行", sheet.name);
        if column >= MOST_COLUMNS {
            return Err(Refusal::TooManyColumns { place: place(sheet) });
        }
        if is_too_long(text) {
            return Err(Refusal::CellTooLong { place: place(sheet) });
        }
        let before =
            sheet.rows.len().checked_sub(2).and_then(|at| sheet.rows.get(at)).map_or(0, |row| row.cells);
        let start = match sheet.rows.last() {
            Some(last) if last.line == line => before,
            Some(last) if last.line > line => return Err(Refusal::Unreadable),
            Some(_) | None => {
                self.rows += 1;
                let cells = sheet.ends.len();
                sheet.rows.push(RowEnd { line, is_hidden: false, cells });
                cells
            }
        };
        let filled = sheet.ends.len() - start;
        let blank = column.checked_sub(filled).ok_or(Refusal::Unreadable)?;
        self.cells += blank + 1;
        self.text += text.len();
        if self.rows > MOST_ROWS {
            return Err(Refusal::TooManyRows);
        }
        if self.cells > MOST_CELLS || self.text > MOST_TEXT {
            return Err(Refusal::TooMuch);
        }
        let position = |length: usize| u32::try_from(length).map_err(|_| Refusal::TooMuch);
        let end = position(sheet.text.len())?;
        sheet.ends.extend(std::iter::repeat_n(end, blank));
        sheet.text.push_str(text);
        sheet.ends.push(position(sheet.text.len())?);
        if let Some(last) = sheet.rows.last_mut() {
            last.cells = sheet.ends.len();
        }
        Ok(())
    }

    /// Says that the row just taken in is hidden.
    pub(super) fn hide_row(&mut self, row: u32) {
        if let Some(last) = self.sheets.last_mut().and_then(|sheet| sheet.rows.last_mut())
            && last.line == row.saturating_add(1)
        {
            last.is_hidden = true;
        }
    }

    /// Says that cells of the sheet are one.
    pub(super) fn merge(&mut self, tall: TallCell) -> Result<(), Refusal> {
        self.tall += 1;
        if self.tall > MOST_ROWS {
            return Err(Refusal::TooMuch);
        }
        if tall.last_row > tall.first_row
            && (tall.column as usize) < MOST_COLUMNS
            && let Some(sheet) = self.sheets.last_mut()
        {
            sheet.tall.push(tall);
        }
        Ok(())
    }

    /// The sheets with any text, in their order.
    pub(super) fn finish(mut self) -> Vec<Sheet> {
        for sheet in &mut self.sheets {
            sheet.tall.sort_unstable();
        }
        self.sheets.into_iter().filter(|sheet| !sheet.rows.is_empty()).collect()
    }
}

/// Whether a cell has more characters than a cell of a list can have.
pub(super) fn is_too_long(text: &str) -> bool {
    text.len() > LONGEST_CELL && text.chars().count() > LONGEST_CELL
}
