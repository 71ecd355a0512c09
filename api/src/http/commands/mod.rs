//! One endpoint per command of an evaluation. Each reads its request, checks the shape and hands the command on;
//! what may happen is decided in the domain.

pub mod collection;
pub mod evidence;
pub mod meeting;
pub mod preparation;
pub mod report;
pub mod result;
pub mod scoring;

pub use collection::CollectionApi;
pub use evidence::EvidenceApi;
pub use meeting::MeetingApi;
pub use preparation::PreparationApi;
pub use report::ReportApi;
pub use result::{ConditionsApi, ConfirmationApi};
pub use scoring::ScoringCommandsApi;

use domain::actor::Actor;
use domain::evaluation::Command;
use domain::id::EvaluationId;
use poem_openapi::ApiResponse;
use poem_openapi::payload::Json;
use uuid::Uuid;

use super::precondition::entity_tag;
use super::problem::ProblemResponse;
use crate::app::{App, AppError, Preconditions};
use crate::view::evaluation::EvaluationView;

/// The evaluation after the command.
#[derive(ApiResponse)]
pub enum EvaluationResponse {
    /// Done. A repeated request with the same `Idempotency-Key` is answered the same way and does nothing.
    #[oai(status = 200)]
    Done(Json<EvaluationView>, #[oai(header = "ETag")] String),
    /// The evaluation was opened.
    #[oai(status = 201)]
    Created(Json<EvaluationView>, #[oai(header = "ETag")] String),
}

impl EvaluationResponse {
    /// The evaluation with its version.
    pub fn new(view: EvaluationView) -> Self {
        let tag = entity_tag(view.version);
        Self::Done(Json(view), tag)
    }

    /// An evaluation that was opened, with its version.
    pub fn created(view: EvaluationView) -> Self {
        let tag = entity_tag(view.version);
        Self::Created(Json(view), tag)
    }
}

/// What a request body becomes.
pub trait IntoCommand {
    /// Whether people are looked up by their identifiers: refusals name them, so not everybody may ask.
    const NAMES_PEOPLE: bool = false;

    /// Checks the shape and makes the command; looks people up where the request names them.
    fn into_command(self, app: &App) -> impl Future<Output = Result<Command, AppError>> + Send;
}

/// Gives the command and answers with the evaluation as the actor may see it.
pub async fn run<T: IntoCommand>(
    app: &App,
    actor: &Actor,
    evaluation: Uuid,
    preconditions: Preconditions,
    body: T,
) -> Result<EvaluationResponse, ProblemResponse> {
    if T::NAMES_PEOPLE {
        app.may_name_people(actor, EvaluationId(evaluation)).await?;
    }
    let command = body.into_command(app).await?;
    let view = app.execute(actor, EvaluationId(evaluation), preconditions, command).await?;
    Ok(EvaluationResponse::new(view))
}

/// A command without contents.
pub struct Bare(pub Command);

impl IntoCommand for Bare {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Ok(self.0)
    }
}

/// Endpoints of one part of the path: first those with a body, then those without.
macro_rules! command_endpoints {
    (
        $(#[$about:meta])* $api:ident;
        with_body { $( $(#[$document:meta])* $name:ident $path:tt $body:ty; )* }
        bare { $( $(#[$bare_document:meta])* $bare_name:ident $bare_path:tt $command:ident; )* }
    ) => {
        $(#[$about])*
        pub struct $api;

        #[poem_openapi::OpenApi(tag = "crate::http::Tag::Evaluations")]
        impl $api {
            $(
                $(#[$document])*
                #[oai(path = $path, method = "post")]
                async fn $name(
                    &self,
                    app: poem::web::Data<&crate::app::App>,
                    signed: crate::http::auth::Signed,
                    /// The evaluation.
                    evaluation: poem_openapi::param::Path<uuid::Uuid>,
                    /// The version that you saw.
                    #[oai(name = "If-Match")]
                    if_match: poem_openapi::param::Header<Option<String>>,
                    /// Your own name for this request, so that a retry does nothing twice.
                    #[oai(name = "Idempotency-Key")]
                    key: poem_openapi::param::Header<Option<String>>,
                    body: crate::http::body::JsonBody<$body>,
                ) -> Result<super::EvaluationResponse, crate::http::problem::ProblemResponse> {
                    let preconditions = crate::http::precondition::required(&if_match, key)?;
                    super::run(app.0, &signed.0, evaluation.0, preconditions, body.0).await
                }
            )*
            $(
                $(#[$bare_document])*
                #[oai(path = $bare_path, method = "post")]
                async fn $bare_name(
                    &self,
                    app: poem::web::Data<&crate::app::App>,
                    signed: crate::http::auth::Signed,
                    /// The evaluation.
                    evaluation: poem_openapi::param::Path<uuid::Uuid>,
                    /// The version that you saw.
                    #[oai(name = "If-Match")]
                    if_match: poem_openapi::param::Header<Option<String>>,
                    /// Your own name for this request, so that a retry does nothing twice.
                    #[oai(name = "Idempotency-Key")]
                    key: poem_openapi::param::Header<Option<String>>,
                ) -> Result<super::EvaluationResponse, crate::http::problem::ProblemResponse> {
                    let preconditions = crate::http::precondition::required(&if_match, key)?;
                    let command = super::Bare(domain::evaluation::Command::$command);
                    super::run(app.0, &signed.0, evaluation.0, preconditions, command).await
                }
            )*
        }
    };
}
pub(crate) use command_endpoints;
