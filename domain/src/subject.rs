//! 评估对象: one policy or project with its facts and the history of its verdicts.

mod exempting;
mod joining;
mod joint_facts;
mod recognising;
mod standing;
mod targeting;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::classification::{
    Application, Designation, Determination, DistrictMoney, Fact, Facts, ObjectKind, Origin, ProjectClass,
    Question, UnitKind, classify,
};
use crate::evaluation::{Person, Rejection};
use crate::id::{ImportId, SubjectId};
use crate::issue::{Issue, require};
use crate::money::{Money, Share};
use crate::policy::{Action, Denied, Relation, can};
use crate::rulebook::Rulebook;
use crate::target::{PerformanceTarget, check_targets};

pub use exempting::{exempt, revoke_exemption};
pub use joining::{JoinEvents, Joining, JointRegistration, MOST_MEMBERS, Member, dissolve, join, may_join};
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
        }
    }
}

/// An answer to a [`Question`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "question", rename_all = "snake_case")]
pub enum Answer {
    /// 政策还是项目
    Object {
        /// The kind.
        object: ObjectKind,
    },
    /// 申请事项
    Application {
        /// What is applied for.
        application: Application,
    },
    /// 总投资
    Amount {
        /// The total investment.
        amount: Money,
    },
    /// 基础设施类还是非基础设施类
    Class {
        /// The class.
        class: ProjectClass,
    },
    /// 是一个项目还是几个项目
    OneProject {
        /// Whether they are one project.
        one_project: bool,
    },
    /// 是否使用区级财政资金
    Money {
        /// Whether district money pays for some of it.
        district_money: bool,
    },
    /// 实施单位
    Unit {
        /// Its name.
        name: String,
        /// Its kind.
        unit: UnitKind,
    },
    /// 区级出资比例
    DistrictShare {
        /// District money ÷ total investment.
        share: Share,
    },
    /// 已批准的区级预算
    ApprovedDistrictBudget {
        /// The whole approved district budget.
        amount: Money,
    },
    /// 申请增加的区级预算资金
    RequestedIncrease {
        /// The increase applied for now.
        amount: Money,
        /// Why the content or standard changed (C14).
        cause: String,
    },
    /// 上级统一部署调整的金额
    HigherLevelOrder {
        /// How much of the increase a higher level ordered; more than nothing needs a document.
        amount: Money,
    },
}

