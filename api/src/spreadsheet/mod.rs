//! Project lists as files. Coming in, a list is read in whatever kind of file it comes: xlsx, xls, ods, CSV or tab-separated text, told apart by what
//! is in the file and never by its name. Going out, it is an xlsx: [`template`] and [`export`].
//!
//! Tab-separated text goes on to the domain's reader piece by piece as it arrives, CSV record by record; a
//! workbook is read whole first, within fixed limits ([`table`], [`archive`], [`biff`]), so that a broken one gives
//! nothing instead of half a list.

mod archive;
mod biff;
mod columns;
mod delimited;
mod export;
mod layout;
mod ods;
mod refusal;
mod table;
mod template;
#[cfg(test)]
mod tests;
mod value;
mod workbook;
mod xls;
mod xlsx;

use std::io::{self, Cursor, Read};

use domain::intake::{ListItem, ListReader, ListSummary, TableRow, TextEncoding};

pub(crate) use export::Export;
use refusal::Refusal;
use table::{Sheet, SheetRow};
pub(crate) use template::template;

/// The largest workbook or CSV file.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// How much text is read at a time.
const CHUNK: usize = 64 * 1024;

/// After how many rows of a workbook the listener is asked whether it wants more.
const ROWS_AT_A_TIME: usize = 256;

const UTF8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// Whoever takes what is found.
pub(crate) trait Listener {
    /// Takes the next project or issue.
    fn found(&mut self, item: ListItem);

    /// Whether more is wanted; asked after every piece of the file.
    fn goes_on(&mut self) -> bool;
}

/// What holds the parts of a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Container {
    /// A zip archive: xlsx, ods.
    Zip,
    /// A compound file: xls, or an xlsx with a password.
    Compound,
}

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Tab-separated text, or no text at all, which the domain's reader says then.
    Text,
    Csv(TextEncoding),
    Workbook(Container),
    /// HTML or XML, which some programs write under the name of a spreadsheet.
    Markup,
}

impl Format {
    /// The kind of a file that begins with `head`; `complete` when that is the whole file.
    fn of(head: &[u8], complete: bool) -> Self {
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            return Self::Workbook(Container::Zip);
        }
        if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return Self::Workbook(Container::Compound);
        }
        let text = head.strip_prefix(UTF8_MARK).unwrap_or(head).trim_ascii_start().to_ascii_lowercase();
        if [&b"<?xml"[..], b"<html", b"<!doctype", b"<table", b"<meta"]
            .iter()
            .any(|tag| text.starts_with(tag))
        {
            return Self::Markup;
        }
        match TextEncoding::of(head, complete) {
            Some(encoding) if delimited::is_csv(head, encoding) => Self::Csv(encoding),
            Some(_) | None => Self::Text,
        }
    }
}

/// Reads a list to its end, or for as long as it is wanted.
///
/// # Errors
/// When the input cannot be read. A file that is no list is an issue like a row that is no project.
pub(crate) fn read_list(
    mut input: impl Read,
    mut reader: ListReader<'_>,
    listener: &mut impl Listener,
) -> io::Result<ListSummary> {
    let mut head = Vec::new();
    input.by_ref().take(TextEncoding::HEAD as u64).read_to_end(&mut head)?;
    let complete = head.len() < TextEncoding::HEAD;
    match Format::of(&head, complete) {
        Format::Text => {
            reader.feed(&head, &mut |item| listener.found(item));
            read_text(input, &mut reader, listener)?;
        }
        Format::Csv(encoding) => {
            let text = head.strip_prefix(UTF8_MARK).unwrap_or(&head).to_vec();
            delimited::read(Cursor::new(text).chain(input), encoding, &mut reader, listener)?;
        }
        Format::Workbook(container) => {
            input.take(LARGEST_FILE + 1).read_to_end(&mut head)?;
            match workbook::read(&head, container) {
                Ok(sheets) => {
                    drop(head);
                    sheets.iter().for_each(|sheet| read_sheet(sheet, &mut reader, listener));
                }
                Err(refusal) => refuse(&mut reader, &refusal, listener),
            }
        }
        Format::Markup => refuse(&mut reader, &Refusal::Markup, listener),
    }
    Ok(reader.finish(&mut |item| listener.found(item)))
}

fn refuse(reader: &mut ListReader<'_>, refusal: &Refusal, listener: &mut impl Listener) {
    reader.refuse(refusal.code(), &refusal.to_string(), &mut |item| listener.found(item));
}

fn read_text(
    mut input: impl Read,
    reader: &mut ListReader<'_>,
    listener: &mut impl Listener,
) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    // A list that arrives slowly is judged as it arrives.
    while listener.goes_on() {
        let read = match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        reader.feed(chunk.get(..read).unwrap_or_default(), &mut |item| listener.found(item));
    }
    Ok(())
}

fn read_sheet(sheet: &Sheet, reader: &mut ListReader<'_>, listener: &mut impl Listener) {
    if sheet.is_hidden {
        return reader.hidden_sheet(&sheet.name, &mut |item| listener.found(item));
    }
    reader.sheet(&sheet.name, &mut |item| listener.found(item));
    let mut rows = 0;
    sheet.for_each_row(|row, cells, merged| {
        let SheetRow { line, is_hidden } = row;
        let row = TableRow { line: line.into(), cells, is_sparse: true, is_hidden, merged };
        reader.row(row, &mut |item| listener.found(item));
        rows += 1;
        rows % ROWS_AT_A_TIME != 0 || listener.goes_on()
    });
}
