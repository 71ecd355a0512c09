//! CSV: fields separated by commas, in quotation marks where they hold commas or line breaks themselves.

use std::io::{self, Read};

use csv::{ByteRecord, ReaderBuilder};
use domain::intake::{ListItem, ListReader, TableRow, TextEncoding};

use super::refusal::Refusal;
use super::table::{MOST_COLUMNS, is_too_long};
use super::{LARGEST_FILE, Listener};

/// Whether a text whose head this is separates its cells by commas: its header does, or nothing in it is
/// separated by tabs.
pub(super) fn is_csv(head: &[u8], encoding: TextEncoding) -> bool {
    let lines = || head.split(|byte| *byte == b'\n');
    let header = lines().find(|line| encoding.decode(line).is_some_and(|line| line.contains("项目名称")));
    match header {
        Some(line) => !line.contains(&b'\t') && line.contains(&b','),
        None => {
            let commas = |line: &[u8]| line.iter().filter(|byte| **byte == b',').count();
            !head.contains(&b'\t') && lines().any(|line| commas(line) > 1)
        }
    }
}

/// Reads record by record. A quotation mark without its partner takes in the rest of the file, which is therefore
/// no larger than a workbook may be.
pub(super) fn read(
    input: impl Read,
    encoding: TextEncoding,
    reader: &mut ListReader<'_>,
    listener: &mut impl Listener,
) -> io::Result<()> {
    let mut records =
        ReaderBuilder::new().has_headers(false).flexible(true).from_reader(input.take(LARGEST_FILE + 1));
    let mut record = ByteRecord::new();
    while listener.goes_on() && records.read_byte_record(&mut record)? {
        let line = record.position().map_or(0, csv::Position::line);
        let mut sink = |item: ListItem| listener.found(item);
        if records.position().byte() > LARGEST_FILE {
            refuse(reader, &Refusal::TooLarge, &mut sink);
            return Ok(());
        }
        let fields: Option<Vec<_>> = record.iter().map(|field| encoding.decode(field)).collect();
        let Some(fields) = fields else {
            reader.undecodable_row(line, &mut sink);
            continue;
        };
        let cells: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
        let place = || format!("第{line}行");
        if cells.iter().skip(MOST_COLUMNS).any(|cell| !cell.trim().is_empty()) {
            refuse(reader, &Refusal::TooManyColumns { place: place() }, &mut sink);
            return Ok(());
        }
        if cells.iter().any(|cell| is_too_long(cell)) {
            refuse(reader, &Refusal::CellTooLong { place: place() }, &mut sink);
            return Ok(());
        }
        reader.row(
            TableRow { line, cells: &cells, is_sparse: false, is_hidden: false, merged: &[] },
            &mut sink,
        );
    }
    Ok(())
}

fn refuse(reader: &mut ListReader<'_>, refusal: &Refusal, sink: &mut impl FnMut(ListItem)) {
    reader.refuse(refusal.code(), &refusal.to_string(), sink);
}
