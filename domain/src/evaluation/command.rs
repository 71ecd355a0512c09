//! Everything that somebody can ask of an evaluation.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::conditions::Confirmation;
use super::evidence::{ComparisonContents, CrossCheckContents, EvidenceLink, InquiryContents, VisitFile};
use super::records::{Commission, NoticeContents, PlanContents, WorkingGroup};
use super::state::Person;
use crate::id::ActorId;
use crate::panel::PanelMember;
use crate::rulebook::AppliesTo;
use crate::score::Score;
use crate::scoring::Mark;

/// A request to change an evaluation. What it may contain is checked by [`super::decide()`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Commission a third party (Art. 11).
    CommissionThirdParty(Commission),
    /// Form the working group (Art. 13(2)).
    FormWorkingGroup(WorkingGroup),
    /// Appoint the panel (Art. 13(2)).
    AppointPanel {
        /// The members.
        members: Vec<PanelMember>,
    },
    /// Ask for a panel that deviates from size, parity or kinds (C27).
    RequestPanelDeviation {
        /// Why.
        reason: String,
    },
    /// Approve the deviation asked for by somebody else.
    ApprovePanelDeviation,
    /// State that group and panel are complete.
    CompleteOrganisation,
    /// Let somebody leave the working group, and somebody else take the place.
    ReplaceGroupMember {
        /// Who leaves.
        leaving: ActorId,
        /// Who takes the place; somebody must, where the leader leaves.
        joining: Option<Person>,
        /// Why.
        reason: String,
    },
    /// Draft the plan (Art. 13(3)).
    DraftPlan {
        /// The eight contents.
        contents: PlanContents,
        /// Ways and methods (Art. 8).
        methods: Vec<String>,
        /// The conditions that the object lacks: what is asked under them is not asked of it (Art. 7(5), 7(6)).
        not_applicable: Vec<AppliesTo>,
        /// The weights, by indicator; empty takes the rulebook's, with the points of what does not apply passed on.
        weights: BTreeMap<String, Score>,
    },
    /// Approve the plan.
    ApprovePlan,
    /// Issue the notice (Art. 13(4)).
    IssueNotice {
        /// Its number.
        document_number: String,
        /// Its contents.
        contents: NoticeContents,
        /// The day by which the unit supplies the material.
        material_due: NaiveDate,
    },
    /// Supply a material (Arts. 10, 14(1)).
    SubmitMaterial {
        /// The checklist item.
        item: String,
        /// The document's title.
        title: String,
        /// SM3 of the file, 64 hexadecimal digits.
        digest: String,
    },
    /// Accept a material.
    AcceptMaterial {
        /// The checklist item.
        item: String,
    },
    /// Return a material.
    ReturnMaterial {
        /// The checklist item.
        item: String,
        /// Why.
        reason: String,
    },
    /// Ask that a material need not be supplied.
    RequestWaiver {
        /// The checklist item.
        item: String,
        /// Why.
        reason: String,
    },
    /// Approve a waiver asked for by somebody else.
    ApproveWaiver {
        /// The checklist item.
        item: String,
    },
    /// Ask the unit for more (Art. 14(3)).
    RequestSupplement {
        /// What for.
        text: String,
        /// By when.
        due: NaiveDate,
        /// The checklist item that it is about.
        item: Option<String>,
        /// The indicator that it is about.
        indicator: Option<String>,
    },
    /// Answer such a request.
    AnswerSupplement {
        /// Which, counted from 1.
        number: u32,
        /// The answer.
        answer: String,
        /// SM3 of files that belong to it, 64 hexadecimal digits each.
        digests: Vec<String>,
    },
    /// Go on without an answer that is overdue (C41).
    CloseSupplement {
        /// Which, counted from 1.
        number: u32,
        /// Why.
        reason: String,
    },
    /// Record the site visit (Art. 14(2)).
    RecordSiteVisit {
        /// The day.
        on: NaiveDate,
        /// The place.
        place: String,
        /// Who took part.
        participants: Vec<String>,
        /// What was seen.
        findings: String,
        /// What the unit explained.
        explanations: String,
        /// Photographs and other files.
        files: Vec<VisitFile>,
    },
    /// Leave the site visit out (C54).
    SkipSiteVisit {
        /// Why.
        reason: String,
    },
    /// Record what was learnt through a channel (Art. 14(1)).
    RecordInquiry(InquiryContents),
    /// Record how a claim compares with several sources (Art. 14(1)).
    RecordCrossCheck(CrossCheckContents),
    /// Say how a contradiction was resolved.
    ResolveContradiction {
        /// Of which cross-check, counted from 1.
        number: u32,
        /// How.
        resolution: String,
    },
    /// Record a comparable policy or project elsewhere, or an overlap (Arts. 15, 7(1)).
    RecordComparison(ComparisonContents),
    /// Ask the meeting to mind something (C38).
    RaiseRedFlag {
        /// The question of Art. 7 that the rulebook marks; `None` for anything else.
        point: Option<String>,
        /// What has to be minded.
        text: String,
    },
    /// Record how the meeting dealt with it.
    AnswerRedFlag {
        /// Which, counted from 1.
        number: u32,
        /// How.
        answer: String,
    },
    /// State that the material is complete.
    CompleteCollection,
    /// Score one indicator provisionally (Art. 14(3)).
    ScorePreliminary {
        /// The indicator.
        indicator: String,
        /// The mark.
        score: Score,
        /// 评分依据
        basis: String,
        /// 评分要点
        points: String,
        /// 证明资料, at least one
        evidence: Vec<EvidenceLink>,
        /// 评分原因
        reason: String,
    },
    /// Ask the experts about an indicator (Art. 14(3)).
    RaiseArgumentRequest {
        /// The indicator.
        indicator: String,
        /// The question.
        question: String,
    },
    /// Invite a deputy or member (Art. 11).
    InviteDeputy {
        /// Whom.
        deputy: Person,
    },
    /// Take back the invitation of a deputy who gave no opinion (C39).
    ReleaseDeputy {
        /// Whom.
        deputy: ActorId,
        /// Why.
        reason: String,
    },
    /// Convene the formal meeting (Art. 14(4)).
    ConveneMeeting,
    /// Record the meeting.
    RecordMeeting {
        /// The day.
        on: NaiveDate,
        /// The place.
        place: String,
        /// Who attended.
        attendees: Vec<String>,
        /// What the unit reported.
        unit_report: String,
        /// What the working group presented.
        preliminary_report: String,
        /// The discussion.
        discussion: String,
    },
    /// Answer the working group's question about an indicator.
    AnswerArgumentRequest {
        /// Which, counted from 1.
        number: u32,
        /// The answer.
        answer: String,
    },
    /// Save marks on one's own sheet. Marks not named stay as they are.
    SaveSheet {
        /// The marks, by indicator.
        marks: BTreeMap<String, Mark>,
    },
    /// Lock one's own sheet.
    LockSheet,
    /// Open a locked sheet again (C33).
    ReopenSheet {
        /// Whose.
        expert: ActorId,
        /// Why.
        reason: String,
    },
    /// Open one's own locked sheet for the second round of scoring (C33).
    ReviseSheet,
    /// Take a member off the panel who has not locked a sheet.
    WithdrawPanelMember {
        /// Whom.
        expert: ActorId,
        /// Why.
        reason: String,
    },
    /// Ask that a member leave who has locked a sheet (Art. 20).
    RequestPanelWithdrawal {
        /// Whom.
        expert: ActorId,
        /// Why.
        reason: String,
    },
    /// Approve a withdrawal asked for by somebody else.
    ApprovePanelWithdrawal {
        /// Whom.
        expert: ActorId,
    },
    /// Take such a request back; only who asked does.
    CancelPanelWithdrawal {
        /// Whom.
        expert: ActorId,
    },
    /// Appoint a further member, so that the panel is whole again.
    AppointReplacement {
        /// Whom.
        member: PanelMember,
    },
    /// Draft the panel's opinion (Art. 14(4), C40).
    DraftOpinion {
        /// The text.
        text: String,
    },
    /// Sign it.
    SignOpinion {
        /// A dissent to be attached.
        dissent: Option<String>,
    },
    /// Give a deputy's opinion (Art. 14(4), C39).
    SubmitDeputyOpinion {
        /// The text.
        text: String,
        /// What the deputy suggests beside it.
        suggestions: Option<String>,
    },
    /// Close the formal evaluation.
    ConcludeMeeting,
    /// Write a section of the report (Art. 15).
    WriteReportSection {
        /// The section's code.
        section: String,
        /// The text.
        text: String,
    },
    /// Sign the report.
    SignReport,
    /// Rate the result as the organiser (Art. 16, C31).
    RateResult {
        /// The marks, by indicator; all of them.
        marks: BTreeMap<String, Mark>,
    },
    /// Confirm grade and outcome, with what a supported result may carry (Arts. 16, 17).
    ConfirmResult(Confirmation),
    /// Say what was done about a condition of the result (Art. 17).
    ReportCondition {
        /// Which, counted from 1.
        number: u32,
        /// What was done.
        text: String,
        /// SM3 of the files that show it.
        files: Vec<String>,
    },
    /// Confirm that a condition is met, or waive it.
    SettleCondition {
        /// Which, counted from 1.
        number: u32,
        /// Why it is waived; `None` confirms that it is met.
        waiver: Option<String>,
    },
    /// Record a spot check (Art. 9(1), C47).
    RecordReview {
        /// The bureau's own score.
        score: Option<Score>,
        /// What was found.
        finding: String,
    },
    /// Submit a supported object to the bureau (Art. 18).
    SubmitToBureau {
        /// The batch's number.
        batch: String,
    },
    /// Accept a submitted object.
    Accept,
    /// Return a report (Art. 19).
    ReturnReport {
        /// Why.
        reason: String,
    },
    /// Order an independent evaluation anew (Art. 19, C46).
    OrderReevaluation {
        /// The bureau's organisation, which organises the new round.
        commission: Commission,
        /// Why.
        reason: String,
    },
    /// Open the round that follows 一般 (Art. 17(2), C43).
    OpenNextRound {
        /// What the unit revised.
        revision: String,
    },
    /// End the evaluation before it is scored.
    Withdraw {
        /// Why.
        reason: String,
    },
}

