//! The body of a request as JSON. What does not fit the interface is named field by field, all of it at once and
//! in Chinese; the framework's own reader stops at the first error and speaks of types.

use domain::issue::Issue;
use poem::http::StatusCode;
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::error::ContentTypeError;
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaRequest, MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::ParseFromJSON;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use serde_json::Value;
use uuid::Uuid;

use super::problem::{Problem, ProblemResponse};
use super::shape::shown;
use crate::app::AppError;

/// Nobody reads more than this many faults of one request.
const MOST_ISSUES: usize = 50;

/// A character that not every database keeps in a text, as JSON writes it.
const NUL: &[u8] = b"\\u0000";

/// A request body in JSON.
pub struct JsonBody<T>(pub T);

impl<'a, T: ParseFromJSON> ApiExtractor<'a> for JsonBody<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Json<T> as ApiExtractor>::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        <Json<T> as ApiExtractor>::request_meta()
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        match request.content_type() {
            Some(content_type) if Json::<T>::check_content_type(content_type) => {}
            Some(content_type) => {
                return Err(ContentTypeError::NotSupported { content_type: content_type.to_owned() }.into());
            }
            None => return Err(ContentTypeError::ExpectContentType.into()),
        }
        let bytes = <Vec<u8> as FromRequest>::from_request(request, body).await?;
        read(&bytes).map(Self).map_err(poem::Error::from)
    }
}

/// A request body in JSON that may be left out.
pub struct OptionalJsonBody<T>(pub Option<T>);

impl<'a, T: ParseFromJSON> ApiExtractor<'a> for OptionalJsonBody<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Json<T> as ApiExtractor>::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let meta = <Json<T> as ApiExtractor>::request_meta()?;
        Some(MetaRequest { required: false, ..meta })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        if request.content_type().is_some() {
            return JsonBody::from_request(request, body, options)
                .await
                .map(|JsonBody(value)| Self(Some(value)));
        }
        let bytes = <Vec<u8> as FromRequest>::from_request(request, body).await?;
        if bytes.is_empty() { Ok(Self(None)) } else { Err(ContentTypeError::ExpectContentType.into()) }
    }
}

fn read<T: ParseFromJSON>(bytes: &[u8]) -> Result<T, ProblemResponse> {
    if bytes.is_empty() {
        return Err(malformed("请求没有内容，请按接口说明以JSON填写".to_owned()));
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        malformed(format!("请求内容不是有效的JSON，第{line}行第{column}列起无法识别，请检查引号、逗号和括号"))
    })?;
    // The only way in which JSON writes a NUL; an escaped backslash before it is told apart by looking.
    if bytes.windows(NUL.len()).any(|part| part == NUL) {
        let mut issues = Vec::new();
        find_nul("", &value, &mut issues);
        if !issues.is_empty() {
            return Err(AppError::Shape(issues).into());
        }
    }
    // Read again only for those who made a mistake.
    T::parse_from_json(Some(value)).map_err(|_| {
        let value = serde_json::from_slice(bytes).unwrap_or_default();
        AppError::Shape(faults::<T>(&value)).into()
    })
}

fn malformed(detail: String) -> ProblemResponse {
    Problem::new(StatusCode::BAD_REQUEST, "malformed_request", detail).into()
}

