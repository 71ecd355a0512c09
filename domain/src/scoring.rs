//! 评分表: one expert's sheet, saved as often as needed, locked once (Art. 14(4), C33, C36).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::issue::Issue;
use crate::score::Score;

/// One mark with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The mark.
    pub score: Score,
    /// Why, at least where points are taken off (C36).
    pub reason: String,
}

/// The marks that an expert stood by in the first round of scoring, kept beside those of the second (C33).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstRound {
    /// The marks, by indicator.
    pub marks: BTreeMap<String, Mark>,
    /// When they were locked.
    pub locked_at: DateTime<Utc>,
}

/// The sum of marks; `None` above 100 points, which no sheet of a lawful table reaches.
#[must_use]
pub fn total_of(marks: &BTreeMap<String, Mark>) -> Option<Score> {
    marks.values().try_fold(Score::ZERO, |total, mark| total.checked_add(mark.score))
}

/// One expert's sheet. It is sealed until locked: nobody but the expert sees it before.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sheet {
    /// How many events of this sheet have happened.
    pub version: u64,
    /// The marks so far, by indicator.
    pub marks: BTreeMap<String, Mark>,
    /// When it was locked.
    pub locked_at: Option<DateTime<Utc>>,
    /// Whether it was locked before and the organiser opened it again.
    pub reopened: bool,
    /// What was locked before the expert began the one revision that the rulebook may allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<FirstRound>,
}

impl Sheet {
    /// Whether the expert has ever stood by a whole set of marks. Opening the sheet again does not undo that.
    #[must_use]
    pub const fn was_locked(&self) -> bool {
        self.locked_at.is_some() || self.reopened || self.first.is_some()
    }

    /// The marks of the first round of scoring: those kept when the expert began to revise, or those that are locked
    /// and never were revised. Nobody's revision touches them, so they are not sealed while it lasts.
    #[must_use]
    pub fn first_round(&self) -> Option<&BTreeMap<String, Mark>> {
        match &self.first {
            Some(first) => Some(&first.marks),
            None => self.locked_at.map(|_| &self.marks),
        }
    }

    /// The total, when the sheet is locked.
    #[must_use]
    pub fn locked_total(&self) -> Option<Score> {
        self.locked_at?;
        total_of(&self.marks)
    }
}

/// What is wrong with marks for indicators of these weights. `step` is the rulebook's step of one mark.
#[must_use]
pub fn mark_issues(
    marks: &BTreeMap<String, Mark>,
    weights: &BTreeMap<String, Score>,
    step: Score,
) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (code, mark) in marks {
        let field = format!("marks.{code}");
        match weights.get(code) {
            None => issues.push(Issue::new(
                field,
                "unknown_indicator",
                format!("评分表中没有指标{code}，请按通知书所附评分表打分"),
            )),
            Some(weight) => issues.extend(score_issue(&format!("{field}.score"), mark.score, *weight, step)),
        }
    }
    issues
}

/// What is wrong with one mark; `field` is where it stands in the request.
#[must_use]
pub fn score_issue(field: &str, score: Score, weight: Score, step: Score) -> Option<Issue> {
    if score > weight {
        let message = format!("得分{score}超过该指标分值{weight}，请改为0至{weight}之间");
        return Some(Issue::new(field, "out_of_range", message));
    }
    if score.hundredths().checked_rem(step.hundredths()).is_some_and(|rest| rest != 0) {
        let message = format!("得分{score}不是{step}分的整数倍，请按{step}分一档打分");
        return Some(Issue::new(field, "off_step", message));
    }
    None
}

/// What keeps a sheet from being locked: indicators without a mark, points taken off without a reason.
#[must_use]
pub fn lock_issues(sheet: &Sheet, weights: &BTreeMap<String, Score>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (code, weight) in weights {
        match sheet.marks.get(code) {
            None => issues.push(Issue::new(
                format!("marks.{code}"),
                "required",
                format!("指标{code}尚未打分，请补打后再锁定"),
            )),
            Some(mark) if mark.score < *weight && mark.reason.trim().is_empty() => issues.push(Issue::new(
                format!("marks.{code}.reason"),
                "required",
                format!("指标{code}未得满分，请写明扣分原因"),
            )),
            Some(_) => {}
        }
    }
    issues
}
