//! The zip archive that an xlsx or ods file is: what kind it is, and whether it is safe to open.

use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::refusal::Refusal;

/// How far the parts of a workbook may expand together. An archive whose parts expand further than its
/// directory says is refused by the zip reader itself.
const LARGEST_EXPANDED: u64 = 512 * 1024 * 1024;

const OPEN_DOCUMENT: &str = "application/vnd.oasis.opendocument.spreadsheet";

pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What an archive holds.
pub(super) enum Workbook<'a> {
    /// xlsx or xlsm; macros are never looked at.
    Xlsx,
    /// ods
    OpenDocument(Archive<'a>),
}

/// Looks at the directory of an archive, and into those parts only that tell what it is.
pub(super) fn inspect(bytes: &[u8]) -> Result<Workbook<'_>, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Unreadable)?;
    let mut expanded: u64 = 0;
    let mut names = Vec::with_capacity(archive.len().min(1_000));
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|_| Refusal::Unreadable)?;
        if part.encrypted() {
            return Err(Refusal::Encrypted);
        }
        expanded = expanded.saturating_add(part.size());
        names.push(String::from_utf8_lossy(part.name_raw()).to_lowercase().replace('\\', "/"));
    }
    if expanded > LARGEST_EXPANDED {
        return Err(Refusal::ExpandsTooFar);
    }
    if names.iter().any(|name| name == "content.xml") && begins_with(&mut archive, "mimetype", OPEN_DOCUMENT)
    {
        return if contains(&mut archive, "META-INF/manifest.xml", "encryption-data") {
            Err(Refusal::Encrypted)
        } else {
            Ok(Workbook::OpenDocument(archive))
        };
    }
    if names.iter().any(|name| name == "xl/workbook.bin") {
        return Err(Refusal::BinaryWorkbook);
    }
    if !names.iter().any(|name| name.starts_with("xl/")) {
        return Err(Refusal::NotAWorkbook);
    }
    for (index, name) in names.iter().enumerate() {
        if name.ends_with("sharedstrings.xml") {
            check_shared_strings(&mut archive, index)?;
        }
    }
    Ok(Workbook::Xlsx)
}

fn begins_with(archive: &mut Archive<'_>, part: &str, words: &str) -> bool {
    text_of(archive, part).is_some_and(|text| text.starts_with(words))
}

fn contains(archive: &mut Archive<'_>, part: &str, words: &str) -> bool {
    text_of(archive, part).is_some_and(|text| text.contains(words))
}

/// The beginning of a part, which for these small ones is all of it.
fn text_of(archive: &mut Archive<'_>, part: &str) -> Option<String> {
    const LONGEST: u64 = 1024 * 1024;
    let mut bytes = Vec::new();
    archive.by_name(part).ok()?.take(LONGEST).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A workbook announces how many texts its cells share, and room is made for as many as it says: it must not
/// announce more than it can hold.
fn check_shared_strings(archive: &mut Archive<'_>, index: usize) -> Result<(), Refusal> {
    let part = archive.by_index(index).map_err(|_| Refusal::Unreadable)?;
    let size = part.size();
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                for attribute in element.attributes() {
                    let attribute = attribute.map_err(|_| Refusal::Unreadable)?;
                    let is_count = attribute.key.local_name().as_ref() == "uniqueCount";
                    if is_count && attribute.value.trim().parse::<u64>().map_or(true, |count| count > size) {
                        return Err(Refusal::Unreadable);
                    }
                }
                return Ok(());
            }
            Ok(Event::Eof) | Err(_) => return Err(Refusal::Unreadable),
            Ok(_) => {}
        }
    }
}
