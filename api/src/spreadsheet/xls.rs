//! xls: the workbook is taken out of its compound file, measured, and read from a file that holds nothing else.

use std::collections::HashSet;
use std::io::{Cursor, Read, Write};

use calamine::{Reader, SheetType, SheetVisible, Xls, XlsError};

use super::biff;
use super::refusal::Refusal;
use super::table::{Collector, TallCell};
use super::value::text_of_owned;

/// Reads the sheets of an old workbook, or tells that the compound file is a new one with a password.
pub(super) fn read(bytes: &[u8], collector: &mut Collector) -> Result<(), Refusal> {
    let stream = workbook_stream(bytes)?;
    let hidden_rows = biff::measure(&stream)?;
    // What is read must be what was measured, and two readers may disagree about a file made to confuse them.
    let file = compound_file(&stream).map_err(|_| Refusal::Unreadable)?;
    drop(stream);
    let mut workbook: Xls<_> = Xls::new(Cursor::new(file)).map_err(|error| refusal(&error))?;
    let sheets: Vec<(String, bool, HashSet<u16>)> = workbook
        .sheets_metadata()
        .iter()
        .zip(hidden_rows)
        .filter(|(sheet, _)| sheet.typ == SheetType::WorkSheet)
        .map(|(sheet, hidden)| (sheet.name.clone(), sheet.visible != SheetVisible::Visible, hidden))
        .collect();
    for (name, is_hidden, hidden_rows) in sheets {
        collector.begin_sheet(&name, is_hidden)?;
        let range = workbook.worksheet_range(&name).map_err(|error| refusal(&error))?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let position = |first: u32, offset: usize| {
                u32::try_from(offset)
                    .ok()
                    .and_then(|offset| first.checked_add(offset))
                    .ok_or(Refusal::TooMuch)
            };
            let row = position(first_row, row)?;
            collector.cell(row, position(first_column, column)?, &text_of_owned(value))?;
            if u16::try_from(row).is_ok_and(|row| hidden_rows.contains(&row)) {
                collector.hide_row(row);
            }
        }
        for merged in workbook.merge_cells_by_sheet_name(&name).unwrap_or_default() {
            let ((first_row, column), (last_row, _)) = (merged.start, merged.end);
            collector.merge(TallCell { first_row, last_row, column })?;
        }
    }
    Ok(())
}

fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| Refusal::Unreadable)?;
    if file.is_stream("/EncryptedPackage") {
        return Err(Refusal::Encrypted);
    }
    let name =
        ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name)).ok_or(Refusal::Unreadable)?;
    let mut stream = Vec::new();
    file.open_stream(name)
        .and_then(|opened| opened.take(super::LARGEST_FILE).read_to_end(&mut stream))
        .map_err(|_| Refusal::Unreadable)?;
    Ok(stream)
}

fn compound_file(stream: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
    file.create_stream("/Workbook")?.write_all(stream)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

fn refusal(error: &XlsError) -> Refusal {
    tracing::debug!(%error, "a workbook cannot be read");
    if matches!(error, XlsError::Password) { Refusal::Encrypted } else { Refusal::Unreadable }
}
