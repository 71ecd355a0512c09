//! The one entry: facts and a rulebook in, a determination with its grounds out.

use super::conditions::why;
use super::evidence::facts_used;
use super::reasons::reasons;
use super::settle::{Circumstances, TriggerSet};
use super::space::{Space, Survey, survey};
use super::{
    AdjustmentFacts, ClauseFinding, Determination, DistrictMoney, Fact, Facts, Question, Truth, UnitKind,
    Verdict, distinct_clauses,
};
use crate::money::Money;
use crate::rulebook::{Occasion, Rulebook};

/// Decides whether an object must be evaluated under Art. 3.
///
/// Nothing is guessed: what is unknown is completed in every way that can matter, and only what all completions
/// agree on is a verdict. Total: no facts and no proved rulebook make it fail.
#[must_use]
pub fn classify(facts: &Facts, rulebook: &Rulebook) -> Determination {
    examine(facts, rulebook).determination()
}

/// Decides as [`classify`] does and puts nothing into words before it is asked for. For whoever judges many objects
/// and wants little about each: most of the time of [`classify`] goes into the words.
#[must_use]
pub fn examine<'a>(facts: &'a Facts, rulebook: &'a Rulebook) -> Examination<'a> {
    let circumstances = Circumstances::of(facts, rulebook);
    let space = Space::of(facts, rulebook);
    let survey = survey(&space, &circumstances, rulebook);
    Examination { facts, rulebook, circumstances, space, survey }
}

/// One object under one rulebook with everything that was worked out about it.
pub struct Examination<'a> {
    pub(super) facts: &'a Facts,
    pub(super) rulebook: &'a Rulebook,
    pub(super) circumstances: Circumstances,
    pub(super) space: Space,
    pub(super) survey: Survey,
}

impl Examination<'_> {
    /// The answer.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        self.survey.verdict
    }

    /// As [`Determination::clauses`].
    #[must_use]
    pub fn clauses(&self) -> Vec<&str> {
        let triggers = self.rulebook.triggers.iter().enumerate();
        distinct_clauses(
            self.verdict(),
            triggers.map(|(position, trigger)| (trigger.clause.as_str(), self.truth(position))),
        )
    }

    /// As [`Determination::missing`].
    #[must_use]
    pub fn missing(&self) -> Vec<Question> {
        questions(self).0
    }

    /// As [`Determination::reasons`].
    #[must_use]
    pub fn reasons(&self) -> Vec<String> {
        reasons(self)
    }

    /// Everything, in words.
    #[must_use]
    pub fn determination(&self) -> Determination {
        let (missing, follow_up) = questions(self);
        Determination {
            verdict: self.verdict(),
            findings: findings(self),
            missing,
            follow_up,
            facts_used: facts_used(self),
            readings: readings(self),
            reasons: self.reasons(),
            rulebook: self.rulebook.id.clone(),
        }
    }

    /// The truth of the trigger at that position.
    pub(super) fn truth(&self, position: usize) -> Truth {
        if self.survey.always.contains(position) {
            Truth::True
        } else if self.survey.ever.contains(position) {
            Truth::Undecided
        } else {
            Truth::False
        }
    }

    /// Whether the clause at that position can be meant at all.
    pub(super) fn reaches(&self, position: usize) -> bool {
        self.space.within_reach.contains(position)
    }

    fn asks(&self, question: Question) -> bool {
        self.survey.open.iter().any(|open| open.question == question)
    }
}

fn findings(examination: &Examination<'_>) -> Vec<ClauseFinding> {
    let triggers = examination.rulebook.triggers.iter().enumerate();
    triggers
        .map(|(position, trigger)| ClauseFinding {
            clause: trigger.clause.clone(),
            article: trigger.article.clone(),
            truth: examination.truth(position),
            why: why(examination, position, trigger),
        })
        .collect()
}

