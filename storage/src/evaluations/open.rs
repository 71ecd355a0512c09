//! Opening a case.

use std::sync::Arc;

use domain::budget::CaseOutline;
use domain::evaluation::{Candidate, Opening, Rejection, RulebookPin, State, begin, open};
use domain::id::{EvaluationId, SubjectId};
use domain::rulebook::{Effect, Rulebook};
use domain::subject::{EvaluationsSoFar, Subject};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};

use super::Written;
use super::entities::{evaluation, round};
use super::execute::{settle, to_millisecond};
use super::history::append;
use super::names::{name_of, named, read_number};
use super::outlines::outlines;
use super::project::insert;
use crate::error::StoreError;
use crate::operation::{Operation, WriteTransaction};
use crate::request::{Receipt, Refusal, Request};
use crate::subjects;

/// The states in which a case is over, whatever the bureau may still order. An object that was returned is not: its
/// next round may follow.
const OVER: [State; 3] = [State::Supported, State::Excluded, State::Withdrawn];

/// Opens a case about a subject. The version that is expected is that of the subject.
#[derive(Debug, Clone)]
pub struct Open {
    /// The circumstances.
    pub request: Request,
    /// The new case.
    pub evaluation: EvaluationId,
    /// What to evaluate.
    pub subject: SubjectId,
    /// The budget year applied for.
    pub budget_year: u16,
    /// Whether the opener knows that Art. 3 does not require it (C21).
    pub voluntary: bool,
    /// The rulebook in force, to which the case stays pinned.
    pub rulebook: Arc<Rulebook>,
}

impl Operation for Open {
    type Output = Receipt<Written>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let request = &self.request;
        if let Some(receipt) = request.recall(transaction).await? {
            return Ok(receipt);
        }
        let found = subjects::load(transaction.connection(), self.subject).await?;
        let subject = found.ok_or_else(missing_subject)?;
        let version = subject.version;
        let opening = Opening {
            id: self.evaluation,
            candidate: candidate(transaction.connection(), subject).await?,
            budget_year: self.budget_year,
            voluntary: self.voluntary,
            rulebook: RulebookPin { id: self.rulebook.id.clone(), digest: self.rulebook.digest() },
        };
        let decided = open(opening, &request.actor, to_millisecond(request.at));
        let events = settle(decided, request, version)?;
        let [event] = events.as_slice() else {
            return Err(StoreError::corrupt("a case is not opened by one event").into());
        };
        let opened =
            begin(event).ok_or_else(|| StoreError::corrupt("a case does not begin with its opening"))?;
        insert(transaction.connection(), &opened).await?;
        append(transaction, &opened, event)?;
        request.remember(transaction, Written::of(&opened)).await
    }
}

fn missing_subject() -> Rejection {
    Rejection { detail: "没有找到该评估对象，请核对编号".to_owned(), ..Rejection::hidden() }
}

async fn candidate(connection: &impl ConnectionTrait, subject: Subject) -> Result<Candidate, StoreError> {
    let mut closed_years = closed_years(connection, subject.id).await?;
    // What is closed for the year is not opened again under the name of a joint subject.
    for part in &subject.parts {
        closed_years.extend(self::closed_years(connection, part.subject).await?);
    }
    let requested_amount = subject.requested_amount();
    Ok(Candidate {
        id: subject.id,
        name: subject.declaration.name,
        object: subject.facts.object.map(|fact| fact.value),
        requested_amount,
        applicant: subject.declaration.unit,
        verdict: subject.determination.verdict,
        standing: subject.standing,
        has_open_evaluation: has_open_case(connection, subject.id, None).await?,
        closed_years,
    })
}

/// Whether the subject has a case that is not over, beside the case `except`.
pub(super) async fn has_open_case(
    connection: &impl ConnectionTrait,
    subject: SubjectId,
    except: Option<EvaluationId>,
) -> Result<bool, StoreError> {
    let over = OVER.iter().map(name_of).collect::<Result<Vec<String>, StoreError>>()?;
    let open = evaluation::Entity::find()
        .filter(evaluation::Column::SubjectId.eq(subject.to_string()))
        .filter(evaluation::Column::State.is_not_in(over))
        .filter(Condition::all().add_option(except.map(|id| evaluation::Column::Id.ne(id.to_string()))));
    Ok(open.count(connection).await? > 0)
}

/// What is known of the evaluations of a subject, for decisions about it.
pub(crate) async fn evaluations_so_far(
    connection: &impl ConnectionTrait,
    subject: SubjectId,
) -> Result<EvaluationsSoFar, StoreError> {
    let states: Vec<String> = evaluation::Entity::find()
        .select_only()
        .column(evaluation::Column::State)
        .filter(evaluation::Column::SubjectId.eq(subject.to_string()))
        .into_tuple()
        .all(connection)
        .await?;
    let states = states.iter().map(|state| named(state)).collect::<Result<Vec<State>, StoreError>>()?;
    // A case that was withdrawn may still have the result of the round before.
    let cases = outlines(connection, &[subject]).await?.remove(&subject).unwrap_or_default();
    let withdrawn =
        |case: &&CaseOutline| case.rounds.last().is_some_and(|last| last.state == State::Withdrawn);
    let decided = |case: &CaseOutline| {
        let result = case.deciding_round().and_then(|round| round.result.as_ref());
        result.is_some_and(|result| matches!(result.outcome.effect, Effect::Supported | Effect::Excluded))
    };
    Ok(EvaluationsSoFar {
        open: states.iter().any(|state| !OVER.contains(state)),
        concluded: states.iter().any(|state| matches!(state, State::Supported | State::Excluded))
            || cases.iter().filter(withdrawn).any(decided),
    })
}

/// The budget years for which the subject is out (C44). An exclusion stands unless a later round of its case took its
/// place, and a round that was withdrawn took nobody's.
async fn closed_years(connection: &impl ConnectionTrait, subject: SubjectId) -> Result<Vec<u16>, StoreError> {
    let later = Alias::new("later");
    let replaced = Query::select()
        .expr(Expr::val(1))
        .from_as(round::Entity, later.clone())
        .and_where(
            Expr::col((later.clone(), round::Column::EvaluationId))
                .equals((round::Entity, round::Column::EvaluationId)),
        )
        .and_where(
            Expr::col((later.clone(), round::Column::Round))
                .gt(Expr::col((round::Entity, round::Column::Round))),
        )
        .and_where(Expr::col((later, round::Column::State)).ne(name_of(&State::Withdrawn)?))
        .take();
    let excluded = Query::select()
        .column((round::Entity, round::Column::EvaluationId))
        .from(round::Entity)
        .and_where(Expr::col((round::Entity, round::Column::State)).eq(name_of(&State::Excluded)?))
        .and_where(Expr::exists(replaced).not())
        .take();
    let years: Vec<i64> = evaluation::Entity::find()
        .select_only()
        .column(evaluation::Column::BudgetYear)
        .distinct()
        .filter(evaluation::Column::SubjectId.eq(subject.to_string()))
        .filter(evaluation::Column::Id.in_subquery(excluded))
        .into_tuple()
        .all(connection)
        .await?;
    years.into_iter().map(read_number).collect()
}
