//! 确定评估对象 (Art. 13(1)): whether a case can be opened.

use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::classification::{ObjectKind, Verdict};
use crate::evaluation::event::{CaseChange, Event};
use crate::evaluation::rejection::Rejection;
use crate::evaluation::state::{EvaluatedSubject, Organiser, Person, RulebookPin};
use crate::id::{EvaluationId, SubjectId};
use crate::issue::Issue;
use crate::money::Money;
use crate::policy::{Action, Relation, can};
use crate::subject::Standing;

/// A subject as a candidate for evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The subject.
    pub id: SubjectId,
    /// Its name.
    pub name: String,
    /// Its kind, when known.
    pub object: Option<ObjectKind>,
    /// The organisation that files it; `None` while the unit is 待定.
    pub applicant: Option<String>,
    /// What is applied for, when it is known.
    pub requested_amount: Option<Money>,
    /// The verdict under Art. 3.
    pub verdict: Verdict,
    /// Where it stands beside the verdict.
    pub standing: Standing,
    /// Whether an evaluation of it is still open (C46: at most one).
    pub has_open_evaluation: bool,
    /// Budget years for which a result has closed it (C44).
    pub closed_years: Vec<u16>,
}

/// A request to open a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The new case.
    pub id: EvaluationId,
    /// What to evaluate.
    pub candidate: Candidate,
    /// The budget year applied for.
    pub budget_year: u16,
    /// Whether the opener knows that Art. 3 does not require it (C21).
    pub voluntary: bool,
    /// The rulebook in force.
    pub rulebook: RulebookPin,
}

/// Decides on opening a case. The opener's organisation becomes the organiser (C24).
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn open(opening: Opening, actor: &Actor, at: DateTime<Utc>) -> Result<Vec<Event>, Rejection> {
    // There is no evaluation yet that could be hidden from anybody.
    can(actor.role, Action::OpenEvaluation, &Relation::default()).map_err(|_denied| {
        Rejection::forbidden(
            "第十三条第（一）项",
            format!("确定评估对象由{}办理，您没有此项权限", Action::OpenEvaluation.reserved_for()),
        )
    })?;
    let candidate = opening.candidate;
    candidate.standing.check_opening()?;
    let (object, applicant) = match (candidate.object, candidate.applicant) {
        (Some(object), Some(applicant)) => (object, applicant),
        (_, None) => {
            return Err(Rejection::blocked(
                "unit_pending",
                "第十条",
                "建设单位待定，没有申报单位对资料负责。请先确定申报单位，再立项评估".to_owned(),
            ));
        }
        (None, Some(_)) => {
            return Err(Rejection::blocked(
                "object_unknown",
                "第六条",
                "尚未确定评估对象是政策还是项目，请先补充".to_owned(),
            ));
        }
    };
    check_verdict(candidate.verdict, opening.voluntary)?;
    if candidate.has_open_evaluation {
        return Err(Rejection::blocked(
            "evaluation_open",
            "第十九条",
            "该对象已有一项评估正在进行，同一对象同时只能有一项评估".to_owned(),
        ));
    }
    if candidate.closed_years.contains(&opening.budget_year) {
        return Err(Rejection::blocked(
            "closed_for_year",
            "第十七条第（三）项",
            format!(
                "该对象的评估结果为不进入预算编审，{}预算年度内不再受理，可在以后年度重新申报",
                opening.budget_year
            ),
        ));
    }
    if !(2000..=2100).contains(&opening.budget_year) {
        let message = "预算年度应为2000至2100之间的年份".to_owned();
        return Err(Rejection::invalid("第三条", vec![Issue::new("budget_year", "out_of_range", message)]));
    }
    let change = CaseChange::Opened {
        id: opening.id,
        subject: EvaluatedSubject {
            id: candidate.id,
            name: candidate.name,
            object,
            applicant,
            voluntary: candidate.verdict != Verdict::Required,
            requested_amount: candidate.requested_amount,
        },
        rulebook: opening.rulebook,
        budget_year: opening.budget_year,
        organiser: Organiser {
            organisation: actor.organisation.clone(),
            finance_bureau: can(actor.role, Action::Supervise, &Relation::default()).is_ok(),
        },
    };
    Ok(vec![Event { at, by: Person::from(actor), change: change.into() }])
}

fn check_verdict(verdict: Verdict, voluntary: bool) -> Result<(), Rejection> {
    match verdict {
        Verdict::Required => Ok(()),
        Verdict::NotRequired if voluntary => Ok(()),
        Verdict::NotRequired => Err(Rejection::blocked(
            "not_required",
            "第三条",
            "按第三条不需评估。确需评估的，请注明为自愿评估，或者由财政局按第三条第（五）项指定".to_owned(),
        )),
        Verdict::NeedsInformation => Err(Rejection::blocked(
            "needs_information",
            "第三条",
            "是否应当评估尚缺信息，请先答复所列问题".to_owned(),
        )),
        Verdict::OutOfScope => Err(Rejection::blocked(
            "out_of_scope",
            "第三条",
            "不使用区级财政预算资金，不属适用范围。确需评估的，由财政局按第三条第（五）项指定".to_owned(),
        )),
    }
}
