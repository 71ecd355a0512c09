//! Idempotency for a whole set: what its requests were answered before is read at once, and noted at once.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::ActorId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::{SheetOperation, SheetWritten};
use crate::entities::idempotency_key;
use crate::error::StoreError;
use crate::evaluations::names::read_actor;
use crate::request::{IdempotencyKey, Refusal, Request};
use crate::text::write_time;

/// What requests were answered: before this set, and in it.
pub(super) struct Answers {
    known: BTreeMap<(ActorId, String), (String, String)>,
    new: Vec<idempotency_key::Model>,
}

impl Answers {
    /// Reads what is known about the keys of `operations`.
    pub(super) async fn read(
        connection: &impl ConnectionTrait,
        operations: &[SheetOperation],
    ) -> Result<Self, StoreError> {
        let mut answers = Self { known: BTreeMap::new(), new: Vec::new() };
        let (mut actors, mut keys) = (BTreeSet::new(), BTreeSet::new());
        for SheetOperation { request, .. } in operations {
            if let Some(IdempotencyKey { key, .. }) = &request.idempotency {
                actors.insert(request.actor.id.to_string());
                keys.insert(key.clone());
            }
        }
        if keys.is_empty() {
            return Ok(answers);
        }
        // A few rows too many, where two actors use the same name; the map tells them apart.
        let rows = idempotency_key::Entity::find()
            .filter(idempotency_key::Column::Actor.is_in(actors))
            .filter(idempotency_key::Column::Key.is_in(keys))
            .all(connection)
            .await?;
        for row in rows {
            answers.known.insert((read_actor(&row.actor)?, row.key), (row.request_digest, row.outcome));
        }
        Ok(answers)
    }

    /// The answer of a request that was done before.
    ///
    /// # Errors
    /// [`Refusal::KeyReused`].
    pub(super) fn recall(&self, request: &Request) -> Result<Option<SheetWritten>, Refusal> {
        let Some(IdempotencyKey { key, digest }) = &request.idempotency else { return Ok(None) };
        match self.known.get(&(request.actor.id, key.clone())) {
            None => Ok(None),
            Some((known, outcome)) if known == digest => serde_json::from_str(outcome)
                .map(Some)
                .map_err(|_| StoreError::corrupt("a remembered outcome cannot be read").into()),
            Some(_) => Err(Refusal::KeyReused),
        }
    }

    /// Keeps the answer of a request that was done now.
    pub(super) fn remember(&mut self, request: &Request, written: &SheetWritten) -> Result<(), StoreError> {
        let Some(IdempotencyKey { key, digest }) = &request.idempotency else { return Ok(()) };
        let outcome = serde_json::to_string(written)
            .map_err(|_| StoreError::corrupt("an outcome cannot be written down"))?;
        self.known.insert((request.actor.id, key.clone()), (digest.clone(), outcome.clone()));
        self.new.push(idempotency_key::Model {
            actor: request.actor.id.to_string(),
            key: key.clone(),
            request_digest: digest.clone(),
            outcome,
            created_at: write_time(request.at),
        });
        Ok(())
    }

    /// Notes the answers of this set.
    pub(super) async fn write(self, connection: &impl ConnectionTrait) -> Result<(), StoreError> {
        if self.new.is_empty() {
            return Ok(());
        }
        let rows = self.new.into_iter().map(IntoActiveModel::into_active_model);
        idempotency_key::Entity::insert_many(rows).exec_without_returning(connection).await?;
        Ok(())
    }
}
