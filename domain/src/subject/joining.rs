//! Joining the parts of one project into one subject, and taking that back (C19).
//!
//! A project that was split into parts below the thresholds is judged by the joint amount. The parts keep their facts
//! and verdicts, point to the joint subject and no longer count by themselves, so that undoing restores them.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::joint_facts::{JointDeclaration, joint_declaration, joint_facts};
use super::standing::{EvaluationsSoFar, Part, refuse_open_evaluation, require_reason, stated_document};
use super::{
    Registration, Standing, Subject, SubjectChange, SubjectEvent, authorise, relation_to, reserve, unjudged,
};
use crate::actor::Actor;
use crate::classification::{Application, ObjectKind, classify};
use crate::evaluation::{Person, Rejection};
use crate::id::SubjectId;
use crate::issue::{Issue, require};
use crate::money::Money;
use crate::policy::Action;
use crate::rulebook::Rulebook;

/// How many subjects can be joined at once.
pub const MOST_MEMBERS: usize = 50;

const ARTICLE: &str = "第三条第（二）项";

/// What somebody asks for who joins subjects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// The identifier of the joint subject.
    pub id: SubjectId,
    /// Its name.
    pub name: String,
    /// The unit that answers for the whole; needed when the members have different ones.
    pub unit: Option<String>,
    /// Why they are one project.
    pub reason: String,
    /// The document that says so, when there is one.
    pub document: Option<String>,
}

/// A subject that is to be joined with others.
#[derive(Debug, Clone)]
pub struct Member {
    /// The subject.
    pub subject: Subject,
    /// Its evaluations.
    pub evaluations: EvaluationsSoFar,
}

/// How a joint subject begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointRegistration {
    /// The joint subject.
    pub registration: Registration,
    /// What it consists of, in the order of the members' identifiers.
    pub parts: Vec<Part>,
    /// Why they are one project.
    pub reason: String,
    /// The document that says so.
    pub document: Option<String>,
}

/// What joining and dissolving lead to: one event for the joint subject and one for each of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinEvents {
    /// What happens to the joint subject.
    pub joint: SubjectEvent,
    /// What happens to each part.
    pub members: Vec<(SubjectId, SubjectEvent)>,
}

/// Whether `actor` may join subjects at all.
///
/// # Errors
/// A [`Rejection`] that says who may.
pub fn may_join(actor: &Actor) -> Result<(), Rejection> {
    reserve(actor, Action::JoinSubjects, "归并评估对象")
}

/// Decides on joining `members`, in whatever order they come.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn join(
    joining: &Joining,
    members: &[Member],
    actor: &Actor,
    rulebook: &Rulebook,
    at: DateTime<Utc>,
) -> Result<JoinEvents, Rejection> {
    may_join(actor)?;
    check_request(joining, members)?;
    let mut parts = Vec::with_capacity(members.len());
    for member in members {
        parts.push(check_member(member)?);
    }
    parts.sort_by_key(|part| part.subject);
    let mut subjects: Vec<&Subject> = members.iter().map(|member| &member.subject).collect();
    subjects.sort_by_key(|subject| subject.id);
    refuse_different_applications(&subjects)?;
    let facts = joint_facts(&subjects, &parts).ok_or_else(|| {
        Rejection::blocked("amount_too_large", ARTICLE, "各对象的金额合计过大，请核对".to_owned())
    })?;
    let JointDeclaration { declaration, issues } = joint_declaration(&subjects, joining);
    if !issues.is_empty() {
        return Err(Rejection::invalid(ARTICLE, issues));
    }
    let document = stated_document(joining.document.clone());
    let determination = classify(&facts, rulebook);
    let joint = JointRegistration {
        registration: Registration { id: joining.id, place: None, declaration, facts },
        parts,
        reason: joining.reason.clone(),
        document: document.clone(),
    };
    let change = SubjectChange::SubjectsJoined(Box::new(joint));
    let members = subjects.into_iter().map(|subject| {
        let change = SubjectChange::SubjectJoined {
            into: joining.id,
            name: joining.name.clone(),
            reason: joining.reason.clone(),
            document: document.clone(),
        };
        (subject.id, unjudged(subject, change, actor, at))
    });
    Ok(JoinEvents {
        members: members.collect(),
        joint: SubjectEvent { at, by: Person::from(actor), change, determination },
    })
}

