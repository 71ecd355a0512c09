//! The amount of a row, in the unit of the header or in one that the cell itself names.

use super::header::{Column, StatedUnit};
use super::row::Findings;
use super::text::{Cleaning, clean, quote};
use crate::money::{Money, MoneyError, MoneyUnit};

/// 1万亿元: no project of a district costs more; such an amount is a slip of the unit or of a digit.
const ABSURD: Money = Money::from_fen(100_000_000_000_000);

/// Words for a unit at the end of a cell, the longer ones first.
const ENDINGS: [(&str, MoneyUnit); 5] = [
    ("万元", MoneyUnit::TenThousand),
    ("亿元", MoneyUnit::HundredMillion),
    ("元", MoneyUnit::Yuan),
    ("万", MoneyUnit::TenThousand),
    ("亿", MoneyUnit::HundredMillion),
];

/// Reads an amount; `None` when the findings say why not.
pub(super) fn read(cell: &str, stated: &StatedUnit, findings: &mut Findings<'_>) -> Option<Money> {
    let named = unit_at_end(cell);
    let unit = match unit(stated, named.as_ref().map(|(_, unit)| *unit)) {
        Ok(unit) => unit,
        Err((code, reason)) => {
            findings.error(Column::Amount, code, reason);
            return None;
        }
    };
    let number = named.as_ref().map_or(cell, |(number, _)| number);
    let label = unit.label();
    let (code, reason) = match Money::parse(number, unit) {
        Ok(Money::ZERO) => ("amount_zero", format!("为零，请填写以{label}为单位的总投资")),
        Ok(amount) if amount > ABSURD => {
            ("amount_absurd", format!("{}{label}超过1万亿元，请核对数字和单位", quote(number)))
        }
        Ok(amount) => return Some(amount),
        Err(error) => (
            code_of(error),
            format!(
                "{}{error}，请填写以{label}为单位的正数",
                if cell.trim().is_empty() { String::new() } else { quote(cell) }
            ),
        ),
    };
    findings.error(Column::Amount, code, reason);
    None
}

/// The unit that counts, from what the header states and what the cell names; or what is wrong with both.
fn unit(stated: &StatedUnit, named: Option<MoneyUnit>) -> Result<MoneyUnit, (&'static str, String)> {
    match (stated, named) {
        (Err(words), _) => Err((
            "amount_unit_unknown",
            format!("表头的金额单位{}无法识别，请改为元、万元或亿元", quote(words)),
        )),
        (Ok(None), None) => Err((
            "amount_unit_unknown",
            "表头没有写明金额单位，请在“总投资”后注明（元）、（万元）或（亿元）".to_owned(),
        )),
        (Ok(Some(stated)), Some(named)) if *stated != named => Err((
            "amount_unit_conflict",
            format!("单元格写的单位是{}，表头写的是{}，请核对并统一", named.label(), stated.label()),
        )),
        (Ok(Some(unit)), _) => Ok(*unit),
        (Ok(None), Some(unit)) => Ok(unit),
    }
}

/// The number and the unit of `1.2亿元`; `None` when the cell ends with no unit.
fn unit_at_end(cell: &str) -> Option<(String, MoneyUnit)> {
    // Nearly every amount is a bare number: one look at its end lets it pass.
    if !cell.trim_end().ends_with(['元', '万', '亿']) {
        return None;
    }
    let cell = clean(cell, Cleaning::Term);
    ENDINGS
        .iter()
        .find_map(|(ending, unit)| cell.strip_suffix(ending).map(|number| (number.to_owned(), *unit)))
}

const fn code_of(error: MoneyError) -> &'static str {
    match error {
        MoneyError::Empty => "amount_missing",
        MoneyError::NotANumber => "amount_not_a_number",
        MoneyError::TooPrecise => "amount_too_precise",
        MoneyError::TooLarge => "amount_absurd",
        MoneyError::Negative => "amount_negative",
    }
}
