//! Operations of one kind that are made by a few statements.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use sea_orm::ConnectionTrait;
use storage::{BatchOperation, Outcome, Store, StoreError, WriteTransaction};

use crate::store::support::{
    Gate, TestDatabase, TestError, TestResult, append, count, entry, queue, queued, verified,
};

/// Files one numbered sheet: a negative number is refused, a number twice breaks the table's key, and 13 panics.
#[derive(Clone)]
struct File {
    number: i64,
    sets: Arc<AtomicUsize>,
}

impl BatchOperation for File {
    type Output = i64;
    type Error = TestError;

    async fn apply_all(
        operations: &[Self],
        transaction: &mut WriteTransaction<'_>,
    ) -> Result<Vec<Outcome<Self>>, StoreError> {
        let mut rows = Vec::new();
        let mut outcomes = Vec::new();
        for operation in operations {
            operation.sets.fetch_max(operations.len(), Ordering::Relaxed);
            assert_ne!(operation.number, 13, "一个不吉利的数");
            outcomes.push(if operation.number < 0 {
                Err(TestError::Refused)
            } else {
                rows.push(format!("({})", operation.number));
                Ok(transaction.append(entry(&format!("sheet/{}", operation.number), 1))?)
            });
        }
        if !rows.is_empty() {
            let statement = format!("INSERT INTO sheet (number) VALUES {}", rows.join(", "));
            transaction.connection().execute_unprepared(&statement).await?;
        }
        Ok(outcomes)
    }
}

struct Desk {
    store: Store,
    sets: Arc<AtomicUsize>,
}

impl Desk {
    async fn open(database: &TestDatabase) -> Self {
        database.execute("CREATE TABLE sheet (number BIGINT PRIMARY KEY)").await;
        Self { store: database.open().await, sets: Arc::default() }
    }

    /// Puts a sheet into the queue.
    fn file(&self, number: i64) -> BoxFuture<'static, TestResult> {
        let sets = self.sets.clone();
        queued(tokio::task::unconstrained(self.store.write_together(File { number, sets })).boxed())
    }

    fn largest_set(&self) -> usize {
        self.sets.load(Ordering::Relaxed)
    }
}

on_both_engines! {
    async fn all_that_wait_are_made_together(database) {
        let desk = Desk::open(database).await;
        let gate = Gate::close(&desk.store).await;
        let waiting: Vec<_> = (100..300).map(|number| desk.file(number)).collect();
        let other = queue(&desk.store, append("evaluation/1", 1));
        gate.open().await;
        for outcome in join_all(waiting).await {
            outcome.unwrap();
        }
        other.await.unwrap();
        assert_eq!(desk.largest_set(), 200);
        assert_eq!(count(desk.store.reader(), "sheet").await, 200);
        assert_eq!(verified(&desk.store).await.entries, 201);
        desk.store.close().await.unwrap();
    }

    async fn a_refusal_in_a_set_harms_no_other(database) {
        let desk = Desk::open(database).await;
        let gate = Gate::close(&desk.store).await;
        let (first, refused, last) = (desk.file(1), desk.file(-1), desk.file(2));
        gate.open().await;
        first.await.unwrap();
        assert!(matches!(refused.await, Err(TestError::Refused)));
        last.await.unwrap();
        assert_eq!(desk.largest_set(), 3);
        assert_eq!(count(desk.store.reader(), "sheet").await, 2);
        assert_eq!(verified(&desk.store).await.entries, 2);
        assert!(matches!(desk.file(-2).await, Err(TestError::Refused)), "also alone");
        desk.store.close().await.unwrap();
    }

    async fn a_row_that_breaks_a_constraint_is_the_only_one_refused(database) {
        let desk = Desk::open(database).await;
        database.execute("INSERT INTO sheet (number) VALUES (2)").await;
        let gate = Gate::close(&desk.store).await;
        let waiting: Vec<_> = [1, 2, 3, 13, 4].into_iter().map(|number| desk.file(number)).collect();
        let neighbour = queue(&desk.store, append("evaluation/1", 1));
        gate.open().await;
        let outcomes = join_all(waiting).await;
        assert!(matches!(&outcomes[1], Err(TestError::Store(StoreError::Constraint(_)))), "{:?}", outcomes[1]);
        assert!(matches!(&outcomes[3], Err(TestError::Store(StoreError::Panicked(_)))), "{:?}", outcomes[3]);
        for index in [0, 2, 4] {
            assert!(outcomes[index].is_ok(), "{:?}", outcomes[index]);
        }
        neighbour.await.unwrap();
        assert_eq!(count(desk.store.reader(), "sheet").await, 4);
        assert_eq!(verified(&desk.store).await.entries, 4);
        desk.store.close().await.unwrap();
    }
}
