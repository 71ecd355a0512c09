//! The directory as it is read.

use std::collections::HashMap;

use domain::actor::Actor;
use domain::id::OrganisationId;
use domain::intake::ListedUnit;
use domain::organisation::{Organisation, seed};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::tables::{name, organisation};
use crate::error::StoreError;
use crate::subjects::sees_every_subject;
use crate::subjects::tables::subject;
use crate::subjects::values::{named, read_number};
use crate::text::read_uuid;

/// Every unit, merged ones among them, by name; `shipped` while nobody has changed anything.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when rows do not make a unit.
pub async fn list(
    connection: &impl ConnectionTrait,
    shipped: &[ListedUnit],
) -> Result<Vec<Organisation>, StoreError> {
    let kept = kept(connection).await?;
    Ok(if kept.is_empty() { seed(shipped) } else { kept })
}

/// Every unit in the tables.
pub(super) async fn kept(connection: &impl ConnectionTrait) -> Result<Vec<Organisation>, StoreError> {
    let rows = organisation::Entity::find().order_by_asc(organisation::Column::Name).all(connection).await?;
    let mut names: HashMap<String, Vec<name::Model>> = HashMap::new();
    for row in name::Entity::find().order_by_asc(name::Column::Position).all(connection).await? {
        names.entry(row.organisation_id.clone()).or_default().push(row);
    }
    rows.into_iter()
        .map(|row| {
            let names = names.remove(&row.id).unwrap_or_default();
            assemble(row, names)
        })
        .collect()
}

/// The unit with this identifier, if it is in the tables.
pub(super) async fn load(
    connection: &impl ConnectionTrait,
    id: OrganisationId,
) -> Result<Option<Organisation>, StoreError> {
    let Some(row) = organisation::Entity::find_by_id(id.to_string()).one(connection).await? else {
        return Ok(None);
    };
    let names = name::Entity::find()
        .filter(name::Column::OrganisationId.eq(row.id.as_str()))
        .order_by_asc(name::Column::Position)
        .all(connection)
        .await?;
    assemble(row, names).map(Some)
}

fn assemble(row: organisation::Model, names: Vec<name::Model>) -> Result<Organisation, StoreError> {
    let full = names.iter().any(|name| name.position == 0 && name.name == row.name);
    if full == row.merged_into.is_some() || (!full && !names.is_empty()) {
        return Err(StoreError::corrupt(format!("the names of unit {} are not those of a unit", row.id)));
    }
    Ok(Organisation {
        id: OrganisationId(read_uuid(&row.id)?),
        version: read_number(row.version)?,
        name: row.name,
        aliases: names.into_iter().filter(|name| name.position > 0).map(|name| name.name).collect(),
        kind: named(&row.kind)?,
        merged_into: row.merged_into.as_deref().map(read_uuid).transpose()?.map(OrganisationId),
    })
}

/// Every name of the unit that is called `name`; nothing when the tables know no such unit. For finding out who belongs
/// to whom, so it needs no reader.
///
/// # Errors
/// [`StoreError::Unavailable`].
pub async fn names_of(connection: &impl ConnectionTrait, name: &str) -> Result<Vec<String>, StoreError> {
    let Some(found) = name::Entity::find_by_id(name).one(connection).await? else { return Ok(Vec::new()) };
    let names: Vec<String> = name::Entity::find()
        .select_only()
        .column(name::Column::Name)
        .filter(name::Column::OrganisationId.eq(found.organisation_id))
        .order_by_asc(name::Column::Position)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(names)
}

/// The units that subjects name and `known` does not, each with the number of its subjects, most first; nothing for a
/// reader who may not see every subject.
///
/// # Errors
/// [`StoreError::Unavailable`].
pub async fn unknown_units(
    connection: &impl ConnectionTrait,
    reader: &Actor,
    known: impl Fn(&str) -> bool,
) -> Result<Vec<(String, u64)>, StoreError> {
    if !sees_every_subject(reader) {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, i64)> = subject::Entity::find()
        .select_only()
        .column(subject::Column::Unit)
        .column_as(Expr::col(subject::Column::Id).count(), "subjects")
        .filter(subject::Column::Unit.is_not_null())
        .group_by(subject::Column::Unit)
        .into_tuple()
        .all(connection)
        .await?;
    let mut unknown = Vec::new();
    for (unit, count) in rows.into_iter().filter(|(unit, _)| !known(unit)) {
        unknown.push((unit, read_number(count)?));
    }
    unknown.sort_by(|(left, few), (right, many): &(String, u64)| many.cmp(few).then_with(|| left.cmp(right)));
    Ok(unknown)
}
