//! Subjects as a workbook that can be imported again: the same headings, texts and amounts, and those facts that no
//! reading of the texts would give. Verdict and grounds stand beside them for people; intake passes them over.

use std::collections::HashSet;

use domain::classification::{Fact, Origin};
use domain::id::ImportId;
use domain::intake::{CLASSES, Column, UNIT_KINDS, guarded};
use domain::money::{Money, MoneyUnit};
use domain::subject::Subject;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::columns::{position, write_header};

/// What stands beside the columns of the list.
const OUTCOMES: [(&str, f64); 2] = [("结论", 14.0), ("理由", 60.0)];

/// The longest name of a sheet, in characters.
const LONGEST_SHEET_NAME: usize = 31;

/// What the names of sheets cannot hold.
const NOT_IN_SHEET_NAMES: [char; 8] = ['[', ']', ':', '*', '?', '/', '\\', '\''];

/// The most digits that a number cell keeps.
const MOST_DIGITS: usize = 15;

/// A workbook being written, subject by subject in the order of their lists.
pub(crate) struct Export {
    workbook: Workbook,
    names: HashSet<String>,
    open: Option<OpenSheet>,
}

/// The sheet being written.
struct OpenSheet {
    sheet: Worksheet,
    row: u32,
    import: Option<ImportId>,
    section: String,
    title: String,
    subsection: Option<String>,
    subsections: u32,
    /// The number of the last subject that has none of its own.
    number: u32,
}

/// Where a subject stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place<'a> {
    import: Option<ImportId>,
    section: &'a str,
    title: &'a str,
    subsection: Option<&'a str>,
}

impl<'a> Place<'a> {
    fn of(subject: &'a Subject) -> Self {
        subject.place.as_ref().map_or(
            Self { import: None, section: "", title: "", subsection: None },
            |place| Self {
                import: Some(place.import),
                section: &place.section,
                title: &place.section_title,
                subsection: place.subsection.as_deref(),
            },
        )
    }

    /// Whether the section is one that a heading can begin; otherwise only a sheet of its own can.
    fn has_heading(self) -> bool {
        !self.section.is_empty() && self.section.chars().all(|character| NUMERALS.contains(character))
    }
}

const NUMERALS: &str = "一二三四五六七八九十百";

impl Export {
    pub(crate) fn new() -> Self {
        Self { workbook: Workbook::new(), names: HashSet::new(), open: None }
    }

    /// Writes one subject.
    pub(crate) fn subject(&mut self, subject: &Subject) -> Result<(), XlsxError> {
        let place = Place::of(subject);
        let fits = self.open.as_ref().is_some_and(|open| open.takes(place));
        if !fits {
            self.close();
            self.open = Some(self.sheet(place)?);
        }
        match &mut self.open {
            Some(open) => open.subject(subject, place),
            None => Ok(()),
        }
    }

    /// The file.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        if self.open.is_none() && self.names.is_empty() {
            self.open = Some(self.sheet(Place { import: None, section: "", title: "", subsection: None })?);
        }
        self.close();
        self.workbook.save_to_buffer()
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.workbook.push_worksheet(open.sheet);
        }
    }

    fn sheet(&mut self, place: Place<'_>) -> Result<OpenSheet, XlsxError> {
        let wanted =
            if place.has_heading() || place.section.is_empty() { "项目清单" } else { place.section };
        let name = self.free_name(wanted);
        let mut sheet = Worksheet::new();
        sheet.set_name(&name)?;
        self.names.insert(name);
        write_header(&mut sheet)?;
        let bold = Format::new().set_bold();
        for ((words, width), at) in OUTCOMES.into_iter().zip(outcomes_from()..) {
            sheet.write_string_with_format(0, at, words, &bold)?;
            sheet.set_column_width(at, width)?;
        }
        Ok(OpenSheet {
            sheet,
            row: 1,
            import: place.import,
            section: if place.has_heading() { String::new() } else { place.section.to_owned() },
            title: if place.has_heading() { String::new() } else { place.title.to_owned() },
            subsection: None,
            subsections: 0,
            number: 0,
        })
    }

    fn free_name(&self, wanted: &str) -> String {
        let clean: String = wanted
            .chars()
            .map(|character| if NOT_IN_SHEET_NAMES.contains(&character) { '_' } else { character })
            .take(LONGEST_SHEET_NAME - 6)
            .collect();
        let mut name = clean.clone();
        let mut count = 1;
        while name.is_empty() || self.names.contains(&name) {
            count += 1;
            name = format!("{clean}{count}");
        }
        name
    }
}

fn outcomes_from() -> u16 {
    u16::try_from(Column::ALL.len()).unwrap_or(u16::MAX)
}

