//! What another rulebook would say of an object, where it says something else.

use serde::{Deserialize, Serialize};

use super::Rulebook;
use crate::classification::{Determination, Facts, Verdict, classify};

/// A verdict that would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictChange {
    /// The verdict under the rulebook as it is.
    pub from: Verdict,
    /// The verdict under the other one.
    pub to: Verdict,
    /// The clauses before, by short name.
    pub clauses_before: Vec<String>,
    /// The clauses after.
    pub clauses_after: Vec<String>,
    /// Why it is as it is, in Chinese.
    pub before: Vec<String>,
    /// Why it would be otherwise.
    pub after: Vec<String>,
}

/// How the verdict on these facts changes from one rulebook to the other. `None` when it stays.
#[must_use]
pub fn verdict_change(facts: &Facts, current: &Rulebook, proposed: &Rulebook) -> Option<VerdictChange> {
    let (before, after) = (classify(facts, current), classify(facts, proposed));
    let clauses =
        |determination: &Determination| determination.clauses().into_iter().map(str::to_owned).collect();
    (before.verdict != after.verdict).then(|| VerdictChange {
        from: before.verdict,
        to: after.verdict,
        clauses_before: clauses(&before),
        clauses_after: clauses(&after),
        before: before.reasons,
        after: after.reasons,
    })
}
