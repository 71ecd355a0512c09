//! What must hold for any facts at all.

use proptest::prelude::*;

use super::*;

/// Amounts at and around the numbers of the measure, and anything else.
pub(in crate::classification) fn amounts() -> impl Strategy<Value = Money> {
    let near = prop::sample::select(vec![0_i64, 200, 400, 1_000])
        .prop_flat_map(|number| (-1_i64..=1).prop_map(move |off| Money::from_fen(number * 1_000_000 + off)));
    prop_oneof![4 => near, 2 => (0_i64..2_000_000_000).prop_map(Money::from_fen), 1 => any::<i64>().prop_map(Money::from_fen)]
}

fn maybe<T: std::fmt::Debug + Clone>(
    values: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<Fact<T>>> {
    prop::option::of(values).prop_map(|value| value.and_then(stated))
}

fn one_of<T: std::fmt::Debug + Clone + 'static>(values: &[T]) -> impl Strategy<Value = T> + use<T> {
    prop::sample::select(values.to_vec())
}

fn shares() -> impl Strategy<Value = Share> {
    prop_oneof![Just(4_999_u32), Just(5_000), 0_u32..=10_000]
        .prop_map(|share| Share::from_basis_points(share).unwrap())
}

const APPLICATIONS: [Application; 4] =
    [Application::New, Application::Adjustment, Application::Continuation, Application::Nothing];
const CLASSES: [ProjectClass; 2] = [ProjectClass::Infrastructure, ProjectClass::NonInfrastructure];
const OBJECTS: [ObjectKind; 2] = [ObjectKind::Policy, ObjectKind::Project];

prop_compose! {
    fn adjustments()(
        approved in maybe(amounts()), increase in maybe(amounts()),
        earlier in maybe(amounts()), ordered in maybe(amounts()),
    ) -> AdjustmentFacts {
        AdjustmentFacts {
            approved_district_budget: approved,
            requested_increase: increase,
            earlier_increases: earlier,
            ordered_by_higher_level: ordered,
            cause: None,
        }
    }
}

prop_compose! {
    fn any_parts()(joint in amounts(), one_project in maybe(any::<bool>())) -> PossibleParts {
        PossibleParts { siblings: vec!["另一项目".to_owned()], joint_amount: joint, one_project }
    }
}

prop_compose! {
    pub(in crate::classification) fn any_facts()(
        object in maybe(one_of(&OBJECTS)),
        application in maybe(one_of(&APPLICATIONS)),
        in_progress in maybe(any::<bool>()),
        class in maybe(one_of(&CLASSES)),
        total_amount in maybe(amounts()),
        district_money in maybe(one_of(&[DistrictMoney::Some, DistrictMoney::ConfirmedNone, DistrictMoney::OutsideBudget])),
        district_share in maybe(shares()),
        unit in maybe(one_of(&[UnitKind::Town, UnitKind::Department, UnitKind::Park])),
        adjustment in adjustments(),
        possible_parts in prop::option::of(any_parts()),
        decided_on in prop_oneof![
            1 => Just(stated("2023-04-13".parse().unwrap())), 1 => Just(stated("2023-04-14".parse().unwrap())), 6 => Just(None),
        ],
    ) -> Facts {
        let in_progress = in_progress.filter(|_| application.is_none());
        Facts {
            object, application, in_progress, class, class_doubt: None, total_amount, funding: Vec::new(),
            district_money, district_share, unit, adjustment, possible_parts, designation: None,
            decided_on,
        }
    }
}

prop_compose! {
    /// One answer to every question. That nothing was approved (zero) raises questions of its own.
    pub(in crate::classification) fn answers(least_approval: i64)(
        object in one_of(&OBJECTS), application in one_of(&APPLICATIONS), class in one_of(&CLASSES),
        money in one_of(&[DistrictMoney::Some, DistrictMoney::ConfirmedNone]), amount in amounts(), share in shares(),
        one_project in any::<bool>(), approved in least_approval..2_000_000_000, increase in amounts(), ordered in amounts(),
    ) -> Facts {
        Facts {
            object: stated(object),
            application: stated(application),
            class: stated(class),
            total_amount: stated(amount),
            district_money: stated(money),
            district_share: stated(share),
            unit: stated(UnitKind::Department),
            adjustment: AdjustmentFacts {
                approved_district_budget: stated(Money::from_fen(approved)),
                requested_increase: stated(increase),
                ordered_by_higher_level: stated(ordered),
                ..AdjustmentFacts::default()
            },
            possible_parts: Some(PossibleParts {
                siblings: Vec::new(), joint_amount: Money::ZERO, one_project: stated(one_project),
            }),
            ..Facts::default()
        }
    }
}

