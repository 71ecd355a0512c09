//! What every change has in common: who asks, when, on which version, and whether it was asked before.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::evaluation::Rejection;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::idempotency::{self, Recall};
use crate::operation::WriteTransaction;

/// The circumstances of a change.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who asks.
    pub actor: Actor,
    /// When, to the millisecond.
    pub at: DateTime<Utc>,
    /// The version that the asker saw; the change is refused when it is no longer the current one.
    pub expected_version: Option<u64>,
    /// The client's own name for the request, so that a retry does nothing twice.
    pub idempotency: Option<IdempotencyKey>,
}

/// A client's name for a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The name.
    pub key: String,
    /// SM3 of what was asked, so that the same name for something else is noticed.
    pub digest: String,
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt<T> {
    /// The answer; for a retry the one that was given first.
    pub value: T,
    /// Whether the request had been done before.
    pub replayed: bool,
}

/// Why a change was not made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Refusal {
    /// A rule refuses.
    #[error(transparent)]
    Rule(#[from] Rejection),
    /// The thing does not exist, or is hidden from the asker.
    #[error("not found")]
    Missing,
    /// Somebody else changed it after the asker read it.
    #[error("expected version {expected}, found version {found}")]
    Stale {
        /// The version that the asker saw.
        expected: u64,
        /// The current version.
        found: u64,
    },
    /// The asker used the same idempotency key for a different request.
    #[error("the idempotency key belongs to a different request")]
    KeyReused,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale { expected, found } => {
                Self::Stale { expected: expected.unsigned_abs(), found: found.unsigned_abs() }
            }
            error @ (StoreError::Unavailable(_)
            | StoreError::Constraint(_)
            | StoreError::Corrupt { .. }
            | StoreError::Panicked(_)
            | StoreError::InvalidEntry(_)
            | StoreError::Settings(_)
            | StoreError::Closed) => Self::Store(error),
        }
    }
}

impl Request {
    /// Refuses when the asker saw another version than `current`.
    ///
    /// # Errors
    /// [`Refusal::Stale`].
    pub fn check_version(&self, current: u64) -> Result<(), Refusal> {
        match self.expected_version {
            Some(expected) if expected != current => Err(Refusal::Stale { expected, found: current }),
            Some(_) | None => Ok(()),
        }
    }

    /// The answer of the request when it was done before.
    ///
    /// # Errors
    /// [`Refusal::KeyReused`], and store errors.
    pub async fn recall<T: DeserializeOwned>(
        &self,
        transaction: &WriteTransaction<'_>,
    ) -> Result<Option<Receipt<T>>, Refusal> {
        let Some(IdempotencyKey { key, digest }) = &self.idempotency else { return Ok(None) };
        match idempotency::recall(transaction, self.actor.id, key, digest).await? {
            Recall::New => Ok(None),
            Recall::Conflict => Err(Refusal::KeyReused),
            Recall::Replay(outcome) => {
                let value = serde_json::from_str(&outcome)
                    .map_err(|_| StoreError::corrupt("a remembered outcome cannot be read"))?;
                Ok(Some(Receipt { value, replayed: true }))
            }
        }
    }

    /// Notes the answer of the request, which was done now.
    ///
    /// # Errors
    /// Store errors.
    pub async fn remember<T: Serialize>(
        &self,
        transaction: &WriteTransaction<'_>,
        value: T,
    ) -> Result<Receipt<T>, Refusal> {
        if let Some(IdempotencyKey { key, digest }) = &self.idempotency {
            let outcome = serde_json::to_string(&value)
                .map_err(|_| StoreError::corrupt("an outcome cannot be written down"))?;
            idempotency::remember(transaction, self.actor.id, key, digest, &outcome, self.at).await?;
        }
        Ok(Receipt { value, replayed: false })
    }
}
