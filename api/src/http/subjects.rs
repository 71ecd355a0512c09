//! Subjects: registering, reading, answering, designating, and opening an evaluation.

use domain::id::{ImportId, SubjectId};
use domain::subject::{Answer, Declaration};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;
use validator::Validate;

use super::Tag;
use super::auth::Signed;
use super::body::JsonBody;
use super::commands::EvaluationResponse;
use super::facts::{APPLICATIONS, CLASSES, DesignationRequest, FactsRequest, OBJECTS, UNITS};
use super::precondition::{entity_tag, optional, required};
use super::problem::ProblemResponse;
use super::shape::{Shape, shown};
use crate::app::App;
use crate::app::subjects::Narrowing;
use crate::view::determination::DeterminationView;
use crate::view::subject::{SubjectPage, SubjectView, VerdictCountsView};

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
}

/// An answer to a question that a verdict asks.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct AnswerRequest {
    /// The question's code, as `missing` lists it.
    question: String,
    /// The answer: a code, `true` or `false`, an amount in 万元, or a share in per cent.
    value: String,
    /// For the question `unit`: its name.
    #[validate(length(max = 200))]
    name: Option<String>,
    /// For the question `requested_increase`: why the content or standard changed.
    #[validate(length(max = 20000))]
    cause: Option<String>,
    /// The document that proves the answer.
    #[validate(length(max = 200))]
    document: Option<String>,
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
    fn found(view: SubjectView) -> Self {
        let tag = entity_tag(view.version);
        Self::Found(Json(view), tag)
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
        let mut shape = Shape::default();
        let choices = ["required", "not_required", "needs_information", "out_of_scope"];
        let verdict = verdict.0.and_then(|code| shape.code("verdict", &code, &choices));
        shape.settled()?;
        let narrowing =
            Narrowing { verdict, unit: unit.0, import: import.0.map(ImportId), section: section.0 };
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
        shape.settled()?;
        let declaration = Declaration {
            name: request.name,
            unit: request.unit.filter(|unit| !unit.trim().is_empty()),
            nature: String::new(),
            content: request.content,
            schedule: request.schedule,
            funding: request.funding,
            remark: String::new(),
        };
        let view = app.register_subject(&signed.0, declaration, facts, preconditions).await?;
        let tag = entity_tag(view.version);
        Ok(SubjectResponse::Created(Json(view), tag))
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

    /// 是否应评估的结论和全部依据
    #[oai(path = "/subjects/:subject/determination", method = "get")]
    async fn determination(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The subject.
        subject: Path<Uuid>,
    ) -> Result<Json<DeterminationView>, ProblemResponse> {
        Ok(Json(app.subject(&signed.0, SubjectId(subject.0)).await?.determination))
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
        let (answer, document) = read_answer(body.0)?;
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

const fn longest() -> u64 {
    LONGEST_PAGE
}

/// The codes of the questions, in the order in which refusals name them.
const QUESTIONS: &str = "object、application、amount、class、one_project、money、unit、district_share、\
approved_district_budget、requested_increase、higher_level_order";

fn read_answer(request: AnswerRequest) -> Result<(Answer, Option<String>), ProblemResponse> {
    let mut shape = Shape::of(&request);
    let AnswerRequest { question, value, name, cause, document } = request;
    let answer = match question.as_str() {
        "object" => shape.code("value", &value, OBJECTS).map(|object| Answer::Object { object }),
        "application" => {
            shape.code("value", &value, APPLICATIONS).map(|application| Answer::Application { application })
        }
        "amount" => Some(Answer::Amount { amount: shape.amount("value", &value) }),
        "class" => shape.code("value", &value, CLASSES).map(|class| Answer::Class { class }),
        "one_project" => shape.flag("value", &value).map(|one_project| Answer::OneProject { one_project }),
        "money" => shape.flag("value", &value).map(|district_money| Answer::Money { district_money }),
        "unit" => shape
            .code("value", &value, UNITS)
            .map(|unit| Answer::Unit { name: name.unwrap_or_default(), unit }),
        "district_share" => Some(Answer::DistrictShare { share: shape.share("value", &value) }),
        "approved_district_budget" => {
            Some(Answer::ApprovedDistrictBudget { amount: shape.amount("value", &value) })
        }
        "requested_increase" => Some(Answer::RequestedIncrease {
            amount: shape.amount("value", &value),
            cause: cause.unwrap_or_default(),
        }),
        "higher_level_order" => Some(Answer::HigherLevelOrder { amount: shape.amount("value", &value) }),
        unknown => {
            let message = format!("没有“{}”这个问题，可填：{QUESTIONS}", shown(unknown));
            shape.issue("question", "unknown_code", message);
            None
        }
    };
    shape.settled()?;
    match answer {
        Some(answer) => Ok((answer, document)),
        None => Err(crate::app::AppError::NotFound("该问题").into()),
    }
}