/// `facts` with one question answered as in `answers`. What is already known stays.
fn answered(facts: &Facts, question: Question, answers: &Facts) -> Facts {
    let mut facts = facts.clone();
    let in_progress = facts.in_progress.as_ref().is_some_and(|fact| fact.value);
    match question {
        Question::Object => facts.object = facts.object.or(answers.object.clone()),
        Question::Application => {
            // Nobody answers that work in progress is new.
            let impossible = in_progress && answers.application == stated(Application::New);
            let answer = if impossible { stated(Application::Nothing) } else { answers.application.clone() };
            facts.application = facts.application.or(answer);
        }
        Question::Amount => facts.total_amount = facts.total_amount.or(answers.total_amount.clone()),
        Question::Class => facts.class = facts.class.or(answers.class.clone()),
        Question::OneProject => {
            if let (Some(parts), Some(answer)) = (&mut facts.possible_parts, &answers.possible_parts) {
                parts.one_project = parts.one_project.clone().or(answer.one_project.clone());
            }
        }
        Question::Money => facts.district_money = facts.district_money.or(answers.district_money.clone()),
        // Whether an unknown unit is a town is never asked (C7).
        Question::Unit => facts.unit = facts.unit.or(answers.unit.clone()),
        Question::DistrictShare => {
            facts.district_share = facts.district_share.or(answers.district_share.clone())
        }
        Question::ApprovedDistrictBudget => {
            let approved = &mut facts.adjustment.approved_district_budget;
            *approved = approved.clone().or(answers.adjustment.approved_district_budget.clone());
        }
        Question::RequestedIncrease => {
            let increase = &mut facts.adjustment.requested_increase;
            *increase = increase.clone().or(answers.adjustment.requested_increase.clone());
        }
        Question::HigherLevelOrder => {
            let ordered = &mut facts.adjustment.ordered_by_higher_level;
            *ordered = ordered.clone().or(answers.adjustment.ordered_by_higher_level.clone());
        }
    }
    facts
}

/// The facts with the origin of each chosen by a bit: stated, inferred or confirmed with a document.
pub(in crate::classification) fn with_origins(facts: &Facts, choice: u64) -> Facts {
    let mut facts = facts.clone();
    let mut rest = choice;
    let mut next = || {
        rest /= 3;
        match rest % 3 {
            0 => Origin::Stated { field: "表格".to_owned() },
            1 => Origin::Inferred {
                words: "道路".to_owned(), rule: "工程内容属建筑施工".to_owned()
            },
            _ => Origin::Confirmed {
                by: "计财股".to_owned(),
                on: "2023-05-04".parse().unwrap(),
                document: Some("岳云发改〔2023〕8号".to_owned()),
            },
        }
    };
    fn set<T>(fact: &mut Option<Fact<T>>, origin: Origin) {
        if let Some(fact) = fact {
            fact.origin = origin;
        }
    }
    set(&mut facts.object, next());
    set(&mut facts.application, next());
    set(&mut facts.class, next());
    set(&mut facts.total_amount, next());
    set(&mut facts.district_money, next());
    set(&mut facts.district_share, next());
    set(&mut facts.unit, next());
    set(&mut facts.adjustment.approved_district_budget, next());
    set(&mut facts.adjustment.requested_increase, next());
    set(&mut facts.adjustment.ordered_by_higher_level, next());
    if let Some(parts) = &mut facts.possible_parts {
        set(&mut parts.one_project, next());
    }
    facts
}

