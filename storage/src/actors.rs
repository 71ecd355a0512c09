//! Who acts. A token is a random secret that only its holder keeps; the store knows its SM3 hash.

use chrono::{DateTime, Utc};
use domain::actor::{Actor, Role};
use domain::id::ActorId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as NameError, StrDeserializer};
use sm3::{Digest, Sm3};

use crate::entities::actor;
use crate::error::StoreError;
use crate::operation::WriteTransaction;
use crate::text::{read_uuid, write_time};

/// How many identifiers one query looks up: below SQLite's limit of 32,766 bound values.
const IDS_PER_QUERY: usize = 1000;

/// Adds an actor who is recognised by `token`. A token has at least 128 random bits, which is why a plain hash
/// of it is safe to keep: there is nothing to guess.
///
/// # Errors
/// [`StoreError::Constraint`] when the actor or the token is there already.
pub async fn insert(
    transaction: &WriteTransaction<'_>,
    actor: &Actor,
    token: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = actor::Model {
        id: actor.id.to_string(),
        post: actor.post.clone(),
        role: role_name(actor.role)?,
        organisation: actor.organisation.clone(),
        token_hash: token_hash(token),
        created_at: write_time(at),
    };
    actor::Entity::insert(row.into_active_model()).exec_without_returning(transaction.connection()).await?;
    Ok(())
}

/// The actor who holds `token`.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when the row cannot be read.
pub async fn find_by_token(
    connection: &impl ConnectionTrait,
    token: &str,
) -> Result<Option<Actor>, StoreError> {
    let row =
        actor::Entity::find().filter(actor::Column::TokenHash.eq(token_hash(token))).one(connection).await?;
    row.map(Actor::try_from).transpose()
}

/// The actor with this identifier.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when the row cannot be read.
pub async fn find(connection: &impl ConnectionTrait, id: ActorId) -> Result<Option<Actor>, StoreError> {
    actor::Entity::find_by_id(id.to_string()).one(connection).await?.map(Actor::try_from).transpose()
}

/// Those of the actors `ids` that exist, by identifier.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when a row cannot be read.
pub async fn find_many(connection: &impl ConnectionTrait, ids: &[ActorId]) -> Result<Vec<Actor>, StoreError> {
    let mut actors = Vec::with_capacity(ids.len());
    for ids in ids.chunks(IDS_PER_QUERY) {
        let rows = actor::Entity::find()
            .filter(actor::Column::Id.is_in(ids.iter().map(ActorId::to_string)))
            .all(connection)
            .await?;
        for row in rows {
            actors.push(Actor::try_from(row)?);
        }
    }
    actors.sort_by_key(|actor| actor.id);
    actors.dedup_by_key(|actor| actor.id);
    Ok(actors)
}

/// All actors, by organisation and post.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when a row cannot be read.
pub async fn list(connection: &impl ConnectionTrait) -> Result<Vec<Actor>, StoreError> {
    let rows = actor::Entity::find()
        .order_by_asc(actor::Column::Organisation)
        .order_by_asc(actor::Column::Post)
        .order_by_asc(actor::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(Actor::try_from).collect()
}

impl TryFrom<actor::Model> for Actor {
    type Error = StoreError;

    fn try_from(row: actor::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: ActorId(read_uuid(&row.id)?),
            post: row.post,
            role: role_named(&row.role)?,
            organisation: row.organisation,
            known_as: Vec::new(),
        })
    }
}

fn token_hash(token: &str) -> String {
    hex::encode(Sm3::digest(token.as_bytes()))
}

/// The name under which a role is stored, the same as in JSON.
fn role_name(role: Role) -> Result<String, StoreError> {
    match serde_json::to_value(role) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        other => Err(StoreError::corrupt(format!("the role has no name: {other:?}"))),
    }
}

fn role_named(name: &str) -> Result<Role, StoreError> {
    let deserializer: StrDeserializer<'_, NameError> = name.into_deserializer();
    Role::deserialize(deserializer).map_err(|_| StoreError::corrupt(format!("{name:?} is not a role")))
}
