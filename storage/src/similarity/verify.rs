//! Comparing the decisions with the journal.

use std::collections::HashSet;

use domain::similarity::FindingKey;
use domain::similarity::decision::FindingDecided;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::query::decisions;
use super::tables::{decided_subject, decision};
use super::{STREAM_PREFIX, stream_of};
use crate::comparison::{TableVerifyError, difference, fault, refuse_lost};
use crate::error::StoreError;
use crate::journal;
use crate::snapshot::open_snapshot;

/// Tables without a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimilarityReport {
    /// How many findings were decided on.
    pub decisions: u64,
}

/// Compares the latest decision on every finding with the last event of its stream, all at one moment, and looks for
/// rows and events that have no counterpart.
///
/// # Errors
/// [`TableVerifyError::Fault`] with the first difference, [`TableVerifyError::Store`] when something cannot be read.
pub async fn verify_similarity(
    connection: &DatabaseConnection,
) -> Result<SimilarityReport, TableVerifyError> {
    let snapshot = open_snapshot(connection).await?;
    // Somebody writes a reason for each of them: they are few.
    let keys: Vec<String> = decision::Entity::find()
        .select_only()
        .column(decision::Column::Finding)
        .order_by_asc(decision::Column::Finding)
        .into_tuple()
        .all(&snapshot)
        .await?;
    let mut verified = HashSet::with_capacity(keys.len());
    for key in &keys {
        let stream = stream_of(&FindingKey::from_text(key));
        verify_one(&snapshot, key, &stream).await?;
        verified.insert(stream);
    }
    refuse_lost(&snapshot, STREAM_PREFIX, &verified).await?;
    refuse_strays(&snapshot).await?;
    snapshot.commit().await?;
    Ok(SimilarityReport { decisions: verified.len() as u64 })
}

async fn verify_one(
    connection: &impl ConnectionTrait,
    key: &str,
    stream: &str,
) -> Result<(), TableVerifyError> {
    let entries = journal::stream(connection, stream).await?;
    let Some(last) = entries.last() else {
        return Err(fault(stream, "数据表有此项处理，日志没有"));
    };
    let Ok(event) = serde_json::from_str::<FindingDecided>(&last.payload) else {
        return Err(fault(stream, "日志的内容无法读取"));
    };
    let stored = match decisions(connection, &[FindingKey::from_text(key)]).await {
        Ok(stored) => stored.into_iter().next(),
        Err(StoreError::Corrupt { what, .. }) => {
            return Err(fault(stream, format!("数据表的内容无法读取（{what}）")));
        }
        Err(error) => return Err(error.into()),
    };
    let Some(stored) = stored else { return Err(fault(stream, "日志有此项，数据表没有")) };
    if let Some(what) = difference(&event, &stored.decided)? {
        return Err(fault(stream, what));
    }
    let versions = u64::try_from(last.stream_version).unwrap_or(0);
    if versions != stored.version {
        return Err(fault(
            stream,
            format!("处理的次数与日志不一致，日志为{versions}次，数据表为{}次", stored.version),
        ));
    }
    Ok(())
}

/// Looks for objects of a decision that is not there, where somebody switched the foreign keys off.
async fn refuse_strays(connection: &impl ConnectionTrait) -> Result<(), TableVerifyError> {
    let stray: Option<String> = decided_subject::Entity::find()
        .select_only()
        .column(decided_subject::Column::Finding)
        .filter(decided_subject::Column::Finding.not_in_subquery(
            decision::Entity::find().select_only().column(decision::Column::Finding).into_query(),
        ))
        .into_tuple()
        .one(connection)
        .await?;
    match stray {
        Some(key) => Err(fault(format!("{STREAM_PREFIX}{key}"), "数据表有不属于任何处理的内容")),
        None => Ok(()),
    }
}
