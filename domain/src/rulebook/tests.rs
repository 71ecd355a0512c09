mod counterexamples;
mod numbers;
mod redistribution;
mod versions;

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::score::Score;

const YUNXI: &str = include_str!("../../rulebooks/yunxi-2023.toml");

fn yunxi() -> Rulebook {
    Rulebook::yunxi().unwrap()
}

/// The codes of the problems that `text` has, each with its path.
fn problems(text: &str) -> Vec<(String, String)> {
    match Rulebook::parse(text) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.issues.into_iter().map(|issue| (issue.code, issue.field)).collect(),
    }
}

/// The measure with one place changed; the place must exist.
fn changed(from: &str, to: &str) -> String {
    assert!(YUNXI.contains(from), "{from}");
    YUNXI.replacen(from, to, 1)
}

#[track_caller]
fn assert_refused(text: &str, code: &str, path: &str) {
    let found = problems(text);
    assert!(found.contains(&(code.to_owned(), path.to_owned())), "{found:?}");
}

#[test]
fn the_built_in_measure_is_proved_and_says_what_article_3_says() {
    let rulebook = yunxi();
    assert_eq!(rulebook.id, "yunxi-2023");
    let clauses: Vec<&str> = rulebook.triggers.iter().map(|trigger| trigger.clause.as_str()).collect();
    assert_eq!(clauses, ["3(1)", "3(2)", "3(3)", "3(4)", "3(4)", "3(5)"]);
    let wan = Money::from_ten_thousand_yuan;
    let amount = rulebook.triggers[1].amount.unwrap();
    assert_eq!((amount.infrastructure, amount.non_infrastructure), (wan(400), wan(200)));
    assert_eq!(rulebook.class_matters(), Some(wan(200)..wan(400)));
    assert_eq!((rulebook.panel.minimum_size, rulebook.panel.odd), (5, true));
}

#[test]
fn the_headings_carry_the_weights_of_reading_c30() {
    let rulebook = yunxi();
    for object in [ObjectKind::Project, ObjectKind::Policy] {
        let weights: Vec<u32> = rulebook
            .tree(object)
            .headings
            .iter()
            .map(|heading| heading.indicators.iter().map(|indicator| indicator.weight.hundredths()).sum())
            .collect();
        assert_eq!(weights, [2_000, 2_000, 2_000, 1_500, 1_000, 1_500]);
        assert!(
            rulebook.tree(object).headings.iter().all(|heading| (2..=4).contains(&heading.indicators.len()))
        );
    }
}

#[test]
fn both_trees_together_ask_all_55_questions_of_article_7() {
    let questions_by_item = [(1, 'k'), (2, 'l'), (3, 'i'), (4, 'f'), (5, 'f'), (6, 'j'), (7, 'a')];
    let expected: BTreeSet<String> = questions_by_item
        .into_iter()
        .flat_map(|(item, last)| ('a'..=last).map(move |letter| format!("7({item}){letter}")))
        .collect();
    let rulebook = yunxi();
    let trees = &rulebook.indicators;
    let codes = |tree: &IndicatorTree| tree.points().map(|point| point.code.clone()).collect::<BTreeSet<_>>();
    let asked = &codes(&trees.project) | &codes(&trees.policy);
    assert_eq!((asked.len(), &asked), (55, &expected));
    let policy_only: Vec<String> = (&codes(&trees.policy) - &codes(&trees.project)).into_iter().collect();
    assert_eq!(policy_only, ["7(5)c", "7(5)d"]);
}

#[test]
fn funding_compliance_and_red_flags_are_marked_as_the_readings_say() {
    let rulebook = yunxi();
    for object in [ObjectKind::Project, ObjectKind::Policy] {
        let marked = |chosen: fn(&ScoringPoint) -> bool| -> Vec<&str> {
            rulebook
                .tree(object)
                .points()
                .filter(|point| chosen(point))
                .map(|point| point.code.as_str())
                .collect()
        };
        let compliance = ["7(1)k", "7(6)a", "7(6)b", "7(6)c", "7(6)d", "7(6)e", "7(6)f", "7(6)g"];
        assert_eq!(marked(|point| point.funding_compliance), compliance);
        assert_eq!(marked(|point| point.red_flag), ["7(1)k", "7(6)d"]);
        assert_eq!(
            marked(|point| point.applies_to == AppliesTo::GovernmentDebt),
            ["7(6)e", "7(6)f", "7(6)g"]
        );
    }
}

#[test]
fn every_score_has_exactly_one_grade() {
    let rulebook = yunxi();
    for hundredths in 0..=10_000 {
        let mean = Mean::of([Score::from_hundredths(hundredths).unwrap()]).unwrap();
        let holding = rulebook.bands.iter().filter(|band| band.contains(mean)).count();
        assert_eq!((holding, rulebook.ruling(mean).is_some()), (1, true), "{hundredths}");
    }
}

