//! The rulebook that a case is pinned to, without the case.

use domain::evaluation::RulebookPin;
use domain::id::EvaluationId;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::entities::evaluation;
use crate::error::StoreError;

/// The rulebook under which the case was opened, which never changes; `None` when there is no such case. It says
/// nothing of the case itself, so it needs no reader.
///
/// # Errors
/// [`StoreError::Unavailable`] when the table cannot be read.
pub async fn pin(
    connection: &impl ConnectionTrait,
    id: EvaluationId,
) -> Result<Option<RulebookPin>, StoreError> {
    let row = evaluation::Entity::find_by_id(id.to_string()).one(connection).await?;
    Ok(row.map(|row| RulebookPin { id: row.rulebook_id, digest: row.rulebook_digest }))
}
