//! Writing what an event of a unit led to: the journal's entry and the rows, in one transaction.

use domain::evaluation::Rejection;
use domain::id::OrganisationId;
use domain::intake::ListedUnit;
use domain::issue::Issue;
use domain::organisation::{Organisation, OrganisationEvent, begin, evolve, seed, seeded};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::stream_of;
use super::tables::{name, organisation};
use crate::error::StoreError;
use crate::insert::insert_all;
use crate::journal::NewEntry;
use crate::operation::WriteTransaction;
use crate::request::{Refusal, Request};
use crate::subjects::has_nul;
use crate::subjects::values::{name_of, write_number};

/// Puts the shipped file into the tables, unless they hold a directory already.
pub(super) async fn seed_once(
    transaction: &mut WriteTransaction<'_>,
    request: &Request,
    shipped: &[ListedUnit],
) -> Result<(), Refusal> {
    let kept =
        organisation::Entity::find().count(transaction.connection()).await.map_err(StoreError::from)?;
    if kept > 0 {
        return Ok(());
    }
    let (mut rows, mut names) = (Vec::new(), Vec::new());
    for unit in seed(shipped) {
        let event = seeded(&unit, &request.actor, request.at);
        transaction.append(entry(&unit, &event)?)?;
        names.extend(name_rows(&unit)?);
        rows.push(row(&unit)?);
    }
    insert_all::<organisation::Entity>(transaction.connection(), rows).await?;
    insert_all::<name::Entity>(transaction.connection(), names).await?;
    Ok(())
}

/// Journals that a unit was added, and inserts it.
pub(super) async fn insert(
    transaction: &mut WriteTransaction<'_>,
    event: &OrganisationEvent,
) -> Result<Organisation, Refusal> {
    let unit = begin(event).ok_or_else(|| StoreError::corrupt("a unit does not begin with being added"))?;
    transaction.append(entry(&unit, event)?)?;
    insert_all::<organisation::Entity>(transaction.connection(), vec![row(&unit)?]).await?;
    insert_all::<name::Entity>(transaction.connection(), name_rows(&unit)?).await?;
    Ok(unit)
}

/// Journals a later event of `unit` and replaces its rows, if they are still those of its version.
pub(super) async fn change(
    transaction: &mut WriteTransaction<'_>,
    unit: Organisation,
    event: &OrganisationEvent,
) -> Result<Organisation, Refusal> {
    let before = write_number(unit.version)?;
    let changed = evolve(unit, event);
    transaction.append(entry(&changed, event)?)?;
    let id = changed.id.to_string();
    let row = row(&changed)?;
    let updated = organisation::Entity::update_many()
        .col_expr(organisation::Column::Version, row.version.into())
        .col_expr(organisation::Column::MergedInto, row.merged_into.into())
        .filter(organisation::Column::Id.eq(id.as_str()))
        .filter(organisation::Column::Version.eq(before))
        .exec(transaction.connection())
        .await
        .map_err(StoreError::from)?;
    if updated.rows_affected != 1 {
        return Err(Refusal::Stale { expected: changed.version.saturating_sub(1), found: 0 });
    }
    name::Entity::delete_many()
        .filter(name::Column::OrganisationId.eq(id.as_str()))
        .exec(transaction.connection())
        .await
        .map_err(StoreError::from)?;
    insert_all::<name::Entity>(transaction.connection(), name_rows(&changed)?).await?;
    Ok(changed)
}

/// The row of a unit.
pub(super) fn row(unit: &Organisation) -> Result<organisation::Model, StoreError> {
    Ok(organisation::Model {
        id: unit.id.to_string(),
        version: write_number(unit.version)?,
        name: unit.name.clone(),
        kind: name_of(&unit.kind)?,
        merged_into: unit.merged_into.as_ref().map(OrganisationId::to_string),
    })
}

fn name_rows(unit: &Organisation) -> Result<Vec<name::Model>, StoreError> {
    let mut rows = Vec::new();
    for (position, name) in unit.names().enumerate() {
        rows.push(name::Model {
            name: name.to_owned(),
            organisation_id: unit.id.to_string(),
            position: write_number(position)?,
        });
    }
    Ok(rows)
}

fn entry(unit: &Organisation, event: &OrganisationEvent) -> Result<NewEntry, Refusal> {
    let payload = serde_json::to_string(event)
        .map_err(|_| StoreError::corrupt("an event of a unit has no JSON form"))?;
    if has_nul(&payload) {
        let message = "内容含有无法保存的空字符，请删除后重新提交";
        return Err(Rejection::invalid("第九条", vec![Issue::new("text", "unprintable", message)]).into());
    }
    Ok(NewEntry {
        stream: stream_of(unit.id),
        stream_version: write_number(unit.version)?,
        kind: event.change.name().to_owned(),
        payload,
        actor: event.by.actor,
        at: event.at,
    })
}
