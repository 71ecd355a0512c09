//! What would settle or flip a verdict: worked cases, and each set of answers put to the test with real answers.

use proptest::prelude::*;

use super::laws::{all_answered, amounts, answers, any_facts, with_origins};
use super::*;

fn explained(facts: &Facts) -> Explanation {
    explain(facts, &YUNXI)
}

fn sentences(facts: &Facts) -> Vec<String> {
    explained(facts).paths.into_iter().map(|path| path.sentence).collect()
}

fn inferred<T>(value: T) -> Option<Fact<T>> {
    Some(Fact::inferred(value, "道路", "工程内容属建筑施工"))
}

fn confirmed<T>(value: T, document: Option<&str>) -> Option<Fact<T>> {
    let origin = Origin::Confirmed {
        by: "计财股经办".to_owned(),
        on: "2023-05-04".parse().unwrap(),
        document: document.map(str::to_owned),
    };
    Some(Fact { value, origin })
}

#[test]
fn class_and_share_settle_a_town_project_of_280() {
    let facts = Facts { class: None, unit: stated(UnitKind::Town), ..new_project("280") };
    assert_eq!(
        sentences(&facts),
        [
            "若为基础设施类，则不需评估",
            "若区级出资比例低于50%，则不需评估",
            "若为非基础设施类且区级出资比例不低于50%，则应评估",
        ]
    );
    let required = &explained(&facts).paths[2];
    assert_eq!(required.verdict, Verdict::Required);
    let half = Bounds { at_least: percent(50).map(|share| share.value), below: None };
    let values: Vec<AssumedValue> = required.answers.iter().map(|answer| answer.value).collect();
    assert_eq!(
        values,
        [AssumedValue::Class(ProjectClass::NonInfrastructure), AssumedValue::DistrictShare(half)]
    );
}

#[test]
fn parts_that_may_be_one_project_are_named_with_their_joint_amount() {
    let facts = Facts {
        class: None,
        possible_parts: Some(PossibleParts {
            siblings: vec!["香铺村自来水".to_owned()],
            joint_amount: wan("943"),
            one_project: None,
        }),
        ..new_project("298")
    };
    assert_eq!(
        sentences(&facts),
        [
            "若为非基础设施类，则应评估",
            "若按一个项目合并计算（合计943万元），则应评估",
            "若为基础设施类且按几个项目分别计算，则不需评估",
        ]
    );
}

#[test]
fn ranges_are_as_wide_as_they_can_be() {
    let facts =
        Facts { total_amount: None, class: stated(ProjectClass::NonInfrastructure), ..new_project("1") };
    assert_eq!(sentences(&facts), ["若总投资不足200万元，则不需评估", "若总投资达到200万元，则应评估"]);
    let unclassed = Facts { class: None, ..facts };
    assert_eq!(
        sentences(&unclassed),
        [
            "若总投资不足200万元，则不需评估",
            "若总投资达到400万元，则应评估",
            "若总投资不足400万元且为基础设施类，则不需评估",
            "若总投资达到200万元且为非基础设施类，则应评估",
        ]
    );
}

#[test]
fn an_adjustment_is_settled_by_its_ratio_or_by_its_figures() {
    let mut facts = adjustment("100", "1000");
    facts.adjustment.approved_district_budget = None;
    assert_eq!(
        sentences(&facts),
        ["若已批准的区级预算超过1000万元，则不需评估", "若已批准的区级预算大于零、不超过1000万元，则应评估",]
    );
    facts.adjustment.requested_increase = None;
    facts.adjustment.earlier_increases = stated(wan("900000000"));
    assert_eq!(
        sentences(&facts),
        [
            "若申请增加的区级预算连同此前已增加的部分不足已批准区级预算的10%，则不需评估",
            "若申请增加的区级预算连同此前已增加的部分达到已批准区级预算的10%，则应评估",
        ]
    );
    facts.adjustment = AdjustmentFacts {
        approved_district_budget: stated(wan("1000")),
        earlier_increases: stated(wan("30")),
        ..AdjustmentFacts::default()
    };
    assert_eq!(
        sentences(&facts),
        [
            "若申请增加的区级预算不足70万元，则不需评估",
            "若增加额全部由上级统一部署，则不需评估",
            "若申请增加的区级预算达到70万元且增加额中没有上级统一部署的部分，则应评估",
        ]
    );
}

