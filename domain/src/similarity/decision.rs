//! What somebody decided on a finding: recorded with the reason, never a verdict.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::finding::{FindingKey, FindingKind};
use crate::actor::Actor;
use crate::evaluation::{Person, Rejection};
use crate::id::SubjectId;
use crate::issue::{Issue, require};
use crate::policy::{Action, Relation, can};

/// The clause under which splitting is looked at.
const SPLIT_ARTICLE: &str = "第三条第（二）项";

/// The clause that asks whether an object repeats what there is.
const OVERLAP_ARTICLE: &str = "第七条第（一）项";

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// They are one project.
    OneProject,
    /// They are separate projects.
    Separate,
    /// They are the same thing twice.
    Duplicate,
    /// They are different things.
    NotDuplicate,
}

impl Choice {
    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::OneProject => "属同一项目",
            Self::Separate => "属不同项目",
            Self::Duplicate => "重复申报",
            Self::NotDuplicate => "不重复",
        }
    }

    /// What it decides on.
    #[must_use]
    pub const fn decides(self) -> FindingKind {
        match self {
            Self::OneProject | Self::Separate => FindingKind::Split,
            Self::Duplicate | Self::NotDuplicate => FindingKind::Overlap,
        }
    }
}

/// A decision on a finding, as the journal keeps it. A later decision on the same finding takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingDecided {
    /// The finding.
    pub finding: FindingKey,
    /// Its objects, in the order of their identifiers.
    pub subjects: Vec<SubjectId>,
    /// What was decided.
    pub choice: Choice,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: Person,
    /// When.
    pub at: DateTime<Utc>,
}

/// Decides that `subjects` are what `choice` says.
///
/// The objects need not look alike to the program: whoever knows better than it may say so.
///
/// # Errors
/// A [`Rejection`] when `actor` may not decide, or the contents are wrong.
pub fn decide(
    subjects: &[SubjectId],
    choice: Choice,
    reason: &str,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<FindingDecided, Rejection> {
    let article = match choice.decides() {
        FindingKind::Split => SPLIT_ARTICLE,
        FindingKind::Overlap => OVERLAP_ARTICLE,
    };
    can(actor.role, Action::DecideSimilarity, &Relation::default()).map_err(|_| {
        let detail =
            format!("疑似拆分、重复的处理由{}办理，您没有此项权限", Action::DecideSimilarity.reserved_for());
        Rejection::forbidden(article, detail)
    })?;
    let mut sorted = subjects.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut issues = Vec::new();
    require(&mut issues, "reason", "理由", reason);
    let wrong_number = match choice.decides() {
        FindingKind::Split => (sorted.len() < 2).then_some("至少应有两个不同的评估对象"),
        FindingKind::Overlap => (sorted.len() != 2).then_some("应为两个不同的评估对象"),
    };
    if let Some(message) = wrong_number {
        issues.push(Issue::new("subjects", "wrong_number", message));
    }
    if !issues.is_empty() {
        return Err(Rejection::invalid(article, issues));
    }
    Ok(FindingDecided {
        finding: FindingKey::new(choice.decides(), &sorted),
        subjects: sorted,
        choice,
        reason: reason.trim().to_owned(),
        by: Person::from(actor),
        at,
    })
}
