//! What an xlsx workbook says about its rows besides their cells: which of them it hides. Calamine does not tell.

use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Cursor};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::archive::Archive;
use super::refusal::Refusal;

/// The hidden rows of each sheet, counted from 0, by the sheet's name.
pub(super) type HiddenRows = HashMap<String, HashSet<u32>>;

/// Finds the hidden rows. A workbook whose parts lie elsewhere than usual is read as if it hid none.
pub(super) fn hidden_rows(bytes: &[u8]) -> Result<HiddenRows, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Unreadable)?;
    let targets: HashMap<String, String> =
        pairs(&mut archive, "xl/_rels/workbook.xml.rels", "Relationship", ["Id", "Target"])?
            .into_iter()
            .collect();
    let mut hidden = HiddenRows::new();
    for (name, relationship) in pairs(&mut archive, "xl/workbook.xml", "sheet", ["name", "id"])? {
        let Some(target) = targets.get(&relationship) else { continue };
        let part = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        let rows = hidden_rows_of(&mut archive, &part)?;
        if !rows.is_empty() {
            hidden.entry(name).or_insert(rows);
        }
    }
    Ok(hidden)
}

/// Calls `take` for every element of a part with this local name.
fn each_element(
    archive: &mut Archive<'_>,
    part: &str,
    wanted: &str,
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
                if element.local_name().as_ref() == wanted {
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
    each_element(archive, part, element, |element| {
        if let [Some(first), Some(second)] = attributes(element, names)? {
            found.push((first, second));
        }
        Ok(())
    })?;
    Ok(found)
}

fn hidden_rows_of(archive: &mut Archive<'_>, part: &str) -> Result<HashSet<u32>, Refusal> {
    let mut hidden = HashSet::new();
    let mut row: u32 = 0;
    each_element(archive, part, "row", |element| {
        let [number, is_hidden] = attributes(element, ["r", "hidden"])?;
        // A row without a number follows the one before.
        row = number.and_then(|number| number.parse().ok()).unwrap_or_else(|| row.saturating_add(1));
        if matches!(is_hidden.as_deref(), Some("1" | "true"))
            && let Some(index) = row.checked_sub(1)
        {
            hidden.insert(index);
        }
        Ok(())
    })?;
    Ok(hidden)
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
