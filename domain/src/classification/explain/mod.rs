//! What would settle an open verdict, and what would flip a settled one: the shortest sets of answers, exactly.
//!
//! Both are found in the completion space of [`super::space`]. For an open verdict the questions are those that
//! nobody has answered, and a set of answers counts when every completion that agrees with it has one verdict. For a
//! settled verdict the known facts that may turn out otherwise are opened again ([`reopened`]), and whatever a set
//! leaves out stays as it is known or, if it is not known, may be anything. There a set counts only when it changes
//! whether an evaluation is required: for which reason none is, nobody asks. It has at most two answers, of which one
//! at most goes against what is known.
//!
//! A set is kept when nothing in it can be left out and no range in it can be made wider.

mod dimension;
mod reopened;
mod search;
#[cfg(test)]
mod tests;
mod words;

use super::classify::Examination;
use super::{
    Application, DistrictMoney, Facts, ObjectKind, ProjectClass, Question, Verdict, examine, settle::settle,
};
use crate::money::{Money, Share};
use crate::rulebook::Rulebook;

use dimension::{Dimension, dimensions};
use reopened::Reopened;
use search::{Found, Mask, search};
use words::{sentence, text};

/// How many sets of answers an [`Explanation`] holds at most.
pub const LONGEST_EXPLANATION: usize = 12;

/// How many answers may be needed to flip a settled verdict.
const MOST_ANSWERS: usize = 2;
/// How many of them may go against a known fact. More would be another object.
const MOST_CHANGES: usize = 1;

/// What would settle the verdict, or flip it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The shortest sets of answers, those with the fewest answers first, then those that only question what was
    /// inferred, then in the order in which to ask. At most [`LONGEST_EXPLANATION`], and the shortest for each verdict is
    /// always among them. Of an open verdict there is one for every verdict that can still be reached.
    pub paths: Vec<AnswerPath>,
    /// Whether there are more.
    pub more: bool,
}

/// One set of answers with the verdict that follows from it, whatever else is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerPath {
    /// The answers, in the order in which to ask. Never empty.
    pub answers: Vec<AssumedAnswer>,
    /// The verdict; never `needs_information`.
    pub verdict: Verdict,
    /// Both as one Chinese sentence: `若为非基础设施类且区级出资比例不低于50%，则应评估`.
    pub sentence: String,
}

/// One answer that is assumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssumedAnswer {
    /// The question. A ratio of increase to approved budget stands under `requested_increase`.
    pub question: Question,
    /// The answer as data.
    pub value: AssumedValue,
    /// The answer as a Chinese clause: `区级出资比例不低于50%`.
    pub text: String,
}

/// An assumed answer as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssumedValue {
    /// 政策还是项目
    Object(ObjectKind),
    /// 申请事项
    Application(Application),
    /// 总投资
    Amount(Bounds<Money>),
    /// 类别
    Class(ProjectClass),
    /// 是否一个项目
    OneProject(bool),
    /// 区级财政资金
    Money(DistrictMoney),
    /// 由镇（街道）实施
    Town,
    /// 区级出资比例
    DistrictShare(Bounds<Share>),
    /// 已批准的区级预算, which is more than zero
    ApprovedDistrictBudget(Bounds<Money>),
    /// 申请增加的区级预算
    RequestedIncrease(Bounds<Money>),
    /// What counts of the increase ÷ the approved district budget, which is more than zero
    IncreaseRatio(Bounds<Share>),
    /// Whether a higher level ordered all of the increase, or none of it
    HigherLevelOrder(bool),
}

/// A range with one end or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds<T> {
    /// The lower end, included.
    pub at_least: Option<T>,
    /// The upper end, not included.
    pub below: Option<T>,
}

/// Explains the verdict of [`super::classify`]. Total, like it.
///
/// The work grows with the number of unknown facts: microseconds for what a list leaves open, a few milliseconds for
/// an object of which nothing is known.
#[must_use]
pub fn explain(facts: &Facts, rulebook: &Rulebook) -> Explanation {
    examine(facts, rulebook).explanation()
}

impl Examination<'_> {
    /// As [`explain`].
    #[must_use]
    pub fn explanation(&self) -> Explanation {
        let open = self.verdict() == Verdict::NeedsInformation;
        let considered = if open {
            Reopened::nothing(self.facts, self.rulebook)
        } else {
            Reopened::whatever_may_be_otherwise(self.facts, self.rulebook)
        };
        let dimensions = dimensions(self.facts, &considered);
        let unchanged = Mask::alike(self.verdict());
        let found = search(&dimensions, self.masks(&considered), unchanged, most_answers(open));
        self.in_words(shortest(found, &dimensions), &dimensions, &considered)
    }

    /// The verdict of every completion, by its number.
    fn masks(&self, considered: &Reopened) -> Vec<Mask> {
        let space = &considered.space;
        let count = space.dimensions().iter().map(|(_, answers)| answers).product();
        (0..count)
            .map(|number| {
                let settled = space.completion(number);
                let mut circumstances = self.circumstances;
                circumstances.outside_budget = settled.money == DistrictMoney::OutsideBudget;
                Mask::of(settle(&settled, &circumstances, self.rulebook).0).unwrap_or_default()
            })
            .collect()
    }

    fn in_words(
        &self,
        (found, more): (Vec<Found>, bool),
        dimensions: &[Dimension],
        considered: &Reopened,
    ) -> Explanation {
        let paths = found.into_iter().filter_map(|found| {
            let answers = dimensions.iter().zip(&found.choices).filter(|(_, choice)| **choice != 0);
            let answers: Option<Vec<AssumedAnswer>> = answers
                .map(|(dimension, choice)| {
                    let value = dimension.value(*choice, considered)?;
                    let text = text(&value, self.facts);
                    Some(AssumedAnswer { question: dimension.question, value, text })
                })
                .collect();
            let answers = answers?;
            let sentence = sentence(&answers, found.verdict);
            Some(AnswerPath { answers, verdict: found.verdict, sentence })
        });
        Explanation { paths: paths.collect(), more }
    }
}

/// How many answers a set may have, and how many of them may go against a known fact.
const fn most_answers(open: bool) -> (usize, usize) {
    if open { (usize::MAX, 0) } else { (MOST_ANSWERS, MOST_CHANGES) }
}

/// The first [`LONGEST_EXPLANATION`] in order, and whether there are more. The first for each verdict is always among
/// them: there are only three verdicts.
fn shortest(mut found: Vec<Found>, dimensions: &[Dimension]) -> (Vec<Found>, bool) {
    let order = |found: &Found| {
        let chosen = dimensions.iter().zip(&found.choices).filter(|(_, choice)| **choice != 0);
        let against_statements = chosen.clone().filter(|(dimension, _)| dimension.is_stated).count();
        let chosen: Vec<_> = chosen.map(|(dimension, choice)| (dimension.question, *choice)).collect();
        (chosen.len(), against_statements, chosen)
    };
    found.sort_by_cached_key(order);
    let more = found.len() > LONGEST_EXPLANATION;
    let mut led_to = Vec::with_capacity(3);
    let (mut kept, others): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|found| {
        let first = !led_to.contains(&found.verdict);
        if first {
            led_to.push(found.verdict);
        }
        first
    });
    let room = LONGEST_EXPLANATION.saturating_sub(kept.len());
    kept.extend(others.into_iter().take(room));
    kept.sort_by_cached_key(order);
    (kept, more)
}
