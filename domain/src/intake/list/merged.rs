//! Rows of which a cell is one with a cell above: a unit that is written once beside all its projects.

use super::{List, Row};
use crate::intake::header::Column;
use crate::intake::{ListItem, RowIssue, Severity};

/// The columns in which one cell beside several rows says the same of each of them. An amount or a name does not:
/// one amount beside three rows is the amount of all three together.
const SHARED: [Column; 5] = [Column::Nature, Column::Unit, Column::Schedule, Column::Class, Column::UnitKind];

impl<'a> List<'_> {
    /// The cells of a row with what it shares with rows above; `None` where that changes nothing.
    pub(super) fn fill_merged(
        &mut self,
        row: &Row<'a>,
        sink: &mut impl FnMut(ListItem),
    ) -> Option<Vec<&'a str>> {
        let header = self.header.as_ref().filter(|_| self.open_header.is_none())?;
        let mut cells: Option<Vec<&'a str>> = None;
        let mut unclear = Vec::new();
        for merged in row.merged {
            let Some(column) = header.column(merged.column) else { continue };
            if row.cells.get(merged.column).is_some_and(|cell| !cell.trim().is_empty()) {
                continue;
            }
            if !SHARED.contains(&column) {
                unclear.push((column, merged.from_line));
                continue;
            }
            let cells = cells.get_or_insert_with(|| row.cells.to_vec());
            if cells.len() <= merged.column {
                cells.resize(merged.column + 1, "");
            }
            if let Some(cell) = cells.get_mut(merged.column) {
                *cell = merged.text;
            }
        }
        for (column, from_line) in unclear {
            let label = column.label();
            let reason =
                format!("与第{from_line}行合并为一个单元格，看不出本行应填什么，请取消合并后逐行填写");
            let issue = RowIssue::in_column(Severity::Hint, row.line, label, "merged_cell", reason);
            self.push_issue(issue, sink);
        }
        cells
    }
}
