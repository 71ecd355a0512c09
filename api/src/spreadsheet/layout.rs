//! What an xlsx workbook says about its rows besides their cells: which of them it hides, and which cells are merged.
//! Calamine does not tell the one, and the other only from a second copy of the whole file.

use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Cursor};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::archive::Archive;
use super::refusal::Refusal;
use super::table::{MOST_ROWS, TallCell};

/// How a sheet is laid out.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Counted from 0.
    pub(super) hidden_rows: HashSet<u32>,
    pub(super) tall: Vec<TallCell>,
}

/// The layout of each sheet by the sheet's name. A workbook whose parts lie elsewhere than usual is read as if it
/// hid and merged nothing.
pub(super) fn layouts(bytes: &[u8]) -> Result<HashMap<String, Layout>, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Unreadable)?;
    let targets: HashMap<String, String> =
        pairs(&mut archive, "xl/_rels/workbook.xml.rels", "Relationship", ["Id", "Target"])?
            .into_iter()
            .collect();
    let mut layouts = HashMap::new();
    for (name, relationship) in pairs(&mut archive, "xl/workbook.xml", "sheet", ["name", "id"])? {
        let Some(target) = targets.get(&relationship) else { continue };
        let part = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        let layout = layout_of(&mut archive, &part)?;
        layouts.entry(name).or_insert(layout);
    }
    Ok(layouts)
}

/// Calls `take` for every element of a part that has one of these local names.
fn each_element(
    archive: &mut Archive<'_>,
    part: &str,
    wanted: &[&str],
    mut take: impl FnMut(&BytesStart<'_>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let is_part = |name: &str| name.replace('\\', "/").eq_ignore_ascii_case(part);
    let Some(index) = archive.file_names().position(|name| name.is_ok_and(|name| is_part(&name))) else {
        return Ok(());
    };
    let content = archive.by_index(index).map_err(|_| Refusal::Unreadable)?;
    let mut reader = Reader::from_reader(BufReader::new(content));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| Refusal::Unreadable)? {
            Event::Start(element) | Event::Empty(element) => {
                if wanted.contains(&element.local_name().as_ref()) {
                    take(&element)?;
                }
            }
            Event::Eof => return Ok(()),
            Event::End(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

/// Two attributes of every element with this name that has both.
fn pairs(
    archive: &mut Archive<'_>,
    part: &str,
    element: &str,
    names: [&str; 2],
) -> Result<Vec<(String, String)>, Refusal> {
    let mut found = Vec::new();
    each_element(archive, part, &[element], |element| {
        if let [Some(first), Some(second)] = attributes(element, names)? {
            found.push((first, second));
        }
        Ok(())
    })?;
    Ok(found)
}

fn layout_of(archive: &mut Archive<'_>, part: &str) -> Result<Layout, Refusal> {
    let mut layout = Layout::default();
    let mut row: u32 = 0;
    each_element(archive, part, &["row", "mergeCell"], |element| {
        if element.local_name().as_ref() == "mergeCell" {
            let [reference, _] = attributes(element, ["ref", "ref"])?;
            layout.tall.extend(reference.as_deref().and_then(tall_cell));
            return if layout.tall.len() > MOST_ROWS { Err(Refusal::TooMuch) } else { Ok(()) };
        }
        let [number, is_hidden] = attributes(element, ["r", "hidden"])?;
        // A row without a number follows the one before.
        row = number.and_then(|number| number.parse().ok()).unwrap_or_else(|| row.saturating_add(1));
        if matches!(is_hidden.as_deref(), Some("1" | "true"))
            && let Some(index) = row.checked_sub(1)
        {
            layout.hidden_rows.insert(index);
        }
        Ok(())
    })?;
    Ok(layout)
}

/// The cells of `D4:D6` that are one under its first column; `None` where they are in one row.
fn tall_cell(reference: &str) -> Option<TallCell> {
    let (first, last) = reference.split_once(':')?;
    let ((column, first_row), (_, last_row)) = (place(first)?, place(last)?);
    (last_row > first_row).then_some(TallCell { first_row, last_row, column })
}

/// Column and row of `D4`, both counted from 0.
fn place(reference: &str) -> Option<(u32, u32)> {
    let digits = reference.find(|character: char| character.is_ascii_digit())?;
    let (letters, row) = reference.split_at_checked(digits)?;
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        let letter = letter.to_ascii_uppercase();
        letter.is_ascii_uppercase().then_some(())?;
        column.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1)
    })?;
    Some((column.checked_sub(1)?, row.parse::<u32>().ok()?.checked_sub(1)?))
}

/// The values of two attributes by their local names.
fn attributes(element: &BytesStart<'_>, names: [&str; 2]) -> Result<[Option<String>; 2], Refusal> {
    let mut values = [None, None];
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| Refusal::Unreadable)?;
        let key = attribute.key.local_name();
        for (name, value) in names.iter().zip(&mut values) {
            if key.as_ref() == *name {
                let text =
                    attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|_| Refusal::Unreadable)?;
                *value = Some(text.into_owned());
            }
        }
    }
    Ok(values)
}
