//! Which scores can occur at all: sums of marks that go by the step, shared by a panel of some size.

use super::MAXIMUM_PANEL;
use crate::rulebook::{Aggregation, Rounding, Rulebook};
use crate::score::{Mean, Score};

/// A part of the scale, in hundredths of a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interval {
    pub(super) low: u32,
    pub(super) with_low: bool,
    pub(super) high: u32,
    pub(super) with_high: bool,
}

/// The scores that can occur under a rulebook.
pub(super) struct Attainable {
    /// How many totals may be shared: sizes of a lawful panel first, then those of a panel that deviates.
    divisors: Vec<u32>,
    step: u32,
    rounding: Rounding,
}

impl Attainable {
    pub(super) fn of(rulebook: &Rulebook) -> Self {
        let panel = &rulebook.panel;
        let lawful = |size: &u32| *size >= panel.minimum_size && (!panel.odd || !size.is_multiple_of(2));
        let mut sizes: Vec<u32> = (1..=MAXIMUM_PANEL).filter(lawful).collect();
        if panel.deviation_allowed {
            sizes.extend((1..=MAXIMUM_PANEL).filter(|size| !lawful(size)));
        }
        let left_out = match rulebook.scoring.aggregation {
            Aggregation::Mean => 0,
            Aggregation::TrimmedMean => 2,
        };
        let divisors =
            sizes.into_iter().filter_map(|size| size.checked_sub(left_out)).filter(|count| *count > 0);
        Self {
            divisors: divisors.collect(),
            step: rulebook.scoring.step.hundredths().max(1),
            rounding: rulebook.scoring.rounding,
        }
    }

    /// A score of that part of the scale that can occur, when there is one.
    pub(super) fn within(&self, interval: Interval) -> Option<Mean> {
        match self.rounding {
            Rounding::CutOff => self.divisors.iter().find_map(|count| self.exactly(interval, *count)),
            Rounding::HalfUp => {
                let first = interval.low + u32::from(!interval.with_low);
                let end = (interval.high + u32::from(interval.with_high)).min(Score::FULL.hundredths() + 1);
                (first..end).find_map(|mark| self.rounded_to(mark))
            }
        }
    }

    /// The first mean of `count` totals in the interval.
    fn exactly(&self, interval: Interval, count: u32) -> Option<Mean> {
        let (step, count_wide) = (u64::from(self.step), u64::from(count));
        let (low, high) = (u64::from(interval.low) * count_wide, u64::from(interval.high) * count_wide);
        let steps = if interval.with_low { low.div_ceil(step) } else { low / step + 1 };
        let sum = steps * step;
        let fits = if interval.with_high { sum <= high } else { sum < high };
        fits.then(|| Mean::from_parts(sum, count)).flatten()
    }

    /// A mean that is rounded to that mark.
    fn rounded_to(&self, mark: u32) -> Option<Mean> {
        self.divisors.iter().find_map(|count| {
            let (step, count_wide) = (u64::from(self.step), u64::from(*count));
            let least = (u64::from(mark) * 2).saturating_sub(1) * count_wide;
            let sum = least.div_ceil(step * 2) * step;
            let mean = Mean::from_parts(sum, *count)?;
            (mean.half_up().hundredths() == mark).then_some(mean)
        })
    }

    /// The score as a message shows it: what decides, to at most four decimals, and how it comes about.
    pub(super) fn written(&self, mean: Mean) -> String {
        let shown = match self.rounding {
            Rounding::HalfUp => mean.half_up().to_string(),
            Rounding::CutOff => exact_decimals(mean),
        };
        let (sum, count) = (mean.sum(), mean.count());
        if count == 1 {
            return format!("{shown}分");
        }
        format!("{shown}分（{count}份评分表合计{}.{:02}分）", sum / 100, sum % 100)
    }
}

/// Two decimals, or up to four where two do not tell the whole, with `…` where four do not either.
fn exact_decimals(mean: Mean) -> String {
    let scaled = mean.sum() * 100;
    let count = u64::from(mean.count().max(1));
    let (ten_thousandths, rest) = (scaled / count, scaled % count);
    let mut written = format!("{}.{:04}", ten_thousandths / 10_000, ten_thousandths % 10_000);
    if rest > 0 {
        written.push('…');
        return written;
    }
    for _ in 0..2 {
        if written.ends_with('0') {
            written.pop();
        } else {
            break;
        }
    }
    written
}
