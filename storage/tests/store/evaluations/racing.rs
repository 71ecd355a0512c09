//! Several who change one case: by version, by key, and from two stores.

use domain::evaluation::{Command, RejectionKind};
use storage::evaluations::{Execute, verify_evaluations};
use storage::{Refusal, Request};

use super::people::{
    Case, FIRM, applicant, commission, evaluation_id, member, organiser, person, second_organiser,
};
use crate::store::listing::{named, rulebook};
use crate::store::support::verified;

fn appoint(count: u128) -> Command {
    Command::AppointPanel { members: (1..=count).map(member).collect() }
}

fn expecting(version: u64, execute: Execute) -> Execute {
    let request = Request { expected_version: Some(version), ..execute.request };
    Execute { request, ..execute }
}

on_both_engines! {
    async fn a_change_of_a_version_that_has_passed_is_stale(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.give(&organiser(), Command::CommissionThirdParty(commission(FIRM))).await;
        let late = expecting(1, case.command(&organiser(), appoint(5)));
        assert!(matches!(store.write(late).await, Err(Refusal::Stale { expected: 1, found: 2 })));
        store.write(expecting(2, case.command(&organiser(), appoint(5)))).await.unwrap();
        case.verify().await;
        store.close().await.unwrap();
    }

    async fn a_stranger_learns_nothing_of_the_version(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        let stranger = person(77, domain::actor::Role::BudgetDepartment, "云溪区卫健局");
        let stale = store.write(expecting(9, case.command(&stranger, appoint(5)))).await;
        let missing = Execute { evaluation: evaluation_id(8), ..case.command(&stranger, appoint(5)) };
        let missing = store.write(missing).await;
        let (Err(Refusal::Rule(stale)), Err(Refusal::Rule(missing))) = (stale, missing) else { panic!() };
        assert_eq!(stale.kind, RejectionKind::Hidden);
        assert_eq!(stale, missing, "what is hidden looks like what is not there");
        let forbidden = store.write(expecting(9, case.command(&applicant(), appoint(5)))).await;
        let Err(Refusal::Rule(forbidden)) = forbidden else { panic!() };
        assert_eq!(forbidden.kind, RejectionKind::Forbidden);
        store.close().await.unwrap();
    }

    async fn a_retried_command_is_done_once(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        let mut command = expecting(1, case.command(&organiser(), appoint(5)));
        command.request = named(command.request, "panel");
        let first = store.write(command.clone()).await.unwrap();
        let again = store.write(command.clone()).await.unwrap();
        assert_eq!((first.value, first.replayed, again.replayed), (again.value, false, true));
        assert_eq!(case.loaded().await.version, 2);
        command.request.idempotency.as_mut().unwrap().digest = "another".to_owned();
        assert!(matches!(store.write(command).await, Err(Refusal::KeyReused)));
        case.verify().await;
        store.close().await.unwrap();
    }

    async fn of_two_stores_on_one_case_one_wins(database) {
        let (store, other) = (database.open().await, database.open().await);
        let case = Case::open(&store, 1).await;
        for round in 0..8 {
            let version = 1 + round;
            let one = expecting(version, case.command(&organiser(), appoint(5)));
            let two = expecting(version, case.command(&second_organiser(), appoint(3)));
            let (one, two) = tokio::join!(store.write(one), other.write(two));
            let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
            assert_eq!(won.unwrap().value.version, version + 1);
            assert!(matches!(lost, Err(Refusal::Stale { .. })), "{lost:?}");
            case.check().await;
        }
        verify_evaluations(other.reader()).await.unwrap();
        assert_eq!(verified(&other).await.entries, 10);
        store.close().await.unwrap();
        other.close().await.unwrap();
    }

    async fn another_rulebook_than_that_of_the_case_is_an_error(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        database.execute("UPDATE evaluations SET rulebook_digest = 'another'").await;
        let outcome = store.write(case.command(&organiser(), appoint(5))).await;
        assert!(matches!(outcome, Err(Refusal::Store(_))), "{outcome:?}");
        assert_ne!(rulebook().digest(), "another");
        store.close().await.unwrap();
    }
}
