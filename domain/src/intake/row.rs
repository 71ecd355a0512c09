//! One row of the list into a project with its facts, or into the reasons why not.

use std::ops::Range;

use super::choices::{CLASSES, NATURES_IN_PROGRESS, NEW_NATURES, UNIT_KINDS};
use super::funding::{FundingFault, FundingReading};
use super::guard::unguarded;
use super::header::{Column, Header};
use super::serial::{Serial, SerialRun};
use super::text::{Cleaning, clean, quote, whole_number};
use super::{ListedProject, RowIssue, Severity, UnitDirectory, amount, district, funding, works};
use crate::classification::{Application, Fact, Facts, ObjectKind};
use crate::money::Money;

/// Units not decided on yet.
pub(super) const UNDECIDED_UNITS: [&str; 5] = ["", "待定", "未定", "暂定", "待明确"];

/// Where the row stands in the list.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub(super) section: String,
    pub(super) section_title: String,
    pub(super) subsection: Option<String>,
}

/// What rows are read with.
#[derive(Debug)]
pub(super) struct RowReader<'a> {
    pub(super) directory: &'a UnitDirectory,
    pub(super) doubt_zone: Range<Money>,
}

/// The cells of a row by column, as printed.
#[derive(Debug, Default)]
struct Cells<'a> {
    number: &'a str,
    name: &'a str,
    nature: &'a str,
    unit: &'a str,
    amount: &'a str,
    content: &'a str,
    schedule: &'a str,
    funding: &'a str,
    remark: &'a str,
    class: &'a str,
    unit_kind: &'a str,
}

impl<'a> Cells<'a> {
    fn new(header: &'a Header, row: &'a [&'a str]) -> Self {
        let mut cells = Self::default();
        for (column, cell) in header.cells(row) {
            let slot = match column {
                Column::Number => &mut cells.number,
                Column::Name => &mut cells.name,
                Column::Nature => &mut cells.nature,
                Column::Unit => &mut cells.unit,
                Column::Amount => &mut cells.amount,
                Column::Content => &mut cells.content,
                Column::Schedule => &mut cells.schedule,
                Column::Funding => &mut cells.funding,
                Column::Remark => &mut cells.remark,
                Column::Class => &mut cells.class,
                Column::UnitKind => &mut cells.unit_kind,
            };
            *slot = unguarded(cell);
        }
        cells
    }
}

/// The issues of one row as they are found.
pub(super) struct Findings<'a> {
    line: u64,
    issues: &'a mut Vec<RowIssue>,
    failed: bool,
}

impl Findings<'_> {
    pub(super) fn error(&mut self, column: Column, code: &'static str, reason: impl std::fmt::Display) {
        self.failed = true;
        self.issues.push(RowIssue::in_column(Severity::Error, self.line, column.label(), code, reason));
    }

    fn hint(&mut self, column: Column, code: &'static str, reason: impl std::fmt::Display) {
        self.issues.push(RowIssue::in_column(Severity::Hint, self.line, column.label(), code, reason));
    }
}

impl RowReader<'_> {
    /// Reads a row of the right width. All that is wrong or open goes to `issues`; with an error among it
    /// there is no project.
    pub(super) fn read(
        &self,
        line: u64,
        header: &Header,
        row: &[&str],
        place: &Place,
        serial: &mut SerialRun,
        issues: &mut Vec<RowIssue>,
    ) -> Option<ListedProject> {
        let mut findings = Findings { line, issues, failed: false };
        report_formula_errors(header, row, &mut findings);
        if findings.failed {
            // The number is used, though its row is not: the next row must not seem to leave it out.
            if let Some(number) = header.number(row) {
                serial.take(number);
            }
            return None;
        }
        let cells = Cells::new(header, row);
        let number = read_number(cells.number, serial, &mut findings);
        let name = clean(cells.name, Cleaning::Prose);
        if name.is_empty() {
            findings.error(Column::Name, "name_missing", "没有填写，请补充项目名称");
        }
        let nature = clean(cells.nature, Cleaning::Term);
        let (application, in_progress) = read_application(&nature, &mut findings);
        let amount = amount::read(cells.amount, &header.amount_unit, &mut findings);
        let unit = clean(cells.unit, Cleaning::Term);
        let funding_text = clean(cells.funding, Cleaning::Term);
        let remark = clean(cells.remark, Cleaning::Prose);
        let reading = amount.map(|amount| funding::read(&funding_text, &remark, amount)).unwrap_or_default();
        report_funding(&reading, &funding_text, &mut findings);
        let stated_class = stated(cells.class, Column::Class, &CLASSES, &mut findings);
        let stated_kind = stated(cells.unit_kind, Column::UnitKind, &UNIT_KINDS, &mut findings);
        let (Some(number), Some(amount), false) = (number, amount, findings.failed) else {
            return None;
        };
        let unit_kind = stated_kind.or_else(|| self.directory.kind(&unit));
        if unit_kind.is_none() {
            report_unit(&unit, &mut findings);
        }
        let content = clean(cells.content, Cleaning::Prose);
        let heading = place.subsection.as_deref().unwrap_or(&place.section_title);
        let class = match stated_class {
            Some(class) => works::ClassReading { class: Some(class), doubt: None },
            None => works::read(&name, &content, heading, amount, &self.doubt_zone),
        };
        let facts = Facts {
            object: Some(Fact::stated(ObjectKind::Project, "项目清单")),
            application,
            in_progress,
            class: class.class,
            class_doubt: class.doubt,
            total_amount: Some(Fact::stated(amount, Column::Amount.label())),
            district_money: district::district_money(
                &reading.sources,
                unit_kind.as_ref().map(|kind| kind.value),
            ),
            district_share: district::district_share(&reading.sources, amount),
            funding: reading.sources,
            unit: unit_kind,
            ..Facts::default()
        };
        Some(ListedProject {
            // The list knows the sheet.
            sheet: None,
            line,
            section: place.section.clone(),
            section_title: place.section_title.clone(),
            subsection: place.subsection.clone(),
            number,
            name,
            nature,
            unit,
            amount,
            content,
            schedule: clean(cells.schedule, Cleaning::Prose),
            funding: funding_text,
            remark,
            facts,
        })
    }
}

