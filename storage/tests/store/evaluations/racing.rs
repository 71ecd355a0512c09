//! Several who change one case: by version, by key, and from two stores.

use domain::actor::Actor;
use domain::evaluation::{Command, RejectionKind, State};
use storage::evaluations::{Execute, SheetAction, verify_evaluations};
use storage::{Refusal, Request, Store};

use super::people::{
    Case, FIRM, applicant, commission, deputy, evaluation_id, leader, member, organiser, person,
    second_organiser,
};
use crate::store::listing::{named, rulebook};
use crate::store::support::verified;

fn appoint(count: u128) -> Command {
    Command::AppointPanel { members: (1..=count).map(member).collect() }
}

fn reopening(expert: &Actor) -> Command {
    Command::ReopenSheet { expert: expert.id, reason: "复核".to_owned() }
}

/// Locks what is open.
async fn lock_all(case: &Case<'_>) {
    for expert in Case::panel() {
        let round = case.loaded().await.round;
        if round.sheets.get(&expert.id).is_none_or(|sheet| sheet.locked_at.is_none()) {
            case.store.write_together(case.sheet(&expert, SheetAction::Lock)).await.unwrap();
        }
    }
}

/// To a meeting that lacks nothing but locked sheets and an opinion.
async fn until_marked(case: &Case<'_>) {
    case.until_meeting().await;
    case.record_meeting().await;
    let panel = Case::panel();
    for expert in &panel {
        case.score(expert, SheetAction::Save(case.marks(90))).await;
    }
    case.give(&panel[0], Command::AnswerArgumentRequest { number: 1, answer: "合理".to_owned() }).await;
    case.give(&deputy(), Command::SubmitDeputyOpinion { text: "同意".to_owned(), suggestions: None }).await;
}

fn sign() -> Command {
    Command::SignOpinion { dissent: None }
}

async fn draft(case: &Case<'_>) {
    lock_all(case).await;
    case.give(&Case::panel()[0], Command::DraftOpinion { text: "同意".to_owned() }).await;
}

/// No sheet of the panel is open while anybody's signature says what the sheets are, least of all under a report.
async fn hold(case: &Case<'_>) {
    let round = case.loaded().await.round;
    let locked = |expert| round.sheets.get(&expert).is_some_and(|sheet| sheet.locked_at.is_some());
    let all_locked = round.panel.members.iter().all(|member| locked(member.person.actor));
    let signed = round.opinion.as_ref().is_some_and(|opinion| !opinion.signatures.is_empty());
    assert!(all_locked || !(signed || round.state == State::Reporting), "{round:?}");
    case.check().await;
}

/// One store signs the opinion while another opens a sheet again: one of the two is refused.
async fn race_a_signature(case: &Case<'_>, other: &Store, turn: usize) {
    draft(case).await;
    let panel = Case::panel();
    let sign = case.command(&panel[0], sign());
    let reopen = case.command(&organiser(), reopening(&panel[turn % 5]));
    let (sign, reopen) = tokio::join!(case.store.write(sign), other.write(reopen));
    assert_ne!(sign.is_ok(), reopen.is_ok(), "{sign:?} {reopen:?}");
    hold(case).await;
}

/// One store closes the meeting while another drafts the opinion anew and opens a sheet again. Says whether the
/// meeting was closed.
async fn race_the_conclusion(case: &Case<'_>, other: &Store, turn: usize) -> bool {
    draft(case).await;
    let panel = Case::panel();
    for expert in &panel {
        case.give(expert, sign()).await;
    }
    let conclude = case.command(&leader(), Command::ConcludeMeeting);
    let draft = case.command(&panel[1], Command::DraftOpinion { text: "再议".to_owned() });
    let reopen = case.command(&organiser(), reopening(&panel[turn % 5]));
    let (conclude, draft, reopen) =
        tokio::join!(case.store.write(conclude), other.write(draft), other.write(reopen));
    assert_ne!(conclude.is_ok(), draft.is_ok(), "{conclude:?} {draft:?}");
    assert_eq!(draft.is_ok(), reopen.is_ok(), "{draft:?} {reopen:?}");
    hold(case).await;
    conclude.is_ok()
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

    async fn no_sheet_is_open_under_a_signature_or_a_report(database) {
        let (store, other) = (database.open().await, database.open().await);
        for number in 1..=3 {
            let case = Case::open(&store, number).await;
            until_marked(&case).await;
            for turn in 0..20 {
                race_a_signature(&case, &other, turn).await;
            }
            for turn in 0..20 {
                if race_the_conclusion(&case, &other, turn).await {
                    break;
                }
            }
            case.verify().await;
        }
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
