//! What a change is: an operation on the open transaction of the write door.

use sea_orm::DatabaseTransaction;

use crate::error::StoreError;
use crate::journal::{NewEntry, PendingEntries};

/// One change, all or nothing.
///
/// It may be applied more than once, each time on a state from which the earlier attempt is gone, so it decides
/// by what it reads in the transaction and keeps nothing in itself. It awaits nothing but its own statements:
/// every other writer waits meanwhile.
pub trait Operation: Send + Sync + 'static {
    /// What the caller gets when the change is durable.
    type Output: Send + 'static;
    /// Why the change was not made.
    type Error: From<StoreError> + Send + 'static;

    /// Makes the change. An error undoes everything that this operation did, and nothing else. Once a statement
    /// has failed the operation must return an error: PostgreSQL accepts no further statement.
    ///
    /// # Errors
    /// The operation's own refusals, and [`StoreError`]s of its statements.
    fn apply(
        &self,
        transaction: &mut WriteTransaction<'_>,
    ) -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;
}

/// A change of which many wait at the same time, so that all that wait are made by a few statements.
pub trait BatchOperation: Sized + Send + Sync + 'static {
    /// What each caller gets when its change is durable.
    type Output: Send + 'static;
    /// Why a change was not made.
    type Error: From<StoreError> + Send + 'static;

    /// Makes the changes of all `operations` and returns one outcome for each, in their order. A refused
    /// operation must have changed and appended nothing: it is found by looking, before anything is written.
    ///
    /// # Errors
    /// When a statement fails for the whole set. Everything is undone, and each operation is then applied as a
    /// set of one, so that only the one at fault is refused.
    fn apply_all(
        operations: &[Self],
        transaction: &mut WriteTransaction<'_>,
    ) -> impl Future<Output = Result<Vec<Outcome<Self>>, StoreError>> + Send;
}

/// What one caller of a [`BatchOperation`] gets.
pub type Outcome<O> = Result<<O as BatchOperation>::Output, <O as BatchOperation>::Error>;

/// The open transaction, as an operation sees it.
pub struct WriteTransaction<'t> {
    connection: &'t DatabaseTransaction,
    pending: &'t mut PendingEntries,
}

impl<'t> WriteTransaction<'t> {
    pub(crate) const fn new(connection: &'t DatabaseTransaction, pending: &'t mut PendingEntries) -> Self {
        Self { connection, pending }
    }

    /// Where statements go.
    #[must_use]
    pub const fn connection(&self) -> &DatabaseTransaction {
        self.connection
    }

    /// As [`connection`](Self::connection), for statements that run while more entries are appended.
    pub(crate) const fn lasting_connection(&self) -> &'t DatabaseTransaction {
        self.connection
    }

    /// Appends an event to the journal and returns its sequence number. The row appears when the batch ends;
    /// a query in this transaction does not see it.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the batch already took the stream to another version. Against the stored
    /// versions the entry is checked when the batch ends, and the operation is answered with the same error.
    /// [`StoreError::InvalidEntry`] for a field that the journal's format cannot hold.
    pub fn append(&mut self, entry: NewEntry) -> Result<i64, StoreError> {
        self.pending.append(entry)
    }
}
