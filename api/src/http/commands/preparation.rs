//! 评估准备 (Art. 13): group, panel, plan, notice.

use std::collections::BTreeMap;

use domain::evaluation::{Command, Commission, NoticeContents, PlanContents, WorkingGroup};
use domain::id::ActorId;
use domain::panel::{ExpertKind, PanelMember};
use domain::rulebook::AppliesTo;
use poem_openapi::Object;
use serde::Serialize;
use uuid::Uuid;
use validator::Validate;

use super::{IntoCommand, command_endpoints};
use crate::app::{App, AppError};
use crate::http::shape::Shape;

/// A commissioned third party.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct CommissionRequest {
    /// 第三方机构.
    #[validate(length(max = 200))]
    pub firm: String,
    /// 委托合同的编号或者名称.
    #[validate(length(max = 200))]
    pub contract: String,
    /// 委托费用, in 万元 with up to six decimals, above zero: `"12.5"`.
    pub fee_wan: String,
    /// 经费来源 (Art. 11): 年度预算、项目经费、公用经费、机动经费, or another in words.
    #[validate(length(max = 200))]
    pub fee_source: String,
}

impl CommissionRequest {
    /// The commission; `field` is where the fee is in the request.
    pub(super) fn commission(self, shape: &mut Shape, field: &str) -> Commission {
        let fee = Some(shape.amount(field, &self.fee_wan));
        Commission { firm: self.firm, contract: self.contract, fee, fee_source: self.fee_source }
    }
}

impl IntoCommand for CommissionRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        let mut shape = Shape::of(&self);
        let commission = self.commission(&mut shape, "fee_wan");
        shape.settled()?;
        Ok(Command::CommissionThirdParty(commission))
    }
}

/// 评估工作组.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct WorkingGroupRequest {
    /// 组长.
    pub leader: Uuid,
    /// 成员 without the leader.
    #[validate(length(max = 50, message = "不能超过50人"))]
    pub members: Vec<Uuid>,
}

impl IntoCommand for WorkingGroupRequest {
    const NAMES_PEOPLE: bool = true;

    async fn into_command(self, app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        let leader = app.group_members("leader", &[ActorId(self.leader)]).await?;
        let members: Vec<ActorId> = self.members.into_iter().map(ActorId).collect();
        let members = app.group_members("members", &members).await?;
        let leader = leader.into_iter().next().ok_or(AppError::NotFound("组长"))?;
        Ok(Command::FormWorkingGroup(WorkingGroup { leader, members }))
    }
}

/// One expert for the panel.
#[derive(Debug, Clone, Object, Serialize)]
#[oai(deny_unknown_fields)]
pub struct ExpertRequest {
    /// The expert.
    pub expert: Uuid,
    /// `business` 业务专家, `management` 管理专家 or `finance` 财政财务专家.
    pub kind: String,
}

/// 专家小组.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct PanelRequest {
    /// The members: at least five, an odd number, every kind.
    #[validate(length(max = 99, message = "不能超过99人"))]
    pub members: Vec<ExpertRequest>,
}

async fn panel_members(
    app: &App,
    mut shape: Shape,
    entries: &[ExpertRequest],
) -> Result<Vec<PanelMember>, AppError> {
    let kinds: Vec<Option<ExpertKind>> = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            let field = format!("members.{}.kind", index + 1);
            shape.code(&field, &entry.kind, &["business", "management", "finance"])
        })
        .collect();
    shape.settled()?;
    let ids: Vec<ActorId> = entries.iter().map(|entry| ActorId(entry.expert)).collect();
    let people = app.experts("members", &ids).await?;
    let members = people.into_iter().zip(kinds);
    Ok(members.filter_map(|(person, kind)| kind.map(|kind| PanelMember { person, kind })).collect())
}

impl IntoCommand for PanelRequest {
    const NAMES_PEOPLE: bool = true;

    async fn into_command(self, app: &App) -> Result<Command, AppError> {
        let shape = Shape::of(&self);
        Ok(Command::AppointPanel { members: panel_members(app, shape, &self.members).await? })
    }
}

/// A further expert.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct ReplacementRequest {
    /// The expert.
    pub expert: Uuid,
    /// `business`, `management` or `finance`.
    #[validate(length(max = 20))]
    pub kind: String,
}

impl IntoCommand for ReplacementRequest {
    const NAMES_PEOPLE: bool = true;

    async fn into_command(self, app: &App) -> Result<Command, AppError> {
        let shape = Shape::of(&self);
        let entry = ExpertRequest { expert: self.expert, kind: self.kind };
        let members = panel_members(app, shape, std::slice::from_ref(&entry)).await?;
        match members.into_iter().next() {
            Some(member) => Ok(Command::AppointReplacement { member }),
            None => Err(AppError::NotFound("专家")),
        }
    }
}

