//! A request that is sent again is done once, and answered again with what was answered first.
//!
//! A client names a request with a key of its own. Within the operation that does the request, [`recall`] asks
//! whether it was done, and [`remember`] notes the answer; both belong to the operation's transaction, so the
//! answer is kept exactly when the change is.

use chrono::{DateTime, Utc};
use domain::id::ActorId;
use sea_orm::{EntityTrait, IntoActiveModel};

use crate::entities::idempotency_key;
use crate::error::StoreError;
use crate::operation::WriteTransaction;
use crate::text::write_time;

/// What is known about a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recall {
    /// Nothing: the request is to be done.
    New,
    /// This request was done; its answer, as it was given to [`remember`].
    Replay(String),
    /// The actor used the key for a different request.
    Conflict,
}

/// What is known about the request that `actor` named `key` and whose content has the digest `request_digest`.
///
/// # Errors
/// [`StoreError::Unavailable`] when the table cannot be read.
pub async fn recall(
    transaction: &WriteTransaction<'_>,
    actor: ActorId,
    key: &str,
    request_digest: &str,
) -> Result<Recall, StoreError> {
    let row = idempotency_key::Entity::find_by_id((actor.to_string(), key.to_owned()))
        .one(transaction.connection())
        .await?;
    Ok(match row {
        None => Recall::New,
        Some(row) if row.request_digest == request_digest => Recall::Replay(row.outcome),
        Some(_) => Recall::Conflict,
    })
}

/// Notes that the request was done and answered with `outcome`, a JSON text.
///
/// # Errors
/// [`StoreError::Constraint`] when the key is noted already.
pub async fn remember(
    transaction: &WriteTransaction<'_>,
    actor: ActorId,
    key: &str,
    request_digest: &str,
    outcome: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = idempotency_key::Model {
        actor: actor.to_string(),
        key: key.to_owned(),
        request_digest: request_digest.to_owned(),
        outcome: outcome.to_owned(),
        created_at: write_time(at),
    };
    idempotency_key::Entity::insert(row.into_active_model())
        .exec_without_returning(transaction.connection())
        .await?;
    Ok(())
}
