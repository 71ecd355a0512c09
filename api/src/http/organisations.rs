//! The directory of units.

use domain::id::OrganisationId;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;
use validator::Validate;

use super::Tag;
use super::auth::Signed;
use super::body::JsonBody;
use super::facts::UNITS;
use super::precondition::{entity_tag, optional, required};
use super::problem::ProblemResponse;
use super::shape::Shape;
use crate::app::App;
use crate::view::organisation::{DirectoryChangeView, DirectoryView, UnknownUnitsView};

/// A unit to be added.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct OrganisationRequest {
    /// Its full name.
    #[validate(length(max = 100))]
    name: String,
    /// Other names, at most 30.
    #[oai(default)]
    aliases: Vec<String>,
    /// `department`, `town`, `park`, `district_company`, `municipal` or `enterprise`.
    kind: String,
}

/// Another name of a unit.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct AliasRequest {
    /// The name.
    #[validate(length(max = 100))]
    alias: String,
}

/// Two entries that are one unit.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct MergeRequest {
    /// The unit that goes.
    from: OrganisationVersion,
    /// The unit that stays.
    into: OrganisationVersion,
    /// Why.
    #[validate(length(max = 2000))]
    reason: String,
}

/// A unit as you saw it.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct OrganisationVersion {
    /// The unit.
    organisation: Uuid,
    /// The version that you saw.
    version: u64,
}

impl OrganisationVersion {
    const fn read(&self) -> (OrganisationId, u64) {
        (OrganisationId(self.organisation), self.version)
    }
}

/// A unit that changed, with its version.
#[derive(ApiResponse)]
pub enum OrganisationResponse {
    /// The unit.
    #[oai(status = 200)]
    Changed(Json<DirectoryChangeView>, #[oai(header = "ETag")] String),
    /// The unit was added.
    #[oai(status = 201)]
    Added(Json<DirectoryChangeView>, #[oai(header = "ETag")] String),
}

impl OrganisationResponse {
    fn changed(view: DirectoryChangeView) -> Self {
        let tag = entity_tag(view.organisation.version);
        Self::Changed(Json(view), tag)
    }
}

/// 单位名录.
pub struct OrganisationsApi;

#[OpenApi(tag = "Tag::Organisations")]
impl OrganisationsApi {
    /// 单位名录，按名称排序
    #[oai(path = "/organisations", method = "get")]
    async fn organisations(
        &self,
        app: Data<&App>,
        signed: Signed,
    ) -> Result<Json<DirectoryView>, ProblemResponse> {
        Ok(Json(app.organisations(&signed.0).await?))
    }

    /// 评估对象中出现、名录里没有的单位，请核对后增加或者作为别名
    #[oai(path = "/organisations/unknown", method = "get")]
    async fn unknown(
        &self,
        app: Data<&App>,
        signed: Signed,
    ) -> Result<Json<UnknownUnitsView>, ProblemResponse> {
        Ok(Json(app.unknown_units(&signed.0).await?))
    }

    /// 增加一个单位
    #[oai(path = "/organisations", method = "post")]
    async fn add(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<OrganisationRequest>,
    ) -> Result<OrganisationResponse, ProblemResponse> {
        let preconditions = optional(key)?;
        let mut shape = Shape::of(&body.0);
        let OrganisationRequest { name, aliases, kind } = body.0;
        let kind = shape.code("kind", &kind, UNITS);
        let aliases = aliases.iter().map(|alias| alias.trim().to_owned()).collect();
        shape.settled()?;
        let Some(kind) = kind else { return Err(crate::app::AppError::NotFound("该单位性质").into()) };
        let name = name.trim().to_owned();
        let view = app.add_organisation(&signed.0, name, aliases, kind, preconditions).await?;
        let tag = entity_tag(view.organisation.version);
        Ok(OrganisationResponse::Added(Json(view), tag))
    }

    /// 给一个单位增加别名
    #[oai(path = "/organisations/:organisation/aliases", method = "post")]
    async fn alias(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The unit.
        organisation: Path<Uuid>,
        /// The version that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<AliasRequest>,
    ) -> Result<OrganisationResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        Shape::of(&body.0).settled()?;
        let alias = body.0.alias.trim().to_owned();
        let id = OrganisationId(organisation.0);
        let view = app.add_alias(&signed.0, id, alias, preconditions).await?;
        Ok(OrganisationResponse::changed(view))
    }

    /// 把重复登记的单位合并，名称和评估对象一并转移
    #[oai(path = "/organisations/merges", method = "post")]
    async fn merge(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<MergeRequest>,
    ) -> Result<OrganisationResponse, ProblemResponse> {
        let preconditions = optional(key)?;
        Shape::of(&body.0).settled()?;
        let MergeRequest { from, into, reason } = body.0;
        let (from, into) = (from.read(), into.read());
        let view = app.merge_organisations(&signed.0, from, into, reason, preconditions).await?;
        Ok(OrganisationResponse::changed(view))
    }
}