impl Answer {
    /// The question that it answers.
    #[must_use]
    pub const fn question(&self) -> Question {
        match self {
            Self::Object { .. } => Question::Object,
            Self::Application { .. } => Question::Application,
            Self::Amount { .. } => Question::Amount,
            Self::Class { .. } => Question::Class,
            Self::OneProject { .. } => Question::OneProject,
            Self::Money { .. } => Question::Money,
            Self::Unit { .. } => Question::Unit,
            Self::DistrictShare { .. } => Question::DistrictShare,
            Self::ApprovedDistrictBudget { .. } => Question::ApprovedDistrictBudget,
            Self::RequestedIncrease { .. } => Question::RequestedIncrease,
            Self::HigherLevelOrder { .. } => Question::HigherLevelOrder,
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

/// Decides on an answer and classifies anew.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn answer(
    subject: &Subject,
    answer: Answer,
    document: Option<String>,
    actor: &Actor,
    rulebook: &Rulebook,
    at: DateTime<Utc>,
) -> Result<SubjectEvent, Rejection> {
    authorise(actor, Action::AnswerQuestion, &relation_to(subject, actor), "答复分类问题")?;
    subject.standing.check_counts()?;
    let document = document.filter(|document| !document.trim().is_empty());
    check_answer(subject, &answer, document.as_deref(), actor)?;
    let change = SubjectChange::QuestionAnswered { answer, document };
    Ok(concluded(subject, change, actor, rulebook, at))
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

fn check_answer(
    subject: &Subject,
    answer: &Answer,
    document: Option<&str>,
    actor: &Actor,
) -> Result<(), Rejection> {
    let mut issues = Vec::new();
    match answer {
        Answer::Amount { amount } | Answer::ApprovedDistrictBudget { amount } if amount.fen() < 0 => {
            issues.push(Issue::new("amount", "out_of_range", "金额不能为负数"));
        }
        Answer::RequestedIncrease { amount, cause } => {
            if amount.fen() < 0 {
                issues.push(Issue::new("amount", "out_of_range", "增加额不能为负数；调减预算不属本项"));
            }
            require(&mut issues, "cause", "调整原因", cause);
        }
        Answer::HigherLevelOrder { amount } => {
            if amount.fen() < 0 {
                issues.push(Issue::new("amount", "out_of_range", "金额不能为负数"));
            }
            if amount.fen() > 0 && document.is_none() {
                issues.push(Issue::new("document", "required", "上级统一部署的调整须填写文号"));
            }
        }
        Answer::Unit { name, unit: _ } => {
            require(&mut issues, "name", "单位名称", name);
            check_own_unit(&mut issues, actor, Some(name));
        }
        Answer::OneProject { .. } if subject.facts.possible_parts.is_none() => {
            issues.push(not_asked("question"));
        }
        Answer::Object { .. }
        | Answer::Application { .. }
        | Answer::Amount { .. }
        | Answer::Class { .. }
        | Answer::OneProject { .. }
        | Answer::Money { .. }
        | Answer::DistrictShare { .. }
        | Answer::ApprovedDistrictBudget { .. } => {}
    }
    if issues.is_empty() { Ok(()) } else { Err(Rejection::invalid("第三条", issues)) }
}

/// Whether several objects are one project is no question where there is only one.
pub(crate) fn not_asked(field: impl Into<String>) -> Issue {
    Issue::new(field, "not_asked", "没有发现可能属同一项目的其他对象，无需答复")
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
        | SubjectChange::SubjectReleased { .. } => return None,
    };
    let Registration { id, place, declaration, facts } = registration.clone();
    let determination = event.determination.clone();
    let standing = Standing::Independent;
    Some(Subject { id, version: 1, place, declaration, facts, determination, standing, parts })
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
    }
}

/// An exemption was decided on the facts of its day: on other facts it has to be decided again.
fn end_exemption(subject: &mut Subject) {
    if matches!(subject.standing, Standing::Exempted { .. }) {
        subject.standing = Standing::Independent;
    }
}

/// Puts the fact that `answer` states in its place.
pub(crate) fn apply_answer(facts: &mut Facts, answer: &Answer, origin: Origin) {
    match answer {
        Answer::Object { object } => facts.object = Some(Fact { value: *object, origin }),
        Answer::Application { application } => facts.application = Some(Fact { value: *application, origin }),
        Answer::Amount { amount } => facts.total_amount = Some(Fact { value: *amount, origin }),
        Answer::Class { class } => {
            facts.class = Some(Fact { value: *class, origin });
            facts.class_doubt = None;
        }
        Answer::OneProject { one_project } => {
            if let Some(parts) = &mut facts.possible_parts {
                parts.one_project = Some(Fact { value: *one_project, origin });
            }
        }
        Answer::Money { district_money } => {
            let value = if *district_money { DistrictMoney::Some } else { DistrictMoney::ConfirmedNone };
            facts.district_money = Some(Fact { value, origin });
        }
        Answer::Unit { name: _, unit } => facts.unit = Some(Fact { value: *unit, origin }),
        Answer::DistrictShare { share } => facts.district_share = Some(Fact { value: *share, origin }),
        Answer::ApprovedDistrictBudget { amount } => {
            facts.adjustment.approved_district_budget = Some(Fact { value: *amount, origin });
        }
        Answer::RequestedIncrease { amount, cause } => {
            facts.adjustment.requested_increase = Some(Fact { value: *amount, origin });
            facts.adjustment.cause = Some(cause.clone());
        }
        Answer::HigherLevelOrder { amount } => {
            facts.adjustment.ordered_by_higher_level = Some(Fact { value: *amount, origin });
        }
    }
}
