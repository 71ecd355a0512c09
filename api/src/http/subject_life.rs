//! Decisions about subjects beside their verdict: facts with origin, targets, exemptions, joins.

use domain::id::SubjectId;
use domain::subject::MOST_MEMBERS;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;
use validator::Validate;

use super::Tag;
use super::auth::Signed;
use super::body::JsonBody;
use super::precondition::{optional, required};
use super::problem::ProblemResponse;
use super::shape::Shape;
use super::subjects::SubjectResponse;
use super::targets::{TargetsRequest, read_targets};
use crate::app::App;
use crate::app::subject_life::JoinOrder;
use crate::view::subject_life::FactsView;

/// An exemption from evaluation.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct ExemptionRequest {
    /// Why.
    #[validate(length(max = 2000))]
    reason: String,
    /// The document that records the decision.
    #[validate(length(max = 200))]
    document: Option<String>,
}

/// Subjects that are one project.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct JoinRequest {
    /// The name of the whole.
    #[validate(length(max = 200))]
    name: String,
    /// The unit that answers for the whole; needed when the members have different ones.
    #[validate(length(max = 200))]
    unit: Option<String>,
    /// Why they are one project.
    #[validate(length(max = 2000))]
    reason: String,
    /// The document that says so.
    #[validate(length(max = 200))]
    document: Option<String>,
    /// From 2 to 50 subjects.
    members: Vec<JoinMember>,
}

/// One of the subjects to be joined.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct JoinMember {
    /// The subject.
    subject: Uuid,
    /// The version that you saw.
    version: u64,
}

/// 评估对象的豁免、归并和绩效目标.
pub struct SubjectLifeApi;

#[OpenApi(tag = "Tag::Subjects")]
impl SubjectLifeApi {
    /// 已知的全部事实，各注明来源
    #[oai(path = "/subjects/:subject/facts", method = "get")]
    async fn facts(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The subject.
        subject: Path<Uuid>,
    ) -> Result<Json<FactsView>, ProblemResponse> {
        Ok(Json(app.subject_facts(&signed.0, SubjectId(subject.0)).await?))
    }

    /// 填报全部绩效目标，替换原有的
    #[oai(path = "/subjects/:subject/targets", method = "put")]
    async fn set_targets(
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
        body: JsonBody<TargetsRequest>,
    ) -> Result<SubjectResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        let mut shape = Shape::of(&body.0);
        let targets = read_targets(body.0.targets, &mut shape);
        shape.settled()?;
        let view = app.set_targets(&signed.0, SubjectId(subject.0), targets, preconditions).await?;
        Ok(SubjectResponse::found(view))
    }

    /// 豁免评估：只限办法未定金额标准的政策，结论仍为应评估
    #[oai(path = "/subjects/:subject/exemption", method = "post")]
    async fn exempt(
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
        body: JsonBody<ExemptionRequest>,
    ) -> Result<SubjectResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        Shape::of(&body.0).settled()?;
        let ExemptionRequest { reason, document } = body.0;
        let id = SubjectId(subject.0);
        Ok(SubjectResponse::found(app.exempt(&signed.0, id, reason, document, preconditions).await?))
    }

    /// 撤销豁免
    #[oai(path = "/subjects/:subject/exemption", method = "delete")]
    async fn revoke_exemption(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The subject.
        subject: Path<Uuid>,
        /// Why.
        #[oai(validator(max_length = 2000))]
        reason: Query<String>,
        /// The version that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<SubjectResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        let id = SubjectId(subject.0);
        Ok(SubjectResponse::found(app.revoke_exemption(&signed.0, id, reason.0, preconditions).await?))
    }

    /// 把一个项目的几个部分归并为一个评估对象，按合计金额判断
    #[oai(path = "/subjects/joins", method = "post")]
    async fn join(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<JoinRequest>,
    ) -> Result<SubjectResponse, ProblemResponse> {
        let preconditions = optional(key)?;
        let mut shape = Shape::of(&body.0);
        // Before they are read: each costs the store a look.
        if body.0.members.len() > MOST_MEMBERS {
            shape.issue("members", "too_many", format!("一次最多归并{MOST_MEMBERS}个对象"));
        }
        shape.settled()?;
        let JoinRequest { name, unit, reason, document, members } = body.0;
        let members = members.into_iter().map(|member| (SubjectId(member.subject), member.version)).collect();
        let unit = unit.filter(|unit| !unit.trim().is_empty());
        let order = JoinOrder { name, unit, reason, document, members };
        Ok(SubjectResponse::created(app.join_subjects(&signed.0, order, preconditions).await?))
    }

    /// 解除归并，各部分恢复单列
    #[oai(path = "/subjects/joins/:joint", method = "delete")]
    async fn dissolve(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The joint subject.
        joint: Path<Uuid>,
        /// Why.
        #[oai(validator(max_length = 2000))]
        reason: Query<String>,
        /// The version of the joint subject that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<SubjectResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        let id = SubjectId(joint.0);
        Ok(SubjectResponse::found(app.dissolve_join(&signed.0, id, reason.0, preconditions).await?))
    }
}
