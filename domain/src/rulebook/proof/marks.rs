//! Arts. 7, 14, 16 and 17: indicators, weights, panel and grades.

use std::collections::BTreeSet;

use super::Problems;
use crate::rulebook::{Aggregation, Grade, IndicatorTree, Outcome, Rulebook};
use crate::score::Score;

const MAXIMUM_HEADINGS: usize = 20;
const MAXIMUM_INDICATORS: usize = 20;
const MAXIMUM_POINTS: usize = 50;
/// More experts than any meeting seats.
const MAXIMUM_PANEL: u32 = 99;

pub(super) fn check(rulebook: &Rulebook, problems: &mut Problems) {
    check_panel(rulebook, problems);
    check_tree(&rulebook.indicators.project, rulebook.scoring.step, "indicators.project", problems);
    check_tree(&rulebook.indicators.policy, rulebook.scoring.step, "indicators.policy", problems);
    problems.demand_text(&rulebook.scoring.article, "scoring.article");
    problems.demand(
        rulebook.scoring.step > Score::ZERO,
        "scoring.step",
        "not_positive",
        "打分的档差应大于零",
    );
    check_grades(rulebook, problems);
}

fn check_panel(rulebook: &Rulebook, problems: &mut Problems) {
    let panel = &rulebook.panel;
    problems.demand_text(&panel.article, "panel.article");
    let sensible = (1..=MAXIMUM_PANEL).contains(&panel.minimum_size);
    problems.demand(sensible, "panel.minimum_size", "out_of_range", "专家最少人数应在1至99之间");
    if panel.odd && panel.minimum_size.is_multiple_of(2) {
        problems.add("panel.minimum_size", "minimum_not_odd", "要求单数时，最少人数也应是单数");
    }
    if panel.all_kinds && panel.minimum_size < 3 {
        problems.add("panel.minimum_size", "too_few_for_all_kinds", "要求三类专家齐全时，最少应有3人");
    }
    if rulebook.scoring.aggregation == Aggregation::TrimmedMean && panel.minimum_size < 3 {
        problems.add("scoring.aggregation", "too_few_to_trim", "去掉最高分和最低分时，专家最少应有3人");
    }
}

fn check_tree(tree: &IndicatorTree, step: Score, path: &str, problems: &mut Problems) {
    problems.demand_size(tree.headings.len(), MAXIMUM_HEADINGS, path);
    problems.demand_unique(tree.headings.iter().map(|heading| heading.code.as_str()), path);
    problems.demand_unique(tree.indicators().map(|indicator| indicator.code.as_str()), path);
    problems.demand_unique(tree.points().map(|point| point.code.as_str()), path);
    let mut total = 0_u64;
    for heading in &tree.headings {
        let place = format!("{path}.{}", heading.code);
        problems.demand_text(&heading.name, format!("{place}.name"));
        problems.demand_text(&heading.article, format!("{place}.article"));
        problems.demand_size(heading.indicators.len(), MAXIMUM_INDICATORS, place);
        for indicator in &heading.indicators {
            let place = format!("{path}.{}", indicator.code);
            problems.demand_text(&indicator.name, format!("{place}.name"));
            problems.demand_size(indicator.points.len(), MAXIMUM_POINTS, place.clone());
            let (weight, step) = (indicator.weight.hundredths(), step.hundredths());
            total += u64::from(weight);
            if weight == 0 {
                problems.add(format!("{place}.weight"), "not_positive", "权重应大于零");
            } else if step > 0 && !weight.is_multiple_of(step) {
                problems.add(
                    format!("{place}.weight"),
                    "not_a_multiple_of_the_step",
                    "权重应是打分档差的整数倍",
                );
            }
        }
    }
    for point in tree.points() {
        problems.demand_text(&point.text, format!("{path}.{}.text", point.code));
    }
    if tree.unscored.len() > MAXIMUM_POINTS {
        problems.demand_size(tree.unscored.len(), MAXIMUM_POINTS, format!("{path}.unscored"));
    }
    if total != u64::from(Score::FULL.hundredths()) {
        let points = total / 100;
        let rest = total % 100;
        problems.add(path, "weights_not_100", format!("权重合计应为100分，现为{points}.{rest:02}分"));
    }
}

/// The bounds strictly decrease from the best grade to zero, and each grade has one band. So the bands are disjoint
/// and cover every mean from 0 to 100 points, rounded or not: a mean belongs to the first band whose bound it
/// reaches, and it always reaches zero.
fn check_grades(rulebook: &Rulebook, problems: &mut Problems) {
    for grade in [Grade::Excellent, Grade::Good, Grade::Fair, Grade::Poor, Grade::Failing] {
        let bands = rulebook.grades.iter().filter(|band| band.grade == grade).count();
        if bands != 1 {
            let message = format!("“{}”应当恰好有一个分数段，现有{bands}个", grade.label());
            problems.add("grade", "grade_not_once", message);
        }
    }
    let neighbours = rulebook.grades.iter().zip(rulebook.grades.iter().skip(1));
    for (better, worse) in neighbours {
        let path = format!("grade.{}", worse.label);
        problems.demand(better.grade > worse.grade, &path, "not_best_to_worst", "等次应从好到差排列");
        problems.demand(
            better.at_least > worse.at_least,
            &path,
            "bounds_not_decreasing",
            "最低分应低于上一等次",
        );
        problems.demand(
            better.outcome <= worse.outcome,
            &path,
            "outcome_order",
            "等次更低，结果应用不应更好",
        );
    }
    for band in rulebook.grades.iter() {
        problems.demand_text(&band.label, "grade.label");
        problems.demand_text(&band.article, format!("grade.{}.article", band.label));
    }
    let lowest = rulebook.grades.iter().map(|band| band.at_least).min();
    problems.demand(lowest == Some(Score::ZERO), "grade", "lowest_not_zero", "最低的等次应从0分起");
    let reached: BTreeSet<Outcome> = rulebook.grades.iter().map(|band| band.outcome).collect();
    for outcome in [Outcome::Supported, Outcome::ReturnedForRevision, Outcome::Excluded] {
        if !reached.contains(&outcome) {
            problems.add("grade", "outcome_unreachable", format!("没有哪个等次会得到“{}”", outcome.label()));
        }
    }
}
