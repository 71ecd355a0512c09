//! Errors as RFC 9457 problem details, with a stable code, the article, and every field at once.

use std::sync::Arc;

use domain::evaluation::{Rejection, RejectionKind};
use domain::issue::Issue;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use poem_openapi::error::{ParseParamError, ParsePathError};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object};

use crate::app::AppError;

/// A field that is wrong.
#[derive(Debug, Clone, Object)]
pub struct FieldProblem {
    /// Where: `contents.scope`.
    pub field: String,
    /// Stable code.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl From<Issue> for FieldProblem {
    fn from(issue: Issue) -> Self {
        Self { field: issue.field, code: issue.code, message: issue.message }
    }
}

/// Why a request was refused (RFC 9457).
#[derive(Debug, Clone, Object)]
pub struct Problem {
    /// `urn:quanheng:problem:` and the code.
    #[oai(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do, in Chinese.
    pub detail: String,
    /// Stable code for programs.
    pub code: String,
    /// The article that refuses, where a rule does.
    pub article: Option<String>,
    /// Every field that is wrong.
    pub errors: Vec<FieldProblem>,
}

impl Problem {
    /// A problem without an article and fields.
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:quanheng:problem:{code}"),
            title: title(status).to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            code: code.to_owned(),
            article: None,
            errors: Vec::new(),
        }
    }

    fn with_issues(mut self, issues: Vec<Issue>) -> Self {
        self.errors = issues.into_iter().map(FieldProblem::from).collect();
        self
    }
}

fn title(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "请求格式不正确",
        401 => "未登录",
        403 => "没有权限",
        404 => "没有找到",
        405 => "不支持的请求方法",
        409 => "当前不能办理",
        412 => "内容已被他人修改",
        413 => "内容过大",
        415 => "不支持的内容类型",
        422 => "填写有误",
        428 => "缺少版本号",
        503 => "暂时无法服务",
        _ => "系统错误",
    }
}

/// The refusals that the API documents.
#[derive(Debug, Clone, ApiResponse)]
pub enum ProblemResponse {
    /// The request cannot be read.
    #[oai(status = 400, content_type = "application/problem+json")]
    Malformed(Json<Problem>),
    /// No or no valid token.
    #[oai(status = 401, content_type = "application/problem+json")]
    Unauthorised(Json<Problem>),
    /// The actor may not do this.
    #[oai(status = 403, content_type = "application/problem+json")]
    Forbidden(Json<Problem>),
    /// It does not exist, or is hidden from the actor.
    #[oai(status = 404, content_type = "application/problem+json")]
    NotFound(Json<Problem>),
    /// The state of the evaluation or a guard blocks it.
    #[oai(status = 409, content_type = "application/problem+json")]
    Blocked(Json<Problem>),
    /// Somebody else changed it: read it again.
    #[oai(status = 412, content_type = "application/problem+json")]
    Stale(Json<Problem>),
    /// The body is too large.
    #[oai(status = 413, content_type = "application/problem+json")]
    TooLarge(Json<Problem>),
    /// Fields are wrong.
    #[oai(status = 422, content_type = "application/problem+json")]
    Invalid(Json<Problem>),
    /// The header `If-Match` is missing.
    #[oai(status = 428, content_type = "application/problem+json")]
    VersionMissing(Json<Problem>),
    /// The server failed.
    #[oai(status = 500, content_type = "application/problem+json")]
    Failed(Json<Problem>),
    /// The database cannot work now: try again later.
    #[oai(status = 503, content_type = "application/problem+json")]
    Unavailable(Json<Problem>),
}

impl From<Problem> for ProblemResponse {
    fn from(problem: Problem) -> Self {
        let status = problem.status;
        let problem = Json(problem);
        match status {
            400 => Self::Malformed(problem),
            401 => Self::Unauthorised(problem),
            403 => Self::Forbidden(problem),
            404 => Self::NotFound(problem),
            409 => Self::Blocked(problem),
            412 => Self::Stale(problem),
            413 => Self::TooLarge(problem),
            422 => Self::Invalid(problem),
            428 => Self::VersionMissing(problem),
            503 => Self::Unavailable(problem),
            _ => Self::Failed(problem),
        }
    }
}

