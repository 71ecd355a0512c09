//! How far marks lie apart.

use super::{Undefined, points};
use crate::score::{Mean, Score};

/// The spread of one indicator's marks, or of the totals, in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// The exact mean.
    pub mean: Mean,
    /// The lowest mark.
    pub lowest: Score,
    /// The highest mark.
    pub highest: Score,
    /// Highest less lowest.
    pub range: f64,
    /// The mark in the middle, or halfway between the two in the middle.
    pub median: f64,
    /// The median of the distances from the median.
    pub median_absolute_deviation: f64,
    /// The sample standard deviation (divided by `n − 1`); it takes two experts.
    pub standard_deviation: Result<f64, Undefined>,
}

/// The spread of `marks`.
///
/// # Errors
/// [`Undefined::TooFewExperts`] without any mark.
pub fn spread(marks: &[Score]) -> Result<Spread, Undefined> {
    let none = Undefined::TooFewExperts { have: 0, need: 1 };
    let mean = Mean::of(marks.iter().copied()).ok_or(none)?;
    let lowest = marks.iter().min().copied().ok_or(none)?;
    let highest = marks.iter().max().copied().ok_or(none)?;
    let centred = Centred::of(marks);
    Ok(Spread {
        mean,
        lowest,
        highest,
        range: points(highest) - points(lowest),
        median: centred.median as f64 / 200.0,
        median_absolute_deviation: centred.median_distance as f64 / 400.0,
        standard_deviation: standard_deviation(marks),
    })
}

/// The sample standard deviation in points. The sum of squares is a whole number, so that equal marks give exactly
/// zero.
pub(super) fn standard_deviation(marks: &[Score]) -> Result<f64, Undefined> {
    let count = marks.len() as u64;
    if count < 2 {
        return Err(Undefined::TooFewExperts { have: marks.len(), need: 2 });
    }
    let hundredths = || marks.iter().map(|mark| u64::from(mark.hundredths()));
    let sum: u64 = hundredths().sum();
    let squares: u64 = hundredths().map(|value| value * value).sum();
    // n Σx² − (Σx)² is never negative.
    let scaled = u128::from(count) * u128::from(squares) - u128::from(sum) * u128::from(sum);
    Ok((scaled as f64 / (count * (count - 1)) as f64).sqrt() / 100.0)
}

/// Marks seen from their median, in whole numbers: a median may lie halfway between two marks, and the median of
/// distances halfway between two distances.
pub(super) struct Centred {
    /// The median in half hundredths.
    pub(super) median: i64,
    /// Mark less median, in half hundredths, in the order of the marks.
    pub(super) distances: Vec<i64>,
    /// The median of the absolute distances, in quarter hundredths.
    pub(super) median_distance: i64,
}

impl Centred {
    pub(super) fn of(marks: &[Score]) -> Self {
        let values: Vec<i64> = marks.iter().map(|mark| i64::from(mark.hundredths())).collect();
        let median = doubled_median(values.clone());
        let distances: Vec<i64> = values.into_iter().map(|value| 2 * value - median).collect();
        let median_distance = doubled_median(distances.iter().map(|distance| distance.abs()).collect());
        Self { median, distances, median_distance }
    }
}

/// Twice the median; zero of nothing.
fn doubled_median(mut values: Vec<i64>) -> i64 {
    values.sort_unstable();
    let upper = values.len() / 2;
    let lower = values.len().saturating_sub(1) / 2;
    let at = |place: usize| values.get(place).copied().unwrap_or_default();
    at(lower) + at(upper)
}
