//! Making, changing and giving up batches.

use std::sync::Arc;

use domain::batch::{self, Batch, BatchEvent, Candidate, NewBatch};
use domain::evaluation::{Evaluation, Rejection, RejectionKind};
use domain::id::{BatchId, EvaluationId};
use domain::rulebook::Rulebook;
use serde::{Deserialize, Serialize};

use super::query::{is_taken, load, open_holder};
use super::write::{change, insert};
use crate::error::StoreError;
use crate::evaluations::{self, to_millisecond};
use crate::operation::{Operation, WriteTransaction};
use crate::request::{Receipt, Refusal, Request};

/// What a change of a batch led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchReceipt {
    /// The batch.
    pub batch: BatchId,
    /// Its version now.
    pub version: u64,
}

impl BatchReceipt {
    pub(super) const fn of(batch: &Batch) -> Self {
        Self { batch: batch.id, version: batch.version }
    }
}

/// Makes a batch.
#[derive(Debug, Clone)]
pub struct CreateBatch {
    /// The circumstances. The batch is new, so its version is 0.
    pub request: Request,
    /// The new identifier.
    pub batch: BatchId,
    /// Its number.
    pub number: String,
    /// What it holds.
    pub items: Vec<EvaluationId>,
    /// The rulebook in force, which may say how batches are numbered.
    pub rulebook: Arc<Rulebook>,
}

impl Operation for CreateBatch {
    type Output = Receipt<BatchReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, batch, number, items, rulebook } = self;
        if let Some(receipt) = request.recall(transaction).await? {
            return Ok(receipt);
        }
        request.check_version(0)?;
        let found = Found::look(transaction, items, None).await?;
        let number_taken = is_taken(transaction.connection(), number).await?;
        let new = NewBatch { id: *batch, number: number.clone(), number_taken };
        let pattern = rulebook.document_numbers.as_ref().and_then(|numbers| numbers.batch.as_ref());
        let at = to_millisecond(request.at);
        let event = batch::create(new, &found.candidates(), pattern, &request.actor, at)?;
        let made = insert(transaction, &event).await?;
        request.remember(transaction, BatchReceipt::of(&made)).await
    }
}

/// Gives a batch other objects. The version that is expected is that of the batch.
#[derive(Debug, Clone)]
pub struct ChangeBatchItems {
    /// The circumstances.
    pub request: Request,
    /// The batch.
    pub batch: BatchId,
    /// What it holds from now on.
    pub items: Vec<EvaluationId>,
}

impl Operation for ChangeBatchItems {
    type Output = Receipt<BatchReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, batch, items } = self;
        if let Some(receipt) = request.recall(transaction).await? {
            return Ok(receipt);
        }
        let before = load(transaction.connection(), *batch).await?.ok_or(Refusal::Missing)?;
        let found = Found::look(transaction, items, Some(*batch)).await?;
        let at = to_millisecond(request.at);
        let decided = batch::change_items(&before, &found.candidates(), &request.actor, at);
        conclude(transaction, request, before, decided).await
    }
}

/// Gives up a batch that is not sent. The version that is expected is that of the batch.
#[derive(Debug, Clone)]
pub struct DiscardBatch {
    /// The circumstances.
    pub request: Request,
    /// The batch.
    pub batch: BatchId,
    /// Why.
    pub reason: String,
}

impl Operation for DiscardBatch {
    type Output = Receipt<BatchReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, batch, reason } = self;
        if let Some(receipt) = request.recall(transaction).await? {
            return Ok(receipt);
        }
        let before = load(transaction.connection(), *batch).await?.ok_or(Refusal::Missing)?;
        let at = to_millisecond(request.at);
        let decided = batch::discard(&before, reason.clone(), &request.actor, at);
        conclude(transaction, request, before, decided).await
    }
}

/// Who may not do it learns nothing of the version; who may learns that it changed before what is wrong with it.
pub(super) fn settle(
    decided: Result<BatchEvent, Rejection>,
    request: &Request,
    before: &Batch,
) -> Result<BatchEvent, Refusal> {
    if let Err(rejection) = &decided
        && matches!(rejection.kind, RejectionKind::Hidden | RejectionKind::Forbidden)
    {
        return Err(rejection.clone().into());
    }
    request.check_version(before.version)?;
    Ok(decided?)
}

async fn conclude(
    transaction: &mut WriteTransaction<'_>,
    request: &Request,
    before: Batch,
    decided: Result<BatchEvent, Rejection>,
) -> Result<Receipt<BatchReceipt>, Refusal> {
    let event = settle(decided, request, &before)?;
    let changed = change(transaction, before, &event).await?;
    request.remember(transaction, BatchReceipt::of(&changed)).await
}

/// The evaluations that somebody wants in a batch, each with the number of another open batch that holds it.
struct Found(Vec<(Option<Evaluation>, Option<String>)>);

impl Found {
    async fn look(
        transaction: &WriteTransaction<'_>,
        items: &[EvaluationId],
        except: Option<BatchId>,
    ) -> Result<Self, StoreError> {
        let connection = transaction.connection();
        let mut found = Vec::with_capacity(items.len());
        // What is too much is refused without being looked at.
        for id in items.iter().take(batch::MOST_ITEMS + 1) {
            let evaluation = evaluations::load(connection, *id).await?;
            found.push((evaluation, open_holder(connection, *id, except).await?));
        }
        Ok(Self(found))
    }

    fn candidates(&self) -> Vec<Candidate<'_>> {
        self.0
            .iter()
            .map(|(evaluation, held_by)| Candidate {
                evaluation: evaluation.as_ref(),
                held_by: held_by.as_deref(),
            })
            .collect()
    }
}
