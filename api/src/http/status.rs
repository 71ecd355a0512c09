//! Whether the server lives and can work, and a first page for people.

use poem::handler;
use poem::http::StatusCode;
use poem::web::{Data, Html};

use crate::app::App;

/// The process runs.
#[handler]
pub(super) fn alive() -> &'static str {
    "ok"
}

/// The database can be read.
#[handler]
pub(super) async fn ready(app: Data<&App>) -> (StatusCode, &'static str) {
    match app.is_ready().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready")
        }
    }
}

/// Where to go from here.
#[handler]
pub(super) fn welcome() -> Html<&'static str> {
    Html(include_str!("welcome.html"))
}
