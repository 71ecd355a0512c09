//! Batches as somebody may see them. There is no query without a reader.

use std::collections::HashMap;

use domain::actor::Actor;
use domain::batch::{Batch, BatchItem, BatchState, Closing};
use domain::evaluation::Organiser;
use domain::id::{BatchId, EvaluationId};
use domain::policy::{Action, Relation, can};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::tables::{batch, item};
use crate::error::StoreError;
use crate::evaluations::names::{read_day, read_optional_person, read_person};
use crate::subjects::values::{name_of, named, read_number};
use crate::text::{read_time, read_uuid};

/// The longest page that [`page`] gives.
const LONGEST_PAGE: u64 = 500;

/// What a list is narrowed to; `None` does not narrow it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BatchFilter {
    /// Where the batch stands.
    pub state: Option<BatchState>,
    /// Whose it is, by the whole name.
    pub organiser: Option<String>,
}

/// The batches that `reader` may see and `filter` leaves, at most `limit` (and at most 500), newest first. The last
/// identifier, given as `after`, continues the list.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when rows do not make a batch.
pub async fn page(
    connection: &impl ConnectionTrait,
    reader: &Actor,
    filter: &BatchFilter,
    after: Option<BatchId>,
    limit: u64,
) -> Result<Vec<Batch>, StoreError> {
    let BatchFilter { state, organiser } = filter;
    let state = state.as_ref().map(name_of).transpose()?;
    let rows = batch::Entity::find()
        .filter(visible_to(reader))
        .filter(
            Condition::all()
                .add_option(state.map(|state| batch::Column::State.eq(state)))
                .add_option(organiser.as_deref().map(|name| batch::Column::Organiser.eq(name)))
                .add_option(after.map(|after| batch::Column::Id.lt(after.to_string()))),
        )
        .order_by_desc(batch::Column::Id)
        .limit(Ord::min(limit, LONGEST_PAGE))
        .all(connection)
        .await?;
    assembled(connection, rows).await
}

/// The batch with this identifier, if it exists and `reader` may see it.
///
/// # Errors
/// As for [`page`].
pub async fn find_visible(
    connection: &impl ConnectionTrait,
    reader: &Actor,
    id: BatchId,
) -> Result<Option<Batch>, StoreError> {
    Ok(load(connection, id).await?.filter(|found| found.is_visible_to(reader)))
}

/// The batch with this identifier, whoever asks.
pub(super) async fn load(
    connection: &impl ConnectionTrait,
    id: BatchId,
) -> Result<Option<Batch>, StoreError> {
    let row = batch::Entity::find_by_id(id.to_string()).one(connection).await?;
    Ok(assembled(connection, row.into_iter().collect()).await?.pop())
}

/// Every batch after `after` in the order of their identifiers, at most `limit`, for comparing them.
pub(super) async fn all_after(
    connection: &impl ConnectionTrait,
    after: &str,
    limit: u64,
) -> Result<Vec<Batch>, StoreError> {
    let rows = batch::Entity::find()
        .filter(batch::Column::Id.gt(after))
        .order_by_asc(batch::Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    assembled(connection, rows).await
}

/// Whether a batch has this number.
pub(super) async fn is_taken(connection: &impl ConnectionTrait, number: &str) -> Result<bool, StoreError> {
    let found = batch::Entity::find().filter(batch::Column::Number.eq(number)).one(connection).await?;
    Ok(found.is_some())
}

/// The number of the batch that holds the evaluation and is not sent yet, the batch `except` aside.
pub(super) async fn open_holder(
    connection: &impl ConnectionTrait,
    evaluation: EvaluationId,
    except: Option<BatchId>,
) -> Result<Option<String>, StoreError> {
    let holding: Vec<String> = item::Entity::find()
        .select_only()
        .column(item::Column::BatchId)
        .filter(item::Column::EvaluationId.eq(evaluation.to_string()))
        .into_tuple()
        .all(connection)
        .await?;
    let open = batch::Entity::find()
        .filter(batch::Column::Id.is_in(holding))
        .filter(batch::Column::State.eq(name_of(&BatchState::Open)?))
        .filter(Condition::all().add_option(except.map(|id| batch::Column::Id.ne(id.to_string()))))
        .one(connection)
        .await?;
    Ok(open.map(|row| row.number))
}

/// No role is compared here: the policy says whether the reader sees every batch, or those of the own organisation.
fn visible_to(reader: &Actor) -> Condition {
    let suffices = |relation: Relation| can(reader.role, Action::ReadEvaluation, &relation).is_ok();
    if suffices(Relation::default()) {
        return Condition::all();
    }
    if suffices(Relation::to_organiser(reader, &reader.organisation)) {
        return Condition::all().add(batch::Column::Organiser.is_in(reader.organisation_names()));
    }
    // An empty choice would be no condition at all.
    Condition::all().add(batch::Column::Id.is_null())
}

async fn assembled(
    connection: &impl ConnectionTrait,
    rows: Vec<batch::Model>,
) -> Result<Vec<Batch>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut items: HashMap<String, Vec<BatchItem>> = HashMap::new();
    let held = item::Entity::find()
        .filter(item::Column::BatchId.is_in(rows.iter().map(|row| row.id.as_str())))
        .order_by_asc(item::Column::Position)
        .all(connection)
        .await?;
    for row in held {
        items.entry(row.batch_id).or_default().push(BatchItem {
            evaluation: EvaluationId(read_uuid(&row.evaluation_id)?),
            round: read_number(row.round)?,
        });
    }
    rows.into_iter()
        .map(|row| {
            let items = items.remove(&row.id).unwrap_or_default();
            assemble(row, items)
        })
        .collect()
}

fn assemble(row: batch::Model, items: Vec<BatchItem>) -> Result<Batch, StoreError> {
    let state: BatchState = named(&row.state)?;
    let by = read_optional_person(row.closed_by, row.closed_by_post, row.closed_by_organisation)?;
    let at = row.closed_at.as_deref().map(read_time).transpose()?;
    let closing = match (state, by.zip(at), row.sent_on, row.discarded_because) {
        (BatchState::Open, None, None, None) => None,
        (BatchState::Sent, Some((by, at)), Some(on), None) => {
            Some(Closing::Sent { on: read_day(&on)?, by, at })
        }
        (BatchState::Discarded, Some((by, at)), None, Some(reason)) => {
            Some(Closing::Discarded { reason, by, at })
        }
        (BatchState::Open | BatchState::Sent | BatchState::Discarded, ..) => {
            return Err(StoreError::corrupt(format!("the closing of batch {} is incomplete", row.id)));
        }
    };
    Ok(Batch {
        id: BatchId(read_uuid(&row.id)?),
        version: read_number(row.version)?,
        number: row.number,
        organiser: Organiser { organisation: row.organiser, finance_bureau: row.organiser_is_finance_bureau },
        items,
        created_by: read_person(&row.created_by, row.created_by_post, row.created_by_organisation)?,
        created_at: read_time(&row.created_at)?,
        closing,
    })
}
