//! What hangs on a single expert: the score and the grade without each of them, exactly.

use std::fmt::Write;

use super::{Standing, Undefined, points};
use crate::grade::final_score;
use crate::rulebook::{Aggregation, Rulebook};
use crate::score::{Mean, Score};

/// The result without one expert.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// The expert's number: 1, 2, 3 …
    pub expert: usize,
    /// The exact score of the others.
    pub score: Mean,
    /// Its grade, or its outcome.
    pub standing: Standing,
    /// How far the score would move, in points; for reading only.
    pub change: f64,
}

/// The result and what hangs on whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Influence {
    /// The exact score of all.
    pub score: Mean,
    /// Its grade, or its outcome.
    pub standing: Standing,
    /// The result without each expert.
    pub left_out: Vec<LeftOut>,
}

impl Influence {
    /// Whether the grade is the same without any one expert.
    #[must_use]
    pub fn is_stable(&self) -> bool {
        self.left_out.iter().all(|without| without.standing == self.standing)
    }

    /// What a decision maker needs to know: `等次在去掉任何一位专家后不变`, or `若去掉专家2则降为一般`.
    #[must_use]
    pub fn sentence(&self) -> String {
        if self.is_stable() {
            return format!("{}在去掉任何一位专家后不变", self.standing.noun());
        }
        let mut standings: Vec<&Standing> = self.left_out.iter().map(|without| &without.standing).collect();
        standings.sort_unstable();
        standings.dedup();
        let mut sentence = String::new();
        for standing in standings.into_iter().filter(|standing| **standing != self.standing) {
            let experts: Vec<String> = self
                .left_out
                .iter()
                .filter(|without| without.standing == *standing)
                .map(|without| format!("专家{}", without.expert))
                .collect();
            let separator = if sentence.is_empty() { "" } else { "；" };
            let direction = if *standing < self.standing { "降为" } else { "升为" };
            // Writing to a text cannot fail.
            let _ =
                write!(sentence, "{separator}若去掉{}则{direction}{}", experts.join("或者"), standing.label);
        }
        sentence
    }
}

/// The result of `totals` by the rulebook, and without each of them.
///
/// # Errors
/// [`Undefined::TooFewExperts`] when nothing would be left: the mean takes two experts, the trimmed mean four.
pub fn influence(
    totals: &[Score],
    aggregation: Aggregation,
    rulebook: &Rulebook,
) -> Result<Influence, Undefined> {
    let need = match aggregation {
        Aggregation::Mean => 2,
        Aggregation::TrimmedMean => 4,
    };
    let too_few = Undefined::TooFewExperts { have: totals.len(), need };
    if totals.len() < need {
        return Err(too_few);
    }
    let score = final_score(totals, aggregation).ok_or(too_few)?;
    let left_out = (0..totals.len())
        .map(|place| {
            let others: Vec<Score> = totals
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != place)
                .map(|(_, total)| *total)
                .collect();
            let without = final_score(&others, aggregation).ok_or(too_few)?;
            let change = approximate(without) - approximate(score);
            let standing = Standing::of(without, rulebook)?;
            Ok(LeftOut { expert: place + 1, score: without, standing, change })
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Influence { score, standing: Standing::of(score, rulebook)?, left_out })
}

/// The mean in points.
fn approximate(mean: Mean) -> f64 {
    mean.sum() as f64 / f64::from(mean.count()) / points(Score::FULL)
}
