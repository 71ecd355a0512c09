//! Reading what a decision about a sheet looks at, for many cases at once.

use std::collections::{BTreeMap, BTreeSet};

use domain::evaluation::{Evaluation, Person, Plan, PlanContents, Round};
use domain::id::{ActorId, EvaluationId};
use domain::panel::Panel;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Iterable, ModelTrait, Order, PrimaryKeyToColumn, QueryFilter,
    QueryOrder,
};
use uuid::Uuid;

use super::SheetOperation;
use crate::error::StoreError;
use crate::evaluations::entities::{
    RoundPart, evaluation, panel_deviation, plan_weight, round, round_seat, score_sheet, sheet_mark,
};
use crate::evaluations::load::{bare_round, evaluation_of, read_sheets};
use crate::evaluations::names::read_score;
use crate::evaluations::rows::{Seats, read_deviation};

/// Reads the cases of `operations` as far as a decision about a sheet looks at them: state, organiser, third party,
/// everybody's seat, deviation, weights, and the sheets of those who ask. The rest of a round is empty, and of earlier
/// rounds there is no more than who had a part in them.
pub(super) async fn load_for_scoring(
    connection: &impl ConnectionTrait,
    operations: &[SheetOperation],
) -> Result<BTreeMap<EvaluationId, Evaluation>, StoreError> {
    let ids: BTreeSet<String> = operations.iter().map(|operation| operation.evaluation.to_string()).collect();
    let experts: BTreeSet<String> =
        operations.iter().map(|operation| operation.request.actor.id.to_string()).collect();
    let cases = evaluation::Entity::find()
        .filter(evaluation::Column::Id.is_in(ids.iter().map(String::as_str)))
        .all(connection)
        .await?;
    let mut parts = Parts {
        rounds: ByCase::read(connection, &ids, None).await?,
        seats: ByCase::read(connection, &ids, None).await?,
        deviations: ByCase::read(connection, &ids, None).await?,
        weights: ByCase::read(connection, &ids, None).await?,
        sheets: ByCase::read(connection, &ids, Some(&experts)).await?,
        marks: ByCase::read(connection, &ids, Some(&experts)).await?,
    };
    cases.into_iter().map(|row| parts.case(row).map(|case| (case.id, case))).collect()
}

/// The rows of one table for the rounds of many cases, in the order of the key.
struct ByCase<M>(BTreeMap<(String, i64), Vec<M>>);

impl<M: RoundPart + ModelTrait> ByCase<M>
where
    M::Entity: EntityTrait<Model = M>,
{
    async fn read(
        connection: &impl ConnectionTrait,
        evaluations: &BTreeSet<String>,
        experts: Option<&BTreeSet<String>>,
    ) -> Result<Self, StoreError> {
        let mut query = M::Entity::find()
            .filter(Expr::col("evaluation_id").is_in(evaluations.iter().map(String::as_str)));
        if let Some(experts) = experts {
            query = query.filter(Expr::col("expert").is_in(experts.iter().map(String::as_str)));
        }
        for part in <M::Entity as EntityTrait>::PrimaryKey::iter() {
            query = query.order_by(part.into_column(), Order::Asc);
        }
        let mut rows: BTreeMap<(String, i64), Vec<M>> = BTreeMap::new();
        for row in query.all(connection).await? {
            rows.entry((row.evaluation().to_owned(), row.round())).or_default().push(row);
        }
        Ok(Self(rows))
    }

    fn take(&mut self, round: &(String, i64)) -> Vec<M> {
        self.0.remove(round).unwrap_or_default()
    }
}

struct Parts {
    rounds: ByCase<round::Model>,
    seats: ByCase<round_seat::Model>,
    deviations: ByCase<panel_deviation::Model>,
    weights: ByCase<plan_weight::Model>,
    sheets: ByCase<score_sheet::Model>,
    marks: ByCase<sheet_mark::Model>,
}

impl Parts {
    fn case(&mut self, row: evaluation::Model) -> Result<Evaluation, StoreError> {
        let earlier = (1..row.round_number)
            .map(|number| self.round_of(&(row.id.clone(), number)))
            .collect::<Result<Vec<Round>, StoreError>>()?;
        let key = (row.id.clone(), row.round_number);
        let mut round = self.round_of(&key)?;
        round.panel.deviation = self.deviations.take(&key).pop().map(read_deviation).transpose()?;
        round.plan = plan_of_weights(self.weights.take(&key))?;
        round.sheets = read_sheets(self.sheets.take(&key), self.marks.take(&key))?;
        evaluation_of(row, earlier, round)
    }

    /// A round and who has a part in it.
    fn round_of(&mut self, key: &(String, i64)) -> Result<Round, StoreError> {
        let Some(row) = self.rounds.take(key).pop() else {
            return Err(StoreError::corrupt(format!("the evaluation {} lacks its round {}", key.0, key.1)));
        };
        let seats = Seats::read(self.seats.take(key))?;
        Ok(Round {
            working_group: seats.working_group,
            former_group_members: seats.former_group_members,
            panel: Panel { members: seats.panel, former: seats.former, ..Panel::default() },
            deputies: seats.deputies,
            ..bare_round(row)?
        })
    }
}

/// A plan of which only the weights count here. There is none without weights: they add up to 100.
fn plan_of_weights(rows: Vec<plan_weight::Model>) -> Result<Option<Plan>, StoreError> {
    if rows.is_empty() {
        return Ok(None);
    }
    let weight = |row: plan_weight::Model| Ok((row.indicator, read_score(row.weight)?));
    Ok(Some(Plan {
        contents: PlanContents::default(),
        methods: Vec::new(),
        weights: rows.into_iter().map(weight).collect::<Result<_, StoreError>>()?,
        drafted_by: Person { actor: ActorId(Uuid::nil()), post: String::new(), organisation: String::new() },
        approved_by: None,
    }))
}
