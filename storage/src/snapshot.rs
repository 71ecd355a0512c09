//! Reading several tables as they were at one moment, while others write.

use sea_orm::{
    AccessMode, DatabaseBackend, DatabaseConnection, DatabaseTransaction, IsolationLevel, TransactionOptions,
    TransactionTrait,
};

use crate::error::StoreError;

/// Opens a transaction that only reads and that sees one state of the database until it is closed. Without it a
/// change between two statements would show half of the old and half of the new.
pub(crate) async fn open_snapshot(
    connection: &DatabaseConnection,
) -> Result<DatabaseTransaction, StoreError> {
    // SQLite's transactions are snapshots already and take no such options.
    let options = if connection.get_database_backend() == DatabaseBackend::Postgres {
        TransactionOptions {
            isolation_level: Some(IsolationLevel::RepeatableRead),
            access_mode: Some(AccessMode::ReadOnly),
            ..TransactionOptions::default()
        }
    } else {
        TransactionOptions::default()
    };
    Ok(connection.begin_with_options(options).await?)
}
