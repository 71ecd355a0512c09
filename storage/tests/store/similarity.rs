//! Decisions on possible splits and overlaps, and what an index beside the tables is fed with.

use domain::actor::Role;
use domain::evaluation::RejectionKind;
use domain::id::SubjectId;
use domain::similarity::decision::Choice;
use domain::similarity::{FindingKey, FindingKind};
use domain::subject::Answer as Given;
use storage::comparison::TableVerifyError;
use storage::similarity::{DecideFinding, DecisionReceipt, decisions, decisions_about, verify_similarity};
use storage::subjects::{Answer, changed_after, visible_ids};
use storage::{Receipt, Refusal, Request, Store};

use crate::store::listing::{
    SCHOOLS, WATER, actor, bureau, import, later, named, project, request, rulebook, subject_id, wan,
};
use crate::store::support::{TestDatabase, append, count, verified};

/// Two parts of the water bureau's and one project of the schools'.
async fn imported(database: &TestDatabase) -> Store {
    let store = database.open().await;
    let projects =
        vec![project(1, WATER, wan(300)), project(2, WATER, wan(300)), project(3, SCHOOLS, wan(100))];
    store.write(import(100, projects)).await.unwrap();
    store
}

fn decide(request: Request, subjects: &[u128], choice: Choice) -> DecideFinding {
    let subjects = subjects.iter().copied().map(subject_id).collect();
    DecideFinding { request, subjects, choice, reason: "分属两个自然村".to_owned() }
}

fn key(kind: FindingKind, subjects: &[u128]) -> FindingKey {
    FindingKey::new(kind, &subjects.iter().copied().map(subject_id).collect::<Vec<_>>())
}

/// The first fault, or nothing.
async fn fault(store: &Store) -> Option<String> {
    match verify_similarity(store.reader()).await {
        Ok(_) => None,
        Err(TableVerifyError::Fault(fault)) => Some(fault.to_string()),
        Err(TableVerifyError::Store(error)) => panic!("{error:?}"),
    }
}

