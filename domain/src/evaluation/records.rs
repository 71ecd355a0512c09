//! What is recorded in a round: plan, notice, material, visit, marks, meeting, opinions, report, result.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::evidence::{EvidenceLink, VisitFile};
use super::state::{Person, State};
use crate::id::ActorId;
use crate::money::Money;
use crate::rulebook::{Grade, Outcome};
use crate::score::{Mean, Score};

/// 委托第三方机构 (Art. 11, C26).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commission {
    /// The firm.
    pub firm: String,
    /// The contract's number or title.
    pub contract: String,
    /// The fee, above zero. `None` only in commissions from before it was recorded.
    #[serde(default)]
    pub fee: Option<Money>,
    /// Where the fee comes from (Art. 11): 年度预算、项目经费、公用经费、机动经费, or another source in words.
    pub fee_source: String,
}

/// 评估工作组 (Art. 13(2)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingGroup {
    /// 组长
    pub leader: Person,
    /// 成员 without the leader
    pub members: Vec<Person>,
}

impl WorkingGroup {
    /// Leader and members.
    pub fn everybody(&self) -> impl Iterator<Item = &Person> {
        std::iter::once(&self.leader).chain(&self.members)
    }

    /// Whether the actor belongs to it.
    #[must_use]
    pub fn includes(&self, actor: ActorId) -> bool {
        self.everybody().any(|person| person.actor == actor)
    }
}

/// Somebody who left the working group. Kept for the record; their signature under the report does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerGroupMember {
    /// Who.
    pub person: Person,
    /// Why they left.
    pub reason: String,
    /// Where the round stood then. Whoever left while the report was written may be one of its authors.
    pub left_in: State,
}

/// The eight contents of the plan (Art. 13(3)).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlanContents {
    /// 评估对象概况
    pub subject_overview: String,
    /// 评估目的和依据
    pub purpose_and_basis: String,
    /// 评估组织和方法
    pub organisation_and_methods: String,
    /// 评估内容与重点
    pub content_and_focus: String,
    /// 评估指标体系
    pub indicator_system: String,
    /// 评估人员
    pub personnel: String,
    /// 评估步骤与时间安排
    pub steps_and_schedule: String,
    /// 有关工作要求
    pub requirements: String,
}

impl PlanContents {
    /// Field, name on paper and text of each content, in the order of Art. 13(3).
    #[must_use]
    pub fn entries(&self) -> [(&'static str, &'static str, &str); 8] {
        [
            ("subject_overview", "评估对象概况", &self.subject_overview),
            ("purpose_and_basis", "评估目的和依据", &self.purpose_and_basis),
            ("organisation_and_methods", "评估组织和方法", &self.organisation_and_methods),
            ("content_and_focus", "评估内容与重点", &self.content_and_focus),
            ("indicator_system", "评估指标体系", &self.indicator_system),
            ("personnel", "评估人员", &self.personnel),
            ("steps_and_schedule", "评估步骤与时间安排", &self.steps_and_schedule),
            ("requirements", "有关工作要求", &self.requirements),
        ]
    }
}

/// 评估方案 (Art. 13(3)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The eight contents.
    pub contents: PlanContents,
    /// 评估方式 and 评估方法 used (Art. 8): names from the measure or others that support the conclusion.
    pub methods: Vec<String>,
    /// The most points of each indicator, by code; they add up to 100 (C30).
    pub weights: BTreeMap<String, Score>,
    /// Who drafted it.
    pub drafted_by: Person,
    /// Who approved it.
    pub approved_by: Option<Person>,
}

/// The five contents of the notice (Art. 13(4)) and the two attachments that are texts. The other two, the
/// score table and the checklist, are the plan's weights and the round's checklist.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NoticeContents {
    /// 评估范围
    pub scope: String,
    /// 评估依据
    pub basis: String,
    /// 评估主要内容
    pub content: String,
    /// 评估程序和步骤
    pub procedure: String,
    /// 有关要求
    pub requirements: String,
    /// 附件：基础数据表
    pub base_data_table: String,
    /// 附件：现场调研安排表
    pub site_visit_schedule: String,
}

