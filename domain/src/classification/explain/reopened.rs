//! Which facts are in question: those that nobody has answered and, for a settled verdict, known ones that may turn
//! out to be otherwise.
//!
//! A fact that was confirmed with a document stands. So do object and application when they were stated, because they
//! are what the unit asks for and not a finding; the unit that is named, of whatever kind it is; the approved budget,
//! which has been decided; earlier increases; and an order from a higher level that is more than nothing, for the same
//! reason. Everything else that was inferred, stated by the unit or confirmed by word alone may be otherwise: class,
//! money, share, total investment, whether several objects are one project, the increase applied for.
//!
//! A unit that is not named yet is taken for no town (C7). It may still turn out to be one, so it is in question too.

use super::super::adjustment::AdjustmentCandidates;
use super::super::space::{Candidates, Space};
use super::super::{DistrictMoney, Fact, Facts, Origin};
use crate::money::{Money, Share};
use crate::rulebook::Rulebook;

/// The facts in question with their completion space.
pub(super) struct Reopened {
    pub space: Space,
    /// The facts that stand.
    standing: Facts,
    /// When approved budget and increase are both in question: the shares of the budget that matter, from the lowest.
    pub ratios: Option<Vec<Share>>,
}

impl Reopened {
    /// Every known fact stands.
    pub(super) fn nothing(facts: &Facts, rulebook: &Rulebook) -> Self {
        let space = Space::of(facts, rulebook);
        Self { space, standing: facts.clone(), ratios: None }.by_ratio(rulebook)
    }

    pub(super) fn whatever_may_be_otherwise(facts: &Facts, rulebook: &Rulebook) -> Self {
        let mut standing = facts.clone();
        standing.object.take_if(|fact| is_inferred(&fact.origin));
        standing.application.take_if(|fact| is_inferred(&fact.origin));
        standing.total_amount.take_if(may_be_otherwise);
        standing.class.take_if(may_be_otherwise);
        if let Some(parts) = &mut standing.possible_parts {
            parts.one_project.take_if(may_be_otherwise);
        }
        standing.district_money.take_if(may_be_otherwise);
        standing.district_share.take_if(may_be_otherwise);
        let adjustment = &mut standing.adjustment;
        adjustment
            .ordered_by_higher_level
            .take_if(|fact| fact.value == Money::ZERO && may_be_otherwise(fact));
        if adjustment.approved_district_budget.is_some() {
            adjustment.requested_increase.take_if(may_be_otherwise);
        }
        let mut space = match standing.unit {
            Some(_) => Space::of(&standing, rulebook),
            None => Space::with_towns(&standing, rulebook, Candidates::open(false, vec![true])),
        };
        let outside = facts.district_money.as_ref();
        if outside.is_some_and(|money| money.value == DistrictMoney::OutsideBudget)
            && standing.district_money.is_none()
        {
            let others = vec![DistrictMoney::Some, DistrictMoney::ConfirmedNone];
            space.moneys = Candidates::open(DistrictMoney::OutsideBudget, others);
        }
        Self { space, standing, ratios: None }.by_ratio(rulebook)
    }

    /// Where neither the approved budget nor the increase is known, neither says anything alone: only their ratio does.
    fn by_ratio(mut self, rulebook: &Rulebook) -> Self {
        let adjustment = &self.standing.adjustment;
        if self.space.uses.adjustment
            && adjustment.approved_district_budget.is_none()
            && adjustment.requested_increase.is_none()
        {
            let thresholds = rulebook.triggers.iter().filter_map(|trigger| trigger.increase);
            let mut levels: Vec<Share> = thresholds.map(|threshold| threshold.at_least).collect();
            levels.sort_unstable();
            levels.dedup();
            let ordered = self.space.figures.ordered.clone();
            self.space.figures = AdjustmentCandidates::by_ratio(adjustment, &levels, ordered);
            self.ratios = Some(levels);
        }
        self
    }
}

fn is_inferred(origin: &Origin) -> bool {
    matches!(origin, Origin::Inferred { .. })
}

fn may_be_otherwise<T>(fact: &mut Fact<T>) -> bool {
    !matches!(&fact.origin, Origin::Confirmed { document: Some(_), .. })
}
