//! Exempting a subject from evaluation, and taking that back (C9).

use chrono::{DateTime, Utc};

use super::standing::{EvaluationsSoFar, refuse_open_evaluation, require_reason, stated_document};
use super::{Standing, Subject, SubjectChange, SubjectEvent, authorise, relation_to, unjudged};
use crate::actor::Actor;
use crate::classification::{Truth, Verdict, classify};
use crate::evaluation::Rejection;
use crate::policy::Action;
use crate::rulebook::{Rulebook, Trigger};

const ARTICLE: &str = "第三条";

/// Decides on exempting a subject. Only where Art. 3 says 重大 without a figure (new, revised and continued policies)
/// is there something to weigh: what reaches a figure, or was ordered under Art. 3(5), is evaluated.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn exempt(
    subject: &Subject,
    reason: String,
    document: Option<String>,
    evaluations: EvaluationsSoFar,
    actor: &Actor,
    rulebook: &Rulebook,
    at: DateTime<Utc>,
) -> Result<SubjectEvent, Rejection> {
    authorise(actor, Action::Exempt, &relation_to(subject, actor), "豁免评估")?;
    require_reason(&reason, ARTICLE)?;
    subject.standing.check_counts()?;
    if matches!(subject.standing, Standing::Exempted { .. }) {
        let detail = "该对象已豁免评估，无需重复办理".to_owned();
        return Err(Rejection::blocked("already_exempted", ARTICLE, detail));
    }
    let verdict = subject.determination.verdict;
    if verdict != Verdict::Required {
        let detail = format!("该对象目前的结论是“{}”，只有应评估的对象才能豁免", verdict.label());
        return Err(Rejection::blocked("nothing_to_exempt", ARTICLE, detail));
    }
    refuse_figures(subject, rulebook)?;
    refuse_open_evaluation(subject, evaluations, "豁免")?;
    let change = SubjectChange::SubjectExempted { reason, document: stated_document(document) };
    Ok(unjudged(subject, change, actor, at))
}

/// Decides on taking an exemption back.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn revoke_exemption(
    subject: &Subject,
    reason: String,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<SubjectEvent, Rejection> {
    authorise(actor, Action::Exempt, &relation_to(subject, actor), "撤销豁免")?;
    require_reason(&reason, ARTICLE)?;
    if !matches!(subject.standing, Standing::Exempted { .. }) {
        let detail = "该对象没有豁免，无需撤销".to_owned();
        return Err(Rejection::blocked("not_exempted", ARTICLE, detail));
    }
    Ok(unjudged(subject, SubjectChange::ExemptionRevoked { reason }, actor, at))
}

fn refuse_figures(subject: &Subject, rulebook: &Rulebook) -> Result<(), Rejection> {
    let determination = classify(&subject.facts, rulebook);
    let mut holding = determination
        .findings
        .iter()
        .zip(&rulebook.triggers)
        .filter(|(finding, _)| finding.truth == Truth::True)
        .map(|(_, trigger)| trigger);
    match holding.find(|trigger| !leaves_weight_open(trigger)) {
        None => Ok(()),
        Some(trigger) => {
            let detail = format!(
                "该对象属于“{}”（{}），办法已有明确规定，不能豁免；只有办法未定金额标准的政策才能豁免",
                trigger.title, trigger.article
            );
            Err(Rejection::blocked("exemption_not_allowed", ARTICLE, detail))
        }
    }
}

/// Whether the clause leaves open how weighty an object must be.
const fn leaves_weight_open(trigger: &Trigger) -> bool {
    !trigger.designation && trigger.amount.is_none() && trigger.increase.is_none()
}
