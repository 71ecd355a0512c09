//! Who sees which evaluations. The list must agree with the policy for everybody.

use domain::actor::{Actor, Role};
use domain::evaluation::{Command, RejectionKind, State};
use domain::id::EvaluationId;
use domain::policy::{Action, Relation, can};
use storage::evaluations::{EvaluationFilter, find_visible, load, page};
use storage::{Refusal, Store};

use super::people::{
    BUILDING, Case, FIRM, OTHER_FIRM, absent_deputy, applicant, commission, deputy, evaluation_id, expert,
    group_member, leader, organiser, person,
};
use crate::store::listing::{WATER, bureau, subject_id};

async fn ids(store: &Store, reader: &Actor, filter: &EvaluationFilter) -> Vec<EvaluationId> {
    let summaries = page(store.reader(), reader, filter, None, 100).await.unwrap();
    summaries.into_iter().map(|summary| summary.id).collect()
}

/// Everybody of the scenario, and the same people in every role and organisation.
fn readers() -> Vec<Actor> {
    let mut readers = vec![
        organiser(),
        applicant(),
        leader(),
        group_member(),
        deputy(),
        expert(1),
        expert(2),
        expert(9),
        absent_deputy(),
        bureau(),
    ];
    for role in Role::ALL {
        for organisation in [BUILDING, WATER, FIRM, OTHER_FIRM, "云溪区财政局"] {
            readers.push(person(500, role, organisation));
        }
        for somebody in [organiser(), leader(), deputy(), expert(1), expert(2)] {
            readers.push(Actor { role, ..somebody });
        }
    }
    readers
}

on_both_engines! {
    async fn the_list_and_the_single_case_agree_with_the_policy_for_everybody(database) {
        let store = database.open().await;
        let (one, two) = (Case::open(&store, 1).await, Case::open(&store, 2).await);
        one.until_meeting().await;
        let three = Case::open(&store, 3).await;
        three.until_meeting().await;
        three.meet(50).await;
        three.report().await;
        let reason = "申诉成立".to_owned();
        three.give(&bureau(), Command::OrderReevaluation { commission: commission(OTHER_FIRM), reason }).await;
        let mut hidden = 0;
        for reader in readers() {
            let mut expected = Vec::new();
            for id in [three.id, two.id, one.id] {
                let evaluation = load(store.reader(), id).await.unwrap().unwrap();
                let relation = Relation::to_case(&reader, &evaluation);
                let visible = can(reader.role, Action::ReadEvaluation, &relation).is_ok();
                let found = find_visible(store.reader(), &reader, id).await.unwrap();
                assert_eq!(found, visible.then_some(evaluation), "{reader:?}");
                if visible { expected.push(id) } else { hidden += 1 }
            }
            assert_eq!(ids(&store, &reader, &EvaluationFilter::default()).await, expected, "{reader:?}");
        }
        assert!(hidden > 50, "the policy hides something from most");
        // Who had a part in the first round still knows of the case and has no part in the second.
        for reader in [organiser(), leader(), expert(1), deputy()] {
            let evaluation = find_visible(store.reader(), &reader, three.id).await.unwrap().unwrap();
            assert_eq!(Relation::to_evaluation(&reader, &evaluation), Relation::default());
            let refusal = three.refused(&reader, Command::Withdraw { reason: "撤回".to_owned() }).await;
            let Refusal::Rule(refusal) = refusal else { panic!() };
            assert_eq!(refusal.kind, RejectionKind::Forbidden, "{reader:?}");
        }
        assert!(find_visible(store.reader(), &absent_deputy(), three.id).await.unwrap().is_none());
        assert_eq!(find_visible(store.reader(), &bureau(), evaluation_id(9)).await.unwrap(), None);
        store.close().await.unwrap();
    }

    async fn a_list_is_narrowed_and_paged(database) {
        let store = database.open().await;
        for number in 1..=5 {
            Case::open(&store, number).await;
        }
        let all = EvaluationFilter::default();
        let first = page(store.reader(), &bureau(), &all, None, 2).await.unwrap();
        let last = first.last().unwrap().id;
        let second = page(store.reader(), &bureau(), &all, Some(last), 2).await.unwrap();
        let seen: Vec<EvaluationId> = first.iter().chain(&second).map(|summary| summary.id).collect();
        assert_eq!(seen, [5, 4, 3, 2].map(evaluation_id));
        let summary = &first[0];
        assert_eq!((summary.subject_id, summary.organiser.as_str(), summary.applicant.as_str()), (subject_id(5), BUILDING, WATER));
        assert_eq!((summary.version, summary.round, summary.state, summary.budget_year), (1, 1, State::Opened, 2027));
        let one = EvaluationFilter { subject: Some(subject_id(3)), organiser: Some(BUILDING.to_owned()), ..all.clone() };
        assert_eq!(ids(&store, &bureau(), &one).await, [evaluation_id(3)]);
        for none in [
            EvaluationFilter { state: Some(State::Planned), ..all.clone() },
            EvaluationFilter { organiser: Some(WATER.to_owned()), ..all.clone() },
            EvaluationFilter { applicant: Some(BUILDING.to_owned()), ..all.clone() },
            EvaluationFilter { budget_year: Some(2028), ..all.clone() },
        ] {
            assert!(ids(&store, &bureau(), &none).await.is_empty(), "{none:?}");
        }
        store.close().await.unwrap();
    }
}
