//! Worked cases from the district's investment plan of 2023, by section and number.

use super::*;

fn parts(joint: &str, one_project: Option<bool>) -> Option<PossibleParts> {
    Some(PossibleParts {
        siblings: vec!["香铺村自来水".to_owned(), "道仁矶自来水".to_owned()],
        joint_amount: wan(joint),
        one_project: one_project.and_then(stated),
    })
}

#[test]
fn one_51_a_road_of_900_paid_by_the_district() {
    let facts = Facts {
        class: Some(Fact::inferred(ProjectClass::Infrastructure, "道路", "工程内容属建筑施工")),
        ..new_project("900")
    };
    assert_settled(&facts, Verdict::Required, &["3(2)"]);
    let determination = classified(&facts);
    assert_eq!(
        determination.reasons,
        ["符合第三条第（二）项：总投资900万元，达到基础设施类400万元；使用区级财政资金，应评估"]
    );
    assert!(determination.facts_used.contains(&"总投资900万元（据“表格”栏）".to_owned()));
    assert!(determination.facts_used.contains(&"基础设施类（由“道路”推断：工程内容属建筑施工）".to_owned()));
    assert_eq!(determination.readings, ["C1", "C3", "C4"]);
}

#[test]
fn one_9_and_one_29_are_below_their_threshold() {
    assert_settled(&new_project("160"), Verdict::NotRequired, &[]);
    assert_settled(&new_project("300"), Verdict::NotRequired, &[]);
    assert_eq!(
        classified(&new_project("300")).reasons,
        ["不符合第三条第（二）项：总投资300万元，不足基础设施类400万元，不需评估"]
    );
}

#[test]
fn one_5_is_too_small_for_its_money_to_matter() {
    let facts = Facts { district_money: None, ..new_project("190") };
    assert_settled(&facts, Verdict::NotRequired, &[]);
}

#[test]
fn one_48_of_280_depends_on_class_and_money() {
    let facts = Facts { class: None, district_money: None, ..new_project("280") };
    assert_asked(&facts, &[Question::Class, Question::Money], &[]);
    let reasons = classified(&facts).reasons;
    assert_eq!(
        reasons,
        [
            "请补充是否属基础设施类：属基础设施类则不足400万元，不需评估；属非基础设施类则达到200万元，是否应评估还要看其他情况",
            "请补充是否使用区级财政资金：有区级财政资金，是否应评估还要看其他情况；确认没有，不需评估或者不属适用范围",
        ]
    );
    assert_settled(
        &Facts { class: stated(ProjectClass::Infrastructure), ..facts },
        Verdict::NotRequired,
        &[],
    );
}

#[test]
fn one_19_to_21_depend_on_class_and_on_being_one_project() {
    for amount in ["298", "313", "332"] {
        let facts = Facts {
            class: None,
            unit: stated(UnitKind::Town),
            district_share: percent(70),
            possible_parts: parts("943", None),
            ..new_project(amount)
        };
        assert_asked(&facts, &[Question::Class, Question::OneProject], &[]);
        let separate = Facts { possible_parts: parts("943", Some(false)), ..facts.clone() };
        assert_asked(&separate, &[Question::Class], &[]);
        let infrastructure = Facts { class: stated(ProjectClass::Infrastructure), ..separate };
        assert_settled(&infrastructure, Verdict::NotRequired, &[]);
        let joined = Facts { possible_parts: parts("943", Some(true)), ..facts };
        assert_settled(&joined, Verdict::Required, &["3(2)"]);
        assert!(classified(&joined).readings.contains(&"C19".to_owned()));
    }
}

#[test]
fn one_32_is_a_conversion_and_so_new_whatever_its_name_says() {
    assert_settled(&new_project("7662"), Verdict::Required, &["3(2)"]);
}

#[test]
fn one_45_is_required_although_its_unit_is_not_settled() {
    let facts = Facts { unit: None, ..new_project("11000") };
    assert_settled(&facts, Verdict::Required, &["3(2)"]);
}

#[test]
fn one_44_and_section_three_are_not_the_districts_money() {
    for amount in ["96300", "2100000"] {
        let facts = Facts { district_money: stated(DistrictMoney::OutsideBudget), ..new_project(amount) };
        assert_settled(&facts, Verdict::OutOfScope, &[]);
        assert_eq!(
            classified(&facts).reasons,
            ["资金全部由企业或市级承担，不是区级财政预算安排，不属适用范围（第三条）"]
        );
    }
}

#[test]
fn two_14_is_below_and_two_18_has_to_be_asked_for_its_money() {
    let of_the_park =
        |amount| Facts { unit: stated(UnitKind::Park), district_money: None, ..new_project(amount) };
    assert_settled(&of_the_park("378"), Verdict::NotRequired, &[]);
    assert_asked(&of_the_park("465"), &[Question::Money], &[]);
}

#[test]
fn work_in_progress_is_asked_what_it_applies_for_and_the_figures_follow() {
    let figures = [Question::ApprovedDistrictBudget, Question::RequestedIncrease, Question::HigherLevelOrder];
    let in_progress = Facts { application: None, in_progress: stated(true), ..new_project("5728") };
    assert_asked(&in_progress, &[Question::Application], &figures);
    let unpaid = Facts { district_money: None, ..in_progress.clone() };
    assert_asked(&unpaid, &[Question::Application, Question::Money], &figures);
    let small = Facts { class: None, total_amount: stated(wan("300")), ..unpaid };
    assert_asked(&small, &[Question::Application], &figures);
    let nothing = Facts { application: stated(Application::Nothing), ..in_progress };
    assert_settled(&nothing, Verdict::NotRequired, &[]);
    assert_eq!(classified(&nothing).reasons, ["没有申请新增、调整预算或到期继续执行，不需评估"]);
}
