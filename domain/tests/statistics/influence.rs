//! The sentence a decision maker needs.

use domain::rulebook::Aggregation;
use domain::score::Mean;
use domain::statistics::{Undefined, influence};

use crate::world::{YUNXI, marks, near};

fn sentence(totals: &str) -> String {
    influence(&marks(totals), Aggregation::Mean, &YUNXI).unwrap().sentence()
}

#[test]
fn a_grade_that_hangs_on_nobody() {
    assert_eq!(sentence("84 85 86 85 84"), "等次在去掉任何一位专家后不变");
}

#[test]
fn a_grade_that_hangs_on_one_expert() {
    assert_eq!(sentence("79 95 79 79 79"), "若去掉专家2则降为一般");
    assert_eq!(sentence("91 91 91 91 60"), "若去掉专家5则升为优秀");
}

#[test]
fn a_grade_that_hangs_on_several_in_both_directions() {
    assert_eq!(sentence("95 95 70 70 70"), "若去掉专家1或者专家2则降为一般");
    assert_eq!(sentence("100 70"), "若去掉专家1则降为一般；若去掉专家2则升为优秀");
    assert_eq!(sentence("60 100 86"), "若去掉专家2则降为一般；若去掉专家1则升为优秀");
}

/// 80 exactly is good, and a hundredth of a hundredth below is not: no floating point may come between.
#[test]
fn the_grade_without_an_expert_is_exact_at_the_bound() {
    // Without the first: 80.00 exactly. Without the second: (81 + 80 + 79.99) ÷ 3 = 80.33.
    assert_eq!(sentence("81 80.01 80 79.99"), "等次在去掉任何一位专家后不变");
    // Without the first: (80.00 + 80.00 + 79.99) ÷ 3 = 79.996…, shown as 79.99.
    let close = influence(&marks("81 80 80 79.99"), Aggregation::Mean, &YUNXI).unwrap();
    assert_eq!(close.sentence(), "若去掉专家1则降为一般");
    assert_eq!(close.left_out[0].score, Mean::from_parts(23_999, 3).unwrap());
    assert_eq!((close.standing.label.as_str(), close.left_out[0].standing.label.as_str()), ("良好", "一般"));
    near(close.left_out[0].change, 79.996_666_666 - 80.247_5, 1e-8);
}

#[test]
fn the_trimmed_mean_is_formed_again_without_each_expert() {
    let totals = marks("60 79 80 81 100");
    let trimmed = influence(&totals, Aggregation::TrimmedMean, &YUNXI).unwrap();
    assert_eq!(trimmed.score, Mean::of(marks("79 80 81")).unwrap());
    assert_eq!(trimmed.left_out[0].score, Mean::of(marks("80 81")).unwrap());
    assert_eq!(trimmed.left_out[4].score, Mean::of(marks("79 80")).unwrap());
    assert_eq!(trimmed.sentence(), "若去掉专家4或者专家5则降为一般");
    let three = influence(&marks("70 80 90"), Aggregation::TrimmedMean, &YUNXI);
    assert_eq!(three.unwrap_err(), Undefined::TooFewExperts { have: 3, need: 4 });
}
