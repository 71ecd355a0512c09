//! Which cases can be opened.

use domain::actor::Actor;
use domain::evaluation::{Command, RejectionKind, State};
use domain::id::EvaluationId;
use storage::evaluations::Open;
use storage::{Refusal, Request};
use uuid::Uuid;

use super::people::{Case, OTHER_FIRM, applicant, commission, evaluation_id, organiser};
use crate::store::listing::{bureau, named};

fn rule(outcome: Result<impl std::fmt::Debug, Refusal>) -> (RejectionKind, &'static str) {
    let Err(Refusal::Rule(rejection)) = outcome else { panic!("{outcome:?}") };
    (rejection.kind, rejection.code)
}

on_both_engines! {
    async fn a_subject_has_one_open_case(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        let second = |year| Open { evaluation: evaluation_id(9), ..case.opening(1, year) };
        assert_eq!(rule(store.write(second(2027)).await), (RejectionKind::Blocked, "evaluation_open"));
        case.give(&organiser(), Command::Withdraw { reason: "暂缓".to_owned() }).await;
        store.write(second(2027)).await.unwrap();
        case.verify().await;
        store.close().await.unwrap();
    }

    async fn an_exclusion_closes_its_year_until_another_result_takes_its_place(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.until_meeting().await;
        case.meet(50).await;
        case.report().await;
        let second = |year| Open { evaluation: evaluation_id(9), ..case.opening(1, year) };
        assert_eq!(rule(store.write(second(2027)).await), (RejectionKind::Blocked, "closed_for_year"));
        let reason = "申诉成立".to_owned();
        let order = Command::OrderReevaluation { commission: commission(OTHER_FIRM), reason };
        case.give(&bureau(), order.clone()).await;
        assert_eq!(rule(store.write(second(2028)).await), (RejectionKind::Blocked, "evaluation_open"));
        case.give(&bureau(), Command::Withdraw { reason: "申诉撤回".to_owned() }).await;
        assert_eq!(rule(store.write(second(2027)).await), (RejectionKind::Blocked, "closed_for_year"));
        store.write(second(2028)).await.unwrap();
        case.verify().await;
        store.close().await.unwrap();
    }

    async fn a_case_that_ended_does_not_come_back_beside_an_open_one(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.until_meeting().await;
        case.meet(50).await;
        case.report().await;
        store.write(Open { evaluation: evaluation_id(9), ..case.opening(1, 2028) }).await.unwrap();
        let reason = "申诉成立".to_owned();
        let order = Command::OrderReevaluation { commission: commission(OTHER_FIRM), reason };
        let Refusal::Rule(rejection) = case.refused(&bureau(), order).await else { panic!() };
        assert_eq!(rejection.code, "evaluation_open");
        assert_eq!(case.loaded().await.round.state, State::Excluded);
        case.verify().await;
        store.close().await.unwrap();
    }

    async fn opening_is_refused_in_the_right_order(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.give(&organiser(), Command::Withdraw { reason: "暂缓".to_owned() }).await;
        let other = EvaluationId(Uuid::from_u128(7));
        let by = |actor: &Actor, version| Open {
            request: Request { expected_version: Some(version), ..case.request(actor) },
            evaluation: other,
            ..case.opening(1, 2027)
        };
        let (kind, _) = rule(store.write(by(&applicant(), 9)).await);
        assert!(matches!(kind, RejectionKind::Hidden | RejectionKind::Forbidden), "{kind:?}");
        assert!(matches!(store.write(by(&organiser(), 9)).await, Err(Refusal::Stale { expected: 9, found: 1 })));
        let missing = store.write(case.opening(77, 2027)).await;
        assert_eq!(rule(missing), (RejectionKind::Hidden, "not_found"));
        let request = named(by(&organiser(), 1).request, "opening");
        let first = store.write(Open { request: request.clone(), ..by(&organiser(), 1) }).await.unwrap();
        let again = store.write(Open { request, ..by(&organiser(), 1) }).await.unwrap();
        assert_eq!((first.value, first.replayed, again.replayed), (again.value, false, true));
        assert!(store.write(case.opening(1, 2027)).await.is_err(), "the identifier is taken");
        case.verify().await;
        store.close().await.unwrap();
    }
}