fn known(facts: &Facts, question: Question) -> bool {
    let adjustment = &facts.adjustment;
    match question {
        Question::Object => facts.object.is_some(),
        Question::Application => facts.application.is_some(),
        Question::Amount => facts.total_amount.is_some(),
        Question::Class => facts.class.is_some(),
        Question::OneProject => facts.possible_parts.as_ref().is_none_or(|parts| parts.one_project.is_some()),
        Question::Money => facts.district_money.is_some(),
        Question::Unit => facts.unit.is_some(),
        Question::DistrictShare => facts.district_share.is_some(),
        Question::ApprovedDistrictBudget => adjustment.approved_district_budget.is_some(),
        Question::RequestedIncrease => adjustment.requested_increase.is_some(),
        Question::HigherLevelOrder => adjustment.ordered_by_higher_level.is_some(),
    }
}

pub(in crate::classification) fn all_answered(facts: &Facts, answers: &Facts) -> Facts {
    Question::ALL.into_iter().fold(facts.clone(), |facts, question| answered(&facts, question, answers))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn something_is_missing_exactly_when_the_verdict_is_open(facts in any_facts()) {
        let determination = classified(&facts);
        let open = determination.verdict == Verdict::NeedsInformation;
        prop_assert_eq!(open, !determination.missing.is_empty());
        prop_assert!(open || determination.follow_up.is_empty());
        prop_assert!(determination.missing.iter().chain(&determination.follow_up).all(|question| !known(&facts, *question)));
        prop_assert!(determination.missing.is_sorted());
        prop_assert!(!determination.reasons.is_empty());
        prop_assert_eq!(determination.findings.len(), YUNXI.triggers.len());
        prop_assert!(determination.findings.iter().all(|finding| !finding.why.is_empty()));
    }

    #[test]
    fn an_examination_says_piece_by_piece_what_the_determination_says_at_once(facts in any_facts()) {
        let (examination, determination) = (examine(&facts, &YUNXI), classified(&facts));
        prop_assert_eq!(examination.verdict(), determination.verdict);
        prop_assert_eq!(examination.clauses(), determination.clauses());
        prop_assert_eq!(examination.missing(), determination.missing);
        prop_assert_eq!(examination.reasons(), determination.reasons);
    }

    #[test]
    fn a_settled_verdict_stays_whatever_is_answered(facts in any_facts(), answers in answers(0)) {
        let before = classified(&facts);
        if before.verdict == Verdict::NeedsInformation {
            return Ok(());
        }
        prop_assert_eq!(classified(&all_answered(&facts, &answers)).verdict, before.verdict);
        for question in Question::ALL {
            prop_assert_eq!(classified(&answered(&facts, question, &answers)).verdict, before.verdict);
        }
    }

    /// With everything else answered, an answer that is not asked for makes no difference.
    #[test]
    fn what_is_not_asked_for_cannot_change_the_verdict(facts in any_facts(), one in answers(1), other in answers(1)) {
        let determination = classified(&facts);
        for question in Question::ALL {
            let asked = determination.missing.contains(&question) || determination.follow_up.contains(&question);
            if asked || known(&facts, question) {
                continue;
            }
            let with_one = all_answered(&facts, &one);
            let with_other = all_answered(&answered(&facts, question, &other), &one);
            prop_assert_eq!(classified(&with_one).verdict, classified(&with_other).verdict, "{:?}", question);
        }
    }

    #[test]
    fn with_everything_answered_there_is_a_verdict(facts in any_facts(), answers in answers(1)) {
        let determination = classified(&all_answered(&facts, &answers));
        prop_assert_ne!(determination.verdict, Verdict::NeedsInformation);
        let holds = determination.findings.iter().any(|finding| finding.truth == Truth::True);
        prop_assert_eq!(holds, determination.verdict == Verdict::Required);
        prop_assert!(determination.findings.iter().all(|finding| finding.truth != Truth::Undecided));
    }

    #[test]
    fn a_larger_new_project_is_never_let_off(facts in any_facts(), one in amounts(), other in amounts()) {
        let of = |amount| classified(&Facts {
            object: stated(ObjectKind::Project),
            application: stated(Application::New),
            district_money: stated(DistrictMoney::Some),
            total_amount: stated(amount),
            ..facts.clone()
        }).verdict;
        if of(one.min(other)) == Verdict::Required {
            prop_assert_eq!(of(one.max(other)), Verdict::Required);
        }
    }

    #[test]
    fn facts_survive_being_stored(facts in any_facts()) {
        let stored = serde_json::to_string(&facts).unwrap();
        prop_assert_eq!(serde_json::from_str::<Facts>(&stored).unwrap(), facts);
    }
}
