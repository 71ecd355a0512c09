//! Batches: making, sending and reading them.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::actor::Actor;
use domain::batch::{Batch, BatchItem, BatchState};
use domain::evaluation::Evaluation;
use domain::id::{BatchId, EvaluationId};
use storage::batches::{
    self, BatchFilter, BatchReceipt, ChangeBatchItems, CreateBatch, DiscardBatch, SendBatch,
};
use storage::{Receipt, Refusal, evaluations};

use super::{App, AppError, Preconditions};
use crate::view::batch::{BatchPage, BatchView};

const BATCH: &str = "该批次";

fn unless_missing(refusal: Refusal) -> AppError {
    match refusal {
        Refusal::Missing => AppError::NotFound(BATCH),
        refusal @ (Refusal::Rule(_) | Refusal::Stale { .. } | Refusal::KeyReused | Refusal::Store(_)) => {
            refusal.into()
        }
    }
}

impl App {
    /// Makes a batch of supported objects that the actor's organisation evaluated.
    ///
    /// # Errors
    /// The rule that refuses; store errors.
    pub async fn create_batch(
        &self,
        actor: &Actor,
        number: String,
        items: Vec<EvaluationId>,
        preconditions: Preconditions,
    ) -> Result<BatchView, AppError> {
        let request = self.request(actor, preconditions, &("create_batch", &number, &items));
        let batch = BatchId(self.context().identifier());
        let rulebook = self.rulebook().clone();
        let operation = CreateBatch { request, batch, number, items, rulebook };
        self.changed_batch(actor, self.store().write(operation).await).await
    }

    /// Gives a batch other objects; `preconditions.version` is the batch's.
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn change_batch_items(
        &self,
        actor: &Actor,
        batch: BatchId,
        items: Vec<EvaluationId>,
        preconditions: Preconditions,
    ) -> Result<BatchView, AppError> {
        let request = self.request(actor, preconditions, &("change_batch_items", batch, &items));
        let operation = ChangeBatchItems { request, batch, items };
        self.changed_batch(actor, self.store().write(operation).await).await
    }

    /// Sends a batch to the bureau, every object of it or none; `preconditions.version` is the batch's.
    ///
    /// # Errors
    /// The rule that refuses, with every object's refusal as an issue; a stale version; store errors.
    pub async fn send_batch(
        &self,
        actor: &Actor,
        batch: BatchId,
        on: NaiveDate,
        preconditions: Preconditions,
    ) -> Result<BatchView, AppError> {
        let found = self.visible_batch(actor, batch).await?;
        let mut rulebooks = HashMap::with_capacity(found.items.len());
        for item in &found.items {
            rulebooks.insert(item.evaluation, self.rulebook_of(item.evaluation).await?);
        }
        let request = self.request(actor, preconditions, &("send_batch", batch, on));
        let operation = SendBatch { request, batch, on, rulebooks };
        self.changed_batch(actor, self.store().write(operation).await).await
    }

    /// Gives up a batch that is not sent; `preconditions.version` is the batch's.
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn discard_batch(
        &self,
        actor: &Actor,
        batch: BatchId,
        reason: String,
        preconditions: Preconditions,
    ) -> Result<BatchView, AppError> {
        let request = self.request(actor, preconditions, &("discard_batch", batch, &reason));
        let operation = DiscardBatch { request, batch, reason };
        self.changed_batch(actor, self.store().write(operation).await).await
    }

    /// A batch, when the actor may see it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] also when it is hidden from the actor.
    pub async fn batch(&self, actor: &Actor, id: BatchId) -> Result<BatchView, AppError> {
        let batch = self.visible_batch(actor, id).await?;
        self.batch_view(&batch).await
    }

    /// The batches that the actor may see, newest first.
    ///
    /// # Errors
    /// Store errors.
    pub async fn batches(
        &self,
        actor: &Actor,
        state: Option<BatchState>,
        organiser: Option<String>,
        after: Option<BatchId>,
        limit: u64,
    ) -> Result<BatchPage, AppError> {
        let filter = BatchFilter { state, organiser };
        let found = batches::page(self.store().reader(), actor, &filter, after, limit).await?;
        let full = u64::try_from(found.len()).is_ok_and(|length| length == limit);
        let next = found.last().filter(|_| full).map(|batch| batch.id.to_string());
        let mut batches = Vec::with_capacity(found.len());
        for batch in &found {
            batches.push(self.batch_view(batch).await?);
        }
        Ok(BatchPage { batches, next })
    }

    async fn visible_batch(&self, actor: &Actor, id: BatchId) -> Result<Batch, AppError> {
        let found = batches::find_visible(self.store().reader(), actor, id).await?;
        found.ok_or(AppError::NotFound(BATCH))
    }

    /// Whoever may see a batch may know of its cases: they are those of the same organiser.
    async fn batch_view(&self, batch: &Batch) -> Result<BatchView, AppError> {
        let mut items: Vec<(BatchItem, Evaluation)> = Vec::with_capacity(batch.items.len());
        for item in &batch.items {
            let found = evaluations::load(self.store().reader(), item.evaluation).await?;
            items.push((*item, found.ok_or(AppError::NotFound("该评估"))?));
        }
        Ok(BatchView::new(batch, &items))
    }

    async fn changed_batch(
        &self,
        actor: &Actor,
        receipt: Result<Receipt<BatchReceipt>, Refusal>,
    ) -> Result<BatchView, AppError> {
        let receipt = receipt.map_err(unless_missing)?;
        self.batch(actor, receipt.value.batch).await
    }
}
