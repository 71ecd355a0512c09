//! Art. 16: from the panel's totals to one score.

use crate::panel::ExpertKind;
use crate::rulebook::{Aggregation, KindWeights, ScoringRule};
use crate::score::{Mean, Score};

/// What one member of the panel gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ballot {
    /// For which kind of expert the member counts.
    pub kind: ExpertKind,
    /// The total of the member's sheet.
    pub total: Score,
}

/// The panel's exact score by the rulebook (C32): its aggregation, or the weighted mean of the kinds' means.
///
/// `None` when nothing would be left to form it of: see [`final_score`]; with weights, when a kind has no member.
#[must_use]
pub fn panel_score(ballots: &[Ballot], rule: &ScoringRule) -> Option<Mean> {
    match &rule.kind_weights {
        Some(weights) => weighted_score(ballots, weights),
        None => {
            let totals: Vec<Score> = ballots.iter().map(|ballot| ballot.total).collect();
            final_score(&totals, rule.aggregation)
        }
    }
}

fn weighted_score(ballots: &[Ballot], weights: &KindWeights) -> Option<Mean> {
    let of_kind = |kind: ExpertKind| {
        let totals = ballots.iter().filter(move |ballot| ballot.kind == kind).map(|ballot| ballot.total);
        Some((Mean::of(totals)?, weights.of(kind)))
    };
    Mean::weighted(ExpertKind::ALL.into_iter().map(of_kind).collect::<Option<Vec<_>>>()?)
}