#[test]
fn a_rulebook_written_out_reads_back_the_same() {
    let rulebook = yunxi();
    let written = toml::to_string(&rulebook).unwrap();
    assert!(written.contains("400万元") && written.contains("50%") && written.contains("\"0.5\""));
    let again = Rulebook::parse(&written).unwrap();
    assert_eq!(again, rulebook);
    assert_eq!(again.digest(), rulebook.digest());
}

#[test]
fn the_digest_depends_on_what_is_said_and_not_on_the_layout() {
    let digest = yunxi().digest();
    assert_eq!(digest.len(), 64);
    assert_eq!(Rulebook::parse(&format!("# 另一份\n{YUNXI}")).unwrap().digest(), digest);
    let other = Rulebook::parse(&changed("infrastructure = \"400万元\"", "infrastructure = \"500万元\""));
    assert_ne!(other.unwrap().digest(), digest);
}

#[test]
fn checklists_sections_and_articles_are_complete() {
    let rulebook = yunxi();
    assert_eq!(rulebook.checklist(ObjectKind::Project).len(), 15);
    assert_eq!(rulebook.checklist(ObjectKind::Policy).len(), 13);
    let sections: Vec<&str> = rulebook.report_sections.iter().map(|section| section.code.as_str()).collect();
    assert_eq!(sections, ["overview", "methods", "findings", "recommendations", "comparison", "overlap"]);
    assert!(rulebook.readings.iter().all(|reading| reading.article.starts_with('第')));
}

#[test]
fn each_kind_of_mistake_is_found_and_named() {
    let cases = [
        ("at_least = 80", "at_least = 90", "band_never_reached", "band[1]"),
        ("at_least = 80", "at_least = 79", "bands_overlap", "band[2]"),
        ("at_least = 80", "at_least = 81", "score_without_band", "band[1]"),
        ("at_least = 0", "at_least = 1", "score_without_band", "band[4]"),
        ("at_most = 100", "at_most = 99", "score_without_band", "band"),
        ("at_most = 100", "at_most = 100\nbelow = 100", "two_upper_bounds", "band[0]"),
        ("code = \"good\"", "code = \"excellent\"", "grade_named_twice", "band[1].grade"),
        ("grade = { code = \"good\", label = \"良好\" }\n", "", "grade_missing", "band[1]"),
        (
            "outcome = \"returned_for_revision\"",
            "outcome = \"excluded\"",
            "outcome_unreachable",
            "outcome.returned_for_revision",
        ),
        ("outcome = \"returned_for_revision\"", "outcome = \"later\"", "unknown_outcome", "band[2].outcome"),
        ("outcome = \"supported\"", "outcome = \"excluded\"", "outcome_order", "band[1]"),
        ("effect = \"supported\"", "effect = \"excluded\"", "no_support", "outcome"),
        (
            "text = \"目标、措施、流程和程序是否公开透明\" }",
            "text = \"是否公开\", applies_to = \"government_debt\" }",
            "points_without_questions",
            "indicators.project",
        ),
        (
            "applies_to = \"industrial_development\"",
            "applies_to = \"livelihood_policy\"",
            "never_asked",
            "indicators.project.7(5)b",
        ),
        ("working_days = 15", "working_days = 0", "out_of_range", "deadline[0].working_days"),
        ("step = \"material\"", "step = \"notice\"", "duplicate_step", "deadline[1].step"),
        (
            "notice = \"{unit}〔",
            "batch = \"{unit}〔{year}〕{number}号\"\nnotice = \"{unit}〔",
            "numbers_collide",
            "document_numbers.batch",
        ),
        ("weight = 8", "weight = 9", "weights_not_100", "indicators.project"),
        ("weight = 8", "weight = \"8.25\"", "not_a_multiple_of_the_step", "indicators.project.A1.weight"),
        ("weight = 8", "weight = 0", "not_positive", "indicators.project.A1.weight"),
        ("code = \"7(1)b\"", "code = \"7(1)a\"", "duplicate_code", "indicators.project.7(1)a"),
        ("code = \"A2\"", "code = \"A1\"", "duplicate_code", "indicators.project.A1"),
        ("minimum_size = 5", "minimum_size = 6", "minimum_not_odd", "panel.minimum_size"),
        ("minimum_size = 5", "minimum_size = 1", "too_few_for_all_kinds", "panel.minimum_size"),
        ("step = \"0.5\"", "step = 0", "not_positive", "scoring.step"),
        ("id = \"yunxi-2023\"", "id = \" \"", "empty", "id"),
        ("code = \"findings\"", "code = \"other\"", "section_missing", "report_section"),
        ("warn_after = 2", "limit = 0\nwarn_after = 2", "not_positive", "rounds.limit"),
        ("code = \"M02\"", "code = \"M01\"", "duplicate_code", "checklist.project.M01"),
        ("warn_after = 2", "warn_after = 0", "not_positive", "rounds.warn_after"),
        ("readings = [\"C17\"]", "readings = [\"C99\"]", "unknown_reading", "trigger[5].readings"),
        ("at_least = \"10%\"", "at_least = \"0%\"", "not_positive", "trigger[2].increase.at_least"),
        (
            "non_infrastructure = \"200万元\"",
            "non_infrastructure = \"0元\"",
            "not_positive",
            "trigger[1].amount",
        ),
        ("applications = [\"adjustment\"]", "applications = [\"new\"]", "never_fires", "trigger[2]"),
        ("applications = [\"adjustment\"]", "applications = [\"continuation\"]", "never_fires", "trigger[2]"),
        ("designation = true", "designation = false", "without_conditions", "trigger[5]"),
        (
            "designation = true",
            "designation = true\ndistrict_money = true",
            "designation_with_conditions",
            "trigger[5]",
        ),
    ];
    for (from, to, code, path) in cases {
        assert_refused(&changed(from, to), code, path);
    }
}

