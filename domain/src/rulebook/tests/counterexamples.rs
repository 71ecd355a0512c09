//! A rulebook that is refused is told by which score, object or number it fails.

use super::{Rulebook, changed};

/// The messages of the problems that a text has, each with the line it points to.
fn told(text: &str) -> Vec<(Option<usize>, String)> {
    let errors = Rulebook::parse(text).unwrap_err();
    errors.issues.iter().map(|issue| (errors.line_of(issue), issue.message.clone())).collect()
}

#[track_caller]
fn assert_told(text: &str, words: &str) {
    let told = told(text);
    assert!(told.iter().any(|(_, message)| message.contains(words)), "{told:?}");
}

fn line_of(text: &str, words: &str) -> usize {
    text.lines().position(|line| line.contains(words)).unwrap() + 1
}

/// The bands of a system seen in use: whole numbers only, so that scores with decimals have no grade.
#[test]
fn a_score_between_whole_numbers_is_named() {
    let text = changed("at_least = 80\nbelow = 90", "at_least = 80\nat_most = 89");
    assert_told(&text, "没有等次");
    assert_told(&text, "89.");
    // One sheet of half points cannot lie between 89.5 and 90, the mean of several can.
    let text = changed("at_least = 80\nbelow = 90", "at_least = 80\nat_most = \"89.5\"");
    assert_told(&text, "89.60分（5份评分表合计448.00分）没有等次");
    let text = changed("at_least = 80\nbelow = 90", "at_least = 80\nat_most = \"89.99\"");
    assert_told(&text, "没有等次");
}

#[test]
fn a_score_in_two_bands_is_named_with_both() {
    let text = changed("at_least = 80\nbelow = 90", "at_least = 80\nat_most = 90");
    assert_told(&text, "90.00分（5份评分表合计450.00分）同时落在“优秀”与“良好”");
    let text = changed("at_least = 90\nat_most = 100", "at_least = \"89.5\"\nat_most = 100");
    assert_told(&text, "89.50分（5份评分表合计447.50分）同时落在“优秀”与“良好”");
}

/// Rounded to two decimals first, no score lies between 89.99 and 90: what was a gap is none.
#[test]
fn only_scores_that_can_occur_count() {
    let gap = changed("at_least = 80\nbelow = 90", "at_least = 80\nat_most = \"89.99\"");
    assert!(Rulebook::parse(&gap).is_err());
    let rounded = gap.replace("rounding = \"cut_off\"", "rounding = \"half_up\"");
    assert!(Rulebook::parse(&rounded).is_ok(), "{:?}", told(&rounded));
}

/// Text with weights of the kinds, and further changes.
fn weighted(weights: &str, from: &str, to: &str) -> String {
    let with_weights = format!("revision = true\nkind_weights = {weights}\n#");
    changed("revision = true", &with_weights).replace(from, to)
}

#[test]
fn weights_of_kinds_are_positive_complete_and_have_somebody_to_count() {
    let weights = "{ business = 40, management = 30, finance = 30 }";
    assert!(Rulebook::parse(&weighted(weights, "", "")).is_ok());
    assert_told(&weighted("{ business = 40, management = 30, finance = 20 }", "", ""), "合计应为100，现为90");
    assert_told(
        &weighted("{ business = 70, management = 30, finance = 0 }", "", ""),
        "财政财务专家的权重应大于零",
    );
    assert_told(&weighted("{ business = 4294967295, management = 1, finance = 0 }", "", ""), "合计应为100");
    assert_told(&weighted(weights, "all_kinds = true", "all_kinds = false"), "三类专家齐全");
    assert_told(&weighted(weights, "\"mean\"", "\"trimmed_mean\""), "不能同时采用");
}

