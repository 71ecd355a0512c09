//! Decisions on what may be parts of one project or the same twice: their tables, and the ways to make and see them.
//!
//! What is found is computed from the subjects and kept nowhere; only what somebody decided is (stream
//! `similarity/{finding}`). A later decision on the same finding takes the place of the earlier one, which stays in
//! the journal.

mod query;
pub(crate) mod tables;
mod verify;

use chrono::{DateTime, Utc};
use domain::id::SubjectId;
use domain::similarity::FindingKey;
use domain::similarity::decision::{Choice, FindingDecided, decide};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::insert::insert_all;
use crate::journal::NewEntry;
use crate::operation::{Operation, WriteTransaction};
use crate::request::{Receipt, Refusal, Request};
use crate::subjects::tables::subject;
use crate::subjects::values::{name_of, read_number, write_number};
use crate::text::{read_time, write_time};
use tables::{decided_subject, decision};

pub use query::{DecisionRecord, decisions, decisions_about};
pub use verify::{SimilarityReport, verify_similarity};

/// Decides on a finding.
#[derive(Debug, Clone)]
pub struct DecideFinding {
    /// The circumstances. Nothing expected means that no decision was seen, as version 0 does.
    pub request: Request,
    /// The objects of the finding, in any order.
    pub subjects: Vec<SubjectId>,
    /// What is decided.
    pub choice: Choice,
    /// Why.
    pub reason: String,
}

/// What a decision led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionReceipt {
    /// The finding.
    pub finding: FindingKey,
    /// How many decisions there are on it now.
    pub version: u64,
}

impl Operation for DecideFinding {
    type Output = Receipt<DecisionReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        if let Some(receipt) = self.request.recall(transaction).await? {
            return Ok(receipt);
        }
        let Request { actor, at, expected_version, .. } = &self.request;
        let at: DateTime<Utc> = read_time(&write_time(*at))?;
        let decided = decide(&self.subjects, self.choice, &self.reason, actor, at)?;
        require_subjects(transaction, &decided.subjects).await?;
        let before = decision::Entity::find_by_id(decided.finding.to_string())
            .one(transaction.connection())
            .await
            .map_err(StoreError::from)?
            .map_or(0, |row| row.version);
        let (found, expected) = (read_number(before)?, expected_version.unwrap_or(0));
        if found != expected {
            return Err(Refusal::Stale { expected, found });
        }
        transaction.append(entry(&decided, before + 1)?)?;
        write(transaction, &decided, before).await?;
        let receipt = DecisionReceipt { finding: decided.finding, version: found + 1 };
        self.request.remember(transaction, receipt).await
    }
}

async fn require_subjects(transaction: &WriteTransaction<'_>, ids: &[SubjectId]) -> Result<(), Refusal> {
    let found = subject::Entity::find()
        .filter(subject::Column::Id.is_in(ids.iter().map(SubjectId::to_string)))
        .count(transaction.connection())
        .await
        .map_err(StoreError::from)?;
    let all = u64::try_from(ids.len()).is_ok_and(|wanted| wanted == found);
    if all { Ok(()) } else { Err(Refusal::Missing) }
}

/// The first decision brings the rows, a later one changes that of the version before it.
async fn write(
    transaction: &WriteTransaction<'_>,
    decided: &FindingDecided,
    before: i64,
) -> Result<(), StoreError> {
    let row = decision_row(decided, before + 1)?;
    let connection = transaction.connection();
    if before == 0 {
        insert_all::<decision::Entity>(connection, vec![row]).await?;
        return insert_all::<decided_subject::Entity>(connection, subject_rows(decided)?).await;
    }
    let updated = decision::Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(decision::Column::Finding.eq(decided.finding.as_str()))
        .filter(decision::Column::Version.eq(before))
        .exec(connection)
        .await?;
    if updated.rows_affected == 1 {
        Ok(())
    } else {
        Err(StoreError::Stale { expected: before, found: before + 1 })
    }
}

fn decision_row(decided: &FindingDecided, version: i64) -> Result<decision::Model, StoreError> {
    Ok(decision::Model {
        finding: decided.finding.to_string(),
        version,
        choice: name_of(&decided.choice)?,
        reason: decided.reason.clone(),
        decided_by: decided.by.actor.to_string(),
        decided_by_post: decided.by.post.clone(),
        decided_by_organisation: decided.by.organisation.clone(),
        decided_at: write_time(decided.at),
    })
}

fn subject_rows(decided: &FindingDecided) -> Result<Vec<decided_subject::Model>, StoreError> {
    let row = |(position, subject): (usize, &SubjectId)| {
        Ok(decided_subject::Model {
            finding: decided.finding.to_string(),
            position: write_number(position)?,
            subject_id: subject.to_string(),
        })
    };
    decided.subjects.iter().enumerate().map(row).collect()
}

fn entry(decided: &FindingDecided, version: i64) -> Result<NewEntry, StoreError> {
    Ok(NewEntry {
        stream: stream_of(&decided.finding),
        stream_version: version,
        kind: "finding_decided".to_owned(),
        payload: serde_json::to_string(decided)
            .map_err(|_| StoreError::corrupt("a decision on a finding has no JSON form"))?,
        actor: decided.by.actor,
        at: decided.at,
    })
}

/// The journal's stream of a finding.
#[must_use]
pub fn stream_of(finding: &FindingKey) -> String {
    format!("{STREAM_PREFIX}{finding}")
}

/// What the streams of findings begin with.
const STREAM_PREFIX: &str = "similarity/";