/// A member who leaves the panel.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct PanelWithdrawalRequest {
    /// The expert.
    pub expert: Uuid,
    /// Why.
    #[validate(length(max = 20000))]
    pub reason: String,
}

impl IntoCommand for PanelWithdrawalRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::WithdrawPanelMember { expert: ActorId(self.expert), reason: self.reason })
    }
}

/// Why the panel may deviate.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct DeviationRequest {
    /// Why.
    #[validate(length(max = 20000))]
    pub reason: String,
}

impl IntoCommand for DeviationRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::RequestPanelDeviation { reason: self.reason })
    }
}

/// The weight of one indicator.
#[derive(Debug, Object, Serialize)]
#[oai(deny_unknown_fields)]
pub struct WeightRequest {
    /// The indicator.
    pub indicator: String,
    /// Its most points, such as `"8"` or `"7.5"`.
    pub weight: String,
}

/// The eight contents of the plan (Art. 13(3)).
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct PlanContentsRequest {
    /// 评估对象概况.
    pub subject_overview: String,
    /// 评估目的和依据.
    pub purpose_and_basis: String,
    /// 评估组织和方法.
    pub organisation_and_methods: String,
    /// 评估内容与重点.
    pub content_and_focus: String,
    /// 评估指标体系.
    pub indicator_system: String,
    /// 评估人员.
    pub personnel: String,
    /// 评估步骤与时间安排.
    pub steps_and_schedule: String,
    /// 有关工作要求.
    pub requirements: String,
}

/// 评估方案.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct PlanRequest {
    /// The eight contents.
    pub contents: PlanContentsRequest,
    /// 评估方式和方法 (Art. 8).
    #[validate(length(max = 50, message = "不能超过50项"))]
    pub methods: Vec<String>,
    /// The conditions that the object lacks: `industrial_development`, `livelihood_policy`, `government_debt`. What is
    /// asked under them is not asked, and its points are passed on by the rulebook's rule.
    #[validate(length(max = 3, message = "不能超过3项"))]
    #[oai(default)]
    pub not_applicable: Vec<String>,
    /// The weights; leave out to take the rulebook's.
    #[validate(length(max = 500, message = "不能超过500项"))]
    pub weights: Option<Vec<WeightRequest>>,
}

impl IntoCommand for PlanRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        let mut shape = Shape::of(&self);
        let codes: Vec<String> = AppliesTo::CONDITIONS.iter().map(crate::view::code_of).collect();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let not_applicable = self
            .not_applicable
            .iter()
            .enumerate()
            .filter_map(|(index, code)| shape.code(&format!("not_applicable.{}", index + 1), code, &codes))
            .collect();
        let mut weights = BTreeMap::new();
        for (index, entry) in self.weights.unwrap_or_default().into_iter().enumerate() {
            let field = format!("weights.{}", index + 1);
            let weight = shape.score(&field, &entry.weight);
            if weights.insert(entry.indicator.clone(), weight).is_some() {
                shape.issue(&field, "duplicate", format!("指标{}重复", entry.indicator));
            }
        }
        shape.settled()?;
        let contents = PlanContents {
            subject_overview: self.contents.subject_overview,
            purpose_and_basis: self.contents.purpose_and_basis,
            organisation_and_methods: self.contents.organisation_and_methods,
            content_and_focus: self.contents.content_and_focus,
            indicator_system: self.contents.indicator_system,
            personnel: self.contents.personnel,
            steps_and_schedule: self.contents.steps_and_schedule,
            requirements: self.contents.requirements,
        };
        Ok(Command::DraftPlan { contents, methods: self.methods, not_applicable, weights })
    }
}

/// 事前绩效评估通知书.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct NoticeRequest {
    /// 文号.
    #[validate(length(max = 200))]
    pub document_number: String,
    /// 评估范围.
    pub scope: String,
    /// 评估依据.
    pub basis: String,
    /// 评估主要内容.
    pub content: String,
    /// 评估程序和步骤.
    pub procedure: String,
    /// 有关要求.
    pub requirements: String,
    /// 附件：基础数据表.
    pub base_data_table: String,
    /// 附件：现场调研安排表.
    pub site_visit_schedule: String,
    /// By when the unit supplies the material, `2026-11-24`.
    pub material_due: String,
}

impl IntoCommand for NoticeRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        let mut shape = Shape::of(&self);
        let material_due = shape.day("material_due", &self.material_due);
        shape.settled()?;
        let contents = NoticeContents {
            scope: self.scope,
            basis: self.basis,
            content: self.content,
            procedure: self.procedure,
            requirements: self.requirements,
            base_data_table: self.base_data_table,
            site_visit_schedule: self.site_visit_schedule,
        };
        Ok(Command::IssueNotice { document_number: self.document_number, contents, material_due })
    }
}

