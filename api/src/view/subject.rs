//! An evaluation subject as it is shown.

use domain::money::MoneyUnit;
use domain::subject::{Subject, SubjectEvent};
use poem_openapi::Object;
use storage::subjects::VerdictCounts;

use super::Labelled;
use super::budget::BudgetOverrideView;
use super::determination::DeterminationView;
use super::subject_life::{PartView, StandingView, TargetView};

/// 评估对象: one policy or project.
#[derive(Debug, Clone, Object)]
pub struct SubjectView {
    /// Identifier.
    pub id: String,
    /// Version, as `If-Match` and `ETag` carry it.
    pub version: u64,
    /// Section of the list: `一`.
    pub section: Option<String>,
    /// Title of the section.
    pub section_title: Option<String>,
    /// Title of the sub-section.
    pub subsection: Option<String>,
    /// Serial number in the section.
    pub number: Option<u32>,
    /// Name.
    pub name: String,
    /// 申报单位 or 建设单位; empty while it is 待定.
    pub unit: Option<String>,
    /// 建设性质 as printed.
    pub nature: String,
    /// 主要建设内容.
    pub content: String,
    /// 工作计划.
    pub schedule: String,
    /// 资金来源 as printed.
    pub funding: String,
    /// 备注.
    pub remark: String,
    /// Total investment in 万元, exact; empty when unknown.
    pub amount_wan: Option<String>,
    /// The verdict.
    pub determination: DeterminationView,
    /// Where it stands beside the verdict: exempted, joined, or by itself.
    pub standing: StandingView,
    /// What it consists of, when it was made by joining others.
    pub parts: Vec<PartView>,
    /// 绩效目标.
    pub targets: Vec<TargetView>,
    /// Overrides of the entry into a budget, asked for or approved.
    pub budget_overrides: Vec<BudgetOverrideView>,
}

impl From<&Subject> for SubjectView {
    fn from(subject: &Subject) -> Self {
        let place = subject.place.as_ref();
        let declaration = &subject.declaration;
        Self {
            id: subject.id.to_string(),
            version: subject.version,
            section: place.map(|place| place.section.clone()),
            section_title: place.map(|place| place.section_title.clone()),
            subsection: place.and_then(|place| place.subsection.clone()),
            number: place.map(|place| place.number),
            name: declaration.name.clone(),
            unit: declaration.unit.clone(),
            nature: declaration.nature.clone(),
            content: declaration.content.clone(),
            schedule: declaration.schedule.clone(),
            funding: declaration.funding.clone(),
            remark: declaration.remark.clone(),
            amount_wan: subject
                .facts
                .total_amount
                .as_ref()
                .map(|amount| amount.value.to_decimal(MoneyUnit::TenThousand)),
            determination: DeterminationView::from(&subject.determination),
            standing: StandingView::from(&subject.standing),
            parts: subject.parts.iter().map(PartView::from).collect(),
            targets: declaration.targets.iter().map(TargetView::from).collect(),
            budget_overrides: subject.budget_overrides.iter().map(BudgetOverrideView::from).collect(),
        }
    }
}

/// A page of subjects.
#[derive(Debug, Clone, Object)]
pub struct SubjectPage {
    /// The subjects, in the order of the list.
    pub subjects: Vec<SubjectView>,
    /// Pass as `after` to read on; empty at the end.
    pub next: Option<i64>,
}

/// The verdicts on a subject over time.
#[derive(Debug, Clone, Object)]
pub struct HistoryView {
    /// What happened, oldest first.
    pub events: Vec<HistoryEventView>,
}

/// Something that happened to a subject, with the verdict from then on.
#[derive(Debug, Clone, Object)]
pub struct HistoryEventView {
    /// The version of the subject from then on.
    pub version: u64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// The post of whoever did it.
    pub by: String,
    /// `subject_registered`, `question_answered`, `subject_designated`, `targets_set`, `subject_exempted`,
    /// `exemption_revoked`, `subjects_joined`, `subject_joined`, `join_dissolved`, `subject_released`,
    /// `budget_override_requested` or `budget_override_approved`.
    pub kind: String,
    /// What, in Chinese.
    pub what: String,
    /// The verdict from then on.
    pub verdict: Labelled,
    /// Why, step by step.
    pub reasons: Vec<String>,
}

impl From<&[SubjectEvent]> for HistoryView {
    fn from(events: &[SubjectEvent]) -> Self {
        let events = (1..).zip(events).map(|(version, event)| HistoryEventView {
            version,
            at: event.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            by: event.by.post.clone(),
            kind: event.change.name().to_owned(),
            what: event.change.words(),
            verdict: Labelled::new(&event.determination.verdict, event.determination.verdict.label()),
            reasons: event.determination.reasons.clone(),
        });
        Self { events: events.collect() }
    }
}

/// How many subjects have each verdict.
#[derive(Debug, Clone, Object)]
pub struct VerdictCountsView {
    /// 应评估.
    pub required: u64,
    /// 不需评估.
    pub not_required: u64,
    /// 需补充信息.
    pub needs_information: u64,
    /// 不属适用范围.
    pub out_of_scope: u64,
    /// 已豁免: how many of `required` the bureau exempted.
    pub exempted: u64,
    /// 已归并: how many are part of a joint subject, and in none of the other numbers.
    pub joined: u64,
}

impl From<VerdictCounts> for VerdictCountsView {
    fn from(counts: VerdictCounts) -> Self {
        Self {
            required: counts.required,
            not_required: counts.not_required,
            needs_information: counts.needs_information,
            out_of_scope: counts.out_of_scope,
            exempted: counts.exempted,
            joined: counts.joined,
        }
    }
}
