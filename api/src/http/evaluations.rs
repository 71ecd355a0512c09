//! Reading evaluations.

use domain::evaluation::State;
use domain::id::{EvaluationId, SubjectId};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use super::auth::Signed;
use super::commands::EvaluationResponse;
use super::problem::ProblemResponse;
use super::shape::Shape;
use crate::app::App;
use crate::app::evaluations::Narrowing;
use crate::view::evaluation::EvaluationSummaryView;

/// The longest page.
const LONGEST_PAGE: u64 = 200;

/// A page of evaluations.
#[derive(Debug, Object)]
pub struct EvaluationPage {
    /// The evaluations, newest first.
    evaluations: Vec<EvaluationSummaryView>,
    /// Pass as `after` to read on; empty at the end.
    next: Option<String>,
}

/// 评估.
pub struct EvaluationsApi;

#[OpenApi(tag = "Tag::Evaluations")]
impl EvaluationsApi {
    /// 可以查看的评估
    #[oai(path = "/evaluations", method = "get")]
    #[expect(clippy::too_many_arguments, reason = "one argument for each parameter of the request")]
    async fn evaluations(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// Only in this state: `collecting`.
        state: Query<Option<String>>,
        /// Only organised by this organisation.
        organiser: Query<Option<String>>,
        /// Only of this subject.
        subject: Query<Option<Uuid>>,
        /// Evaluations after this one.
        after: Query<Option<Uuid>>,
        /// At most this many, and at most 200.
        #[oai(default = "longest")]
        limit: Query<u64>,
    ) -> Result<Json<EvaluationPage>, ProblemResponse> {
        let mut shape = Shape::default();
        let codes: Vec<String> = State::ALL.iter().map(crate::view::code_of).collect();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let state = state.0.and_then(|code| shape.code("state", &code, &codes));
        shape.settled()?;
        let limit = limit.0.clamp(1, LONGEST_PAGE);
        let narrowing = Narrowing { state, organiser: organiser.0, subject: subject.0.map(SubjectId) };
        let evaluations = app.evaluations(&signed.0, narrowing, after.0.map(EvaluationId), limit).await?;
        let full = u64::try_from(evaluations.len()).is_ok_and(|length| length == limit);
        let next = evaluations.last().filter(|_| full).map(|evaluation| evaluation.id.clone());
        Ok(Json(EvaluationPage { evaluations, next }))
    }

    /// 一项评估，以及现在可以办理的事项和受阻的原因
    #[oai(path = "/evaluations/:evaluation", method = "get")]
    async fn evaluation(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
    ) -> Result<EvaluationResponse, ProblemResponse> {
        Ok(EvaluationResponse::new(app.evaluation(&signed.0, EvaluationId(evaluation.0)).await?))
    }
}

const fn longest() -> u64 {
    LONGEST_PAGE
}
