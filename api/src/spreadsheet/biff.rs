//! How much memory an xls workbook will take, from a walk over its records.
//!
//! The reader of xls files makes room for the whole rectangle between a sheet's outermost cells, and copies a
//! shared text into every cell that shows it. A small file can therefore ask for any amount of memory; this walk
//! finds out before the reader is let in. Record numbers are those of \[MS-XLS\].

use std::collections::HashSet;

use super::refusal::Refusal;
use super::table::MOST_SHEETS;

/// The most cells that the rectangles of all sheets may have together.
const MOST_AREA: u64 = 4_000_000;
/// The most text that shared strings may fill the cells with, in characters.
const MOST_TEXT: u64 = 32 * 1024 * 1024;

const END: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
const CONTINUE: u16 = 0x003C;
const BOUND_SHEET: u16 = 0x0085;
const MULTIPLE_RK: u16 = 0x00BD;
const SHARED_STRINGS: u16 = 0x00FC;
const LABEL_OF_SHARED_STRING: u16 = 0x00FD;
const DIMENSIONS: u16 = 0x0200;
const ROW: u16 = 0x0208;
const BEGIN: u16 = 0x0809;
/// Where a row's record says whether it is shown.
const ROW_FLAGS_AT: usize = 12;
const HEIGHT_IS_ZERO: u8 = 0x20;
/// Formula, rich string, blank-free number, label, boolean or error, and RK: each begins with row and column.
const CELLS: [u16; 7] = [0x0006, 0x00D6, 0x0203, 0x0204, 0x0205, 0x027E, LABEL_OF_SHARED_STRING];

/// Refuses a workbook that is encrypted, broken, or would take too much memory. Returns the hidden rows of each sheet,
/// counted from 0.
pub(super) fn measure(stream: &[u8]) -> Result<Vec<HashSet<u16>>, Refusal> {
    let mut sheets = Vec::new();
    let mut strings = Vec::new();
    let mut records = Records { rest: stream };
    while let Some((kind, data)) = records.next()? {
        match kind {
            END => break,
            FILE_PASS => return Err(Refusal::Encrypted),
            BOUND_SHEET => sheets.push(long(data, 0)?),
            SHARED_STRINGS => {
                let mut parts = vec![data];
                while let Some(part) = records.continuation()? {
                    parts.push(part);
                }
                strings = Strings { parts }.lengths()?;
            }
            _ => {}
        }
    }
    if sheets.len() > MOST_SHEETS {
        return Err(Refusal::TooManySheets);
    }
    let mut total = Size::default();
    let mut hidden_rows = Vec::with_capacity(sheets.len());
    for start in sheets {
        let rest = stream.get(start as usize..).ok_or(Refusal::Unreadable)?;
        hidden_rows.push(total.add_sheet(Records { rest }, &strings)?);
    }
    Ok(hidden_rows)
}

/// What the sheets take together.
#[derive(Debug, Default)]
struct Size {
    area: u64,
    text: u64,
    cells: u64,
}

impl Size {
    fn add_sheet(&mut self, mut records: Records<'_>, strings: &[u16]) -> Result<HashSet<u16>, Refusal> {
        let mut hidden_rows = HashSet::new();
        let mut corners: Option<[u64; 4]> = None;
        let mut depth = 0_u32;
        while let Some((kind, data)) = records.next()? {
            match kind {
                BEGIN => depth = depth.saturating_add(1),
                // Charts inside the sheet end before it does.
                END if depth <= 1 => break,
                END => depth -= 1,
                DIMENSIONS => self.check_area(announced_area(data)?)?,
                ROW if data.get(ROW_FLAGS_AT).is_some_and(|flags| flags & HEIGHT_IS_ZERO != 0) => {
                    hidden_rows.insert(short(data, 0)?);
                }
                MULTIPLE_RK => {
                    let (row, first) = (short(data, 0)?, short(data, 2)?);
                    let last = short(data, data.len().checked_sub(2).ok_or(Refusal::Unreadable)?)?;
                    self.cells += u64::from(last.saturating_sub(first)) + 1;
                    widen(&mut corners, row, first);
                    widen(&mut corners, row, last);
                }
                kind if CELLS.contains(&kind) => {
                    self.cells += 1;
                    widen(&mut corners, short(data, 0)?, short(data, 2)?);
                    if kind == LABEL_OF_SHARED_STRING {
                        let index = long(data, 6)? as usize;
                        self.text += u64::from(strings.get(index).copied().unwrap_or(0));
                    }
                }
                _ => {}
            }
            if self.cells > MOST_AREA || self.text > MOST_TEXT {
                return Err(Refusal::TooMuch);
            }
        }
        if let Some([top, left, bottom, right]) = corners {
            self.area += (bottom - top + 1) * (right - left + 1);
        }
        self.check_area(0)?;
        Ok(hidden_rows)
    }

