//! Where the points of an indicator go when none of its questions applies to the object (Art. 7(5), 7(6)).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{AppliesTo, Indicator, IndicatorTree};
use crate::score::Score;

/// The stated rule by which points are passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Redistribution {
    /// A question that does not apply leaves its points to the other questions of its indicator. Every indicator then
    /// needs a question that always applies.
    WithinIndicator,
    /// An indicator without any question left leaves its points to the others of its heading, in proportion.
    WithinHeading,
    /// An indicator without any question left leaves its points to all others of the tree, in proportion.
    WholeTree,
}

impl Redistribution {
    /// The rule in words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::WithinIndicator => "由同一指标内其余评分要点承担",
            Self::WithinHeading => "按比例并入同一方面的其他指标",
            Self::WholeTree => "按比例并入其他全部指标",
        }
    }
}

impl Indicator {
    /// Whether any of its questions is asked of an object that lacks these conditions.
    #[must_use]
    pub fn applies_without(&self, lacking: &BTreeSet<AppliesTo>) -> bool {
        self.points.iter().any(|point| !lacking.contains(&point.applies_to))
    }
}

impl IndicatorTree {
    /// The points of every indicator for an object that lacks these conditions. An indicator without any question is
    /// left out, and its points are passed on in whole multiples of `step`, so that they add up to what the tree has.
    ///
    /// `None` when nobody is there to take them.
    #[must_use]
    pub fn weights(
        &self,
        lacking: &BTreeSet<AppliesTo>,
        rule: Redistribution,
        step: Score,
    ) -> Option<BTreeMap<String, Score>> {
        let headings = self.headings.iter().map(|heading| heading.indicators.iter().collect::<Vec<_>>());
        match rule {
            Redistribution::WithinIndicator => {
                let applies = self.indicators().all(|indicator| indicator.applies_without(lacking));
                let weight = |indicator: &Indicator| (indicator.code.clone(), indicator.weight);
                applies.then(|| self.indicators().map(weight).collect())
            }
            Redistribution::WithinHeading => {
                let groups = headings.map(|group| passed_on(&group, lacking, step));
                groups.collect::<Option<Vec<_>>>().map(|groups| groups.into_iter().flatten().collect())
            }
            Redistribution::WholeTree => {
                let everybody: Vec<&Indicator> = self.indicators().collect();
                passed_on(&everybody, lacking, step).map(|shares| shares.into_iter().collect())
            }
        }
    }
}

/// The points of a group shared out among those of its indicators that apply: each gets its part by weight, cut to
/// the step, and what is left goes step by step to those who lost most by the cut, the first ones first.
fn passed_on(
    group: &[&Indicator],
    lacking: &BTreeSet<AppliesTo>,
    step: Score,
) -> Option<Vec<(String, Score)>> {
    let points = |indicators: &[&Indicator]| -> u64 {
        indicators.iter().map(|indicator| u64::from(indicator.weight.hundredths())).sum()
    };
    let takers: Vec<&Indicator> =
        group.iter().copied().filter(|indicator| indicator.applies_without(lacking)).collect();
    let (whole, taken) = (points(group), points(&takers));
    let step = u64::from(step.hundredths()).max(1);
    if taken == 0 {
        return None;
    }
    let mut shares: Vec<(u64, u64)> = takers
        .iter()
        .map(|indicator| {
            let part = u64::from(indicator.weight.hundredths()) * whole;
            let steps = part / (taken * step);
            (steps * step, part - steps * step * taken)
        })
        .collect();
    let given: u64 = shares.iter().map(|(share, _)| share).sum();
    let mut by_loss: Vec<usize> = (0..shares.len()).collect();
    by_loss.sort_by_key(|place| std::cmp::Reverse(shares.get(*place).map(|(_, loss)| *loss)));
    let missing = usize::try_from((whole - given) / step).unwrap_or(0);
    for place in by_loss.into_iter().take(missing) {
        if let Some((share, _)) = shares.get_mut(place) {
            *share += step;
        }
    }
    takers
        .iter()
        .zip(shares)
        .map(|(indicator, (share, _))| {
            let share = u32::try_from(share).ok().and_then(Score::from_hundredths)?;
            Some((indicator.code.clone(), share))
        })
        .collect()
}
