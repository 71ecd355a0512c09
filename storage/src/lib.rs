//! Where evaluations are kept: the database, the one write door and the hash-chained journal.
//!
//! [`Store::open`] migrates the database and opens it. After that there are two ways in, and they do not mix:
//!
//! * **Reading** goes through [`Store::reader`], a pool of connections that cannot write.
//! * **Writing** goes through [`Store::write`] and [`Store::write_together`]: every change of this process passes
//!   one writer task, which gathers waiting operations into one transaction and answers after it is durable.
//!
//! | module | what it holds |
//! |---|---|
//! | [`settings`], `connection`, `migrations` | which database, how it is opened, its tables |
//! | [`operation`], `writer` | what a change is, and the task that applies changes |
//! | [`journal`] | every event in a chain of SM3 hashes that an auditor can recompute |
//! | [`idempotency`] | a retried request is done once |
//! | [`actors`] | who acts, found by the hash of a token |
//! | [`subjects`], [`imports`] | policies and projects with their facts and verdicts, registered singly or by list |
//! | [`organisations`] | the directory of units with their names and kinds |
//! | [`evaluations`] | cases with their rounds: tables, operations, score sheets saved together |
//! | [`batches`] | what organisers send to the bureau together |
//! | [`similarity`] | what was decided on possible splits and overlaps |
//! | [`rulebooks`] | every rulebook that was ever in use |
//! | [`comparison`], `insert`, `snapshot` | tables against the journal, many rows at once, one moment of many tables |
//!
//! The same code runs on SQLite and PostgreSQL. Several processes may share one database: SQLite's immediate
//! transactions and, on PostgreSQL, a lock on the journal's head row put all their batches in one order.
#![warn(missing_docs)]

pub mod actors;
pub mod batches;
pub mod blobs;
pub mod comparison;
mod connection;
mod entities;
pub mod error;
pub mod evaluations;
pub mod files;
pub mod idempotency;
pub mod imports;
mod insert;
pub mod journal;
mod migrations;
pub mod operation;
pub mod organisations;
pub mod request;
pub mod rulebooks;
pub mod settings;
pub mod similarity;
mod snapshot;
mod store;
pub mod subjects;
mod text;
mod writer;

pub use error::StoreError;
pub use operation::{BatchOperation, Operation, Outcome, WriteTransaction};
pub use request::{IdempotencyKey, Receipt, Refusal, Request};
pub use settings::Settings;
pub use store::Store;
