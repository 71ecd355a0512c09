//! The sentence a decision maker needs.

use domain::rulebook::KindWeights;
use domain::score::Mean;
use domain::statistics::{Undefined, influence};

use crate::world::{TRIMMING, YUNXI, ballots, marks, near};

fn sentence(totals: &str) -> String {
    influence(&ballots(&marks(totals)), &YUNXI).unwrap().sentence()
}

#[test]
fn a_grade_that_hangs_on_nobody() {
    assert_eq!(sentence("84 85 86 85 84"), "等次在去掉任何一位专家后不变");
}

#[test]
fn a_grade_that_hangs_on_one_expert() {
    assert_eq!(sentence("79 95 79 79 79"), "若去掉专家二，等次由良好降为一般");
    assert_eq!(sentence("91 91 91 91 60"), "若去掉专家五，等次由良好升为优秀");
}

#[test]
fn a_grade_that_hangs_on_several_in_both_directions() {
    assert_eq!(sentence("95 95 70 70 70"), "若去掉专家一或者专家二，等次由良好降为一般");
    assert_eq!(sentence("100 70"), "若去掉专家一，等次由良好降为一般；若去掉专家二，等次由良好升为优秀");
    assert_eq!(sentence("60 100 86"), "若去掉专家二，等次由良好降为一般；若去掉专家一，等次由良好升为优秀");
}

/// 80 exactly is good, and a hundredth of a hundredth below is not: no floating point may come between.
#[test]
fn the_grade_without_an_expert_is_exact_at_the_bound() {
    // Without the first: 80.00 exactly. Without the second: (81 + 80 + 79.99) ÷ 3 = 80.33.
    assert_eq!(sentence("81 80.01 80 79.99"), "等次在去掉任何一位专家后不变");
    // Without the first: (80.00 + 80.00 + 79.99) ÷ 3 = 79.996…, shown as 79.99.
    let close = influence(&ballots(&marks("81 80 80 79.99")), &YUNXI).unwrap();
    assert_eq!(close.sentence(), "若去掉专家一，等次由良好降为一般");
    assert_eq!(close.left_out[0].score, Mean::from_parts(23_999, 3).unwrap());
    assert_eq!((close.standing.label.as_str(), close.left_out[0].standing.label.as_str()), ("良好", "一般"));
    near(close.left_out[0].change, 79.996_666_666 - 80.247_5, 1e-8);
}

#[test]
fn the_trimmed_mean_is_formed_again_without_each_expert() {
    let totals = marks("60 79 80 81 100");
    let trimmed = influence(&ballots(&totals), &TRIMMING).unwrap();
    assert_eq!(trimmed.score, Mean::of(marks("79 80 81")).unwrap());
    assert_eq!(trimmed.left_out[0].score, Mean::of(marks("80 81")).unwrap());
    assert_eq!(trimmed.left_out[4].score, Mean::of(marks("79 80")).unwrap());
    assert_eq!(trimmed.sentence(), "若去掉专家四或者专家五，等次由良好降为一般");
    let three = influence(&ballots(&marks("70 80 90")), &TRIMMING);
    assert_eq!(three.unwrap_err(), Undefined::TooFewExperts { have: 3, need: 4 });
}

/// Five experts, two for business, two for management, one for finance: without the last there is no score.
#[test]
fn weighted_kinds_are_formed_again_and_a_sole_expert_cannot_be_left_out() {
    let mut weighted = YUNXI.clone();
    weighted.scoring.kind_weights = Some(KindWeights { business: 20, management: 20, finance: 60 });
    let of = |totals: &str| influence(&ballots(&marks(totals)), &weighted);
    let result = of("90 70 80 90 70").unwrap();
    // 18 + 14 + 48
    assert_eq!(result.score, Mean::of(marks("80")).unwrap());
    assert_eq!((result.left_out.len(), result.indispensable.as_slice()), (4, [3].as_slice()));
    assert_eq!(
        result.sentence(),
        "等次在去掉其他任何一位专家后不变；专家三是所属类别唯一的专家，去掉后无从计分"
    );
    assert_eq!(
        of("80 80 80 90 90").unwrap().sentence(),
        "等次在去掉其他任何一位专家后不变；专家三是所属类别唯一的专家，去掉后无从计分"
    );
    let close = of("80 80 79 82 83").unwrap();
    // 16.2 + 16.3 + 47.4 = 79.9; without the first business expert 16.4 + 16.3 + 47.4 = 80.1.
    assert_eq!(
        (close.score.to_string().as_str(), close.left_out[0].score.to_string().as_str()),
        ("79.90", "80.10")
    );
    assert!(
        close.sentence().starts_with("若去掉专家一或者专家二，等次由一般升为良好；"),
        "{}",
        close.sentence()
    );
    assert_eq!(of("80 80").unwrap_err(), Undefined::KindMissing);
    assert_eq!(
        of("80 80 80").unwrap().sentence(),
        "专家一、专家二、专家三是所属类别唯一的专家，去掉后无从计分"
    );
}
