//! The two headers of a change: `If-Match` with the version, `Idempotency-Key` with the client's name for it.

use poem::http::StatusCode;
use poem_openapi::param::Header;

use super::problem::{Problem, ProblemResponse};
use crate::app::Preconditions;

/// The longest idempotency key, in bytes.
const LONGEST_KEY: usize = 128;

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
        let detail = format!("If-Match应为读取时返回的版本号，收到的是：{text}");
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
