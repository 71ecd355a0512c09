//! Experts' score sheets (Art. 14(4)).

use std::collections::BTreeMap;

use domain::id::EvaluationId;
use domain::scoring::Mark;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use serde::Serialize;
use uuid::Uuid;
use validator::Validate;

use super::Tag;
use super::auth::Signed;
use super::body::JsonBody;
use super::precondition::{entity_tag, required};
use super::problem::ProblemResponse;
use super::shape::Shape;
use crate::app::App;
use crate::view::sheet::{SheetReceiptView, SheetView};

/// One mark.
#[derive(Debug, Object, Validate, Serialize)]
#[oai(deny_unknown_fields)]
pub struct MarkRequest {
    /// The indicator.
    #[validate(length(max = 20))]
    indicator: String,
    /// The mark, such as `"7.5"`.
    score: String,
    /// Why; required where points are taken off, at the latest when the sheet is locked.
    #[oai(default)]
    #[validate(length(max = 20000))]
    reason: String,
}

/// Marks to be saved. Marks not named stay as they are.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct MarksRequest {
    /// The marks.
    #[validate(length(max = 500, message = "不能超过500项"), nested)]
    marks: Vec<MarkRequest>,
}

/// The sheet after the change.
#[derive(ApiResponse)]
pub enum SheetResponse {
    /// Saved, durably.
    #[oai(status = 200)]
    Saved(Json<SheetReceiptView>, #[oai(header = "ETag")] String),
}

impl From<SheetReceiptView> for SheetResponse {
    fn from(view: SheetReceiptView) -> Self {
        let tag = entity_tag(view.version);
        Self::Saved(Json(view), tag)
    }
}

/// 评分表.
pub struct SheetsApi;

#[OpenApi(tag = "Tag::Sheets")]
impl SheetsApi {
    /// 可以查看的评分表：本人的，以及本人锁定之后他人已锁定的
    #[oai(path = "/evaluations/:evaluation/sheets", method = "get")]
    async fn sheets(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
    ) -> Result<Json<Vec<SheetView>>, ProblemResponse> {
        Ok(Json(app.sheets(&signed.0, EvaluationId(evaluation.0)).await?))
    }

    /// 保存本人评分表
    #[oai(path = "/evaluations/:evaluation/sheets/mine", method = "put")]
    async fn save(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
        /// The version of the sheet that you saw; 0 before anything was saved.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<MarksRequest>,
    ) -> Result<SheetResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        let mut shape = Shape::of(&body.0);
        let marks = read_marks(&mut shape, body.0.marks);
        shape.settled()?;
        let view = app.write_sheet(&signed.0, EvaluationId(evaluation.0), preconditions, Some(marks)).await?;
        Ok(view.into())
    }

    /// 锁定本人评分表
    #[oai(path = "/evaluations/:evaluation/sheets/mine/lock", method = "post")]
    async fn lock(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
        /// The version of the sheet that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<SheetResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        let view = app.write_sheet(&signed.0, EvaluationId(evaluation.0), preconditions, None).await?;
        Ok(view.into())
    }
}

/// The marks by indicator; what is wrong with their shape is noted.
pub(super) fn read_marks(shape: &mut Shape, entries: Vec<MarkRequest>) -> BTreeMap<String, Mark> {
    let mut marks = BTreeMap::new();
    for entry in entries {
        let field = format!("marks.{}", entry.indicator);
        let score = shape.score(&format!("{field}.score"), &entry.score);
        if marks.insert(entry.indicator.clone(), Mark { score, reason: entry.reason }).is_some() {
            shape.issue(&field, "duplicate", format!("指标{}重复", entry.indicator));
        }
    }
    marks
}
