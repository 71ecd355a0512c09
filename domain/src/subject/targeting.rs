//! Changing the performance targets of a subject.

use chrono::{DateTime, Utc};

use super::{Subject, SubjectChange, SubjectEvent, authorise, relation_to, unjudged};
use crate::actor::Actor;
use crate::evaluation::Rejection;
use crate::policy::Action;
use crate::target::{PerformanceTarget, check_targets};

/// Decides on the targets of a subject, all of them at once. They are no facts of Art. 3, so the verdict stays.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn set_targets(
    subject: &Subject,
    targets: Vec<PerformanceTarget>,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<SubjectEvent, Rejection> {
    authorise(actor, Action::SetTargets, &relation_to(subject, actor), "填报绩效目标")?;
    subject.standing.check_counts()?;
    let issues = check_targets(&targets);
    if !issues.is_empty() {
        return Err(Rejection::invalid("第七条第（三）项", issues));
    }
    Ok(unjudged(subject, SubjectChange::TargetsSet { targets }, actor, at))
}
