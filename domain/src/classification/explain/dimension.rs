//! One question with the answers that may be assumed: each single one and, where answers have an order, each range.

use std::ops::Range;

use super::super::space::Candidates;
use super::super::{Fact, Facts, Origin, Question};
use super::reopened::Reopened;
use super::{AssumedValue, Bounds};
use crate::money::Money;

/// A question.
pub(super) struct Dimension {
    pub question: Question,
    /// How many candidates there are.
    pub candidates: usize,
    /// What may be chosen, as ranges of candidates. The first leaves the question alone: any candidate if nothing is
    /// known, the known one otherwise.
    pub choices: Vec<Range<usize>>,
    /// Whether a choice means that a known fact is otherwise.
    pub is_known: bool,
    /// Whether the fact is known by statement, not by inference.
    pub is_stated: bool,
}

/// The questions with their choices, in the order of [`Space::dimensions`](super::super::space::Space::dimensions).
pub(super) fn dimensions(facts: &Facts, considered: &Reopened) -> Vec<Dimension> {
    let dimensions = considered.space.dimensions().into_iter();
    dimensions.map(|(question, candidates)| Dimension::new(question, candidates, facts, considered)).collect()
}

impl Dimension {
    fn new(question: Question, candidates: usize, facts: &Facts, considered: &Reopened) -> Self {
        let known = known(question, facts, considered);
        let alone = known.map_or(0..candidates, |(at, _)| at..at + 1);
        let lengths = if is_ordered(question) { 1..candidates } else { 1..candidates.min(2) };
        let ranges = lengths.flat_map(|length| (0..=candidates - length).map(move |at| at..at + length));
        let mut others: Vec<Range<usize>> =
            ranges.filter(|range| known.is_none_or(|(at, _)| !range.contains(&at))).collect();
        others.sort_unstable_by_key(|range| (range.start, range.end));
        let choices = std::iter::once(alone).chain(others).collect();
        let is_known = known.is_some() && question != Question::Unit;
        let is_stated = is_known && known.is_some_and(|(_, inferred)| !inferred);
        Self { question, candidates, choices, is_known, is_stated }
    }

    /// The choice of that position as an answer. `None` when there is no such choice, or when it is a figure beyond
    /// what an amount can hold, so that nobody can give it.
    pub(super) fn value(&self, choice: usize, considered: &Reopened) -> Option<AssumedValue> {
        let range = self.choices.get(choice)?;
        let space = &considered.space;
        let first = range.start;
        Some(match self.question {
            Question::Object => AssumedValue::Object(space.objects.iter().nth(first)?),
            Question::Application => AssumedValue::Application(space.applications.iter().nth(first)?),
            Question::Amount => AssumedValue::Amount(between(&space.amounts, range)),
            Question::Class => AssumedValue::Class(space.classes.iter().nth(first)?),
            Question::OneProject => AssumedValue::OneProject(space.one_project.iter().nth(first)?),
            Question::Money => AssumedValue::Money(space.moneys.iter().nth(first)?),
            // The first candidate is the unit as it is known, or no town (C7); it is never assumed.
            Question::Unit => AssumedValue::Town,
            Question::DistrictShare => AssumedValue::DistrictShare(between(&space.shares, range)),
            Question::ApprovedDistrictBudget => AssumedValue::ApprovedDistrictBudget(amounts(
                approved_between(&space.figures.approved, range),
            )?),
            Question::RequestedIncrease => match &considered.ratios {
                Some(levels) => AssumedValue::IncreaseRatio(Bounds {
                    at_least: first.checked_sub(1).and_then(|at| levels.get(at)).copied(),
                    below: range.end.checked_sub(1).and_then(|at| levels.get(at)).copied(),
                }),
                None => AssumedValue::RequestedIncrease(amounts(between(&space.figures.increase, range))?),
            },
            // The first candidate is that nothing of the increase was ordered.
            Question::HigherLevelOrder => AssumedValue::HigherLevelOrder(first != 0),
        })
    }
}

