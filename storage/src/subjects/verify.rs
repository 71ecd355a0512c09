//! Comparing subjects, imports and rulebooks with the journal.

use std::collections::{HashMap, HashSet};

use domain::id::SubjectId;
use domain::subject::{Subject, SubjectEvent, replay};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::rows::{Stamps, subject_row};
use super::tables::{
    budget_override, determination, fact, funding_source, part, possible_parts, sibling, standing, subject,
    target,
};
use super::{STREAM_PREFIX, load, load_many, stream_of};
use crate::comparison::{TableVerifyError, difference, fault};
use crate::entities::journal_entry;
use crate::error::StoreError;
use crate::snapshot::open_snapshot;
use crate::text::read_uuid;
use crate::{imports, rulebooks};

/// How many subjects are compared at a time: memory does not grow with their number.
const PAGE: u64 = 200;

/// Tables without a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubjectsReport {
    /// How many subjects were compared.
    pub subjects: u64,
    /// How many imports.
    pub imports: u64,
    /// How many rulebooks.
    pub rulebooks: u64,
}

/// Replays every subject from its events and compares the outcome with the tables, all at one moment; then imports
/// and rulebooks with their events; then looks for rows and events that have no counterpart.
///
/// # Errors
/// [`TableVerifyError::Fault`] with the first difference, [`TableVerifyError::Store`] when something cannot be read.
pub async fn verify_subjects(connection: &DatabaseConnection) -> Result<SubjectsReport, TableVerifyError> {
    let snapshot = open_snapshot(connection).await?;
    let report = SubjectsReport {
        subjects: verify_all(&snapshot).await?,
        imports: imports::verify(&snapshot).await?,
        rulebooks: rulebooks::verify(&snapshot).await?,
    };
    find_orphans(&snapshot).await?;
    snapshot.commit().await?;
    Ok(report)
}

/// Follows the registrations through the journal, page by page.
async fn verify_all(connection: &impl ConnectionTrait) -> Result<u64, TableVerifyError> {
    let (mut after, mut verified) = (0, 0);
    loop {
        let registrations = registrations(connection, after).await?;
        let Some(last) = registrations.last() else { return Ok(verified) };
        after = last.sequence;
        verify_page(connection, &registrations).await?;
        verified += registrations.len() as u64;
    }
}

/// A page of the entries with which subjects begin, in the journal's order.
async fn registrations(
    connection: &impl ConnectionTrait,
    after: i64,
) -> Result<Vec<journal_entry::Model>, StoreError> {
    Ok(journal_entry::Entity::find()
        .filter(journal_entry::Column::Sequence.gt(after))
        .filter(journal_entry::Column::StreamVersion.eq(1))
        .filter(journal_entry::Column::Stream.starts_with(STREAM_PREFIX))
        .order_by_asc(journal_entry::Column::Sequence)
        .limit(PAGE)
        .all(connection)
        .await?)
}

async fn verify_page(
    connection: &impl ConnectionTrait,
    registrations: &[journal_entry::Model],
) -> Result<(), TableVerifyError> {
    let entries = journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.is_in(registrations.iter().map(|entry| entry.stream.as_str())))
        .order_by_asc(journal_entry::Column::StreamVersion)
        .all(connection)
        .await?;
    let mut histories: HashMap<String, Vec<journal_entry::Model>> = HashMap::new();
    for entry in entries {
        histories.entry(entry.stream.clone()).or_default().push(entry);
    }
    let mut replayed = Vec::with_capacity(registrations.len());
    for registration in registrations {
        let history = histories.remove(&registration.stream).unwrap_or_default();
        replayed.push(Replayed::from(&history, &registration.stream)?);
    }
    let ids: Vec<SubjectId> = replayed.iter().map(|replayed| replayed.subject.id).collect();
    let rows = subject::Entity::find()
        .filter(subject::Column::Id.is_in(ids.iter().map(SubjectId::to_string)))
        .all(connection)
        .await?;
    let mut rows: HashMap<String, subject::Model> =
        rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    let mut loaded: HashMap<SubjectId, Subject> = load_page(connection, &ids).await?;
    for Replayed { subject, stamps } in replayed {
        let stream = stream_of(subject.id);
        let (Some(row), Some(loaded)) = (rows.remove(&subject.id.to_string()), loaded.remove(&subject.id))
        else {
            return Err(fault(stream, "日志有此评估对象，数据表没有"));
        };
        if let Some(what) = difference(&subject, &loaded)? {
            return Err(fault(stream, what));
        }
        if subject_row(&subject, stamps)? != row {
            return Err(fault(stream, "用于列表的结论、金额、次序或者时间与日志不一致"));
        }
    }
    Ok(())
}

