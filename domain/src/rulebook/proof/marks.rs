//! Arts. 7 and 14: indicators, weights and panel.

use super::{MAXIMUM_PANEL, Problems};
use crate::panel::ExpertKind;
use crate::rulebook::{Aggregation, IndicatorTree, KindWeights, Rulebook};
use crate::score::Score;

const MAXIMUM_HEADINGS: usize = 20;
const MAXIMUM_INDICATORS: usize = 20;
const MAXIMUM_POINTS: usize = 50;

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
    if let Some(weights) = &rulebook.scoring.kind_weights {
        check_kind_weights(rulebook, weights, problems);
    }
    if rulebook.scoring.aggregation == Aggregation::TrimmedMean && panel.minimum_size < 3 {
        problems.add("scoring.aggregation", "too_few_to_trim", "去掉最高分和最低分时，专家最少应有3人");
    }
}

/// C32: every kind counts for something, all of them for the whole, and every kind has a member.
fn check_kind_weights(rulebook: &Rulebook, weights: &KindWeights, problems: &mut Problems) {
    const PATH: &str = "scoring.kind_weights";
    for kind in ExpertKind::ALL {
        if weights.of(kind) == 0 {
            problems.add(PATH, "not_positive", format!("{}的权重应大于零", kind.label()));
        }
    }
    let total: u64 = ExpertKind::ALL.into_iter().map(|kind| u64::from(weights.of(kind))).sum();
    if total != 100 {
        problems.add(PATH, "weights_not_100", format!("各类专家的权重合计应为100，现为{total}"));
    }
    let all_kinds = rulebook.panel.all_kinds;
    problems.demand(all_kinds, PATH, "kind_may_be_missing", "按类别加权时，专家小组应要求三类专家齐全");
    let plain = rulebook.scoring.aggregation == Aggregation::Mean;
    problems.demand(plain, PATH, "weights_and_trimming", "按类别加权与去掉最高分和最低分不能同时采用");
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
