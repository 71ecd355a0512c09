//! Letting a required object into the budget in spite of what keeps it (C49): one person of the bureau asks with a
//! reason, another approves.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::standing::require_reason;
use super::{Subject, SubjectChange, SubjectEvent, authorise, relation_to, unjudged};
use crate::actor::Actor;
use crate::budget::{BudgetEntry, EntryStanding};
use crate::evaluation::{Person, Rejection};
use crate::policy::Action;

const ARTICLE: &str = "第九条第（三）项";

/// An override of the entry into one year's budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetOverride {
    /// The budget year.
    pub budget_year: u16,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub requested_by: Person,
    /// On which day.
    pub requested_on: NaiveDate,
    /// Who approved: somebody else.
    pub approval: Option<OverrideApproval>,
}

/// The approval of an override.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverrideApproval {
    /// Who approved.
    pub approved_by: Person,
    /// On which day.
    pub approved_on: NaiveDate,
}

/// Decides on asking for an override. A request that is not approved yet is replaced.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn request_budget_override(
    subject: &Subject,
    entry: &BudgetEntry,
    reason: String,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<SubjectEvent, Rejection> {
    authorise(actor, Action::Supervise, &relation_to(subject, actor), "申请特批进入预算编审")?;
    require_reason(&reason, ARTICLE)?;
    refuse_unless_blocked(subject, entry)?;
    let change = SubjectChange::BudgetOverrideRequested { budget_year: entry.budget_year, reason };
    Ok(unjudged(subject, change, actor, at))
}

/// Decides on approving an override that somebody else asked for.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn approve_budget_override(
    subject: &Subject,
    entry: &BudgetEntry,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<SubjectEvent, Rejection> {
    authorise(actor, Action::Supervise, &relation_to(subject, actor), "批准特批进入预算编审")?;
    refuse_unless_blocked(subject, entry)?;
    let budget_year = entry.budget_year;
    match &entry.budget_override {
        None => {
            let detail = format!("没有{budget_year}年度的特批申请，请先由财政局一人申请");
            Err(Rejection::blocked("override_not_requested", ARTICLE, detail))
        }
        Some(asked) if asked.requested_by.actor == actor.id => {
            let detail = "特批申请须由申请人以外的人批准".to_owned();
            Err(Rejection::blocked("second_person_needed", ARTICLE, detail))
        }
        Some(_) => {
            let change = SubjectChange::BudgetOverrideApproved { budget_year };
            Ok(unjudged(subject, change, actor, at))
        }
    }
}

/// There is something to override only where a required object is kept. What is not judged yet, or is part of another
/// object, is put in order first.
fn refuse_unless_blocked(subject: &Subject, entry: &BudgetEntry) -> Result<(), Rejection> {
    subject.standing.check_counts()?;
    if entry.obstacles.iter().any(|obstacle| obstacle.code == "needs_information") {
        let detail = "是否应当评估尚缺信息，请先答复所列问题，再考虑特批".to_owned();
        return Err(Rejection::blocked("needs_information", "第三条", detail));
    }
    if entry.standing == EntryStanding::Blocked {
        return Ok(());
    }
    let detail = format!("该对象{}年度“{}”，无需特批", entry.budget_year, entry.standing.label());
    Err(Rejection::blocked("nothing_to_override", ARTICLE, detail))
}

/// A request takes the place of an earlier one of the same year.
pub(super) fn note_request(
    subject: &mut Subject,
    budget_year: u16,
    reason: &str,
    by: &Person,
    on: NaiveDate,
) {
    let overrides = &mut subject.budget_overrides;
    overrides.retain(|budget_override| budget_override.budget_year != budget_year);
    overrides.push(BudgetOverride {
        budget_year,
        reason: reason.to_owned(),
        requested_by: by.clone(),
        requested_on: on,
        approval: None,
    });
    overrides.sort_by_key(|budget_override| budget_override.budget_year);
}

pub(super) fn note_approval(subject: &mut Subject, budget_year: u16, by: &Person, on: NaiveDate) {
    let mut overrides = subject.budget_overrides.iter_mut();
    if let Some(asked) = overrides.find(|budget_override| budget_override.budget_year == budget_year) {
        asked.approval = Some(OverrideApproval { approved_by: by.clone(), approved_on: on });
    }
}