on_both_engines! {
    async fn a_decision_is_kept_with_who_when_and_why_and_can_be_changed(database) {
        let store = imported(database).await;
        let receipt = store.write(decide(request(bureau()), &[2, 1], Choice::Separate)).await.unwrap();
        let finding = key(FindingKind::Split, &[1, 2]);
        let first = DecisionReceipt { finding: finding.clone(), version: 1 };
        assert_eq!(receipt, Receipt { value: first, replayed: false });
        let record = decisions(store.reader(), std::slice::from_ref(&finding)).await.unwrap().pop().unwrap();
        assert_eq!(record.decided.subjects, [subject_id(1), subject_id(2)]);
        assert_eq!((record.decided.choice, record.decided.reason.as_str()), (Choice::Separate, "分属两个自然村"));
        assert_eq!((record.decided.by.organisation.as_str(), record.version), ("云溪区财政局", 1));

        let unaware = store.write(decide(request(bureau()), &[1, 2], Choice::OneProject)).await.unwrap_err();
        assert!(matches!(unaware, Refusal::Stale { expected: 0, found: 1 }), "{unaware:?}");
        let aware = Request { expected_version: Some(1), at: later(5), ..request(bureau()) };
        store.write(decide(aware, &[1, 2], Choice::OneProject)).await.unwrap();
        let overlap = Request { at: later(6), ..request(bureau()) };
        store.write(decide(overlap, &[2, 3], Choice::NotDuplicate)).await.unwrap();

        let about = |number| decisions_about(store.reader(), subject_id(number));
        let choices: Vec<Choice> =
            about(2).await.unwrap().iter().map(|record| record.decided.choice).collect();
        assert_eq!(choices, [Choice::NotDuplicate, Choice::OneProject], "newest first");
        assert_eq!(about(1).await.unwrap()[0].version, 2);
        assert!(about(9).await.unwrap().is_empty());
        assert_eq!(verify_similarity(store.reader()).await.unwrap().decisions, 2);
        verified(&store).await;
        store.close().await.unwrap();
    }

    async fn a_retry_decides_once(database) {
        let store = imported(database).await;
        let once = || decide(named(request(bureau()), "k"), &[1, 2], Choice::Separate);
        let (first, again) = (store.write(once()).await.unwrap(), store.write(once()).await.unwrap());
        assert_eq!((first.value, again.replayed), (again.value, true));
        assert_eq!(count(store.reader(), "similarity_decisions").await, 1);
        store.close().await.unwrap();
    }

    async fn what_may_not_be_decided_leaves_nothing(database) {
        let store = imported(database).await;
        for role in [Role::Applicant, Role::BudgetDepartment, Role::AuditBureau] {
            let refused = store.write(decide(request(actor(role, WATER)), &[1, 2], Choice::Separate)).await;
            let Err(Refusal::Rule(rejection)) = refused else { panic!("{refused:?}") };
            assert_eq!(rejection.kind, RejectionKind::Forbidden);
        }
        let unknown = store.write(decide(request(bureau()), &[1, 77], Choice::Separate)).await.unwrap_err();
        assert!(matches!(unknown, Refusal::Missing), "{unknown:?}");
        let alone = store.write(decide(request(bureau()), &[1, 1], Choice::OneProject)).await;
        assert!(matches!(alone, Err(Refusal::Rule(_))), "{alone:?}");
        assert_eq!(count(store.reader(), "similarity_decisions").await, 0);
        assert_eq!(fault(&store).await, None);
        store.close().await.unwrap();
    }

    async fn every_change_behind_the_back_is_found(database) {
        let store = imported(database).await;
        store.write(decide(request(bureau()), &[1, 2], Choice::Separate)).await.unwrap();
        let stream = format!("similarity/{}", key(FindingKind::Split, &[1, 2]));
        for (change, undo, said) in [
            ("UPDATE similarity_decisions SET choice = 'one_project'", "UPDATE similarity_decisions SET choice = 'separate'", "choice"),
            ("UPDATE similarity_decisions SET choice = 'perhaps'", "UPDATE similarity_decisions SET choice = 'separate'", "无法读取"),
            ("UPDATE similarity_decisions SET reason = reason || '甲'", "UPDATE similarity_decisions SET reason = replace(reason, '甲', '')", "reason"),
            ("UPDATE similarity_decisions SET version = 2", "UPDATE similarity_decisions SET version = 1", "次数"),
            ("UPDATE similarity_decision_subjects SET position = 7 WHERE position = 0", "UPDATE similarity_decision_subjects SET position = 0 WHERE position = 7", "subjects"),
        ] {
            database.execute(change).await;
            let found = fault(&store).await.unwrap_or_default();
            assert!(found.starts_with(&stream) && found.contains(said), "{change}: {found}");
            database.execute(undo).await;
            assert_eq!(fault(&store).await, None, "{undo}");
        }
        database.execute("DELETE FROM similarity_decision_subjects").await;
        database.execute("DELETE FROM similarity_decisions").await;
        assert_eq!(fault(&store).await, Some(format!("{stream}：日志有此项，数据表没有")));
        store.close().await.unwrap();
    }

    async fn changes_are_followed_from_where_somebody_stopped(database) {
        let store = imported(database).await;
        let all = changed_after(store.reader(), 0, 100).await.unwrap();
        let ids: Vec<SubjectId> = all.subjects.iter().map(|subject| subject.id).collect();
        assert_eq!((ids, all.more), (vec![subject_id(1), subject_id(2), subject_id(3)], false));
        let nothing = changed_after(store.reader(), all.upto, 100).await.unwrap();
        assert!(nothing.subjects.is_empty() && nothing.upto == all.upto && !nothing.more);

        // What is no subject's moves the place on, and a subject that changed twice comes once, as it is now.
        store.write(append("something/else", 1)).await.unwrap();
        for amount in [5, 6] {
            let given = Given::Amount { amount: wan(amount) };
            let answer = Answer { request: request(bureau()), subject: subject_id(2), answer: given, document: None, rulebook: rulebook() };
            store.write(answer).await.unwrap();
        }
        let changed = changed_after(store.reader(), all.upto, 100).await.unwrap();
        assert_eq!(changed.upto, all.upto + 3);
        let [subject] = changed.subjects.as_slice() else { panic!("{changed:?}") };
        assert_eq!((subject.id, subject.version), (subject_id(2), 3));

        let (mut after, mut seen) = (0, Vec::new());
        loop {
            let page = changed_after(store.reader(), after, 2).await.unwrap();
            seen.extend(page.subjects.iter().map(|subject| subject.id));
            assert!(page.upto > after || !page.more, "it goes on");
            after = page.upto;
            if !page.more {
                break;
            }
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((seen.len(), after), (3, changed.upto));
        store.close().await.unwrap();
    }

    async fn somebody_may_see_the_subjects_of_the_own_unit_or_all(database) {
        let store = imported(database).await;
        let visible = |role, unit: &'static str| {
            let (reader, actor) = (store.reader().clone(), actor(role, unit));
            async move { visible_ids(&reader, &actor).await.unwrap() }
        };
        assert_eq!(visible(Role::FinanceBureau, WATER).await, None);
        let own = visible(Role::Applicant, WATER).await.unwrap();
        assert_eq!(own, [subject_id(1), subject_id(2)].into());
        assert!(visible(Role::Expert, WATER).await.unwrap().is_empty());
        store.close().await.unwrap();
    }
}
