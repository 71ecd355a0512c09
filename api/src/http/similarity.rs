//! Possible splits and overlaps, and the decisions on them.

use domain::id::{ImportId, SubjectId};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;
use validator::Validate;

use super::Tag;
use super::auth::Signed;
use super::body::JsonBody;
use super::precondition::{entity_tag, optional};
use super::problem::ProblemResponse;
use super::shape::{Shape, shown};
use crate::app::similarity::Wanted;
use crate::app::{App, AppError, Preconditions};
use crate::view::similarity::{SimilarityDecisionView, SimilarityPage, SubjectSimilarView};

/// The longest page.
const LONGEST_PAGE: u64 = 200;

/// What can be decided.
const CHOICES: &[&str] = &["one_project", "separate", "duplicate", "not_duplicate"];

/// A decision on a finding.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct SimilarityDecisionRequest {
    /// The subjects of the finding, all of them, in any order.
    #[validate(length(max = 100, message = "不能超过100个评估对象"))]
    subjects: Vec<Uuid>,
    /// For a split `one_project` or `separate`, for an overlap `duplicate` or `not_duplicate`.
    choice: String,
    /// Why.
    #[validate(length(max = 2000))]
    reason: String,
    /// To change a decision: its version. Empty for the first decision.
    version: Option<u32>,
}

/// A decision that was recorded.
#[derive(ApiResponse)]
pub enum DecisionResponse {
    /// It was recorded; the finding is no longer open.
    #[oai(status = 201)]
    Created(Json<SimilarityDecisionView>, #[oai(header = "ETag")] String),
}

/// 疑似拆分和重复.
pub struct SimilarityApi;

#[OpenApi(tag = "Tag::Similarity")]
impl SimilarityApi {
    /// 一个评估对象的疑似拆分、疑似重复和已作的处理
    #[oai(path = "/subjects/:subject/similar", method = "get")]
    async fn similar_to(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The subject.
        subject: Path<Uuid>,
    ) -> Result<Json<SubjectSimilarView>, ProblemResponse> {
        Ok(Json(app.similar_to(&signed.0, SubjectId(subject.0)).await?))
    }

    /// 一份清单的疑似拆分和疑似重复，可能性大的在前
    #[oai(path = "/similar", method = "get")]
    async fn similar(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The list; the newest when empty.
        import: Query<Option<Uuid>>,
        /// `open`: not decided on; `decided`; `all`.
        #[oai(default = "open")]
        status: Query<String>,
        /// What the last page gave as `next`.
        #[oai(default)]
        after: Query<u64>,
        /// At most this many, and at most 200.
        #[oai(default = "longest")]
        limit: Query<u64>,
    ) -> Result<Json<SimilarityPage>, ProblemResponse> {
        let wanted = match status.0.as_str() {
            "open" => Wanted::Open,
            "decided" => Wanted::Decided,
            "all" => Wanted::All,
            unknown => return Err(unknown_status(unknown)),
        };
        let limit = usize::try_from(limit.0.clamp(1, LONGEST_PAGE)).unwrap_or(1);
        let after = usize::try_from(after.0).unwrap_or(usize::MAX);
        Ok(Json(app.similar(&signed.0, import.0.map(ImportId), wanted, after, limit).await?))
    }

    /// 处理一项疑似拆分或者重复
    #[oai(path = "/similar/decisions", method = "post")]
    async fn decide(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<SimilarityDecisionRequest>,
    ) -> Result<DecisionResponse, ProblemResponse> {
        let mut shape = Shape::of(&body.0);
        let SimilarityDecisionRequest { subjects, choice, reason, version } = body.0;
        let choice = shape.code("choice", &choice, CHOICES);
        shape.settled()?;
        let Some(choice) = choice else { return Err(AppError::NotFound("该处理意见").into()) };
        let preconditions = Preconditions { version: version.map(u64::from), ..optional(key)? };
        let subjects = subjects.into_iter().map(SubjectId).collect();
        let view = app.decide_finding(&signed.0, subjects, choice, reason, preconditions).await?;
        let tag = entity_tag(view.version);
        Ok(DecisionResponse::Created(Json(view), tag))
    }
}

fn unknown_status(status: &str) -> ProblemResponse {
    let mut shape = Shape::default();
    let message = format!("“{}”不在可选范围，可填：open、decided、all", shown(status));
    shape.issue("status", "unknown_code", message);
    shape.settled().map_or_else(ProblemResponse::from, |()| AppError::NotFound("该状态").into())
}

fn open() -> String {
    "open".to_owned()
}

const fn longest() -> u64 {
    LONGEST_PAGE
}
