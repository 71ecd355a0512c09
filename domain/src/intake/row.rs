//! One row of the list into a project with its facts, or into the reasons why not.

use std::ops::Range;

use super::funding::{FundingFault, FundingReading};
use super::header::{Column, Header};
use super::serial::{Serial, SerialRun};
use super::text::{Cleaning, clean, quote, whole_number};
use super::{ListedProject, RowIssue, Severity, UnitDirectory, district, funding, works};
use crate::classification::{Application, Fact, Facts, ObjectKind};
use crate::money::{Money, MoneyError, MoneyUnit};

/// 1万亿元: no project of a district costs more; such an amount is a slip of the unit or of a digit.
const ABSURD: Money = Money::from_fen(100_000_000_000_000);

/// 建设性质 of something new (C3).
const NEW: [&str; 8] = ["新建", "改建", "扩建", "改扩建", "改（扩）建", "迁建", "重建", "新增"];

/// 建设性质 of work in progress: whether anything is applied for has to be asked.
const IN_PROGRESS: [&str; 2] = ["续建", "在建"];

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
            };
            *slot = cell;
        }
        cells
    }
}

/// The issues of one row as they are found.
struct Findings<'a> {
    line: u64,
    issues: &'a mut Vec<RowIssue>,
    failed: bool,
}

impl Findings<'_> {
    fn error(&mut self, column: Column, code: &'static str, reason: impl std::fmt::Display) {
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
        let cells = Cells::new(header, row);
        let number = read_number(cells.number, serial, &mut findings);
        let name = clean(cells.name, Cleaning::Prose);
        if name.is_empty() {
            findings.error(Column::Name, "name_missing", "没有填写，请补充项目名称");
        }
        let nature = clean(cells.nature, Cleaning::Term);
        let (application, in_progress) = read_application(&nature, &mut findings);
        let amount = read_amount(cells.amount, &header.amount_unit, &mut findings);
        let unit = clean(cells.unit, Cleaning::Term);
        let funding_text = clean(cells.funding, Cleaning::Term);
        let remark = clean(cells.remark, Cleaning::Prose);
        let reading = amount.map(|amount| funding::read(&funding_text, &remark, amount)).unwrap_or_default();
        report_funding(&reading, &funding_text, &mut findings);
        let (Some(number), Some(amount), false) = (number, amount, findings.failed) else {
            return None;
        };
        let unit_kind = self.directory.kind(&unit);
        if unit_kind.is_none() {
            report_unit(&unit, &mut findings);
        }
        let content = clean(cells.content, Cleaning::Prose);
        let heading = place.subsection.as_deref().unwrap_or(&place.section_title);
        let class = works::read(&name, &content, heading, amount, &self.doubt_zone);
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
    if NEW.contains(&nature) {
        return (Some(Fact::stated(Application::New, Column::Nature.label())), None);
    }
    if IN_PROGRESS.contains(&nature) {
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

fn read_amount(cell: &str, unit: &Result<MoneyUnit, String>, findings: &mut Findings<'_>) -> Option<Money> {
    let unit = match unit {
        Ok(unit) => *unit,
        Err(words) => {
            let reason = if words.is_empty() {
                "表头没有写明金额单位，请在“总投资”后注明（元）、（万元）或（亿元）".to_owned()
            } else {
                format!("表头的金额单位{}无法识别，请改为元、万元或亿元", quote(words))
            };
            findings.error(Column::Amount, "amount_unit_unknown", reason);
            return None;
        }
    };
    let label = unit.label();
    let (code, reason) = match Money::parse(cell, unit) {
        Ok(Money::ZERO) => ("amount_zero", format!("为零，请填写以{label}为单位的总投资")),
        Ok(amount) if amount > ABSURD => {
            ("amount_absurd", format!("{}{label}超过1万亿元，请核对数字和单位", quote(cell)))
        }
        Ok(amount) => return Some(amount),
        Err(error) => (
            amount_code(error),
            format!(
                "{}{error}，请填写以{label}为单位的正数",
                if cell.trim().is_empty() { String::new() } else { quote(cell) }
            ),
        ),
    };
    findings.error(Column::Amount, code, reason);
    None
}

const fn amount_code(error: MoneyError) -> &'static str {
    match error {
        MoneyError::Empty => "amount_missing",
        MoneyError::NotANumber => "amount_not_a_number",
        MoneyError::TooPrecise => "amount_too_precise",
        MoneyError::TooLarge => "amount_absurd",
        MoneyError::Negative => "amount_negative",
    }
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
