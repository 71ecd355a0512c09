//! Money as a whole number of fen (分, 0.01 yuan). No floating point anywhere.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in fen. Never negative amounts of money are checked where they are read, not here:
/// a difference of two amounts may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// The unit in which a document states amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoneyUnit {
    /// 元
    Yuan,
    /// 万元, ten thousand yuan
    TenThousand,
    /// 亿元, a hundred million yuan
    HundredMillion,
}

impl MoneyUnit {
    /// The unit as documents write it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::TenThousand => "万元",
            Self::HundredMillion => "亿元",
        }
    }

    /// How many decimal places of this unit a fen is.
    const fn decimals(self) -> usize {
        match self {
            Self::Yuan => 2,
            Self::TenThousand => 6,
            Self::HundredMillion => 10,
        }
    }
}

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Nothing was written.
    #[error("未填写金额")]
    Empty,
    /// Something other than a plain decimal number.
    #[error("不是数字")]
    NotANumber,
    /// Finer than one fen.
    #[error("比一分钱还小，无法精确记账")]
    TooPrecise,
    /// More than the program can hold (about 92 万亿元).
    #[error("数额过大")]
    TooLarge,
    /// Below zero.
    #[error("金额不能为负数")]
    Negative,
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount in fen.
    #[must_use]
    pub const fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// A whole number of 万元, as rulebooks state their thresholds.
    #[must_use]
    pub const fn from_ten_thousand_yuan(amount: u32) -> Self {
        Self(amount as i64 * 1_000_000)
    }

    /// The amount in fen.
    #[must_use]
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// Reads a decimal number stated in `unit`. Full-width digits, blanks and thousands separators are
    /// accepted; a sign, an exponent or anything finer than a fen is not.
    ///
    /// # Errors
    /// [`MoneyError`] says what is wrong with the text.
    pub fn parse(text: &str, unit: MoneyUnit) -> Result<Self, MoneyError> {
        let mut fen: i64 = 0;
        let mut places: Option<usize> = None;
        let mut seen_digit = false;
        for character in text.trim().chars() {
            let digit = match character {
                '0'..='9' => character as i64 - '0' as i64,
                '０'..='９' => character as i64 - '０' as i64,
                ',' | '，' | ' ' | '\u{3000}' => continue,
                '.' | '．' if places.is_none() => {
                    places = Some(0);
                    continue;
                }
                '-' | '－' | '−' if !seen_digit && places.is_none() => return Err(MoneyError::Negative),
                _ => return Err(MoneyError::NotANumber),
            };
            seen_digit = true;
            match &mut places {
                Some(count) if *count == unit.decimals() => {
                    if digit != 0 {
                        return Err(MoneyError::TooPrecise);
                    }
                    continue;
                }
                Some(count) => *count += 1,
                None => {}
            }
            fen =
                fen.checked_mul(10).and_then(|value| value.checked_add(digit)).ok_or(MoneyError::TooLarge)?;
        }
        if !seen_digit {
            return Err(if text.trim().is_empty() { MoneyError::Empty } else { MoneyError::NotANumber });
        }
        for _ in places.unwrap_or(0)..unit.decimals() {
            fen = fen.checked_mul(10).ok_or(MoneyError::TooLarge)?;
        }
        Ok(Self(fen))
    }

    /// The exact amount in `unit` as a decimal string without trailing zeros: `"416000"`, `"0.5"`.
    #[must_use]
    pub fn to_decimal(self, unit: MoneyUnit) -> String {
        let scale = 10_u64.pow(u32::try_from(unit.decimals()).unwrap_or(0));
        let magnitude = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (magnitude / scale, magnitude % scale);
        if rest == 0 {
            return format!("{sign}{whole}");
        }
        let fraction = format!("{rest:0width$}", width = unit.decimals());
        format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }

    /// Both amounts together; `None` when the sum does not fit.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// This amount less `other`; `None` when the difference does not fit.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }
}

/// 万元, the unit in which officials speak: `412.5万元`.
impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}万元", self.to_decimal(MoneyUnit::TenThousand))
    }
}

/// A share in parts per ten thousand, so that 50 % is 5,000 and every two-decimal percentage is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Share(u32);

impl Share {
    /// The whole.
    pub const WHOLE: Self = Self(10_000);

    /// A share of `basis_points` ten-thousandths; `None` above the whole.
    #[must_use]
    pub const fn from_basis_points(basis_points: u32) -> Option<Self> {
        if basis_points <= Self::WHOLE.0 { Some(Self(basis_points)) } else { None }
    }

    /// The share in ten-thousandths.
    #[must_use]
    pub const fn basis_points(self) -> u32 {
        self.0
    }

    /// Whether `part` is at least this share of `whole`, compared exactly by cross-multiplication.
    /// A `whole` of zero or less has no shares, so the answer is `None`.
    #[must_use]
    pub fn is_reached_by(self, part: Money, whole: Money) -> Option<bool> {
        if whole.0 <= 0 {
            return None;
        }
        Some(i128::from(part.0) * i128::from(Self::WHOLE.0) >= i128::from(self.0) * i128::from(whole.0))
    }
}

/// `70%`, `33.33%`.
impl fmt::Display for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match (rest, rest % 10) {
            (0, _) => write!(formatter, "{whole}%"),
            (_, 0) => write!(formatter, "{whole}.{}%", rest / 10),
            _ => write!(formatter, "{whole}.{rest:02}%"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_in_every_unit() {
        assert_eq!(
            Money::parse("41.6", MoneyUnit::HundredMillion),
            Money::parse("416000", MoneyUnit::TenThousand)
        );
        assert_eq!(Money::parse("399.9999", MoneyUnit::TenThousand), Ok(Money::from_fen(399_999_900)));
        assert_eq!(Money::parse("１，２３４．５", MoneyUnit::Yuan), Ok(Money::from_fen(123_450)));
        assert_eq!(Money::parse("0.0000010", MoneyUnit::TenThousand), Ok(Money::from_fen(1)));
        assert_eq!(Money::from_fen(416_000_000_000).to_decimal(MoneyUnit::HundredMillion), "41.6");
        assert_eq!(Money::from_fen(412_500_000).to_string(), "412.5万元");
    }

    #[test]
    fn what_is_not_an_amount_is_refused_with_the_reason() {
        assert_eq!(Money::parse("", MoneyUnit::Yuan), Err(MoneyError::Empty));
        assert_eq!(Money::parse("约300", MoneyUnit::Yuan), Err(MoneyError::NotANumber));
        assert_eq!(Money::parse("1.2.3", MoneyUnit::Yuan), Err(MoneyError::NotANumber));
        assert_eq!(Money::parse("-5", MoneyUnit::Yuan), Err(MoneyError::Negative));
        assert_eq!(Money::parse("0.001", MoneyUnit::Yuan), Err(MoneyError::TooPrecise));
        assert_eq!(Money::parse("99999999999999", MoneyUnit::HundredMillion), Err(MoneyError::TooLarge));
    }

    #[test]
    fn a_share_is_reached_exactly_at_its_number() {
        let tenth = Share::from_basis_points(1_000).unwrap();
        let wan = |text| Money::parse(text, MoneyUnit::TenThousand).unwrap();
        assert_eq!(tenth.is_reached_by(wan("100"), wan("1000")), Some(true));
        assert_eq!(tenth.is_reached_by(wan("99.99"), wan("1000")), Some(false));
        assert_eq!(tenth.is_reached_by(wan("100"), Money::ZERO), None);
        assert_eq!(Share::from_basis_points(10_001), None);
        assert_eq!(Share::from_basis_points(3_333).unwrap().to_string(), "33.33%");
    }
}
