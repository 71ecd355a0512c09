//! The HTTP API under `/api/v1`, its documentation, and what every request passes: recognition, body limits, one
//! form for every error, a request number and a line in the log.

pub mod auth;
pub mod classifications;
pub mod commands;
pub mod evaluations;
pub mod facts;
pub mod imports;
pub mod journal;
pub mod limits;
pub mod people;
pub mod precondition;
pub mod problem;
pub mod reports;
pub mod shape;
pub mod sheets;
pub mod status;
pub mod subjects;

use poem::middleware::CatchPanic;
use poem::{Endpoint, EndpointExt, IntoEndpoint, Route};
use poem_openapi::{OpenApi, OpenApiService, Tags};

use crate::app::App;

/// The parts of the API.
#[derive(Tags)]
pub enum Tag {
    /// Whether an object must be evaluated, without keeping it.
    Classifications,
    /// Project lists read into subjects.
    Imports,
    /// Policies and projects with their verdicts.
    Subjects,
    /// Evaluations and their commands: one endpoint per command.
    Evaluations,
    /// Experts' score sheets.
    Sheets,
    /// Reports and results.
    Reports,
    /// The hash-chained journal.
    Journal,
    /// Who acts.
    People,
}

fn service() -> OpenApiService<impl OpenApi, ()> {
    let api = (
        classifications::ClassificationsApi,
        imports::ImportsApi,
        subjects::SubjectsApi,
        evaluations::EvaluationsApi,
        commands::PreparationApi,
        commands::CollectionApi,
        commands::MeetingApi,
        commands::ReportApi,
        sheets::SheetsApi,
        reports::ReportsApi,
        journal::JournalApi,
        people::PeopleApi,
    );
    OpenApiService::new(api, "权衡：事前绩效评估", env!("CARGO_PKG_VERSION"))
        .description(
            "县区财政支出事前绩效评估接口。请求头 Authorization: Bearer 令牌；修改时带 If-Match（所见版本号），\
             可带 Idempotency-Key（重试不会办两次）。错误按 RFC 9457 返回，含稳定代码、条款和全部字段问题。",
        )
        .server("/api/v1")
}

/// The OpenAPI document.
#[must_use]
pub fn specification() -> String {
    service().spec()
}

/// Everything that the server answers.
pub fn routes(app: App) -> impl Endpoint {
    let service = service();
    let documentation = service.swagger_ui();
    let specification = service.spec_endpoint();
    let api = service.into_endpoint().with(limits::BodyLimit).catch_all_error(problem::from_framework_error);
    Route::new()
        .nest("/api/v1", api)
        .nest("/api/docs", documentation)
        .at("/api/openapi.json", specification)
        .at("/healthz", poem::get(status::alive))
        .at("/readyz", poem::get(status::ready))
        .at("/", poem::get(status::welcome))
        .catch_all_error(problem::from_framework_error)
        .with(CatchPanic::new().with_handler(problem::from_panic))
        .with(limits::Observed)
        .data(app)
}
