//! 评估对象: one policy or project with its facts and the history of its verdicts.

mod answering;
mod exempting;
mod joining;
mod joint_facts;
mod overriding;
mod recognising;
mod standing;
mod targeting;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::classification::{
    Application, Designation, Determination, Fact, Facts, Origin, UnitKind, classify,
};
use crate::evaluation::{Person, Rejection};
use crate::id::{ImportId, SubjectId};
use crate::intake::ListedProject;
use crate::issue::{Issue, require};
use crate::money::Money;
use crate::policy::{Action, Denied, Relation, can};
use crate::rulebook::Rulebook;
use crate::target::{PerformanceTarget, check_targets};

pub use answering::{Answer, answer};
pub(crate) use answering::{apply_answer, not_asked};
pub use exempting::{exempt, revoke_exemption};
pub use joining::{JoinEvents, Joining, JointRegistration, MOST_MEMBERS, Member, dissolve, join, may_join};
pub use overriding::{BudgetOverride, OverrideApproval, approve_budget_override, request_budget_override};
pub use recognising::{Recognition, recognise_unit};
pub use standing::{Decision, EvaluationsSoFar, Part, Standing, StandingKind};
pub use targeting::set_targets;

/// Where a subject stands in the list it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPlace {
    /// The import.
    pub import: ImportId,
    /// The section's number: `一`.
    pub section: String,
    /// The section's title.
    pub section_title: String,
    /// The sub-section's title.
    pub subsection: Option<String>,
    /// The serial number, which restarts in every section.
    pub number: u32,
}

/// What the unit declares about the subject, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Declaration {
    /// Name.
    pub name: String,
    /// 申报单位 or 建设单位; `None` while it is 待定.
    pub unit: Option<String>,
    /// 建设性质 as printed.
    pub nature: String,
    /// 主要建设内容, or what the policy grants.
    pub content: String,
    /// 工作计划.
    pub schedule: String,
    /// 资金来源 as printed.
    pub funding: String,
    /// 备注.
    pub remark: String,
    /// 绩效目标.
    #[serde(default)]
    pub targets: Vec<PerformanceTarget>,
}

/// An evaluation subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Identifier.
    pub id: SubjectId,
    /// How many events of the subject have happened.
    pub version: u64,
    /// Its place in a list, when it came from one.
    pub place: Option<ListPlace>,
    /// What was declared.
    pub declaration: Declaration,
    /// What is known, with origin.
    pub facts: Facts,
    /// The verdict on these facts.
    pub determination: Determination,
    /// Where it stands beside the verdict.
    pub standing: Standing,
    /// What it consists of, when it was made by joining others.
    pub parts: Vec<Part>,
    /// Overrides of the entry into the budget, at most one a year, in the order of their years.
    pub budget_overrides: Vec<BudgetOverride>,
}

impl Subject {
    /// What is applied for: the increase of an adjustment, the total investment otherwise.
    #[must_use]
    pub fn requested_amount(&self) -> Option<Money> {
        let adjusts = self
            .facts
            .application
            .as_ref()
            .is_some_and(|application| application.value == Application::Adjustment);
        let amount = if adjusts {
            self.facts.adjustment.requested_increase.as_ref()
        } else {
            self.facts.total_amount.as_ref()
        };
        amount.map(|fact| fact.value)
    }
}

/// Something that happened to a subject, with the verdict that followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Person,
    /// What.
    pub change: SubjectChange,
    /// The verdict from then on. Older verdicts stay in the journal.
    pub determination: Determination,
}

