//! Score sheets as they are shown.

use domain::id::ActorId;
use domain::scoring::Sheet;
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

impl SheetView {
    /// A sheet of `expert`.
    pub fn new(expert: ActorId, sheet: &Sheet) -> Self {
        Self {
            expert: expert.to_string(),
            version: sheet.version,
            locked: sheet.locked_at.is_some(),
            marks: sheet
                .marks
                .iter()
                .map(|(indicator, mark)| MarkView {
                    indicator: indicator.clone(),
                    score: mark.score.to_string(),
                    reason: mark.reason.clone(),
                })
                .collect(),
            total: sheet.locked_total().map(|total| total.to_string()),
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
