//! 组织部门评分: the organiser's own rating of the result (Art. 16, C31). It stands beside the panel's score; whether it
//! carries the grade is a setting of the rulebook.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::state::{Person, Round};
use crate::score::{Mean, Score};
use crate::scoring::{Mark, total_of};

/// The organiser's rating of the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganiserRating {
    /// A mark for every indicator, with its reason.
    pub marks: BTreeMap<String, Mark>,
    /// Who rated: somebody of the organiser who is no author of the report.
    pub rated_by: Person,
    /// When.
    pub rated_at: DateTime<Utc>,
}

impl OrganiserRating {
    /// The sum of the marks.
    #[must_use]
    pub fn total(&self) -> Option<Score> {
        total_of(&self.marks)
    }

    /// The total as a score that can carry a grade.
    #[must_use]
    pub fn score(&self) -> Option<Mean> {
        Mean::of(self.total())
    }
}

/// What happens to the rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RatingChange {
    /// The result was rated in place of any earlier rating. A rating lapses when the report changes or is returned.
    ResultRated {
        /// The marks, by indicator.
        marks: BTreeMap<String, Mark>,
    },
}

/// The round after a change of the rating.
pub(super) fn rate(round: &mut Round, change: &RatingChange, event: &Event) {
    match change {
        RatingChange::ResultRated { marks } => {
            let (marks, rated_by) = (marks.clone(), event.by.clone());
            round.rating = Some(OrganiserRating { marks, rated_by, rated_at: event.at });
        }
    }
}