/// What happened to a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SubjectChange {
    /// It was registered.
    SubjectRegistered(Box<Registration>),
    /// A question about it was answered.
    QuestionAnswered {
        /// The answer.
        answer: Answer,
        /// The document that proves it.
        document: Option<String>,
    },
    /// An evaluation was ordered under Art. 3(5).
    SubjectDesignated {
        /// The order.
        designation: Designation,
    },
    /// The directory of units learned what its unit is, or its unit was merged into another.
    UnitRecognised {
        /// The unit as it was declared.
        declared: String,
        /// What it is called from now on.
        name: String,
        /// What kind of body it is; `None` when that was known.
        unit: Option<UnitKind>,
    },
    /// Its performance targets were changed.
    TargetsSet {
        /// All of them, as they are now.
        targets: Vec<PerformanceTarget>,
    },
    /// The bureau exempted it (C9).
    SubjectExempted {
        /// Why.
        reason: String,
        /// The document.
        document: Option<String>,
    },
    /// The exemption was taken back.
    ExemptionRevoked {
        /// Why.
        reason: String,
    },
    /// It was made by joining others (C19).
    SubjectsJoined(Box<JointRegistration>),
    /// It became part of a joint subject.
    SubjectJoined {
        /// The joint subject.
        into: SubjectId,
        /// The joint subject's name.
        name: String,
        /// Why.
        reason: String,
        /// The document.
        document: Option<String>,
    },
    /// It was a joint subject and is none any more.
    JoinDissolved {
        /// Why.
        reason: String,
    },
    /// The joint subject of which it was a part was dissolved.
    SubjectReleased {
        /// The joint subject.
        from: SubjectId,
        /// Why.
        reason: String,
    },
    /// Somebody of the bureau asked that it enter a budget in spite of what keeps it (C49).
    BudgetOverrideRequested {
        /// The budget year.
        budget_year: u16,
        /// Why.
        reason: String,
    },
    /// Somebody else of the bureau approved that.
    BudgetOverrideApproved {
        /// The budget year.
        budget_year: u16,
    },
}

impl SubjectChange {
    /// The stable name of the change, as the journal lists it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::SubjectRegistered(_) => "subject_registered",
            Self::QuestionAnswered { .. } => "question_answered",
            Self::SubjectDesignated { .. } => "subject_designated",
            Self::UnitRecognised { .. } => "unit_recognised",
            Self::TargetsSet { .. } => "targets_set",
            Self::SubjectExempted { .. } => "subject_exempted",
            Self::ExemptionRevoked { .. } => "exemption_revoked",
            Self::SubjectsJoined(_) => "subjects_joined",
            Self::SubjectJoined { .. } => "subject_joined",
            Self::JoinDissolved { .. } => "join_dissolved",
            Self::SubjectReleased { .. } => "subject_released",
            Self::BudgetOverrideRequested { .. } => "budget_override_requested",
            Self::BudgetOverrideApproved { .. } => "budget_override_approved",
        }
    }
}

/// A subject to be registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// The new identifier.
    pub id: SubjectId,
    /// Its place in a list.
    pub place: Option<ListPlace>,
    /// What was declared.
    pub declaration: Declaration,
    /// What is known.
    pub facts: Facts,
}

impl Registration {
    /// Of a project of a list that the import `import` reads. A unit that is 待定 is none yet.
    #[must_use]
    pub fn listed(id: SubjectId, import: ImportId, project: ListedProject) -> Self {
        let pending = project.unit_is_pending();
        Self {
            id,
            place: Some(ListPlace {
                import,
                section: project.section,
                section_title: project.section_title,
                subsection: project.subsection,
                number: project.number,
            }),
            declaration: Declaration {
                name: project.name,
                unit: (!pending).then_some(project.unit),
                nature: project.nature,
                content: project.content,
                schedule: project.schedule,
                funding: project.funding,
                remark: project.remark,
                targets: Vec::new(),
            },
            facts: project.facts,
        }
    }
}

/// Whether `actor` may import a list, whatever it holds.
///
/// # Errors
/// A [`Rejection`] that says who may.
pub fn may_import(actor: &Actor) -> Result<(), Rejection> {
    reserve(actor, Action::ImportList, "导入项目清单")
}

/// Decides on registering a subject and gives its first verdict.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn register(
    registration: Registration,
    actor: &Actor,
    rulebook: &Rulebook,
    at: DateTime<Utc>,
) -> Result<SubjectEvent, Rejection> {
    let action = if registration.place.is_some() { Action::ImportList } else { Action::RegisterSubject };
    reserve(actor, action, "登记评估对象")?;
    let mut issues = Vec::new();
    require(&mut issues, "name", "名称", &registration.declaration.name);
    check_own_unit(&mut issues, actor, registration.declaration.unit.as_deref());
    issues.extend(check_targets(&registration.declaration.targets));
    if let Some(designation) = &registration.facts.designation {
        reserve(actor, Action::Designate, "按第三条第（五）项指定评估")?;
        check_designation(&mut issues, designation, "designation.", at);
    }
    if !issues.is_empty() {
        return Err(Rejection::invalid("第十条", issues));
    }
    let determination = classify(&registration.facts, rulebook);
    let change = SubjectChange::SubjectRegistered(Box::new(registration));
    Ok(SubjectEvent { at, by: Person::from(actor), change, determination })
}

