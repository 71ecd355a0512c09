//! Writing what an event of a batch led to: the journal's entry and the rows, in one transaction.

use domain::batch::{Batch, BatchEvent, Closing, begin, evolve};
use domain::evaluation::Rejection;
use domain::issue::Issue;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::stream_of;
use super::tables::{batch, item};
use crate::error::StoreError;
use crate::evaluations::names::{position, write_optional_person};
use crate::insert::insert_all;
use crate::journal::NewEntry;
use crate::operation::WriteTransaction;
use crate::request::Refusal;
use crate::subjects::has_nul;
use crate::subjects::values::{name_of, write_number};
use crate::text::write_time;

/// Journals that a batch was made, and inserts it.
pub(super) async fn insert(
    transaction: &mut WriteTransaction<'_>,
    event: &BatchEvent,
) -> Result<Batch, Refusal> {
    let made = begin(event).ok_or_else(|| StoreError::corrupt("a batch does not begin with its making"))?;
    transaction.append(entry(&made, event)?)?;
    insert_all::<batch::Entity>(transaction.connection(), vec![row(&made)?]).await?;
    insert_all::<item::Entity>(transaction.connection(), item_rows(&made)?).await?;
    Ok(made)
}

/// Journals a later event of a batch and replaces its rows, if they are still those of its version.
pub(super) async fn change(
    transaction: &mut WriteTransaction<'_>,
    before: Batch,
    event: &BatchEvent,
) -> Result<Batch, Refusal> {
    let expected = write_number(before.version)?;
    let changed = evolve(before, event);
    transaction.append(entry(&changed, event)?)?;
    let id = changed.id.to_string();
    let updated = batch::Entity::update_many()
        .set(row(&changed)?.into_active_model().reset_all())
        .filter(batch::Column::Id.eq(id.as_str()))
        .filter(batch::Column::Version.eq(expected))
        .exec(transaction.connection())
        .await
        .map_err(StoreError::from)?;
    if updated.rows_affected != 1 {
        return Err(StoreError::Stale { expected, found: 0 }.into());
    }
    item::Entity::delete_many()
        .filter(item::Column::BatchId.eq(id.as_str()))
        .exec(transaction.connection())
        .await
        .map_err(StoreError::from)?;
    insert_all::<item::Entity>(transaction.connection(), item_rows(&changed)?).await?;
    Ok(changed)
}

fn row(made: &Batch) -> Result<batch::Model, StoreError> {
    let (sent_on, discarded_because, closed) = match &made.closing {
        None => (None, None, None),
        Some(Closing::Sent { on, by, at }) => (Some(on.to_string()), None, Some((by, at))),
        Some(Closing::Discarded { reason, by, at }) => (None, Some(reason.clone()), Some((by, at))),
    };
    let (closed_by, closed_by_post, closed_by_organisation) = write_optional_person(closed.map(|(by, _)| by));
    Ok(batch::Model {
        id: made.id.to_string(),
        version: write_number(made.version)?,
        number: made.number.clone(),
        organiser: made.organiser.organisation.clone(),
        organiser_is_finance_bureau: made.organiser.finance_bureau,
        state: name_of(&made.state())?,
        created_by: made.created_by.actor.to_string(),
        created_by_post: made.created_by.post.clone(),
        created_by_organisation: made.created_by.organisation.clone(),
        created_at: write_time(made.created_at),
        sent_on,
        discarded_because,
        closed_by,
        closed_by_post,
        closed_by_organisation,
        closed_at: closed.map(|(_, at)| write_time(*at)),
    })
}

fn item_rows(made: &Batch) -> Result<Vec<item::Model>, StoreError> {
    let row = |(index, held): (usize, &domain::batch::BatchItem)| {
        Ok(item::Model {
            batch_id: made.id.to_string(),
            position: position(index)?,
            evaluation_id: held.evaluation.to_string(),
            round: i64::from(held.round),
        })
    };
    made.items.iter().enumerate().map(row).collect()
}

fn entry(made: &Batch, event: &BatchEvent) -> Result<NewEntry, Refusal> {
    let payload = serde_json::to_string(event)
        .map_err(|_| StoreError::corrupt("an event of a batch has no JSON form"))?;
    if has_nul(&payload) {
        let message = "内容含有无法保存的空字符，请删除后重新提交";
        let issue = Issue::new("text", "unprintable", message);
        return Err(Rejection::invalid("第十八条", vec![issue]).into());
    }
    Ok(NewEntry {
        stream: stream_of(made.id),
        stream_version: write_number(made.version)?,
        kind: event.change.name().to_owned(),
        payload,
        actor: event.by.actor,
        at: event.at,
    })
}
