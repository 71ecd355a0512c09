//! What a conflict leads to: recusal, or a reasoned clearance by a second person where the conflict is soft.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ARTICLE;
use super::conflict::{Conflict, conflicts};
use super::facts::{CaseParties, Examinee};
use crate::evaluation::{Person, Rejection};
use crate::issue::Issue;

/// A soft conflict that is held not to matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clearance {
    /// The conflict, exactly: another of the same kind is not covered.
    pub conflict: Conflict,
    /// Why it does not matter.
    pub reason: String,
    /// Who asked.
    pub requested_by: Person,
    /// Who approved: somebody else.
    pub approved_by: Option<Person>,
}

impl Clearance {
    /// Asks for a soft conflict of `examinee` to be cleared.
    ///
    /// # Errors
    /// A hard conflict, for anybody; a missing reason; an examinee who asks for themselves.
    pub fn request(
        examinee: &Examinee,
        conflict: Conflict,
        reason: &str,
        by: &Person,
    ) -> Result<Self, Rejection> {
        if conflict.is_hard() {
            let detail = format!("{}；这一情形任何人都不能批准例外", conflict.reason);
            return Err(Rejection::blocked("recusal_not_overridable", ARTICLE, detail));
        }
        refuse_own(examinee, by)?;
        if reason.trim().is_empty() {
            return Err(Rejection::invalid(ARTICLE, vec![Issue::required("reason", "无须回避的理由")]));
        }
        let reason = reason.trim().to_owned();
        Ok(Self { conflict, reason, requested_by: by.clone(), approved_by: None })
    }

    /// Approves the request.
    ///
    /// # Errors
    /// Who asked, and the examinee, cannot approve.
    pub fn approve(self, examinee: &Examinee, by: &Person) -> Result<Self, Rejection> {
        refuse_own(examinee, by)?;
        if self.requested_by.actor == by.actor {
            let detail = "无须回避的申请须由申请人以外的人批准".to_owned();
            return Err(Rejection::blocked("second_person_needed", ARTICLE, detail));
        }
        Ok(Self { approved_by: Some(by.clone()), ..self })
    }

    /// Whether it covers `conflict`: soft, this very one, and approved by somebody other than who asked.
    fn covers(&self, conflict: &Conflict) -> bool {
        let by_another =
            self.approved_by.as_ref().is_some_and(|approver| approver.actor != self.requested_by.actor);
        !conflict.is_hard() && self.conflict == *conflict && by_another
    }
}

fn refuse_own(examinee: &Examinee, by: &Person) -> Result<(), Rejection> {
    if examinee.actor == Some(by.actor) {
        let detail = format!("{}不能办理自己的回避事项", by.post);
        return Err(Rejection::blocked("own_conflict", ARTICLE, detail));
    }
    Ok(())
}

/// Whether somebody may take part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// At least one conflict that nobody can clear. These are all of them.
    MustRecuse(Vec<Conflict>),
    /// They have not declared; no material opens before.
    Undeclared,
    /// Soft conflicts that are not cleared.
    NeedsClearance(Vec<Conflict>),
    /// Nothing stands against it.
    Free,
}

/// Whether `examinee` may take part on the day `on`.
#[must_use]
pub fn standing(
    examinee: &Examinee,
    parties: &CaseParties,
    on: NaiveDate,
    clearances: &[Clearance],
) -> Standing {
    let (hard, soft): (Vec<Conflict>, Vec<Conflict>) =
        conflicts(examinee, parties, on).into_iter().partition(Conflict::is_hard);
    if !hard.is_empty() {
        return Standing::MustRecuse(hard);
    }
    if examinee.declared_on.is_none_or(|declared| declared > on) {
        return Standing::Undeclared;
    }
    let open: Vec<Conflict> = soft
        .into_iter()
        .filter(|conflict| !clearances.iter().any(|clearance| clearance.covers(conflict)))
        .collect();
    if open.is_empty() { Standing::Free } else { Standing::NeedsClearance(open) }
}
