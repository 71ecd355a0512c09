//! Batches and overrides: the tables follow the journal, a batch goes as a whole, and changes behind the back are found.

use std::collections::HashMap;

use domain::batch::BatchState;
use domain::evaluation::{Command, State};
use domain::id::BatchId;
use domain::subject::day_of;
use storage::batches::{
    BatchFilter, ChangeBatchItems, CreateBatch, DiscardBatch, SendBatch, find_visible, page, verify_batches,
};
use storage::comparison::TableVerifyError;
use storage::subjects::{ApproveBudgetOverride, RequestBudgetOverride, load, verify_subjects};
use storage::{Refusal, Store};
use uuid::Uuid;

use super::people::{Case, applicant, organiser};
use crate::store::listing::{bureau, subject_id};
use crate::store::support::TestDatabase;

fn batch_id(number: u128) -> BatchId {
    BatchId(Uuid::from_u128(0xb000 + number))
}

/// Two cases whose results are supported, and a batch with both.
async fn prepared(store: &Store) -> [Case<'_>; 2] {
    let cases = [Case::open(store, 1).await, Case::open(store, 2).await];
    for case in &cases {
        case.until_meeting().await;
        case.meet(100).await;
        case.report().await;
    }
    let create = CreateBatch {
        request: cases[0].request(&organiser()),
        batch: batch_id(1),
        number: "2026年第1批".to_owned(),
        items: cases.iter().map(|case| case.id).collect(),
        rulebook: cases[0].rulebook.clone(),
    };
    store.write(create).await.unwrap();
    cases
}

fn sending(cases: &[Case<'_>; 2]) -> SendBatch {
    let request = cases[0].request(&organiser());
    let on = day_of(request.at);
    SendBatch {
        request,
        batch: batch_id(1),
        on,
        rulebooks: cases.iter().map(|case| (case.id, case.rulebook.clone())).collect(),
    }
}

async fn fault_after(database: &TestDatabase, statement: &str) -> String {
    database.execute(statement).await;
    let store = database.open().await;
    let fault = verify_batches(store.reader()).await;
    store.close().await.unwrap();
    let Err(TableVerifyError::Fault(fault)) = fault else { panic!("{statement}: {fault:?}") };
    fault.what
}

on_both_engines! {
    async fn a_batch_goes_as_a_whole_or_not_at_all(database) {
        let store = database.open().await;
        let cases = prepared(&store).await;
        // One that went by itself keeps the other.
        cases[0].give(&organiser(), Command::SubmitToBureau { batch: "单报".to_owned() }).await;
        let Err(Refusal::Rule(refusal)) = store.write(sending(&cases)).await else { panic!("it was sent") };
        let fields: Vec<&str> = refusal.issues.iter().map(|issue| issue.field.as_str()).collect();
        assert_eq!(fields, ["items.1"]);
        assert_eq!(cases[1].loaded().await.round.state, State::Concluded);
        let items = ChangeBatchItems {
            request: cases[0].request(&organiser()),
            batch: batch_id(1),
            items: vec![cases[1].id],
        };
        store.write(items).await.unwrap();
        // Whoever looked the rulebooks up of another batch is told that it changed.
        let unread = SendBatch { rulebooks: HashMap::new(), ..sending(&cases) };
        assert!(matches!(store.write(unread).await, Err(Refusal::Stale { .. })));
        store.write(sending(&cases)).await.unwrap();
        assert_eq!(cases[1].loaded().await.round.state, State::Submitted);
        let found = find_visible(store.reader(), &bureau(), batch_id(1)).await.unwrap().unwrap();
        assert_eq!((found.version, found.state()), (3, BatchState::Sent));
        assert!(find_visible(store.reader(), &applicant(), batch_id(1)).await.unwrap().is_none());
        let discard = DiscardBatch {
            request: cases[0].request(&organiser()),
            batch: batch_id(1),
            reason: "误编".to_owned(),
        };
        assert!(matches!(store.write(discard).await, Err(Refusal::Rule(_))));
        for (reader, count) in [(bureau(), 1), (organiser(), 1), (applicant(), 0)] {
            let all = page(store.reader(), &reader, &BatchFilter::default(), None, 10).await.unwrap();
            assert_eq!(all.len(), count, "{}", reader.post);
        }
        let open = BatchFilter { state: Some(BatchState::Open), organiser: None };
        assert!(page(store.reader(), &bureau(), &open, None, 10).await.unwrap().is_empty());
        assert_eq!(verify_batches(store.reader()).await.unwrap(), 1);
        cases[0].verify().await;
        store.close().await.unwrap();
    }

    async fn a_batch_that_somebody_changed_by_hand_is_found(database) {
        let store = database.open().await;
        let cases = prepared(&store).await;
        store.write(sending(&cases)).await.unwrap();
        store.close().await.unwrap();
        let what = fault_after(database, "UPDATE batches SET number = '改过'").await;
        assert!(what.contains("number"), "{what}");
        database.execute("UPDATE batches SET number = '2026年第1批'").await;
        let what = fault_after(database, "DELETE FROM batch_items WHERE position = 2").await;
        assert!(what.contains("items"), "{what}");
        let what = fault_after(database, "DELETE FROM batch_items").await;
        assert!(what.contains("items"), "{what}");
        assert!(fault_after(database, "DELETE FROM batches").await.contains("数据表没有"));
    }

    async fn an_override_is_kept_and_compared(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        let ask = RequestBudgetOverride {
            request: case.request(&bureau()),
            subject: subject_id(1),
            budget_year: 2027,
            reason: "抢险".to_owned(),
        };
        store.write(ask).await.unwrap();
        let alone = ApproveBudgetOverride {
            request: case.request(&bureau()),
            subject: subject_id(1),
            budget_year: 2027,
        };
        let Err(Refusal::Rule(refusal)) = store.write(alone).await else { panic!("one person sufficed") };
        assert_eq!(refusal.code, "second_person_needed");
        let subject = load(store.reader(), subject_id(1)).await.unwrap().unwrap();
        assert_eq!((subject.version, subject.budget_overrides.len()), (2, 1));
        verify_subjects(store.reader()).await.unwrap();
        store.close().await.unwrap();
        database.execute("UPDATE subject_budget_overrides SET reason = '改过'").await;
        let store = database.open().await;
        assert!(matches!(verify_subjects(store.reader()).await, Err(TableVerifyError::Fault(_))));
        store.close().await.unwrap();
    }
}
