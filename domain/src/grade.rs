//! Arts. 16 and 17: from the panel's totals to one score, and how grades and outcomes are called.

use crate::rulebook::{Aggregation, Grade, Outcome};
use crate::score::{Mean, Score};

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

impl Grade {
    /// The grade as Art. 16 names it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Excellent => "优秀",
            Self::Good => "良好",
            Self::Fair => "一般",
            Self::Poor => "较差",
            Self::Failing => "差",
        }
    }
}

impl Outcome {
    /// The outcome as Arts. 17 and 18 name it (C42, C50).
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Supported => "予以支持，可进入预算编审下一环节",
            Self::ReturnedForRevision => "退回部门，重新修改完善后提交",
            Self::Excluded => "不进入预算编审下一环节",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::rulebook::Rulebook;

    static YUNXI: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::yunxi().unwrap());

    fn marks(texts: &[&str]) -> Vec<Score> {
        texts.iter().map(|text| Score::parse(text).unwrap()).collect()
    }

    #[test]
    fn the_grade_is_decided_on_the_exact_mean_and_shown_cut_off() {
        let almost = final_score(&marks(&["89.99", "90"]), Aggregation::Mean).unwrap();
        assert_eq!((almost.to_string().as_str(), YUNXI.grade_of(almost).grade), ("89.99", Grade::Good));
        let exactly = final_score(&marks(&["89.5", "90.5"]), Aggregation::Mean).unwrap();
        assert_eq!(
            (exactly.to_string().as_str(), YUNXI.grade_of(exactly).grade),
            ("90.00", Grade::Excellent)
        );
        let thirds = final_score(&marks(&["90", "90", "89.99"]), Aggregation::Mean).unwrap();
        assert_eq!(YUNXI.grade_of(thirds).grade, Grade::Good);
    }

    #[test]
    fn every_bound_belongs_to_the_better_grade() {
        for (text, grade, outcome) in [
            ("100", Grade::Excellent, Outcome::Supported),
            ("80", Grade::Good, Outcome::Supported),
            ("79.99", Grade::Fair, Outcome::ReturnedForRevision),
            ("70", Grade::Fair, Outcome::ReturnedForRevision),
            ("69.99", Grade::Poor, Outcome::Excluded),
            ("60", Grade::Poor, Outcome::Excluded),
            ("59.99", Grade::Failing, Outcome::Excluded),
            ("0", Grade::Failing, Outcome::Excluded),
        ] {
            let band = YUNXI.grade_of(final_score(&marks(&[text]), Aggregation::Mean).unwrap());
            assert_eq!((band.grade, band.outcome), (grade, outcome), "{text}");
            assert_eq!(band.label, grade.label());
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

    /// An exact mean of up to 21 totals.
    fn means() -> impl Strategy<Value = Mean> {
        prop::collection::vec(0_u32..=10_000, 1..22)
            .prop_map(|totals| Mean::of(totals.into_iter().filter_map(Score::from_hundredths)).unwrap())
    }

    proptest! {
        #[test]
        fn a_higher_score_never_has_a_worse_grade(one in means(), other in means()) {
            let (lower, higher) = (one.min(other), one.max(other));
            prop_assert!(YUNXI.grade_of(lower).grade <= YUNXI.grade_of(higher).grade);
        }

        #[test]
        fn the_shown_score_has_the_grade_of_the_exact_one(mean in means()) {
            let shown = Mean::of([mean.cut_off()]).unwrap();
            prop_assert_eq!(YUNXI.grade_of(shown).grade, YUNXI.grade_of(mean).grade);
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
