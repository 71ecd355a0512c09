//! Where a subject stands beside its verdict: by itself, exempted by the bureau, or joined with others.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Subject;
use crate::evaluation::Rejection;
use crate::id::SubjectId;
use crate::issue::{Issue, require};
use crate::money::Money;

/// A decision about a subject that leaves its verdict as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Why.
    pub reason: String,
    /// The document that records it, when there is one.
    pub document: Option<String>,
    /// The post of whoever decided.
    pub by: String,
    /// The day of the decision.
    pub on: NaiveDate,
}

/// Where a subject stands beside its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Standing {
    /// It stands by itself: the verdict says everything.
    #[default]
    Independent,
    /// The bureau exempted it (C9). The verdict stays required; the decision falls as soon as a fact changes.
    Exempted {
        /// The decision.
        decision: Decision,
    },
    /// It is part of a larger project and no longer counts by itself (C19).
    Joined {
        /// The joint subject.
        into: SubjectId,
        /// The decision.
        decision: Decision,
    },
    /// It was a joint subject, and its parts stand by themselves again.
    Dissolved {
        /// The decision.
        decision: Decision,
    },
}

/// The kinds of [`Standing`], by which lists are narrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingKind {
    /// 单列
    Independent,
    /// 已豁免
    Exempted,
    /// 已归并
    Joined,
    /// 已解除归并
    Dissolved,
}

impl StandingKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Independent, Self::Exempted, Self::Joined, Self::Dissolved];

    /// The kind in plain Chinese.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Independent => "单列",
            Self::Exempted => "已豁免",
            Self::Joined => "已归并",
            Self::Dissolved => "已解除归并",
        }
    }

    /// Whether a subject that stands so counts by itself in a list.
    #[must_use]
    pub const fn counts(self) -> bool {
        match self {
            Self::Independent | Self::Exempted => true,
            Self::Joined | Self::Dissolved => false,
        }
    }
}

impl Standing {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> StandingKind {
        match self {
            Self::Independent => StandingKind::Independent,
            Self::Exempted { .. } => StandingKind::Exempted,
            Self::Joined { .. } => StandingKind::Joined,
            Self::Dissolved { .. } => StandingKind::Dissolved,
        }
    }

    /// The decision that it rests on; `None` for a subject that stands by itself.
    #[must_use]
    pub const fn decision(&self) -> Option<&Decision> {
        match self {
            Self::Independent => None,
            Self::Exempted { decision } | Self::Joined { decision, .. } | Self::Dissolved { decision } => {
                Some(decision)
            }
        }
    }

    /// Refuses what concerns a subject that no longer counts by itself.
    ///
    /// # Errors
    /// A [`Rejection`] that says with which subject to go on.
    pub fn check_counts(&self) -> Result<(), Rejection> {
        match self {
            Self::Independent | Self::Exempted { .. } => Ok(()),
            Self::Joined { into, .. } => Err(Rejection::blocked(
                "subject_joined",
                "第三条第（二）项",
                format!("该对象已归并，请对归并后的对象办理（编号{into}），或者先解除归并"),
            )),
            Self::Dissolved { .. } => Err(Rejection::blocked(
                "join_dissolved",
                "第三条第（二）项",
                "该对象由归并形成，现已解除归并，请对原来的各个对象办理".to_owned(),
            )),
        }
    }

    /// Refuses to open an evaluation where one is not to be opened: an exemption is taken back first, so that nobody
    /// evaluates what the bureau decided not to have evaluated, nor the other way round.
    ///
    /// # Errors
    /// A [`Rejection`] that says what to do.
    pub fn check_opening(&self) -> Result<(), Rejection> {
        self.check_counts()?;
        match self {
            Self::Exempted { decision } => Err(Rejection::blocked(
                "subject_exempted",
                "第三条",
                format!("该对象已豁免评估（{}），确需评估的，请财政局先撤销豁免", decision.reason),
            )),
            Self::Independent | Self::Joined { .. } | Self::Dissolved { .. } => Ok(()),
        }
    }
}

/// One of the subjects that a joint subject consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The subject.
    pub subject: SubjectId,
    /// Its name when it was joined.
    pub name: String,
    /// Its total investment when it was joined.
    pub amount: Money,
}

/// What is known of the evaluations of a subject, for decisions about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EvaluationsSoFar {
    /// Whether one is open.
    pub open: bool,
    /// Whether one came to a result.
    pub concluded: bool,
}

/// Refuses while an evaluation of `subject` is open.
pub(super) fn refuse_open_evaluation(
    subject: &Subject,
    evaluations: EvaluationsSoFar,
    what: &str,
) -> Result<(), Rejection> {
    if evaluations.open {
        let name = &subject.declaration.name;
        let detail = format!("“{name}”有一项评估正在进行，请先办结或者撤回，再{what}");
        return Err(Rejection::blocked("evaluation_open", "第十九条", detail));
    }
    Ok(())
}

/// Requires a reason.
pub(super) fn require_reason(reason: &str, article: &'static str) -> Result<(), Rejection> {
    let mut issues: Vec<Issue> = Vec::new();
    require(&mut issues, "reason", "理由", reason);
    if issues.is_empty() { Ok(()) } else { Err(Rejection::invalid(article, issues)) }
}

/// A document that is more than blanks.
pub(super) fn stated_document(document: Option<String>) -> Option<String> {
    document.filter(|document| !document.trim().is_empty())
}