impl From<AppError> for ProblemResponse {
    fn from(error: AppError) -> Self {
        Problem::from(error).into()
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let detail = error.message();
        match error {
            AppError::Rule(rejection) => rejection.into(),
            AppError::NotFound(_) => Self::new(StatusCode::NOT_FOUND, "not_found", detail),
            AppError::Shape(issues) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_content", detail).with_issues(issues)
            }
            AppError::Stale { .. } => Self::new(StatusCode::PRECONDITION_FAILED, "stale_version", detail),
            AppError::KeyReused => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused", detail)
            }
            AppError::Store(error) => {
                let passing = error.is_transient() || error.code() == "store_closed";
                let status =
                    if passing { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::INTERNAL_SERVER_ERROR };
                failed(status, error.code(), detail, &error)
            }
            AppError::UploadBrokenOff(_) => Self::new(StatusCode::BAD_REQUEST, "upload_broken_off", detail),
            AppError::FileTooLarge(_) => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "file_too_large", detail),
            AppError::FileEmpty => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "file_empty", detail),
            AppError::Files(error) => {
                failed(StatusCode::SERVICE_UNAVAILABLE, "files_unavailable", detail, &error)
            }
            AppError::FileLost => {
                tracing::error!("the bytes of a registered file are gone");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "file_lost", detail)
            }
            AppError::Template(error) => {
                failed(StatusCode::INTERNAL_SERVER_ERROR, "template_failed", detail, &error)
            }
            AppError::Workbook(error) => {
                failed(StatusCode::INTERNAL_SERVER_ERROR, "workbook_failed", detail, &error)
            }
            error @ AppError::Rulebook(_) => {
                failed(StatusCode::INTERNAL_SERVER_ERROR, "rulebook_unreadable", detail, &error)
            }
        }
    }
}

/// A failure of ours: the causes go to the log, once, here.
fn failed(
    status: StatusCode,
    code: &str,
    detail: String,
    error: &(dyn std::error::Error + 'static),
) -> Problem {
    tracing::error!(error, code, "a request failed");
    Problem::new(status, code, detail)
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let status = match rejection.kind {
            RejectionKind::Hidden => StatusCode::NOT_FOUND,
            RejectionKind::Forbidden => StatusCode::FORBIDDEN,
            RejectionKind::Blocked => StatusCode::CONFLICT,
            RejectionKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let problem = Self::new(status, rejection.code, rejection.detail).with_issues(rejection.issues);
        // The article of a hidden thing would tell that it exists.
        let article = (rejection.kind != RejectionKind::Hidden).then(|| rejection.article.to_owned());
        Self { article, ..problem }
    }
}

/// Gives every error of the framework, such as a path that nobody serves, the same form.
pub async fn in_one_form(endpoint: Arc<impl Endpoint>, request: Request) -> Result<Response> {
    let path = request.original_uri().path().to_owned();
    match endpoint.call(request).await {
        Ok(answer) => Ok(answer.into_response()),
        Err(error) if error.is_from_response() => Ok(error.into_response()),
        Err(error) => Ok(from_framework_error(&error, &path)),
    }
}

fn from_framework_error(error: &poem::Error, path: &str) -> Response {
    let status = error.status();
    let (code, detail) = match status.as_u16() {
        400 => ("malformed_request", unreadable(error, path)),
        401 => ("unauthorised", "请在Authorization请求头中提供有效的访问令牌：Bearer 令牌".to_owned()),
        404 => ("not_found", "没有这个地址，请对照接口说明检查".to_owned()),
        405 => ("method_not_allowed", "该地址不支持这种请求方法，请对照接口说明检查".to_owned()),
        413 => ("too_large", "内容过大：项目清单不能超过64兆字节，其他请求不能超过1兆字节".to_owned()),
        415 => {
            let detail = "请在Content-Type请求头中注明内容类型：导入清单用application/octet-stream，\
                          其他请求用application/json";
            ("unsupported_media_type", detail.to_owned())
        }
        _ => {
            tracing::error!(%error, "a request failed");
            ("internal", "系统内部错误，请联系系统管理员".to_owned())
        }
    };
    let mut response = Problem::new(status, code, detail).into_response();
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// Says which part of the request cannot be read. The framework's own words name its types and number the
/// parameters of the path, so they are not repeated.
fn unreadable(error: &poem::Error, path: &str) -> String {
    if error.is::<ParsePathError>() {
        let (name, label) = path_parameter(path);
        return format!("地址中的“{name}”应为{label}编号（UUID），请核对");
    }
    match error.downcast_ref::<ParseParamError>() {
        Some(error) => {
            let name = error.name;
            format!("参数“{name}”缺少或者格式不正确，请对照接口说明填写")
        }
        None => "请求无法识别，请对照接口说明检查".to_owned(),
    }
}

/// The parameter of a path, by the collection that it is looked up in.
fn path_parameter(path: &str) -> (&'static str, &'static str) {
    if path.split('/').any(|segment| segment == "imports") {
        ("import", "导入")
    } else if path.split('/').any(|segment| segment == "evaluations") && !path.contains("/subjects/") {
        ("evaluation", "评估")
    } else if path.contains("/organisations/") {
        ("organisation", "单位")
    } else {
        ("subject", "评估对象")
    }
}

/// What a panic in a request is answered with; the log has the rest.
pub fn from_panic(_cause: Box<dyn std::any::Any + Send>) -> Response {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "系统内部错误，请联系系统管理员")
        .into_response()
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Response::builder()
            .status(status)
            .content_type("application/problem+json")
            .body(poem_openapi::types::ToJSON::to_json_string(&self))
    }
}
