//! Opening the two pools: one connection that writes, several that can only read.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

use crate::error::StoreError;
use crate::settings::{Engine, Settings};

/// How long SQLite waits for another process's lock, and a pool for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait before asking again for a lock that SQLite does not wait for by itself.
const LOCK_POLL: Duration = Duration::from_millis(10);

/// A connection used within this time is trusted without a ping; a longer rest may have outlived its server.
const TRUSTED_REST: Duration = Duration::from_secs(1);

/// 64 MiB of page cache for the writer (negative: KiB), 16 MiB for each reader.
const WRITER_CACHE: &str = "-65536";
const READER_CACHE: &str = "-16384";

/// Pages in the write-ahead log before SQLite copies them back into the database.
const CHECKPOINT_PAGES: &str = "4000";

/// Opens the connection through which everything is written.
///
/// # Errors
/// [`StoreError::Unavailable`] when the database cannot be opened within the waiting time.
pub(crate) async fn open_writer(
    settings: &Settings,
    engine: Engine,
) -> Result<DatabaseConnection, StoreError> {
    let mut options = common_options(settings, 1);
    match engine {
        Engine::Sqlite => {
            options.test_before_acquire(false).map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(PATIENCE)
                    .pragma("cache_size", WRITER_CACHE)
                    .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            });
            connect_despite_locks(options).await
        }
        Engine::Postgres => {
            options.test_before_acquire_if_idle_for(TRUSTED_REST).map_sqlx_postgres_opts(|postgres| {
                postgres.options([("default_transaction_isolation", "read committed")])
            });
            Ok(Database::connect(options).await?)
        }
    }
}

/// Opens the pool of connections that cannot write.
///
/// # Errors
/// [`StoreError::Unavailable`] when the database cannot be opened within the waiting time.
pub(crate) async fn open_readers(
    settings: &Settings,
    engine: Engine,
) -> Result<DatabaseConnection, StoreError> {
    let mut options = common_options(settings, settings.reader_connections);
    match engine {
        Engine::Sqlite => {
            options.test_before_acquire(false).map_sqlx_sqlite_opts(|sqlite| {
                sqlite.read_only(true).busy_timeout(PATIENCE).pragma("cache_size", READER_CACHE)
            });
        }
        Engine::Postgres => {
            options.test_before_acquire_if_idle_for(TRUSTED_REST).map_sqlx_postgres_opts(|postgres| {
                postgres.options([("default_transaction_read_only", "on")])
            });
        }
    }
    Ok(Database::connect(options).await?)
}

/// Copies the write-ahead log back into the SQLite file, so that the file alone is the whole database.
///
/// # Errors
/// [`StoreError::Unavailable`] when the file cannot be written.
pub(crate) async fn checkpoint(writer: &DatabaseConnection, engine: Engine) -> Result<(), StoreError> {
    match engine {
        Engine::Sqlite => {
            writer.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
            Ok(())
        }
        Engine::Postgres => Ok(()),
    }
}

fn common_options(settings: &Settings, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(settings.url.clone());
    // Connections are kept: opening one again would lose its prepared statements and its page cache.
    options
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .set_application_name("quanheng")
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}

/// The change to write-ahead logging needs the file alone, and SQLite reports a lock at once instead of waiting
/// for it. Two processes that make the same new database would meet here.
async fn connect_despite_locks(options: ConnectOptions) -> Result<DatabaseConnection, StoreError> {
    let mut waited = Duration::ZERO;
    loop {
        match Database::connect(options.clone()).await {
            Ok(connection) => return Ok(connection),
            Err(error) => {
                if waited >= PATIENCE || !is_lock(&error) {
                    return Err(StoreError::Unavailable(error));
                }
            }
        }
        tokio::time::sleep(LOCK_POLL).await;
        waited += LOCK_POLL;
    }
}

fn is_lock(error: &sea_orm::DbErr) -> bool {
    use sea_orm::{DbErr, RuntimeErr};
    let DbErr::Conn(RuntimeErr::SqlxError(driver)) = error else { return false };
    driver
        .as_database_error()
        .and_then(|refusal| refusal.code())
        .and_then(|code| code.parse::<u32>().ok())
        // 5 is SQLITE_BUSY, 6 SQLITE_LOCKED; the upper bits only add detail.
        .is_some_and(|code| matches!(code & 0xff, 5 | 6))
}
