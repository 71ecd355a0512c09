//! The HTTP API under `/api/v1`, its documentation, and what every request passes: recognition, body limits, one
//! form for every error, a request number and a line in the log.

pub mod answers;
pub mod auth;
pub mod batches;
pub mod body;
pub mod budget;
pub mod classifications;
pub mod commands;
pub mod evaluations;
pub mod exports;
pub mod facts;
pub mod files;
pub mod imports;
pub mod journal;
pub mod limits;
pub mod organisations;
pub mod people;
pub mod precondition;
pub mod problem;
pub mod reports;
pub mod rulebooks;
pub mod scoring;
pub mod shape;
pub mod sheets;
pub mod similarity;
pub mod status;
pub mod subject_life;
pub mod subjects;
pub mod targets;

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
    /// What may be parts of one project, or the same twice, and what was decided on it.
    Similarity,
    /// Evaluations and their commands: one endpoint per command.
    Evaluations,
    /// What organisers send to the bureau together.
    Batches,
    /// Uploaded files.
    Files,
    /// Experts' score sheets.
    Sheets,
    /// Reports and results.
    Reports,
    /// The hash-chained journal.
    Journal,
    /// The measures as data.
    Rulebooks,
    /// Who acts.
    People,
    /// The directory of units.
    Organisations,
}

fn service() -> OpenApiService<impl OpenApi, ()> {
    let api = (
        classifications::ClassificationsApi,
        imports::ImportsApi,
        (exports::ExportsApi, subjects::SubjectsApi, similarity::SimilarityApi, subject_life::SubjectLifeApi),
        evaluations::EvaluationsApi,
        commands::PreparationApi,
        (commands::CollectionApi, commands::EvidenceApi),
        commands::MeetingApi,
        (
            commands::ReportApi,
            commands::ScoringCommandsApi,
            commands::ConfirmationApi,
            commands::ConditionsApi,
        ),
        (batches::BatchesApi, budget::BudgetApi),
        files::FilesApi,
        (sheets::SheetsApi, scoring::ScoringApi),
        reports::ReportsApi,
        rulebooks::RulebooksApi,
        journal::JournalApi,
        people::PeopleApi,
        organisations::OrganisationsApi,
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
    let api = service.into_endpoint().with(limits::BodyLimit).around(precondition::legible);
    Route::new()
        .nest("/api/v1", api)
        .nest("/api/docs", documentation)
        .at("/api/openapi.json", specification)
        .at("/healthz", poem::get(status::alive))
        .at("/readyz", poem::get(status::ready))
        .at("/", poem::get(status::welcome))
        .around(problem::in_one_form)
        .with(CatchPanic::new().with_handler(problem::from_panic))
        .with(limits::Observed)
        // Outermost, because the number of a request comes from the application as well.
        .data(app)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::evaluation::CommandKind;

    use crate::view::code_of;

    /// The endpoints of evaluations that change something, by path.
    fn endpoints() -> BTreeMap<String, usize> {
        let document: serde_json::Value = serde_json::from_str(&super::specification()).unwrap();
        let mut endpoints = BTreeMap::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            let changes = methods.as_object().unwrap().keys().filter(|method| *method != "get").count();
            if let Some(command) = path.strip_prefix("/evaluations/{evaluation}/")
                && changes > 0
            {
                endpoints.insert(command.to_owned(), changes);
            }
        }
        endpoints
    }

    #[test]
    fn every_command_has_exactly_one_endpoint() {
        let mut endpoints = endpoints();
        // Uploading is no command: nothing refers to a file until a command does.
        assert_eq!(endpoints.remove("files"), Some(1));
        for kind in CommandKind::ALL {
            let endpoint = match code_of(kind).as_str() {
                "save_sheet" => "sheets/mine".to_owned(),
                "lock_sheet" => "sheets/mine/lock".to_owned(),
                code => code.replace('_', "-"),
            };
            assert_eq!(endpoints.remove(&endpoint), Some(1), "{endpoint}");
        }
        assert!(endpoints.is_empty(), "{endpoints:?} belong to no command");
    }
}
