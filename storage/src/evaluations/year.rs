//! The panels whose results were confirmed in a span of time, for figures over a year.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::evaluation::Person;
use domain::id::ActorId;
use domain::score::Score;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::entities::{round_result, round_seat, sheet_mark};
use super::names::{read_actor, read_person, read_score};
use crate::error::StoreError;
use crate::text::write_time;

/// One panel with what each member gave in the end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConcludedPanel {
    /// The members as papers named them, with the totals of their locked sheets.
    pub totals: BTreeMap<ActorId, (Person, Score)>,
}

/// Every panel whose result was confirmed from `from` on and before `until`, and stands or was superseded since. One
/// statement; who may see it is for the caller to ask the policy.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when a row cannot be read.
pub async fn concluded_panels(
    connection: &impl ConnectionTrait,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<ConcludedPanel>, StoreError> {
    let result = |column: round_result::Column| Expr::col((round_result::Entity, column));
    let seat = |column: round_seat::Column| Expr::col((round_seat::Entity, column));
    let mark = |column: sheet_mark::Column| Expr::col((sheet_mark::Entity, column));
    let same_round = seat(round_seat::Column::EvaluationId)
        .equals((round_result::Entity, round_result::Column::EvaluationId))
        .and(seat(round_seat::Column::Round).equals((round_result::Entity, round_result::Column::Round)));
    let own_marks = mark(sheet_mark::Column::EvaluationId)
        .equals((round_seat::Entity, round_seat::Column::EvaluationId))
        .and(mark(sheet_mark::Column::Round).equals((round_seat::Entity, round_seat::Column::Round)))
        .and(mark(sheet_mark::Column::Expert).equals((round_seat::Entity, round_seat::Column::Actor)));
    let columns = [
        round_seat::Column::EvaluationId,
        round_seat::Column::Round,
        round_seat::Column::Actor,
        round_seat::Column::Post,
        round_seat::Column::Organisation,
    ];
    let query = Query::select()
        .columns(columns.map(|column| (round_seat::Entity, column)))
        .column((sheet_mark::Entity, sheet_mark::Column::Score))
        .from(round_result::Entity)
        .inner_join(round_seat::Entity, same_round)
        .inner_join(sheet_mark::Entity, own_marks)
        .and_where(result(round_result::Column::ConfirmedAt).gte(write_time(from)))
        .and_where(result(round_result::Column::ConfirmedAt).lt(write_time(until)))
        .and_where(seat(round_seat::Column::Seat).eq("panel"))
        .take();
    let mut panels: BTreeMap<(String, i64), ConcludedPanel> = BTreeMap::new();
    for row in connection.query_all(&query).await? {
        let row = Row::from_query_result(&row, "")?;
        let mark = read_score(row.score)?;
        let panel = panels.entry((row.evaluation_id, row.round)).or_default();
        let person = read_person(&row.actor, row.post, row.organisation)?;
        let entry = panel.totals.entry(read_actor(&row.actor)?).or_insert((person, Score::ZERO));
        entry.1 = entry
            .1
            .checked_add(mark)
            .ok_or_else(|| StoreError::corrupt(format!("the sheet of {} is above 100 points", row.actor)))?;
    }
    Ok(panels.into_values().collect())
}

#[derive(FromQueryResult)]
struct Row {
    evaluation_id: String,
    round: i64,
    actor: String,
    post: String,
    organisation: String,
    score: i64,
}
