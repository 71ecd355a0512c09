//! Evaluations: their tables, and every way to change and to see them.
//!
//! The journal holds what happened. What happened to a case is in the stream `evaluation/{id}`, numbered by the
//! case's version; what happened to one expert's sheet is in `evaluation/{id}/round/{n}/sheet/{expert}`, numbered by
//! the sheet's version, so that experts who score at the same time do not wait for each other. The tables hold what
//! the events led to: after [`domain::evaluation::evolve`] has said what a round is, `project` writes the rows that
//! the change touches, and [`load`] reads the whole case back. [`verify_evaluations`] shows that the two agree.
//!
//! [`Open`] opens a case, [`Execute`] gives it a command, and [`SheetOperation`] is the hot path: all sheets that
//! wait to be saved are saved together. [`page`] and [`find_visible`] show cases to somebody who may see them;
//! [`load`] and [`events`] are for operations, and for callers that have asked the policy themselves.
//!
//! A command about a sheet does not move the version of its case, so versions alone would not keep a sheet from being
//! opened again by one process while another closes the meeting on it. What does is that a decision is made inside the
//! transaction that writes it, and that only one such transaction runs at a time, whatever the number of processes:
//! on PostgreSQL it begins by locking the journal's head row, and what it reads after that is what the one before it
//! committed; on SQLite it is immediate and has the database to itself from its first statement. Whoever comes second
//! therefore decides on what the first one left: an opinion that was signed keeps the sheets shut, and a sheet that was
//! opened keeps the opinion from being signed and the meeting from being closed.

mod entities;
mod execute;
mod history;
mod load;
pub(crate) mod names;
mod open;
mod outlines;
mod pin;
mod project;
mod query;
mod rows;
mod sheets;
mod statements;
mod verify;
mod year;

pub use execute::Execute;
pub(crate) use execute::{check_pin, to_millisecond};
pub use history::{events, round_span, sheet_events, sheet_stream_of, stream_of};
pub use load::load;
pub use open::Open;
pub(crate) use open::evaluations_so_far;
pub use outlines::outlines;
pub use pin::pin;
pub(crate) use project::happen;
pub use query::{EvaluationFilter, EvaluationSummary, find_visible, page};
pub use sheets::{SheetAction, SheetOperation, SheetWritten};
pub use verify::{EvaluationsReport, verify_evaluations};
pub use year::{ConcludedPanel, concluded_panels};

use domain::evaluation::Evaluation;
use domain::id::EvaluationId;
use serde::{Deserialize, Serialize};

/// What a change of a case led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The case.
    pub id: EvaluationId,
    /// Its version now.
    pub version: u64,
}

impl Written {
    const fn of(evaluation: &Evaluation) -> Self {
        Self { id: evaluation.id, version: evaluation.version }
    }
}
