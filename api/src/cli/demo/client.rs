//! A client of the HTTP API: the demonstration goes in through the same door as everybody.

use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::super::Failure;

/// Sends requests as one actor or another.
pub(super) struct Client {
    http: reqwest::Client,
    base: String,
}

/// An answer with the version that its `ETag` carries.
pub(super) struct Answer {
    pub(super) body: Value,
    pub(super) version: Option<u64>,
}

impl Client {
    /// A client of the server at `address`.
    pub(super) fn new(address: std::net::SocketAddr) -> Self {
        Self { http: reqwest::Client::new(), base: format!("http://{address}/api/v1") }
    }

    /// Reads.
    pub(super) async fn get(&self, token: &str, path: &str) -> Result<Answer, Failure> {
        self.send(Method::GET, token, path, None, None).await
    }

    /// Changes something whose version was seen.
    pub(super) async fn change(
        &self,
        method: Method,
        token: &str,
        path: &str,
        version: Option<u64>,
        body: Option<&Value>,
    ) -> Result<Answer, Failure> {
        self.send(method, token, path, version, body.map(|body| body.to_string().into_bytes())).await
    }

    /// Sends a file as it is.
    pub(super) async fn upload(&self, token: &str, path: &str, bytes: &[u8]) -> Result<Answer, Failure> {
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .bearer_auth(token)
            .header("content-type", "application/octet-stream")
            .body(bytes.to_vec());
        Self::read(path, request).await
    }

    /// A paper as text.
    pub(super) async fn text(&self, token: &str, path: &str) -> Result<String, Failure> {
        let response = self.http.get(format!("{}{path}", self.base)).bearer_auth(token).send().await;
        let response =
            response.and_then(reqwest::Response::error_for_status).map_err(|error| failed(path, &error))?;
        response.text().await.map_err(|error| failed(path, &error))
    }

    async fn send(
        &self,
        method: Method,
        token: &str,
        path: &str,
        version: Option<u64>,
        body: Option<Vec<u8>>,
    ) -> Result<Answer, Failure> {
        let mut request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(token);
        if let Some(version) = version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        Self::read(path, request).await
    }

    async fn read(path: &str, request: reqwest::RequestBuilder) -> Result<Answer, Failure> {
        let response = request.send().await.map_err(|error| failed(path, &error))?;
        let status = response.status();
        let version = response
            .headers()
            .get("etag")
            .and_then(|tag| tag.to_str().ok())
            .and_then(|tag| tag.trim_matches('"').parse().ok());
        let text = response.text().await.map_err(|error| failed(path, &error))?;
        let body: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        if status.is_success() {
            return Ok(Answer { body, version });
        }
        Err(refused(path, status, &body))
    }
}

/// The value that the JSON pointer names; null when there is none.
pub(super) fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

/// The text that the JSON pointer names; empty when there is none.
pub(super) fn text_at<'a>(value: &'a Value, pointer: &str) -> &'a str {
    at(value, pointer).as_str().unwrap_or_default()
}

fn failed(path: &str, error: &reqwest::Error) -> Failure {
    Failure(format!("演示请求{path}没有得到答复：{error}"))
}

fn refused(path: &str, status: StatusCode, problem: &Value) -> Failure {
    let detail = problem.get("detail").and_then(Value::as_str).unwrap_or("没有说明");
    Failure(format!("演示请求{path}被拒绝（{status}）：{detail}"))
}
