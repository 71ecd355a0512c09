//! The open store.

use std::sync::Arc;

use sea_orm::DatabaseConnection;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::connection::{checkpoint, open_readers, open_writer};
use crate::error::StoreError;
use crate::migrations::migrate;
use crate::operation::{BatchOperation, Operation, Outcome};
use crate::settings::{Engine, Settings};
use crate::writer::{QUEUE_LENGTH, Queued, Single, Unit, Writer};

/// The open database. Clones share it.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Engine,
    readers: DatabaseConnection,
    queue: mpsc::Sender<Box<dyn Unit>>,
    /// The running writer, until somebody closes the store.
    writer: Mutex<Option<RunningWriter>>,
}

struct RunningWriter {
    close: oneshot::Sender<()>,
    task: JoinHandle<DatabaseConnection>,
}

impl Store {
    /// Brings the database to this program's version and opens it. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`StoreError::Settings`] for settings that name no usable database, [`StoreError::Unavailable`] when it
    /// cannot be reached, [`StoreError::Corrupt`] when it was written by a newer program.
    pub async fn open(settings: &Settings) -> Result<Self, StoreError> {
        let engine = settings.engine()?;
        let connection = open_writer(settings, engine).await?;
        migrate(&connection, engine).await?;
        let readers = open_readers(settings, engine).await?;
        let (queue, waiting) = mpsc::channel(QUEUE_LENGTH);
        let (close, closing) = oneshot::channel();
        let task = tokio::spawn(Writer::new(connection, waiting, closing).run());
        let writer = Mutex::new(Some(RunningWriter { close, task }));
        Ok(Self { shared: Arc::new(Shared { engine, readers, queue, writer }) })
    }

    /// The connections for reading. The database refuses every write on them.
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.shared.readers
    }

    /// Makes a change and returns when it is durable. Once the returned future has been polled and the queue
    /// had room, the change is made even if the future is dropped.
    ///
    /// # Errors
    /// The operation's own refusal; [`StoreError::Closed`] and the other store errors through the operation's
    /// error type.
    pub fn write<O: Operation>(
        &self,
        operation: O,
    ) -> impl Future<Output = Result<O::Output, O::Error>> + Send + use<O> {
        self.queue(Single(operation), false)
    }

    /// As [`write`](Self::write), together with all operations of the same type that wait at the same time.
    ///
    /// # Errors
    /// As for [`write`](Self::write).
    pub fn write_together<B: BatchOperation>(
        &self,
        operation: B,
    ) -> impl Future<Output = Outcome<B>> + Send + use<B> {
        self.queue(operation, true)
    }

    /// Borrows nothing, so that callers can hand the future to a task of its own.
    fn queue<B: BatchOperation>(
        &self,
        operation: B,
        joins: bool,
    ) -> impl Future<Output = Outcome<B>> + Send + use<B> {
        let queue = self.shared.queue.clone();
        let (unit, outcome) = Queued::new(operation, joins);
        async move {
            if queue.send(Box::new(unit)).await.is_err() {
                return Err(StoreError::Closed.into());
            }
            outcome.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
        }
    }

    /// Takes no more changes, makes those that wait, and closes all connections; on SQLite the file alone is
    /// the whole database afterwards, unless another process has it open. A second call waits for the first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the database cannot be closed in good order; no change is lost by it.
    pub async fn close(&self) -> Result<(), StoreError> {
        let mut writer = self.shared.writer.lock().await;
        let Some(RunningWriter { close, task }) = writer.take() else { return Ok(()) };
        drop(close);
        let stopped = task.await;
        self.shared.readers.close_by_ref().await?;
        let connection = stopped.map_err(|error| StoreError::Panicked(error.to_string()))?;
        checkpoint(&connection, self.shared.engine).await?;
        connection.close().await?;
        Ok(())
    }
}
