//! Giving a command to a case.

use std::sync::Arc;

use chrono::{DateTime, SubsecRound, Utc};
use domain::evaluation::{CaseChange, Change, Command, Evaluation, Event, Rejection, RejectionKind, decide};
use domain::id::EvaluationId;
use domain::rulebook::Rulebook;
use sea_orm::ConnectionTrait;

use super::Written;
use super::load::load;
use super::open::has_open_case;
use super::project::happen;
use crate::error::StoreError;
use crate::operation::{Operation, WriteTransaction};
use crate::request::{Receipt, Refusal, Request};

/// Gives a command to a case. The version that is expected is that of the case, also for a command about a sheet.
#[derive(Debug, Clone)]
pub struct Execute {
    /// The circumstances.
    pub request: Request,
    /// The case.
    pub evaluation: EvaluationId,
    /// The command.
    pub command: Command,
    /// The rulebook that the case is pinned to.
    pub rulebook: Arc<Rulebook>,
}

impl Operation for Execute {
    type Output = Receipt<Written>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, evaluation, command, rulebook } = self;
        if let Some(receipt) = request.recall(transaction).await? {
            return Ok(receipt);
        }
        let found = load(transaction.connection(), *evaluation).await?;
        let mut evaluation = found.ok_or_else(Rejection::hidden)?;
        check_pin(&evaluation, rulebook)?;
        let at = to_millisecond(request.at);
        let decided = decide(&evaluation, command.clone(), &request.actor, rulebook, at);
        for event in settle(decided, request, evaluation.version)? {
            refuse_second_open_case(transaction.connection(), &evaluation, &event).await?;
            evaluation = happen(transaction, evaluation, &event).await?;
        }
        request.remember(transaction, Written::of(&evaluation)).await
    }
}

/// What is kept of a time: the tables hold milliseconds, and the events must say the same.
pub(crate) fn to_millisecond(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(3)
}

/// A case is judged by the rulebook it was opened under, whatever has come into force since.
///
/// # Errors
/// [`StoreError::Corrupt`] for another rulebook: the caller looked it up wrongly.
pub(crate) fn check_pin(evaluation: &Evaluation, rulebook: &Rulebook) -> Result<(), StoreError> {
    if evaluation.rulebook.digest == rulebook.digest() {
        return Ok(());
    }
    let pin = &evaluation.rulebook;
    Err(StoreError::corrupt(format!("{} is pinned to {} {}", evaluation.id, pin.id, pin.digest)))
}

/// Puts refusals in order. Who may not do it learns nothing of the version; who may learns that it changed before
/// what is wrong with the command.
pub(super) fn settle(
    decided: Result<Vec<Event>, Rejection>,
    request: &Request,
    version: u64,
) -> Result<Vec<Event>, Refusal> {
    if let Err(rejection) = &decided
        && matches!(rejection.kind, RejectionKind::Hidden | RejectionKind::Forbidden)
    {
        return Err(rejection.clone().into());
    }
    request.check_version(version)?;
    Ok(decided?)
}

/// A case that had ended comes back to life while the subject has another one open (C46).
async fn refuse_second_open_case(
    connection: &impl ConnectionTrait,
    evaluation: &Evaluation,
    event: &Event,
) -> Result<(), Refusal> {
    let reopens = matches!(
        event.change,
        Change::Case(CaseChange::ReevaluationOrdered { .. } | CaseChange::NextRoundOpened { .. })
    );
    if reopens && has_open_case(connection, evaluation.subject.id, Some(evaluation.id)).await? {
        let detail = "该对象已有另一项评估正在进行，请待其结束后再办理".to_owned();
        return Err(Rejection::blocked("evaluation_open", "第十九条", detail).into());
    }
    Ok(())
}
