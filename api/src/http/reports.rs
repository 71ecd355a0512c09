//! Reports and results.

use domain::id::EvaluationId;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Html, Json};
use uuid::Uuid;

use super::Tag;
use super::auth::Signed;
use super::problem::ProblemResponse;
use crate::app::App;
use crate::view::evaluation::ResultView;

/// 评估报告和结果.
pub struct ReportsApi;

#[OpenApi(tag = "Tag::Reports")]
impl ReportsApi {
    /// 评估报告的全部数据
    #[oai(path = "/evaluations/:evaluation/report", method = "get")]
    async fn report(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
        /// Of this round; without it the latest.
        round: Query<Option<u32>>,
    ) -> Result<Json<serde_json::Value>, ProblemResponse> {
        Ok(Json(app.report(&signed.0, EvaluationId(evaluation.0), round.0).await?))
    }

    /// 评估报告（网页）
    #[oai(path = "/evaluations/:evaluation/report.html", method = "get")]
    async fn report_html(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
        /// Of this round; without it the latest.
        round: Query<Option<u32>>,
    ) -> Result<Html<String>, ProblemResponse> {
        let bytes = app.report_html(&signed.0, EvaluationId(evaluation.0), round.0).await?;
        Ok(Html(String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// 认定的结果；认定之前，被评估单位看不到
    #[oai(path = "/evaluations/:evaluation/result", method = "get")]
    async fn result(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
        /// Of this round; without it the one whose result holds now.
        round: Query<Option<u32>>,
    ) -> Result<Json<ResultView>, ProblemResponse> {
        Ok(Json(app.result(&signed.0, EvaluationId(evaluation.0), round.0).await?))
    }
}
