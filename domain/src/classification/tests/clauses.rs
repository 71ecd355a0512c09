use super::*;

#[test]
fn new_and_revised_policies_with_district_money_are_in_whatever_the_amount() {
    assert_settled(&policy(Application::New), Verdict::Required, &["3(1)"]);
    let unpaid = Facts { district_money: stated(DistrictMoney::ConfirmedNone), ..policy(Application::New) };
    assert_settled(&unpaid, Verdict::OutOfScope, &[]);
    let unknown = Facts { district_money: None, ..policy(Application::New) };
    assert_asked(&unknown, &[Question::Money], &[]);
    let unnamed = Facts { application: None, ..policy(Application::New) };
    assert_asked(
        &unnamed,
        &[Question::Application],
        &[Question::ApprovedDistrictBudget, Question::RequestedIncrease, Question::HigherLevelOrder],
    );
}

#[test]
fn new_projects_are_in_from_400_and_from_200() {
    for (class, amount, verdict) in [
        (ProjectClass::Infrastructure, "399.999999", Verdict::NotRequired),
        (ProjectClass::Infrastructure, "399.9999", Verdict::NotRequired),
        (ProjectClass::Infrastructure, "400", Verdict::Required),
        (ProjectClass::Infrastructure, "400.000001", Verdict::Required),
        (ProjectClass::NonInfrastructure, "199.999999", Verdict::NotRequired),
        (ProjectClass::NonInfrastructure, "200", Verdict::Required),
        (ProjectClass::NonInfrastructure, "200.000001", Verdict::Required),
    ] {
        let facts = Facts { class: stated(class), ..new_project(amount) };
        let clauses: &[&str] = if verdict == Verdict::Required { &["3(2)"] } else { &[] };
        assert_settled(&facts, verdict, clauses);
    }
}

#[test]
fn an_unknown_class_matters_only_between_the_two_thresholds() {
    let unknown = |amount| Facts { class: None, ..new_project(amount) };
    assert_settled(&unknown("199.99"), Verdict::NotRequired, &[]);
    assert_asked(&unknown("200"), &[Question::Class], &[]);
    assert_asked(&unknown("399.99"), &[Question::Class], &[]);
    assert_settled(&unknown("400"), Verdict::Required, &["3(2)"]);
}

#[test]
fn a_town_project_needs_the_threshold_and_half_district_money() {
    let town =
        |amount, share| Facts { unit: stated(UnitKind::Town), district_share: share, ..new_project(amount) };
    let exactly = |basis_points| stated(Share::from_basis_points(basis_points).unwrap());
    assert_settled(&town("500", percent(70)), Verdict::Required, &["3(2)"]);
    assert_settled(&town("500", percent(40)), Verdict::NotRequired, &[]);
    assert_settled(&town("500", percent(50)), Verdict::Required, &["3(2)"]);
    assert_settled(&town("500", exactly(4_999)), Verdict::NotRequired, &[]);
    assert_settled(&town("500", exactly(5_001)), Verdict::Required, &["3(2)"]);
    assert_settled(&town("313", percent(70)), Verdict::NotRequired, &[]);
    assert_asked(&town("500", None), &[Question::DistrictShare], &[]);
    assert_settled(&town("399", None), Verdict::NotRequired, &[]);
    let non_infrastructure =
        Facts { class: stated(ProjectClass::NonInfrastructure), ..town("250", percent(50)) };
    assert_settled(&non_infrastructure, Verdict::Required, &["3(2)"]);
    let of_a_department = Facts { unit: stated(UnitKind::Department), ..town("500", percent(40)) };
    assert_settled(&of_a_department, Verdict::Required, &["3(2)"]);
}

