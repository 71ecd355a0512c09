//! Rulebooks: what they say, and what a draft would change.

use chrono::NaiveDate;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use validator::Validate;

use super::Tag;
use super::auth::Signed;
use super::body::JsonBody;
use super::problem::ProblemResponse;
use super::shape::Shape;
use crate::app::App;
use crate::app::rulebooks::Meant;
use crate::view::rulebook::{
    DifferenceView, ImpactView, RulebookCheckView, RulebookSummaryView, RulebookView,
};

/// A draft.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct RulebookTextRequest {
    /// The file, in TOML.
    pub text: String,
}

/// A rulebook: one of the library, or a draft. Leave out both for the one in force.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct RulebookReference {
    /// The identifier of one at hand.
    #[validate(length(max = 200))]
    pub id: Option<String>,
    /// A draft, in TOML.
    pub text: Option<String>,
}

/// Two rulebooks to compare.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct RulebookDiffRequest {
    /// As it is; leave out for the one in force.
    #[validate(nested)]
    pub before: Option<RulebookReference>,
    /// As it would be.
    #[validate(nested)]
    pub after: RulebookReference,
}

/// A rulebook that might take the place of the one in force.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct RulebookImpactRequest {
    /// The rulebook.
    #[validate(nested)]
    pub proposed: RulebookReference,
}

fn meant(reference: RulebookReference, field: &str, shape: &mut Shape) -> Meant {
    match (reference.id, reference.text) {
        (Some(_), Some(_)) => {
            shape.issue(field, "ambiguous", "编号和全文只填一项".to_owned());
            Meant::InForce
        }
        (Some(id), None) => Meant::Known(id),
        (None, Some(text)) => Meant::Text(text),
        (None, None) => Meant::InForce,
    }
}

/// 规则集.
pub struct RulebooksApi;

#[OpenApi(tag = "Tag::Rulebooks")]
impl RulebooksApi {
    /// 全部规则集，以及某日按哪一份
    #[oai(path = "/rulebooks", method = "get")]
    async fn rulebooks(
        &self,
        app: Data<&App>,
        _signed: Signed,
        /// The day, as `2026-11-24`; today when left out.
        on: Query<Option<NaiveDate>>,
    ) -> Result<Json<Vec<RulebookSummaryView>>, ProblemResponse> {
        Ok(Json(app.rulebooks(on.0.unwrap_or_else(|| app.today()))))
    }

    /// 一份规则集：全文，以及逐项说明的设置
    #[oai(path = "/rulebooks/:rulebook", method = "get")]
    async fn rulebook(
        &self,
        app: Data<&App>,
        _signed: Signed,
        /// The identifier: `yunxi-2023`.
        rulebook: Path<String>,
    ) -> Result<Json<RulebookView>, ProblemResponse> {
        Ok(Json(app.rulebook_view(&rulebook.0)?))
    }

    /// 检查规则集草稿，列出全部问题和反例，不保存
    #[oai(path = "/rulebooks/check", method = "post")]
    async fn check(
        &self,
        app: Data<&App>,
        signed: Signed,
        body: JsonBody<RulebookTextRequest>,
    ) -> Result<Json<RulebookCheckView>, ProblemResponse> {
        Ok(Json(app.check_rulebook(&signed.0, &body.0.text)?))
    }

    /// 两份规则集逐项比较，不保存
    #[oai(path = "/rulebooks/diff", method = "post")]
    async fn diff(
        &self,
        app: Data<&App>,
        signed: Signed,
        body: JsonBody<RulebookDiffRequest>,
    ) -> Result<Json<Vec<DifferenceView>>, ProblemResponse> {
        let mut shape = Shape::of(&body.0);
        let RulebookDiffRequest { before, after } = body.0;
        let before = before.map_or(Meant::InForce, |before| meant(before, "before", &mut shape));
        let after = meant(after, "after", &mut shape);
        shape.settled()?;
        let differences = app.compare_rulebooks(&signed.0, &before, &after)?;
        Ok(Json(differences.into_iter().map(DifferenceView::from).collect()))
    }

    /// 换用一份规则集后，哪些对象的判断会改变、为什么，不保存
    #[oai(path = "/rulebooks/impact", method = "post")]
    async fn impact(
        &self,
        app: Data<&App>,
        signed: Signed,
        body: JsonBody<RulebookImpactRequest>,
    ) -> Result<Json<ImpactView>, ProblemResponse> {
        let mut shape = Shape::of(&body.0);
        let proposed = meant(body.0.proposed, "proposed", &mut shape);
        shape.settled()?;
        Ok(Json(app.rulebook_impact(&signed.0, &proposed).await?.into()))
    }
}
