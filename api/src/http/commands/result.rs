//! 认定结果 and the conditions of a supported one (Arts. 16, 17).

use domain::evaluation::{Command, ConditionTerms, Confirmation};
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;
use validator::Validate;

use super::{EvaluationResponse, IntoCommand, command_endpoints, run};
use crate::app::{App, AppError};
use crate::http::Tag;
use crate::http::auth::Signed;
use crate::http::body::OptionalJsonBody;
use crate::http::precondition::required;
use crate::http::problem::ProblemResponse;
use crate::http::shape::Shape;

/// What is added to a result; nothing of it is needed.
#[derive(Debug, Default, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct ConfirmationRequest {
    /// 建议支持金额 in 万元, at most what was applied for; empty recommends what was applied for.
    pub recommended_amount_wan: Option<String>,
    /// Why the amount is lower, or why the evidence is insufficient.
    #[validate(length(max = 20000))]
    pub reason: Option<String>,
    /// Conditions of the support, at most 50.
    #[oai(default)]
    #[validate(nested)]
    pub conditions: Vec<ConditionRequest>,
    /// Give the outcome beside the grades, where the rulebook has one.
    #[oai(default)]
    pub insufficient_evidence: bool,
}

/// A condition.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct ConditionRequest {
    /// What has to be done.
    #[validate(length(max = 20000))]
    pub text: String,
    /// By when, `2026-12-31`.
    pub due: String,
}

impl IntoCommand for ConfirmationRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        let mut shape = Shape::of(&self);
        let recommended_amount =
            self.recommended_amount_wan.as_deref().map(|text| shape.amount("recommended_amount_wan", text));
        let conditions = (1..)
            .zip(self.conditions)
            .map(|(number, ConditionRequest { text, due }): (usize, _)| {
                let due = shape.day(&format!("conditions.{number}.due"), &due);
                ConditionTerms { text, due }
            })
            .collect();
        shape.settled()?;
        Ok(Command::ConfirmResult(Confirmation {
            recommended_amount,
            reason: self.reason,
            conditions,
            insufficient_evidence: self.insufficient_evidence,
        }))
    }
}

/// What was done about a condition.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct ConditionReportRequest {
    /// Which, from 1.
    pub number: u32,
    /// What was done.
    #[validate(length(max = 20000))]
    pub text: String,
    /// SM3 of files that were uploaded to the evaluation.
    #[oai(default)]
    pub files: Vec<String>,
}

impl IntoCommand for ConditionReportRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::ReportCondition { number: self.number, text: self.text, files: self.files })
    }
}

/// How a condition is settled.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct ConditionSettlementRequest {
    /// Which, from 1.
    pub number: u32,
    /// Why it is waived; empty confirms that it is met.
    #[validate(length(max = 20000))]
    pub waiver_reason: Option<String>,
}

impl IntoCommand for ConditionSettlementRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::SettleCondition { number: self.number, waiver: self.waiver_reason })
    }
}

command_endpoints! {
    /// 结果所附条件.
    ConditionsApi;
    with_body {
        /// 报告条件落实情况
        report_condition "/evaluations/:evaluation/report-condition" ConditionReportRequest;
        /// 确认条件已落实，或者写明理由免除
        settle_condition "/evaluations/:evaluation/settle-condition" ConditionSettlementRequest;
    }
    bare {}
}

/// 认定结果.
pub struct ConfirmationApi;

#[OpenApi(tag = "Tag::Evaluations")]
impl ConfirmationApi {
    /// 认定结果；可附建议支持金额（核减）和条件
    #[oai(path = "/evaluations/:evaluation/confirm-result", method = "post")]
    async fn confirm_result(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
        /// The version that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: OptionalJsonBody<ConfirmationRequest>,
    ) -> Result<EvaluationResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        run(app.0, &signed.0, evaluation.0, preconditions, body.0.unwrap_or_default()).await
    }
}
