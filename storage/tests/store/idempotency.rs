//! A retried request is done once.

use futures::FutureExt;
use futures::future::join_all;
use storage::Store;
use storage::idempotency::{Recall, recall, remember};

use crate::store::support::{TestError, act, entry, moment, somebody, verified};

/// Appends the first entry of `stream` once for the key; gives the sequence number that was answered first.
async fn request(store: &Store, key: &'static str, digest: &'static str) -> Result<i64, TestError> {
    store
        .write(act(move |transaction| {
            async move {
                match recall(transaction, somebody(), key, digest).await? {
                    Recall::Replay(outcome) => Ok(outcome.parse().unwrap()),
                    Recall::Conflict => Err(TestError::Refused),
                    Recall::New => {
                        let sequence = transaction.append(entry(&format!("request/{key}"), 1))?;
                        let outcome = sequence.to_string();
                        remember(transaction, somebody(), key, digest, &outcome, moment()).await?;
                        Ok(sequence)
                    }
                }
            }
            .boxed()
        }))
        .await
}

on_both_engines! {
    async fn a_repetition_gets_the_first_answer(database) {
        let store = database.open().await;
        assert_eq!(request(&store, "甲", "digest-1").await.unwrap(), 1);
        assert_eq!(request(&store, "乙", "digest-1").await.unwrap(), 2);
        assert_eq!(request(&store, "甲", "digest-1").await.unwrap(), 1);
        assert_eq!(verified(&store).await.entries, 2);
        store.close().await.unwrap();
    }

    async fn another_request_with_the_same_key_is_a_conflict(database) {
        let store = database.open().await;
        request(&store, "甲", "digest-1").await.unwrap();
        assert!(matches!(request(&store, "甲", "digest-2").await, Err(TestError::Refused)));
        assert_eq!(verified(&store).await.entries, 1);
        store.close().await.unwrap();
    }

    async fn repetitions_at_the_same_time_are_done_once(database) {
        let store = database.open().await;
        let requests = (0..50).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { request(&store, "甲", "digest-1").await })
        });
        for answer in join_all(requests).await {
            assert_eq!(answer.unwrap().unwrap(), 1);
        }
        assert_eq!(verified(&store).await.entries, 1);
        store.close().await.unwrap();
    }

    async fn a_request_that_was_refused_is_not_remembered(database) {
        let store = database.open().await;
        let refused = store.write(act(|transaction| async move {
            remember(transaction, somebody(), "甲", "digest-1", "7", moment()).await?;
            Err(TestError::Refused)
        }.boxed())).await;
        assert!(refused.is_err());
        assert_eq!(request(&store, "甲", "digest-1").await.unwrap(), 1);
        store.close().await.unwrap();
    }
}
