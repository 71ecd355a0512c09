//! Art. 3(3), the 10 % rule: an existing policy or project asks for more district money.
//!
//! increase ÷ approved district budget, compared exactly by cross-multiplication (C11, C12). Earlier increases since
//! the last evaluation count too (C13); the part that a higher level ordered does not (C15); a decrease never counts
//! (C14). Where nothing was approved there is no ratio, and the money is treated as new (C12).

use super::AdjustmentFacts;
use super::space::Candidates;
use crate::money::{Money, Share};
use crate::rulebook::IncreaseThreshold;

/// An approved budget to reckon with while neither it nor the increase is known: any positive amount would do.
const NOMINAL_APPROVAL: i128 = 10_000_000_000;
/// More than any sum of amounts can be.
const BEYOND_ANY_AMOUNT: i128 = 1 << 80;

/// The figures of one adjustment in fen, all answered. Wider than [`Money`], so that sums and products are exact.
#[derive(Debug, Clone, Copy)]
pub(super) struct AdjustmentFigures {
    /// The whole approved district budget.
    pub approved: i128,
    /// The increase applied for now.
    pub increase: i128,
    /// Increases granted since the last evaluation.
    pub earlier: i128,
    /// The part of `increase` that a higher level ordered.
    pub ordered: i128,
}

impl AdjustmentFigures {
    /// Whether more money is asked for although nothing was approved: it is then treated as new (C12).
    pub(super) fn is_new_money(self, threshold: &IncreaseThreshold) -> bool {
        self.approved <= 0 && self.own_increase(threshold) > 0
    }

    /// Whether the increase reaches the threshold.
    pub(super) fn reaches(self, threshold: &IncreaseThreshold) -> bool {
        let counted = self.counted(threshold);
        self.approved > 0
            && counted > 0
            && counted >= i128::from(threshold.minimum.fen())
            && counted * whole() >= share_of(threshold) * self.approved
    }

    /// What counts towards the threshold. Nothing counts when the district itself asks for no more now.
    pub(super) fn counted(self, threshold: &IncreaseThreshold) -> i128 {
        let own = self.own_increase(threshold);
        let earlier = if threshold.cumulative { self.earlier.max(0) } else { 0 };
        if own > 0 { own + earlier } else { 0 }
    }

    /// The increase applied for now without the part that a higher level ordered.
    fn own_increase(self, threshold: &IncreaseThreshold) -> i128 {
        let excluded = if threshold.without_higher_level_orders { self.ordered.max(0) } else { 0 };
        self.increase - excluded
    }
}

/// What the figures may be: the known ones, and for each unknown one an answer on either side of every threshold.
pub(super) struct AdjustmentCandidates {
    pub approved: Candidates<i128>,
    pub increase: Candidates<i128>,
    pub ordered: Candidates<i128>,
    /// Nothing stated means none.
    pub earlier: i128,
}

impl AdjustmentCandidates {
    /// When no adjustment can be meant, the figures play no part.
    pub(super) const fn none() -> Self {
        Self {
            approved: Candidates::known(0),
            increase: Candidates::known(0),
            ordered: Candidates::known(0),
            earlier: 0,
        }
    }

    /// An adjustment of which neither the approved budget nor the increase is known, by the ratio of the two: none, and
    /// each of `levels`. The budget is so large that earlier increases make no difference to the ratio.
    pub(super) fn by_ratio(facts: &AdjustmentFacts, levels: &[Share], ordered: Candidates<i128>) -> Self {
        let excluded =
            facts.ordered_by_higher_level.as_ref().map_or(0, |fact| i128::from(fact.value.fen()).max(0));
        let reaching = levels.iter().map(|level| {
            let share = i128::from(level.basis_points());
            (share * BEYOND_ANY_AMOUNT + whole() - 1) / whole() + excluded
        });
        Self {
            approved: Candidates::known(BEYOND_ANY_AMOUNT),
            increase: Candidates::open(0, reaching.collect()),
            ordered,
            earlier: facts.earlier_increases.as_ref().map_or(0, |fact| i128::from(fact.value.fen())),
        }
    }

