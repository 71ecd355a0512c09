//! Score sheets as they are shown.

use std::collections::BTreeMap;

use domain::evaluation::SheetSight;
use domain::scoring::{Mark, Sheet, total_of};
use poem_openapi::Object;
use storage::evaluations::SheetWritten;

/// 评分表: one expert's sheet.
#[derive(Debug, Clone, Object)]
pub struct SheetView {
    /// Whose.
    pub expert: String,
    /// Version, as `If-Match` and `ETag` carry it; 0 before anything was saved.
    pub version: u64,
    /// Whether it is locked.
    pub locked: bool,
    /// The marks so far.
    pub marks: Vec<MarkView>,
    /// The total of a locked sheet.
    pub total: Option<String>,
    /// The marks of the first round of scoring, where there are two rounds. While an expert is revising, they are all
    /// that others see of the sheet.
    pub first_marks: Vec<MarkView>,
    /// Their total.
    pub first_total: Option<String>,
}

/// One mark.
#[derive(Debug, Clone, Object)]
pub struct MarkView {
    /// The indicator.
    pub indicator: String,
    /// The mark, two decimals.
    pub score: String,
    /// Why.
    pub reason: String,
}

/// Marks in the order of the indicators.
pub fn marks(marks: &BTreeMap<String, Mark>) -> Vec<MarkView> {
    marks
        .iter()
        .map(|(indicator, mark)| MarkView {
            indicator: indicator.clone(),
            score: mark.score.to_string(),
            reason: mark.reason.clone(),
        })
        .collect()
}

impl SheetView {
    /// A sheet as far as somebody sees it.
    pub fn new(sight: &SheetSight<'_>) -> Self {
        let SheetSight { expert, now, first } = sight;
        Self {
            expert: expert.to_string(),
            version: now.map_or(0, |sheet| sheet.version),
            locked: now.is_some_and(|sheet| sheet.locked_at.is_some()),
            marks: now.map_or_else(Vec::new, |sheet| marks(&sheet.marks)),
            total: now.and_then(Sheet::locked_total).map(|total| total.to_string()),
            first_marks: first.map_or_else(Vec::new, marks),
            first_total: first.and_then(total_of).map(|total| total.to_string()),
        }
    }
}

/// What a save or a lock led to.
#[derive(Debug, Clone, Object)]
pub struct SheetReceiptView {
    /// The version now, for the next `If-Match`.
    pub version: u64,
    /// Whether the sheet is locked.
    pub locked: bool,
    /// The total of the marks so far, two decimals.
    pub total: String,
}

impl From<SheetWritten> for SheetReceiptView {
    fn from(written: SheetWritten) -> Self {
        Self { version: written.version, locked: written.locked, total: written.total.to_string() }
    }
}
