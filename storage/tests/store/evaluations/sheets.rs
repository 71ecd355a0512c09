//! Saving and locking sheets: many at once, and each as if it were alone.

use std::collections::BTreeMap;

use domain::actor::{Actor, Role};
use domain::evaluation::{Command, RejectionKind};
use domain::score::Score;
use domain::scoring::Mark;
use futures::FutureExt;
use futures::future::join_all;
use storage::evaluations::{SheetAction, SheetOperation, SheetWritten};
use storage::{Receipt, Refusal, Request, Store};

use super::people::{Case, evaluation_id, expert, organiser, person};
use crate::store::listing::named;
use crate::store::support::{Gate, count};

type Answer = Result<Receipt<SheetWritten>, Refusal>;

/// Puts operations into the queue behind a gate, so that they become one set.
async fn together(store: &Store, operations: Vec<SheetOperation>) -> Vec<Answer> {
    let gate = Gate::close(store).await;
    let mut waiting = Vec::new();
    for operation in operations {
        let mut outcome = store.write_together(operation).boxed();
        assert!((&mut outcome).now_or_never().is_none());
        waiting.push(outcome);
    }
    gate.open().await;
    join_all(waiting).await
}

fn expecting(version: u64, operation: SheetOperation) -> SheetOperation {
    let request = Request { expected_version: Some(version), ..operation.request };
    SheetOperation { request, ..operation }
}

fn one_mark(case: &Case<'_>, number: usize, hundredths: u32) -> SheetAction {
    let (code, weight) = case.weights().into_iter().nth(number).unwrap();
    let score = Score::from_hundredths(hundredths).unwrap().min(weight);
    SheetAction::Save(BTreeMap::from([(code, Mark { score, reason: format!("第{number}项") })]))
}

fn save(case: &Case<'_>, expert: &Actor, points: u32) -> SheetOperation {
    case.sheet(expert, SheetAction::Save(case.marks(points)))
}

