//! Whose score carries the grade (Art. 16, C31).

use serde::{Deserialize, Serialize};

/// Whose score carries the grade. The other one is kept and shown beside it, and counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carrier {
    /// The panel's score: Art. 16 only says who runs the scoring of Art. 14.
    #[default]
    Panel,
    /// The organiser's own rating of the result: Art. 16 read as a scoring of its own.
    Organiser,
}

impl Carrier {
    /// The rule in words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Panel => "专家小组评分",
            Self::Organiser => "评估组织部门评分",
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
    pub(super) const fn is_panel(&self) -> bool {
        matches!(self, Self::Panel)
    }
}
