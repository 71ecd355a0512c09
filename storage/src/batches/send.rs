//! Sending a batch: every case of it is submitted in the same transaction, or none is.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::batch::{self, Batch, BatchItem};
use domain::evaluation::{Command, Evaluation, Event, Rejection, decide};
use domain::id::{BatchId, EvaluationId};
use domain::rulebook::Rulebook;

use super::operations::{BatchReceipt, settle};
use super::query::load;
use super::write::change;
use crate::error::StoreError;
use crate::evaluations::{self, check_pin, happen, to_millisecond};
use crate::operation::{Operation, WriteTransaction};
use crate::request::{Receipt, Refusal, Request};

/// Sends a batch. The version that is expected is that of the batch.
#[derive(Debug, Clone)]
pub struct SendBatch {
    /// The circumstances.
    pub request: Request,
    /// The batch.
    pub batch: BatchId,
    /// The day on the paper.
    pub on: NaiveDate,
    /// The rulebooks that its cases are pinned to.
    pub rulebooks: HashMap<EvaluationId, Arc<Rulebook>>,
}

/// What the submission of each case led to.
#[derive(Default)]
struct Submissions {
    accepted: Vec<(Evaluation, Event)>,
    refused: Vec<(BatchItem, String, Rejection)>,
}

impl Operation for SendBatch {
    type Output = Receipt<BatchReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, batch, on, rulebooks: _ } = self;
        if let Some(receipt) = request.recall(transaction).await? {
            return Ok(receipt);
        }
        let before = load(transaction.connection(), *batch).await?.ok_or(Refusal::Missing)?;
        let submissions = self.submissions(transaction, &before).await?;
        let at = to_millisecond(request.at);
        let decided = batch::send(&before, *on, &submissions.refused, &request.actor, at);
        let event = settle(decided, request, &before)?;
        for (evaluation, event) in submissions.accepted {
            happen(transaction, evaluation, &event).await?;
        }
        let sent = change(transaction, before, &event).await?;
        request.remember(transaction, BatchReceipt::of(&sent)).await
    }
}

impl SendBatch {
    async fn submissions(
        &self,
        transaction: &WriteTransaction<'_>,
        before: &Batch,
    ) -> Result<Submissions, Refusal> {
        let mut submissions = Submissions::default();
        for item in &before.items {
            let found = evaluations::load(transaction.connection(), item.evaluation).await?;
            let evaluation = found.ok_or_else(|| StoreError::corrupt("a batch holds an unknown case"))?;
            let name = evaluation.subject.name.clone();
            match self.submission(&evaluation, item, before)? {
                Ok(event) => submissions.accepted.push((evaluation, event)),
                Err(rejection) => submissions.refused.push((*item, name, rejection)),
            }
        }
        Ok(submissions)
    }

    fn submission(
        &self,
        evaluation: &Evaluation,
        item: &BatchItem,
        before: &Batch,
    ) -> Result<Result<Event, Rejection>, Refusal> {
        if evaluation.round.number != item.round {
            let detail = "该对象已进入新一轮评估，请调整批次".to_owned();
            return Ok(Err(Rejection::blocked("round_changed", "第十八条", detail)));
        }
        let Some(rulebook) = self.rulebooks.get(&item.evaluation) else {
            // Whoever looked the rulebooks up saw another version of the batch.
            let expected = self.request.expected_version.unwrap_or_default();
            return Err(Refusal::Stale { expected, found: before.version });
        };
        check_pin(evaluation, rulebook)?;
        let command = Command::SubmitToBureau { batch: before.number.clone() };
        let at = to_millisecond(self.request.at);
        let decided = decide(evaluation, command, &self.request.actor, rulebook, at);
        decided.map_or_else(
            |rejection| Ok(Err(rejection)),
            |events| {
                let mut events = events.into_iter();
                match (events.next(), events.next()) {
                    (Some(event), None) => Ok(Ok(event)),
                    _ => Err(StoreError::corrupt("a submission is not one event").into()),
                }
            },
        )
    }
}
