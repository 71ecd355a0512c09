//! The journal: every event, in one order, in a chain of hashes.
//!
//! An entry's hash is the SM3 digest (GB/T 32905-2016), written as 64 lower-case hexadecimal digits, of this
//! UTF-8 text: eight fields, joined by one line feed each (U+000A), nothing before the first and nothing after
//! the last:
//!
//! 1. the hash of the entry before; 64 zeros for the first entry
//! 2. the sequence number, decimal: 1, 2, 3 … over the whole journal
//! 3. the time, as stored: `2026-11-24T07:56:57.123Z` (RFC 3339, UTC, milliseconds)
//! 4. the actor's identifier, as stored: a hyphenated lower-case UUID
//! 5. the stream: what the event belongs to; it has no control characters
//! 6. the stream version, decimal: 1, 2, 3 … in this stream
//! 7. the kind of event; it has no control characters
//! 8. the payload, exactly as stored; it may have line feeds, as it comes last
//!
//! So one row of the table `journal` can be checked with any SM3 tool: write the fields into a file with
//! `printf '%s\n…\n%s'` and compare the digest with the column `hash`. [`verify_chain`] does this for all rows.
//! The chain shows that nothing inside it was changed. That nothing was cut off its end shows only to somebody
//! who noted an earlier [`ChainReport::head_hash`] elsewhere.

mod pending;
mod verify;

use chrono::{DateTime, Utc};
use domain::id::ActorId;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sm3::{Digest, Sm3};

use crate::entities::{journal_entry, journal_head};
use crate::error::StoreError;
use crate::text::{read_time, read_uuid};

pub(crate) use pending::PendingEntries;
pub use verify::{ChainFault, ChainReport, VerifyError, verify_chain};

/// What stands for the hash before the first entry.
pub const GENESIS_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// An event that is to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// What the event belongs to: `evaluation/018f…`. Not empty, no control characters.
    pub stream: String,
    /// The event's number in its stream: 1 for the first, then without a gap.
    pub stream_version: i64,
    /// The kind of event. Not empty, no control characters.
    pub kind: String,
    /// The event itself, usually JSON. These very bytes are stored and hashed. No NUL, which PostgreSQL
    /// cannot store.
    pub payload: String,
    /// Who caused it.
    pub actor: ActorId,
    /// When; kept to the millisecond.
    pub at: DateTime<Utc>,
}

/// An event in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The entry's number in the journal, from 1.
    pub sequence: i64,
    /// What the event belongs to.
    pub stream: String,
    /// The event's number in its stream, from 1.
    pub stream_version: i64,
    /// The kind of event.
    pub kind: String,
    /// The event itself, byte for byte as it was appended.
    pub payload: String,
    /// Who caused it.
    pub actor: ActorId,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// The hash of the entry before.
    pub previous_hash: String,
    /// The hash of this entry, which covers all other fields.
    pub hash: String,
}

/// At most `limit` entries after the entry `after_sequence` (0 to begin), oldest first; of one stream if
/// `stream` names it.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when a row cannot be read.
pub async fn page(
    connection: &impl ConnectionTrait,
    after_sequence: i64,
    limit: u64,
    stream: Option<&str>,
) -> Result<Vec<Entry>, StoreError> {
    let mut query = journal_entry::Entity::find().filter(journal_entry::Column::Sequence.gt(after_sequence));
    if let Some(stream) = stream {
        query = query.filter(journal_entry::Column::Stream.eq(stream));
    }
    let rows = query.order_by_asc(journal_entry::Column::Sequence).limit(limit).all(connection).await?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// All entries of one stream, oldest first.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when a row cannot be read.
pub async fn stream(connection: &impl ConnectionTrait, stream: &str) -> Result<Vec<Entry>, StoreError> {
    let rows = journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(stream))
        .order_by_asc(journal_entry::Column::StreamVersion)
        .all(connection)
        .await?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// At most `limit` entries of `stream` and of the streams below it (`stream/…`) after the entry `after_sequence`,
/// oldest first.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when a row cannot be read.
pub async fn branch(
    connection: &impl ConnectionTrait,
    after_sequence: i64,
    limit: u64,
    stream: &str,
) -> Result<Vec<Entry>, StoreError> {
    let rows = journal_entry::Entity::find()
        .filter(journal_entry::Column::Sequence.gt(after_sequence))
        .filter(journal_entry::Column::Stream.eq(stream).or(below(connection, stream)))
        .order_by_asc(journal_entry::Column::Sequence)
        .limit(limit)
        .all(connection)
        .await?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// The streams below `stream`: those between `stream/` and `stream0`, as '0' is the character after '/'. Compared
/// byte by byte, whatever language the database sorts by.
pub(crate) fn below(connection: &impl ConnectionTrait, stream: &str) -> SimpleExpr {
    let bytes = stream_bytes(connection);
    bytes.clone().gte(format!("{stream}/")).and(bytes.lt(format!("{stream}0")))
}

/// The column `stream` as it is compared byte by byte, whatever language the database sorts by.
pub(crate) fn stream_bytes(connection: &impl ConnectionTrait) -> SimpleExpr {
    if connection.get_database_backend() == DbBackend::Postgres {
        Expr::cust(r#""stream" COLLATE "C""#)
    } else {
        Expr::col(journal_entry::Column::Stream)
    }
}

/// The hash of the last entry; [`GENESIS_HASH`] while there is none.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when the head row is missing.
pub async fn head_hash(connection: &impl ConnectionTrait) -> Result<String, StoreError> {
    Ok(read_head(connection, false).await?.hash)
}

impl TryFrom<journal_entry::Model> for Entry {
    type Error = StoreError;

    fn try_from(row: journal_entry::Model) -> Result<Self, StoreError> {
        Ok(Self {
            sequence: row.sequence,
            stream: row.stream,
            stream_version: row.stream_version,
            kind: row.kind,
            payload: row.payload,
            actor: ActorId(read_uuid(&row.actor)?),
            occurred_at: read_time(&row.occurred_at)?,
            previous_hash: row.previous_hash,
            hash: row.hash,
        })
    }
}

/// The journal's last entry as the head row records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// 0 while the journal is empty.
    pub(crate) sequence: i64,
    pub(crate) hash: String,
}

/// Reads the head row. With `lock`, PostgreSQL holds every other writing process back until this transaction
/// ends; SQLite's immediate transaction has done so already.
pub(crate) async fn read_head(connection: &impl ConnectionTrait, lock: bool) -> Result<Head, StoreError> {
    let mut query = journal_head::Entity::find_by_id(journal_head::ONLY_ROW);
    if lock {
        query = query.lock_exclusive();
    }
    let row = query
        .one(connection)
        .await?
        .ok_or_else(|| StoreError::corrupt("the journal's head row is missing"))?;
    Ok(Head { sequence: row.sequence, hash: row.hash })
}

/// The hash that belongs to a row; the row's own `hash` is not looked at.
fn hash_of(row: &journal_entry::Model) -> String {
    let mut digest = Sm3::new();
    let sequence = row.sequence.to_string();
    let stream_version = row.stream_version.to_string();
    for field in
        [&row.previous_hash, &sequence, &row.occurred_at, &row.actor, &row.stream, &stream_version, &row.kind]
    {
        digest.update(field.as_bytes());
        digest.update(b"\n");
    }
    digest.update(row.payload.as_bytes());
    hex::encode(digest.finalize())
}
