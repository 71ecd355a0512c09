//! What a judgement rests on, beside the unit's own material (Arts. 7(1), 14, 15): four registers of the working group
//! and the links from a mark to its evidence.
//!
//! Every register only grows, and its entries are called by their number from 1: a link that was good once stays good.
//! `records` says what is kept, `change` what can happen to it, `evolve` what that leads to; what an entry may contain
//! is in `decide/evidence.rs`.

mod change;
mod evolve;
mod records;

pub use change::EvidenceChange;
pub(super) use change::links_or_words;
pub(super) use evolve::gather;
pub use records::{
    Comparison, ComparisonContents, ComparisonKind, Contradiction, CrossCheck, CrossCheckContents, Evidence,
    EvidenceLink, Inquiry, InquiryContents, RedFlag, RedFlagAnswer, Resolution, VisitFile,
};
