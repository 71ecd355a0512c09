//! 收集审核资料、现场调研 (Art. 14(1), (2)).

use domain::evaluation::{Command, VisitFile};
use poem_openapi::Object;
use serde::Serialize;
use validator::Validate;

use super::{IntoCommand, command_endpoints};
use crate::app::{App, AppError};
use crate::http::shape::Shape;

/// A supplied document.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct MaterialRequest {
    /// The checklist item.
    #[validate(length(max = 20))]
    pub item: String,
    /// The document's title.
    #[validate(length(max = 200))]
    pub title: String,
    /// SM3 of the file, 64 lower-case hexadecimal digits.
    #[validate(length(equal = 64, message = "应为64位十六进制SM3值"))]
    pub digest: String,
}

impl IntoCommand for MaterialRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::SubmitMaterial { item: self.item, title: self.title, digest: self.digest })
    }
}

/// A checklist item.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct AcceptanceRequest {
    /// The checklist item.
    #[validate(length(max = 20))]
    pub item: String,
}

impl IntoCommand for AcceptanceRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::AcceptMaterial { item: self.item })
    }
}

/// A checklist item whose waiver is approved.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct WaiverApprovalRequest {
    /// The checklist item.
    #[validate(length(max = 20))]
    pub item: String,
}

impl IntoCommand for WaiverApprovalRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::ApproveWaiver { item: self.item })
    }
}

/// A material that is returned.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct MaterialReturnRequest {
    /// The checklist item.
    #[validate(length(max = 20))]
    pub item: String,
    /// Why.
    #[validate(length(max = 20000))]
    pub reason: String,
}

impl IntoCommand for MaterialReturnRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::ReturnMaterial { item: self.item, reason: self.reason })
    }
}

/// A material that need not be supplied.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct WaiverRequest {
    /// The checklist item.
    #[validate(length(max = 20))]
    pub item: String,
    /// Why.
    #[validate(length(max = 20000))]
    pub reason: String,
}

impl IntoCommand for WaiverRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::RequestWaiver { item: self.item, reason: self.reason })
    }
}

/// 补充资料要求.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct SupplementRequest {
    /// What for.
    #[validate(length(max = 20000))]
    pub text: String,
    /// By when, `2026-11-24`.
    pub due: String,
    /// The checklist item that it is about.
    #[validate(length(max = 20))]
    pub item: Option<String>,
    /// The indicator that it is about.
    #[validate(length(max = 20))]
    pub indicator: Option<String>,
}

impl IntoCommand for SupplementRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        let mut shape = Shape::of(&self);
        let due = shape.day("due", &self.due);
        shape.settled()?;
        Ok(Command::RequestSupplement { text: self.text, due, item: self.item, indicator: self.indicator })
    }
}

/// The unit's answer.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct SupplementAnswerRequest {
    /// Which request, counted from 1.
    pub number: u32,
    /// The answer.
    #[validate(length(max = 20000))]
    pub answer: String,
    /// SM3 of files that were uploaded to the evaluation.
    #[oai(default)]
    #[validate(length(max = 100, message = "不能超过100份"))]
    pub digests: Vec<String>,
}

impl IntoCommand for SupplementAnswerRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::AnswerSupplement { number: self.number, answer: self.answer, digests: self.digests })
    }
}

/// An overdue request that is closed without an answer.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct SupplementClosureRequest {
    /// Which request, counted from 1.
    pub number: u32,
    /// Why.
    #[validate(length(max = 20000))]
    pub reason: String,
}

impl IntoCommand for SupplementClosureRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::CloseSupplement { number: self.number, reason: self.reason })
    }
}

/// 现场调研记录.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct SiteVisitRequest {
    /// The day, `2026-11-24`.
    pub on: String,
    /// The place.
    #[validate(length(max = 200))]
    pub place: String,
    /// Who took part, as posts.
    #[validate(length(max = 100, message = "不能超过100人"))]
    pub participants: Vec<String>,
    /// What was seen, compared with what was declared.
    #[validate(length(max = 20000))]
    pub findings: String,
    /// What the unit explained.
    #[validate(length(max = 20000))]
    pub explanations: String,
    /// Photographs and other files that were uploaded to the evaluation.
    #[oai(default)]
    #[validate(length(max = 100, message = "不能超过100份"))]
    pub files: Vec<VisitFileRequest>,
}

/// A file of the site visit.
#[derive(Debug, Object, Serialize)]
#[oai(deny_unknown_fields)]
pub struct VisitFileRequest {
    /// SM3 of the file, 64 lower-case hexadecimal digits.
    pub digest: String,
    /// What it shows.
    pub caption: String,
}

impl IntoCommand for SiteVisitRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        let mut shape = Shape::of(&self);
        let on = shape.day("on", &self.on);
        shape.settled()?;
        Ok(Command::RecordSiteVisit {
            on,
            place: self.place,
            participants: self.participants,
            findings: self.findings,
            explanations: self.explanations,
            files: self
                .files
                .into_iter()
                .map(|VisitFileRequest { digest, caption }| VisitFile { digest, caption })
                .collect(),
        })
    }
}

/// Why there is no site visit.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct SiteVisitOmissionRequest {
    /// Why.
    #[validate(length(max = 20000))]
    pub reason: String,
}

impl IntoCommand for SiteVisitOmissionRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::SkipSiteVisit { reason: self.reason })
    }
}

command_endpoints! {
    /// 收集审核资料、现场调研.
    CollectionApi;
    with_body {
        /// 提交资料
        submit_material "/evaluations/:evaluation/submit-material" MaterialRequest;
        /// 审核通过资料
        accept_material "/evaluations/:evaluation/accept-material" AcceptanceRequest;
        /// 退回资料
        return_material "/evaluations/:evaluation/return-material" MaterialReturnRequest;
        /// 申请免交资料
        request_waiver "/evaluations/:evaluation/request-waiver" WaiverRequest;
        /// 批准免交资料
        approve_waiver "/evaluations/:evaluation/approve-waiver" WaiverApprovalRequest;
        /// 要求补充资料
        request_supplement "/evaluations/:evaluation/request-supplement" SupplementRequest;
        /// 答复补充要求
        answer_supplement "/evaluations/:evaluation/answer-supplement" SupplementAnswerRequest;
        /// 按现有资料评估
        close_supplement "/evaluations/:evaluation/close-supplement" SupplementClosureRequest;
        /// 记录现场调研
        record_site_visit "/evaluations/:evaluation/record-site-visit" SiteVisitRequest;
        /// 不开展现场调研
        skip_site_visit "/evaluations/:evaluation/skip-site-visit" SiteVisitOmissionRequest;
    }
    bare {
        /// 完成资料审核
        complete_collection "/evaluations/:evaluation/complete-collection" CompleteCollection;
    }
}
