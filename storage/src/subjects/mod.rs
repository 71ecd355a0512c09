//! Subjects (评估对象): their tables, and every way to change and to see them.
//!
//! The journal holds what happened to a subject (stream `subject/{id}`), and the tables hold what that led to, with
//! the current determination; older ones stay in the journal. [`verify_subjects`] shows that the two agree.
//!
//! [`Register`], [`Answer`], [`Designate`], [`SetTargets`], [`Exempt`], [`RevokeExemption`], [`RequestBudgetOverride`] and
//! [`ApproveBudgetOverride`] change one subject,
//! [`Join`] and [`Dissolve`] several at once; [`crate::imports`] registers a whole list.
//! [`page`], [`find_visible`], [`history`] and [`counts`] show subjects to somebody who may see them, [`changed_after`]
//! feeds what is made from the tables; [`load`] and [`load_many`] are for operations, which decide by themselves who may
//! do what.

mod budget_override;
mod changes;
mod exempt;
mod join;
mod load;
mod operations;
mod query;
mod rows;
pub(crate) mod tables;
mod targets;
pub(crate) mod values;
mod verify;
mod write;

pub use budget_override::{ApproveBudgetOverride, RequestBudgetOverride};
pub use changes::{SubjectChanges, changed_after, visible_ids};
pub use exempt::{Exempt, RevokeExemption};
pub use join::{Dissolve, Join};
pub use load::{load, load_many};
pub use operations::{Answer, Designate, Register, SubjectReceipt};
pub(crate) use query::sees_every_subject;
pub use query::{SubjectFilter, VerdictCounts, counts, find_visible, history, page};
pub use targets::SetTargets;
pub use verify::{SubjectsReport, verify_subjects};
pub(crate) use write::{NewSubjects, change, has_nul};

use domain::id::SubjectId;

/// The journal's stream of a subject.
#[must_use]
pub fn stream_of(id: SubjectId) -> String {
    format!("{STREAM_PREFIX}{id}")
}

/// What the streams of subjects begin with.
const STREAM_PREFIX: &str = "subject/";
