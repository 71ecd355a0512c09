//! Which objects may be parts of one project (C19), and which may repeat another one (Arts. 7(1), 15).
//!
//! A finding is a warning with a decision to record, never a verdict: Article 3 is asked elsewhere. There are two:
//!
//! * **Split** (拆分): objects of one unit that look like one project, of which at least one stays below the amount
//!   from which it would be evaluated while all together reach it. It is a group, not a pair.
//! * **Overlap** (重复): two objects, of whatever unit and year, that say nearly the same.
//!
//! [`Features`] is what is compared of an object, [`SimilarityIndex`] looks up one object among many, [`Limits`] takes
//! the amounts from the rulebook, [`settings`] holds every other number, and [`decision`] is what somebody decided.
//!
//! Text is compared by pairs of neighbouring characters. On the list of 2023 a dictionary of words ranked the same
//! pairs first, and it costs more memory than the whole server. Whether there is a finding depends on the objects
//! in it alone, never on how rare a word is among the others, so that an unrelated object changes no finding.

pub mod decision;
mod features;
mod finding;
mod grams;
mod index;
mod limits;
mod name;
mod overlap;
mod period;
pub mod settings;
mod split;
mod unit;
mod works;

pub use features::Features;
pub use finding::{Finding, FindingKey, FindingKind, JointAmount};
pub use index::SimilarityIndex;
pub use limits::Limits;
pub use unit::Locality;