/// Adds every text in `value` that holds a NUL.
fn find_nul(path: &str, value: &Value, issues: &mut Vec<Issue>) {
    match value {
        Value::String(text) if text.contains('\0') && issues.len() < MOST_ISSUES => {
            let message = format!("“{path}”含有无法保存的空字符，请删除后重新提交");
            issues.push(Issue::new(path, "unprintable", message));
        }
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                find_nul(&joined(path, &(index + 1).to_string()), entry, issues);
            }
        }
        Value::Object(entries) => {
            for (name, entry) in entries {
                find_nul(&joined(path, &shown(name)), entry, issues);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Everything in `value` that does not fit what the interface says of `T`.
fn faults<T: ParseFromJSON>(value: &Value) -> Vec<Issue> {
    let mut registry = Registry::new();
    T::register(&mut registry);
    let schema = T::schema_ref();
    let mut comparison = Comparison { registry: &registry, issues: Vec::new() };
    comparison.compare("", &schema, value);
    if comparison.issues.is_empty() {
        comparison.note("", "malformed", "请求内容与接口说明不符，请对照检查".to_owned());
    }
    comparison.issues
}

struct Comparison<'a> {
    registry: &'a Registry,
    issues: Vec<Issue>,
}

impl<'a> Comparison<'a> {
    fn note(&mut self, field: &str, code: &str, message: String) {
        if self.issues.len() < MOST_ISSUES {
            self.issues.push(Issue::new(field, code, message));
        }
    }

    fn compare(&mut self, path: &str, schema: &'a MetaSchemaRef, value: &Value) {
        let schema = match schema {
            MetaSchemaRef::Inline(schema) => Some(schema.as_ref()),
            MetaSchemaRef::Reference(name) => self.registry.schemas.get(name),
        };
        let Some(schema) = schema else { return };
        match (schema.ty, value) {
            ("object", Value::Object(entries)) => self.compare_fields(path, schema, entries),
            ("array", Value::Array(entries)) => {
                let Some(items) = schema.items.as_deref() else { return };
                for (index, entry) in entries.iter().enumerate() {
                    self.compare(&joined(path, &(index + 1).to_string()), items, entry);
                }
            }
            ("string", Value::String(text)) => self.compare_text(path, schema, text),
            ("integer", Value::Number(number)) => {
                let largest =
                    if schema.format == Some("uint16") { u64::from(u16::MAX) } else { u32::MAX.into() };
                if number.as_u64().is_none_or(|number| number > largest) {
                    let message = format!("“{path}”应为0至{largest}之间的整数，收到的是{number}");
                    self.note(path, "out_of_range", message);
                }
            }
            ("boolean", Value::Bool(_)) => {}
            // A described field refers to its type by way of `allOf`.
            ("", value) => schema.all_of.iter().for_each(|part| self.compare(path, part, value)),
            (expected, found) => self.wrong_kind(path, expected, found),
        }
    }

    fn compare_fields(
        &mut self,
        path: &str,
        schema: &'a MetaSchema,
        entries: &serde_json::Map<String, Value>,
    ) {
        for (name, field) in &schema.properties {
            let place = joined(path, name);
            match entries.get(*name).filter(|value| !value.is_null()) {
                Some(value) => self.compare(&place, field, value),
                None if schema.required.contains(name) => {
                    self.note(&place, "required", format!("缺少“{place}”，请填写"));
                }
                None => {}
            }
        }
        for name in entries.keys().filter(|name| !schema.properties.iter().any(|(known, _)| known == name)) {
            let place = joined(path, &shown(name));
            let message = format!("接口中没有“{place}”这个字段，请核对名称或者删去");
            self.note(&place, "unknown_field", message);
        }
    }

    fn compare_text(&mut self, path: &str, schema: &MetaSchema, text: &str) {
        if schema.format == Some("uuid") && text.parse::<Uuid>().is_err() {
            let message = format!("“{path}”应为编号（UUID），收到的是“{}”", shown(text));
            self.note(path, "not_an_identifier", message);
        }
    }

    fn wrong_kind(&mut self, path: &str, expected: &str, found: &Value) {
        let expected = match expected {
            "object" => "一组字段（对象）",
            "array" => "列表",
            "string" => "文字",
            "integer" => "整数",
            "boolean" => "true（是）或者false（否）",
            _ => "接口说明所列的类型",
        };
        let found = match found {
            Value::Null => "空值",
            Value::Bool(_) => "true或者false",
            Value::Number(_) => "数字",
            Value::String(_) => "文字",
            Value::Array(_) => "列表",
            Value::Object(_) => "一组字段（对象）",
        };
        let what = if path.is_empty() { "请求内容".to_owned() } else { format!("“{path}”") };
        self.note(path, "wrong_type", format!("{what}应为{expected}，收到的是{found}"));
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