/// Decides on an order to evaluate under Art. 3(5) (C17).
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn designate(
    subject: &Subject,
    designation: Designation,
    actor: &Actor,
    rulebook: &Rulebook,
    at: DateTime<Utc>,
) -> Result<SubjectEvent, Rejection> {
    authorise(actor, Action::Designate, &Relation::default(), "按第三条第（五）项指定评估")?;
    subject.standing.check_counts()?;
    let mut issues = Vec::new();
    check_designation(&mut issues, &designation, "", at);
    if !issues.is_empty() {
        return Err(Rejection::invalid("第三条第（五）项", issues));
    }
    Ok(concluded(subject, SubjectChange::SubjectDesignated { designation }, actor, rulebook, at))
}

fn check_designation(issues: &mut Vec<Issue>, designation: &Designation, prefix: &str, at: DateTime<Utc>) {
    require(issues, &format!("{prefix}by"), "决定单位", &designation.by);
    require(issues, &format!("{prefix}document"), "文件或者会议纪要", &designation.document);
    if designation.on > day_of(at) {
        let message = "决定日期不能晚于今天，请核对文件".to_owned();
        issues.push(Issue::new(format!("{prefix}on"), "out_of_range", message));
    }
}

/// How `actor` stands to a subject, its evaluations aside.
fn relation_to(subject: &Subject, actor: &Actor) -> Relation {
    let applied = Relation::possible_for(actor.role).applied
        && subject.declaration.unit.as_deref().is_some_and(|unit| actor.is_of(unit));
    Relation { applied, ..Relation::default() }
}

/// For what concerns no subject that exists: there is nothing to hide, so a refusal says who may.
fn reserve(actor: &Actor, action: Action, what: &str) -> Result<(), Rejection> {
    can(actor.role, action, &Relation::default()).map_err(|_| forbidden(action, what))
}

fn forbidden(action: Action, what: &str) -> Rejection {
    Rejection::forbidden("第九条", format!("{what}由{}办理，您没有此项权限", action.reserved_for()))
}

fn authorise(actor: &Actor, action: Action, relation: &Relation, what: &str) -> Result<(), Rejection> {
    can(actor.role, action, relation).map_err(|denied| match denied {
        Denied::Hidden => Rejection {
            detail: "没有找到该评估对象，请核对编号".to_owned(),
            ..Rejection::hidden()
        },
        Denied::Forbidden => forbidden(action, what),
    })
}

/// An applicant speaks for no other unit: neither when registering nor by handing a subject over in an answer.
fn check_own_unit(issues: &mut Vec<Issue>, actor: &Actor, unit: Option<&str>) {
    if Relation::possible_for(actor.role).applied && !unit.is_some_and(|unit| actor.is_of(unit)) {
        let message = format!("申报单位应为本单位{}", actor.organisation);
        issues.push(Issue::new("unit", "not_own_unit", message));
    }
}

/// The event of a change after which the subject is judged anew.
fn concluded(
    subject: &Subject,
    change: SubjectChange,
    actor: &Actor,
    rulebook: &Rulebook,
    at: DateTime<Utc>,
) -> SubjectEvent {
    let by = Person::from(actor);
    let mut changed = subject.clone();
    apply(&mut changed, &change, &by, day_of(at));
    let determination = classify(&changed.facts, rulebook);
    SubjectEvent { at, by, change, determination }
}

/// The event of a change that touches no fact, so that the verdict stays.
fn unjudged(subject: &Subject, change: SubjectChange, actor: &Actor, at: DateTime<Utc>) -> SubjectEvent {
    SubjectEvent { at, by: Person::from(actor), change, determination: subject.determination.clone() }
}

