//! 评估报告、结果应用 (Arts. 15–19).

use domain::evaluation::Command;
use poem_openapi::Object;
use validator::Validate;

use super::preparation::CommissionRequest;
use super::{IntoCommand, command_endpoints};
use crate::app::{App, AppError};
use crate::http::shape::Shape;

/// A section of the report.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct ReportSectionRequest {
    /// The section's code, as the rulebook lists it.
    #[validate(length(max = 50))]
    pub section: String,
    /// The text; blank lines separate paragraphs.
    #[validate(length(max = 20000))]
    pub text: String,
}

impl IntoCommand for ReportSectionRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::WriteReportSection { section: self.section, text: self.text })
    }
}

/// A spot check.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct ReviewRequest {
    /// The bureau's own score; kept beside the result, never counted.
    pub score: Option<String>,
    /// What was found.
    #[validate(length(max = 20000))]
    pub finding: String,
}

impl IntoCommand for ReviewRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        let mut shape = Shape::of(&self);
        let score = self.score.as_deref().map(|score| shape.score("score", score));
        shape.settled()?;
        Ok(Command::RecordReview { score, finding: self.finding })
    }
}

/// 报送批次.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct SubmissionRequest {
    /// The batch's number.
    #[validate(length(max = 200))]
    pub batch: String,
}

impl IntoCommand for SubmissionRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::SubmitToBureau { batch: self.batch })
    }
}

/// Why a report is returned.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct ReportReturnRequest {
    /// Why.
    #[validate(length(max = 20000))]
    pub reason: String,
}

impl IntoCommand for ReportReturnRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::ReturnReport { reason: self.reason })
    }
}

/// An independent evaluation anew (Art. 19).
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct ReevaluationRequest {
    /// The third party.
    #[validate(nested)]
    pub commission: CommissionRequest,
    /// Why.
    #[validate(length(max = 20000))]
    pub reason: String,
}

impl IntoCommand for ReevaluationRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        let mut shape = Shape::of(&self);
        let commission = self.commission.commission(&mut shape, "commission.fee_wan");
        shape.settled()?;
        Ok(Command::OrderReevaluation { commission, reason: self.reason })
    }
}

/// What the unit revised.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct NextRoundRequest {
    /// What was revised.
    #[validate(length(max = 20000))]
    pub revision: String,
}

impl IntoCommand for NextRoundRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::OpenNextRound { revision: self.revision })
    }
}

/// Why the evaluation is withdrawn.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct WithdrawalRequest {
    /// Why.
    #[validate(length(max = 20000))]
    pub reason: String,
}

impl IntoCommand for WithdrawalRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::Withdraw { reason: self.reason })
    }
}

command_endpoints! {
    /// 评估报告、结果应用.
    ReportApi;
    with_body {
        /// 撰写报告
        write_report_section "/evaluations/:evaluation/write-report-section" ReportSectionRequest;
        /// 记录抽查审核
        record_review "/evaluations/:evaluation/record-review" ReviewRequest;
        /// 报送财政局
        submit_to_bureau "/evaluations/:evaluation/submit-to-bureau" SubmissionRequest;
        /// 退回报告
        return_report "/evaluations/:evaluation/return-report" ReportReturnRequest;
        /// 决定重新评估
        order_reevaluation "/evaluations/:evaluation/order-reevaluation" ReevaluationRequest;
        /// 开始下一轮评估
        open_next_round "/evaluations/:evaluation/open-next-round" NextRoundRequest;
        /// 撤回评估
        withdraw "/evaluations/:evaluation/withdraw" WithdrawalRequest;
    }
    bare {
        /// 签署报告
        sign_report "/evaluations/:evaluation/sign-report" SignReport;
        /// 接收报送
        accept "/evaluations/:evaluation/accept" Accept;
    }
}
