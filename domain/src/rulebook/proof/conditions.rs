//! Art. 7(5) and 7(6): whichever conditions an object lacks, no points are left without a question that earns them,
//! and the points still add up to what they were.

use std::collections::BTreeSet;

use super::Problems;
use crate::classification::ObjectKind;
use crate::rulebook::{AppliesTo, IndicatorTree, Redistribution, Rulebook};
use crate::score::Score;

pub(super) fn check(rulebook: &Rulebook, problems: &mut Problems) {
    for (object, path) in
        [(ObjectKind::Project, "indicators.project"), (ObjectKind::Policy, "indicators.policy")]
    {
        let tree = rulebook.tree(object);
        check_askable(tree, object, path, problems);
        check_points(tree, object, rulebook, path, problems);
    }
}

/// A question for an object that cannot exist is a mistake of whoever wrote it.
fn check_askable(tree: &IndicatorTree, object: ObjectKind, path: &str, problems: &mut Problems) {
    for point in tree.points().filter(|point| !point.applies_to.can_be_met(object)) {
        let condition = point.applies_to.label().unwrap_or_default();
        let message = format!("{}的指标里有“{condition}”的要点，永远不会问到", object.label());
        problems.add(format!("{path}.{}", point.code), "never_asked", message);
    }
}

/// Every combination of conditions that objects of that kind can lack, the smallest first.
fn combinations(object: ObjectKind) -> Vec<BTreeSet<AppliesTo>> {
    let always: BTreeSet<AppliesTo> =
        AppliesTo::CONDITIONS.into_iter().filter(|condition| !condition.can_be_met(object)).collect();
    let mut all = vec![always];
    for condition in AppliesTo::CONDITIONS.into_iter().filter(|condition| condition.can_be_met(object)) {
        let extended: Vec<BTreeSet<AppliesTo>> =
            all.iter().map(|lacking| lacking.iter().copied().chain([condition]).collect()).collect();
        all.extend(extended);
    }
    all.sort_by_key(BTreeSet::len);
    all
}

fn check_points(
    tree: &IndicatorTree,
    object: ObjectKind,
    rulebook: &Rulebook,
    path: &str,
    problems: &mut Problems,
) {
    let rule = rulebook.scoring.conditional_weights;
    for lacking in combinations(object) {
        match tree.weights(&lacking, rule, rulebook.scoring.step) {
            None => {
                problems.add(path, "points_without_questions", nobody_left(tree, object, &lacking, rule));
                return;
            }
            Some(weights) => {
                if let Some((code, _)) = weights.iter().find(|(_, weight)| **weight == Score::ZERO) {
                    let message = format!("{}，指标{code}分不到分值", described(object, &lacking));
                    problems.add(format!("{path}.{code}"), "points_too_few", message);
                    return;
                }
            }
        }
    }
}

fn described(object: ObjectKind, lacking: &BTreeSet<AppliesTo>) -> String {
    let conditions: Vec<&str> = lacking
        .iter()
        .filter(|condition| condition.can_be_met(object))
        .map(|condition| condition.lacking())
        .collect();
    if conditions.is_empty() {
        object.label().to_owned()
    } else {
        format!("{}的{}", conditions.join("、"), object.label())
    }
}

/// The object that shows the mistake, and whose points nobody can earn.
fn nobody_left(
    tree: &IndicatorTree,
    object: ObjectKind,
    lacking: &BTreeSet<AppliesTo>,
    rule: Redistribution,
) -> String {
    let object = described(object, lacking);
    let without = |name: &str, weight: u32| {
        let weight = Score::from_hundredths(weight).map_or_else(String::new, Score::plain);
        format!("{object}，“{name}”没有一个要点可评，却占{weight}分，{}做不到", rule.label())
    };
    let silent = tree.indicators().find(|indicator| !indicator.applies_without(lacking));
    let heading = tree
        .headings
        .iter()
        .find(|heading| heading.indicators.iter().all(|indicator| !indicator.applies_without(lacking)));
    match (rule, silent, heading) {
        (Redistribution::WithinIndicator, Some(indicator), _) => {
            without(&indicator.name, indicator.weight.hundredths())
        }
        (Redistribution::WithinHeading, _, Some(heading)) => {
            let weights = heading.indicators.iter().map(|indicator| indicator.weight.hundredths());
            without(&heading.name, weights.fold(0, u32::saturating_add))
        }
        (
            Redistribution::WithinIndicator | Redistribution::WithinHeading | Redistribution::WholeTree,
            _,
            _,
        ) => format!("{object}，整个指标体系没有一个要点可评"),
    }
}