#[test]
fn all_problems_are_reported_at_once() {
    let text = changed("minimum_size = 5", "minimum_size = 4")
        .replacen("at_least = 0", "at_least = 1", 1)
        .replacen("weight = 8", "weight = 9", 1);
    let codes: Vec<String> = problems(&text).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["minimum_not_odd", "weights_not_100", "score_without_band"]);
}

#[test]
fn what_cannot_be_read_names_the_line_and_the_reason_in_chinese() {
    let cases = [
        ("at_least = 90", "at_least = ", "unreadable"),
        ("at_least = 90", "at_least = 101", "分值“101”应在0至100之间"),
        ("at_least = 90", "at_least = -1", "分值“-1”应在0至100之间"),
        ("infrastructure = \"400万元\"", "infrastructure = \"400\"", "应写明单位"),
        ("infrastructure = \"400万元\"", "infrastructure = \"-4万元\"", "不能为负数"),
        ("town_share = \"50%\"", "town_share = \"101%\"", "百分数"),
        ("town_share = \"50%\"", "town_share = \"50\"", "百分数"),
        ("odd = true", "odd = true\nblonde = true", "没有“blonde”这一栏"),
        ("odd = true\n", "", "缺少“odd”"),
        ("applications = [\"new\"]", "applications = [\"old\"]", "“old”不在可选的值之内"),
    ];
    for (from, to, words) in cases {
        let errors = Rulebook::parse(&changed(from, to)).unwrap_err();
        let shown = errors.to_string();
        assert!(shown.contains(words), "{shown}");
        assert!(errors.issues[0].field.starts_with('第'), "{shown}");
    }
    assert_eq!(problems("")[0].0, "unreadable");
    assert_eq!(problems(&" ".repeat(2 << 20))[0].0, "too_large");
}

#[test]
fn a_trimmed_mean_needs_a_panel_that_leaves_somebody() {
    let text = changed("aggregation = \"mean\"", "aggregation = \"trimmed_mean\"");
    assert_eq!(problems(&text), []);
    let text = text.replacen("minimum_size = 5", "minimum_size = 1", 1);
    assert_refused(&text, "too_few_to_trim", "scoring.aggregation");
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        let _ = Rulebook::parse(&text);
    }

    /// Whatever is cut out of the measure or put into it, the reader answers, and what it accepts is proved.
    #[test]
    fn no_change_of_the_measure_makes_the_reader_panic(
        place in 0_usize..34_000,
        cut in 0_usize..200,
        put in prop_oneof![Just(String::new()), "[0-9a-z\\[\\]\"=万元%., \n]{0,12}", any::<String>()],
    ) {
        let boundary = |place: usize| (place..=YUNXI.len()).find(|place| YUNXI.is_char_boundary(*place)).unwrap_or(YUNXI.len());
        let start = boundary(place.min(YUNXI.len()));
        let end = boundary((start + cut).min(YUNXI.len()));
        let text = format!("{}{put}{}", YUNXI.get(..start).unwrap(), YUNXI.get(end..).unwrap());
        match Rulebook::parse(&text) {
            Ok(rulebook) => prop_assert!(!rulebook.digest().is_empty()),
            Err(errors) => prop_assert!(!errors.issues.is_empty()),
        }
    }

    #[test]
    fn any_numbers_in_the_measure_are_accepted_or_refused(
        infrastructure in 0_u32..2_000, otherwise in 0_u32..2_000, share in 0_u32..120, bound in 0_u32..120,
    ) {
        let text = YUNXI
            .replacen("infrastructure = \"400万元\"", &format!("infrastructure = \"{infrastructure}万元\""), 1)
            .replacen("non_infrastructure = \"200万元\"", &format!("non_infrastructure = \"{otherwise}万元\""), 1)
            .replacen("at_least = \"10%\"", &format!("at_least = \"{share}%\""), 1)
            .replacen("at_least = 80", &format!("at_least = {bound}"), 1);
        let sound = infrastructure > 0 && otherwise > 0 && (1..=100).contains(&share) && bound == 80;
        prop_assert_eq!(Rulebook::parse(&text).is_ok(), sound);
    }
}
