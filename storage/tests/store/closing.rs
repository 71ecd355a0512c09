//! Closing: what waits is made, what comes later is refused.

use std::sync::Arc;

use storage::StoreError;

use crate::store::support::{Gate, TestError, append, queue, verified};

on_both_engines! {
    async fn what_waits_is_made_and_what_comes_later_is_refused(database) {
        let store = database.open().await;
        let gate = Gate::close(&store).await;
        let waiting: Vec<_> =
            (1..=500).map(|number| queue(&store, append(&format!("evaluation/{number}"), 1))).collect();
        let closing = tokio::spawn({
            let store = store.clone();
            async move { store.close().await }
        });
        // The writer is inside the gate, so the store cannot have finished closing.
        gate.open().await;
        closing.await.unwrap().unwrap();
        for outcome in waiting {
            outcome.await.unwrap();
        }
        let refusal = store.write(append("evaluation/501", 1)).await.unwrap_err();
        assert!(matches!(refusal, TestError::Store(StoreError::Closed)), "{refusal:?}");
        store.close().await.unwrap();

        let store = database.open().await;
        assert_eq!(verified(&store).await.entries, 500);
        store.close().await.unwrap();
    }

    async fn callers_that_nobody_polls_do_not_keep_the_store_open(database) {
        let store = database.open().await;
        let gate = Gate::close(&store).await;
        // More than the queue holds: the last ones wait for a place, and are not polled when they get it.
        let waiting: Vec<_> =
            (1..=1500).map(|number| queue(&store, append(&format!("evaluation/{number}"), 1))).collect();
        gate.open().await;
        store.close().await.unwrap();
        let mut made = 0;
        for outcome in waiting {
            match outcome.await {
                Ok(_) => made += 1,
                Err(TestError::Store(StoreError::Closed)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        let store = database.open().await;
        assert_eq!(verified(&store).await.entries, made, "what is answered as done is done, and nothing else");
        assert!((1000..1500).contains(&made), "{made}");
        store.close().await.unwrap();
    }

    async fn closing_twice_at_once_waits_for_the_same_end(database) {
        let store = Arc::new(database.open().await);
        store.write(append("evaluation/1", 1)).await.unwrap();
        let (first, second) = tokio::join!(store.close(), store.close());
        first.unwrap();
        second.unwrap();
    }

    async fn a_store_that_is_dropped_makes_what_waits(database) {
        let store = database.open().await;
        let gate = Gate::close(&store).await;
        let waiting = queue(&store, append("evaluation/1", 1));
        drop(store);
        gate.open().await;
        assert_eq!(waiting.await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_closed_sqlite_database_is_one_file() {
    let database = crate::store::support::TestDatabase::sqlite();
    let store = database.open().await;
    store.write(append("evaluation/1", 1)).await.unwrap();
    store.close().await.unwrap();
    let path = database.settings.url.strip_prefix("sqlite:").unwrap();
    assert!(std::path::Path::new(path).exists());
    for suffix in ["-wal", "-shm"] {
        assert!(!std::path::Path::new(&format!("{path}{suffix}")).exists(), "{suffix}");
    }
}
