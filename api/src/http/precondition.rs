//! The two headers of a change: `If-Match` with the version, `Idempotency-Key` with the client's name for it.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use poem_openapi::param::Header;

use super::problem::{Problem, ProblemResponse};
use super::shape::shown;
use crate::app::Preconditions;

/// The longest idempotency key, in bytes.
const LONGEST_KEY: usize = 128;

/// Refuses what would be misread further on: the two headers when they hold more than ASCII, because they would be
/// read as if they were not there and a retry would do the thing twice; and a NUL in the query.
pub async fn legible(endpoint: Arc<impl Endpoint>, request: Request) -> Result<Response> {
    for name in ["if-match", "idempotency-key"] {
        if request.headers().get_all(name).iter().any(|value| value.to_str().is_err()) {
            let detail = "If-Match和Idempotency-Key请求头只能用英文字母、数字和英文符号";
            let problem = Problem::new(StatusCode::BAD_REQUEST, "header_malformed", detail);
            return Ok(problem.into_response());
        }
    }
    // PostgreSQL keeps no NUL in a text, so nothing can be looked up or kept by one.
    if request.uri().query().is_some_and(|query| query.contains("%00")) {
        let detail = "地址中的参数含有无法使用的空字符，请删除";
        let problem = Problem::new(StatusCode::BAD_REQUEST, "malformed_request", detail);
        return Ok(problem.into_response());
    }
    endpoint.call(request).await.map(IntoResponse::into_response)
}

/// The headers of a change to something that exists.
pub fn required(
    if_match: &Header<Option<String>>,
    key: Header<Option<String>>,
) -> Result<Preconditions, ProblemResponse> {
    let Some(text) = if_match.0.as_deref() else {
        let detail =
            "修改时须在If-Match请求头中带上所见版本号，例如 If-Match: \"3\"。版本号见读取时返回的ETag";
        return Err(Problem::new(StatusCode::PRECONDITION_REQUIRED, "version_missing", detail).into());
    };
    let digits = text.trim().trim_start_matches("W/").trim_matches('"');
    let version = digits.parse().map_err(|_| {
        let detail = format!("If-Match应为读取时返回的版本号，收到的是：{}", shown(text));
        ProblemResponse::from(Problem::new(StatusCode::BAD_REQUEST, "version_malformed", detail))
    })?;
    Ok(Preconditions { version: Some(version), ..optional(key)? })
}

/// The headers of a change that makes something new.
pub fn optional(key: Header<Option<String>>) -> Result<Preconditions, ProblemResponse> {
    let idempotency_key = key.0.filter(|key| !key.is_empty());
    if idempotency_key.as_ref().is_some_and(|key| key.len() > LONGEST_KEY) {
        let detail = format!("Idempotency-Key不能超过{LONGEST_KEY}个字节");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "idempotency_key_too_long", detail).into());
    }
    Ok(Preconditions { version: None, idempotency_key })
}

/// A version as `ETag` carries it.
pub fn entity_tag(version: u64) -> String {
    format!("\"{version}\"")
}
