//! Databases for tests, and operations to try the write door with.

use std::future::Future;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use domain::id::ActorId;
use futures::FutureExt;
use futures::future::BoxFuture;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use storage::journal::{ChainReport, NewEntry, verify_chain};
use storage::{Operation, Settings, Store, StoreError, WriteTransaction};
use tempfile::TempDir;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// Defines tests that run once on SQLite and once on PostgreSQL, each with an empty database of its own.
macro_rules! on_both_engines {
    ($($(#[$attribute:meta])* async fn $name:ident($database:ident) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "not every scenario uses every name")]
            use super::*;

            $(#[$attribute])*
            async fn scenario($database: &$crate::store::support::TestDatabase) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let database = $crate::store::support::TestDatabase::sqlite();
                $crate::store::support::run(&database, scenario(&database)).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let database = $crate::store::support::TestDatabase::postgres().await;
                $crate::store::support::run(&database, scenario(&database)).await;
            }
        }
    )+};
}

/// An empty database that is removed after its test.
pub(crate) struct TestDatabase {
    pub settings: Settings,
    place: Place,
}

enum Place {
    Folder(#[expect(dead_code, reason = "its drop removes the folder")] TempDir),
    Server { server: String, name: String },
}

static DATABASES: AtomicU32 = AtomicU32::new(0);

impl TestDatabase {
    pub(crate) fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite:{}", folder.path().join("quanheng.db").display());
        Self { settings: Settings::new(url), place: Place::Folder(folder) }
    }

    pub(crate) async fn postgres() -> Self {
        #[expect(clippy::disallowed_methods, reason = "tests have no api::config to take settings from")]
        let server = std::env::var("QUANHENG_TEST_POSTGRES").expect(
            "QUANHENG_TEST_POSTGRES names no PostgreSQL server: start the tests with ./run test, which starts one",
        );
        let name =
            format!("quanheng_test_{}_{}", std::process::id(), DATABASES.fetch_add(1, Ordering::Relaxed));
        let connection = Database::connect(&server).await.unwrap();
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        connection.execute_unprepared(&drop).await.unwrap();
        connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        connection.close().await.unwrap();
        let (base, _) = server.rsplit_once('/').expect("a URL with a database name");
        let settings = Settings::new(format!("{base}/{name}"));
        Self { settings, place: Place::Server { server, name } }
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.settings).await.unwrap()
    }

    /// A connection beside the store, as an intruder or an administrator would have.
    pub(crate) async fn connection(&self) -> DatabaseConnection {
        let url = match &self.place {
            Place::Folder(_) => format!("{}?mode=rwc", self.settings.url),
            Place::Server { .. } => self.settings.url.clone(),
        };
        Database::connect(url).await.unwrap()
    }

    /// Runs a statement beside the store.
    pub(crate) async fn execute(&self, statement: &str) {
        let connection = self.connection().await;
        connection.execute_unprepared(statement).await.unwrap();
        connection.close().await.unwrap();
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.place, Place::Server { .. })
    }

    async fn remove(&self) {
        if let Place::Server { server, name } = &self.place {
            let connection = Database::connect(server).await.unwrap();
            connection.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}

/// Runs a scenario and removes its database, also when the scenario fails.
pub(crate) async fn run(database: &TestDatabase, scenario: impl Future<Output = ()>) {
    let outcome = AssertUnwindSafe(scenario).catch_unwind().await;
    database.remove().await;
    if let Err(failure) = outcome {
        resume_unwind(failure);
    }
}

#[derive(Debug, Clone)]
pub(crate) enum TestError {
    Refused,
    Store(StoreError),
}

impl From<StoreError> for TestError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<sea_orm::DbErr> for TestError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

pub(crate) type TestResult = Result<i64, TestError>;

/// An operation made of a function.
pub(crate) struct Act<F>(F);

pub(crate) fn act<F>(function: F) -> Act<F>
where
    F: for<'a> Fn(&'a mut WriteTransaction<'_>) -> BoxFuture<'a, TestResult> + Send + Sync + 'static,
{
    Act(function)
}

impl<F> Operation for Act<F>
where
    F: for<'a> Fn(&'a mut WriteTransaction<'_>) -> BoxFuture<'a, TestResult> + Send + Sync + 'static,
{
    type Output = i64;
    type Error = TestError;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> TestResult {
        (self.0)(transaction).await
    }
}

pub(crate) fn somebody() -> ActorId {
    ActorId(Uuid::from_u128(0x018f_0000_0000_7000_8000_0000_0000_0001))
}

pub(crate) fn moment() -> DateTime<Utc> {
    "2026-11-24T07:56:57.123Z".parse().unwrap()
}

pub(crate) fn entry(stream: &str, stream_version: i64) -> NewEntry {
    NewEntry {
        stream: stream.to_owned(),
        stream_version,
        kind: "noted".to_owned(),
        payload: format!("{{\"第\":{stream_version}}}"),
        actor: somebody(),
        at: moment(),
    }
}

/// Appends one entry.
pub(crate) struct Append(pub NewEntry);

impl Operation for Append {
    type Output = i64;
    type Error = TestError;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> TestResult {
        Ok(transaction.append(self.0.clone())?)
    }
}

pub(crate) fn append(stream: &str, stream_version: i64) -> Append {
    Append(entry(stream, stream_version))
}

/// Keeps the writer busy, so that what is queued meanwhile becomes one batch.
pub(crate) struct Gate {
    open: Arc<Semaphore>,
    held: BoxFuture<'static, TestResult>,
}

impl Gate {
    pub(crate) async fn close(store: &Store) -> Self {
        let (entered, open) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let (inside, opening) = (entered.clone(), open.clone());
        let held = queue(
            store,
            act(move |_| {
                let (inside, opening) = (inside.clone(), opening.clone());
                async move {
                    inside.add_permits(1);
                    opening.acquire().await.unwrap().forget();
                    Ok(0)
                }
                .boxed()
            }),
        );
        entered.acquire().await.unwrap().forget();
        Self { open, held }
    }

    pub(crate) async fn open(self) {
        self.open.add_permits(1);
        self.held.await.unwrap();
    }
}

/// Puts an operation into the queue; the future gives its outcome.
pub(crate) fn queue<O: Operation>(
    store: &Store,
    operation: O,
) -> BoxFuture<'static, Result<O::Output, O::Error>> {
    // Without tokio's budget for cooperative tasks: it would leave the 128th operation of a test unqueued.
    queued(tokio::task::unconstrained(store.write(operation)).boxed())
}

/// Polls once, which puts the operation into the queue. On a busy machine the answer may be there before the poll
/// ends.
pub(crate) fn queued<T: Send + 'static>(mut outcome: BoxFuture<'static, T>) -> BoxFuture<'static, T> {
    match (&mut outcome).now_or_never() {
        None => outcome,
        Some(answered) => futures::future::ready(answered).boxed(),
    }
}

pub(crate) async fn verified(store: &Store) -> ChainReport {
    verify_chain(store.reader()).await.unwrap()
}

/// Counts the rows of a table.
pub(crate) async fn count(connection: &impl ConnectionTrait, table: &str) -> i64 {
    let row = connection
        .query_one_raw(sea_orm::Statement::from_string(
            connection.get_database_backend(),
            format!("SELECT COUNT(*) AS found FROM {table}"),
        ))
        .await
        .unwrap()
        .unwrap();
    row.try_get("", "found").unwrap()
}
