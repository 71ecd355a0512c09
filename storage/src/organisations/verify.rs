//! Comparing the directory with the journal.

use std::collections::HashSet;

use domain::organisation::{OrganisationEvent, replay};
use sea_orm::DatabaseConnection;

use super::query::kept;
use super::{STREAM_PREFIX, stream_of};
use crate::comparison::{TableVerifyError, difference, fault, refuse_lost};
use crate::error::StoreError;
use crate::journal;
use crate::snapshot::open_snapshot;

/// Replays every unit from its events and compares the outcome with the tables. Returns how many units there are.
///
/// # Errors
/// [`TableVerifyError::Fault`] with the first difference, [`TableVerifyError::Store`] when something cannot be read.
pub async fn verify_organisations(connection: &DatabaseConnection) -> Result<u64, TableVerifyError> {
    let snapshot = open_snapshot(connection).await?;
    let units = match kept(&snapshot).await {
        Ok(units) => units,
        Err(StoreError::Corrupt { what, .. }) => {
            return Err(fault(STREAM_PREFIX, format!("单位名录的内容无法读取（{what}）")));
        }
        Err(error) => return Err(error.into()),
    };
    let mut verified = HashSet::with_capacity(units.len());
    for unit in &units {
        let stream = stream_of(unit.id);
        let mut events = Vec::new();
        for entry in journal::stream(&snapshot, &stream).await? {
            let event: OrganisationEvent = serde_json::from_str(&entry.payload)
                .map_err(|_| fault(&stream, format!("日志第{}条的内容无法读取", entry.sequence)))?;
            events.push(event);
        }
        let Some(replayed) = replay(&events) else {
            return Err(fault(stream, "数据表有此单位，日志没有"));
        };
        if let Some(what) = difference(&replayed, unit)? {
            return Err(fault(stream, what));
        }
        verified.insert(stream);
    }
    refuse_lost(&snapshot, STREAM_PREFIX, &verified).await?;
    snapshot.commit().await?;
    Ok(units.len() as u64)
}
