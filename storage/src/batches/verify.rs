//! Comparing batches with the journal.

use std::collections::HashSet;

use domain::batch::{BatchEvent, replay};
use sea_orm::DatabaseConnection;

use super::query::all_after;
use super::{STREAM_PREFIX, stream_of};
use crate::comparison::{TableVerifyError, difference, fault, refuse_lost};
use crate::error::StoreError;
use crate::journal;
use crate::snapshot::open_snapshot;

/// How many batches are read at a time.
const PAGE: u64 = 500;

/// Replays every batch from its events and compares the outcome with the tables. Returns how many batches there are.
///
/// # Errors
/// [`TableVerifyError::Fault`] with the first difference, [`TableVerifyError::Store`] when something cannot be read.
pub async fn verify_batches(connection: &DatabaseConnection) -> Result<u64, TableVerifyError> {
    let snapshot = open_snapshot(connection).await?;
    let mut verified = HashSet::new();
    let mut after = String::new();
    loop {
        let batches = match all_after(&snapshot, &after, PAGE).await {
            Ok(batches) => batches,
            Err(StoreError::Corrupt { what, source: None }) => {
                return Err(fault(STREAM_PREFIX, format!("报送批次的内容无法读取（{what}）")));
            }
            Err(error) => return Err(error.into()),
        };
        let Some(last) = batches.last() else { break };
        after = last.id.to_string();
        for batch in &batches {
            let stream = stream_of(batch.id);
            let mut events = Vec::new();
            for entry in journal::stream(&snapshot, &stream).await? {
                let event: BatchEvent = serde_json::from_str(&entry.payload)
                    .map_err(|_| fault(&stream, format!("日志第{}条的内容无法读取", entry.sequence)))?;
                events.push(event);
            }
            let Some(replayed) = replay(&events) else {
                return Err(fault(stream, "数据表有此批次，日志没有"));
            };
            if let Some(what) = difference(&replayed, batch)? {
                return Err(fault(stream, what));
            }
            verified.insert(stream);
        }
    }
    refuse_lost(&snapshot, STREAM_PREFIX, &verified).await?;
    snapshot.commit().await?;
    Ok(verified.len() as u64)
}
