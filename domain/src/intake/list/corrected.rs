//! Rows as corrections say they are.

use super::{List, Row};
use crate::intake::corrections::RowPlace;
use crate::intake::header::{Column, Header};
use crate::intake::{ListItem, RowIssue};

impl List<'_> {
    pub(in crate::intake) fn take_cells(&mut self, row: &Row<'_>, sink: &mut impl FnMut(ListItem)) {
        let filled = self.fill_merged(row, sink);
        let row = &filled.as_deref().map_or(*row, |cells| Row { cells, ..*row });
        if self.corrections.is_empty() {
            return self.take_as_it_is(row, sink);
        }
        let place = RowPlace { sheet: self.sheet.clone(), line: row.line };
        if self.corrections.skips(&place) {
            self.close_header(sink);
            self.use_number(row.cells);
            self.last_line = row.line;
        } else if self.corrections.is_header(&place) {
            self.close_header(sink);
            self.above_header = None;
            self.last_line = row.line;
            let header = Header::read(&[row.cells]).unwrap_or_else(|| Header::unnamed(row.cells));
            self.use_header(header, row.line, sink);
        } else {
            self.take_corrected(row, &place, sink);
        }
    }

    /// Takes a row with the cells that somebody has corrected.
    fn take_corrected(&mut self, row: &Row<'_>, place: &RowPlace, sink: &mut impl FnMut(ListItem)) {
        let changes = self.corrections.cells(place);
        if changes.is_empty() {
            return self.take_as_it_is(row, sink);
        }
        self.close_header(sink);
        let position = |column: Column| self.header.as_ref().and_then(|header| header.position(column));
        let mut cells = row.cells.to_vec();
        let mut useless = None;
        for (column, value) in &changes {
            let Some(at) = position(*column) else {
                useless = Some(*column);
                continue;
            };
            if cells.len() <= at {
                cells.resize(at + 1, "");
            }
            if let Some(cell) = cells.get_mut(at) {
                *cell = value;
            }
        }
        if let Some(column) = useless {
            let reason = format!("表格没有“{}”列，对该单元格的更正没有用上", column.label());
            self.push_issue(RowIssue::error(row.line, "correction_unused", reason), sink);
        }
        self.take_as_it_is(&Row { cells: &cells, ..*row }, sink);
    }
}