impl NoticeContents {
    /// Field, name on paper and text of each content, in the order of Art. 13(4).
    #[must_use]
    pub fn entries(&self) -> [(&'static str, &'static str, &str); 7] {
        [
            ("scope", "评估范围", &self.scope),
            ("basis", "评估依据", &self.basis),
            ("content", "评估主要内容", &self.content),
            ("procedure", "评估程序和步骤", &self.procedure),
            ("requirements", "有关要求", &self.requirements),
            ("base_data_table", "附件：基础数据表", &self.base_data_table),
            ("site_visit_schedule", "附件：现场调研安排表", &self.site_visit_schedule),
        ]
    }
}

/// 事前绩效评估通知书 (Art. 13(4)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The document number.
    pub document_number: String,
    /// The contents.
    pub contents: NoticeContents,
    /// The day by which the unit supplies the material (C53).
    pub material_due: NaiveDate,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// Who issued it.
    pub issued_by: Person,
}

/// One material of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistItem {
    /// The material's name.
    pub name: String,
    /// Whether it is needed from everybody, or only where it exists.
    pub required: bool,
    /// What was supplied, oldest first. Nothing is overwritten.
    pub materials: Vec<Material>,
    /// Where it stands.
    pub status: MaterialStatus,
    /// Why it was returned.
    pub return_reason: Option<String>,
    /// A waiver, asked for by one person and approved by another.
    pub waiver: Option<Waiver>,
}

/// Where a material stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaterialStatus {
    /// 缺失
    Missing,
    /// 已收
    Received,
    /// 通过
    Accepted,
    /// 退回
    Returned,
    /// 免交
    Waived,
}

impl MaterialStatus {
    /// As papers name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Missing => "缺失",
            Self::Received => "已收",
            Self::Accepted => "通过",
            Self::Returned => "退回",
            Self::Waived => "免交",
        }
    }
}

/// A document that the unit supplied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    /// Its title.
    pub title: String,
    /// SM3 of the file, 64 hexadecimal digits.
    pub digest: String,
    /// Who supplied it.
    pub supplied_by: Person,
    /// When.
    pub supplied_at: DateTime<Utc>,
}

/// A material that need not be supplied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// Why.
    pub reason: String,
    /// Who asked.
    pub requested_by: Person,
    /// Who approved: somebody else.
    pub approved_by: Option<Person>,
}

/// 补充报送要求 (Art. 14(3), C41).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    /// What is asked for.
    pub text: String,
    /// By when.
    pub due: NaiveDate,
    /// The checklist item that it is about.
    pub item: Option<String>,
    /// The indicator that it is about.
    pub indicator: Option<String>,
    /// The unit's answer.
    pub answer: Option<String>,
    /// SM3 of files that belong to the answer, 64 hexadecimal digits each.
    pub digests: Vec<String>,
    /// Why the working group went on without an answer, once the day had passed.
    pub closure: Option<SupplementClosure>,
}

impl Supplement {
    /// Whether nothing more is waited for.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.answer.is_some() || self.closure.is_some()
    }
}

/// 按现有资料评估: an overdue request is not waited for any longer (C41).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementClosure {
    /// Why the material at hand suffices, or what its lack means for the marks.
    pub reason: String,
    /// Who closed it.
    pub closed_by: Person,
}

/// 现场调研 (Art. 14(2), C54).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SiteVisit {
    /// It took place.
    Recorded {
        /// The day.
        on: NaiveDate,
        /// The place.
        place: String,
        /// Who took part, as posts.
        participants: Vec<String>,
        /// What was seen, compared with what was declared.
        findings: String,
        /// What the unit explained.
        explanations: String,
        /// Photographs and other files.
        #[serde(default)]
        files: Vec<VisitFile>,
    },
    /// It was left out.
    Skipped {
        /// Why.
        reason: String,
    },
}

