//! The events of an evaluation, as the journal holds them.

use std::ops::Range;

use domain::evaluation::{Evaluation, Event};
use domain::id::{ActorId, EvaluationId};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::names::write_number;
use crate::entities::journal_entry;
use crate::error::StoreError;
use crate::journal::{NewEntry, below};
use crate::operation::WriteTransaction;

/// What the streams of evaluations begin with.
pub(super) const STREAM_PREFIX: &str = "evaluation/";

/// The journal's stream of a case.
#[must_use]
pub fn stream_of(id: EvaluationId) -> String {
    format!("{STREAM_PREFIX}{id}")
}

/// The journal's stream of one expert's sheet in one round.
#[must_use]
pub fn sheet_stream_of(id: EvaluationId, round: u32, expert: ActorId) -> String {
    format!("{STREAM_PREFIX}{id}/round/{round}/sheet/{expert}")
}

/// The kinds of entry with which a later round of a case begins.
const NEXT_ROUND: [&str; 2] = ["reevaluation_ordered", "next_round_opened"];

/// Between which entries of the journal a round went on: from the one that opened it up to, not including, the one that
/// opened the next. `None` when there is no such round.
///
/// # Errors
/// [`StoreError::Unavailable`].
pub async fn round_span(
    connection: &impl ConnectionTrait,
    id: EvaluationId,
    round: u32,
) -> Result<Option<Range<i64>>, StoreError> {
    let beginnings: Vec<i64> = journal_entry::Entity::find()
        .select_only()
        .column(journal_entry::Column::Sequence)
        .filter(journal_entry::Column::Stream.eq(stream_of(id)))
        .filter(journal_entry::Column::StreamVersion.eq(1).or(journal_entry::Column::Kind.is_in(NEXT_ROUND)))
        .order_by_asc(journal_entry::Column::Sequence)
        .into_tuple()
        .all(connection)
        .await?;
    let place = usize::try_from(round).ok().and_then(|round| round.checked_sub(1));
    Ok(place.and_then(|place| {
        let begin = beginnings.get(place)?;
        let end = beginnings.get(place.saturating_add(1)).copied().unwrap_or(i64::MAX);
        Some(*begin..end)
    }))
}

/// What happened to a case and to its sheets, in the order in which it happened.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when an entry holds no event.
pub async fn events(connection: &impl ConnectionTrait, id: EvaluationId) -> Result<Vec<Event>, StoreError> {
    let stream = stream_of(id);
    let entries = journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(&stream).or(below(connection, &stream)))
        .order_by_asc(journal_entry::Column::Sequence)
        .all(connection)
        .await?;
    entries.iter().map(read_event).collect()
}

/// What happened to one expert's sheet in one round: every revision of it, oldest first. What of it somebody may see
/// is for the caller to ask the policy.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when an entry holds no event.
pub async fn sheet_events(
    connection: &impl ConnectionTrait,
    id: EvaluationId,
    round: u32,
    expert: ActorId,
) -> Result<Vec<Event>, StoreError> {
    let entries = journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(sheet_stream_of(id, round, expert)))
        .order_by_asc(journal_entry::Column::StreamVersion)
        .all(connection)
        .await?;
    entries.iter().map(read_event).collect()
}

fn read_event(entry: &journal_entry::Model) -> Result<Event, StoreError> {
    serde_json::from_str(&entry.payload).map_err(|error| {
        StoreError::corrupt(format!("the journal's entry {} holds no event: {error}", entry.sequence))
    })
}

/// Journals an event that led to `after`.
pub(super) fn append(
    transaction: &mut WriteTransaction<'_>,
    after: &Evaluation,
    event: &Event,
) -> Result<(), StoreError> {
    let (stream, version) = match event.change.sheet() {
        None => (stream_of(after.id), after.version),
        Some(expert) => {
            let sheet = after.round.sheets.get(&expert);
            (sheet_stream_of(after.id, after.round.number, expert), sheet.map_or(0, |sheet| sheet.version))
        }
    };
    let payload =
        serde_json::to_string(event).map_err(|_| StoreError::corrupt("an event cannot be written down"))?;
    transaction.append(NewEntry {
        stream,
        stream_version: write_number(version)?,
        kind: event.change.name(),
        payload,
        actor: event.by.actor,
        at: event.at,
    })?;
    Ok(())
}
