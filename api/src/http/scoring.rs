//! Reading what stands beside the sheets: revisions, figures, the experts' words, and their year.

use domain::id::{ActorId, EvaluationId};
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use uuid::Uuid;

use super::Tag;
use super::auth::Signed;
use super::problem::ProblemResponse;
use super::shape::Shape;
use crate::app::App;
use crate::view::expert_statistics::ExpertStatisticsView;
use crate::view::sheet_revision::SheetRevisionView;
use crate::view::statistics::{OpinionDraftView, StatisticsView};

/// The years that can be asked for.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// 评分的历次修改、可靠程度和专家年度情况.
pub struct ScoringApi;

#[OpenApi(tag = "Tag::Sheets")]
impl ScoringApi {
    /// 本人评分表的历次修改
    #[oai(path = "/evaluations/:evaluation/sheets/mine/revisions", method = "get")]
    async fn own_revisions(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
        /// The round; the latest where none is named.
        round: Query<Option<u32>>,
    ) -> Result<Json<Vec<SheetRevisionView>>, ProblemResponse> {
        let own = signed.0.id;
        Ok(Json(app.sheet_revisions(&signed.0, EvaluationId(evaluation.0), own, round.0).await?))
    }

    /// 一位专家评分表的历次修改；他人的在结果认定之后才能查阅
    #[oai(path = "/evaluations/:evaluation/sheets/:expert/revisions", method = "get")]
    async fn revisions(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
        /// The expert.
        expert: Path<Uuid>,
        /// The round; the latest where none is named.
        round: Query<Option<u32>>,
    ) -> Result<Json<Vec<SheetRevisionView>>, ProblemResponse> {
        let (id, expert) = (EvaluationId(evaluation.0), ActorId(expert.0));
        Ok(Json(app.sheet_revisions(&signed.0, id, expert, round.0).await?))
    }

    /// 评分有多可靠：离散、一致、对个别专家的依赖；全体锁定之前没有
    #[oai(path = "/evaluations/:evaluation/statistics", method = "get")]
    async fn statistics(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
    ) -> Result<Json<StatisticsView>, ProblemResponse> {
        Ok(Json(app.statistics(&signed.0, EvaluationId(evaluation.0)).await?))
    }

    /// 由专家评分理由汇成的意见素材，供起草专家评估意见
    #[oai(path = "/evaluations/:evaluation/opinion-draft", method = "get")]
    async fn opinion_draft(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
    ) -> Result<Json<OpinionDraftView>, ProblemResponse> {
        Ok(Json(app.opinion_draft(&signed.0, EvaluationId(evaluation.0)).await?))
    }

    /// 专家年度评分情况：宽严和稳定程度，仅限财政局
    #[oai(path = "/experts/statistics", method = "get")]
    async fn expert_statistics(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The year in which the results were confirmed.
        year: Query<i32>,
    ) -> Result<Json<ExpertStatisticsView>, ProblemResponse> {
        let mut shape = Shape::default();
        if !YEARS.contains(&year.0) {
            shape.issue("year", "out_of_range", "年度应在2000至2100之间");
        }
        shape.settled()?;
        Ok(Json(app.expert_statistics(&signed.0, year.0).await?))
    }
}
