//! Why a command is refused: a stable code, the article, what happened and what to do.

use crate::issue::Issue;

/// What kind of refusal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RejectionKind {
    /// The actor may not know that the evaluation exists.
    Hidden,
    /// The actor may not do this.
    Forbidden,
    /// The round is in another state, or a guard blocks the step.
    Blocked,
    /// The contents are wrong.
    Invalid,
}

/// A refused command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct Rejection {
    /// What kind of refusal.
    pub kind: RejectionKind,
    /// Stable code for programs: `panel_not_lawful`.
    pub code: &'static str,
    /// The article that refuses: `第十三条第（二）项`.
    pub article: &'static str,
    /// What happened and what to do, in Chinese.
    pub detail: String,
    /// Every field that is wrong, at once.
    pub issues: Vec<Issue>,
}

impl Rejection {
    /// The evaluation is hidden from the actor.
    #[must_use]
    pub fn hidden() -> Self {
        Self {
            kind: RejectionKind::Hidden,
            code: "not_found",
            article: "第二十二条",
            detail: "没有找到该评估，请核对编号".to_owned(),
            issues: Vec::new(),
        }
    }

    /// The actor may not do this; `detail` says who may.
    #[must_use]
    pub const fn forbidden(article: &'static str, detail: String) -> Self {
        Self { kind: RejectionKind::Forbidden, code: "forbidden", article, detail, issues: Vec::new() }
    }

    /// A state or guard blocks the step.
    #[must_use]
    pub const fn blocked(code: &'static str, article: &'static str, detail: String) -> Self {
        Self { kind: RejectionKind::Blocked, code, article, detail, issues: Vec::new() }
    }

    /// The contents are wrong.
    #[must_use]
    pub fn invalid(article: &'static str, issues: Vec<Issue>) -> Self {
        let detail = issues.iter().map(|issue| issue.message.as_str()).collect::<Vec<_>>().join("；");
        Self { kind: RejectionKind::Invalid, code: "invalid_content", article, detail, issues }
    }
}
