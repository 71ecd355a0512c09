//! The path of one evaluation (Arts. 12–19) as a state machine of plain values.
//!
//! [`decide()`] turns a command into events or refuses it with the rule that refuses; [`evolve()`] applies events;
//! [`allowed()`] reads off the same table which commands are open to somebody and what blocks the others. The
//! table itself is `table.rs`; what a step needs is `guard.rs`; what a command may contain is `decide/`.

mod allowed;
mod command;
mod conditions;
mod deadlines;
mod decide;
mod event;
mod evidence;
mod evolve;
mod guard;
mod notes;
mod rating;
mod records;
mod rejection;
mod scores;
mod sight;
mod state;
mod table;

pub use allowed::{Allowance, allowed};
pub use command::{Command, CommandKind};
pub use conditions::{
    Condition, ConditionChange, ConditionReport, ConditionSettlement, ConditionStanding, ConditionTerms,
    Confirmation, MOST_CONDITIONS,
};
pub use deadlines::{Deadline, Due, Standing, deadlines};
pub use decide::{Candidate, Opening, decide, open};
pub use event::{
    CaseChange, Change, CollectionChange, Event, MeetingChange, PreparationChange, ReportChange, SheetChange,
};
pub use evidence::{
    Comparison, ComparisonContents, ComparisonKind, Contradiction, CrossCheck, CrossCheckContents, Evidence,
    EvidenceChange, EvidenceLink, Inquiry, InquiryContents, RedFlag, RedFlagAnswer, Resolution, VisitFile,
};
pub use evolve::{begin, evolve, replay};
pub use guard::Guard;
pub use notes::{ExpertNote, IndicatorNotes, opinion_draft, panel_notes};
pub use rating::{OrganiserRating, RatingChange};
pub use records::*;
pub use rejection::{Rejection, RejectionKind};
pub use scores::{ballots, deciding_score, panel_score_of};
pub use sight::{SheetSight, visible_sheets};
pub use state::*;
pub use table::{Power, Step, step};
