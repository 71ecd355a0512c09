//! Who asks: obtaining a [`Signed`] is the check.

use domain::actor::Actor;
use poem::Request;
use poem_openapi::SecurityScheme;
use poem_openapi::auth::Bearer;

use crate::app::App;

/// An actor recognised by a bearer token.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", key_name = "token", checker = "recognise")]
pub struct Signed(pub Actor);

async fn recognise(request: &Request, bearer: Bearer) -> poem::Result<Actor> {
    let app: &App = request
        .data()
        .ok_or_else(|| poem::Error::from_status(poem::http::StatusCode::INTERNAL_SERVER_ERROR))?;
    match app.recognise(&bearer.token).await {
        Ok(Some(actor)) => Ok(actor),
        Ok(None) => Err(poem::Error::from_status(poem::http::StatusCode::UNAUTHORIZED)),
        Err(error) => Err(super::problem::ProblemResponse::from(error).into()),
    }
}
