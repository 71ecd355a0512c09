//! Batches of supported objects (Art. 18).

use domain::batch::BatchState;
use domain::id::{BatchId, EvaluationId};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;
use validator::Validate;

use super::Tag;
use super::auth::Signed;
use super::body::JsonBody;
use super::precondition::{entity_tag, optional, required};
use super::problem::ProblemResponse;
use super::shape::Shape;
use crate::app::App;
use crate::view::batch::{BatchPage, BatchView};

/// The longest page.
const LONGEST_PAGE: u64 = 100;

/// A batch to be made.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct BatchRequest {
    /// Its number; the rulebook may say of which form.
    #[validate(length(max = 200))]
    number: String,
    /// The evaluations, from 1 to 200, in the order of the paper.
    items: Vec<Uuid>,
}

/// What a batch holds from now on.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct BatchItemsRequest {
    /// The evaluations, from 1 to 200, in the order of the paper.
    items: Vec<Uuid>,
}

/// The sending of a batch.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct SendingRequest {
    /// The day on the paper, `2026-11-24`.
    on: String,
}

/// A batch with its version.
#[derive(ApiResponse)]
pub enum BatchResponse {
    /// The batch.
    #[oai(status = 200)]
    Found(Json<BatchView>, #[oai(header = "ETag")] String),
    /// The batch was made.
    #[oai(status = 201)]
    Created(Json<BatchView>, #[oai(header = "ETag")] String),
}

impl BatchResponse {
    fn found(view: BatchView) -> Self {
        let tag = entity_tag(view.version);
        Self::Found(Json(view), tag)
    }
}

/// 报送批次.
pub struct BatchesApi;

#[OpenApi(tag = "Tag::Batches")]
impl BatchesApi {
    /// 可以查看的报送批次
    #[oai(path = "/batches", method = "get")]
    async fn batches(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// Only `open`, `sent` or `discarded` ones.
        state: Query<Option<String>>,
        /// Only of this organisation.
        organiser: Query<Option<String>>,
        /// Batches after this one.
        after: Query<Option<Uuid>>,
        /// At most this many, and at most 100.
        #[oai(default = "longest")]
        limit: Query<u64>,
    ) -> Result<Json<BatchPage>, ProblemResponse> {
        let mut shape = Shape::default();
        let codes: Vec<String> = BatchState::ALL.iter().map(crate::view::code_of).collect();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let state = state.0.and_then(|code| shape.code("state", &code, &codes));
        shape.settled()?;
        let limit = limit.0.clamp(1, LONGEST_PAGE);
        Ok(Json(app.batches(&signed.0, state, organiser.0, after.0.map(BatchId), limit).await?))
    }

    /// 一个报送批次，以及各对象的办理情况
    #[oai(path = "/batches/:batch", method = "get")]
    async fn batch(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The batch.
        batch: Path<Uuid>,
    ) -> Result<BatchResponse, ProblemResponse> {
        Ok(BatchResponse::found(app.batch(&signed.0, BatchId(batch.0)).await?))
    }

    /// 编制报送批次：本单位组织评估、认定予以支持而尚未报送的对象
    #[oai(path = "/batches", method = "post")]
    async fn create(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<BatchRequest>,
    ) -> Result<BatchResponse, ProblemResponse> {
        let preconditions = optional(key)?;
        Shape::of(&body.0).settled()?;
        let BatchRequest { number, items } = body.0;
        let items = items.into_iter().map(EvaluationId).collect();
        let view = app.create_batch(&signed.0, number.trim().to_owned(), items, preconditions).await?;
        let tag = entity_tag(view.version);
        Ok(BatchResponse::Created(Json(view), tag))
    }

    /// 调整尚未报送的批次，替换原有的对象
    #[oai(path = "/batches/:batch/items", method = "put")]
    async fn change_items(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The batch.
        batch: Path<Uuid>,
        /// The version that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<BatchItemsRequest>,
    ) -> Result<BatchResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        let items = body.0.items.into_iter().map(EvaluationId).collect();
        let view = app.change_batch_items(&signed.0, BatchId(batch.0), items, preconditions).await?;
        Ok(BatchResponse::found(view))
    }

    /// 报送批次：全部对象一并报送，有一个不能报送就都不报送
    #[oai(path = "/batches/:batch/send", method = "post")]
    async fn send(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The batch.
        batch: Path<Uuid>,
        /// The version that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<SendingRequest>,
    ) -> Result<BatchResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        let mut shape = Shape::of(&body.0);
        let on = shape.day("on", &body.0.on);
        shape.settled()?;
        Ok(BatchResponse::found(app.send_batch(&signed.0, BatchId(batch.0), on, preconditions).await?))
    }

    /// 作废尚未报送的批次
    #[oai(path = "/batches/:batch", method = "delete")]
    async fn discard(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The batch.
        batch: Path<Uuid>,
        /// Why.
        #[oai(validator(max_length = 2000))]
        reason: Query<String>,
        /// The version that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<BatchResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        let view = app.discard_batch(&signed.0, BatchId(batch.0), reason.0, preconditions).await?;
        Ok(BatchResponse::found(view))
    }
}

const fn longest() -> u64 {
    LONGEST_PAGE
}
