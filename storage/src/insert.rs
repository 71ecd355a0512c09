//! Inserting many rows with few statements.
//!
//! The text of a statement depends on nothing but the table and the number of rows, so it is put together once and not
//! for every statement: an import of a long list inserts millions of rows.

use std::fmt::Write as _;

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseBackend, EntityTrait, IdenStatic, IntoActiveModel, Iterable,
    Statement, Value,
};

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
    let backend = connection.get_database_backend();
    let columns: Vec<E::Column> = E::Column::iter().collect();
    let mut left = rows.len();
    let mut rows = rows.into_iter();
    for size in STATEMENT_SIZES {
        if left < size {
            continue;
        }
        let text = statement_text::<E>(backend, &columns, size);
        let mut values = values_of::<E>(&mut rows, &columns, size)?;
        while left >= size {
            let statement = Statement::from_sql_and_values(backend, text.as_str(), values);
            left -= size;
            // While the database works on one statement, the values of the next are put together.
            let preparing = async {
                let next = if left >= size { size } else { 0 };
                values_of::<E>(&mut rows, &columns, next)
            };
            let (executed, next) = futures::future::join(connection.execute_raw(statement), preparing).await;
            executed?;
            values = next?;
        }
    }
    Ok(())
}

/// The values of the next rows, row by row.
fn values_of<E: EntityTrait>(
    rows: &mut impl Iterator<Item = E::Model>,
    columns: &[E::Column],
    size: usize,
) -> Result<Vec<Value>, StoreError>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let mut values = Vec::with_capacity(size * columns.len());
    for row in rows.take(size) {
        let mut row = row.into_active_model();
        for column in columns {
            let value = row.take(*column).into_value();
            values.push(value.ok_or_else(|| StoreError::corrupt("a row lacks one of its columns"))?);
        }
    }
    Ok(values)
}

/// `INSERT INTO "table" ("a", "b") VALUES (?, ?), (?, ?)`, with numbered places on PostgreSQL.
fn statement_text<E: EntityTrait>(backend: DatabaseBackend, columns: &[E::Column], rows: usize) -> String {
    let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.as_str())).collect();
    let mut text = format!("INSERT INTO \"{}\" ({}) VALUES ", E::default().table_name(), names.join(", "));
    let mut place = 0;
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns.len() {
            place += 1;
            text.push_str(if column == 0 { "" } else { ", " });
            if backend == DatabaseBackend::Postgres {
                // Writing to a string cannot fail.
                let _written = write!(text, "${place}");
            } else {
                text.push('?');
            }
        }
        text.push(')');
    }
    text
}
