//! Reading a rulebook: text in, a proved rulebook or everything that is wrong with it out.

use std::collections::BTreeMap;
use std::fmt;

use sm3::{Digest, Sm3};

use super::lines::Lines;
use super::{Rulebook, proof};
use crate::issue::Issue;

/// The measure of Yunxi District, built in.
const YUNXI_2023: &str = include_str!("../../rulebooks/yunxi-2023.toml");

/// A rulebook is text for people: none comes near this many bytes.
const MAXIMUM_BYTES: usize = 1 << 20;

/// How many problems are looked up in the text: whoever has more of them mends those first.
const MAXIMUM_LOCATED: usize = 200;

/// Everything that is wrong with a rulebook. Each issue has the path of the entry (`trigger[1].amount`, or the line
/// when the text could not be read), a stable code and a Chinese message. A text that cannot be read as a rulebook
/// yields the first such place only; a readable one yields all problems at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RulebookErrors {
    /// At least one problem, in the order of the rulebook's parts.
    pub issues: Vec<Issue>,
    /// Where in the file each path of an issue stands.
    lines: BTreeMap<String, usize>,
}

impl RulebookErrors {
    fn in_text(text: &str, issues: Vec<Issue>) -> Self {
        let lines = Lines::of(text);
        let line_of = |issue: &Issue| Some((issue.field.clone(), lines.line_of(&issue.field)?));
        let lines = issues.iter().take(MAXIMUM_LOCATED).filter_map(line_of).collect();
        Self { issues, lines }
    }

    /// The line, from 1, at which the entry of an issue stands, where it is in the file at all.
    #[must_use]
    pub fn line_of(&self, issue: &Issue) -> Option<usize> {
        self.lines.get(&issue.field).copied()
    }

    /// Where a problem is, as a person looks for it: `第12行 trigger[1]`.
    #[must_use]
    pub fn place_of(&self, issue: &Issue) -> String {
        match self.line_of(issue) {
            Some(line) => format!("第{line}行 {}", issue.field),
            None => issue.field.clone(),
        }
    }
}

impl fmt::Display for RulebookErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "规则集有{}处问题", self.issues.len())?;
        for issue in &self.issues {
            write!(formatter, "\n{}：{}（{}）", self.place_of(issue), issue.message, issue.code)?;
        }
        Ok(())
    }
}

impl Rulebook {
    /// Reads a rulebook and proves it: bands total and disjoint, weights adding up, every outcome reachable, every
    /// trigger able to fire, and the rest of `proof`.
    ///
    /// # Errors
    /// [`RulebookErrors`] with every problem found.
    pub fn parse(text: &str) -> Result<Self, RulebookErrors> {
        if text.len() > MAXIMUM_BYTES {
            return Err(refused(Issue::new("rulebook", "too_large", "规则集文件超过1MB")));
        }
        let mut rulebook: Self = toml::from_str(text).map_err(|error| refused(unreadable(text, &error)))?;
        let issues = proof::problems(&rulebook);
        if !issues.is_empty() {
            return Err(RulebookErrors::in_text(text, issues));
        }
        rulebook.digest = digest_of(&rulebook)?;
        Ok(rulebook)
    }

    /// The text of the built-in rulebook of 岳云政办发〔2023〕5号.
    pub const YUNXI: &str = YUNXI_2023;

    /// The built-in rulebook.
    ///
    /// # Errors
    /// None in a program whose tests pass: the text is part of the program and is proved by them.
    pub fn yunxi() -> Result<Self, RulebookErrors> {
        Self::parse(YUNXI_2023)
    }
}

fn refused(issue: Issue) -> RulebookErrors {
    RulebookErrors { issues: vec![issue], lines: BTreeMap::new() }
}

/// The digest is taken over the parsed content as JSON, whose order is that of the types: two files that differ in
/// layout or comments only have the same digest.
fn digest_of(rulebook: &Rulebook) -> Result<String, RulebookErrors> {
    let canonical = serde_json::to_vec(rulebook).map_err(|error| {
        refused(Issue::new("rulebook", "no_canonical_form", format!("无法计算摘要：{error}")))
    })?;
    Ok(hex::encode(Sm3::digest(canonical)))
}

fn unreadable(text: &str, error: &toml::de::Error) -> Issue {
    let field = error
        .span()
        .and_then(|span| text.get(..span.start))
        .map_or_else(|| "rulebook".to_owned(), |before| format!("第{}行", before.matches('\n').count() + 1));
    Issue::new(field, "unreadable", in_chinese(error.message()))
}

/// The reader's own words are English; the common ones are put into Chinese, the rest is passed on.
fn in_chinese(message: &str) -> String {
    let named = |prefix: &str| message.strip_prefix(prefix).and_then(|rest| rest.split('`').next());
    if let Some(field) = named("missing field `") {
        return format!("缺少“{field}”");
    }
    if let Some(field) = named("unknown field `") {
        return format!("没有“{field}”这一栏");
    }
    if let Some(value) = named("unknown variant `") {
        let choices = message.split_once("expected ").map_or("", |(_, choices)| choices);
        return format!("“{value}”不在可选的值之内：{choices}");
    }
    if let Some(key) = named("duplicate key `") {
        return format!("“{key}”写了两次");
    }
    if message.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character)) {
        return message.to_owned();
    }
    format!("写法不对，无法读取：{message}")
}
