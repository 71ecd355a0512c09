//! Comparing the tables with what the journal says they must hold.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use serde_json::Value;

use crate::entities::journal_entry;
use crate::error::StoreError;

/// The first place where a table does not hold what the journal says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{stream}：{what}")]
pub struct TableFault {
    /// The stream of the thing that is wrong: `subject/018f…`.
    pub stream: String,
    /// What is wrong, in Chinese.
    pub what: String,
}

/// Why a comparison ended early.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TableVerifyError {
    /// Both were read, and they differ.
    #[error(transparent)]
    Fault(#[from] TableFault),
    /// Something could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sea_orm::DbErr> for TableVerifyError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// A fault of the thing whose events are in `stream`.
pub(crate) fn fault(stream: impl Into<String>, what: impl Into<String>) -> TableVerifyError {
    TableFault { stream: stream.into(), what: what.into() }.into()
}

/// Looks for a stream that begins with `prefix` and is none of `known`, the streams of what the tables hold. For things
/// of which there are few.
///
/// # Errors
/// A fault that names the first such stream.
pub(crate) async fn refuse_lost(
    connection: &impl ConnectionTrait,
    prefix: &str,
    known: &HashSet<String>,
) -> Result<(), TableVerifyError> {
    let streams: Vec<String> = journal_entry::Entity::find()
        .select_only()
        .column(journal_entry::Column::Stream)
        .filter(journal_entry::Column::StreamVersion.eq(1))
        .filter(journal_entry::Column::Stream.starts_with(prefix))
        .order_by_asc(journal_entry::Column::Sequence)
        .into_tuple()
        .all(connection)
        .await?;
    match streams.into_iter().find(|stream| !known.contains(stream)) {
        Some(stream) => Err(fault(stream, "日志有此项，数据表没有")),
        None => Ok(()),
    }
}

/// The first difference between what the journal says and what the tables hold, in Chinese; the place is the path
/// in the JSON form. `None` when there is none.
pub(crate) fn difference(
    journal: &impl Serialize,
    tables: &impl Serialize,
) -> Result<Option<String>, StoreError> {
    let value_of = |value: serde_json::Result<Value>| {
        value.map_err(|_| StoreError::corrupt("a value has no JSON form to compare"))
    };
    let journal = value_of(serde_json::to_value(journal))?;
    let tables = value_of(serde_json::to_value(tables))?;
    Ok(first_difference(&journal, &tables, ""))
}

fn first_difference(journal: &Value, tables: &Value, path: &str) -> Option<String> {
    if journal == tables {
        return None;
    }
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match (journal, tables) {
        (Value::Object(expected), Value::Object(found)) if expected.len() == found.len() => {
            expected.iter().find_map(|(name, expected)| {
                first_difference(expected, found.get(name).unwrap_or(&Value::Null), &below(name))
            })
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            expected.iter().zip(found).enumerate().find_map(|(index, (expected, found))| {
                first_difference(expected, found, &below(&index.to_string()))
            })
        }
        _ => Some(format!("“{path}”与日志不一致，日志为{journal}，数据表为{tables}")),
    }
}
