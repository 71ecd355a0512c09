//! Arts. 16 and 17: every score that can occur lies in exactly one band, and every outcome is reached by some score.

use std::collections::BTreeMap;

use super::Problems;
use super::attainable::{Attainable, Interval};
use crate::rulebook::{Band, Effect, OutcomeRule, Rulebook};
use crate::score::Score;

const MAXIMUM_BANDS: usize = 20;
const MAXIMUM_OUTCOMES: usize = 20;

pub(super) fn check(rulebook: &Rulebook, problems: &mut Problems) {
    problems.demand_size(rulebook.bands.len(), MAXIMUM_BANDS, "band");
    problems.demand_size(rulebook.outcomes.len(), MAXIMUM_OUTCOMES, "outcome");
    if rulebook.bands.len() > MAXIMUM_BANDS || rulebook.outcomes.len() > MAXIMUM_OUTCOMES {
        return;
    }
    let attainable = Attainable::of(rulebook);
    check_grades(rulebook, problems);
    check_each(rulebook, &attainable, problems);
    check_overlaps(rulebook, &attainable, problems);
    check_gaps(rulebook, &attainable, problems);
    check_outcomes(rulebook, &attainable, problems);
}

/// The part of the scale that a band covers.
fn covered(band: &Band) -> Interval {
    let (high, with_high) = match (band.below, band.at_most) {
        (Some(bound), _) => (bound, false),
        (None, Some(bound)) => (bound, true),
        (None, None) => (Score::FULL, true),
    };
    Interval { low: band.at_least.hundredths(), with_low: true, high: high.hundredths(), with_high }
}

/// What two bands both cover.
fn shared(one: Interval, other: Interval) -> Interval {
    let upper = |interval: &Interval| (interval.high, interval.with_high);
    let (high, with_high) = upper(&one).min(upper(&other));
    Interval { low: one.low.max(other.low), with_low: true, high, with_high }
}

/// Either every band has a grade or none has, and one code always means one name.
fn check_grades(rulebook: &Rulebook, problems: &mut Problems) {
    let graded = rulebook.bands.iter().filter(|band| band.grade.is_some()).count();
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for (position, band) in rulebook.bands.iter().enumerate() {
        let path = format!("band[{position}]");
        problems.demand_text(&band.article, format!("{path}.article"));
        let Some(grade) = &band.grade else {
            if graded > 0 {
                let message = format!("其他分数段有等次，{}没有", band.bounds());
                problems.add(path, "grade_missing", message);
            }
            continue;
        };
        problems.demand_text(&grade.code, format!("{path}.grade.code"));
        problems.demand_text(&grade.label, format!("{path}.grade.label"));
        let known = *names.entry(&grade.code).or_insert(&grade.label);
        if known != grade.label {
            let message = format!("等次编号“{}”既指“{known}”又指“{}”", grade.code, grade.label);
            problems.add(format!("{path}.grade"), "grade_named_twice", message);
        }
    }
}

fn check_each(rulebook: &Rulebook, attainable: &Attainable, problems: &mut Problems) {
    for (position, band) in rulebook.bands.iter().enumerate() {
        let path = format!("band[{position}]");
        if band.below.is_some() && band.at_most.is_some() {
            problems.add(path, "two_upper_bounds", "below（不含）和at_most（含）只能写一个");
        } else if attainable.within(covered(band)).is_none() {
            let message = format!("没有任何得分会落在“{}”（{}）", band.name(), band.bounds());
            problems.add(path, "band_never_reached", message);
        }
    }
    for (position, (better, worse)) in rulebook.bands.iter().zip(rulebook.bands.iter().skip(1)).enumerate() {
        let path = format!("band[{}]", position + 1);
        let descending = better.at_least > worse.at_least;
        problems.demand(descending, &path, "not_best_to_worst", "分数段应从高到低排列");
        let effect = |band: &Band| rulebook.outcome(&band.outcome).map(|outcome| outcome.effect);
        if let (Some(above), Some(below)) = (effect(better), effect(worse))
            && above > below
        {
            let message = format!(
                "得分更低，结果却更好：“{}”{}，“{}”{}",
                better.name(),
                above.label(),
                worse.name(),
                below.label()
            );
            problems.add(path, "outcome_order", message);
        }
    }
}