/// Which triggers some object can meet: the proof that none is idle. It asks the same code about an object of which
/// nothing is known, carried out by a town and not.
pub(crate) fn triggers_that_can_fire(rulebook: &Rulebook) -> TriggerSet {
    let unknown = Facts::default();
    let of_a_town = Facts { unit: Some(Fact::stated(UnitKind::Town, "")), ..Facts::default() };
    let designated = Circumstances { designated: true, decided_before: false, outside_budget: false };
    [unknown, of_a_town].iter().fold(TriggerSet::default(), |met, facts| {
        met.union(survey(&Space::of(facts, rulebook), &designated, rulebook).ever)
    })
}

/// The figures of an adjustment are asked for once it is clear that there is one.
fn questions(examination: &Examination<'_>) -> (Vec<Question>, Vec<Question>) {
    let application_unknown = examination.facts.application.is_none();
    let open = examination.survey.open.iter().map(|open| open.question);
    open.partition(|question| !(application_unknown && question.concerns_adjustment()))
}

/// The readings applied: those of every clause that speaks of such an object, and those of the steps taken.
fn readings(examination: &Examination<'_>) -> Vec<String> {
    let rulebook = examination.rulebook;
    let excluded = examination.circumstances.exclude();
    let mut codes: Vec<&String> = Vec::with_capacity(8);
    for (position, trigger) in rulebook.triggers.iter().enumerate() {
        let applies = if trigger.designation {
            examination.circumstances.designated
        } else {
            !excluded && examination.reaches(position)
        };
        for code in trigger.readings.iter().filter(|_| applies) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    for reading in &rulebook.readings {
        let mut occasions = reading.applied_when.iter();
        if occasions.any(|occasion| occurs(*occasion, examination)) && !codes.contains(&&reading.code) {
            codes.push(&reading.code);
        }
    }
    codes.into_iter().cloned().collect()
}

fn occurs(occasion: Occasion, examination: &Examination<'_>) -> bool {
    let Examination { facts, rulebook, circumstances, space, survey } = examination;
    let applies = !circumstances.exclude();
    let adjusting = applies && space.uses.adjustment;
    let positive = |fact: &Option<Fact<Money>>| fact.as_ref().is_some_and(|fact| fact.value > Money::ZERO);
    let AdjustmentFacts { approved_district_budget, earlier_increases, ordered_by_higher_level, .. } =
        &facts.adjustment;
    match occasion {
        Occasion::ClassMatters => applies && space.uses.class && class_decides(facts, rulebook),
        Occasion::NoDistrictMoney => {
            applies
                && space.uses.money
                && facts
                    .district_money
                    .as_ref()
                    .is_some_and(|money| money.value == DistrictMoney::ConfirmedNone)
        }
        Occasion::MoneyUnknown => examination.asks(Question::Money),
        Occasion::OutsideBudget => circumstances.outside_budget && !circumstances.decided_before,
        Occasion::TownProject => applies && space.uses.town_share,
        Occasion::PossibleParts => applies && space.uses.amount && facts.possible_parts.is_some(),
        Occasion::DecidedBefore => circumstances.decided_before,
        Occasion::EarlierIncreases => adjusting && positive(earlier_increases),
        Occasion::HigherLevelOrder => {
            adjusting && (positive(ordered_by_higher_level) || examination.asks(Question::HigherLevelOrder))
        }
        Occasion::NothingApproved => {
            adjusting && approved_district_budget.as_ref().is_some_and(|fact| fact.value <= Money::ZERO)
        }
        Occasion::SeveralClauses => survey.always.count() > 1,
        Occasion::NoClause => survey.verdict == Verdict::NotRequired,
    }
}

/// Whether the amount lies where the two classes are treated differently, or may lie there.
fn class_decides(facts: &Facts, rulebook: &Rulebook) -> bool {
    let joint = facts
        .possible_parts
        .as_ref()
        .filter(|parts| parts.one_project.as_ref().is_none_or(|decided| decided.value));
    let own = facts.total_amount.as_ref().map(|amount| amount.value);
    let mut amounts = own.into_iter().chain(joint.map(|parts| parts.joint_amount));
    let between = |amount: Money| rulebook.class_matters().is_some_and(|zone| zone.contains(&amount));
    own.is_none() || amounts.any(between)
}
