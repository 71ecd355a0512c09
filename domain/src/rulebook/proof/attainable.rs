//! Which scores can occur at all: sums of marks that go by the step, shared by a panel of some size.

use std::collections::BTreeSet;

use super::MAXIMUM_PANEL;
use crate::rulebook::{Aggregation, Carrier, KindWeights, Rounding, Rulebook};
use crate::score::{Mean, Score, greatest_common_divisor};

/// A part of the scale, in hundredths of a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interval {
    pub(super) low: u32,
    pub(super) with_low: bool,
    pub(super) high: u32,
    pub(super) with_high: bool,
}

/// The scores that one composition of the panel can lead to: every multiple of `unit` marks' steps, shared by `over`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Grid {
    unit: u32,
    over: u32,
}

/// The scores that can occur under a rulebook.
pub(super) struct Attainable {
    /// Of lawful panels first, then of panels that deviate.
    grids: Vec<Grid>,
    step: u32,
    rounding: Rounding,
    /// Whether a score is no plain mean of sheets.
    weighted: bool,
}

impl Attainable {
    pub(super) fn of(rulebook: &Rulebook) -> Self {
        let grids = match (rulebook.scoring.carried_by, &rulebook.scoring.kind_weights) {
            (Carrier::Organiser, _) => vec![Grid { unit: 1, over: 1 }],
            (Carrier::Panel, Some(weights)) => weighted_grids(weights),
            (Carrier::Panel, None) => plain_grids(rulebook),
        };
        Self {
            weighted: grids.iter().any(|grid| grid.unit > 1 || grid.over > MAXIMUM_PANEL),
            grids,
            step: rulebook.scoring.step.hundredths().max(1),
            rounding: rulebook.scoring.rounding,
        }
    }

    /// A score of that part of the scale that can occur, when there is one.
    pub(super) fn within(&self, interval: Interval) -> Option<Mean> {
        match self.rounding {
            Rounding::CutOff => self.grids.iter().find_map(|grid| self.exactly(interval, *grid)),
            Rounding::HalfUp => {
                let first = interval.low + u32::from(!interval.with_low);
                let end = (interval.high + u32::from(interval.with_high)).min(Score::FULL.hundredths() + 1);
                (first..end).find_map(|mark| self.rounded_to(mark))
            }
        }
    }

    /// The first score of one grid in the interval.
    fn exactly(&self, interval: Interval, grid: Grid) -> Option<Mean> {
        let (step, over) = (u64::from(self.step) * u64::from(grid.unit), u64::from(grid.over));
        let (low, high) = (u64::from(interval.low) * over, u64::from(interval.high) * over);
        let steps = if interval.with_low { low.div_ceil(step) } else { low / step + 1 };
        let sum = steps * step;
        let fits = if interval.with_high { sum <= high } else { sum < high };
        fits.then(|| Mean::from_parts(sum, grid.over)).flatten()
    }

    /// A score that is rounded to that mark.
    fn rounded_to(&self, mark: u32) -> Option<Mean> {
        self.grids.iter().find_map(|grid| {
            let (step, over) = (u64::from(self.step) * u64::from(grid.unit), u64::from(grid.over));
            let least = (u64::from(mark) * 2).saturating_sub(1) * over;
            let sum = least.div_ceil(step * 2) * step;
            let mean = Mean::from_parts(sum, grid.over)?;
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
        if count == 1 || self.weighted {
            return format!("{shown}分");
        }
        format!("{shown}分（{count}份评分表合计{}.{:02}分）", sum / 100, sum % 100)
    }
}

/// The means of the totals that are not left out.
fn plain_grids(rulebook: &Rulebook) -> Vec<Grid> {
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
    let counts = sizes.into_iter().filter_map(|size| size.checked_sub(left_out)).filter(|count| *count > 0);
    counts.map(|over| Grid { unit: 1, over }).collect()
}

/// With weights the score is `Σ weight × sum ÷ members ÷ 100`, a multiple of the greatest common divisor of the
/// shares. Near 0 and 100 not every multiple occurs; there a rulebook is judged a little too strictly, never too
/// mildly. Larger panels than these only make the grid finer than any bound is.
fn weighted_grids(weights: &KindWeights) -> Vec<Grid> {
    const MOST_OF_A_KIND: u32 = 9;
    let mut grids = BTreeSet::new();
    for business in 1..=MOST_OF_A_KIND {
        for management in 1..=MOST_OF_A_KIND {
            for finance in 1..=MOST_OF_A_KIND {
                let shared = u128::from(business) * u128::from(management) * u128::from(finance);
                let share = |weight: u32, members: u32| u128::from(weight) * shared / u128::from(members);
                let shares = [
                    share(weights.business, business),
                    share(weights.management, management),
                    share(weights.finance, finance),
                ];
                let unit = shares.into_iter().fold(0, greatest_common_divisor);
                // A proof goes on after impossible weights were found, and must not divide by their zero.
                let common = greatest_common_divisor(unit, shared * 100).max(1);
                let reduced = |value: u128| u32::try_from(value / common).unwrap_or(u32::MAX).max(1);
                grids.insert(Grid { unit: reduced(unit), over: reduced(shared * 100) });
            }
        }
    }
    grids.into_iter().collect()
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
