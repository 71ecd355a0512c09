//! What must be true of a rulebook before anybody relies on it. Every problem is reported, not just the first.

mod attainable;
mod bands;
mod conditions;
mod marks;
mod papers;
mod scope;

use super::Rulebook;
use crate::issue::Issue;

/// More experts than any meeting seats.
const MAXIMUM_PANEL: u32 = 99;

/// Every problem of the rulebook, in the order of its parts. Empty means proved.
pub(super) fn problems(rulebook: &Rulebook) -> Vec<Issue> {
    let mut problems = Problems(Vec::new());
    papers::check_measure(rulebook, &mut problems);
    scope::check(rulebook, &mut problems);
    marks::check(rulebook, &mut problems);
    conditions::check(rulebook, &mut problems);
    bands::check(rulebook, &mut problems);
    papers::check(rulebook, &mut problems);
    problems.0
}

/// Collects what is wrong.
struct Problems(Vec<Issue>);

impl Problems {
    fn add(&mut self, path: impl Into<String>, code: &str, message: impl Into<String>) {
        self.0.push(Issue::new(path, code, message));
    }

    /// Adds the problem unless it holds.
    fn demand(&mut self, holds: bool, path: &str, code: &str, message: &str) {
        if !holds {
            self.add(path, code, message);
        }
    }

    fn demand_text(&mut self, text: &str, path: impl Into<String>) {
        /// Longer than any sentence a person would put into a rulebook.
        const MAXIMUM_CHARACTERS: usize = 1_000;
        if text.trim().is_empty() {
            self.add(path, "empty", "不能空着");
        } else if text.chars().count() > MAXIMUM_CHARACTERS {
            self.add(path, "too_long", format!("不能超过{MAXIMUM_CHARACTERS}字"));
        }
    }

    /// A list must have at least one entry and not more than anybody could work with.
    fn demand_size(&mut self, size: usize, maximum: usize, path: impl Into<String>) {
        if size == 0 {
            self.add(path, "empty", "至少应有一项");
        } else if size > maximum {
            self.add(path, "too_many", format!("最多{maximum}项，现有{size}项"));
        }
    }

    /// Codes tell entries apart.
    fn demand_unique<'a>(&mut self, codes: impl Iterator<Item = &'a str>, path: &str) {
        let mut seen = std::collections::BTreeSet::new();
        for code in codes {
            self.demand_text(code, format!("{path}.code"));
            if !seen.insert(code) {
                self.add(format!("{path}.{code}"), "duplicate_code", format!("编号“{code}”重复"));
            }
        }
    }
}
