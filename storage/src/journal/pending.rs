//! Entries that a batch has appended and not yet written.
//!
//! They get their sequence number and hash at once, in order, and go to the database together when the batch
//! ends. The entries of an operation that is undone are dropped, and the chain goes on from before it.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use super::{Head, NewEntry, hash_of};
use crate::entities::{journal_entry, journal_head};
use crate::error::StoreError;
use crate::insert::insert_all;
use crate::text::write_time;

/// The sizes in which search terms go into one statement. A statement's text depends on its size, so a few sizes keep
/// the connection's cache of prepared statements small; the largest stays far below SQLite's limit of 32,766 bound
/// values.
const STATEMENT_SIZES: [usize; 5] = [256, 64, 16, 4, 1];

/// How many entries are copied at a time on their way to the database.
const ENTRIES_AT_A_TIME: usize = 4096;

/// The entries of one batch, and the head they follow.
pub(crate) struct PendingEntries {
    opening: Head,
    entries: Vec<journal_entry::Model>,
    /// The last pending version of each stream that has pending entries.
    versions: HashMap<String, i64>,
}

/// A point to which [`PendingEntries::undo_to`] can go back.
#[derive(Clone, Copy)]
pub(crate) struct Mark(usize);

impl PendingEntries {
    /// No entries yet, after `opening`.
    pub(crate) fn after(opening: Head) -> Self {
        Self { opening, entries: Vec::new(), versions: HashMap::new() }
    }

    /// Numbers and hashes an entry. Returns its sequence number.
    pub(crate) fn append(&mut self, entry: NewEntry) -> Result<i64, StoreError> {
        check(&entry)?;
        if let Some(&found) = self.versions.get(&entry.stream)
            && entry.stream_version != found + 1
        {
            return Err(StoreError::Stale { expected: entry.stream_version - 1, found });
        }
        let (sequence, previous_hash) = match self.entries.last() {
            Some(last) => (last.sequence + 1, last.hash.clone()),
            None => (self.opening.sequence + 1, self.opening.hash.clone()),
        };
        let mut row = journal_entry::Model {
            sequence,
            stream: entry.stream,
            stream_version: entry.stream_version,
            kind: entry.kind,
            payload: entry.payload,
            actor: entry.actor.to_string(),
            occurred_at: write_time(entry.at),
            previous_hash,
            hash: String::new(),
        };
        row.hash = hash_of(&row);
        self.versions.insert(row.stream.clone(), row.stream_version);
        self.entries.push(row);
        Ok(sequence)
    }

    /// Where the chain stands now.
    pub(crate) fn mark(&self) -> Mark {
        Mark(self.entries.len())
    }

    /// Drops what was appended after `mark`.
    pub(crate) fn undo_to(&mut self, mark: Mark) {
        if self.entries.len() > mark.0 {
            self.entries.truncate(mark.0);
            self.versions =
                self.entries.iter().map(|entry| (entry.stream.clone(), entry.stream_version)).collect();
        }
    }

    /// Writes the entries and the new head.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when a stream does not stand where its first pending entry continues it.
    pub(crate) async fn flush(&self, transaction: &DatabaseTransaction) -> Result<(), StoreError> {
        let Some(last) = self.entries.last() else {
            // PostgreSQL answers the commit of a transaction in which a statement failed by rolling it back,
            // without an error. One more statement makes it say so; entries would have been that statement.
            transaction.execute_unprepared("SELECT 1").await?;
            return Ok(());
        };
        self.check_streams(transaction).await?;
        for chunk in self.entries.chunks(ENTRIES_AT_A_TIME) {
            insert_all::<journal_entry::Entity>(transaction, chunk.to_vec()).await?;
        }
        let moved = journal_head::Entity::update_many()
            .col_expr(journal_head::Column::Sequence, Expr::value(last.sequence))
            .col_expr(journal_head::Column::Hash, Expr::value(last.hash.clone()))
            .filter(journal_head::Column::Id.eq(journal_head::ONLY_ROW))
            .filter(journal_head::Column::Sequence.eq(self.opening.sequence))
            .exec(transaction)
            .await?;
        if moved.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::corrupt("the journal's head moved although it was locked"))
        }
    }

    /// Whether the database holds these entries, asked after a commit whose answer was lost. The last hash
    /// covers everything before it.
    pub(crate) async fn are_recorded(&self, connection: &impl ConnectionTrait) -> Result<bool, StoreError> {
        let Some(last) = self.entries.last() else { return Ok(false) };
        let stored = journal_entry::Entity::find_by_id(last.sequence).one(connection).await?;
        Ok(stored.is_some_and(|stored| stored.hash == last.hash))
    }

    /// Every stream must go on from its last stored version: a gap could never be repaired later.
    async fn check_streams(&self, transaction: &DatabaseTransaction) -> Result<(), StoreError> {
        let mut first_versions: HashMap<&str, i64> = HashMap::new();
        for entry in &self.entries {
            first_versions.entry(&entry.stream).or_insert(entry.stream_version);
        }
        let streams: Vec<&str> = first_versions.keys().copied().collect();
        let mut stored = HashMap::new();
        let mut rest = streams.as_slice();
        while let Some(&filler) = rest.first() {
            let terms = padded(rest, filler);
            rest = rest.get(terms.len()..).unwrap_or_default();
            stored.extend(stored_versions(transaction, terms).await?);
        }
        for (stream, first) in first_versions {
            let found = stored.get(stream).copied().unwrap_or(0);
            if first != found + 1 {
                return Err(StoreError::Stale { expected: first - 1, found });
            }
        }
        Ok(())
    }
}

/// The beginning of `terms`, filled up with `filler` to one of the statement sizes.
fn padded<'t>(terms: &[&'t str], filler: &'t str) -> Vec<&'t str> {
    let size = STATEMENT_SIZES.iter().rev().copied().find(|&size| size >= terms.len()).unwrap_or(256);
    let mut padded: Vec<&str> = terms.iter().copied().take(size).collect();
    padded.resize(size, filler);
    padded
}

async fn stored_versions(
    transaction: &DatabaseTransaction,
    streams: Vec<&str>,
) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(journal_entry::Entity::find()
        .select_only()
        .column(journal_entry::Column::Stream)
        .column_as(Expr::col(journal_entry::Column::StreamVersion).max(), "last_version")
        .filter(journal_entry::Column::Stream.is_in(streams))
        .group_by(journal_entry::Column::Stream)
        .into_tuple()
        .all(transaction)
        .await?)
}

fn check(entry: &NewEntry) -> Result<(), StoreError> {
    for (field, refusal) in [
        (&entry.stream, "the stream is empty or has control characters"),
        (&entry.kind, "the kind is empty or has control characters"),
    ] {
        if field.is_empty() || field.chars().any(char::is_control) {
            return Err(StoreError::InvalidEntry(refusal));
        }
    }
    if entry.payload.contains('\0') {
        return Err(StoreError::InvalidEntry("the payload has a NUL character"));
    }
    if entry.stream_version < 1 {
        return Err(StoreError::InvalidEntry("the stream version is below 1"));
    }
    Ok(())
}
