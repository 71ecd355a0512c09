//! Subjects: registering, reading, answering, designating, and opening an evaluation.

use domain::id::{ImportId, SubjectId};
use domain::subject::Declaration;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;
use validator::Validate;

use super::Tag;
use super::answers::{AnswerRequest, WhatIfRequest};
use super::auth::Signed;
use super::body::JsonBody;
use super::commands::EvaluationResponse;
use super::facts::{DesignationRequest, FactsRequest};
use super::precondition::{entity_tag, optional, required};
use super::problem::ProblemResponse;
use super::shape::Shape;
use super::targets::{TargetRequest, read_targets};
use crate::app::App;
use crate::app::subjects::Narrowing;
use crate::view::explanation::ExplainedDeterminationView;
use crate::view::subject::{HistoryView, SubjectPage, SubjectView, VerdictCountsView};

/// The longest page.
const LONGEST_PAGE: u64 = 500;

/// A subject to be registered.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct SubjectRequest {
    /// Name.
    #[validate(length(max = 200))]
    name: String,
    /// 申报单位.
    #[validate(length(max = 200))]
    unit: Option<String>,
    /// 主要建设内容, or what the policy grants.
    #[oai(default)]
    #[validate(length(max = 20000))]
    content: String,
    /// 工作计划.
    #[oai(default)]
    #[validate(length(max = 20000))]
    schedule: String,
    /// 资金来源 in words.
    #[oai(default)]
    #[validate(length(max = 2000))]
    funding: String,
    /// What is known.
    #[validate(nested)]
    facts: FactsRequest,
    /// 绩效目标.
    #[oai(default)]
    #[validate(nested)]
    targets: Vec<TargetRequest>,
}

/// An evaluation to be opened.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct OpeningRequest {
    /// The budget year applied for.
    budget_year: u16,
    /// Evaluate although Article 3 does not require it.
    #[oai(default)]
    voluntary: bool,
}

