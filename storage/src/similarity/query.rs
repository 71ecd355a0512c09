//! Decisions as they are kept. What of them somebody may see is for the caller to say, who knows the objects.

use std::collections::HashMap;

use domain::evaluation::Person;
use domain::id::{ActorId, SubjectId};
use domain::similarity::FindingKey;
use domain::similarity::decision::FindingDecided;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::tables::{decided_subject, decision};
use crate::error::StoreError;
use crate::subjects::values::{named, read_number};
use crate::text::{read_time, read_uuid};

/// How many findings one statement reads: far below SQLite's limit of 32,766 bound values.
const KEYS_PER_QUERY: usize = 1000;

/// The latest decision on a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRecord {
    /// What was decided.
    pub decided: FindingDecided,
    /// How many decisions there were on it, this one included.
    pub version: u64,
}

/// The latest decisions on those of the findings that somebody decided on, in no order.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when a row cannot be read.
pub async fn decisions(
    connection: &impl ConnectionTrait,
    findings: &[FindingKey],
) -> Result<Vec<DecisionRecord>, StoreError> {
    let mut records = Vec::new();
    for findings in findings.chunks(KEYS_PER_QUERY) {
        let rows = decision::Entity::find()
            .filter(decision::Column::Finding.is_in(findings.iter().map(FindingKey::as_str)))
            .all(connection)
            .await?;
        if rows.is_empty() {
            continue;
        }
        let mut subjects: HashMap<String, Vec<SubjectId>> = HashMap::new();
        let named_subjects = decided_subject::Entity::find()
            .filter(decided_subject::Column::Finding.is_in(rows.iter().map(|row| row.finding.as_str())))
            .order_by_asc(decided_subject::Column::Position)
            .all(connection)
            .await?;
        for row in named_subjects {
            subjects.entry(row.finding).or_default().push(SubjectId(read_uuid(&row.subject_id)?));
        }
        for row in rows {
            let subjects = subjects.remove(&row.finding).unwrap_or_default();
            records.push(record(row, subjects)?);
        }
    }
    Ok(records)
}

/// The latest decisions that name the subject, newest first.
///
/// # Errors
/// As for [`decisions`].
pub async fn decisions_about(
    connection: &impl ConnectionTrait,
    subject: SubjectId,
) -> Result<Vec<DecisionRecord>, StoreError> {
    let keys: Vec<String> = decided_subject::Entity::find()
        .select_only()
        .column(decided_subject::Column::Finding)
        .filter(decided_subject::Column::SubjectId.eq(subject.to_string()))
        .into_tuple()
        .all(connection)
        .await?;
    let keys: Vec<FindingKey> = keys.iter().map(|key| FindingKey::from_text(key)).collect();
    let mut records = decisions(connection, &keys).await?;
    records.sort_by(|one, other| {
        (other.decided.at, &other.decided.finding).cmp(&(one.decided.at, &one.decided.finding))
    });
    Ok(records)
}

fn record(row: decision::Model, subjects: Vec<SubjectId>) -> Result<DecisionRecord, StoreError> {
    Ok(DecisionRecord {
        decided: FindingDecided {
            finding: FindingKey::from_text(&row.finding),
            subjects,
            choice: named(&row.choice)?,
            reason: row.reason,
            by: Person {
                actor: ActorId(read_uuid(&row.decided_by)?),
                post: row.decided_by_post,
                organisation: row.decided_by_organisation,
            },
            at: read_time(&row.decided_at)?,
        },
        version: read_number(row.version)?,
    })
}
