//! What is known about an evaluation: the rounds, their states and everything recorded in them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::conditions::Condition;
use super::evidence::Evidence;
use super::rating::OrganiserRating;
use super::records::{
    ArgumentRequest, Batch, ChecklistItem, Commission, Deputy, FormerGroupMember, Meeting, Notice, Opinion,
    Plan, PreliminaryScore, ReportReturn, ReportText, Review, RoundResult, Signature, SiteVisit, Supplement,
    WorkingGroup,
};
use crate::actor::Actor;
use crate::classification::ObjectKind;
use crate::id::{ActorId, EvaluationId, SubjectId};
use crate::money::Money;
use crate::panel::Panel;
use crate::score::Score;
use crate::scoring::Sheet;

/// A person in a post as a paper names them, kept as it was when they acted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The actor.
    pub actor: ActorId,
    /// The post: `住建局项目股经办`.
    pub post: String,
    /// The organisation.
    pub organisation: String,
}

impl From<&Actor> for Person {
    fn from(actor: &Actor) -> Self {
        Self { actor: actor.id, post: actor.post.clone(), organisation: actor.organisation.clone() }
    }
}

/// The evaluation of one subject: a case with one or more rounds, of which only the last can change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Identifier.
    pub id: EvaluationId,
    /// How many events of the case itself have happened. Score sheets count their own.
    pub version: u64,
    /// What is evaluated, as it was when the case was opened.
    pub subject: EvaluatedSubject,
    /// The rulebook the case was opened under. It never changes.
    pub rulebook: RulebookPin,
    /// The budget year applied for (C51).
    pub budget_year: u16,
    /// Rounds that came before, oldest first. They never change.
    pub earlier: Vec<Round>,
    /// The latest round.
    pub round: Round,
    /// The conditions of supported results, by round and number. They are followed also after their round has ended.
    pub conditions: Vec<Condition>,
}

/// The subject as the case sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluatedSubject {
    /// Identifier.
    pub id: SubjectId,
    /// Name.
    pub name: String,
    /// Policy or project.
    pub object: ObjectKind,
    /// 预算申报单位: the organisation that files it and answers for its data.
    pub applicant: String,
    /// Whether Art. 3 does not require the evaluation (C21).
    pub voluntary: bool,
    /// What is applied for, when it was known: the increase of an adjustment, the total investment otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_amount: Option<Money>,
}

/// A rulebook at one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulebookPin {
    /// Identifier: `yunxi-2023`.
    pub id: String,
    /// SM3 of its canonical form.
    pub digest: String,
}

/// Where a round stands (Arts. 12–19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 已立项评估
    Opened,
    /// 已组建
    Organised,
    /// 方案已定
    Planned,
    /// 收集审核资料
    Collecting,
    /// 初步评分
    Preliminary,
    /// 正式评估
    InMeeting,
    /// 撰写报告
    Reporting,
    /// 已认定
    Concluded,
    /// 已报送
    Submitted,
    /// End: 予以支持
    Supported,
    /// End: 申报退回; a new round may follow
    ReturnedForRevision,
    /// End: 本预算年度不进入预算编审
    Excluded,
    /// End: 被重新评估取代
    Superseded,
    /// End: 已撤回
    Withdrawn,
}

impl State {
    /// Every state in the order of the path.
    pub const ALL: [Self; 14] = [
        Self::Opened,
        Self::Organised,
        Self::Planned,
        Self::Collecting,
        Self::Preliminary,
        Self::InMeeting,
        Self::Reporting,
        Self::Concluded,
        Self::Submitted,
        Self::Supported,
        Self::ReturnedForRevision,
        Self::Excluded,
        Self::Superseded,
        Self::Withdrawn,
    ];

    /// The state as officials call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Opened => "已立项评估",
            Self::Organised => "已组建",
            Self::Planned => "方案已定",
            Self::Collecting => "收集审核资料",
            Self::Preliminary => "初步评分",
            Self::InMeeting => "正式评估",
            Self::Reporting => "撰写报告",
            Self::Concluded => "已认定",
            Self::Submitted => "已报送",
            Self::Supported => "予以支持",
            Self::ReturnedForRevision => "申报退回",
            Self::Excluded => "不进入预算编审",
            Self::Superseded => "被重新评估取代",
            Self::Withdrawn => "已撤回",
        }
    }

    /// The stage of Art. 12, or the time after the three stages.
    #[must_use]
    pub const fn stage(self) -> &'static str {
        match self {
            Self::Opened | Self::Organised | Self::Planned => "评估准备",
            Self::Collecting | Self::Preliminary | Self::InMeeting => "评估实施",
            Self::Reporting | Self::Concluded => "评估报告",
            Self::Submitted => "结果应用",
            Self::Supported
            | Self::ReturnedForRevision
            | Self::Excluded
            | Self::Superseded
            | Self::Withdrawn => "已结束",
        }
    }

    /// Whether nothing in the round can change any more.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(
            self,
            Self::Supported | Self::ReturnedForRevision | Self::Excluded | Self::Superseded | Self::Withdrawn
        )
    }

    /// Whether the formal meeting has been convened, so that panel and deputies see what it is about.
    #[must_use]
    pub const fn is_convened(self) -> bool {
        matches!(self, Self::InMeeting | Self::Reporting) || self.is_released()
    }

    /// Whether the result has been confirmed, so that the embargo of Art. 22 on it is over.
    #[must_use]
    pub const fn is_released(self) -> bool {
        matches!(
            self,
            Self::Concluded
                | Self::Submitted
                | Self::Supported
                | Self::ReturnedForRevision
                | Self::Excluded
                | Self::Superseded
        )
    }
}