#[test]
fn an_increase_is_in_from_ten_percent_of_what_was_approved() {
    assert_settled(&adjustment("100", "1000"), Verdict::Required, &["3(3)"]);
    assert_settled(&adjustment("99.99", "1000"), Verdict::NotRequired, &[]);
    assert_settled(&adjustment("99.999999", "1000"), Verdict::NotRequired, &[]);
    assert_settled(&adjustment("100.000001", "1000"), Verdict::Required, &["3(3)"]);
    let of_a_policy = Facts { object: stated(ObjectKind::Policy), ..adjustment("100", "1000") };
    assert_settled(&of_a_policy, Verdict::Required, &["3(3)"]);
}

#[test]
fn earlier_increases_count_too() {
    let mut facts = adjustment("50", "1000");
    assert_settled(&facts, Verdict::NotRequired, &[]);
    facts.adjustment.requested_increase = stated(wan("60"));
    facts.adjustment.earlier_increases = stated(wan("50"));
    assert_settled(&facts, Verdict::Required, &["3(3)"]);
    assert!(classified(&facts).readings.contains(&"C13".to_owned()));
    facts.adjustment.requested_increase = stated(Money::ZERO);
    facts.adjustment.earlier_increases = stated(wan("500"));
    assert_settled(&facts, Verdict::NotRequired, &[]);
    facts.adjustment.requested_increase = stated(Money::from_fen(-5));
    assert_settled(&facts, Verdict::NotRequired, &[]);
}

#[test]
fn what_a_higher_level_ordered_does_not_count() {
    let mut facts = adjustment("300", "1000");
    for (ordered, verdict) in [
        ("0", Verdict::Required),
        ("200", Verdict::Required),
        ("200.01", Verdict::NotRequired),
        ("300", Verdict::NotRequired),
        ("999", Verdict::NotRequired),
    ] {
        facts.adjustment.ordered_by_higher_level = stated(wan(ordered));
        assert_eq!(classified(&facts).verdict, verdict, "{ordered}");
    }
    facts.adjustment.ordered_by_higher_level = None;
    assert_asked(&facts, &[Question::HigherLevelOrder], &[]);
    facts.adjustment.requested_increase = stated(wan("99"));
    assert_settled(&facts, Verdict::NotRequired, &[]);
}

#[test]
fn of_an_adjustment_exactly_the_figures_are_asked_that_can_change_it() {
    let mut facts = adjustment("100", "1000");
    facts.adjustment.approved_district_budget = None;
    assert_asked(&facts, &[Question::ApprovedDistrictBudget], &[]);
    facts.adjustment.requested_increase = None;
    assert_asked(&facts, &[Question::ApprovedDistrictBudget, Question::RequestedIncrease], &[]);
    facts.adjustment.approved_district_budget = stated(wan("1000"));
    assert_asked(&facts, &[Question::RequestedIncrease], &[]);
    facts.adjustment = AdjustmentFacts::default();
    assert_asked(
        &facts,
        &[Question::ApprovedDistrictBudget, Question::RequestedIncrease, Question::HigherLevelOrder],
        &[],
    );
    facts.adjustment.requested_increase = stated(Money::ZERO);
    assert_settled(&facts, Verdict::NotRequired, &[]);
}

#[test]
fn an_increase_is_district_money_whatever_the_sources_say() {
    let unnamed = Facts { district_money: None, ..adjustment("100", "1000") };
    assert_settled(&unnamed, Verdict::Required, &["3(3)"]);
    let below = Facts { district_money: None, ..adjustment("99", "1000") };
    assert_settled(&below, Verdict::NotRequired, &[]);
}

#[test]
fn where_nothing_was_approved_the_increase_is_new_money() {
    assert_settled(&adjustment("100", "0"), Verdict::Required, &["3(2)"]);
    let small = Facts { total_amount: stated(wan("399")), ..adjustment("100", "0") };
    assert_settled(&small, Verdict::NotRequired, &[]);
    let of_a_policy =
        Facts { object: stated(ObjectKind::Policy), district_money: None, ..adjustment("1", "0") };
    assert_settled(&of_a_policy, Verdict::Required, &["3(1)"]);
    assert!(classified(&of_a_policy).readings.contains(&"C12".to_owned()));
    assert_settled(&adjustment("0", "0"), Verdict::NotRequired, &[]);
    let unclassed = Facts { class: None, total_amount: stated(wan("300")), ..adjustment("100", "0") };
    assert_asked(&unclassed, &[Question::Class], &[]);
}

