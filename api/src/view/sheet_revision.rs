//! Every revision of a score sheet, as the journal keeps it.

use domain::evaluation::{Change, Event, SheetChange};
use poem_openapi::Object;

use super::sheet::{MarkView, marks};
use super::{Labelled, moment};

/// One revision of a sheet.
#[derive(Debug, Clone, Object)]
pub struct SheetRevisionView {
    /// The sheet's version after it, from 1.
    pub version: u64,
    /// What was done: `sheet_saved`, `sheet_locked`, `sheet_reopened` or `sheet_revision_begun`.
    pub kind: Labelled,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: String,
    /// The marks that were saved; those not named stayed as they were.
    pub marks: Vec<MarkView>,
    /// Why a sheet was opened again.
    pub reason: Option<String>,
}

impl SheetRevisionView {
    /// The revision that an event made. `None` of an event about anything else.
    pub fn new(version: u64, event: &Event) -> Option<Self> {
        let Change::Sheet(change) = &event.change else { return None };
        let (label, saved, reason) = match change {
            SheetChange::SheetSaved { marks: saved, .. } => ("保存评分", marks(saved), None),
            SheetChange::SheetLocked { .. } => ("锁定评分表", Vec::new(), None),
            SheetChange::SheetReopened { reason, .. } => ("重新打开评分表", Vec::new(), Some(reason.clone())),
            SheetChange::SheetRevisionBegun { .. } => ("开始第二次评分", Vec::new(), None),
        };
        Some(Self {
            version,
            kind: Labelled { code: event.change.name(), label: label.to_owned() },
            by: event.by.post.clone(),
            at: moment(event.at),
            marks: saved,
            reason,
        })
    }
}
