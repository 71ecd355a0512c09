//! Article 3 in two-valued logic: the verdict on an object about which every question is answered.

use super::adjustment::AdjustmentFigures;
use super::{Application, DistrictMoney, Facts, ObjectKind, ProjectClass, Verdict};
use crate::money::{Money, Share};
use crate::rulebook::{Rulebook, Trigger};

/// A set of triggers by their position in the rulebook. A proved rulebook has at most sixteen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct TriggerSet(u16);

impl TriggerSet {
    pub(crate) fn contains(self, position: usize) -> bool {
        self.0 & Self::bit(position) != 0
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn count(self) -> u32 {
        self.0.count_ones()
    }

    pub(super) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn insert(&mut self, position: usize) {
        self.0 |= Self::bit(position);
    }

    fn bit(position: usize) -> u16 {
        u32::try_from(position).ok().and_then(|position| 1_u16.checked_shl(position)).unwrap_or(0)
    }
}

/// One object with every question answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settled {
    pub object: ObjectKind,
    pub application: Application,
    pub class: ProjectClass,
    /// The amount to compare: of all parts together when they are one project (C19).
    pub amount: Money,
    pub money: DistrictMoney,
    pub town: bool,
    pub share: Share,
    pub figures: AdjustmentFigures,
}

/// What is known of an object for certain and overrides the other conditions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circumstances {
    /// An order to evaluate with its document (Art. 3(5), C17).
    pub designated: bool,
    /// Decided on before the measure applied (C22).
    pub decided_before: bool,
    /// Enterprise or municipal money only (C8).
    pub outside_budget: bool,
}

impl Circumstances {
    /// Whether the measure does not apply to the object at all, unless it was designated.
    pub(super) const fn exclude(self) -> bool {
        self.decided_before || self.outside_budget
    }

    pub(super) fn of(facts: &Facts, rulebook: &Rulebook) -> Self {
        let designated = facts
            .designation
            .as_ref()
            .is_some_and(|order| !order.by.trim().is_empty() && !order.document.trim().is_empty());
        let decided_before =
            facts.decided_on.as_ref().is_some_and(|decided| decided.value < rulebook.measure.effective_from);
        let outside_budget =
            facts.district_money.as_ref().is_some_and(|money| money.value == DistrictMoney::OutsideBudget);
        Self { designated, decided_before, outside_budget }
    }
}

/// The verdict and the triggers that hold, in the order of decision: designated, outside the scope, then the
/// conditions of the clauses. What would have to be evaluated if district money paid is out of scope when it was
/// confirmed that none does; what would not even then is simply not required (C6).
pub(super) fn settle(
    settled: &Settled,
    circumstances: &Circumstances,
    rulebook: &Rulebook,
) -> (Verdict, TriggerSet) {
    let excluded = circumstances.exclude();
    // An increase where nothing was approved counts as a new application, and is district money by its nature (C12).
    let new_money = settled.is_new_money(rulebook);
    let application = if new_money { Application::New } else { settled.application };
    let district_money = new_money || settled.money == DistrictMoney::Some;
    let mut holding = TriggerSet::default();
    let mut but_for_money = TriggerSet::default();
    for (position, trigger) in rulebook.triggers.iter().enumerate() {
        if trigger.designation {
            if circumstances.designated {
                holding.insert(position);
            }
        } else if !excluded && settled.meets_all_but_money(trigger, application, district_money) {
            but_for_money.insert(position);
            if !trigger.district_money || district_money {
                holding.insert(position);
            }
        }
    }
    let verdict = if !holding.is_empty() {
        Verdict::Required
    } else if excluded || !but_for_money.is_empty() {
        Verdict::OutOfScope
    } else {
        Verdict::NotRequired
    };
    (verdict, holding)
}

impl Settled {
    fn is_new_money(&self, rulebook: &Rulebook) -> bool {
        let mut thresholds = rulebook
            .triggers
            .iter()
            .filter(|trigger| trigger.covers(self.object))
            .filter_map(|trigger| trigger.increase.as_ref());
        self.application == Application::Adjustment
            && thresholds.any(|threshold| self.figures.is_new_money(threshold))
    }

    /// Where no district money pays, there is no share of it to ask for: money alone decides.
    fn meets_all_but_money(&self, trigger: &Trigger, application: Application, district_money: bool) -> bool {
        trigger.covers(self.object)
            && trigger.covers_application(application)
            && trigger
                .amount
                .is_none_or(|threshold| threshold.is_reached(self.class, self.amount, self.share))
            && trigger.town_share.is_none_or(|share| !self.town || !district_money || self.share >= share)
            && trigger.increase.is_none_or(|threshold| {
                application == Application::Adjustment && self.figures.reaches(&threshold)
            })
    }
}