/// Why a round was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundKind {
    /// The first.
    First,
    /// After 一般: the unit revised its object (Art. 17(2), C43).
    Revision,
    /// Ordered by the finance bureau (Art. 19, C46).
    Reevaluation,
}

impl RoundKind {
    /// As papers name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::First => "首次评估",
            Self::Revision => "修改完善后再次评估",
            Self::Reevaluation => "重新评估",
        }
    }
}

/// 评估组织部门: exactly one per round (C24).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organiser {
    /// The organisation.
    pub organisation: String,
    /// Whether it is the finance bureau rather than a budget department (Art. 6).
    pub finance_bureau: bool,
}

/// One round of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// 1, 2, 3…
    pub number: u32,
    /// Why it was opened.
    pub kind: RoundKind,
    /// The round whose result it replaces (C46).
    pub supersedes: Option<u32>,
    /// Why a later round was opened: what the unit revised, or why the bureau ordered it.
    pub opening_reason: Option<String>,
    /// Who organises it.
    pub organiser: Organiser,
    /// Where it stands.
    pub state: State,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// A commissioned third party (Art. 11).
    pub third_party: Option<Commission>,
    /// 评估工作组
    pub working_group: Option<WorkingGroup>,
    /// Who left the working group.
    pub former_group_members: Vec<FormerGroupMember>,
    /// 专家小组
    pub panel: Panel,
    /// 评估方案
    pub plan: Option<Plan>,
    /// 通知书; from its issue on, the indicator table is frozen (C55)
    pub notice: Option<Notice>,
    /// 资料清单, by code
    pub checklist: BTreeMap<String, ChecklistItem>,
    /// 补充资料要求
    pub supplements: Vec<Supplement>,
    /// 现场调研
    pub site_visit: Option<SiteVisit>,
    /// Channels used, cross-checks, comparisons and red flags.
    pub evidence: Evidence,
    /// 初步评分, by indicator
    pub preliminary: BTreeMap<String, PreliminaryScore>,
    /// 论证需求
    pub argument_requests: Vec<ArgumentRequest>,
    /// 正式评估会
    pub meeting: Option<Meeting>,
    /// 代表、委员
    pub deputies: Vec<Deputy>,
    /// 评分表, by expert
    pub sheets: BTreeMap<ActorId, Sheet>,
    /// 专家评估意见
    pub opinion: Option<Opinion>,
    /// 评估报告, by section code
    pub report: BTreeMap<String, ReportText>,
    /// Signatures of the working group under the report.
    pub report_signatures: Vec<Signature>,
    /// 报告退回 (Art. 19, C45)
    pub report_returns: Vec<ReportReturn>,
    /// 组织部门评分 (Art. 16, C31): kept beside the panel's score
    pub rating: Option<OrganiserRating>,
    /// 认定结果
    pub result: Option<RoundResult>,
    /// 抽查和审核 (C31, C47): kept beside the result, never mixed in
    pub reviews: Vec<Review>,
    /// 报送批次 (Art. 18)
    pub batch: Option<Batch>,
    /// Why the round ended, where its end needs a reason.
    pub end_reason: Option<String>,
}

impl Round {
    /// A fresh round with nothing in it.
    #[must_use]
    pub fn new(number: u32, kind: RoundKind, organiser: Organiser, opened_at: DateTime<Utc>) -> Self {
        Self {
            number,
            kind,
            supersedes: None,
            opening_reason: None,
            organiser,
            state: State::Opened,
            opened_at,
            third_party: None,
            working_group: None,
            former_group_members: Vec::new(),
            panel: Panel::default(),
            plan: None,
            notice: None,
            checklist: BTreeMap::new(),
            supplements: Vec::new(),
            site_visit: None,
            evidence: Evidence::default(),
            preliminary: BTreeMap::new(),
            argument_requests: Vec::new(),
            meeting: None,
            deputies: Vec::new(),
            sheets: BTreeMap::new(),
            opinion: None,
            report: BTreeMap::new(),
            report_signatures: Vec::new(),
            report_returns: Vec::new(),
            rating: None,
            result: None,
            reviews: Vec::new(),
            batch: None,
            end_reason: None,
        }
    }

    /// Whether the actor is invited as a deputy and the invitation stands.
    #[must_use]
    pub fn is_invited_deputy(&self, actor: ActorId) -> bool {
        self.deputies.iter().any(|deputy| deputy.is_invited() && deputy.person.actor == actor)
    }

    /// The weights that bind the scoring.
    #[must_use]
    pub fn weights(&self) -> Option<&BTreeMap<String, Score>> {
        self.plan.as_ref().map(|plan| &plan.weights)
    }

    /// The working group's total, when every indicator has a mark.
    #[must_use]
    pub fn preliminary_total(&self) -> Score {
        self.preliminary
            .values()
            .try_fold(Score::ZERO, |total, entry| total.checked_add(entry.score))
            .unwrap_or(Score::FULL)
    }
}
