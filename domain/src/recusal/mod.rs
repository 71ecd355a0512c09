//! 回避 (Art. 22, C28): who must not judge an object, computed from what is known and declared.
//!
//! The measure asks for 利益关系回避 and does not say what that is. Reading C28 does:
//!
//! | conflict | can it be cleared? |
//! |---|---|
//! | belongs to the applicant, the project unit or the commissioned third party | never |
//! | took part in the application | never |
//! | family or money interest, declared | never |
//! | employed by, or adviser to, one of them within three years | never |
//! | any other tie, and an employment longer ago | with a reason, by a second person |
//!
//! A commissioned firm is judged by the same rules, but for being itself. Every expert declares before any material
//! opens: [`Standing::Undeclared`] is not the same as having declared nothing.

mod clearance;
mod conflict;
mod facts;

pub use clearance::{Clearance, Standing, standing};
pub use conflict::{Conflict, Ground, Severity, conflicts};
pub use facts::{CaseParties, Engagement, Examinee, ExamineeKind, Fact, Interest, PartyRole, Tie};

/// 利益关系回避。
const ARTICLE: &str = "第二十二条";
