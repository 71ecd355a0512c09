//! What every request passes: a limit on its body, a number, and a line in the log.

use std::time::Instant;

use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Body, Endpoint, IntoResponse, Middleware, Request, Response, Result};

use crate::app::App;

/// The largest body of a project list.
const LARGEST_LIST: usize = 64 * 1024 * 1024;
/// The largest body of anything else.
const LARGEST_BODY: usize = 1024 * 1024;

/// Reads a body whole, unless it is a file, before anything looks at it, and refuses it when it is too large, whether or not its length
/// was announced.
pub struct BodyLimit;

impl<E: Endpoint> Middleware<E> for BodyLimit {
    type Output = Limited<E>;

    fn transform(&self, endpoint: E) -> Limited<E> {
        Limited(endpoint)
    }
}

/// An endpoint whose bodies are limited.
pub struct Limited<E>(E);

impl<E: Endpoint> Endpoint for Limited<E> {
    type Output = E::Output;

    async fn call(&self, mut request: Request) -> Result<E::Output> {
        if matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
            // Files go through in pieces, and are counted there.
            if request.uri().path().ends_with("/files") {
                return self.0.call(request).await;
            }
            let largest =
                if request.uri().path().ends_with("/imports") { LARGEST_LIST } else { LARGEST_BODY };
            let body = request.take_body().into_bytes_limit(largest).await.map_err(|error| {
                poem::Error::from_string(error.to_string(), StatusCode::PAYLOAD_TOO_LARGE)
            })?;
            request.set_body(Body::from_bytes(body));
        }
        self.0.call(request).await
    }
}

/// Gives every request a number, which the answer carries and the log names.
pub struct Observed;

impl<E: Endpoint> Middleware<E> for Observed {
    type Output = Numbered<E>;

    fn transform(&self, endpoint: E) -> Numbered<E> {
        Numbered(endpoint)
    }
}

/// An endpoint whose requests are numbered.
pub struct Numbered<E>(E);

impl<E: Endpoint> Endpoint for Numbered<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let started = Instant::now();
        let number =
            request.data::<App>().map_or_else(String::new, |app| app.context().identifier().to_string());
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let mut response = self
            .0
            .call(request)
            .await
            .map_or_else(|error| error.into_response(), IntoResponse::into_response);
        if let Ok(value) = HeaderValue::from_str(&number) {
            response.headers_mut().insert("x-request-id", value);
        }
        let headers = response.headers_mut();
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(%method, path, status = response.status().as_u16(), milliseconds, number, "answered");
        Ok(response)
    }
}