#[test]
fn expired_projects_are_in_from_400_in_any_class_and_expired_policies_always() {
    for class in [Some(ProjectClass::Infrastructure), Some(ProjectClass::NonInfrastructure), None] {
        let expired = |amount| Facts {
            application: stated(Application::Continuation),
            class: class.and_then(stated),
            ..new_project(amount)
        };
        assert_settled(&expired("399.99"), Verdict::NotRequired, &[]);
        assert_settled(&expired("400"), Verdict::Required, &["3(4)"]);
        assert_settled(&expired("400.01"), Verdict::Required, &["3(4)"]);
    }
    assert_settled(&policy(Application::Continuation), Verdict::Required, &["3(4)"]);
}

#[test]
fn a_designation_with_its_document_decides_whatever_else_is_unknown() {
    let order = Designation {
        by: "区政府常务会议".to_owned(),
        document: "会议纪要〔2023〕第3期".to_owned(),
        on: "2023-05-04".parse().unwrap(),
    };
    let designated = Facts { designation: Some(order.clone()), ..Facts::default() };
    let determination = classified(&designated);
    assert_eq!((determination.verdict, &*determination.missing), (Verdict::Required, &[][..]));
    assert_eq!(determination.clauses(), ["3(5)"]);
    assert!(determination.reasons[0].contains("会议纪要〔2023〕第3期"));
    assert!(determination.readings.contains(&"C17".to_owned()));

    let both = Facts { designation: Some(order.clone()), ..new_project("900") };
    assert_settled(&both, Verdict::Required, &["3(2)", "3(5)"]);
    let outside = Facts {
        designation: Some(order.clone()),
        district_money: stated(DistrictMoney::OutsideBudget),
        ..new_project("1")
    };
    assert_settled(&outside, Verdict::Required, &["3(5)"]);

    let without_document = Designation { document: "  ".to_owned(), ..order };
    let undesignated = Facts { designation: Some(without_document), ..new_project("1") };
    assert_settled(&undesignated, Verdict::NotRequired, &[]);
}

#[test]
fn money_that_is_not_the_districts_is_outside_at_once() {
    let outside = Facts {
        district_money: stated(DistrictMoney::OutsideBudget),
        object: stated(ObjectKind::Project),
        ..Facts::default()
    };
    assert_settled(&outside, Verdict::OutOfScope, &[]);
    assert!(classified(&outside).readings.contains(&"C8".to_owned()));
    let confirmed =
        |amount| Facts { district_money: stated(DistrictMoney::ConfirmedNone), ..new_project(amount) };
    assert_settled(&confirmed("399"), Verdict::NotRequired, &[]);
    assert_eq!(classified(&confirmed("399")).reasons, classified(&new_project("399")).reasons);
    assert_settled(&confirmed("400"), Verdict::OutOfScope, &[]);
    assert!(classified(&confirmed("400")).readings.contains(&"C6".to_owned()));
}

#[test]
fn what_was_decided_before_the_measure_applied_is_outside() {
    let decided = |day: &str| Facts { decided_on: stated(day.parse().unwrap()), ..new_project("900") };
    assert_settled(&decided("2023-04-13"), Verdict::OutOfScope, &[]);
    assert_settled(&decided("2023-04-14"), Verdict::Required, &["3(2)"]);
}

#[test]
fn an_object_of_which_nothing_is_known_is_asked_about_in_order() {
    let determination = classified(&Facts::default());
    assert_eq!(
        determination.missing,
        [Question::Object, Question::Application, Question::Amount, Question::Class, Question::Money]
    );
    assert_eq!(determination.follow_up.len(), 3);
    assert!(determination.facts_used.is_empty());
}
