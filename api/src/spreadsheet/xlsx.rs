//! xlsx: cell by cell, so that a sheet with a cell in each of two far corners takes no more than two cells.

use std::collections::HashSet;
use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::layout::layouts;
use super::refusal::Refusal;
use super::table::Collector;
use super::value::text_of;

/// Reads the sheets of a workbook that [`super::archive::inspect`] has found safe.
pub(super) fn read(bytes: &[u8], collector: &mut Collector) -> Result<(), Refusal> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
    let layouts = layouts(bytes)?;
    let mut known = HashSet::new();
    let sheets: Vec<(String, bool)> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        // A sheet is found by its name: the second of that name would be the first once more.
        .filter(|(name, _)| known.insert(name.clone()))
        .collect();
    for (name, is_hidden) in sheets {
        collector.begin_sheet(&name, is_hidden)?;
        let layout = layouts.get(&name);
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(|error| refusal(&error))?;
        while let Some(cell) = cells.next_cell().map_err(|error| refusal(&error))? {
            let (row, column) = cell.get_position();
            collector.cell(row, column, &text_of(cell.get_value()))?;
            if layout.is_some_and(|layout| layout.hidden_rows.contains(&row)) {
                collector.hide_row(row);
            }
        }
        for tall in layout.iter().flat_map(|layout| &layout.tall) {
            collector.merge(*tall)?;
        }
    }
    Ok(())
}

fn refusal(error: &XlsxError) -> Refusal {
    tracing::debug!(%error, "a workbook cannot be read");
    if matches!(error, XlsxError::Password) { Refusal::Encrypted } else { Refusal::Unreadable }
}
