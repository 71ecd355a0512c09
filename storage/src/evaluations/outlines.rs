//! The cases of many subjects in short: what decides on their entry into the budget, by one statement for each table.

use std::collections::{BTreeMap, HashMap};

use domain::budget::{CaseOutline, ResultOutline, RoundOutline};
use domain::id::{EvaluationId, SubjectId};
use domain::money::Money;
use domain::rulebook::{Grade, Outcome};
use domain::score::Mean;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::{evaluation, result_condition, round, round_result};
use super::names::{named, read_number};
use crate::error::StoreError;
use crate::text::read_uuid;

/// How many identifiers one statement names: far below SQLite's limit of 32,766 bound values.
const IDS_PER_QUERY: usize = 1000;

/// The cases of each of the subjects, whoever asks. What of them somebody may see is for the caller to ask the policy;
/// where others write meanwhile, `connection` must be a transaction.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when a row cannot be read.
pub async fn outlines(
    connection: &impl ConnectionTrait,
    subjects: &[SubjectId],
) -> Result<HashMap<SubjectId, Vec<CaseOutline>>, StoreError> {
    let mut outlines: HashMap<SubjectId, Vec<CaseOutline>> = HashMap::new();
    for subjects in subjects.chunks(IDS_PER_QUERY) {
        let cases = evaluation::Entity::find()
            .filter(evaluation::Column::SubjectId.is_in(subjects.iter().map(SubjectId::to_string)))
            .order_by_asc(evaluation::Column::Id)
            .all(connection)
            .await?;
        for cases in cases.chunks(IDS_PER_QUERY) {
            let mut parts = Parts::read(connection, cases).await?;
            for case in cases {
                let subject = SubjectId(read_uuid(&case.subject_id)?);
                outlines.entry(subject).or_default().push(parts.outline(case)?);
            }
        }
    }
    Ok(outlines)
}

struct Parts {
    rounds: HashMap<String, Vec<round::Model>>,
    results: BTreeMap<(String, i64), round_result::Model>,
    /// How many conditions are not settled.
    open: BTreeMap<(String, i64), u32>,
}

impl Parts {
    async fn read(
        connection: &impl ConnectionTrait,
        cases: &[evaluation::Model],
    ) -> Result<Self, StoreError> {
        let ids = || cases.iter().map(|case| case.id.as_str());
        let mut parts = Self { rounds: HashMap::new(), results: BTreeMap::new(), open: BTreeMap::new() };
        let rounds = round::Entity::find()
            .filter(round::Column::EvaluationId.is_in(ids()))
            .order_by_asc(round::Column::Round);
        for row in rounds.all(connection).await? {
            parts.rounds.entry(row.evaluation_id.clone()).or_default().push(row);
        }
        let results = round_result::Entity::find().filter(round_result::Column::EvaluationId.is_in(ids()));
        for row in results.all(connection).await? {
            parts.results.insert((row.evaluation_id.clone(), row.round), row);
        }
        let open: Vec<(String, i64)> = result_condition::Entity::find()
            .select_only()
            .column(result_condition::Column::EvaluationId)
            .column(result_condition::Column::Round)
            .filter(result_condition::Column::EvaluationId.is_in(ids()))
            .filter(result_condition::Column::SettledAt.is_null())
            .into_tuple()
            .all(connection)
            .await?;
        for key in open {
            *parts.open.entry(key).or_default() += 1;
        }
        Ok(parts)
    }

    fn outline(&mut self, case: &evaluation::Model) -> Result<CaseOutline, StoreError> {
        let rows = self.rounds.remove(&case.id).unwrap_or_default();
        let mut organisers: Vec<String> = Vec::new();
        let mut rounds = Vec::with_capacity(rows.len());
        for row in rows {
            let key = (row.evaluation_id, row.round);
            if !organisers.contains(&row.organiser) {
                organisers.push(row.organiser);
            }
            rounds.push(RoundOutline {
                number: read_number(row.round)?,
                kind: named(&row.kind)?,
                state: named(&row.state)?,
                supersedes: row.supersedes.map(read_number).transpose()?,
                result: self.results.remove(&key).map(result).transpose()?,
                open_conditions: self.open.get(&key).copied().unwrap_or_default(),
            });
        }
        Ok(CaseOutline {
            evaluation: EvaluationId(read_uuid(&case.id)?),
            budget_year: read_number(case.budget_year)?,
            organisers,
            requested_amount: case.requested_fen.map(Money::from_fen),
            rounds,
        })
    }
}

fn result(row: round_result::Model) -> Result<ResultOutline, StoreError> {
    let score = Mean::from_parts(read_number(row.score_sum)?, read_number(row.score_count)?)
        .ok_or_else(|| StoreError::corrupt("a score above 100 points"))?;
    Ok(ResultOutline {
        score,
        grade: row.grade.zip(row.grade_label).map(|(code, label)| Grade { code, label }),
        outcome: Outcome { code: row.outcome, label: row.outcome_label, effect: named(&row.effect)? },
        recommended_amount: row.recommended_fen.map(Money::from_fen),
    })
}
