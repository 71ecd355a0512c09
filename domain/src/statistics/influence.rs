//! What hangs on a single expert: the score and the grade without each of them, exactly.

use super::{Standing, Undefined, points};
use crate::grade::{Ballot, panel_score};
use crate::panel::expert_label;
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
    /// The result without each expert who can be left out.
    pub left_out: Vec<LeftOut>,
    /// The numbers of experts without whom there is no score, because their kind has a weight and nobody else.
    pub indispensable: Vec<usize>,
}

impl Influence {
    /// Whether the grade is the same without any one expert.
    #[must_use]
    pub fn is_stable(&self) -> bool {
        self.left_out.iter().all(|without| without.standing == self.standing)
    }

    /// What a decision maker needs to know: `等次在去掉任何一位专家后不变`, or `若去掉专家二，等次由良好降为一般`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let noun = self.standing.noun();
        let mut parts = Vec::new();
        if self.is_stable() {
            let whom =
                if self.indispensable.is_empty() { "任何一位专家" } else { "其他任何一位专家" };
            if !self.left_out.is_empty() {
                parts.push(format!("{noun}在去掉{whom}后不变"));
            }
        } else {
            parts.extend(self.moves());
        }
        if !self.indispensable.is_empty() {
            let experts = self.indispensable.iter().map(|expert| expert_label(*expert));
            let experts = experts.collect::<Vec<_>>().join("、");
            parts.push(format!("{experts}是所属类别唯一的专家，去掉后无从计分"));
        }
        parts.join("；")
    }

    /// One part for each other grade that the result would have, from the worst.
    fn moves(&self) -> Vec<String> {
        let mut standings: Vec<&Standing> = self.left_out.iter().map(|without| &without.standing).collect();
        standings.sort_unstable();
        standings.dedup();
        let others = standings.into_iter().filter(|standing| **standing != self.standing);
        others
            .map(|standing| {
                let without = self.left_out.iter().filter(|without| without.standing == *standing);
                let experts = listed(without.map(|without| without.expert));
                let direction = if *standing < self.standing { "降为" } else { "升为" };
                let (noun, from, to) = (self.standing.noun(), &self.standing.label, &standing.label);
                format!("若去掉{experts}，{noun}由{from}{direction}{to}")
            })
            .collect()
    }
}

fn listed(experts: impl Iterator<Item = usize>) -> String {
    experts.map(expert_label).collect::<Vec<_>>().join("或者")
}

/// The result of `ballots` by the rulebook, and without each of them.
///
/// # Errors
/// [`Undefined::TooFewExperts`] when nothing would be left: the mean takes two experts, the trimmed mean four.
/// [`Undefined::KindMissing`] when kinds have weights and one of them has nobody.
pub fn influence(ballots: &[Ballot], rulebook: &Rulebook) -> Result<Influence, Undefined> {
    let rule = &rulebook.scoring;
    let need = match (rule.kind_weights.is_some(), rule.aggregation) {
        (true, _) | (false, Aggregation::Mean) => 2,
        (false, Aggregation::TrimmedMean) => 4,
    };
    if ballots.len() < need {
        return Err(Undefined::TooFewExperts { have: ballots.len(), need });
    }
    let score = panel_score(ballots, rule).ok_or(Undefined::KindMissing)?;
    let (mut left_out, mut indispensable) = (Vec::with_capacity(ballots.len()), Vec::new());
    for place in 0..ballots.len() {
        let others = ballots.iter().enumerate().filter(|(other, _)| *other != place);
        let others: Vec<Ballot> = others.map(|(_, ballot)| *ballot).collect();
        match panel_score(&others, rule) {
            Some(without) => left_out.push(LeftOut {
                expert: place + 1,
                score: without,
                standing: Standing::of(without, rulebook)?,
                change: approximate(without) - approximate(score),
            }),
            None => indispensable.push(place + 1),
        }
    }
    Ok(Influence { score, standing: Standing::of(score, rulebook)?, left_out, indispensable })
}

/// The mean in points.
fn approximate(mean: Mean) -> f64 {
    mean.sum() as f64 / f64::from(mean.count()) / points(Score::FULL)
}