/// Weights make scores that no plain mean is: the proof must look for them.
#[test]
fn scores_are_looked_for_as_weights_and_carrier_form_them() {
    let weights = "{ business = 40, management = 30, finance = 30 }";
    let gap = ("at_least = 80\nbelow = 90", "at_least = 80\nat_most = \"89.99\"");
    let told = told(&weighted(weights, gap.0, gap.1));
    let named = &told.iter().find(|(_, message)| message.contains("没有等次")).unwrap().1;
    assert!(named.starts_with("89.99") && !named.contains("份评分表"), "{named}");
    // The organiser alone rates by half points: between 89.5 and 90 there is nothing.
    let carried = changed("carried_by = \"panel\"", "carried_by = \"organiser\"");
    let whole = carried.replace("at_least = 80\nbelow = 90", "at_least = 80\nat_most = \"89.5\"");
    assert!(Rulebook::parse(&whole).is_ok(), "{whole}");
}

#[test]
fn an_object_left_without_questions_is_named_with_its_points() {
    let text = changed(
        "text = \"目标、措施、流程和程序是否公开透明\" }",
        "text = \"是否公开\", applies_to = \"government_debt\" }",
    );
    assert_told(&text, "不属产业发展类、不涉及政府债务的项目，“公开透明与目标措施”没有一个要点可评，却占5分");
    let passed_on = text.replace("\"within_indicator\"", "\"within_heading\"");
    assert!(Rulebook::parse(&passed_on).is_ok(), "the other indicator of the heading takes the points");
}

#[test]
fn a_number_that_two_papers_could_bear_is_named() {
    let text = changed(
        "notice = \"{unit}〔{year}〕{number}号\"",
        "notice = \"{unit}〔{year}〕{number}号\"\nbatch = \"岳云财绩〔{year}〕{number}号\"",
    );
    assert_told(&text, "“岳云财绩〔2026〕1号”既可以是通知书的编号，也可以是报送批次的编号");
    for pattern in
        ["岳云财绩{number}号", "岳云财绩〔{year}〕号", "{year}{year}{number}", "{day}{year}{number}"]
    {
        let text = changed("notice = \"{unit}〔{year}〕{number}号\"", &format!("notice = \"{pattern}\""));
        assert_told(&text, "编号格式");
    }
}

#[test]
fn every_problem_points_to_its_line() {
    let text = changed("weight = 7", "weight = 0").replace("minimum_size = 5", "minimum_size = 4");
    let told = told(&text);
    assert!(told.iter().any(|(line, _)| *line == Some(line_of(&text, "minimum_size = 4"))), "{told:?}");
    assert!(told.iter().any(|(line, _)| *line == Some(line_of(&text, "weight = 0"))), "{told:?}");
    let text = changed("at_least = 80", "at_least = 81");
    let errors = Rulebook::parse(&text).unwrap_err();
    let line = line_of(&text, "at_least = 81");
    let pointed = errors.line_of(&errors.issues[0]).unwrap();
    assert!((line - 3..=line).contains(&pointed), "{pointed} is not in the band at {line}");
    assert!(errors.to_string().contains(&format!("第{pointed}行 band[1]")), "{errors}");
}

/// No score leads to an outcome beside the grades, so none has to: whoever confirms a result reaches it.
#[test]
fn an_outcome_beside_the_grades_is_reached_by_nobody_s_score() {
    let outcome = |effect: &str, article: &str| {
        let text = format!(
            "[[outcome]]\ncode = \"insufficient_evidence\"\nlabel = \"证据不足\"\neffect = \"{effect}\"\n\
             article = \"{article}\"\nbeside_grades = true\n\n[[band]]"
        );
        changed("[[band]]", &text)
    };
    let book = Rulebook::parse(&outcome("revise_and_resubmit", "第十九条")).unwrap();
    assert!(book.outcome_beside_grades().is_some());
    let key = "outcome.insufficient_evidence.beside_grades";
    assert!(book.settings().iter().any(|setting| setting.key == key), "it is shown and compared");
    assert_told(&outcome("excluded", "第十九条"), "只能退回修改后再报");
    let pointed = outcome("revise_and_resubmit", "第十九条").replacen(
        "outcome = \"returned_for_revision\"",
        "outcome = \"insufficient_evidence\"",
        1,
    );
    assert_told(&pointed, "不能指向它");
    assert!(Rulebook::yunxi().unwrap().outcome_beside_grades().is_none());
}
