//! What more knowledge can do to a settled verdict, and what it never does.
//!
//! An answer to a question that can be asked never un-settles a verdict: see `laws`. Other facts are taken as not so
//! until somebody states them, and may bring in what was not looked at before: a unit that turns out to be a town
//! (C7), siblings (C19), earlier increases (C13), a decision before the measure (C22), money from outside the budget
//! (C8). Of these only the town can turn `required` into a question again: what is the district's share, and, where that
//! is not known either, is it a project at all. The others can take `required` away for good, or leave it.

use proptest::prelude::*;

use super::laws::{amounts, any_facts};
use super::*;

/// Each puts one fact of the second where the first has none.
const ADDITIONS: [fn(&mut Facts, &Facts); 14] = [
    |facts, more| add(&mut facts.object, &more.object),
    |facts, more| add(&mut facts.application, &more.application),
    |facts, more| add(&mut facts.in_progress, &more.in_progress),
    |facts, more| add(&mut facts.class, &more.class),
    |facts, more| add(&mut facts.total_amount, &more.total_amount),
    |facts, more| add(&mut facts.district_money, &more.district_money),
    |facts, more| add(&mut facts.district_share, &more.district_share),
    |facts, more| {
        let approved = &mut facts.adjustment.approved_district_budget;
        add(approved, &more.adjustment.approved_district_budget);
    },
    |facts, more| add(&mut facts.adjustment.requested_increase, &more.adjustment.requested_increase),
    |facts, more| add(&mut facts.adjustment.earlier_increases, &more.adjustment.earlier_increases),
    |facts, more| {
        let ordered = &mut facts.adjustment.ordered_by_higher_level;
        add(ordered, &more.adjustment.ordered_by_higher_level);
    },
    |facts, more| add(&mut facts.decided_on, &more.decided_on),
    |facts, more| {
        let parts = more.possible_parts.clone();
        facts.possible_parts = facts.possible_parts.take().or_else(|| {
            // Several parts together are no less than one of them.
            let own = facts.total_amount.as_ref().map(|amount| amount.value);
            parts.map(|parts| PossibleParts {
                joint_amount: own.map_or(parts.joint_amount, |own| own.max(parts.joint_amount)),
                ..parts
            })
        });
    },
    |facts, _| {
        facts.designation = Some(Designation {
            by: "区政府常务会议".to_owned(),
            document: "会议纪要〔2023〕第3期".to_owned(),
            on: "2023-05-04".parse().unwrap(),
        });
    },
];

fn add<T: Clone>(fact: &mut Option<Fact<T>>, more: &Option<Fact<T>>) {
    *fact = fact.take().or_else(|| more.clone());
}

/// Facts of which an evaluation is often required.
fn often_required() -> impl Strategy<Value = Facts> {
    (any_facts(), any::<bool>(), amounts()).prop_map(|(facts, of_a_project, amount)| {
        if of_a_project {
            return Facts {
                object: stated(ObjectKind::Project),
                application: stated(Application::New),
                total_amount: stated(amount.max(wan("200"))),
                district_money: stated(DistrictMoney::Some),
                ..facts
            };
        }
        let adjustment = AdjustmentFacts {
            ordered_by_higher_level: facts.adjustment.ordered_by_higher_level.or(stated(Money::ZERO)),
            ..facts.adjustment
        };
        Facts { application: stated(Application::Adjustment), adjustment, ..facts }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn one_fact_more_never_turns_required_into_a_question(facts in often_required(), more in any_facts()) {
        if classified(&facts).verdict != Verdict::Required {
            return Ok(());
        }
        for addition in ADDITIONS {
            let mut known = facts.clone();
            addition(&mut known, &more);
            prop_assert_ne!(classified(&known).verdict, Verdict::NeedsInformation, "{:#?}", known);
        }
    }

    #[test]
    fn many_facts_more_never_turn_required_into_a_question(facts in often_required(), more in any_facts()) {
        if classified(&facts).verdict != Verdict::Required {
            return Ok(());
        }
        let mut known = facts;
        for addition in ADDITIONS {
            addition(&mut known, &more);
        }
        prop_assert_ne!(classified(&known).verdict, Verdict::NeedsInformation, "{:#?}", known);
    }

    #[test]
    fn naming_the_unit_asks_for_nothing_but_the_share_of_a_town(
        facts in often_required(), unit in prop::sample::select(vec![UnitKind::Town, UnitKind::Department, UnitKind::Park]),
    ) {
        let facts = Facts { unit: None, ..facts };
        if classified(&facts).verdict != Verdict::Required {
            return Ok(());
        }
        let named = Facts { unit: stated(unit), ..facts.clone() };
        let determination = classified(&named);
        if unit != UnitKind::Town {
            prop_assert_eq!(determination.verdict, Verdict::Required);
        } else if determination.verdict == Verdict::NeedsInformation {
            // Of a policy nobody asks for the share, so where that is open it matters too: beside an unknown share, or
            // alone beside one that leaves only a policy in.
            let kind_is_open = facts.object.is_none() && determination.missing.contains(&Question::Object);
            let kind = kind_is_open.then_some(Question::Object);
            let share = facts.district_share.is_none().then_some(Question::DistrictShare);
            let expected: Vec<Question> = kind.into_iter().chain(share).collect();
            prop_assert_eq!(determination.missing, expected);
        }
    }
}

/// The one way back from `required` to a question, as the documentation has it.
#[test]
fn a_town_that_is_named_late_is_asked_for_the_share() {
    let unnamed = Facts { unit: None, ..new_project("500") };
    assert_settled(&unnamed, Verdict::Required, &["3(2)"]);
    let named = Facts { unit: stated(UnitKind::Town), ..unnamed };
    assert_asked(&named, &[Question::DistrictShare], &[]);
}
