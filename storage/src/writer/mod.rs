//! The one write door: a task that gathers waiting operations into one transaction.
//!
//! While one batch is being committed the next one gathers in the queue, so the price of a durable commit is
//! shared by all that wait and nobody waits for a timer. Each operation of a batch has its own savepoint. An
//! operation that is alone needs none: the transaction itself is what is undone.
//!
//! When the batch as a whole cannot be committed, its operations are applied again one by one, each in a
//! transaction of its own; then only the one at fault is answered with the error.

mod unit;

use std::any::TypeId;
use std::collections::HashMap;
use std::ops::Range;

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use crate::error::StoreError;
use crate::journal::{PendingEntries, read_head};
use crate::operation::WriteTransaction;

use unit::Verdict;
pub(crate) use unit::{Queued, Single, Unit};

/// How many operations may wait before a caller waits to queue another one.
pub(crate) const QUEUE_LENGTH: usize = 1024;

/// How many operations one transaction takes at most.
const BATCH_LENGTH: usize = 256;

/// The state of the writer task.
pub(crate) struct Writer {
    connection: DatabaseConnection,
    queue: mpsc::Receiver<Box<dyn Unit>>,
    /// Resolves when the store is to be closed, or was dropped.
    closing: oneshot::Receiver<()>,
}

/// A transaction that holds the journal's head.
struct Batch {
    transaction: DatabaseTransaction,
    pending: PendingEntries,
}

impl Writer {
    pub(crate) const fn new(
        connection: DatabaseConnection,
        queue: mpsc::Receiver<Box<dyn Unit>>,
        closing: oneshot::Receiver<()>,
    ) -> Self {
        Self { connection, queue, closing }
    }

    /// Writes until the store closes and the queue is empty, then gives the connection back.
    pub(crate) async fn run(mut self) -> DatabaseConnection {
        let mut waiting = Vec::with_capacity(BATCH_LENGTH);
        loop {
            tokio::select! {
                _count @ 1.. = self.queue.recv_many(&mut waiting, BATCH_LENGTH) => {
                    self.write(unite(waiting.drain(..))).await;
                }
                _ = &mut self.closing => break,
            }
        }
        self.queue.close();
        // What is queued is taken without waiting: a caller that was promised a place in the queue and is not
        // polled any more would keep a closed queue from ever being empty. It is answered that the store closed.
        loop {
            while waiting.len() < BATCH_LENGTH
                && let Ok(unit) = self.queue.try_recv()
            {
                waiting.push(unit);
            }
            if waiting.is_empty() {
                return self.connection;
            }
            self.write(unite(waiting.drain(..))).await;
        }
    }

    async fn write(&self, mut units: Vec<Box<dyn Unit>>) {
        if let Err(error) = self.commit_together(&mut units).await {
            tracing::warn!(code = error.code(), error = ?error, "a batch failed and is applied one by one");
            self.commit_one_by_one(&mut units).await;
        }
        for unit in units {
            unit.answer();
        }
    }

    async fn commit_together(&self, units: &mut [Box<dyn Unit>]) -> Result<(), StoreError> {
        let mut batch = self.begin().await?;
        if let [unit] = units
            && unit.len() == 1
        {
            return self.finish_alone(batch, unit.as_mut(), 0).await;
        }
        for unit in units {
            batch.apply_unit(unit.as_mut()).await?;
        }
        self.commit(batch).await
    }

    async fn commit_one_by_one(&self, units: &mut [Box<dyn Unit>]) {
        let mut unreachable = None;
        for unit in units {
            for index in 0..unit.len() {
                if let Some(error) = &unreachable {
                    unit.fail(index, StoreError::clone(error));
                    continue;
                }
                match self.begin().await {
                    Ok(batch) => {
                        if let Err(error) = self.finish_alone(batch, unit.as_mut(), index).await {
                            unit.fail(index, error);
                        }
                    }
                    // The database was asked twice and waited for each time: the rest need not wait as long again.
                    Err(error) => {
                        unit.fail(index, error.clone());
                        unreachable = Some(error);
                    }
                }
            }
        }
    }

    async fn begin(&self) -> Result<Batch, StoreError> {
        let transaction = self
            .connection
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            })
            .await?;
        let head = read_head(&transaction, true).await?;
        Ok(Batch { transaction, pending: PendingEntries::after(head) })
    }

    /// Applies one operation of `unit` with the whole transaction to itself. An operation that is not kept has
    /// its outcome in the unit, and the transaction is rolled back.
    async fn finish_alone(
        &self,
        mut batch: Batch,
        unit: &mut dyn Unit,
        index: usize,
    ) -> Result<(), StoreError> {
        let transaction = WriteTransaction::new(&batch.transaction, &mut batch.pending);
        match unit.apply(index..index + 1, transaction).await {
            Verdict::Kept => self.commit(batch).await,
            Verdict::Refused => Ok(batch.transaction.rollback().await?),
            Verdict::Failed(error) => {
                batch.transaction.rollback().await?;
                Err(error)
            }
        }
    }

    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        let Batch { transaction, pending } = batch;
        pending.flush(&transaction).await?;
        let Err(error) = transaction.commit().await else { return Ok(()) };
        // A connection that broke at this moment leaves it open whether the server committed.
        if pending.are_recorded(&self.connection).await? { Ok(()) } else { Err(error.into()) }
    }
}

impl Batch {
    /// Applies a unit together and, if that fails as a whole, its operations one by one.
    async fn apply_unit(&mut self, unit: &mut dyn Unit) -> Result<(), StoreError> {
        let length = unit.len();
        let Some(error) = self.apply_under_savepoint(unit, 0..length).await? else { return Ok(()) };
        if length == 1 {
            unit.fail(0, error);
            return Ok(());
        }
        for index in 0..length {
            if let Some(error) = self.apply_under_savepoint(unit, index..index + 1).await? {
                unit.fail(index, error);
            }
        }
        Ok(())
    }

    /// Applies part of a unit; what is not kept is undone. Returns the failure of the whole part, if it failed.
    async fn apply_under_savepoint(
        &mut self,
        unit: &mut dyn Unit,
        range: Range<usize>,
    ) -> Result<Option<StoreError>, StoreError> {
        let savepoint = self.transaction.begin_with_options(TransactionOptions::default()).await?;
        let mark = self.pending.mark();
        let verdict = unit.apply(range, WriteTransaction::new(&savepoint, &mut self.pending)).await;
        if matches!(verdict, Verdict::Kept) {
            savepoint.commit().await?;
        } else {
            savepoint.rollback().await?;
            self.pending.undo_to(mark);
        }
        match verdict {
            Verdict::Kept | Verdict::Refused => Ok(None),
            Verdict::Failed(error) => Ok(Some(error)),
        }
    }
}

/// Puts the operations of one kind that allow it into one unit, at the place of the first of them.
fn unite(waiting: impl Iterator<Item = Box<dyn Unit>>) -> Vec<Box<dyn Unit>> {
    let mut units: Vec<Box<dyn Unit>> = Vec::new();
    let mut places: HashMap<TypeId, usize> = HashMap::new();
    for unit in waiting {
        let Some(kind) = unit.kind() else {
            units.push(unit);
            continue;
        };
        match places.get(&kind).and_then(|&place| units.get_mut(place)) {
            Some(first) => first.absorb(unit),
            None => {
                places.insert(kind, units.len());
                units.push(unit);
            }
        }
    }
    units
}
