//! Batches of supported objects (Art. 18): their tables, and every way to change and to see them.
//!
//! The journal holds what happened to a batch (stream `batch/{id}`), the tables what that led to. Where an object stands
//! after the batch was sent is in its case alone. [`SendBatch`] submits every case of a batch in the transaction that
//! sends the batch, or none.

mod operations;
mod query;
mod send;
mod tables;
mod verify;
mod write;

pub use operations::{BatchReceipt, ChangeBatchItems, CreateBatch, DiscardBatch};
pub use query::{BatchFilter, find_visible, page};
pub use send::SendBatch;
pub use verify::verify_batches;

use domain::id::BatchId;

/// The journal's stream of a batch.
#[must_use]
pub fn stream_of(id: BatchId) -> String {
    format!("{STREAM_PREFIX}{id}")
}

/// What the streams of batches begin with.
const STREAM_PREFIX: &str = "batch/";
