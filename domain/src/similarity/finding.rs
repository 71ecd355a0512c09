//! What was found, in words.

use std::fmt;

use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

use crate::id::SubjectId;
use crate::money::Money;

/// What may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// 疑似拆分: parts of one project.
    Split,
    /// 疑似重复: two objects for the same thing.
    Overlap,
}

impl FindingKind {
    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Split => "疑似拆分",
            Self::Overlap => "疑似重复",
        }
    }
}

/// The amounts that make a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointAmount {
    /// All parts together.
    pub together: Money,
    /// The amount from which they would be evaluated, inclusive.
    pub threshold: Money,
}

/// A warning about two or more objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The objects, in the order of their identifiers, which for a list is the list's own.
    pub subjects: Vec<SubjectId>,
    /// How strongly the signs speak, 0 to 100. It ranks findings and decides nothing.
    pub score: u32,
    /// Why, as one Chinese sentence without a full stop.
    pub reason: String,
    /// The amounts of a split; `None` for an overlap.
    pub amounts: Option<JointAmount>,
}

/// What identifies a finding: its kind and exactly these objects. With one more object it is another finding, which has
/// to be decided anew.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FindingKey(String);

impl FindingKey {
    /// Of objects in any order.
    #[must_use]
    pub fn new(kind: FindingKind, subjects: &[SubjectId]) -> Self {
        let mut subjects = subjects.to_vec();
        subjects.sort_unstable();
        subjects.dedup();
        let mut digest = Sm3::new();
        digest.update(match kind {
            FindingKind::Split => "split",
            FindingKind::Overlap => "overlap",
        });
        for subject in subjects {
            digest.update(subject.0.as_bytes());
        }
        Self(hex::encode(digest.finalize()))
    }

    /// A key that was written down.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FindingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Finding {
    /// What identifies it.
    #[must_use]
    pub fn key(&self) -> FindingKey {
        FindingKey::new(self.kind, &self.subjects)
    }
}

/// Strongest first; then splits before overlaps, then in the order of the objects.
pub(super) fn rank(findings: &mut [Finding]) {
    findings.sort_by(|one, other| {
        (other.score, one.kind, &one.subjects).cmp(&(one.score, other.kind, &other.subjects))
    });
}
