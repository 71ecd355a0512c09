//! The few statements with which rows of any table are written and read.

use std::collections::BTreeMap;

use domain::evaluation::{Evaluation, Round};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ConnectionTrait, EntityTrait, IdenStatic, IntoActiveModel, Iterable, ModelTrait, Order,
    PrimaryKeyToColumn, QueryFilter, QueryOrder,
};

use super::entities::RoundPart;
use crate::error::StoreError;
use crate::insert::insert_all;

/// How many rows one statement writes: at most 20 columns each keeps far below SQLite's 32,766 bound values.
const ROWS_PER_STATEMENT: usize = 1000;

/// The round to which rows belong.
#[derive(Debug, Clone)]
pub(super) struct RoundKey {
    pub(super) evaluation: String,
    pub(super) round: i64,
}

impl RoundKey {
    pub(super) fn of(evaluation: &Evaluation, round: &Round) -> Self {
        Self { evaluation: evaluation.id.to_string(), round: i64::from(round.number) }
    }
}

/// The active row of an entity.
type Active<M> = <<M as ModelTrait>::Entity as EntityTrait>::ActiveModel;

/// Adds rows, or puts them in place of those with the same key. No two of them have the same key.
pub(super) async fn put_all<M>(connection: &impl ConnectionTrait, rows: Vec<M>) -> Result<(), StoreError>
where
    M: ModelTrait + IntoActiveModel<Active<M>>,
{
    type Column<M> = <<M as ModelTrait>::Entity as EntityTrait>::Column;
    type Key<M> = <<M as ModelTrait>::Entity as EntityTrait>::PrimaryKey;
    for rows in chunks(rows) {
        let key: Vec<Column<M>> = Key::<M>::iter().map(PrimaryKeyToColumn::into_column).collect();
        let others: Vec<Column<M>> = Column::<M>::iter()
            .filter(|column| key.iter().all(|part| part.as_str() != column.as_str()))
            .collect();
        let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
        M::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns(key).update_columns(others).to_owned())
            .exec_without_returning(connection)
            .await?;
    }
    Ok(())
}

/// Adds a row, or puts it in place of the one with the same key.
pub(super) async fn put<M>(connection: &impl ConnectionTrait, row: M) -> Result<(), StoreError>
where
    M: ModelTrait + IntoActiveModel<Active<M>>,
{
    put_all(connection, vec![row]).await
}

/// Puts rows in place of all that the round has in their table.
pub(super) async fn replace_all<M>(
    connection: &impl ConnectionTrait,
    key: &RoundKey,
    rows: Vec<M>,
) -> Result<(), StoreError>
where
    M: ModelTrait + IntoActiveModel<Active<M>>,
    M::Entity: EntityTrait<Model = M>,
{
    M::Entity::delete_many()
        .filter(Expr::col("evaluation_id").eq(&key.evaluation))
        .filter(Expr::col("round").eq(key.round))
        .exec(connection)
        .await?;
    insert_all::<M::Entity>(connection, rows).await
}

/// Removes all that the round has in the table of `M`.
pub(super) async fn clear<M>(connection: &impl ConnectionTrait, key: &RoundKey) -> Result<(), StoreError>
where
    M: ModelTrait + IntoActiveModel<Active<M>>,
    M::Entity: EntityTrait<Model = M>,
{
    replace_all::<M>(connection, key, Vec::new()).await
}

fn chunks<M>(mut rows: Vec<M>) -> impl Iterator<Item = Vec<M>> {
    std::iter::from_fn(move || {
        let rest = rows.split_off(rows.len().min(ROWS_PER_STATEMENT));
        let chunk = std::mem::replace(&mut rows, rest);
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// The rows of one table for the rounds of one evaluation, in the order of the key.
pub(super) struct ByRound<M>(BTreeMap<i64, Vec<M>>);

impl<M: RoundPart> ByRound<M> {
    /// Reads them all.
    pub(super) async fn read(connection: &impl ConnectionTrait, evaluation: &str) -> Result<Self, StoreError>
    where
        M: ModelTrait,
        M::Entity: EntityTrait<Model = M>,
    {
        let mut query = M::Entity::find().filter(Expr::col("evaluation_id").eq(evaluation));
        for part in <M::Entity as EntityTrait>::PrimaryKey::iter() {
            query = query.order_by(part.into_column(), Order::Asc);
        }
        let mut rounds: BTreeMap<i64, Vec<M>> = BTreeMap::new();
        for row in query.all(connection).await? {
            rounds.entry(row.round()).or_default().push(row);
        }
        Ok(Self(rounds))
    }

    /// All rows, by round.
    pub(super) fn into_rows(self) -> impl Iterator<Item = M> {
        self.0.into_values().flatten()
    }

    /// Takes the rows of one round out.
    pub(super) fn take(&mut self, round: i64) -> Vec<M> {
        self.0.remove(&round).unwrap_or_default()
    }

    /// Takes the row of a table that has at most one for a round.
    pub(super) fn take_one(&mut self, round: i64) -> Option<M> {
        self.take(round).pop()
    }
}
