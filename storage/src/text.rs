//! How values that SQLite and PostgreSQL would keep differently are written as text.

use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;

use crate::error::StoreError;

/// `2026-11-24T07:56:57.123Z`: sorts by time and means the same to every reader.
pub(crate) fn write_time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Reads what [`write_time`] wrote.
pub(crate) fn read_time(text: &str) -> Result<DateTime<Utc>, StoreError> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.with_timezone(&Utc))
        .map_err(|_| StoreError::corrupt(format!("{text:?} is not a time")))
}

/// Reads an identifier in its hyphenated form.
pub(crate) fn read_uuid(text: &str) -> Result<Uuid, StoreError> {
    Uuid::parse_str(text).map_err(|_| StoreError::corrupt(format!("{text:?} is not a UUID")))
}
