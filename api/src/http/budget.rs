//! Entry into the next budget step (Arts. 9(3), 17).

use domain::budget::EntryStanding;
use domain::id::SubjectId;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;
use validator::Validate;

use super::Tag;
use super::auth::Signed;
use super::body::JsonBody;
use super::precondition::{entity_tag, required};
use super::problem::ProblemResponse;
use super::shape::{Shape, shown};
use crate::app::App;
use crate::view::budget::{BudgetEntryPage, BudgetEntryView};

/// The longest page.
const LONGEST_PAGE: u64 = 200;

/// A request to let a subject into a budget in spite of what keeps it.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct OverrideRequest {
    /// The budget year.
    #[validate(range(min = 2000, max = 2100))]
    budget_year: u16,
    /// Why.
    #[validate(length(max = 2000))]
    reason: String,
}

/// The approval of such a request.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct OverrideApprovalRequest {
    /// The budget year.
    #[validate(range(min = 2000, max = 2100))]
    budget_year: u16,
}

/// The entry of a subject, with the subject's version.
#[derive(ApiResponse)]
pub enum BudgetEntryResponse {
    /// The entry.
    #[oai(status = 200)]
    Found(Json<BudgetEntryView>, #[oai(header = "ETag")] String),
}

impl BudgetEntryResponse {
    fn found(view: BudgetEntryView) -> Self {
        let tag = entity_tag(view.subject_version);
        Self::Found(Json(view), tag)
    }
}

/// 进入预算编审.
pub struct BudgetApi;

#[OpenApi(tag = "Tag::Subjects")]
impl BudgetApi {
    /// 应评估对象进入预算编审下一环节的情况；standing=blocked 为没有予以支持的结果、不能进入的
    #[oai(path = "/budget-entries", method = "get")]
    async fn entries(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The budget year; next year's without it.
        budget_year: Query<Option<u16>>,
        /// Only `open`, `overridden`, `not_required` or `blocked` ones.
        standing: Query<Option<String>>,
        /// What the last page gave as `next`.
        after: Query<Option<i64>>,
        /// At most this many, and at most 200.
        #[oai(default = "longest")]
        limit: Query<u64>,
    ) -> Result<Json<BudgetEntryPage>, ProblemResponse> {
        let mut shape = Shape::default();
        let standing = standing.0.and_then(|code| {
            let found = EntryStanding::ALL.into_iter().find(|standing| standing.code() == code);
            if found.is_none() {
                let codes: Vec<&str> = EntryStanding::ALL.iter().map(|standing| standing.code()).collect();
                let message = format!("“{}”不在可选范围，可填：{}", shown(&code), codes.join("、"));
                shape.issue("standing", "unknown_code", message);
            }
            found
        });
        shape.settled()?;
        let year = budget_year.0.unwrap_or_else(|| app.next_budget_year());
        let limit = limit.0.clamp(1, LONGEST_PAGE);
        Ok(Json(app.budget_entries(&signed.0, year, standing, after.0, limit).await?))
    }

    /// 一个对象能否进入预算编审下一环节，不能的写明原因
    #[oai(path = "/subjects/:subject/budget-entry", method = "get")]
    async fn entry(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The subject.
        subject: Path<Uuid>,
        /// The budget year; next year's without it.
        budget_year: Query<Option<u16>>,
    ) -> Result<BudgetEntryResponse, ProblemResponse> {
        let year = budget_year.0.unwrap_or_else(|| app.next_budget_year());
        let view = app.budget_entry(&signed.0, SubjectId(subject.0), year).await?;
        Ok(BudgetEntryResponse::found(view))
    }

    /// 申请特批进入预算编审下一环节，须由财政局另一人批准
    #[oai(path = "/subjects/:subject/request-budget-override", method = "post")]
    async fn request_override(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The subject.
        subject: Path<Uuid>,
        /// The version of the subject that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<OverrideRequest>,
    ) -> Result<BudgetEntryResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        Shape::of(&body.0).settled()?;
        let OverrideRequest { budget_year, reason } = body.0;
        let id = SubjectId(subject.0);
        let view = app.request_budget_override(&signed.0, id, budget_year, reason, preconditions).await?;
        Ok(BudgetEntryResponse::found(view))
    }

    /// 批准特批进入预算编审下一环节
    #[oai(path = "/subjects/:subject/approve-budget-override", method = "post")]
    async fn approve_override(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The subject.
        subject: Path<Uuid>,
        /// The version of the subject that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<OverrideApprovalRequest>,
    ) -> Result<BudgetEntryResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        Shape::of(&body.0).settled()?;
        let id = SubjectId(subject.0);
        let view = app.approve_budget_override(&signed.0, id, body.0.budget_year, preconditions).await?;
        Ok(BudgetEntryResponse::found(view))
    }
}

const fn longest() -> u64 {
    LONGEST_PAGE
}