/// The subject that a registering event begins. `None` for any other event.
#[must_use]
pub fn begin(event: &SubjectEvent) -> Option<Subject> {
    let (registration, parts) = match &event.change {
        SubjectChange::SubjectRegistered(registration) => (registration.as_ref(), Vec::new()),
        SubjectChange::SubjectsJoined(joint) => (&joint.registration, joint.parts.clone()),
        SubjectChange::QuestionAnswered { .. }
        | SubjectChange::SubjectDesignated { .. }
        | SubjectChange::UnitRecognised { .. }
        | SubjectChange::TargetsSet { .. }
        | SubjectChange::SubjectExempted { .. }
        | SubjectChange::ExemptionRevoked { .. }
        | SubjectChange::SubjectJoined { .. }
        | SubjectChange::JoinDissolved { .. }
        | SubjectChange::SubjectReleased { .. }
        | SubjectChange::BudgetOverrideRequested { .. }
        | SubjectChange::BudgetOverrideApproved { .. } => return None,
    };
    let Registration { id, place, declaration, facts } = registration.clone();
    let determination = event.determination.clone();
    let standing = Standing::Independent;
    let budget_overrides = Vec::new();
    Some(Subject {
        id,
        version: 1,
        place,
        declaration,
        facts,
        determination,
        standing,
        parts,
        budget_overrides,
    })
}

/// The subject after `event`.
#[must_use]
pub fn evolve(mut subject: Subject, event: &SubjectEvent) -> Subject {
    subject.version += 1;
    apply(&mut subject, &event.change, &event.by, day_of(event.at));
    subject.determination = event.determination.clone();
    subject
}

/// The subject that a whole history leads to. `None` when it does not begin with a registration.
#[must_use]
pub fn replay<'a>(events: impl IntoIterator<Item = &'a SubjectEvent>) -> Option<Subject> {
    let mut events = events.into_iter();
    let first = begin(events.next()?)?;
    Some(events.fold(first, evolve))
}

/// The calendar day on which something happened: China has one time, eight hours ahead of UTC.
#[must_use]
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.checked_add_signed(TimeDelta::hours(8)).unwrap_or(at).date_naive()
}

fn apply(subject: &mut Subject, change: &SubjectChange, by: &Person, on: NaiveDate) {
    let decision = |reason: &String, document: Option<&String>| Decision {
        reason: reason.clone(),
        document: document.cloned(),
        by: by.post.clone(),
        on,
    };
    match change {
        SubjectChange::SubjectRegistered(_) | SubjectChange::SubjectsJoined(_) => {}
        SubjectChange::SubjectDesignated { designation } => {
            subject.facts.designation = Some(designation.clone());
            end_exemption(subject);
        }
        SubjectChange::QuestionAnswered { answer, document } => {
            if let Answer::Unit { name, unit: _ } = answer {
                subject.declaration.unit = Some(name.clone());
            }
            let origin = Origin::Confirmed { by: by.post.clone(), on, document: document.clone() };
            apply_answer(&mut subject.facts, answer, origin);
            end_exemption(subject);
        }
        SubjectChange::UnitRecognised { declared, name, unit } => {
            subject.declaration.unit = Some(name.clone());
            if let Some(kind) = unit {
                subject.facts.unit = Some(Fact::inferred(*kind, declared, "见单位名录"));
                end_exemption(subject);
            }
        }
        SubjectChange::TargetsSet { targets } => subject.declaration.targets.clone_from(targets),
        SubjectChange::SubjectExempted { reason, document } => {
            subject.standing = Standing::Exempted { decision: decision(reason, document.as_ref()) };
        }
        SubjectChange::SubjectJoined { into, name: _, reason, document } => {
            subject.standing =
                Standing::Joined { into: *into, decision: decision(reason, document.as_ref()) };
        }
        SubjectChange::JoinDissolved { reason } => {
            subject.standing = Standing::Dissolved { decision: decision(reason, None) };
        }
        SubjectChange::ExemptionRevoked { .. } | SubjectChange::SubjectReleased { .. } => {
            subject.standing = Standing::Independent;
        }
        SubjectChange::BudgetOverrideRequested { budget_year, reason } => {
            overriding::note_request(subject, *budget_year, reason, by, on);
        }
        SubjectChange::BudgetOverrideApproved { budget_year } => {
            overriding::note_approval(subject, *budget_year, by, on);
        }
    }
}

/// An exemption was decided on the facts of its day: on other facts it has to be decided again.
fn end_exemption(subject: &mut Subject) {
    if matches!(subject.standing, Standing::Exempted { .. }) {
        subject.standing = Standing::Independent;
    }
}
