//! Stateless classification: facts in, verdict out, nothing kept.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;

use super::Tag;
use super::auth::Signed;
use super::body::JsonBody;
use super::facts::FactsRequest;
use super::problem::ProblemResponse;
use super::shape::Shape;
use crate::app::App;
use crate::view::determination::DeterminationView;
use crate::view::explanation::ExplainedDeterminationView;

/// 分类.
pub struct ClassificationsApi;

#[OpenApi(tag = "Tag::Classifications")]
impl ClassificationsApi {
    /// 判断是否应评估，不保存
    #[oai(path = "/classifications", method = "post")]
    async fn classify(
        &self,
        app: Data<&App>,
        _signed: Signed,
        body: JsonBody<FactsRequest>,
    ) -> Result<Json<DeterminationView>, ProblemResponse> {
        let mut shape = Shape::of(&body.0);
        let facts = body.0.read(&mut shape);
        shape.settled()?;
        Ok(Json(DeterminationView::from(&app.classify(&facts))))
    }

    /// 判断是否应评估，并说明怎样答复能定下来、什么情况会改变结论，不保存
    #[oai(path = "/classifications/explanation", method = "post")]
    async fn explain(
        &self,
        app: Data<&App>,
        _signed: Signed,
        body: JsonBody<FactsRequest>,
    ) -> Result<Json<ExplainedDeterminationView>, ProblemResponse> {
        let mut shape = Shape::of(&body.0);
        let facts = body.0.read(&mut shape);
        shape.settled()?;
        Ok(Json(app.explain(&facts)))
    }
}
