//! Every rulebook that was ever in use, by the digest of what it says, so that a case stays with the rulebook it was
//! opened under after the file was replaced.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::id::ActorId;
use domain::rulebook::{Rulebook, RulebookErrors};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::comparison::{TableVerifyError, difference, fault, refuse_lost};
use crate::entities::rulebook;
use crate::error::StoreError;
use crate::journal::{self, NewEntry};
use crate::operation::{Operation, WriteTransaction};
use crate::request::Refusal;
use crate::text::write_time;

/// Keeps a rulebook.
#[derive(Debug, Clone)]
pub struct Keep {
    kept: RulebookKept,
    actor: ActorId,
    at: DateTime<Utc>,
}

/// What the journal says of a rulebook that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulebookKept {
    /// The rulebook's own name: `yunxi-2023`.
    pub id: String,
    /// SM3 of what it says, whatever its layout and comments.
    pub digest: String,
    /// The file.
    pub text: String,
}

impl Keep {
    /// The change that keeps the rulebook in `text`, which is read and proved here, not while others wait.
    ///
    /// # Errors
    /// [`RulebookErrors`] when it is not a rulebook.
    pub fn new(text: &str, actor: ActorId, at: DateTime<Utc>) -> Result<Self, RulebookErrors> {
        let rulebook = Rulebook::parse(text)?;
        let kept = RulebookKept { digest: rulebook.digest(), id: rulebook.id, text: text.to_owned() };
        Ok(Self { kept, actor, at })
    }

    /// The digest under which it is found again.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.kept.digest
    }
}

impl Operation for Keep {
    type Output = bool;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<bool, Refusal> {
        Ok(keep(transaction, self).await?)
    }
}

/// Keeps a rulebook, unless one that says the same is kept already: the answer is whether it was new. Part of any
/// operation.
///
/// # Errors
/// [`StoreError::Unavailable`] when the table cannot be read or written.
pub async fn keep(transaction: &mut WriteTransaction<'_>, keep: &Keep) -> Result<bool, StoreError> {
    let Keep { kept, actor, at } = keep;
    if find(transaction.connection(), &kept.digest).await?.is_some() {
        return Ok(false);
    }
    let payload = serde_json::to_string(kept)
        .map_err(|_| StoreError::corrupt("a rulebook that is kept has no JSON form"))?;
    transaction.append(NewEntry {
        stream: stream_of(&kept.digest),
        stream_version: 1,
        kind: "rulebook_kept".to_owned(),
        payload,
        actor: *actor,
        at: *at,
    })?;
    let row = rulebook::Model {
        digest: kept.digest.clone(),
        id: kept.id.clone(),
        text: kept.text.clone(),
        kept_at: write_time(*at),
    };
    rulebook::Entity::insert(row.into_active_model())
        .exec_without_returning(transaction.connection())
        .await?;
    Ok(true)
}

/// The text of the rulebook with this digest.
///
/// # Errors
/// [`StoreError::Unavailable`] when the table cannot be read.
pub async fn find(connection: &impl ConnectionTrait, digest: &str) -> Result<Option<String>, StoreError> {
    Ok(rulebook::Entity::find_by_id(digest.to_owned()).one(connection).await?.map(|row| row.text))
}

/// Compares every rulebook with the journal and returns how many there are.
pub(crate) async fn verify(connection: &impl ConnectionTrait) -> Result<u64, TableVerifyError> {
    // A place changes its measure once in several years: they are few.
    let rows = rulebook::Entity::find().order_by_asc(rulebook::Column::Digest).all(connection).await?;
    let mut verified = HashSet::with_capacity(rows.len());
    for row in rows {
        let stream = stream_of(&row.digest);
        let entries = journal::stream(connection, &stream).await?;
        let [entry] = entries.as_slice() else {
            return Err(fault(stream, "数据表有此规则集，日志没有"));
        };
        let Ok(journalled) = serde_json::from_str::<RulebookKept>(&entry.payload) else {
            return Err(fault(stream, "日志的内容无法读取"));
        };
        let stored = RulebookKept { id: row.id, digest: row.digest, text: row.text };
        if let Some(what) = difference(&journalled, &stored)? {
            return Err(fault(stream, what));
        }
        verified.insert(stream);
    }
    refuse_lost(connection, STREAM_PREFIX, &verified).await?;
    Ok(verified.len() as u64)
}

/// The journal's stream of a rulebook.
fn stream_of(digest: &str) -> String {
    format!("{STREAM_PREFIX}{digest}")
}

/// What the streams of rulebooks begin with.
const STREAM_PREFIX: &str = "rulebook/";