impl OpenSheet {
    /// Whether a subject with this place can stand on this sheet, below a heading at most.
    fn takes(&self, place: Place<'_>) -> bool {
        let goes_on = self.section == place.section && self.title == place.title;
        let loses_subsection = goes_on && self.subsection.is_some() && place.subsection.is_none();
        self.import == place.import && (place.has_heading() || (goes_on && !loses_subsection))
    }

    fn subject(&mut self, subject: &Subject, place: Place<'_>) -> Result<(), XlsxError> {
        self.headings(place)?;
        let row = self.row;
        self.row += 1;
        self.number = subject.place.as_ref().map_or(self.number + 1, |place| place.number);
        self.sheet.write_number(row, position(Column::Number), self.number)?;
        let declaration = &subject.declaration;
        for (column, text) in [
            (Column::Name, declaration.name.as_str()),
            (Column::Nature, &declaration.nature),
            (Column::Unit, declaration.unit.as_deref().unwrap_or("待定")),
            (Column::Content, &declaration.content),
            (Column::Schedule, &declaration.schedule),
            (Column::Funding, &declaration.funding),
            (Column::Remark, &declaration.remark),
            (Column::Class, stated(subject.facts.class.as_ref(), &CLASSES)),
            (Column::UnitKind, stated(subject.facts.unit.as_ref(), &UNIT_KINDS)),
        ] {
            self.text(row, position(column), text)?;
        }
        if let Some(amount) = &subject.facts.total_amount {
            self.amount(row, amount.value)?;
        }
        let determination = &subject.determination;
        self.text(row, outcomes_from(), determination.verdict.label())?;
        self.text(row, outcomes_from() + 1, &determination.reasons.join("；"))
    }

    /// Writes the headings under which the next subject stands.
    fn headings(&mut self, place: Place<'_>) -> Result<(), XlsxError> {
        let leaves = self.subsection.is_some() && place.subsection.is_none();
        if place.has_heading() && (leaves || self.section != place.section || self.title != place.title) {
            self.sheet.write_string(self.row, 0, format!("{}、{}", place.section, place.title))?;
            self.row += 1;
            place.section.clone_into(&mut self.section);
            place.title.clone_into(&mut self.title);
            (self.subsection, self.subsections) = (None, 0);
        }
        if let Some(subsection) = place.subsection
            && self.subsection.as_deref() != Some(subsection)
        {
            self.subsections += 1;
            let heading = format!("（{}）{subsection}", numeral(self.subsections));
            self.sheet.write_string(self.row, 0, heading)?;
            self.row += 1;
            self.subsection = Some(subsection.to_owned());
        }
        Ok(())
    }

    /// Writes a text that no spreadsheet program takes for a formula.
    fn text(&mut self, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        if !text.is_empty() {
            self.sheet.write_string(row, column, guarded(text))?;
        }
        Ok(())
    }

    fn amount(&mut self, row: u32, amount: Money) -> Result<(), XlsxError> {
        let text = amount.to_decimal(MoneyUnit::TenThousand);
        let digits = text.chars().filter(char::is_ascii_digit).count();
        match text.parse::<f64>() {
            Ok(number) if digits <= MOST_DIGITS => {
                self.sheet.write_number(row, position(Column::Amount), number)?;
            }
            Ok(_) | Err(_) => {
                self.sheet.write_string(row, position(Column::Amount), text)?;
            }
        }
        Ok(())
    }
}

/// The word for a fact that somebody stated; nothing for one that the texts give by themselves.
fn stated<T: PartialEq>(fact: Option<&Fact<T>>, choices: &[(&'static str, T)]) -> &'static str {
    let known = fact.filter(|fact| match fact.origin {
        Origin::Stated { .. } | Origin::Confirmed { .. } => true,
        Origin::Inferred { .. } => false,
    });
    let choice = known.and_then(|fact| choices.iter().find(|(_, choice)| *choice == fact.value));
    choice.map_or("", |(label, _)| label)
}

/// A number up to 999 as headings write it.
fn numeral(number: u32) -> String {
    let digit = |value: u32| {
        ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
            .get(value as usize)
            .copied()
            .unwrap_or_default()
    };
    let (hundreds, tens, ones) = (number / 100 % 10, number / 10 % 10, number % 10);
    let mut text = String::new();
    if hundreds > 0 {
        text.push_str(digit(hundreds));
        text.push('百');
    }
    if tens > 1 || (tens == 1 && hundreds > 0) {
        text.push_str(digit(tens));
    }
    if tens > 0 {
        text.push('十');
    }
    text.push_str(digit(ones));
    text
}
