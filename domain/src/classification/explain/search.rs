//! The smallest sets of answers that leave one verdict only.
//!
//! A combination chooses for every question a range of candidates or leaves it alone. Which verdicts a combination
//! still allows is the union over its completions, built up question by question. It is worth saying when it allows one
//! verdict only, and no combination does that leaves one of its questions alone or one of its ranges wider.

use super::super::Verdict;
use super::dimension::Dimension;

/// A set of verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Mask(u8);

/// The verdicts that a completion can have.
const VERDICTS: [Verdict; 3] = [Verdict::Required, Verdict::NotRequired, Verdict::OutOfScope];

impl Mask {
    /// The verdict alone. `None` for `needs_information`, which no completion has.
    pub(super) const fn of(verdict: Verdict) -> Option<Self> {
        match verdict {
            Verdict::Required => Some(Self(1)),
            Verdict::NotRequired => Some(Self(2)),
            Verdict::OutOfScope => Some(Self(4)),
            Verdict::NeedsInformation => None,
        }
    }

    /// The verdicts that ask for the same as this one: that none is required is the same for whatever reason. Nothing
    /// is like an open verdict.
    pub(super) const fn alike(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Required => Self(1),
            Verdict::NotRequired | Verdict::OutOfScope => Self(2 | 4),
            Verdict::NeedsInformation => Self(0),
        }
    }

    const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    fn only_verdict(self) -> Option<Verdict> {
        VERDICTS.into_iter().find(|verdict| Self::of(*verdict) == Some(self))
    }
}

/// A combination worth saying.
pub(super) struct Found {
    /// The position of the choice for each question; 0 leaves it alone.
    pub choices: Vec<usize>,
    pub verdict: Verdict,
}

/// Every combination that is worth saying, with at most so many answers and so many of them against a known fact.
/// `masks` has the verdict of every completion; whatever leads to one of `unchanged` only is not worth saying.
pub(super) fn search(
    dimensions: &[Dimension],
    masks: Vec<Mask>,
    unchanged: Mask,
    (most_answers, most_changes): (usize, usize),
) -> Vec<Found> {
    let (mut masks, mut inner) = (masks, 1);
    let mut strides = Vec::with_capacity(dimensions.len());
    for dimension in dimensions.iter().rev() {
        strides.push(inner);
        let choices = if makes_a_difference(&masks, inner, dimension.candidates) {
            dimension.choices.as_slice()
        } else {
            dimension.choices.get(..1).unwrap_or_default()
        };
        masks = widened(&masks, inner, dimension, choices);
        inner *= choices.len();
    }
    strides.reverse();
    let settles = |position: usize| {
        let mask = masks.get(position).copied().filter(|mask| !mask.is_within(unchanged))?;
        mask.only_verdict()
    };
    let mut found = Vec::new();
    for position in 0..masks.len() {
        let Some(verdict) = settles(position) else { continue };
        let choices = digits(position, &strides);
        let answered = dimensions.iter().zip(&choices).filter(|(_, choice)| **choice != 0);
        let changes = answered.clone().filter(|(dimension, _)| dimension.is_known).count();
        if (1..=most_answers).contains(&answered.count())
            && changes <= most_changes
            && is_smallest(position, &choices, dimensions, &strides, settles)
        {
            found.push(Found { choices, verdict });
        }
    }
    found
}

/// Whether the candidates of the question whose neighbours are `inner` apart ever differ in their verdicts.
fn makes_a_difference(masks: &[Mask], inner: usize, candidates: usize) -> bool {
    masks.chunks(inner * candidates).any(|block| {
        let mut rows = block.chunks(inner);
        let first = rows.next();
        rows.any(|row| Some(row) != first)
    })
}

/// The verdicts with a question's candidates replaced by its choices.
fn widened(
    masks: &[Mask],
    inner: usize,
    dimension: &Dimension,
    choices: &[std::ops::Range<usize>],
) -> Vec<Mask> {
    let blocks = masks.chunks(inner * dimension.candidates);
    let mut widened = Vec::with_capacity(blocks.len() * choices.len() * inner);
    for block in blocks {
        let rows: Vec<&[Mask]> = block.chunks(inner).collect();
        for choice in choices {
            let start = widened.len();
            widened.resize(start + inner, Mask::default());
            for row in rows.get(choice.clone()).unwrap_or_default() {
                for (into, mask) in widened.iter_mut().skip(start).zip(*row) {
                    *into = into.union(*mask);
                }
            }
        }
    }
    widened
}

/// The choice for each question in the combination at that position.
fn digits(position: usize, strides: &[usize]) -> Vec<usize> {
    let mut rest = position;
    strides
        .iter()
        .map(|stride| {
            let digit = rest / stride;
            rest %= stride;
            digit
        })
        .collect()
}

/// Whether the combination stops settling anything as soon as one answer is left out or made wider.
fn is_smallest(
    position: usize,
    choices: &[usize],
    dimensions: &[Dimension],
    strides: &[usize],
    settles: impl Fn(usize) -> Option<Verdict>,
) -> bool {
    let answered = dimensions.iter().zip(choices).zip(strides).filter(|((_, choice), _)| **choice != 0);
    answered.into_iter().all(|((dimension, choice), stride)| {
        let elsewhere = |other: usize| position - choice * stride + other * stride;
        let range = dimension.choices.get(*choice);
        let mut wider = dimension.choices.iter().enumerate().filter(|(other, wide)| {
            let contains = range.is_some_and(|range| wide.start <= range.start && range.end <= wide.end);
            *other == 0 || (*other != *choice && contains)
        });
        !wider.any(|(other, _)| settles(elsewhere(other)).is_some())
    })
}
