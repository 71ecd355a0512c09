//! Points of what does not apply are passed on, and none is lost.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::yunxi;
use crate::rulebook::{AppliesTo, IndicatorTree, Redistribution, ScoringPoint};
use crate::score::Score;

fn points(text: &str) -> Score {
    Score::parse(text).unwrap()
}

/// The policy tree of the measure whose indicator E2 asks only what concerns industry.
fn conditional() -> IndicatorTree {
    let mut tree = yunxi().indicators.policy;
    let indicator = &mut tree.headings[4].indicators[1];
    assert_eq!(indicator.code, "E2");
    indicator.points.retain(|point| point.applies_to == AppliesTo::IndustrialDevelopment);
    tree
}

fn total(tree: &IndicatorTree, lacking: &[AppliesTo], rule: Redistribution, step: &str) -> Option<u32> {
    let lacking = lacking.iter().copied().collect();
    let weights = tree.weights(&lacking, rule, points(step))?;
    Some(weights.values().map(|weight| weight.hundredths()).sum())
}

#[test]
fn the_heading_takes_the_points_in_proportion() {
    let tree = conditional();
    let lacking = BTreeSet::from([AppliesTo::IndustrialDevelopment]);
    assert_eq!(tree.weights(&lacking, Redistribution::WithinIndicator, points("0.5")), None);
    let weights = tree.weights(&lacking, Redistribution::WithinHeading, points("0.5")).unwrap();
    assert!(!weights.contains_key("E2"));
    // 3.5 points go to E1 (3) and E3 (3.5): 10 × 3 ÷ 6.5 = 4.61… and 5.38…, to the half point.
    assert_eq!((weights["E1"], weights["E3"]), (points("4.5"), points("5.5")));
    assert_eq!(weights["A1"], points("8"), "other headings keep what they have");
    let everywhere = tree.weights(&lacking, Redistribution::WholeTree, points("0.5")).unwrap();
    assert!(everywhere["A1"] > points("8"));
    let kept = tree.weights(&BTreeSet::new(), Redistribution::WithinHeading, points("0.5")).unwrap();
    assert_eq!(kept["E2"], points("3.5"), "nothing moves while everything applies");
}

#[test]
fn the_measure_itself_leaves_nothing_without_a_question() {
    for tree in [yunxi().indicators.project, yunxi().indicators.policy] {
        let all = AppliesTo::CONDITIONS;
        assert_eq!(total(&tree, &all, Redistribution::WithinIndicator, "0.5"), Some(10_000));
    }
}

fn question(applies_to: AppliesTo) -> ScoringPoint {
    ScoringPoint {
        code: "x".to_owned(),
        text: "问".to_owned(),
        applies_to,
        funding_compliance: false,
        red_flag: false,
    }
}

proptest! {
    #[test]
    fn no_point_is_lost_or_made(
        conditions in prop::collection::vec(0_usize..4, 20),
        lacking in prop::collection::btree_set(prop::sample::select(AppliesTo::CONDITIONS.to_vec()), 0..4),
        whole_tree in any::<bool>(),
    ) {
        let mut tree = yunxi().indicators.project;
        let choices = [AppliesTo::Everything, AppliesTo::IndustrialDevelopment, AppliesTo::LivelihoodPolicy, AppliesTo::GovernmentDebt];
        let indicators = tree.headings.iter_mut().flat_map(|heading| heading.indicators.iter_mut());
        for (indicator, condition) in indicators.zip(conditions) {
            indicator.points = vec![question(choices[condition])];
        }
        let rule = if whole_tree { Redistribution::WholeTree } else { Redistribution::WithinHeading };
        if let Some(weights) = tree.weights(&lacking, rule, points("0.5")) {
            prop_assert_eq!(weights.values().map(|weight| weight.hundredths()).sum::<u32>(), 10_000);
            for indicator in tree.indicators() {
                prop_assert_eq!(weights.contains_key(&indicator.code), indicator.applies_without(&lacking));
            }
            prop_assert!(weights.values().all(|weight| weight.hundredths().is_multiple_of(50)));
        } else {
            prop_assert!(tree.indicators().any(|indicator| !indicator.applies_without(&lacking)));
        }
    }
}
