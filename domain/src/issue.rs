//! What can be wrong with what somebody sent, said once and for everybody: the command line, the API and
//! the pages show the same issue.

use serde::{Deserialize, Serialize};

/// One thing wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Where: `plan.purpose_and_basis`, `scores.A1.reason`.
    pub field: String,
    /// A stable code for programs: `required`, `out_of_range`.
    pub code: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

impl Issue {
    /// An issue with `field`, found by the check `code`.
    #[must_use]
    pub fn new(field: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.to_owned(), message: message.into() }
    }

    /// A required text that is missing or blank; `label` is the field's name on paper.
    #[must_use]
    pub fn required(field: impl Into<String>, label: &str) -> Self {
        Self::new(field, "required", format!("请填写“{label}”"))
    }
}

/// Adds an issue when `text` is blank.
pub fn require(issues: &mut Vec<Issue>, field: &str, label: &str, text: &str) {
    if text.trim().is_empty() {
        issues.push(Issue::required(field, label));
    }
}
