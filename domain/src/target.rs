//! 绩效目标: what a policy or project promises, as structured fields (Art. 7(3): 细化、量化、可衡量、可考核).

use std::collections::HashSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::issue::{Issue, require};

/// How many targets one subject can have.
pub const MOST_TARGETS: usize = 60;

/// The longest indicator name and unit of measure, in characters.
const LONGEST_INDICATOR: usize = 100;
const LONGEST_UNIT: usize = 20;

/// What a target is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// 数量
    Quantity,
    /// 质量
    Quality,
    /// 时效
    Timeliness,
    /// 成本
    Cost,
    /// 效益
    Benefit,
    /// 满意度
    Satisfaction,
}

impl Dimension {
    /// Every dimension, in the order in which declarations list them.
    pub const ALL: [Self; 6] =
        [Self::Quantity, Self::Quality, Self::Timeliness, Self::Cost, Self::Benefit, Self::Satisfaction];

    /// The dimension as declarations name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Quantity => "数量",
            Self::Quality => "质量",
            Self::Timeliness => "时效",
            Self::Cost => "成本",
            Self::Benefit => "效益",
            Self::Satisfaction => "满意度",
        }
    }
}

/// When a target is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// ≥
    AtLeast,
    /// ≤
    AtMost,
    /// =
    Equal,
}

impl Comparison {
    /// The sign.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::AtMost => "≤",
            Self::Equal => "=",
        }
    }

    /// The comparison in words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::AtLeast => "不低于",
            Self::AtMost => "不超过",
            Self::Equal => "等于",
        }
    }
}

/// A decimal number with at most six decimal places, exact; below zero for a reduction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quantity(i64);

/// How many millionths are one.
const SCALE: u64 = 1_000_000;
const DECIMALS: usize = 6;

/// Why a text is not a [`Quantity`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// It is no decimal number.
    #[error("不是数字")]
    NotANumber,
    /// It has more than six decimal places.
    #[error("小数不能超过六位")]
    TooPrecise,
    /// It is larger than the program can hold.
    #[error("数值过大")]
    TooLarge,
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A whole number.
    #[must_use]
    pub const fn whole(number: u32) -> Self {
        Self(number as i64 * 1_000_000)
    }

    /// Reads a decimal number such as `-16.5`; full-width digits and thousands separators are accepted.
    ///
    /// # Errors
    /// [`QuantityError`] says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix(['-', '－', '−']) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let mut value: i64 = 0;
        let mut places: Option<usize> = None;
        let mut seen_digit = false;
        for character in digits.chars() {
            let digit = match character {
                '0'..='9' => character as i64 - '0' as i64,
                '０'..='９' => character as i64 - '０' as i64,
                ',' | '，' if places.is_none() && seen_digit => continue,
                '.' | '．' if places.is_none() => {
                    places = Some(0);
                    continue;
                }
                _ => return Err(QuantityError::NotANumber),
            };
            seen_digit = true;
            match &mut places {
                Some(DECIMALS) if digit != 0 => return Err(QuantityError::TooPrecise),
                Some(DECIMALS) => continue,
                Some(count) => *count += 1,
                None => {}
            }
            value = shifted(value, digit)?;
        }
        if !seen_digit {
            return Err(QuantityError::NotANumber);
        }
        for _ in places.unwrap_or(0)..DECIMALS {
            value = shifted(value, 0)?;
        }
        Ok(Self(if negative { -value } else { value }))
    }
}

fn shifted(value: i64, digit: i64) -> Result<i64, QuantityError> {
    value.checked_mul(10).and_then(|value| value.checked_add(digit)).ok_or(QuantityError::TooLarge)
}

impl fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (magnitude / SCALE, magnitude % SCALE);
        if rest == 0 {
            return write!(formatter, "{sign}{whole}");
        }
        let fraction = format!("{rest:0DECIMALS$}");
        write!(formatter, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

impl TryFrom<String> for Quantity {
    type Error = QuantityError;

    fn try_from(text: String) -> Result<Self, QuantityError> {
        Self::parse(&text)
    }
}

impl From<Quantity> for String {
    fn from(quantity: Quantity) -> Self {
        quantity.to_string()
    }
}

/// One performance target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerformanceTarget {
    /// What it is about.
    pub dimension: Dimension,
    /// The indicator: `上线服务事项`.
    pub indicator: String,
    /// When it is met.
    pub comparison: Comparison,
    /// The figure.
    pub value: Quantity,
    /// The unit of measure: `项`, `%`, `元/亩`.
    pub unit: String,
    /// The year by whose end it is to be met; `None` for the whole term.
    pub year: Option<u16>,
}

/// As declarations print it: `数量：上线服务事项≥350项（2023年）`.
impl fmt::Display for PerformanceTarget {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { dimension, indicator, comparison, value, unit, year } = self;
        write!(formatter, "{}：{indicator}{}{value}{unit}", dimension.label(), comparison.sign())?;
        match year {
            Some(year) => write!(formatter, "（{year}年）"),
            None => Ok(()),
        }
    }
}