#[test]
fn where_nothing_was_approved_any_increase_beyond_what_was_ordered_is_new_money() {
    let mut facts = Facts { total_amount: stated(wan("900")), ..adjustment("1", "0") };
    facts.adjustment.requested_increase = None;
    facts.adjustment.ordered_by_higher_level = stated(wan("50"));
    assert_eq!(
        sentences(&facts),
        [
            "若申请增加的区级预算不足50.000001万元，则不需评估",
            "若申请增加的区级预算达到50.000001万元，则应评估"
        ]
    );
    facts.adjustment.ordered_by_higher_level = stated(Money::ZERO);
    assert_eq!(sentences(&facts), ["若没有申请增加区级预算，则不需评估", "若申请增加区级预算，则应评估"]);
}

#[test]
fn a_settled_verdict_is_flipped_by_what_was_inferred_first() {
    let facts = Facts { class: inferred(ProjectClass::Infrastructure), ..new_project("300") };
    assert_eq!(
        sentences(&facts)[..2],
        ["若为非基础设施类，则应评估".to_owned(), "若总投资达到400万元，则应评估".to_owned()]
    );
    let explanation = explained(&facts);
    assert!(
        explanation.paths.iter().all(|path| path.answers.len() <= 2 && path.verdict != Verdict::NotRequired)
    );
}

#[test]
fn what_a_document_proves_is_not_questioned() {
    let document = Some("岳云发改〔2023〕8号");
    let proved = Facts {
        class: confirmed(ProjectClass::Infrastructure, document),
        total_amount: confirmed(wan("300"), document),
        district_money: confirmed(DistrictMoney::Some, document),
        unit: confirmed(UnitKind::Department, document),
        ..new_project("300")
    };
    assert_eq!(explained(&proved), Explanation { paths: Vec::new(), more: false });
    let by_word = Facts { class: confirmed(ProjectClass::Infrastructure, None), ..proved };
    assert_eq!(sentences(&by_word), ["若为非基础设施类，则应评估"]);
}

#[test]
fn a_unit_that_is_not_named_may_be_a_town_and_brings_the_share_in() {
    let unnamed = Facts { unit: None, ..new_project("500") };
    assert_settled(&unnamed, Verdict::Required, &["3(2)"]);
    let by_a_town = "若由镇（街道）实施且区级出资比例低于50%，则不需评估".to_owned();
    assert!(sentences(&unnamed).contains(&by_a_town), "{:#?}", sentences(&unnamed));
    let named = Facts { unit: inferred(UnitKind::Department), ..unnamed };
    assert!(!sentences(&named).contains(&by_a_town), "{:#?}", sentences(&named));
}

#[test]
fn where_no_district_money_pays_nobody_asks_for_its_share() {
    let facts = Facts { unit: stated(UnitKind::Town), district_money: None, ..new_project("500") };
    assert_eq!(
        sentences(&facts),
        [
            "若确认没有区级财政资金，则不属适用范围",
            "若使用区级财政资金且区级出资比例低于50%，则不需评估",
            "若使用区级财政资金且区级出资比例不低于50%，则应评估",
        ]
    );
    let none = Facts { district_money: stated(DistrictMoney::ConfirmedNone), ..facts };
    assert_settled(&none, Verdict::OutOfScope, &[]);
}

#[test]
fn money_from_outside_the_budget_may_turn_out_to_be_the_districts() {
    let facts = Facts { district_money: inferred(DistrictMoney::OutsideBudget), ..new_project("900") };
    assert_eq!(sentences(&facts), ["若使用区级财政资金，则应评估"]);
}

