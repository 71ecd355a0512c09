//! How papers are numbered: patterns such as `{unit}〔{year}〕{number}号`, and whether two of them can ever give the
//! same number.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use serde::{Deserialize, Serialize};

/// Patterns of the numbers that papers bear. A paper without a pattern bears any number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentNumbers {
    /// What the patterns rest on.
    pub article: String,
    /// 事前绩效评估通知书 (Art. 13(4)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<NumberPattern>,
    /// 报送批次 (Art. 18).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<NumberPattern>,
}

impl DocumentNumbers {
    /// Every pattern with its key and what it numbers.
    #[must_use]
    pub fn patterns(&self) -> Vec<(&'static str, &'static str, &NumberPattern)> {
        [("notice", "通知书", self.notice.as_ref()), ("batch", "报送批次", self.batch.as_ref())]
            .into_iter()
            .filter_map(|(key, label, pattern)| pattern.map(|pattern| (key, label, pattern)))
            .collect()
    }
}

/// A pattern of literal characters and places for the unit's own word, the year and the number within the year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NumberPattern {
    text: String,
    parts: Vec<Part>,
}

/// Why a text is not a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("编号格式“{text}”{reason}")]
pub struct NumberPatternError {
    text: String,
    reason: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A character as it stands.
    Literal(char),
    /// The word of the issuing unit: one character or more, none of them a digit or a bracket.
    Unit,
    /// Four digits.
    Year,
    /// Digits without a leading zero, as official numbers are written.
    Number,
}

/// The longest pattern and the longest number that is looked at, in characters.
const MAXIMUM_CHARACTERS: usize = 200;

impl TryFrom<String> for NumberPattern {
    type Error = NumberPatternError;

    fn try_from(text: String) -> Result<Self, NumberPatternError> {
        let refuse = |reason| NumberPatternError { text: text.chars().take(50).collect(), reason };
        if text.chars().count() > MAXIMUM_CHARACTERS {
            return Err(refuse("过长"));
        }
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            let place = [("{unit}", Part::Unit), ("{year}", Part::Year), ("{number}", Part::Number)];
            let named =
                place.iter().find_map(|(name, part)| rest.strip_prefix(name).map(|rest| (rest, *part)));
            let (after, part) = match named {
                Some(found) => found,
                None if first == '{' || first == '}' => {
                    return Err(refuse("中花括号里只能写{unit}、{year}、{number}"));
                }
                None => (rest.get(first.len_utf8()..).unwrap_or_default(), Part::Literal(first)),
            };
            if !matches!(part, Part::Literal(_)) && parts.contains(&part) {
                return Err(refuse("中同一个花括号写了两次"));
            }
            parts.push(part);
            rest = after;
        }
        if !parts.contains(&Part::Year) {
            return Err(refuse("缺少{year}，明年第1号会与今年第1号相同"));
        }
        if !parts.contains(&Part::Number) {
            return Err(refuse("缺少{number}，同一年的第二份文件会与第一份同号"));
        }
        Ok(Self { text, parts })
    }
}

impl From<NumberPattern> for String {
    fn from(pattern: NumberPattern) -> Self {
        pattern.text
    }
}

impl fmt::Display for NumberPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl NumberPattern {
    /// Whether a paper may bear that number.
    #[must_use]
    pub fn matches(&self, number: &str) -> bool {
        let mut positions = BTreeSet::from([Position::START]);
        for character in number.chars() {
            positions = positions.into_iter().flat_map(|at| self.after(at, character)).collect();
        }
        positions.into_iter().any(|at| self.may_end(at))
    }

    /// A number of the pattern, as a message shows it.
    #[must_use]
    pub fn example(&self) -> String {
        self.text.replace("{unit}", "某单位").replace("{year}", "2026").replace("{number}", "1")
    }

    /// A number that both patterns give, when there is one: the shortest.
    #[must_use]
    pub fn shared_with(&self, other: &Self) -> Option<String> {
        let start = (Position::START, Position::START);
        let mut reached_by: BTreeMap<Both, (char, Both)> = BTreeMap::new();
        let mut waiting = VecDeque::from([start]);
        while let Some(at) = waiting.pop_front() {
            if self.may_end(at.0) && other.may_end(at.1) {
                return Some(written(&reached_by, at, start));
            }
            for character in self.next_characters(at.0).into_iter().chain(other.next_characters(at.1)) {
                for own in self.after(at.0, character) {
                    for theirs in other.after(at.1, character) {
                        let next = (own, theirs);
                        if next != start && !reached_by.contains_key(&next) {
                            reached_by.insert(next, (character, at));
                            waiting.push_back(next);
                        }
                    }
                }
            }
        }
        None
    }

    /// Where one more character leads from a position.
    fn after(&self, at: Position, character: char) -> Vec<Position> {
        let Some(part) = self.parts.get(at.part) else { return Vec::new() };
        let (stays, fits, finished) = match part {
            Part::Literal(literal) => (false, character == *literal, true),
            Part::Unit => (true, is_word(character), true),
            Part::Year => (at.taken < 3, character.is_ascii_digit(), at.taken == 3),
            Part::Number => (true, character.is_ascii_digit() && (at.taken > 0 || character != '0'), true),
        };
        if !fits {
            return Vec::new();
        }
        let mut next = Vec::new();
        if stays {
            // How many were taken matters to the year only; elsewhere it is enough to know that some were.
            let taken = if *part == Part::Year { at.taken + 1 } else { 1 };
            next.push(Position { part: at.part, taken });
        }
        if finished {
            next.push(Position { part: at.part + 1, taken: 0 });
        }
        next
    }

    fn may_end(&self, at: Position) -> bool {
        at.part == self.parts.len()
    }

    /// Characters that stand for all that can follow.
    fn next_characters(&self, at: Position) -> Vec<char> {
        match self.parts.get(at.part) {
            Some(Part::Literal(literal)) => vec![*literal],
            Some(Part::Unit) => vec!['某'],
            Some(Part::Year) => vec![['2', '0', '2', '6'].get(at.taken).copied().unwrap_or('0')],
            Some(Part::Number) => vec!['1'],
            None => Vec::new(),
        }
    }
}

/// How far a number has been read: the part, and how many of its characters were taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Position {
    part: usize,
    taken: usize,
}

/// How far two patterns have read the same number.
type Both = (Position, Position);

impl Position {
    const START: Self = Self { part: 0, taken: 0 };
}

/// The characters of a unit's own word.
fn is_word(character: char) -> bool {
    character.is_alphabetic()
}

fn written(reached_by: &BTreeMap<Both, (char, Both)>, end: Both, start: Both) -> String {
    let mut backwards = Vec::new();
    let mut at = end;
    while at != start {
        let Some((character, before)) = reached_by.get(&at) else { break };
        backwards.push(*character);
        at = *before;
    }
    backwards.into_iter().rev().collect()
}