    fn check_area(&self, more: u64) -> Result<(), Refusal> {
        if self.area.saturating_add(more) > MOST_AREA { Err(Refusal::TooMuch) } else { Ok(()) }
    }
}

fn widen(corners: &mut Option<[u64; 4]>, row: u16, column: u16) {
    let (row, column) = (u64::from(row), u64::from(column));
    let [top, left, bottom, right] = corners.unwrap_or([row, column, row, column]);
    *corners = Some([top.min(row), left.min(column), bottom.max(row), right.max(column)]);
}

/// The area that a sheet says it has, in either form of the record.
fn announced_area(data: &[u8]) -> Result<u64, Refusal> {
    let (first_row, end_row, columns_at) = if data.len() < 14 {
        (u64::from(short(data, 0)?), u64::from(short(data, 2)?), 4)
    } else {
        (u64::from(long(data, 0)?), u64::from(long(data, 4)?), 8)
    };
    let end_column = u64::from(short(data, columns_at + 2)?);
    // The first column is not always believed by the reader, so neither is it here.
    Ok(end_row.saturating_sub(first_row).saturating_mul(end_column))
}

/// The records of a stream.
struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    /// The next record; bytes that are none at the end of the stream end it.
    fn next(&mut self) -> Result<Option<(u16, &'a [u8])>, Refusal> {
        if self.rest.len() < 4 {
            return Ok(None);
        }
        let kind = short(self.rest, 0)?;
        let end = 4 + usize::from(short(self.rest, 2)?);
        let data = self.rest.get(4..end).ok_or(Refusal::Unreadable)?;
        self.rest = self.rest.get(end..).unwrap_or_default();
        Ok(Some((kind, data)))
    }

    /// The next record when it continues the one before.
    fn continuation(&mut self) -> Result<Option<&'a [u8]>, Refusal> {
        if self.rest.len() < 4 || short(self.rest, 0)? != CONTINUE {
            return Ok(None);
        }
        Ok(self.next()?.map(|(_, data)| data))
    }
}

/// The table of shared strings: a record and its continuations, between which a string may be cut anywhere.
struct Strings<'a> {
    /// What is left of each, the one being read first.
    parts: Vec<&'a [u8]>,
}

impl Strings<'_> {
    /// How many characters each string has.
    fn lengths(mut self) -> Result<Vec<u16>, Refusal> {
        self.parts.reverse();
        self.skip(8)?;
        let mut lengths = Vec::new();
        while self.has_more() {
            let length = self.short()?;
            let flags = self.byte()?;
            let runs = if flags & 0x08 == 0 { 0 } else { usize::from(self.short()?) };
            let extension = if flags & 0x04 == 0 {
                0
            } else {
                usize::from(self.short()?) | (usize::from(self.short()?) << 16)
            };
            self.skip_characters(usize::from(length), flags)?;
            self.skip(runs * 4 + extension)?;
            lengths.push(length);
        }
        Ok(lengths)
    }

    fn has_more(&mut self) -> bool {
        while self.parts.last().is_some_and(|part| part.is_empty()) {
            self.parts.pop();
        }
        !self.parts.is_empty()
    }

    fn byte(&mut self) -> Result<u8, Refusal> {
        self.has_more();
        let part = self.parts.last_mut().ok_or(Refusal::Unreadable)?;
        let (byte, rest) = part.split_first().ok_or(Refusal::Unreadable)?;
        *part = rest;
        Ok(*byte)
    }

    fn short(&mut self) -> Result<u16, Refusal> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut bytes: usize) -> Result<(), Refusal> {
        while bytes > 0 {
            self.has_more();
            let part = self.parts.last_mut().ok_or(Refusal::Unreadable)?;
            let step = bytes.min(part.len());
            *part = part.get(step..).unwrap_or_default();
            bytes -= step;
        }
        Ok(())
    }

    /// Characters take a byte or two each; where a string goes on in the next part, a new flag says which.
    fn skip_characters(&mut self, mut characters: usize, mut flags: u8) -> Result<(), Refusal> {
        loop {
            let width = if flags & 0x01 == 0 { 1 } else { 2 };
            let available = self.parts.last().map_or(0, |part| part.len() / width);
            let step = characters.min(available);
            self.skip(step * width)?;
            characters -= step;
            if characters == 0 {
                return Ok(());
            }
            self.parts.pop();
            flags = self.byte()?;
        }
    }
}

fn short(data: &[u8], at: usize) -> Result<u16, Refusal> {
    let bytes = data.get(at..).and_then(|rest| rest.first_chunk()).ok_or(Refusal::Unreadable)?;
    Ok(u16::from_le_bytes(*bytes))
}

fn long(data: &[u8], at: usize) -> Result<u32, Refusal> {
    let bytes = data.get(at..).and_then(|rest| rest.first_chunk()).ok_or(Refusal::Unreadable)?;
    Ok(u32::from_le_bytes(*bytes))
}
