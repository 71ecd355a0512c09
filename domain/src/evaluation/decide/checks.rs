//! Checks that many commands share: texts are present, bounded and printable, dates are on the right side of today.

use chrono::NaiveDate;

use crate::evaluation::Person;
use crate::evaluation::rejection::Rejection;
use crate::issue::Issue;
use crate::rulebook::NumberPattern;

/// The longest text that a field takes, in characters.
const LONGEST_TEXT: usize = 20_000;
/// The longest name, title or number, in characters.
const LONGEST_NAME: usize = 200;
/// The article under which the contents of records are judged: 真实完整.
const ARTICLE: &str = "第十五条";

/// Length, and characters that no paper shows: a NUL is refused by one of the databases, others by printers.
fn bounded(issues: &mut Vec<Issue>, field: &str, label: &str, text: &str, longest: usize) {
    if text.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\t')) {
        let message = format!("“{label}”中有不能显示的控制字符，请删除后重填");
        issues.push(Issue::new(field, "unprintable", message));
    }
    if text.chars().count() > longest {
        issues.push(Issue::new(field, "too_long", format!("“{label}”不能超过{longest}字，请压缩")));
    }
}

/// Adds what is wrong with a required text.
pub(super) fn check_text(issues: &mut Vec<Issue>, field: &str, label: &str, text: &str) {
    crate::issue::require(issues, field, label, text);
    bounded(issues, field, label, text, LONGEST_TEXT);
}

/// Adds what is wrong with a required name, title or number.
pub(super) fn check_name(issues: &mut Vec<Issue>, field: &str, label: &str, text: &str) {
    crate::issue::require(issues, field, label, text);
    bounded(issues, field, label, text, LONGEST_NAME);
}

/// Adds an issue when a text is not the digest of a file: SM3 in 64 lower-case hexadecimal digits.
pub(super) fn check_digest(issues: &mut Vec<Issue>, field: &str, digest: &str) {
    if digest.len() != 64
        || !digest.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    {
        let message = "文件摘要应为64位小写十六进制SM3值".to_owned();
        issues.push(Issue::new(field, "malformed", message));
    }
}

/// Adds what is wrong with how a paper names a person.
pub(super) fn check_person(issues: &mut Vec<Issue>, field: &str, person: &Person) {
    check_name(issues, &format!("{field}.post"), "岗位", &person.post);
    check_name(issues, &format!("{field}.organisation"), "单位", &person.organisation);
}

/// Adds an issue when something that took place is dated later than today.
pub(super) fn check_past(
    issues: &mut Vec<Issue>,
    field: &str,
    label: &str,
    day: NaiveDate,
    today: NaiveDate,
) {
    if day > today {
        issues.push(Issue::new(field, "in_future", format!("“{label}”{day}晚于今天（{today}），请核对")));
    }
}

/// Adds an issue when a day by which something is due has passed.
pub(super) fn check_due(issues: &mut Vec<Issue>, field: &str, label: &str, day: NaiveDate, today: NaiveDate) {
    if day < today {
        issues.push(Issue::new(field, "in_past", format!("“{label}”{day}早于今天（{today}），请改期")));
    }
}

/// What is wrong with the number of a paper that has a pattern.
pub(super) fn number_issue(
    field: &str,
    label: &str,
    number: &str,
    pattern: Option<&NumberPattern>,
) -> Option<Issue> {
    let pattern = pattern.filter(|pattern| !pattern.matches(number))?;
    let message = format!("{label}“{number}”不合规则集规定的格式，应如“{}”", pattern.example());
    Some(Issue::new(field, "number_malformed", message))
}

/// Refuses when there are issues.
pub(super) fn settled<T>(value: T, issues: Vec<Issue>) -> Result<T, Rejection> {
    if issues.is_empty() { Ok(value) } else { Err(Rejection::invalid(ARTICLE, issues)) }
}

/// A required text.
pub(super) fn text(field: &str, label: &str, text: String) -> Result<String, Rejection> {
    let mut issues = Vec::new();
    check_text(&mut issues, field, label, &text);
    settled(text, issues)
}

/// A required name, title or number.
pub(super) fn name(field: &str, label: &str, text: String) -> Result<String, Rejection> {
    let mut issues = Vec::new();
    check_name(&mut issues, field, label, &text);
    settled(text, issues)
}

/// An optional text: blank counts as none.
pub(super) fn optional(field: &str, label: &str, text: Option<String>) -> Result<Option<String>, Rejection> {
    let mut issues = Vec::new();
    let text = text.filter(|text| !text.trim().is_empty());
    if let Some(text) = &text {
        bounded(&mut issues, field, label, text, LONGEST_TEXT);
    }
    settled(text, issues)
}

/// Adds what is wrong with a list of names that needs at least one.
pub(super) fn check_names(issues: &mut Vec<Issue>, field: &str, label: &str, names: &[String]) {
    if names.is_empty() {
        issues.push(Issue::required(field, label));
    }
    for (index, entry) in names.iter().enumerate() {
        check_name(issues, &format!("{field}.{}", index + 1), label, entry);
    }
}

/// One issue as a refusal under `article`.
pub(super) fn refuse(article: &'static str, field: &str, code: &str, message: String) -> Rejection {
    Rejection::invalid(article, vec![Issue::new(field, code, message)])
}