/// The final score: the exact mean of the panel's totals, by the rulebook's aggregation (C32).
///
/// `None` without totals, and for the trimmed mean with fewer than three: nothing would be left of two.
#[must_use]
pub fn final_score(totals: &[Score], aggregation: Aggregation) -> Option<Mean> {
    match aggregation {
        Aggregation::Mean => Mean::of(totals.iter().copied()),
        Aggregation::TrimmedMean => {
            let mean = Mean::of(totals.iter().copied())?;
            let highest = totals.iter().max()?;
            let lowest = totals.iter().min()?;
            let rest =
                mean.sum().checked_sub(u64::from(highest.hundredths()) + u64::from(lowest.hundredths()))?;
            Mean::from_parts(rest, mean.count().checked_sub(2)?)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::rulebook::{Effect, Rulebook};

    static YUNXI: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::yunxi().unwrap());
    static ROUNDING: LazyLock<Rulebook> = LazyLock::new(|| {
        let text = Rulebook::YUNXI.replace("rounding = \"cut_off\"", "rounding = \"half_up\"");
        Rulebook::parse(&text).unwrap()
    });

    fn marks(texts: &[&str]) -> Vec<Score> {
        texts.iter().map(|text| Score::parse(text).unwrap()).collect()
    }

    fn grade_under(rulebook: &Rulebook, mean: Mean) -> String {
        rulebook.ruling(mean).unwrap().grade.unwrap().label
    }

    fn grade(mean: Mean) -> String {
        grade_under(&YUNXI, mean)
    }

    #[test]
    fn the_grade_is_decided_on_the_exact_mean_and_shown_cut_off() {
        let almost = final_score(&marks(&["89.99", "90"]), Aggregation::Mean).unwrap();
        assert_eq!((almost.to_string().as_str(), grade(almost).as_str()), ("89.99", "良好"));
        let exactly = final_score(&marks(&["89.5", "90.5"]), Aggregation::Mean).unwrap();
        assert_eq!((exactly.to_string().as_str(), grade(exactly).as_str()), ("90.00", "优秀"));
        let thirds = final_score(&marks(&["90", "90", "89.99"]), Aggregation::Mean).unwrap();
        assert_eq!(grade(thirds), "良好");
    }

    #[test]
    fn the_other_reading_rounds_first_and_shows_what_it_rounded() {
        let rounding = &*ROUNDING;
        let almost = final_score(&marks(&["89.99", "90"]), Aggregation::Mean).unwrap();
        assert_eq!(grade_under(rounding, almost), "优秀");
        assert_eq!(rounding.scoring.shown(almost).to_string(), "90.00");
        let less = final_score(&marks(&["89.99", "89.99", "90"]), Aggregation::Mean).unwrap();
        assert_eq!(
            (grade_under(rounding, less).as_str(), rounding.scoring.shown(less).to_string().as_str()),
            ("良好", "89.99")
        );
    }

    #[test]
    fn every_bound_belongs_to_the_better_grade() {
        for (text, label, effect) in [
            ("100", "优秀", Effect::Supported),
            ("80", "良好", Effect::Supported),
            ("79.99", "一般", Effect::ReviseAndResubmit),
            ("70", "一般", Effect::ReviseAndResubmit),
            ("69.99", "较差", Effect::Excluded),
            ("60", "较差", Effect::Excluded),
            ("59.99", "差", Effect::Excluded),
            ("0", "差", Effect::Excluded),
        ] {
            let ruling = YUNXI.ruling(final_score(&marks(&[text]), Aggregation::Mean).unwrap()).unwrap();
            assert_eq!(
                (ruling.grade.unwrap().label.as_str(), ruling.outcome.effect),
                (label, effect),
                "{text}"
            );
        }
    }

    #[test]
    fn trimming_takes_one_highest_and_one_lowest_and_needs_three() {
        let trimmed = final_score(&marks(&["10", "80", "90", "90", "100"]), Aggregation::TrimmedMean);
        assert_eq!(trimmed, Mean::of(marks(&["80", "90", "90"])));
        assert_eq!(final_score(&marks(&["80", "90"]), Aggregation::TrimmedMean), None);
        assert_eq!(final_score(&[], Aggregation::Mean), None);
        assert_eq!(final_score(&[], Aggregation::TrimmedMean), None);
    }

    fn ballots(texts: &[(ExpertKind, &str)]) -> Vec<Ballot> {
        texts.iter().map(|(kind, text)| Ballot { kind: *kind, total: Score::parse(text).unwrap() }).collect()
    }

    #[test]
    fn kinds_count_by_their_weights_and_not_by_their_heads() {
        use ExpertKind::{Business, Finance, Management};
        let mut rule = YUNXI.scoring.clone();
        let panel =
            [(Business, "90"), (Business, "90"), (Business, "90"), (Management, "70"), (Finance, "79.99")];
        assert_eq!(panel_score(&ballots(&panel), &rule).unwrap().to_string(), "83.99");
        rule.kind_weights = Some(KindWeights { business: 20, management: 40, finance: 40 });
        // 18 + 28 + 31.996
        let weighted = panel_score(&ballots(&panel), &rule).unwrap();
        assert_eq!((weighted.sum(), weighted.count()), (38_998, 5));
        assert_eq!((weighted.to_string().as_str(), grade(weighted).as_str()), ("77.99", "一般"));
        assert_eq!(panel_score(&ballots(&panel[..4]), &rule), None, "nobody for finance");
    }

    /// An exact mean of up to 21 totals.
    fn means() -> impl Strategy<Value = Mean> {
        prop::collection::vec(0_u32..=10_000, 1..22)
            .prop_map(|totals| Mean::of(totals.into_iter().filter_map(Score::from_hundredths)).unwrap())
    }

    proptest! {
        #[test]
        fn a_higher_score_never_has_a_worse_grade(one in means(), other in means()) {
            let (lower, higher) = (one.min(other), one.max(other));
            let place = |mean| YUNXI.bands.iter().position(|band| band.contains(mean)).unwrap();
            prop_assert!(place(lower) >= place(higher));
        }

        #[test]
        fn the_shown_score_has_the_grade_of_the_exact_one(mean in means(), half_up in any::<bool>()) {
            let rulebook = if half_up { &*ROUNDING } else { &*YUNXI };
            let shown = Mean::of([rulebook.scoring.shown(mean)]).unwrap();
            prop_assert_eq!(rulebook.ruling(shown), rulebook.ruling(mean));
        }

        /// Equal totals are the score whatever the weights, and a higher total never lowers it.
        #[test]
        fn weights_keep_what_everybody_agrees_on(
            totals in prop::collection::vec(0_u32..=10_000, 3..12),
            business in 1_u32..=98,
            share in 0_u32..=100,
        ) {
            let management = 1 + (98 - business) * share / 100;
            let weights = KindWeights { business, management, finance: 100 - business - management };
            let rule = ScoringRule { kind_weights: Some(weights), ..YUNXI.scoring.clone() };
            let of = |totals: &[u32]| {
                let kinds = ExpertKind::ALL.into_iter().cycle();
                let ballots: Vec<Ballot> = kinds
                    .zip(totals)
                    .map(|(kind, total)| Ballot { kind, total: Score::from_hundredths(*total).unwrap() })
                    .collect();
                panel_score(&ballots, &rule).unwrap()
            };
            let equal = vec![totals[0]; totals.len()];
            prop_assert_eq!(of(&equal).compare(Score::from_hundredths(totals[0]).unwrap()), std::cmp::Ordering::Equal);
            let mut higher = totals.clone();
            higher[1] = 10_000;
            prop_assert!(of(&higher) >= of(&totals));
        }

        #[test]
        fn trimming_stays_between_the_lowest_and_the_highest(totals in prop::collection::vec(0_u32..=10_000, 3..22)) {
            let totals: Vec<Score> = totals.into_iter().filter_map(Score::from_hundredths).collect();
            let trimmed = final_score(&totals, Aggregation::TrimmedMean).unwrap();
            prop_assert!(trimmed.compare(*totals.iter().min().unwrap()).is_ge());
            prop_assert!(trimmed.compare(*totals.iter().max().unwrap()).is_le());
        }
    }
}
