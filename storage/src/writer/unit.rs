//! What the queue carries: operations of one type with the callers that wait for them, behind one interface.

use std::any::{Any, TypeId};
use std::ops::Range;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::oneshot;

use crate::error::StoreError;
use crate::operation::{BatchOperation, Operation, Outcome, WriteTransaction};

/// What became of applying a part of a unit.
pub(crate) enum Verdict {
    /// Its changes stand.
    Kept,
    /// Its one operation refused; what it did must be undone. The outcome is noted.
    Refused,
    /// It failed as a whole and must be undone. No outcome is noted.
    Failed(StoreError),
}

/// Operations of one type, at least one, and who waits for them.
pub(crate) trait Unit: Any + Send {
    /// The type of operation if others of it may join this unit.
    fn kind(&self) -> Option<TypeId>;

    /// How many operations it has.
    fn len(&self) -> usize;

    /// Takes in the operations of `other`, which has the same kind.
    fn absorb(&mut self, other: Box<dyn Unit>);

    /// Applies the operations in `range` and notes their outcomes.
    fn apply<'u>(
        &'u mut self,
        range: Range<usize>,
        transaction: WriteTransaction<'u>,
    ) -> BoxFuture<'u, Verdict>;

    /// Notes that an operation failed.
    fn fail(&mut self, index: usize, error: StoreError);

    /// Gives every caller its outcome.
    fn answer(self: Box<Self>);
}

/// One operation on its way, and the place of its answer.
struct Waiting<B: BatchOperation> {
    outcome: Option<Outcome<B>>,
    answer: oneshot::Sender<Outcome<B>>,
}

/// The unit for operations of type `B`.
pub(crate) struct Queued<B: BatchOperation> {
    operations: Vec<B>,
    waiting: Vec<Waiting<B>>,
    joins: bool,
}

impl<B: BatchOperation> Queued<B> {
    /// A unit of one operation, and where its outcome will arrive. With `joins` the writer may put it together
    /// with others of its type.
    pub(crate) fn new(operation: B, joins: bool) -> (Self, oneshot::Receiver<Outcome<B>>) {
        let (answer, outcome) = oneshot::channel();
        let waiting = Waiting { outcome: None, answer };
        (Self { operations: vec![operation], waiting: vec![waiting], joins }, outcome)
    }

    fn note(&mut self, first: usize, outcomes: Vec<Outcome<B>>) {
        for (waiting, outcome) in self.waiting.iter_mut().skip(first).zip(outcomes) {
            waiting.outcome = Some(outcome);
        }
    }
}

impl<B: BatchOperation> Unit for Queued<B> {
    fn kind(&self) -> Option<TypeId> {
        self.joins.then(TypeId::of::<B>)
    }

    fn len(&self) -> usize {
        self.operations.len()
    }

    fn absorb(&mut self, other: Box<dyn Unit>) {
        let other: Box<dyn Any> = other;
        if let Ok(other) = other.downcast::<Self>() {
            self.operations.extend(other.operations);
            self.waiting.extend(other.waiting);
        }
    }

    fn apply<'u>(
        &'u mut self,
        range: Range<usize>,
        mut transaction: WriteTransaction<'u>,
    ) -> BoxFuture<'u, Verdict> {
        async move {
            let operations = self.operations.get(range.clone()).unwrap_or_default();
            let count = operations.len();
            let applied = AssertUnwindSafe(B::apply_all(operations, &mut transaction)).catch_unwind().await;
            match applied {
                Err(payload) => Verdict::Failed(StoreError::Panicked(panic_text(payload.as_ref()))),
                Ok(Err(error)) => Verdict::Failed(error),
                Ok(Ok(outcomes)) if outcomes.len() != count => {
                    Verdict::Failed(StoreError::Panicked("not one outcome for each operation".to_owned()))
                }
                Ok(Ok(outcomes)) => {
                    let refused = matches!(outcomes.as_slice(), [Err(_)]);
                    self.note(range.start, outcomes);
                    if refused { Verdict::Refused } else { Verdict::Kept }
                }
            }
        }
        .boxed()
    }

    fn fail(&mut self, index: usize, error: StoreError) {
        self.note(index, vec![Err(error.into())]);
    }

    fn answer(self: Box<Self>) {
        for Waiting { outcome, answer } in self.waiting {
            if let Some(outcome) = outcome {
                // A caller that has gone away is not an error: its change stands all the same.
                drop(answer.send(outcome));
            }
        }
    }
}

/// An [`Operation`] as a set that only ever has one member.
pub(crate) struct Single<O>(pub(crate) O);

impl<O: Operation> BatchOperation for Single<O> {
    type Output = O::Output;
    type Error = O::Error;

    async fn apply_all(
        operations: &[Self],
        transaction: &mut WriteTransaction<'_>,
    ) -> Result<Vec<Outcome<Self>>, StoreError> {
        let mut outcomes = Vec::with_capacity(operations.len());
        for Self(operation) in operations {
            outcomes.push(operation.apply(transaction).await);
        }
        Ok(outcomes)
    }
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no text".to_owned())
}
