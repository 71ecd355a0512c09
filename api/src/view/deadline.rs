//! When things are due, counted in working days.

use domain::evaluation::{Deadline, Due};
use domain::rulebook::DeadlineStep;
use poem_openapi::Object;

use super::{Labelled, day};

/// 期限: one step and by when it is due. An overdue step is shown; nothing is decided by it.
#[derive(Debug, Clone, Object)]
pub struct DeadlineView {
    /// The step.
    pub step: Labelled,
    /// Which request for more it belongs to, from 1.
    pub number: Option<usize>,
    /// The article.
    pub article: String,
    /// The working days that the rulebook gives; empty where only a person set a day.
    pub working_days: Option<u32>,
    /// The day from which they are counted, which does not count itself.
    pub begins_on: Option<String>,
    /// The date that a person set instead.
    pub set_on: Option<String>,
    /// By when, a working day; empty when it cannot be told.
    pub due: Option<String>,
    /// How many working days are left.
    pub days_left: Option<u32>,
    /// How it stands today.
    pub standing: Labelled,
    /// What to know: that a date fell on a holiday, or which year has no calendar.
    pub note: Option<String>,
}

impl From<Deadline> for DeadlineView {
    fn from(deadline: Deadline) -> Self {
        let (due, note) = match deadline.due {
            Due::Unknown(missing) => (None, Some(missing.to_string())),
            Due::On(due) => {
                let moved = deadline.set_on.filter(|set_on| *set_on != due);
                let note = moved.map(|set_on| format!("所定的{}不是工作日，顺延至{}", day(set_on), day(due)));
                (Some(day(due)), note)
            }
        };
        let standing = deadline.standing;
        Self {
            step: Labelled::new(&deadline.step, deadline.step.label()),
            number: deadline.number,
            article: deadline.article,
            working_days: Some(deadline.working_days),
            begins_on: deadline.begins_on.map(day),
            set_on: deadline.set_on.map(day),
            due,
            days_left: deadline.days_left,
            standing: Labelled { code: standing.code().to_owned(), label: standing.label().to_owned() },
            note,
        }
    }
}

/// Whether the step is between the organiser and the unit, so that both may know how it stands. How far the report is
/// falls under the embargo (Art. 22).
pub const fn concerns_everybody(step: DeadlineStep) -> bool {
    match step {
        DeadlineStep::Notice | DeadlineStep::Material | DeadlineStep::Supplement => true,
        DeadlineStep::Report | DeadlineStep::Confirmation | DeadlineStep::RevisedReport => false,
    }
}