/// That it is not required for another reason changes nothing, and two errors at once make it another object.
#[test]
fn a_settled_verdict_is_not_drowned_in_what_does_not_matter() {
    let small = Facts {
        district_money: inferred(DistrictMoney::OutsideBudget),
        class: inferred(ProjectClass::Infrastructure),
        ..new_project("300")
    };
    assert_eq!(sentences(&small), [""; 0]);
    let unpaid = Facts { district_money: None, ..small };
    assert_eq!(
        sentences(&unpaid),
        ["若为非基础设施类且使用区级财政资金，则应评估", "若总投资达到400万元且使用区级财政资金，则应评估"]
    );
}

#[test]
fn nothing_flips_an_order_to_evaluate_or_a_decision_before_the_measure() {
    let order = Designation {
        by: "区政府常务会议".to_owned(),
        document: "会议纪要〔2023〕第3期".to_owned(),
        on: "2023-05-04".parse().unwrap(),
    };
    let designated = Facts { designation: Some(order), ..new_project("1") };
    assert_eq!(sentences(&designated), [""; 0]);
    let before = Facts { decided_on: stated("2023-04-13".parse().unwrap()), ..new_project("900") };
    assert_eq!(sentences(&before), [""; 0]);
}

#[test]
fn of_an_unknown_object_the_twelve_shortest_sets_are_given_with_each_verdict_among_them() {
    let explanation = explained(&Facts::default());
    assert_eq!(explanation.paths.len(), LONGEST_EXPLANATION);
    assert!(explanation.more);
    assert_eq!(explanation.paths[0].sentence, "若没有新的申请，则不需评估");
    for verdict in [Verdict::Required, Verdict::NotRequired, Verdict::OutOfScope] {
        assert!(explanation.paths.iter().any(|path| path.verdict == verdict), "{verdict:?}");
    }
    assert!(explanation.paths.is_sorted_by_key(|path| path.answers.len()));
}

/// The amount nearest to `wish` within the bounds.
fn within(bounds: Bounds<Money>, wish: Money) -> Money {
    let least = bounds.at_least.unwrap_or(Money::from_fen(i64::MIN));
    let most = bounds.below.map_or(i64::MAX, |below| below.fen() - 1);
    wish.max(least).min(Money::from_fen(most))
}

/// `facts` with that answer, of which `wish` chooses one that agrees with `value`.
fn assume(facts: &mut Facts, value: AssumedValue, wish: Money) {
    let fen = |fact: &Option<Fact<Money>>| fact.as_ref().map_or(0, |fact| fact.value.fen().max(0));
    match value {
        AssumedValue::Object(object) => facts.object = stated(object),
        AssumedValue::Application(application) => facts.application = stated(application),
        AssumedValue::Amount(bounds) => facts.total_amount = stated(within(bounds, wish)),
        AssumedValue::Class(class) => facts.class = stated(class),
        AssumedValue::OneProject(one) => {
            facts.possible_parts.as_mut().unwrap().one_project = stated(one);
        }
        AssumedValue::Money(money) => facts.district_money = stated(money),
        AssumedValue::Town => facts.unit = stated(UnitKind::Town),
        AssumedValue::DistrictShare(Bounds { at_least, below }) => {
            let least = at_least.map_or(0, Share::basis_points);
            let most = below.map_or(10_000, |below| below.basis_points() - 1);
            let wish = u32::try_from(wish.fen().unsigned_abs() % 10_001).unwrap();
            facts.district_share = stated(Share::from_basis_points(wish.clamp(least, most)).unwrap());
        }
        AssumedValue::ApprovedDistrictBudget(bounds) => {
            let positive = Bounds { at_least: bounds.at_least.or(Some(Money::from_fen(1))), ..bounds };
            facts.adjustment.approved_district_budget = stated(within(positive, wish));
        }
        AssumedValue::RequestedIncrease(bounds) => {
            facts.adjustment.requested_increase = stated(within(bounds, wish));
        }
        AssumedValue::IncreaseRatio(Bounds { at_least, below }) => {
            let approved = wish.fen().clamp(1, 2_000_000_000);
            let reaching = |share: Share| (i64::from(share.basis_points()) * approved + 9_999) / 10_000;
            let adjustment = &facts.adjustment;
            let increase = match (at_least, below) {
                (Some(share), _) => {
                    // Earlier increases count too, and may already reach it.
                    let least = reaching(share).saturating_sub(fen(&adjustment.earlier_increases)).max(1);
                    least.saturating_add(fen(&adjustment.ordered_by_higher_level))
                }
                (None, Some(share)) => {
                    let below = reaching(share) - 1;
                    below.saturating_sub(fen(&adjustment.earlier_increases)).max(0)
                }
                (None, None) => panic!("a range with no end is no answer"),
            };
            facts.adjustment.approved_district_budget = stated(Money::from_fen(approved));
            facts.adjustment.requested_increase = stated(Money::from_fen(increase));
        }
        AssumedValue::HigherLevelOrder(all) => {
            let increase = fen(&facts.adjustment.requested_increase);
            facts.adjustment.ordered_by_higher_level =
                stated(Money::from_fen(if all { increase } else { 0 }));
        }
    }
}

