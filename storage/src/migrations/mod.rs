//! The tables and how they came to be: hand-written, in order, each one file, none edited after a release.
//!
//! All missing migrations run in one transaction, so a database is either at the old version or at the new one.

mod m20261124_000001_journal;
mod m20261124_000002_subjects;
mod m20261124_000003_evaluations;
mod m20261124_000004_import_drafts;
mod m20261124_000005_similarity;
mod m20261124_000006_subject_life;
mod m20261124_000007_organisations;
mod m20261124_000008_files;
mod m20261124_000009_evidence;
mod m20261124_000012_scoring;
mod m20261124_000013_results;
mod m20261124_000014_determinations;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

use crate::error::StoreError;
use crate::settings::Engine;

/// Any number that all processes agree on and nothing else on the server uses: "quanheng" in ASCII.
const MIGRATION_LOCK: i64 = 0x7175_616e_6865_6e67;

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_journal::Migration),
            Box::new(m20261124_000002_subjects::Migration),
            Box::new(m20261124_000003_evaluations::Migration),
            Box::new(m20261124_000004_import_drafts::Migration),
            Box::new(m20261124_000005_similarity::Migration),
            Box::new(m20261124_000006_subject_life::Migration),
            Box::new(m20261124_000007_organisations::Migration),
            Box::new(m20261124_000008_files::Migration),
            Box::new(m20261124_000009_evidence::Migration),
            Box::new(m20261124_000012_scoring::Migration),
            Box::new(m20261124_000013_results::Migration),
            Box::new(m20261124_000014_determinations::Migration),
        ]
    }
}

/// Brings the database to this program's version. Processes that start together wait for each other.
///
/// # Errors
/// [`StoreError::Unavailable`] when the lock cannot be had; [`StoreError::Corrupt`] when a migration fails or
/// the database was written by a newer program.
pub(crate) async fn migrate(writer: &DatabaseConnection, engine: Engine) -> Result<(), StoreError> {
    let transaction = writer
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        })
        .await?;
    match engine {
        // The immediate transaction already holds the file's only write lock.
        Engine::Sqlite => {}
        Engine::Postgres => {
            transaction
                .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
                .await?;
        }
    }
    Migrator::up(&transaction, None).await?;
    transaction.commit().await?;
    Ok(())
}
