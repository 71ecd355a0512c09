//! Which subjects changed since somebody looked last, for what is kept beside the tables and made from them.

use std::collections::HashSet;

use domain::actor::Actor;
use domain::id::SubjectId;
use domain::subject::Subject;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::query::{sees_every_subject, visible_to};
use super::tables::subject;
use super::{STREAM_PREFIX, load_many};
use crate::entities::journal_entry;
use crate::error::StoreError;
use crate::journal::read_head;
use crate::snapshot::open_snapshot;
use crate::text::read_uuid;

/// Subjects as they are after the journal's entry `upto`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectChanges {
    /// Those that changed, in the order in which they did, each once.
    pub subjects: Vec<Subject>,
    /// The entry up to which changes were looked for; where to go on.
    pub upto: i64,
    /// Whether there may be changes after it.
    pub more: bool,
}

/// The subjects that changed after the journal's entry `after`, 0 to begin, following at most `limit` entries. For
/// the program itself, whoever asks it: what of this somebody may see is said by [`visible_ids`].
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when rows do not make a subject.
pub async fn changed_after(
    connection: &DatabaseConnection,
    after: i64,
    limit: u64,
) -> Result<SubjectChanges, StoreError> {
    // Entries appear in the order of their numbers, whichever process writes: see the lock on the head row.
    let head = read_head(connection, false).await?.sequence;
    if head <= after {
        return Ok(SubjectChanges { subjects: Vec::new(), upto: after, more: false });
    }
    let snapshot = open_snapshot(connection).await?;
    let entries: Vec<(i64, String)> = journal_entry::Entity::find()
        .select_only()
        .column(journal_entry::Column::Sequence)
        .column(journal_entry::Column::Stream)
        .filter(journal_entry::Column::Sequence.gt(after))
        .filter(journal_entry::Column::Sequence.lte(head))
        .filter(journal_entry::Column::Stream.starts_with(STREAM_PREFIX))
        .order_by_asc(journal_entry::Column::Sequence)
        .limit(limit)
        .into_tuple()
        .all(&snapshot)
        .await?;
    let full = u64::try_from(entries.len()).is_ok_and(|count| count == limit);
    let upto = entries.last().filter(|_| full).map_or(head, |(sequence, _)| *sequence);
    let mut ids = Vec::with_capacity(entries.len());
    for (_, stream) in &entries {
        ids.push(SubjectId(read_uuid(stream.strip_prefix(STREAM_PREFIX).unwrap_or_default())?));
    }
    let subjects = load_many(&snapshot, &ids).await?;
    snapshot.commit().await?;
    Ok(SubjectChanges { subjects, upto, more: upto < head })
}

/// The subjects that `reader` may see; `None` when that is every one.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] for an identifier that is none.
pub async fn visible_ids(
    connection: &impl ConnectionTrait,
    reader: &Actor,
) -> Result<Option<HashSet<SubjectId>>, StoreError> {
    if sees_every_subject(reader) {
        return Ok(None);
    }
    let ids: Vec<String> = subject::Entity::find()
        .select_only()
        .column(subject::Column::Id)
        .filter(visible_to(reader))
        .into_tuple()
        .all(connection)
        .await?;
    ids.iter().map(|id| Ok(SubjectId(read_uuid(id)?))).collect::<Result<_, StoreError>>().map(Some)
}