/// `facts` with `answers`, chosen near to `wish` where there is a choice.
fn given(facts: &Facts, answers: &[AssumedAnswer], others: &Facts, wish: Money) -> Facts {
    let mut facts = facts.clone();
    for answer in answers {
        assume(&mut facts, answer.value, wish);
        if answer.value == AssumedValue::HigherLevelOrder(true)
            && facts.adjustment.requested_increase.is_none()
        {
            facts.adjustment.requested_increase = others.adjustment.requested_increase.clone();
            assume(&mut facts, answer.value, wish);
        }
    }
    facts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whoever_gives_the_answers_gets_the_verdict(
        facts in any_facts(), origins in any::<u64>(), others in answers(1), wishes in prop::collection::vec(amounts(), 4),
    ) {
        let facts = with_origins(&facts, origins);
        let verdict = classified(&facts).verdict;
        let explanation = explained(&facts);
        prop_assert!(explanation.paths.len() <= LONGEST_EXPLANATION);
        prop_assert!(verdict != Verdict::NeedsInformation || !explanation.paths.is_empty());
        for path in &explanation.paths {
            prop_assert!(!path.answers.is_empty());
            prop_assert_ne!(path.verdict, verdict);
            prop_assert!(path.answers.is_sorted_by_key(|answer| answer.question));
            for wish in &wishes {
                prop_assert_eq!(classified(&given(&facts, &path.answers, &others, *wish)).verdict, path.verdict);
                let walked = all_answered(&given(&facts, &path.answers, &others, *wish), &others);
                prop_assert_eq!(classified(&walked).verdict, path.verdict, "{} {:#?}", path.sentence, walked);
            }
        }
    }
    /// Nothing in a set can be left out: with any answer missing there are figures with which the verdict does not
    /// follow. An amount far from the end of its range may settle more than the range does.
    #[test]
    fn whoever_gives_fewer_answers_does_not_always_get_the_verdict(
        facts in any_facts(), origins in any::<u64>(), others in answers(1),
    ) {
        let facts = with_origins(&facts, origins);
        // Clamped into a range these are its ends, also for a share, and what lies at the numbers of the measure.
        let wishes = [0, 10_000, 199_999_999, 200_000_000, 399_999_999, 400_000_000, i64::MAX].map(Money::from_fen);
        for path in &explained(&facts).paths {
            let count = path.answers.len();
            for kept in 0..(1_u32 << count) - 1 {
                let chosen = path.answers.iter().enumerate().filter(|(position, _)| kept & (1 << position) != 0);
                let fewer: Vec<AssumedAnswer> = chosen.map(|(_, answer)| answer.clone()).collect();
                let always = wishes.iter().all(|wish| {
                    classified(&given(&facts, &fewer, &others, *wish)).verdict == path.verdict
                });
                prop_assert!(!always, "{} by {:?}", path.sentence, fewer);
            }
        }
    }
}
