//! The journal's chain: its format, reading it, and every way to spoil it.

use chrono::TimeDelta;
use sm3::{Digest, Sm3};
use storage::Store;
use storage::journal::{self, ChainFault, GENESIS_HASH, VerifyError, verify_chain};

use crate::store::support::{Append, TestDatabase, append, entry, moment, verified};

/// Five entries in two streams.
async fn written(database: &TestDatabase) -> Store {
    let store = database.open().await;
    for (stream, version) in [
        ("evaluation/1", 1),
        ("evaluation/2", 1),
        ("evaluation/1", 2),
        ("evaluation/1", 3),
        ("evaluation/2", 2),
    ] {
        store.write(append(stream, version)).await.unwrap();
    }
    store
}

async fn fault(store: &Store) -> Option<ChainFault> {
    match verify_chain(store.reader()).await {
        Ok(_) => None,
        Err(VerifyError::Fault(fault)) => Some(fault),
        Err(VerifyError::Store(error)) => panic!("{error:?}"),
    }
}

on_both_engines! {
    async fn an_auditor_can_recompute_the_hashes_from_the_documented_text(database) {
        let store = database.open().await;
        let mut second = entry("evaluation/1", 2);
        second.payload = "第一行\n第二行".to_owned();
        second.at = moment() + TimeDelta::milliseconds(877);
        store.write(append("evaluation/1", 1)).await.unwrap();
        store.write(Append(second)).await.unwrap();
        let first = format!(
            "{}\n1\n2026-11-24T07:56:57.123Z\n018f0000-0000-7000-8000-000000000001\nevaluation/1\n1\nnoted\n{{\"第\":1}}",
            "0".repeat(64),
        );
        let first = hex::encode(Sm3::digest(first));
        let second = format!(
            "{first}\n2\n2026-11-24T07:56:58.000Z\n018f0000-0000-7000-8000-000000000001\nevaluation/1\n2\nnoted\n第一行\n第二行",
        );
        let second = hex::encode(Sm3::digest(second));
        let entries = journal::page(store.reader(), 0, 10, None).await.unwrap();
        let hashes: Vec<(&str, &str)> =
            entries.iter().map(|entry| (entry.previous_hash.as_str(), entry.hash.as_str())).collect();
        assert_eq!(hashes, [(GENESIS_HASH, first.as_str()), (first.as_str(), second.as_str())]);
        let report = verified(&store).await;
        assert_eq!((report.entries, report.head_hash), (2, second));
        store.close().await.unwrap();
    }

    async fn entries_are_read_by_page_and_by_stream(database) {
        let store = written(database).await;
        let sequences = |entries: Vec<journal::Entry>| {
            entries.into_iter().map(|entry| entry.sequence).collect::<Vec<i64>>()
        };
        assert_eq!(sequences(journal::page(store.reader(), 0, 2, None).await.unwrap()), [1, 2]);
        assert_eq!(sequences(journal::page(store.reader(), 2, 9, None).await.unwrap()), [3, 4, 5]);
        assert_eq!(journal::page(store.reader(), 5, 9, None).await.unwrap(), []);
        assert_eq!(sequences(journal::page(store.reader(), 1, 1, Some("evaluation/1")).await.unwrap()), [3]);
        let stream = journal::stream(store.reader(), "evaluation/2").await.unwrap();
        assert_eq!(sequences(stream.clone()), [2, 5]);
        assert_eq!(stream[1].payload, entry("evaluation/2", 2).payload);
        assert_eq!((stream[1].actor, stream[1].occurred_at), (crate::store::support::somebody(), moment()));
        store.close().await.unwrap();
    }

    async fn a_journal_longer_than_a_page_is_verified_to_its_end(database) {
        let store = database.open().await;
        let writes = (1..=1100).map(|number| store.write(append(&format!("evaluation/{number}"), 1)));
        for outcome in futures::future::join_all(writes).await {
            outcome.unwrap();
        }
        assert_eq!(verified(&store).await.entries, 1100);
        database.execute("UPDATE journal SET payload = '{}' WHERE sequence = 1050").await;
        assert_eq!(fault(&store).await.unwrap().sequence, 1050);
        store.close().await.unwrap();
    }

    async fn a_change_of_any_column_of_any_row_is_found(database) {
        let store = written(database).await;
        database.execute("CREATE TABLE original AS SELECT * FROM journal").await;
        let changes = [
            "sequence = sequence + 100",
            "sequence = -sequence",
            "stream = stream || '0'",
            "stream_version = stream_version + 100",
            "kind = 'withdrawn'",
            "payload = payload || ' '",
            "actor = '018f0000-0000-7000-8000-000000000002'",
            "actor = upper(actor)",
            "occurred_at = '2026-11-24T07:56:57.124Z'",
            "occurred_at = '2026-11-24T07:56:57.123+00:00'",
            "previous_hash = upper(previous_hash) || 'a'",
            "hash = substr(hash, 1, 63) || 'x'",
            "hash = ''",
        ];
        for sequence in 1..=5 {
            for change in changes {
                database.execute(&format!("UPDATE journal SET {change} WHERE sequence = {sequence}")).await;
                let found = fault(&store).await.unwrap_or_else(|| panic!("{change} of {sequence} is not found"));
                assert!((1..=sequence).contains(&found.sequence), "{change} of {sequence}: {found}");
                assert!(found.to_string().starts_with("日志第"), "{found}");
                database.execute("DELETE FROM journal").await;
                database.execute("INSERT INTO journal SELECT * FROM original").await;
                assert_eq!(fault(&store).await, None, "the original is whole again");
            }
        }
        store.close().await.unwrap();
    }

    async fn a_missing_or_added_row_and_a_wrong_head_are_found(database) {
        let store = written(database).await;
        let fifth = "SELECT * FROM journal WHERE sequence = 5";
        database.execute(&format!("CREATE TABLE last_row AS {fifth}")).await;
        let restore = "INSERT INTO journal SELECT * FROM last_row";

        database.execute("DELETE FROM journal WHERE sequence = 5").await;
        assert_eq!(fault(&store).await.unwrap().sequence, 5, "cut off at the end");
        database.execute("DELETE FROM journal WHERE sequence = 2").await;
        assert_eq!(fault(&store).await.unwrap().sequence, 2, "cut out of the middle");
        store.close().await.unwrap();

        let store = database.open().await;
        database.execute("DELETE FROM journal").await;
        assert_eq!(fault(&store).await.unwrap().sequence, 1, "emptied");
        database.execute(restore).await;
        assert_eq!(fault(&store).await.unwrap().sequence, 1, "only the end is left");
        store.close().await.unwrap();
    }

    async fn a_wrong_head_is_found(database) {
        let store = written(database).await;
        database.execute("UPDATE journal_head SET hash = previous_hash FROM journal WHERE journal.sequence = 5").await;
        assert_eq!(fault(&store).await.unwrap().sequence, 5);
        database.execute("UPDATE journal_head SET hash = journal.hash FROM journal WHERE journal.sequence = 5").await;
        assert_eq!(fault(&store).await, None);
        database.execute("UPDATE journal_head SET sequence = 4").await;
        assert_eq!(fault(&store).await.unwrap().sequence, 5);
        database.execute("UPDATE journal_head SET sequence = 6").await;
        assert_eq!(fault(&store).await.unwrap().sequence, 6);
        database.execute("DELETE FROM journal_head").await;
        assert!(matches!(verify_chain(store.reader()).await, Err(VerifyError::Store(_))));
        assert!(store.write(append("evaluation/1", 4)).await.is_err(), "nothing is appended to a chain without head");
        store.close().await.unwrap();
    }

    async fn swapped_payloads_are_found(database) {
        let store = written(database).await;
        database
            .execute(
                "UPDATE journal SET payload = (SELECT other.payload FROM journal AS other \
                 WHERE other.sequence = 7 - journal.sequence) WHERE sequence IN (3, 4)",
            )
            .await;
        assert_eq!(fault(&store).await.unwrap().sequence, 3);
        store.close().await.unwrap();
    }
}