on_both_engines! {
    async fn two_hundred_saves_at_once_lose_none(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.until_meeting().await;
        let experts = Case::panel();
        let indicators = case.weights().len();
        let saves = (0..200).map(|number| {
            let action = one_mark(&case, number % indicators, u32::try_from(number % 2).unwrap() * 50);
            let operation = case.sheet(&experts[number % 5], action);
            let store = store.clone();
            tokio::spawn(async move { store.write_together(operation).await })
        });
        let saves: Vec<_> = saves.collect();
        let mut versions: Vec<u64> =
            join_all(saves).await.into_iter().map(|outcome| outcome.unwrap().unwrap().value.version).collect();
        versions.sort_unstable();
        assert_eq!(versions, (1..=40).flat_map(|version| [version; 5]).collect::<Vec<u64>>());
        case.check().await;
        case.verify().await;
        store.close().await.unwrap();
    }

    async fn a_set_of_sheets_is_what_each_alone_would_be(database) {
        let store = database.open().await;
        let (one, other) = (Case::open(&store, 1).await, Case::open(&store, 2).await);
        one.until_meeting().await;
        other.until_meeting().await;
        let (first, second) = (expert(1), expert(3));
        let stranger = person(77, Role::Expert, "省专家库");
        let outcomes = together(&store, vec![
            expecting(0, one.sheet(&first, one_mark(&one, 0, 100))),
            expecting(1, one.sheet(&first, one_mark(&one, 0, 50))),
            expecting(1, one.sheet(&first, one_mark(&one, 1, 50))),
            save(&other, &first, 90),
            other.sheet(&first, SheetAction::Lock),
            save(&other, &first, 80),
            save(&one, &stranger, 90),
            one.sheet(&second, SheetAction::Lock),
            one.sheet(&second, SheetAction::Save(BTreeMap::new())),
            SheetOperation { evaluation: evaluation_id(9), ..save(&one, &second, 90) },
            save(&one, &organiser(), 90),
            save(&one, &second, 100),
        ]).await;
        let done = |version, locked, total: &str| {
            Ok((version, locked, Score::parse(total).unwrap()))
        };
        let seen: Vec<Result<(u64, bool, Score), String>> = outcomes.into_iter().map(|outcome| match outcome {
            Ok(Receipt { value, replayed: false }) => Ok((value.version, value.locked, value.total)),
            Ok(_) => Err("replayed".to_owned()),
            Err(Refusal::Rule(rejection)) => Err(rejection.code.to_owned()),
            Err(Refusal::Stale { expected, found }) => Err(format!("{expected}≠{found}")),
            Err(refusal) => panic!("{refusal:?}"),
        }).collect();
        let total = |points| {
            let sum: u32 = other.marks(points).values().map(|mark| mark.score.hundredths()).sum();
            Score::from_hundredths(sum).unwrap().to_string()
        };
        let refused = |code: &str| Err(code.to_owned());
        assert_eq!(seen, [
            done(1, false, "1"),
            done(2, false, "0.5"),
            refused("1≠2"),
            done(1, false, &total(90)),
            done(2, true, &total(90)),
            refused("sheet_locked"),
            refused("not_found"),
            refused("invalid_content"),
            refused("invalid_content"),
            refused("not_found"),
            refused("forbidden"),
            done(1, false, "100"),
        ]);
        one.check().await;
        other.check().await;
        assert_eq!(one.loaded().await.round.sheets.len(), 2);
        // In a later set the sheets are changed and no longer added.
        let outcomes = together(&store, vec![save(&one, &second, 90), save(&one, &first, 70), one.sheet(&first, SheetAction::Lock), save(&one, &expert(5), 60)]).await;
        let versions: Vec<u64> = outcomes.into_iter().map(|outcome| outcome.unwrap().value.version).collect();
        assert_eq!(versions, [2, 3, 4, 1]);
        one.verify().await;
        store.close().await.unwrap();
    }

    async fn a_retry_in_the_same_set_or_later_is_done_once(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.until_meeting().await;
        let mut operation = save(&case, &expert(1), 90);
        operation.request = named(operation.request, "save");
        let mut same_name = save(&case, &expert(3), 90);
        same_name.request = named(same_name.request, "save");
        let outcomes = together(&store, vec![operation.clone(), operation.clone(), same_name]).await;
        let seen: Vec<(u64, bool)> =
            outcomes.into_iter().map(|outcome| outcome.map(|receipt| (receipt.value.version, receipt.replayed)).unwrap()).collect();
        assert_eq!(seen, [(1, false), (1, true), (1, false)]);
        let later = store.write_together(operation.clone()).await.unwrap();
        assert!(later.replayed && later.value.version == 1);
        operation.request.idempotency.as_mut().unwrap().digest = "another".to_owned();
        assert!(matches!(store.write_together(operation).await, Err(Refusal::KeyReused)));
        assert_eq!(count(store.reader(), "idempotency_keys").await, 2);
        case.verify().await;
        store.close().await.unwrap();
    }

    async fn two_stores_save_the_same_sheet(database) {
        let (store, other) = (database.open().await, database.open().await);
        let case = Case::open(&store, 1).await;
        case.until_meeting().await;
        for version in 0..6 {
            let (one, two) = tokio::join!(
                store.write_together(expecting(version, save(&case, &expert(1), 90))),
                other.write_together(expecting(version, save(&case, &expert(1), 80))),
            );
            let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
            assert_eq!(won.unwrap().value.version, version + 1);
            assert!(matches!(lost, Err(Refusal::Stale { .. })), "{lost:?}");
            case.check().await;
        }
        case.verify().await;
        store.close().await.unwrap();
        other.close().await.unwrap();
    }

    async fn a_reopened_sheet_is_expected_at_the_version_of_the_case(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.until_meeting().await;
        let expert = expert(1);
        case.score(&expert, SheetAction::Save(case.marks(90))).await;
        case.score(&expert, SheetAction::Lock).await;
        let version = case.loaded().await.version;
        let reopen = |version| {
            let mut command = case.command(&organiser(), Command::ReopenSheet { expert: expert.id, reason: "笔误".to_owned() });
            command.request.expected_version = Some(version);
            command
        };
        assert!(matches!(store.write(reopen(2)).await, Err(Refusal::Stale { .. })));
        let receipt = store.write(reopen(version)).await.unwrap();
        assert_eq!(receipt.value.version, version, "a sheet's event is not one of the case");
        let Err(Refusal::Rule(rejection)) = store.write(reopen(version)).await else { panic!() };
        assert_eq!(rejection.kind, RejectionKind::Invalid);
        assert_eq!(case.score(&expert, SheetAction::Lock).await.version, 4);
        case.verify().await;
        store.close().await.unwrap();
    }
}