fn check_overlaps(rulebook: &Rulebook, attainable: &Attainable, problems: &mut Problems) {
    for (position, band) in rulebook.bands.iter().enumerate() {
        for other in rulebook.bands.iter().take(position) {
            if let Some(score) = attainable.within(shared(covered(band), covered(other))) {
                let written = attainable.written(score);
                let message = format!("{written}同时落在“{}”与“{}”", other.name(), band.name());
                problems.add(format!("band[{position}]"), "bands_overlap", message);
            }
        }
    }
}

/// Goes up the scale from zero; wherever no band takes over, a score that can occur there is named.
fn check_gaps(rulebook: &Rulebook, attainable: &Attainable, problems: &mut Problems) {
    let mut upwards: Vec<(usize, Interval)> = rulebook.bands.iter().map(covered).enumerate().collect();
    upwards.sort_by_key(|(_, interval)| interval.low);
    let what = if rulebook.bands.iter().any(|band| band.grade.is_some()) { "等次" } else { "结果" };
    let mut report = |gap: Interval, path: String| {
        if let Some(score) = attainable.within(gap) {
            let message = format!("{}没有{what}", attainable.written(score));
            problems.add(path, "score_without_band", message);
        }
    };
    // The lowest score that nothing covers yet, and whether it is itself covered.
    let mut edge = (0, false);
    for (position, interval) in upwards {
        if interval.low > edge.0 {
            let gap = Interval { low: edge.0, with_low: !edge.1, high: interval.low, with_high: false };
            report(gap, format!("band[{position}]"));
        }
        edge = edge.max((interval.high, interval.with_high));
    }
    let full = Score::FULL.hundredths();
    if edge < (full, true) {
        report(Interval { low: edge.0, with_low: !edge.1, high: full, with_high: true }, "band".to_owned());
    }
}

fn check_outcomes(rulebook: &Rulebook, attainable: &Attainable, problems: &mut Problems) {
    problems.demand_unique(rulebook.outcomes.iter().map(|outcome| outcome.code.as_str()), "outcome");
    for outcome in &rulebook.outcomes {
        problems.demand_text(&outcome.label, format!("outcome.{}.label", outcome.code));
        problems.demand_text(&outcome.article, format!("outcome.{}.article", outcome.code));
        let mut bands = rulebook.bands.iter().filter(|band| band.outcome == outcome.code);
        if outcome.beside_grades {
            check_beside_grades(outcome, bands.next(), problems);
        } else if !bands.any(|band| attainable.within(covered(band)).is_some()) {
            let message = format!("没有任何得分会得到“{}”", outcome.label);
            problems.add(format!("outcome.{}", outcome.code), "outcome_unreachable", message);
        }
    }
    for (position, band) in rulebook.bands.iter().enumerate() {
        if rulebook.outcome(&band.outcome).is_none() {
            let message = format!("没有编号为“{}”的结果应用", band.outcome);
            problems.add(format!("band[{position}].outcome"), "unknown_outcome", message);
        }
    }
    if rulebook.outcomes.iter().filter(|outcome| outcome.beside_grades).count() > 1 {
        let message = "等次之外的结果最多一种，否则认定时无从区分";
        problems.add("outcome", "two_beside_grades", message);
    }
    let supported = rulebook.outcomes.iter().any(|outcome| outcome.effect == Effect::Supported);
    problems.demand(supported, "outcome", "no_support", "没有哪种结果会予以支持");
}

/// Whoever confirms a result reaches it, no score does; and an object that could not be judged is judged again.
fn check_beside_grades(outcome: &OutcomeRule, band: Option<&Band>, problems: &mut Problems) {
    let path = format!("outcome.{}", outcome.code);
    if let Some(band) = band {
        let message = format!("“{}”在等次之外，分数段“{}”不能指向它", outcome.label, band.name());
        problems.add(&path, "outcome_in_band", message);
    }
    if outcome.effect != Effect::ReviseAndResubmit {
        let message = format!("“{}”不是按得分得出的，只能退回修改后再报", outcome.label);
        problems.add(path, "outcome_beside_grades", message);
    }
}
