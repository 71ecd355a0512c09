//! ods: event by event through the one part that holds the sheets.
//!
//! Read here and not by calamine, which writes out every cell that an attribute repeats before it looks at its
//! own limits: a file of a few kilobytes can repeat a cell billions of times.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::archive::Archive;
use super::refusal::Refusal;
use super::table::{Collector, LONGEST_CELL, TallCell};
use super::value::{date_of, decimal, yes_or_no};

/// Longer than any text that [`Collector`] accepts.
const LONGEST_TEXT: usize = 4 * LONGEST_CELL + 4;

/// Elements whose words are no part of the cell they stand in.
const ASIDES: [&str; 3] = ["office:annotation", "table:shapes", "office:forms"];

/// Reads the sheets of a workbook.
pub(super) fn read(mut archive: Archive<'_>, collector: &mut Collector) -> Result<(), Refusal> {
    let content = archive.by_name("content.xml").map_err(|_| Refusal::Unreadable)?;
    let mut reader = Reader::from_reader(BufReader::new(content));
    reader.config_mut().expand_empty_elements = true;
    let mut sheets = Sheets {
        collector,
        hidden_styles: HashSet::new(),
        style: None,
        row: 0,
        row_repeats: 1,
        is_row_hidden: false,
        cells: Vec::new(),
        column: 0,
        cell: None,
    };
    sheets.read(&mut reader)
}

/// A cell being read.
#[derive(Debug, Default)]
struct Cell {
    repeats: u32,
    /// The value that its attributes state; without one the words inside count.
    stated: Option<String>,
    words: String,
    paragraphs: u32,
    rows: u32,
    /// It lies under another one that spans it.
    is_covered: bool,
}

/// A cell of the row being read, with how often it stands there.
#[derive(Debug)]
struct Filled {
    column: u32,
    repeats: u32,
    text: String,
    /// Over how many rows it reaches.
    rows: u32,
}

/// Where in the document the reader is.
struct Sheets<'a> {
    collector: &'a mut Collector,
    /// The styles of sheets that are not shown.
    hidden_styles: HashSet<String>,
    style: Option<String>,
    /// Counted from 0.
    row: u32,
    row_repeats: u32,
    is_row_hidden: bool,
    cells: Vec<Filled>,
    column: u32,
    cell: Option<Cell>,
}

