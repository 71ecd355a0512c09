//! Marks as whole hundredths, and the exact mean of several.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A mark in hundredths of a point: 87.5 points are `8750`. The range is 0 to 100 points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Score(u32);

/// A mark outside 0 to 100 points, or a text that is no mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("分值应为0至100之间、最多两位小数的数")]
pub struct ScoreError;

impl TryFrom<u32> for Score {
    type Error = ScoreError;

    fn try_from(hundredths: u32) -> Result<Self, ScoreError> {
        Self::from_hundredths(hundredths).ok_or(ScoreError)
    }
}

impl From<Score> for u32 {
    fn from(score: Score) -> Self {
        score.0
    }
}

impl Score {
    /// No points.
    pub const ZERO: Self = Self(0);
    /// All points.
    pub const FULL: Self = Self(10_000);

    /// A mark of that many hundredths; `None` above 100 points.
    #[must_use]
    pub const fn from_hundredths(hundredths: u32) -> Option<Self> {
        if hundredths <= Self::FULL.0 { Some(Self(hundredths)) } else { None }
    }

    /// The mark in hundredths of a point.
    #[must_use]
    pub const fn hundredths(self) -> u32 {
        self.0
    }

    /// Reads `"87.5"`: digits with at most two decimals.
    ///
    /// # Errors
    /// [`ScoreError`] for anything else, and for more than 100 points.
    pub fn parse(text: &str) -> Result<Self, ScoreError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || whole.len() > 3 || !digits(fraction) || fraction.len() > 2 {
            return Err(ScoreError);
        }
        let points: u32 = whole.parse().map_err(|_| ScoreError)?;
        let rest: u32 = fraction.parse().map_err(|_| ScoreError)?;
        let rest = if fraction.len() == 1 { rest * 10 } else { rest };
        Self::from_hundredths(points * 100 + rest).ok_or(ScoreError)
    }

    /// The mark without needless zeros, as rulebooks and messages write it: `87.5`, `90`.
    #[must_use]
    pub fn plain(self) -> String {
        let written = self.to_string();
        written.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// The sum of two marks; `None` above 100 points.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        Self::from_hundredths(self.0 + other.0)
    }
}

/// `87.50`, always two decimals.
impl fmt::Display for Score {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// The exact mean of at least one mark: a sum and a count, never divided before it is compared. Of a weighted mean
/// they are numerator and denominator in lowest terms.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Mean {
    sum: u64,
    count: u32,
}

impl Mean {
    /// The mean of `scores`; `None` when there are none.
    pub fn of(scores: impl IntoIterator<Item = Score>) -> Option<Self> {
        let (mut sum, mut count) = (0_u64, 0_u32);
        for score in scores {
            sum += u64::from(score.0);
            count += 1;
        }
        (count > 0).then_some(Self { sum, count })
    }

    /// A mean from its stored parts: the sum in hundredths and how many marks it covers.
    /// `None` when the count is zero or the mean would be above 100 points.
    #[must_use]
    pub fn from_parts(sum: u64, count: u32) -> Option<Self> {
        (count > 0 && sum <= u64::from(Score::FULL.0) * u64::from(count)).then_some(Self { sum, count })
    }

    /// The sum of the marks in hundredths.
    #[must_use]
    pub const fn sum(self) -> u64 {
        self.sum
    }

    /// How many marks the mean covers.
    #[must_use]
    pub const fn count(self) -> u32 {
        self.count
    }

    /// The exact mean of several means, each with its weight. `None` without any weight, and where numerator or
    /// denominator outgrow their integers, which takes more experts than any panel has.
    pub fn weighted(parts: impl IntoIterator<Item = (Self, u32)>) -> Option<Self> {
        let (mut numerator, mut denominator, mut whole) = (0_u128, 1_u128, 0_u128);
        for (mean, weight) in parts {
            let count = u128::from(mean.count);
            let share = (u128::from(weight) * u128::from(mean.sum)).checked_mul(denominator)?;
            numerator = numerator.checked_mul(count)?.checked_add(share)?;
            denominator = denominator.checked_mul(count)?;
            let common = greatest_common_divisor(numerator, denominator);
            numerator /= common;
            denominator /= common;
            whole += u128::from(weight);
        }
        let denominator = denominator.checked_mul(whole)?;
        let common = greatest_common_divisor(numerator, denominator);
        let sum = u64::try_from(numerator.checked_div(common)?).ok()?;
        Self::from_parts(sum, u32::try_from(denominator.checked_div(common)?).ok()?)
    }