/// A preliminary mark with its four mandatory fields (Art. 14(3)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreliminaryScore {
    /// The mark.
    pub score: Score,
    /// 评分依据
    pub basis: String,
    /// 评分要点
    pub points: String,
    /// 证明资料
    pub evidence: Vec<EvidenceLink>,
    /// 评分原因
    pub reason: String,
    /// Who scored.
    pub scored_by: Person,
}

/// 论证需求 (Art. 14(3)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArgumentRequest {
    /// The indicator.
    pub indicator: String,
    /// What the experts are asked.
    pub question: String,
    /// What they answered.
    pub answer: Option<String>,
}

/// 正式评估会 (Art. 14(4)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// The day.
    pub on: NaiveDate,
    /// The place.
    pub place: String,
    /// Who attended, as posts.
    pub attendees: Vec<String>,
    /// What the unit reported: goals, implementation, budget.
    pub unit_report: String,
    /// What the working group presented.
    pub preliminary_report: String,
    /// The discussion.
    pub discussion: String,
}

/// An invited deputy or member (Arts. 11, 14(4), C39).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deputy {
    /// Who.
    pub person: Person,
    /// The opinion, once given.
    pub opinion: Option<String>,
    /// What the deputy suggests beside the opinion.
    pub suggestions: Option<String>,
    /// Why the invitation was taken back, where it was. Such a deputy has no part in the round any more.
    pub released: Option<String>,
}

impl Deputy {
    /// Whether the invitation stands.
    #[must_use]
    pub const fn is_invited(&self) -> bool {
        self.released.is_none()
    }

    /// Whether an opinion is still waited for.
    #[must_use]
    pub const fn is_awaited(&self) -> bool {
        self.is_invited() && self.opinion.is_none()
    }
}

/// 专家评估意见: one joint text, signed by each, dissent attached (C40).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// The text.
    pub text: String,
    /// Who drafted it.
    pub drafted_by: Person,
    /// Who signed, with a dissent where they disagree.
    pub signatures: Vec<OpinionSignature>,
}

/// A signature under the panel's opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpinionSignature {
    /// The member.
    pub expert: ActorId,
    /// A dissent, in the member's words.
    pub dissent: Option<String>,
    /// When.
    pub signed_at: DateTime<Utc>,
}

/// One section of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportText {
    /// The text; blank lines separate paragraphs.
    pub text: String,
    /// Who wrote it last.
    pub written_by: Person,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who.
    pub person: Person,
    /// When.
    pub signed_at: DateTime<Utc>,
}

/// 报告退回 (Art. 19, C45).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportReturn {
    /// Why the argument does not support the conclusion.
    pub reason: String,
    /// Who returned it.
    pub returned_by: Person,
    /// When.
    pub returned_at: DateTime<Utc>,
    /// Whether a section has been given another text since.
    pub revised: bool,
}

/// The confirmed result (Arts. 16, 17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundResult {
    /// The exact score of the panel.
    pub score: Mean,
    /// The grade, where the measure has grades.
    pub grade: Option<Grade>,
    /// What it leads to, in the words of the rulebook.
    pub outcome: Outcome,
    /// The working group's total, for reference only (C31).
    pub preliminary_total: Score,
    /// 建议支持金额, where it is not simply what was requested. It is no approved budget (C50).
    pub recommended_amount: Option<Money>,
    /// Why the amount is lower, or why the evidence is insufficient.
    pub reason: Option<String>,
    /// Whether the outcome is the one beside the grades: the score is kept, no grade is given.
    pub insufficient_evidence: bool,
    /// Who confirmed.
    pub confirmed_by: Person,
    /// When.
    pub confirmed_at: DateTime<Utc>,
}

/// A spot check by the finance bureau (Art. 9(1), C47).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The bureau's own score, when it gave one. Never counted.
    pub score: Option<Score>,
    /// What was found.
    pub finding: String,
    /// Who reviewed.
    pub reviewed_by: Person,
}

/// 报送批次 (Art. 18, C48).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Its number.
    pub number: String,
    /// Who submitted it.
    pub submitted_by: Person,
    /// When.
    pub submitted_at: DateTime<Utc>,
}