impl Sheets<'_> {
    fn read<R: BufRead>(&mut self, reader: &mut Reader<R>) -> Result<(), Refusal> {
        let mut buffer = Vec::new();
        let mut aside = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|_| Refusal::Unreadable)? {
                Event::Start(element) => {
                    let name = element.name();
                    if ASIDES.contains(&name.as_ref()) || name.as_ref().starts_with("draw:") {
                        aside.clear();
                        reader.read_to_end_into(name, &mut aside).map_err(|_| Refusal::Unreadable)?;
                    } else {
                        self.begin(&element)?;
                    }
                }
                Event::End(element) => self.end(element.name().as_ref())?,
                Event::Text(text) => self.words(&text.xml10_content())?,
                Event::CData(text) => self.words(&text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let named = quick_xml::escape::resolve_xml_entity(reference.as_ref());
                    let character = reference.resolve_char_ref().map_err(|_| Refusal::Unreadable)?;
                    let mut bytes = [0; 4];
                    let words =
                        named.or_else(|| character.map(|character| &*character.encode_utf8(&mut bytes)));
                    self.words(words.ok_or(Refusal::Unreadable)?)?;
                }
                Event::Eof => return Ok(()),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn begin(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        match element.name().as_ref() {
            "style:style" => self.style = attribute(element, "style:name")?,
            "style:table-properties" if attribute(element, "table:display")?.as_deref() == Some("false") => {
                self.hidden_styles.extend(self.style.take());
            }
            "table:table" => {
                let name = attribute(element, "table:name")?.unwrap_or_default();
                let style = attribute(element, "table:style-name")?;
                let is_hidden = style.is_some_and(|style| self.hidden_styles.contains(&style));
                self.collector.begin_sheet(&name, is_hidden)?;
                self.row = 0;
            }
            "table:table-row" => {
                self.row_repeats = repeats(element, "table:number-rows-repeated")?;
                let visibility = attribute(element, "table:visibility")?;
                self.is_row_hidden = matches!(visibility.as_deref(), Some("collapse" | "filter"));
                self.cells.clear();
                self.column = 0;
            }
            "table:table-cell" => self.cell = Some(cell(element)?),
            "table:covered-table-cell" => self.cell = Some(Cell { is_covered: true, ..cell(element)? }),
            "text:p" => {
                if let Some(cell) = &mut self.cell {
                    cell.paragraphs = cell.paragraphs.saturating_add(1);
                    if cell.paragraphs > 1 {
                        self.words("\n")?;
                    }
                }
            }
            "text:s" => {
                let count = repeats(element, "text:c")? as usize;
                self.words(&" ".repeat(count.min(LONGEST_TEXT)))?;
            }
            "text:tab" => self.words("\t")?,
            "text:line-break" => self.words("\n")?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "table:table-cell" | "table:covered-table-cell" => {
                let Some(cell) = self.cell.take() else {
                    return Ok(());
                };
                let text = cell.stated.unwrap_or(cell.words);
                if !cell.is_covered && !text.trim().is_empty() {
                    self.cells.push(Filled {
                        column: self.column,
                        repeats: cell.repeats,
                        text,
                        rows: cell.rows,
                    });
                }
                self.column = self.column.saturating_add(cell.repeats);
            }
            "table:table-row" => self.end_row()?,
            _ => {}
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        let first = self.row;
        self.row = self.row.saturating_add(self.row_repeats);
        if self.cells.is_empty() {
            return Ok(());
        }
        // The collector refuses what goes beyond the limits, so neither loop runs longer than they allow.
        for row in first..self.row {
            for filled in &self.cells {
                for column in filled.column..filled.column.saturating_add(filled.repeats) {
                    self.collector.cell(row, column, &filled.text)?;
                }
                if filled.rows > 1 {
                    let last_row = row.saturating_add(filled.rows - 1);
                    self.collector.merge(TallCell { first_row: row, last_row, column: filled.column })?;
                }
            }
            if self.is_row_hidden {
                self.collector.hide_row(row);
            }
        }
        self.cells.clear();
        Ok(())
    }

    /// Words between tags, which count inside a cell only.
    fn words(&mut self, words: &str) -> Result<(), Refusal> {
        let Some(cell) = &mut self.cell else {
            return Ok(());
        };
        // Between the paragraphs of a cell there is only the layout of the file.
        if cell.paragraphs > 0 && cell.words.len() <= LONGEST_TEXT {
            cell.words.push_str(words);
        }
        Ok(())
    }
}

fn cell(element: &BytesStart<'_>) -> Result<Cell, Refusal> {
    let kind = attribute(element, "office:value-type")?;
    let stated = match kind.as_deref() {
        Some("float" | "percentage" | "currency") => attribute(element, "office:value")?
            .map(|value| value.parse().map(decimal).map_err(|_| Refusal::Unreadable))
            .transpose()?,
        Some("date") => attribute(element, "office:date-value")?.map(|value| date_of(&value).to_owned()),
        Some("time") => attribute(element, "office:time-value")?,
        Some("boolean") => {
            attribute(element, "office:boolean-value")?.map(|value| yes_or_no(value == "true").to_owned())
        }
        Some("string") => attribute(element, "office:string-value")?.filter(|value| !value.is_empty()),
        Some(_) | None => None,
    };
    // A formula without a value shows its error in words.
    let is_error = attribute(element, "calcext:value-type")?.as_deref() == Some("error");
    Ok(Cell {
        repeats: repeats(element, "table:number-columns-repeated")?,
        rows: repeats(element, "table:number-rows-spanned")?,
        stated: stated.filter(|_| !is_error),
        ..Cell::default()
    })
}

fn repeats(element: &BytesStart<'_>, name: &str) -> Result<u32, Refusal> {
    attribute(element, name)?.map_or(Ok(1), |count| count.parse().map_err(|_| Refusal::Unreadable))
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Refusal> {
    let found = element.try_get_attribute(name).map_err(|_| Refusal::Unreadable)?;
    found
        .map(|attribute| {
            attribute.normalized_value(XmlVersion::Explicit1_0).map(std::borrow::Cow::into_owned)
        })
        .transpose()
        .map_err(|_| Refusal::Unreadable)
}