/// Whether the candidates of a question have an order, so that a range of them is an answer.
const fn is_ordered(question: Question) -> bool {
    match question {
        Question::Amount
        | Question::DistrictShare
        | Question::ApprovedDistrictBudget
        | Question::RequestedIncrease => true,
        Question::Object
        | Question::Application
        | Question::Class
        | Question::OneProject
        | Question::Money
        | Question::Unit
        | Question::HigherLevelOrder => false,
    }
}

/// Candidates from the lowest up, each of which stands for everything from itself to the next.
fn between<T: Copy>(candidates: &Candidates<T>, range: &Range<usize>) -> Bounds<T> {
    Bounds {
        at_least: candidates.iter().nth(range.start).filter(|_| range.start > 0),
        below: candidates.iter().nth(range.end),
    }
}

/// Approved budgets go from the largest down, and each but the first stands for itself and less.
fn approved_between(candidates: &Candidates<i128>, range: &Range<usize>) -> Bounds<i128> {
    let next_fen = |approved: i128| approved.saturating_add(1);
    Bounds {
        at_least: candidates.iter().nth(range.end).map(next_fen),
        below: candidates.iter().nth(range.start).filter(|_| range.start > 0).map(next_fen),
    }
}

/// The range in amounts. `None` when it begins beyond what an amount can hold.
fn amounts(range: Bounds<i128>) -> Option<Bounds<Money>> {
    let amount = |fen: i128| i64::try_from(fen).ok().map(Money::from_fen);
    let at_least = match range.at_least {
        Some(least) => Some(amount(least)?),
        None => None,
    };
    let below = range.below.map(|below| amount(below).unwrap_or(Money::from_fen(i64::MAX)));
    Some(Bounds { at_least, below })
}

/// Where a known fact in question stands among its candidates, and whether it was inferred. `None` when it is not
/// known. Of a fact that is not in question there is one candidate, the first.
fn known(question: Question, facts: &Facts, considered: &Reopened) -> Option<(usize, bool)> {
    let space = &considered.space;
    let adjustment = &facts.adjustment;
    match question {
        Question::Object => equal(&facts.object, &space.objects),
        Question::Application => equal(&facts.application, &space.applications),
        Question::Amount => last_reached(&facts.total_amount, &space.amounts),
        Question::Class => equal(&facts.class, &space.classes),
        Question::OneProject => {
            let parts = facts.possible_parts.as_ref();
            equal(parts.map_or(&None, |parts| &parts.one_project), &space.one_project)
        }
        Question::Money => equal(&facts.district_money, &space.moneys),
        // A unit that is not named is taken for no town (C7), so that the verdict without an answer stays what it is.
        Question::Unit => Some((0, true)),
        Question::DistrictShare => last_reached(&facts.district_share, &space.shares),
        Question::ApprovedDistrictBudget => {
            adjustment.approved_district_budget.as_ref().map(|approved| (0, is_inferred(approved)))
        }
        Question::RequestedIncrease => {
            let increase = adjustment
                .requested_increase
                .as_ref()
                .map(|fact| Fact { value: i128::from(fact.value.fen()), origin: fact.origin.clone() });
            last_reached(&increase, &space.figures.increase)
        }
        Question::HigherLevelOrder => {
            adjustment.ordered_by_higher_level.as_ref().map(|ordered| (0, is_inferred(ordered)))
        }
    }
}

fn equal<T: Copy + PartialEq>(fact: &Option<Fact<T>>, candidates: &Candidates<T>) -> Option<(usize, bool)> {
    fact.as_ref().map(|fact| {
        let at = candidates.iter().position(|candidate| candidate == fact.value);
        (at.unwrap_or(0), is_inferred(fact))
    })
}

fn last_reached<T: Copy + PartialOrd>(
    fact: &Option<Fact<T>>,
    candidates: &Candidates<T>,
) -> Option<(usize, bool)> {
    fact.as_ref().map(|fact| {
        let reached = candidates.iter().skip(1).take_while(|candidate| fact.value >= *candidate);
        (reached.count(), is_inferred(fact))
    })
}

fn is_inferred<T>(fact: &Fact<T>) -> bool {
    matches!(fact.origin, Origin::Inferred { .. })
}
