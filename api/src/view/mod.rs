//! What is shown: one struct per thing. Pages, papers and JSON are rendered from the same values, so they
//! cannot disagree. Numbers, money, dates and marks are formatted here, never in a template.

pub mod batch;
pub mod budget;
pub mod condition;
pub mod deadline;
pub mod departures;
pub mod determination;
pub mod evaluation;
pub mod evidence;
pub mod expert_statistics;
pub mod explanation;
pub mod file;
pub mod import;
pub mod journal;
pub mod organisation;
pub mod report;
pub mod rulebook;
pub mod sheet;
pub mod sheet_revision;
pub mod similarity;
pub mod statistics;
pub mod subject;
pub mod subject_life;

use chrono::{DateTime, FixedOffset, Utc};
use poem_openapi::Object;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value of a closed list: its stable code and its Chinese name.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct Labelled {
    /// Stable code for programs.
    pub code: String,
    /// Chinese name for people.
    pub label: String,
}

impl Labelled {
    /// The code is the value's own serialised name.
    pub fn new(value: &impl Serialize, label: &str) -> Self {
        Self { code: code_of(value), label: label.to_owned() }
    }
}

/// The serialised name of a unit variant.
pub fn code_of(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The unit variant with this serialised name.
pub fn from_code<T: DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
}

/// A time as officials write it, in Beijing time: `2026年11月24日 15:42`.
pub fn moment(at: DateTime<Utc>) -> String {
    FixedOffset::east_opt(8 * 3600).map_or_else(
        || at.format("%Y-%m-%d %H:%M UTC").to_string(),
        |beijing| at.with_timezone(&beijing).format("%Y年%-m月%-d日 %H:%M").to_string(),
    )
}

/// A day as officials write it: `2026年11月24日`.
pub fn day(on: chrono::NaiveDate) -> String {
    on.format("%Y年%-m月%-d日").to_string()
}