    pub(super) fn of<'a>(
        facts: &AdjustmentFacts,
        thresholds: &(impl Iterator<Item = &'a IncreaseThreshold> + Clone),
    ) -> Self {
        let fen = |amount: Money| i128::from(amount.fen());
        let approved = facts.approved_district_budget.as_ref().map(|fact| fen(fact.value));
        let increase = facts.requested_increase.as_ref().map(|fact| fen(fact.value));
        let ordered = facts.ordered_by_higher_level.as_ref().map(|fact| fen(fact.value));
        let earlier = facts.earlier_increases.as_ref().map_or(0, |fact| fen(fact.value));
        let exclusion_matters = thresholds.clone().any(|threshold| threshold.without_higher_level_orders);
        Self {
            approved: approved.map_or_else(
                || possible_approvals(increase, earlier, ordered, thresholds.clone()),
                Candidates::known,
            ),
            increase: increase.map_or_else(
                || possible_increases(approved, earlier, ordered, thresholds.clone()),
                Candidates::known,
            ),
            ordered: match ordered {
                Some(ordered) => Candidates::known(ordered),
                None if exclusion_matters => Candidates::open(0, vec![BEYOND_ANY_AMOUNT]),
                None => Candidates::known(0),
            },
            earlier,
        }
    }
}

/// For each threshold the largest budget of which the increase is still that share, and one so large that no increase
/// reaches any share of it, which comes first: from the largest down. That nothing was approved is not among them: what
/// is asked of new money (class, amount) is asked once somebody answers so.
fn possible_approvals<'a>(
    increase: Option<i128>,
    earlier: i128,
    ordered: Option<i128>,
    thresholds: impl Iterator<Item = &'a IncreaseThreshold>,
) -> Candidates<i128> {
    let Some(increase) = increase else {
        return Candidates::open(BEYOND_ANY_AMOUNT, vec![NOMINAL_APPROVAL]);
    };
    let figures = AdjustmentFigures { approved: 0, increase, earlier, ordered: ordered.unwrap_or(0) };
    let largest = thresholds
        .filter(|threshold| figures.counted(threshold) >= i128::from(threshold.minimum.fen()))
        .map(|threshold| figures.counted(threshold) * whole() / share_of(threshold).max(1));
    let mut largest: Vec<i128> = largest.filter(|approved| *approved > 0).collect();
    largest.sort_unstable_by(|one, other| other.cmp(one));
    largest.dedup();
    Candidates::open(BEYOND_ANY_AMOUNT, largest)
}

/// No increase, and for each threshold the smallest that reaches it; where nothing was approved, the smallest that is
/// new money (C12). From the smallest up.
fn possible_increases<'a>(
    approved: Option<i128>,
    earlier: i128,
    ordered: Option<i128>,
    thresholds: impl Iterator<Item = &'a IncreaseThreshold>,
) -> Candidates<i128> {
    let approved = approved.unwrap_or(NOMINAL_APPROVAL);
    let smallest = thresholds.map(|threshold| {
        let excluded = if threshold.without_higher_level_orders { ordered.unwrap_or(0).max(0) } else { 0 };
        let earlier = if threshold.cumulative { earlier.max(0) } else { 0 };
        let needed = (share_of(threshold) * approved.max(0) + whole() - 1) / whole();
        let needed = needed.max(i128::from(threshold.minimum.fen()));
        (needed - earlier).max(1) + excluded
    });
    let mut smallest: Vec<i128> = smallest.collect();
    smallest.sort_unstable();
    smallest.dedup();
    Candidates::open(0, smallest)
}

fn share_of(threshold: &IncreaseThreshold) -> i128 {
    i128::from(threshold.at_least.basis_points())
}

fn whole() -> i128 {
    i128::from(Share::WHOLE.basis_points())
}