/// A deputy or member to be invited.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct DeputyRequest {
    /// The deputy.
    pub deputy: Uuid,
}

impl IntoCommand for DeputyRequest {
    const NAMES_PEOPLE: bool = true;

    async fn into_command(self, app: &App) -> Result<Command, AppError> {
        Ok(Command::InviteDeputy { deputy: app.deputy("deputy", ActorId(self.deputy)).await? })
    }
}

/// A member of the working group who leaves.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct GroupChangeRequest {
    /// Who leaves.
    pub leaving: Uuid,
    /// Who joins instead; required when the leader leaves, and then leads.
    pub joining: Option<Uuid>,
    /// Why.
    #[validate(length(max = 20000))]
    pub reason: String,
}

impl IntoCommand for GroupChangeRequest {
    async fn into_command(self, app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        let joining: Vec<ActorId> = self.joining.into_iter().map(ActorId).collect();
        let joining = app.group_members("joining", &joining).await?.into_iter().next();
        Ok(Command::ReplaceGroupMember { leaving: ActorId(self.leaving), joining, reason: self.reason })
    }
}

/// A deputy whose invitation ends.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct DeputyReleaseRequest {
    /// The deputy.
    pub deputy: Uuid,
    /// Why.
    #[validate(length(max = 20000))]
    pub reason: String,
}

impl IntoCommand for DeputyReleaseRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::ReleaseDeputy { deputy: ActorId(self.deputy), reason: self.reason })
    }
}

/// A member whose withdrawal after locking is asked for.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct PanelWithdrawalProposalRequest {
    /// The expert.
    pub expert: Uuid,
    /// Why.
    #[validate(length(max = 20000))]
    pub reason: String,
}

impl IntoCommand for PanelWithdrawalProposalRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::RequestPanelWithdrawal { expert: ActorId(self.expert), reason: self.reason })
    }
}

/// A withdrawal that is approved.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct PanelWithdrawalApprovalRequest {
    /// The expert.
    pub expert: Uuid,
}

impl IntoCommand for PanelWithdrawalApprovalRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Ok(Command::ApprovePanelWithdrawal { expert: ActorId(self.expert) })
    }
}

/// A withdrawal that its proposer takes back.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct PanelWithdrawalCancellationRequest {
    /// The expert.
    pub expert: Uuid,
}

impl IntoCommand for PanelWithdrawalCancellationRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Ok(Command::CancelPanelWithdrawal { expert: ActorId(self.expert) })
    }
}

command_endpoints! {
    /// 评估准备.
    PreparationApi;
    with_body {
        /// 委托第三方机构
        commission_third_party "/evaluations/:evaluation/commission-third-party" CommissionRequest;
        /// 成立评估工作组
        form_working_group "/evaluations/:evaluation/form-working-group" WorkingGroupRequest;
        /// 组建专家小组
        appoint_panel "/evaluations/:evaluation/appoint-panel" PanelRequest;
        /// 申请专家小组例外
        request_panel_deviation "/evaluations/:evaluation/request-panel-deviation" DeviationRequest;
        /// 专家退出
        withdraw_panel_member "/evaluations/:evaluation/withdraw-panel-member" PanelWithdrawalRequest;
        /// 增补专家
        appoint_replacement "/evaluations/:evaluation/appoint-replacement" ReplacementRequest;
        /// 拟定评估方案
        draft_plan "/evaluations/:evaluation/draft-plan" PlanRequest;
        /// 下达通知书
        issue_notice "/evaluations/:evaluation/issue-notice" NoticeRequest;
        /// 邀请代表、委员
        invite_deputy "/evaluations/:evaluation/invite-deputy" DeputyRequest;
        /// 取消邀请代表、委员
        release_deputy "/evaluations/:evaluation/release-deputy" DeputyReleaseRequest;
        /// 调整评估工作组
        replace_group_member "/evaluations/:evaluation/replace-group-member" GroupChangeRequest;
        /// 申请专家退出
        request_panel_withdrawal "/evaluations/:evaluation/request-panel-withdrawal" PanelWithdrawalProposalRequest;
        /// 撤回专家退出申请
        cancel_panel_withdrawal "/evaluations/:evaluation/cancel-panel-withdrawal" PanelWithdrawalCancellationRequest;
        /// 批准专家退出
        approve_panel_withdrawal "/evaluations/:evaluation/approve-panel-withdrawal" PanelWithdrawalApprovalRequest;
    }
    bare {
        /// 批准专家小组例外
        approve_panel_deviation "/evaluations/:evaluation/approve-panel-deviation" ApprovePanelDeviation;
        /// 完成组建
        complete_organisation "/evaluations/:evaluation/complete-organisation" CompleteOrganisation;
        /// 批准评估方案
        approve_plan "/evaluations/:evaluation/approve-plan" ApprovePlan;
    }
}