/// A subject with its version.
#[derive(ApiResponse)]
pub enum SubjectResponse {
    /// The subject.
    #[oai(status = 200)]
    Found(Json<SubjectView>, #[oai(header = "ETag")] String),
    /// The subject was registered.
    #[oai(status = 201)]
    Created(Json<SubjectView>, #[oai(header = "ETag")] String),
}

impl SubjectResponse {
    /// The subject as it is now.
    pub fn found(view: SubjectView) -> Self {
        let tag = entity_tag(view.version);
        Self::Found(Json(view), tag)
    }

    /// The subject that is new.
    pub fn created(view: SubjectView) -> Self {
        let tag = entity_tag(view.version);
        Self::Created(Json(view), tag)
    }
}

/// 评估对象.
pub struct SubjectsApi;

#[OpenApi(tag = "Tag::Subjects")]
impl SubjectsApi {
    /// 可以查看的评估对象，按清单顺序
    #[oai(path = "/subjects", method = "get")]
    #[expect(clippy::too_many_arguments, reason = "one argument for each parameter of the request")]
    async fn subjects(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// Only with this verdict: `required`.
        verdict: Query<Option<String>>,
        /// Only those that stand so beside the verdict: `exempted`. Without it, a list narrowed to a verdict leaves
        /// out what was joined.
        standing: Query<Option<String>>,
        /// Only of this unit.
        unit: Query<Option<String>>,
        /// Only of this import.
        import: Query<Option<Uuid>>,
        /// Only of this section of the list: `一`.
        section: Query<Option<String>>,
        /// What the last page gave as `next`.
        after: Query<Option<i64>>,
        /// At most this many, and at most 500.
        #[oai(default = "longest")]
        limit: Query<u64>,
    ) -> Result<Json<SubjectPage>, ProblemResponse> {
        let narrowing = narrowing(verdict, standing, unit, import.0, section)?;
        Ok(Json(app.subjects(&signed.0, narrowing, after.0, limit.0.clamp(1, LONGEST_PAGE)).await?))
    }

    /// 各结论的数量
    #[oai(path = "/subjects/counts", method = "get")]
    async fn counts(
        &self,
        app: Data<&App>,
        signed: Signed,
    ) -> Result<Json<VerdictCountsView>, ProblemResponse> {
        Ok(Json(app.subject_counts(&signed.0).await?))
    }

    /// 登记一个评估对象
    #[oai(path = "/subjects", method = "post")]
    async fn register(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<SubjectRequest>,
    ) -> Result<SubjectResponse, ProblemResponse> {
        let preconditions = optional(key)?;
        let mut shape = Shape::of(&body.0);
        let request = body.0;
        let facts = request.facts.read(&mut shape);
        let targets = read_targets(request.targets, &mut shape);
        shape.settled()?;
        let declaration = Declaration {
            name: request.name,
            unit: request.unit.filter(|unit| !unit.trim().is_empty()),
            nature: String::new(),
            content: request.content,
            schedule: request.schedule,
            funding: request.funding,
            remark: String::new(),
            targets,
        };
        Ok(SubjectResponse::created(
            app.register_subject(&signed.0, declaration, facts, preconditions).await?,
        ))
    }

    /// 一个评估对象
    #[oai(path = "/subjects/:subject", method = "get")]
    async fn subject(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The subject.
        subject: Path<Uuid>,
    ) -> Result<SubjectResponse, ProblemResponse> {
        Ok(SubjectResponse::found(app.subject(&signed.0, SubjectId(subject.0)).await?))
    }

    /// 是否应评估的结论和全部依据，以及怎样答复能定下来、什么情况会改变结论
    #[oai(path = "/subjects/:subject/determination", method = "get")]
    async fn determination(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The subject.
        subject: Path<Uuid>,
    ) -> Result<Json<ExplainedDeterminationView>, ProblemResponse> {
        Ok(Json(app.subject_determination(&signed.0, SubjectId(subject.0)).await?))
    }

    /// 假设这样答复，会得出什么结论；不保存
    #[oai(path = "/subjects/:subject/what-if", method = "post")]
    async fn what_if(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The subject.
        subject: Path<Uuid>,
        body: JsonBody<WhatIfRequest>,
    ) -> Result<Json<ExplainedDeterminationView>, ProblemResponse> {
        let answers = body.0.read()?;
        Ok(Json(app.suppose_answers(&signed.0, SubjectId(subject.0), &answers).await?))
    }

    /// 历次结论：何时、由哪个岗位办了什么、结论如何
    #[oai(path = "/subjects/:subject/history", method = "get")]
    async fn history(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The subject.
        subject: Path<Uuid>,
    ) -> Result<Json<HistoryView>, ProblemResponse> {
        let events = app.subject_history(&signed.0, SubjectId(subject.0)).await?;
        Ok(Json(HistoryView::from(events.as_slice())))
    }

    /// 答复一个问题，并立即重新判断
    #[oai(path = "/subjects/:subject/answers", method = "post")]
    async fn answer(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The subject.
        subject: Path<Uuid>,
        /// The version that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<AnswerRequest>,
    ) -> Result<SubjectResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        let (answer, document) = body.0.read()?;
        let id = SubjectId(subject.0);
        Ok(SubjectResponse::found(app.answer_question(&signed.0, id, answer, document, preconditions).await?))
    }

    /// 按第三条第（五）项指定评估
    #[oai(path = "/subjects/:subject/designation", method = "post")]
    async fn designate(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The subject.
        subject: Path<Uuid>,
        /// The version that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<DesignationRequest>,
    ) -> Result<SubjectResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        let mut shape = Shape::of(&body.0);
        let designation = body.0.read(&mut shape, "");
        shape.settled()?;
        let view = app.designate(&signed.0, SubjectId(subject.0), designation, preconditions).await?;
        Ok(SubjectResponse::found(view))
    }

    /// 立项评估
    #[oai(path = "/subjects/:subject/evaluations", method = "post")]
    async fn open(
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
        body: JsonBody<OpeningRequest>,
    ) -> Result<EvaluationResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        let OpeningRequest { budget_year, voluntary } = body.0;
        let view = app
            .open_evaluation(&signed.0, SubjectId(subject.0), budget_year, voluntary, preconditions)
            .await?;
        Ok(EvaluationResponse::created(view))
    }
}

/// What a list of subjects is narrowed to by the parameters of a request.
pub(super) fn narrowing(
    verdict: Query<Option<String>>,
    standing: Query<Option<String>>,
    unit: Query<Option<String>>,
    import: Option<Uuid>,
    section: Query<Option<String>>,
) -> Result<Narrowing, ProblemResponse> {
    let mut shape = Shape::default();
    let choices = ["required", "not_required", "needs_information", "out_of_scope"];
    let verdict = verdict.0.and_then(|code| shape.code("verdict", &code, &choices));
    let standings = ["independent", "exempted", "joined", "dissolved"];
    let standing = standing.0.and_then(|code| shape.code("standing", &code, &standings));
    shape.settled()?;
    Ok(Narrowing { verdict, standing, unit: unit.0, import: import.map(ImportId), section: section.0 })
}

const fn longest() -> u64 {
    LONGEST_PAGE
}