/// What is wrong with the targets of one declaration. Fields are named `targets.N.…`, counted from 1.
#[must_use]
pub fn check_targets(targets: &[PerformanceTarget]) -> Vec<Issue> {
    let mut issues = Vec::new();
    if targets.len() > MOST_TARGETS {
        let message = format!("绩效目标不能超过{MOST_TARGETS}项，请合并");
        issues.push(Issue::new("targets", "too_many", message));
    }
    let mut seen = HashSet::new();
    for (number, target) in (1..).zip(targets) {
        let number: usize = number;
        check_target(&mut issues, &format!("targets.{number}"), target);
        if !seen.insert((target.dimension, target.indicator.trim(), target.year, target.comparison)) {
            let message = format!("“{}”重复，同一指标同一年度只填一次", target.indicator);
            issues.push(Issue::new(format!("targets.{number}.indicator"), "duplicate", message));
        }
    }
    issues
}

fn check_target(issues: &mut Vec<Issue>, place: &str, target: &PerformanceTarget) {
    let PerformanceTarget { dimension, indicator, comparison: _, value, unit, year } = target;
    for (field, label, text, longest) in
        [("indicator", "指标名称", indicator, LONGEST_INDICATOR), ("unit", "计量单位", unit, LONGEST_UNIT)]
    {
        let field = format!("{place}.{field}");
        require(issues, &field, label, text);
        if text.chars().count() > longest {
            issues.push(Issue::new(&field, "too_long", format!("“{label}”不能超过{longest}字")));
        }
    }
    let per_cent = matches!(unit.trim(), "%" | "％");
    if *dimension == Dimension::Satisfaction
        && per_cent
        && !(Quantity::ZERO..=Quantity::whole(100)).contains(value)
    {
        issues.push(Issue::new(format!("{place}.value"), "out_of_range", "满意度应在0%至100%之间"));
    }
    if *dimension == Dimension::Cost && *value < Quantity::ZERO {
        issues.push(Issue::new(format!("{place}.value"), "out_of_range", "成本不能为负数"));
    }
    if year.is_some_and(|year| !(2000..=2100).contains(&year)) {
        issues.push(Issue::new(format!("{place}.year"), "out_of_range", "年度应为2000至2100之间的年份"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(indicator: &str, value: &str) -> PerformanceTarget {
        PerformanceTarget {
            dimension: Dimension::Quantity,
            indicator: indicator.to_owned(),
            comparison: Comparison::AtLeast,
            value: Quantity::parse(value).unwrap(),
            unit: "项".to_owned(),
            year: Some(2023),
        }
    }

    fn faults(targets: &[PerformanceTarget]) -> Vec<(String, String)> {
        check_targets(targets).into_iter().map(|issue| (issue.field, issue.code)).collect()
    }

    #[test]
    fn a_quantity_is_exact_and_printed_as_it_was_written() {
        for (written, printed) in [
            ("350", "350"),
            ("-16.5", "-16.5"),
            ("１，２３４．５０", "1234.5"),
            ("0.000001", "0.000001"),
            ("835.70000000", "835.7"),
            ("-0", "0"),
        ] {
            let quantity = Quantity::parse(written).unwrap();
            assert_eq!(quantity.to_string(), printed);
            let json = serde_json::to_string(&quantity).unwrap();
            assert_eq!(serde_json::from_str::<Quantity>(&json).unwrap(), quantity);
        }
        for (written, error) in [
            ("", QuantityError::NotANumber),
            ("-", QuantityError::NotANumber),
            ("约350", QuantityError::NotANumber),
            ("1.2.3", QuantityError::NotANumber),
            ("1e3", QuantityError::NotANumber),
            ("0.0000001", QuantityError::TooPrecise),
            ("99999999999999", QuantityError::TooLarge),
        ] {
            assert_eq!(Quantity::parse(written), Err(error), "{written}");
        }
    }

    #[test]
    fn a_target_is_printed_as_declarations_write_it() {
        assert_eq!(target("上线服务事项", "350").to_string(), "数量：上线服务事项≥350项（2023年）");
    }

    #[test]
    fn everything_wrong_with_targets_is_named() {
        let good = target("事项", "350");
        assert!(faults(&[good.clone(), PerformanceTarget { year: None, ..good.clone() }]).is_empty());
        let satisfaction = |value: &str| PerformanceTarget {
            dimension: Dimension::Satisfaction,
            unit: "%".to_owned(),
            ..target("群众满意度", value)
        };
        assert!(faults(&[satisfaction("100")]).is_empty());
        let bad = [
            PerformanceTarget { unit: " ".to_owned(), year: Some(1999), ..target("", "1") },
            satisfaction("100.01"),
            PerformanceTarget { dimension: Dimension::Cost, ..target("单价", "-1") },
            good.clone(),
            good,
            target(&"长".repeat(101), "1"),
        ];
        let expected = [
            ("targets.1.indicator", "required"),
            ("targets.1.unit", "required"),
            ("targets.1.year", "out_of_range"),
            ("targets.2.value", "out_of_range"),
            ("targets.3.value", "out_of_range"),
            ("targets.5.indicator", "duplicate"),
            ("targets.6.indicator", "too_long"),
        ];
        assert_eq!(faults(&bad), expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
        let many: Vec<_> = (0..=MOST_TARGETS).map(|number| target(&format!("指标{number}"), "1")).collect();
        assert_eq!(faults(&many), [("targets".to_owned(), "too_many".to_owned())]);
    }
}
