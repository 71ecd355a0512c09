//! Score sheets: many at once, each by compare-and-swap on its own version.

use std::collections::BTreeMap;

use domain::evaluation::{Evaluation, SheetChange};
use domain::id::ActorId;
use domain::scoring::{Mark, Sheet};
use sea_orm::sea_query::{
    DynIden, Expr, ExprTrait, IntoIden, OnConflict, Query, SimpleExpr, TableRef, Value, ValueTuple,
};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::Target;
use crate::error::StoreError;
use crate::evaluations::entities::score_sheet;
use crate::evaluations::names::write_number;
use crate::evaluations::rows::{first_mark_rows, first_round_row, mark_row, sheet_row};
use crate::evaluations::statements::{RoundKey, put, put_all};

/// What became of one sheet.
pub(in crate::evaluations) struct SheetChanges {
    pub(in crate::evaluations) key: RoundKey,
    pub(in crate::evaluations) expert: ActorId,
    /// The version that the changes were made for; 0 when nothing had been saved.
    pub(in crate::evaluations) before: u64,
    /// The sheet now.
    pub(in crate::evaluations) after: Sheet,
    /// The marks that are new or different.
    pub(in crate::evaluations) marks: BTreeMap<String, Mark>,
}

pub(super) async fn project(
    target: &Target<'_, impl ConnectionTrait>,
    before: &Evaluation,
    change: &SheetChange,
) -> Result<(), StoreError> {
    let (expert, marks) = match change {
        SheetChange::SheetSaved { expert, marks } => (*expert, marks.clone()),
        SheetChange::SheetLocked { expert }
        | SheetChange::SheetReopened { expert, .. }
        | SheetChange::SheetRevisionBegun { expert } => (*expert, BTreeMap::new()),
    };
    let changes = SheetChanges {
        key: target.key.clone(),
        expert,
        before: before.round.sheets.get(&expert).map_or(0, |sheet| sheet.version),
        after: target.evaluation.round.sheets.get(&expert).cloned().unwrap_or_default(),
        marks,
    };
    let first =
        changes.after.first.clone().filter(|_| matches!(change, SheetChange::SheetRevisionBegun { .. }));
    write_sheets(target.connection, &[changes]).await?;
    if let Some(first) = first {
        put(target.connection, first_round_row(&target.key, expert, &first)).await?;
        put_all(target.connection, first_mark_rows(&target.key, expert, &first)).await?;
    }
    Ok(())
}

/// Writes sheets, no two of them the same, by three statements.
///
/// # Errors
/// [`StoreError::Stale`] when one of them is not at the version that it was changed for.
pub(in crate::evaluations) async fn write_sheets(
    connection: &impl ConnectionTrait,
    changes: &[SheetChanges],
) -> Result<(), StoreError> {
    let (new, known): (Vec<&SheetChanges>, Vec<&SheetChanges>) =
        changes.iter().partition(|changes| changes.before == 0);
    let written = insert_new(connection, &new).await? + update_known(connection, &known).await?;
    if written != changes.len() {
        return Err(stale(connection, changes).await?);
    }
    let mut marks = Vec::new();
    for SheetChanges { key, expert, marks: changed, .. } in changes {
        marks.extend(changed.iter().map(|(indicator, mark)| mark_row(key, *expert, indicator, mark)));
    }
    put_all(connection, marks).await
}

/// Adds sheets that nobody has saved before, and says how many those were.
async fn insert_new(
    connection: &impl ConnectionTrait,
    sheets: &[&SheetChanges],
) -> Result<usize, StoreError> {
    use score_sheet::Column;
    if sheets.is_empty() {
        return Ok(0);
    }
    let mut statement = Query::insert();
    statement
        .into_table(score_sheet::Entity)
        .columns([
            Column::EvaluationId,
            Column::Round,
            Column::Expert,
            Column::Version,
            Column::LockedAt,
            Column::Reopened,
        ])
        .on_conflict(OnConflict::new().do_nothing().to_owned());
    for changes in sheets {
        let row = sheet_row(&changes.key, changes.expert, &changes.after)?;
        let values: [SimpleExpr; 6] = [
            row.evaluation_id.into(),
            row.round.into(),
            row.expert.into(),
            row.version.into(),
            row.locked_at.into(),
            row.reopened.into(),
        ];
        statement
            .values(values)
            .map_err(|_| StoreError::corrupt("a row has another number of values than its table columns"))?;
    }
    written(connection.execute(&statement).await?.rows_affected())
}

/// Takes sheets that are at the version they were changed for to the next, and says how many those were. SQLite and
/// PostgreSQL both name the columns of a list of values `column1`, `column2`…
async fn update_known(
    connection: &impl ConnectionTrait,
    sheets: &[&SheetChanges],
) -> Result<usize, StoreError> {
    use score_sheet::Column;
    if sheets.is_empty() {
        return Ok(0);
    }
    let values = sheets
        .iter()
        .map(|changes| {
            let row = sheet_row(&changes.key, changes.expert, &changes.after)?;
            Ok(ValueTuple::Many(vec![
                Value::from(row.evaluation_id),
                Value::from(row.round),
                Value::from(row.expert),
                Value::from(write_number(changes.before)?),
                Value::from(row.version),
                Value::from(row.locked_at),
                Value::from(row.reopened),
            ]))
        })
        .collect::<Result<Vec<ValueTuple>, StoreError>>()?;
    let alias: DynIden = "changed".into_iden();
    let value = |column: &'static str| Expr::col(("changed", column));
    let stored = |column: Column| Expr::col((score_sheet::Entity, column));
    let statement = Query::update()
        .table(score_sheet::Entity)
        .from(TableRef::ValuesList(values, alias))
        .value(Column::Version, value("column5"))
        .value(Column::LockedAt, value("column6"))
        .value(Column::Reopened, value("column7"))
        .and_where(stored(Column::EvaluationId).equals(("changed", "column1")))
        .and_where(stored(Column::Round).equals(("changed", "column2")))
        .and_where(stored(Column::Expert).equals(("changed", "column3")))
        .and_where(stored(Column::Version).equals(("changed", "column4")))
        .to_owned();
    written(connection.execute(&statement).await?.rows_affected())
}

fn written(rows: u64) -> Result<usize, StoreError> {
    usize::try_from(rows).map_err(|_| StoreError::corrupt("more rows were written than there are"))
}

/// Finds the sheet that was not where it should have been.
async fn stale(
    connection: &impl ConnectionTrait,
    changes: &[SheetChanges],
) -> Result<StoreError, StoreError> {
    for SheetChanges { key, expert, before, after, .. } in changes {
        let stored = (key.evaluation.clone(), key.round, expert.to_string());
        let row = score_sheet::Entity::find_by_id(stored).one(connection).await?;
        let found = row.map_or(0, |row| row.version);
        if found != write_number(after.version)? {
            return Ok(StoreError::Stale { expected: write_number(*before)?, found });
        }
    }
    Ok(StoreError::corrupt("sheets were not written, but hold what should have been written"))
}
