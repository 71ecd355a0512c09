//! From events to rows.
//!
//! The domain's `evolve` alone says what an event makes of a round. A projection only knows which rows a change
//! touches; what it writes into them is read off the round after the event. One function for each change, in a file
//! for each part of the path.

mod case;
mod collection;
mod condition;
mod evidence;
mod meeting;
mod preparation;
mod rating;
mod report;
mod sheet;

use domain::evaluation::{Change, Evaluation, Event, evolve};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::entities::{evaluation, round_entry};
use super::history::append;
use super::names::{name_of, write_number};
use super::rows::{List, entries, evaluation_row, round_row};
use super::statements::{RoundKey, put};
use crate::error::StoreError;
use crate::insert::insert_all;
use crate::operation::WriteTransaction;

pub(super) use case::insert;
pub(super) use sheet::{SheetChanges, write_sheets};

/// Applies an event to a case: evolves it, writes the rows, journals the event.
///
/// # Errors
/// [`StoreError::Stale`] when the stored case is not the one that was given.
pub(crate) async fn happen(
    transaction: &mut WriteTransaction<'_>,
    before: Evaluation,
    event: &Event,
) -> Result<Evaluation, StoreError> {
    let known = before.clone();
    let after = evolve(before, event);
    let connection = transaction.connection();
    if event.change.sheet().is_none() {
        move_on(connection, &known, &after).await?;
    }
    let target = Target::of(connection, &after);
    match &event.change {
        Change::Case(change) => case::project(&target, &known, change).await?,
        Change::Preparation(change) => preparation::project(&target, change).await?,
        Change::Collection(change) => collection::project(&target, change).await?,
        Change::Meeting(change) => meeting::project(&target, change, event).await?,
        Change::Evidence(change) => evidence::project(&target, change).await?,
        Change::Sheet(change) => sheet::project(&target, &known, change).await?,
        Change::Report(change) => {
            report::project(&target, change).await?;
            condition::attach(&target, change).await?;
        }
        Change::Rating(change) => rating::project(&target, change).await?,
        Change::Condition(change) => condition::project(&target, change).await?,
    }
    append(transaction, &after, event)?;
    Ok(after)
}

/// The case after an event, and where its rows go.
struct Target<'t, C> {
    connection: &'t C,
    key: RoundKey,
    evaluation: &'t Evaluation,
}

impl<'t, C: ConnectionTrait> Target<'t, C> {
    fn of(connection: &'t C, evaluation: &'t Evaluation) -> Self {
        Self { connection, key: RoundKey::of(evaluation, &evaluation.round), evaluation }
    }

    /// Writes a list of the latest round in place of what it was.
    async fn replace_list(&self, list: List, texts: &[String]) -> Result<(), StoreError> {
        round_entry::Entity::delete_many()
            .filter(round_entry::Column::EvaluationId.eq(&self.key.evaluation))
            .filter(round_entry::Column::Round.eq(self.key.round))
            .filter(round_entry::Column::List.eq(name_of(&list)?))
            .exec(self.connection)
            .await?;
        insert_all::<round_entry::Entity>(self.connection, entries(&self.key, list, texts)?).await
    }

    /// Writes the row of the latest round.
    async fn put_round(&self) -> Result<(), StoreError> {
        put(self.connection, round_row(&self.key, &self.evaluation.round)?).await
    }
}

/// Takes the row of the case from one version to the next, if it is still at the one.
async fn move_on(
    connection: &impl ConnectionTrait,
    before: &Evaluation,
    after: &Evaluation,
) -> Result<(), StoreError> {
    let row = evaluation_row(after)?;
    let expected = write_number(before.version)?;
    let moved = evaluation::Entity::update_many()
        .col_expr(evaluation::Column::Version, Expr::value(row.version))
        .col_expr(evaluation::Column::RoundNumber, Expr::value(row.round_number))
        .col_expr(evaluation::Column::State, Expr::value(row.state))
        .filter(evaluation::Column::Id.eq(&row.id))
        .filter(evaluation::Column::Version.eq(expected))
        .exec(connection)
        .await?;
    if moved.rows_affected == 1 {
        return Ok(());
    }
    let found = evaluation::Entity::find_by_id(row.id).one(connection).await?;
    Err(StoreError::Stale { expected, found: found.map_or(0, |row| row.version) })
}
