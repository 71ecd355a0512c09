//! The shape of what was sent: lengths by `validator`, and texts that stand for numbers, days and codes.
//! Everything wrong is collected, so that the sender learns it all at once.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::issue::Issue;
use domain::money::{Money, MoneyUnit, Share};
use domain::score::Score;
use serde::de::DeserializeOwned;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use crate::app::AppError;
use crate::view::from_code;

/// The longest piece of a request that a refusal repeats, in characters.
const LONGEST_QUOTATION: usize = 40;

/// What was sent, as a refusal repeats it: whole when short, its beginning otherwise.
pub fn shown(text: &str) -> String {
    let mut characters = text.chars();
    let beginning: String = characters.by_ref().take(LONGEST_QUOTATION).collect();
    if characters.next().is_none() { beginning } else { format!("{beginning}……") }
}

/// Collects what is wrong while a request is read.
#[derive(Default)]
pub struct Shape {
    issues: Vec<Issue>,
}

impl Shape {
    /// Begins with what `validator` finds.
    pub fn of(request: &impl Validate) -> Self {
        let mut shape = Self::default();
        if let Err(errors) = request.validate() {
            shape.collect("", &errors);
        }
        shape
    }

    fn collect(&mut self, prefix: &str, errors: &ValidationErrors) {
        // Sorted, so that the same request always gets the same answer.
        let sorted: BTreeMap<_, _> = errors.errors().iter().collect();
        for (field, kind) in sorted {
            let path = if prefix.is_empty() { field.to_string() } else { format!("{prefix}.{field}") };
            match kind {
                ValidationErrorsKind::Struct(nested) => self.collect(&path, nested),
                ValidationErrorsKind::List(entries) => {
                    for (index, nested) in entries {
                        self.collect(&format!("{path}.{}", index + 1), nested);
                    }
                }
                ValidationErrorsKind::Field(found) => {
                    for error in found {
                        let message = match (&error.message, error.params.get("max")) {
                            (Some(message), _) => format!("“{path}”{message}"),
                            (None, Some(longest)) => format!("“{path}”不能超过{longest}字，请压缩"),
                            (None, None) => format!("“{path}”的长度或者数值超出范围"),
                        };
                        self.issues.push(Issue::new(&path, &error.code, message));
                    }
                }
            }
        }
    }

    /// Notes an issue.
    pub fn issue(&mut self, field: &str, code: &str, message: impl Into<String>) {
        self.issues.push(Issue::new(field, code, message));
    }

    /// A mark such as `"17.5"`.
    pub fn score(&mut self, field: &str, text: &str) -> Score {
        Score::parse(text).unwrap_or_else(|error| {
            self.issue(field, "not_a_score", format!("“{}”不是有效分值：{error}", shown(text)));
            Score::ZERO
        })
    }

    /// An amount in 万元 such as `"412.5"`.
    pub fn amount(&mut self, field: &str, text: &str) -> Money {
        Money::parse(text, MoneyUnit::TenThousand).unwrap_or_else(|error| {
            self.issue(field, "not_an_amount", format!("“{}”不是有效金额（单位万元）：{error}", shown(text)));
            Money::ZERO
        })
    }

    /// A share such as `"70"` or `"33.33"`, in per cent.
    pub fn share(&mut self, field: &str, text: &str) -> Share {
        // A percentage with two decimals has the form of a mark: 0 to 100 in hundredths.
        Score::parse(text.trim().trim_end_matches(['%', '％']))
            .ok()
            .and_then(|percent| Share::from_basis_points(percent.hundredths()))
            .unwrap_or_else(|| {
                let message = format!("“{}”不是有效比例，应为0至100之间、最多两位小数的百分数", shown(text));
                self.issue(field, "not_a_share", message);
                Share::WHOLE
            })
    }

    /// `true` or `false`.
    pub fn flag(&mut self, field: &str, text: &str) -> Option<bool> {
        let value = text.parse().ok();
        if value.is_none() {
            self.issue(field, "not_a_flag", format!("“{}”应为true（是）或者false（否）", shown(text)));
        }
        value
    }

    /// A day such as `"2026-11-24"`.
    pub fn day(&mut self, field: &str, text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap_or_else(|_| {
            self.issue(
                field,
                "not_a_date",
                format!("“{}”不是有效日期，应为 2026-11-24 这样的格式", shown(text)),
            );
            NaiveDate::default()
        })
    }

    /// A value of a closed list by its code. `None` notes the issue with the codes that are allowed.
    pub fn code<T: DeserializeOwned>(&mut self, field: &str, text: &str, choices: &[&str]) -> Option<T> {
        let value = from_code(text);
        if value.is_none() {
            let message = format!("“{}”不在可选范围，可填：{}", shown(text), choices.join("、"));
            self.issue(field, "unknown_code", message);
        }
        value
    }

    /// Succeeds when nothing was wrong.
    pub fn settled(self) -> Result<(), AppError> {
        if self.issues.is_empty() { Ok(()) } else { Err(AppError::Shape(self.issues)) }
    }
}
