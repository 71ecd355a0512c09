//! Inserting many rows with few statements.

use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

use crate::error::StoreError;

/// The sizes in which rows go into one statement. A few fixed sizes keep the connection's cache of prepared
/// statements small; with fewer than 100 columns the largest stays below SQLite's limit of 32,766 bound values.
const STATEMENT_SIZES: [usize; 5] = [256, 64, 16, 4, 1];

/// Inserts `rows`, all of one table, in their order.
pub(crate) async fn insert_all<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    rows: Vec<E::Model>,
) -> Result<(), StoreError>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let mut left = rows.len();
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    for size in STATEMENT_SIZES {
        while left >= size {
            let chunk: Vec<E::ActiveModel> = rows.by_ref().take(size).collect();
            E::insert_many(chunk).exec_without_returning(connection).await?;
            left -= size;
        }
    }
    Ok(())
}
