//! The write door: nothing is lost, nobody is harmed by a neighbour, stale changes are refused.

use futures::FutureExt;
use futures::future::join_all;
use sea_orm::{ConnectionTrait, Statement};
use storage::{StoreError, WriteTransaction, journal};

use crate::store::support::{Gate, TestDatabase, TestError, act, append, count, entry, queue, run, verified};

const COUNTER: &str = "CREATE TABLE counter (id INTEGER PRIMARY KEY, version BIGINT NOT NULL)";

async fn insert_counter(transaction: &mut WriteTransaction<'_>, id: i64) -> Result<(), TestError> {
    let statement = format!("INSERT INTO counter (id, version) VALUES ({id}, 0)");
    transaction.connection().execute_unprepared(&statement).await?;
    Ok(())
}

async fn counter_version(database: &TestDatabase) -> i64 {
    let connection = database.connection().await;
    let query = Statement::from_string(connection.get_database_backend(), "SELECT version FROM counter");
    let version = connection.query_one_raw(query).await.unwrap().unwrap().try_get("", "version").unwrap();
    connection.close().await.unwrap();
    version
}

on_both_engines! {
    async fn concurrent_writes_lose_none(database) {
        let store = database.open().await;
        let writes = (0..200).map(|number| {
            let store = store.clone();
            tokio::spawn(async move { store.write(append(&format!("evaluation/{number}"), 1)).await })
        });
        let mut sequences: Vec<i64> =
            join_all(writes).await.into_iter().map(|outcome| outcome.unwrap().unwrap()).collect();
        sequences.sort_unstable();
        assert_eq!(sequences, (1..=200).collect::<Vec<i64>>());
        assert_eq!(verified(&store).await.entries, 200);
        store.close().await.unwrap();
    }

    async fn a_refusal_in_the_middle_harms_no_neighbour(database) {
        database.execute(COUNTER).await;
        let store = database.open().await;
        let gate = Gate::close(&store).await;
        let before = queue(&store, append("evaluation/1", 1));
        let refused = queue(&store, act(|transaction| async move {
            insert_counter(transaction, 1).await?;
            transaction.append(entry("evaluation/2", 1))?;
            transaction.append(entry("evaluation/1", 2))?;
            Err(TestError::Refused)
        }.boxed()));
        let after = queue(&store, append("evaluation/1", 2));
        let again = queue(&store, append("evaluation/2", 1));
        gate.open().await;
        assert_eq!(before.await.unwrap(), 1);
        assert!(matches!(refused.await, Err(TestError::Refused)));
        assert_eq!(after.await.unwrap(), 2, "the chain goes on where the refused operation found it");
        assert_eq!(again.await.unwrap(), 3);
        assert_eq!(count(store.reader(), "counter").await, 0);
        assert_eq!(verified(&store).await.entries, 3);
        store.close().await.unwrap();
    }

    async fn a_refusal_alone_leaves_nothing(database) {
        database.execute(COUNTER).await;
        let store = database.open().await;
        let refused = store.write(act(|transaction| async move {
            insert_counter(transaction, 1).await?;
            transaction.append(entry("evaluation/1", 1))?;
            Err(TestError::Refused)
        }.boxed())).await;
        assert!(matches!(refused, Err(TestError::Refused)));
        assert_eq!(count(store.reader(), "counter").await, 0);
        assert_eq!(verified(&store).await.entries, 0);
        store.close().await.unwrap();
    }

    async fn a_statement_that_fails_harms_no_neighbour(database) {
        database.execute(COUNTER).await;
        let store = database.open().await;
        let gate = Gate::close(&store).await;
        let insert = || act(|transaction| async move {
            insert_counter(transaction, 7).await?;
            Ok(0)
        }.boxed());
        let (first, second, third) = (queue(&store, insert()), queue(&store, insert()), queue(&store, append("evaluation/1", 1)));
        gate.open().await;
        first.await.unwrap();
        let refusal = second.await.unwrap_err();
        assert!(matches!(&refusal, TestError::Store(StoreError::Constraint(_))), "{refusal:?}");
        third.await.unwrap();
        assert_eq!(count(store.reader(), "counter").await, 1);
        store.close().await.unwrap();
    }

    async fn one_of_two_changes_to_the_same_version_is_stale(database) {
        database.execute(COUNTER).await;
        database.execute("INSERT INTO counter (id, version) VALUES (1, 0)").await;
        let store = database.open().await;
        let increments = (0..20).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                store.write(act(|transaction| async move {
                    let changed = transaction
                        .connection()
                        .execute_unprepared("UPDATE counter SET version = 1 WHERE id = 1 AND version = 0")
                        .await?;
                    if changed.rows_affected() == 0 {
                        return Err(StoreError::Stale { expected: 0, found: 1 }.into());
                    }
                    Ok(transaction.append(entry("counter/1", 1))?)
                }.boxed())).await
            })
        });
        let outcomes = join_all(increments).await;
        let made = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Ok(1)))).count();
        let stale = outcomes
            .iter()
            .filter(|outcome| matches!(outcome, Ok(Err(TestError::Store(StoreError::Stale { .. })))))
            .count();
        assert_eq!((made, stale), (1, 19));
        assert_eq!(counter_version(database).await, 1);
        assert_eq!(verified(&store).await.entries, 1);
        store.close().await.unwrap();
    }

    async fn an_entry_for_a_passed_or_skipped_version_is_stale(database) {
        let store = database.open().await;
        store.write(append("evaluation/1", 1)).await.unwrap();
        store.write(append("evaluation/1", 2)).await.unwrap();
        for (version, expected) in [(1, 0), (2, 1), (4, 3)] {
            let refusal = store.write(append("evaluation/1", version)).await.unwrap_err();
            let TestError::Store(StoreError::Stale { expected: named, found }) = refusal else { panic!("{refusal:?}") };
            assert_eq!((named, found), (expected, 2));
        }
        // In one batch the two that continue the stream stand, whatever is between them.
        let gate = Gate::close(&store).await;
        let third = queue(&store, append("evaluation/1", 3));
        let other = queue(&store, append("evaluation/2", 2));
        let fourth = queue(&store, append("evaluation/1", 4));
        gate.open().await;
        third.await.unwrap();
        let refusal = other.await.unwrap_err();
        assert!(matches!(refusal, TestError::Store(StoreError::Stale { expected: 1, found: 0 })), "{refusal:?}");
        fourth.await.unwrap();
        assert_eq!(verified(&store).await.entries, 4);
        store.close().await.unwrap();
    }

    async fn two_processes_keep_one_unbroken_chain(database) {
        let stores = [database.open().await, database.open().await];
        let writes = (0..200).map(|number: usize| {
            let store = stores[number % 2].clone();
            tokio::spawn(async move { store.write(append(&format!("evaluation/{number}"), 1)).await })
        });
        for outcome in join_all(writes).await {
            outcome.unwrap().unwrap();
        }
        for store in &stores {
            assert_eq!(verified(store).await.entries, 200);
        }
        for store in stores {
            store.close().await.unwrap();
        }
    }

    async fn a_chain_is_verified_while_it_grows(database) {
        let store = database.open().await;
        let writing = tokio::spawn({
            let store = store.clone();
            async move {
                for version in 1..=300 {
                    store.write(append("evaluation/1", version)).await.unwrap();
                }
            }
        });
        while !writing.is_finished() {
            verified(&store).await;
        }
        writing.await.unwrap();
        assert_eq!(verified(&store).await.entries, 300);
        store.close().await.unwrap();
    }

    async fn a_panic_undoes_its_operation_only(database) {
        database.execute(COUNTER).await;
        let store = database.open().await;
        let panics = || act(|transaction| async move {
            insert_counter(transaction, 1).await?;
            transaction.append(entry("evaluation/9", 1))?;
            panic!("不应发生")
        }.boxed());
        let refusal = store.write(panics()).await.unwrap_err();
        assert!(matches!(&refusal, TestError::Store(StoreError::Panicked(text)) if text == "不应发生"), "{refusal:?}");

        let gate = Gate::close(&store).await;
        let (first, bad, last) =
            (queue(&store, append("evaluation/1", 1)), queue(&store, panics()), queue(&store, append("evaluation/1", 2)));
        gate.open().await;
        first.await.unwrap();
        assert!(matches!(bad.await, Err(TestError::Store(StoreError::Panicked(_)))));
        last.await.unwrap();
        assert_eq!(count(store.reader(), "counter").await, 0);
        assert_eq!(verified(&store).await.entries, 2);
        store.close().await.unwrap();
    }

    async fn a_commit_that_fails_refuses_only_the_operation_at_fault(database) {
        database.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)").await;
        database
            .execute("CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)")
            .await;
        let store = database.open().await;
        let gate = Gate::close(&store).await;
        let first = queue(&store, append("evaluation/1", 1));
        let orphan = queue(&store, act(|transaction| async move {
            transaction.connection().execute_unprepared("INSERT INTO child (parent) VALUES (99)").await?;
            Ok(transaction.append(entry("evaluation/2", 1))?)
        }.boxed()));
        let last = queue(&store, append("evaluation/1", 2));
        gate.open().await;
        first.await.unwrap();
        let refusal = orphan.await.unwrap_err();
        assert!(matches!(&refusal, TestError::Store(StoreError::Constraint(_))), "{refusal:?}");
        last.await.unwrap();
        assert_eq!(count(store.reader(), "child").await, 0);
        assert_eq!(verified(&store).await.entries, 2);
        store.close().await.unwrap();
    }

    async fn a_failed_statement_that_an_operation_conceals_is_never_reported_as_done_when_it_is_not(database) {
        database.execute(COUNTER).await;
        let store = database.open().await;
        let conceals = || act(|transaction| async move {
            insert_counter(transaction, 1).await?;
            drop(insert_counter(transaction, 1).await);
            Ok(0)
        }.boxed());
        let alone = store.write(conceals()).await;
        assert_eq!(count(store.reader(), "counter").await, i64::from(alone.is_ok()));
        assert_eq!(alone.is_err(), database.is_postgres(), "PostgreSQL undoes the transaction, SQLite the statement");
        let gate = Gate::close(&store).await;
        let (concealed, neighbour) = (queue(&store, conceals()), queue(&store, append("evaluation/1", 1)));
        gate.open().await;
        assert!(concealed.await.is_err(), "refused by PostgreSQL, and by SQLite as the row is there already");
        neighbour.await.unwrap();
        assert_eq!(verified(&store).await.entries, 1);
        store.close().await.unwrap();
    }

    async fn a_change_whose_caller_went_away_is_made(database) {
        let store = database.open().await;
        let gate = Gate::close(&store).await;
        drop(queue(&store, append("evaluation/1", 1)));
        gate.open().await;
        store.close().await.unwrap();
        let store = database.open().await;
        assert_eq!(journal::stream(store.reader(), "evaluation/1").await.unwrap().len(), 1);
        store.close().await.unwrap();
    }

    async fn an_entry_that_the_format_cannot_hold_is_refused(database) {
        let store = database.open().await;
        let mut entries = vec![entry("", 1), entry("evaluation\n1", 1), entry("evaluation/1", 0)];
        entries.push(journal::NewEntry { kind: "opened\nclosed".to_owned(), ..entry("evaluation/1", 1) });
        entries.push(journal::NewEntry { payload: "\0".to_owned(), ..entry("evaluation/1", 1) });
        for entry in entries {
            let refusal = store.write(crate::store::support::Append(entry.clone())).await.unwrap_err();
            assert!(matches!(refusal, TestError::Store(StoreError::InvalidEntry(_))), "{entry:?}: {refusal:?}");
        }
        assert_eq!(verified(&store).await.entries, 0);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_connection_that_the_server_cut_is_replaced_without_an_error() {
    let database = TestDatabase::postgres().await;
    run(&database, async {
        let store = database.open().await;
        for version in 1..=3 {
            store.write(append("evaluation/1", version)).await.unwrap();
            database
                .execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE application_name = 'quanheng' AND datname = current_database()",
                )
                .await;
        }
        store.close().await.unwrap();
        let store = database.open().await;
        assert_eq!(verified(&store).await.entries, 3);
        store.close().await.unwrap();
    })
    .await;
}
