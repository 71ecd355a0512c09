//! Who acts.

use domain::actor::Actor;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use super::auth::Signed;
use super::problem::ProblemResponse;
use crate::app::App;
use crate::view::Labelled;

/// Somebody who acts.
#[derive(Debug, Object)]
pub struct ActorView {
    /// Identifier.
    id: String,
    /// The post.
    post: String,
    /// The role.
    role: Labelled,
    /// The organisation.
    organisation: String,
}

impl From<&Actor> for ActorView {
    fn from(actor: &Actor) -> Self {
        Self {
            id: actor.id.to_string(),
            post: actor.post.clone(),
            role: Labelled::new(&actor.role, actor.role.label()),
            organisation: actor.organisation.clone(),
        }
    }
}

/// 人员.
pub struct PeopleApi;

#[OpenApi(tag = "Tag::People")]
impl PeopleApi {
    /// 令牌对应的岗位
    #[oai(path = "/me", method = "get")]
    async fn me(&self, signed: Signed) -> Json<ActorView> {
        Json(ActorView::from(&signed.0))
    }

    /// 全部岗位，供组织评估的人选用
    #[oai(path = "/actors", method = "get")]
    async fn actors(&self, app: Data<&App>, signed: Signed) -> Result<Json<Vec<ActorView>>, ProblemResponse> {
        let actors = app.actors(&signed.0).await?;
        Ok(Json(actors.iter().map(ActorView::from).collect()))
    }
}