/// The value that a cell of a closed list states; `None` when the cell is empty or the findings say that it has none.
fn stated<T: Copy>(
    cell: &str,
    column: Column,
    choices: &[(&str, T)],
    findings: &mut Findings<'_>,
) -> Option<Fact<T>> {
    let cell = clean(cell, Cleaning::Term);
    if cell.is_empty() {
        return None;
    }
    if let Some((_, choice)) = choices.iter().find(|(label, _)| *label == cell) {
        return Some(Fact::stated(*choice, column.label()));
    }
    let known: Vec<&str> = choices.iter().map(|(label, _)| *label).collect();
    let reason = format_args!("无法识别{}，请填写{}，或者留空", quote(&cell), known.join("、"));
    findings.error(column, "choice_unknown", reason);
    None
}

/// What a spreadsheet shows where a formula has no value.
const FORMULA_ERRORS: [&str; 8] =
    ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA"];

fn report_formula_errors(header: &Header, row: &[&str], findings: &mut Findings<'_>) {
    for (column, cell) in header.cells(row) {
        let cell = cell.trim();
        if cell.starts_with('#') && FORMULA_ERRORS.contains(&cell) {
            let reason = format_args!("公式没有算出结果（{cell}），请在原表中改正");
            findings.error(column, "formula_error", reason);
        }
    }
}

fn read_number(cell: &str, serial: &mut SerialRun, findings: &mut Findings<'_>) -> Option<u32> {
    let Some(number) = whole_number(cell).filter(|number| *number > 0) else {
        if cell.trim().is_empty() {
            findings.error(Column::Number, "number_missing", "没有填写，请补充序号");
        } else {
            let reason = format_args!("{}不是序号，请填写从1开始的整数", quote(cell));
            findings.error(Column::Number, "number_invalid", reason);
        }
        return None;
    };
    match serial.take(number) {
        Serial::Expected => {}
        Serial::Gap(before) => {
            let reason = format_args!("从{before}跳到了{number}，请核对是否缺少项目");
            findings.hint(Column::Number, "number_gap", reason);
        }
        Serial::Duplicate => {
            let reason = format_args!("{number}在本部分中已经用过，请核对是否重复填报");
            findings.error(Column::Number, "number_duplicate", reason);
        }
    }
    Some(number)
}

/// What is applied for, and whether it is work in progress, of which the application has to be asked.
fn read_application(
    nature: &str,
    findings: &mut Findings<'_>,
) -> (Option<Fact<Application>>, Option<Fact<bool>>) {
    if NEW_NATURES.contains(&nature) {
        return (Some(Fact::stated(Application::New, Column::Nature.label())), None);
    }
    if NATURES_IN_PROGRESS.contains(&nature) {
        return (None, Some(Fact::stated(true, Column::Nature.label())));
    }
    if nature.is_empty() {
        findings.hint(Column::Nature, "nature_missing", "没有填写，是否属新增需要补充确认");
    } else {
        let reason = format_args!("无法识别{}，请填写新建、改建、扩建、改扩建或续建", quote(nature));
        findings.error(Column::Nature, "nature_unknown", reason);
    }
    (None, None)
}

fn report_funding(reading: &FundingReading, text: &str, findings: &mut Findings<'_>) {
    if text.is_empty() {
        findings.hint(Column::Funding, "funding_missing", "没有填写，是否使用区级财政资金需要补充确认");
    }
    for fault in &reading.faults {
        let (code, reason) = match fault {
            FundingFault::ShareAboveWhole { words } => {
                ("share_above_whole", format!("{}的比例超过100%，请核对", quote(words)))
            }
            FundingFault::SharesAboveWhole => {
                ("shares_above_whole", "各项资金的比例合计超过100%，请核对".to_owned())
            }
            FundingFault::AmountAboveTotal { words } => {
                ("funding_above_total", format!("{}的金额超过总投资，请核对", quote(words)))
            }
            FundingFault::AmountsAboveTotal => {
                ("funding_above_total", "各项资金的金额合计超过总投资，请核对".to_owned())
            }
        };
        findings.error(Column::Funding, code, reason);
    }
}

fn report_unit(unit: &str, findings: &mut Findings<'_>) {
    if UNDECIDED_UNITS.contains(&unit) {
        findings.hint(Column::Unit, "unit_undecided", "尚未明确，立项评估前请确定实施单位");
    } else {
        findings.hint(
            Column::Unit,
            "unit_unknown",
            format_args!("{}不在单位名录中，名称也看不出单位性质，请补充确认", quote(unit)),
        );
    }
}
