//! The search against the definition, spelt out over every completion.

use proptest::prelude::*;

use super::super::tests::{
    YUNXI,
    laws::{any_facts, with_origins},
};
use super::*;

/// What a search was about, and what it found.
struct Searched {
    verdicts: Vec<Verdict>,
    dimensions: Vec<Dimension>,
    found: Vec<Found>,
    verdict: Verdict,
}

fn searched(facts: &Facts) -> Searched {
    let examination = examine(facts, &YUNXI);
    let verdict = examination.verdict();
    let open = verdict == Verdict::NeedsInformation;
    let considered = if open {
        Reopened::nothing(facts, &YUNXI)
    } else {
        Reopened::whatever_may_be_otherwise(facts, &YUNXI)
    };
    let dimensions = dimensions(facts, &considered);
    let masks = examination.masks(&considered);
    let verdict_of = |mask: &Mask| {
        let all = [Verdict::Required, Verdict::NotRequired, Verdict::OutOfScope];
        all.into_iter().find(|verdict| Mask::of(*verdict) == Some(*mask)).unwrap()
    };
    let verdicts = masks.iter().map(verdict_of).collect();
    let found = search(&dimensions, masks, Mask::alike(verdict), most_answers(open));
    Searched { verdicts, dimensions, found, verdict }
}

/// Whether both are that an evaluation is required, or both that none is.
fn asks_for_the_same(one: Verdict, other: Verdict) -> bool {
    let settled = |verdict| verdict != Verdict::NeedsInformation;
    settled(one) && settled(other) && (one == Verdict::Required) == (other == Verdict::Required)
}

impl Searched {
    /// Whether the completions are few enough to go through them again and again.
    fn is_small(&self) -> bool {
        self.verdicts.len() <= 400
    }

    /// The candidates that a completion chooses.
    fn candidates(&self, number: usize) -> Vec<usize> {
        let mut rest = number;
        let mut candidates: Vec<usize> = self
            .dimensions
            .iter()
            .rev()
            .map(|dimension| {
                let candidate = rest % dimension.candidates;
                rest /= dimension.candidates;
                candidate
            })
            .collect();
        candidates.reverse();
        candidates
    }

    fn agrees(&self, number: usize, choices: &[usize]) -> bool {
        let candidates = self.candidates(number);
        let chosen = self.dimensions.iter().zip(choices).zip(candidates);
        chosen
            .into_iter()
            .all(|((dimension, choice), candidate)| dimension.choices[*choice].contains(&candidate))
    }

    /// The verdict that follows from `choices`, when only one does and it asks for something else than before.
    fn settles(&self, choices: &[usize]) -> Option<Verdict> {
        let numbers = (0..self.verdicts.len()).filter(|number| self.agrees(*number, choices));
        let mut verdicts: Vec<Verdict> = numbers.map(|number| self.verdicts[number]).collect();
        verdicts.dedup();
        match verdicts.as_slice() {
            [verdict] if !asks_for_the_same(*verdict, self.verdict) => Some(*verdict),
            _ => None,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_set_settles_and_nothing_in_it_can_be_left_out(facts in any_facts(), origins in any::<u64>()) {
        let searched = searched(&with_origins(&facts, origins));
        for found in searched.found.iter().filter(|_| searched.is_small()) {
            prop_assert_eq!(searched.settles(&found.choices), Some(found.verdict));
            for (position, choice) in found.choices.iter().enumerate().filter(|(_, choice)| **choice != 0) {
                let mut fewer = found.choices.clone();
                fewer[position] = 0;
                prop_assert_eq!(searched.settles(&fewer), None, "{:?} without {}", found.choices, choice);
            }
        }
        let mut choices: Vec<&[usize]> = searched.found.iter().map(|found| found.choices.as_slice()).collect();
        choices.sort_unstable();
        let count = choices.len();
        choices.dedup();
        prop_assert_eq!(choices.len(), count);
    }

    /// So there is a set for every verdict that can still be reached, and for every way of reaching it.
    #[test]
    fn of_an_open_verdict_every_completion_agrees_with_some_set(facts in any_facts()) {
        let searched = searched(&facts);
        if searched.verdict != Verdict::NeedsInformation || !searched.is_small() {
            return Ok(());
        }
        for (number, verdict) in searched.verdicts.iter().enumerate() {
            let covered = searched.found.iter().any(|found| {
                found.verdict == *verdict && searched.agrees(number, &found.choices)
            });
            prop_assert!(covered, "{:?}", searched.candidates(number));
        }
    }

    #[test]
    fn of_a_settled_verdict_no_single_change_is_missed(facts in any_facts(), origins in any::<u64>()) {
        let searched = searched(&with_origins(&facts, origins));
        if !searched.is_small() {
            return Ok(());
        }
        for (position, dimension) in searched.dimensions.iter().enumerate() {
            for choice in 1..dimension.choices.len() {
                let mut choices = vec![0; searched.dimensions.len()];
                choices[position] = choice;
                let Some(verdict) = searched.settles(&choices) else { continue };
                let range = &dimension.choices[choice];
                let covered = searched.found.iter().any(|found| {
                    let wide = &dimension.choices[found.choices[position]];
                    let alone = found.choices.iter().enumerate().all(|(other, choice)| {
                        other == position || *choice == 0
                    });
                    found.verdict == verdict && alone && wide.start <= range.start && range.end <= wide.end
                });
                prop_assert!(covered, "{:?}", choices);
            }
        }
    }
}