macro_rules! command_kinds {
    ($($variant:ident $pattern:tt $label:literal;)+) => {
        /// A command without its contents: what a button or an endpoint stands for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum CommandKind {
            $(
                #[doc = $label]
                $variant,
            )+
        }

        impl CommandKind {
            /// Every command in the order of the path.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// What the button says.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$variant => $label,)+
                }
            }
        }

        impl Command {
            /// Its kind.
            #[must_use]
            pub const fn kind(&self) -> CommandKind {
                match self {
                    $(command_kinds!(@pattern $variant $pattern) => CommandKind::$variant,)+
                }
            }
        }
    };
    (@pattern $variant:ident ()) => { Self::$variant };
    (@pattern $variant:ident (_)) => { Self::$variant(_) };
    (@pattern $variant:ident {}) => { Self::$variant { .. } };
}

command_kinds! {
    CommissionThirdParty (_) "委托第三方机构";
    FormWorkingGroup (_) "成立评估工作组";
    AppointPanel {} "组建专家小组";
    RequestPanelDeviation {} "申请专家小组例外";
    ApprovePanelDeviation () "批准专家小组例外";
    CompleteOrganisation () "完成组建";
    ReplaceGroupMember {} "调整评估工作组";
    DraftPlan {} "拟定评估方案";
    ApprovePlan () "批准评估方案";
    IssueNotice {} "下达通知书";
    SubmitMaterial {} "提交资料";
    AcceptMaterial {} "审核通过资料";
    ReturnMaterial {} "退回资料";
    RequestWaiver {} "申请免交资料";
    ApproveWaiver {} "批准免交资料";
    RequestSupplement {} "要求补充资料";
    AnswerSupplement {} "答复补充要求";
    CloseSupplement {} "按现有资料评估";
    RecordSiteVisit {} "记录现场调研";
    SkipSiteVisit {} "不开展现场调研";
    RecordInquiry (_) "记录信息收集";
    RecordCrossCheck (_) "记录交叉比对";
    ResolveContradiction {} "说明矛盾处理情况";
    RecordComparison (_) "记录对比和交叉重复";
    RaiseRedFlag {} "提请会议注意";
    AnswerRedFlag {} "记录提请事项处理情况";
    CompleteCollection () "完成资料审核";
    ScorePreliminary {} "初步评分";
    RaiseArgumentRequest {} "提出论证需求";
    InviteDeputy {} "邀请代表、委员";
    ReleaseDeputy {} "取消邀请代表、委员";
    ConveneMeeting () "召开正式评估会";
    RecordMeeting {} "记录正式评估会";
    AnswerArgumentRequest {} "答复论证需求";
    SaveSheet {} "保存评分表";
    LockSheet () "锁定评分表";
    ReopenSheet {} "重新打开评分表";
    ReviseSheet () "修改本人评分表";
    WithdrawPanelMember {} "专家退出";
    RequestPanelWithdrawal {} "申请专家退出";
    ApprovePanelWithdrawal {} "批准专家退出";
    CancelPanelWithdrawal {} "撤回专家退出申请";
    AppointReplacement {} "增补专家";
    DraftOpinion {} "起草专家评估意见";
    SignOpinion {} "签署专家评估意见";
    SubmitDeputyOpinion {} "出具代表、委员意见";
    ConcludeMeeting () "结束正式评估";
    WriteReportSection {} "撰写报告";
    SignReport () "签署报告";
    RateResult {} "组织部门评分";
    ConfirmResult (_) "认定结果";
    ReportCondition {} "报告条件落实情况";
    SettleCondition {} "确认或免除条件";
    RecordReview {} "记录抽查审核";
    SubmitToBureau {} "报送财政局";
    Accept () "接收报送";
    ReturnReport {} "退回报告";
    OrderReevaluation {} "决定重新评估";
    OpenNextRound {} "开始下一轮评估";
    Withdraw {} "撤回评估";
}