/// What a history leads to.
struct Replayed {
    subject: Subject,
    stamps: Stamps,
}

impl Replayed {
    fn from(history: &[journal_entry::Model], stream: &str) -> Result<Self, TableVerifyError> {
        let mut events = Vec::with_capacity(history.len());
        for entry in history {
            let event: SubjectEvent = serde_json::from_str(&entry.payload)
                .map_err(|_| fault(stream, format!("日志第{}条的内容无法读取", entry.sequence)))?;
            events.push(event);
        }
        let subject = replay(&events)
            .filter(|subject| stream_of(subject.id) == stream)
            .ok_or_else(|| fault(stream, "日志不是从登记本评估对象开始"))?;
        let (Some(first), Some(last)) = (history.first(), history.last()) else {
            return Err(fault(stream, "日志没有登记"));
        };
        let stamps = Stamps {
            list_position: first.sequence,
            created_at: first.occurred_at.clone(),
            updated_at: last.occurred_at.clone(),
        };
        Ok(Self { subject, stamps })
    }
}

/// Loads subjects together and, if one of them cannot be read, one by one to name it.
async fn load_page(
    connection: &impl ConnectionTrait,
    ids: &[SubjectId],
) -> Result<HashMap<SubjectId, Subject>, TableVerifyError> {
    match load_many(connection, ids).await {
        Ok(subjects) => Ok(subjects.into_iter().map(|subject| (subject.id, subject)).collect()),
        Err(error @ StoreError::Corrupt { .. }) => {
            for id in ids {
                if let Err(StoreError::Corrupt { what, .. }) = load(connection, *id).await {
                    return Err(fault(stream_of(*id), format!("数据表的内容无法读取（{what}）")));
                }
            }
            Err(error.into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Looks for subjects without a history, and for rows without a subject where somebody switched the foreign keys off.
async fn find_orphans(connection: &impl ConnectionTrait) -> Result<(), TableVerifyError> {
    let mut after = i64::MIN;
    loop {
        let rows: Vec<(String, i64)> = subject::Entity::find()
            .select_only()
            .column(subject::Column::Id)
            .column(subject::Column::ListPosition)
            .filter(subject::Column::ListPosition.gt(after))
            .order_by_asc(subject::Column::ListPosition)
            .limit(PAGE)
            .into_tuple()
            .all(connection)
            .await?;
        let Some((_, last)) = rows.last() else { break };
        after = *last;
        let mut streams = HashSet::new();
        for (id, _) in &rows {
            streams.insert(stream_of(SubjectId(read_uuid(id)?)));
        }
        let known: Vec<String> = journal_entry::Entity::find()
            .select_only()
            .column(journal_entry::Column::Stream)
            .filter(journal_entry::Column::Stream.is_in(streams.iter().map(String::as_str)))
            .filter(journal_entry::Column::StreamVersion.eq(1))
            .into_tuple()
            .all(connection)
            .await?;
        for stream in known {
            streams.remove(&stream);
        }
        if let Some(stream) = streams.into_iter().min() {
            return Err(fault(stream, "数据表有此评估对象，日志没有"));
        }
    }
    find_stray_rows(connection).await
}

async fn find_stray_rows(connection: &impl ConnectionTrait) -> Result<(), TableVerifyError> {
    macro_rules! refuse_strays {
        ($($table:ident),+) => {$(
            let stray: Option<String> = $table::Entity::find()
                .select_only()
                .column($table::Column::SubjectId)
                .filter($table::Column::SubjectId.not_in_subquery(
                    subject::Entity::find().select_only().column(subject::Column::Id).into_query(),
                ))
                .into_tuple()
                .one(connection)
                .await?;
            if let Some(id) = stray {
                return Err(fault(format!("{STREAM_PREFIX}{id}"), "数据表有不属于任何评估对象的内容"));
            }
        )+};
    }
    refuse_strays!(fact, funding_source, possible_parts, sibling, determination, standing, part, target);
    refuse_strays!(budget_override);
    Ok(())
}