    /// How the exact mean compares with a mark.
    #[must_use]
    pub fn compare(self, score: Score) -> Ordering {
        self.sum.cmp(&(u64::from(score.0) * u64::from(self.count)))
    }

    /// The mean rounded half up to two decimals (C34, the other reading).
    #[must_use]
    pub fn half_up(self) -> Score {
        let count = u64::from(self.count.max(1));
        let hundredths = (self.sum * 2 + count) / (count * 2);
        u32::try_from(hundredths).ok().and_then(Score::from_hundredths).unwrap_or(Score::FULL)
    }

    /// The mean cut off, never rounded up, to two decimals: what is shown can never claim a better grade
    /// than the exact mean has.
    #[must_use]
    pub fn cut_off(self) -> Score {
        let hundredths = self.sum / u64::from(self.count.max(1));
        u32::try_from(hundredths).ok().and_then(Score::from_hundredths).unwrap_or(Score::FULL)
    }
}

/// Of zero and a number it is the number; of two zeros, zero.
pub(crate) const fn greatest_common_divisor(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

impl PartialEq for Mean {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Mean {}

impl PartialOrd for Mean {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Mean {
    fn cmp(&self, other: &Self) -> Ordering {
        (u128::from(self.sum) * u128::from(other.count))
            .cmp(&(u128::from(other.sum) * u128::from(self.count)))
    }
}

impl fmt::Display for Mean {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cut_off().fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_exactly_or_not_at_all() {
        assert_eq!(Score::parse("87.5").map(Score::hundredths), Ok(8_750));
        assert_eq!(Score::parse("0").map(Score::hundredths), Ok(0));
        assert_eq!(Score::parse("100.00").map(Score::hundredths), Ok(10_000));
        for wrong in ["", ".5", "5.", "100.01", "-1", "1e2", "87.505", "９０", " 90"] {
            assert_eq!(Score::parse(wrong), Err(ScoreError), "{wrong}");
        }
    }

    #[test]
    fn the_mean_is_cut_off_and_compared_exactly() {
        let mark = |text| Score::parse(text).unwrap();
        let mean = Mean::of([mark("89.99"), mark("90.00")]).unwrap();
        assert_eq!(mean.to_string(), "89.99");
        assert_eq!(mean.compare(mark("90")), Ordering::Less);
        assert_eq!(Mean::of([mark("90"), mark("90")]), Mean::of([mark("90")]));
        assert_eq!(Mean::of([]), None);
        assert_eq!(Mean::from_parts(10_001, 1), None);
    }

    #[test]
    fn a_weighted_mean_is_exact() {
        let mean = |texts: &[&str]| Mean::of(texts.iter().map(|text| Score::parse(text).unwrap())).unwrap();
        // 40 % of 89.5, 30 % of 90 and 30 % of (91 + 90 + 91) ÷ 3: 35.8 + 27 + 27.2 = 90 exactly.
        let parts = [(mean(&["89", "90"]), 40), (mean(&["90"]), 30), (mean(&["91", "90", "91"]), 30)];
        let whole = Mean::weighted(parts).unwrap();
        assert_eq!((whole.sum(), whole.count()), (9_000, 1));
        let thirds = Mean::weighted([(mean(&["90"]), 1), (mean(&["90"]), 1), (mean(&["89.99"]), 1)]).unwrap();
        assert_eq!((thirds.sum(), thirds.count(), thirds.to_string().as_str()), (26_999, 3, "89.99"));
        assert_eq!(Mean::weighted([]), None);
        assert_eq!(Mean::weighted([(mean(&["90"]), 0)]), None);
        assert_eq!(Mean::weighted([(mean(&["0"]), 7)]), Mean::of([Score::ZERO]));
    }
}