/// Decides on dissolving a joint subject. `members` are its parts.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn dissolve(
    joint: &Subject,
    members: &[Subject],
    evaluations: EvaluationsSoFar,
    reason: &str,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<JoinEvents, Rejection> {
    authorise(actor, Action::JoinSubjects, &relation_to(joint, actor), "解除归并")?;
    require_reason(reason, ARTICLE)?;
    joint.standing.check_counts()?;
    if joint.parts.is_empty() {
        let detail = "该对象不是由归并形成的，无需解除".to_owned();
        return Err(Rejection::blocked("not_a_join", ARTICLE, detail));
    }
    refuse_open_evaluation(joint, evaluations, "解除归并")?;
    if evaluations.concluded {
        let detail = "归并后的对象已经评估并有结果，不能再解除归并".to_owned();
        return Err(Rejection::blocked("already_evaluated", ARTICLE, detail));
    }
    let change = SubjectChange::JoinDissolved { reason: reason.to_owned() };
    let released = members
        .iter()
        .filter(|member| matches!(member.standing, Standing::Joined { into, .. } if into == joint.id));
    let released = released.map(|member| {
        let change = SubjectChange::SubjectReleased { from: joint.id, reason: reason.to_owned() };
        (member.id, unjudged(member, change, actor, at))
    });
    Ok(JoinEvents { members: released.collect(), joint: unjudged(joint, change, actor, at) })
}

fn check_request(joining: &Joining, members: &[Member]) -> Result<(), Rejection> {
    let mut issues = Vec::new();
    require(&mut issues, "name", "归并后的名称", &joining.name);
    require(&mut issues, "reason", "理由", &joining.reason);
    let distinct: HashSet<SubjectId> = members.iter().map(|member| member.subject.id).collect();
    if distinct.len() < members.len() {
        issues.push(Issue::new("members", "duplicate", "同一对象只能列一次"));
    } else if members.len() < 2 {
        issues.push(Issue::new("members", "too_few", "归并至少需要两个对象"));
    } else if members.len() > MOST_MEMBERS {
        issues.push(Issue::new("members", "too_many", format!("一次最多归并{MOST_MEMBERS}个对象")));
    }
    if issues.is_empty() { Ok(()) } else { Err(Rejection::invalid(ARTICLE, issues)) }
}

/// The part that the member becomes.
fn check_member(member: &Member) -> Result<Part, Rejection> {
    let Member { subject, evaluations } = member;
    let name = &subject.declaration.name;
    let blocked = |code, what: &str| Err(Rejection::blocked(code, ARTICLE, format!("“{name}”{what}")));
    match &subject.standing {
        Standing::Independent => {}
        Standing::Exempted { .. } => return blocked("subject_exempted", "已豁免评估，请先撤销豁免，再归并"),
        Standing::Joined { .. } => return blocked("subject_joined", "已归并到另一对象，请先解除原来的归并"),
        Standing::Dissolved { .. } => return blocked("join_dissolved", "是已解除的归并，请选原来的各个对象"),
    }
    if !subject.parts.is_empty() {
        return blocked("nested_join", "本身由归并形成，请先解除，再把全部对象一次归并");
    }
    refuse_open_evaluation(subject, *evaluations, "归并")?;
    match subject.facts.object.as_ref().map(|object| object.value) {
        Some(ObjectKind::Project) => {}
        Some(ObjectKind::Policy) => return blocked("not_a_project", "是政策，只有项目才合并计算金额"),
        None => return blocked("not_a_project", "尚未确定是政策还是项目，请先答复"),
    }
    match &subject.facts.total_amount {
        Some(amount) => Ok(Part { subject: subject.id, name: name.clone(), amount: amount.value }),
        None => blocked("amount_unknown", "的总投资不明，请先答复，再归并"),
    }
}

fn refuse_different_applications(subjects: &[&Subject]) -> Result<(), Rejection> {
    let mut applications: Vec<Application> = subjects
        .iter()
        .filter_map(|subject| subject.facts.application.as_ref())
        .map(|application| application.value)
        .collect();
    applications.sort_unstable();
    applications.dedup();
    if applications.len() < 2 {
        return Ok(());
    }
    let labels: Vec<&str> = applications.into_iter().map(Application::label).collect();
    let detail = format!("各对象的申请事项不同（{}），不是同一个项目的几个部分，不能归并", labels.join("、"));
    Err(Rejection::blocked("applications_differ", ARTICLE, detail))
}

/// The amount of all parts; `None` when it does not fit.
pub(super) fn total(parts: &[Part]) -> Option<Money> {
    parts.iter().try_fold(Money::ZERO, |sum, part| sum.checked_add(part.amount))
}
