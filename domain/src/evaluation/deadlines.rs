//! When things are due, counted in working days from what has happened (C53). Nothing is ever decided by a deadline:
//! it is shown.

use chrono::NaiveDate;

use super::records::{MaterialStatus, Notice, Supplement};
use super::state::{Evaluation, Round, RoundKind, State};
use crate::calendar::{Calendars, NoCalendar};
use crate::rulebook::{DeadlineRule, DeadlineStep, Rulebook};
use crate::subject::day_of;

/// The day by which something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// On that day, a working day.
    On(NaiveDate),
    /// Nobody can tell: a year on the way has no calendar.
    Unknown(NoCalendar),
}

/// How a deadline stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It would begin today; this is the date to write down.
    NotBegun,
    /// It runs.
    Running,
    /// The day has passed and the thing is not done.
    Overdue,
    /// It was done in time.
    Met,
    /// It was done after the day.
    MetLate,
    /// It was done; whether in time is not on record or cannot be told.
    Done,
    /// It runs, but until when cannot be told.
    Unknown,
}

impl Standing {
    /// As pages name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotBegun => "尚未起算",
            Self::Running => "在期限内",
            Self::Overdue => "已逾期",
            Self::Met => "按期完成",
            Self::MetLate => "逾期完成",
            Self::Done => "已完成",
            Self::Unknown => "算不出期限",
        }
    }

    /// The stable code for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotBegun => "not_begun",
            Self::Running => "running",
            Self::Overdue => "overdue",
            Self::Met => "met",
            Self::MetLate => "met_late",
            Self::Done => "done",
            Self::Unknown => "unknown",
        }
    }
}

/// One deadline of the latest round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The step.
    pub step: DeadlineStep,
    /// Which request for more it belongs to, counted from 1.
    pub number: Option<usize>,
    /// The article of the step.
    pub article: String,
    /// The working days of the rulebook.
    pub working_days: u32,
    /// The day from which they are counted, which does not count itself; `None` where a person set the date and
    /// nothing else is known.
    pub begins_on: Option<NaiveDate>,
    /// The date that a person set instead; it counts up to the next working day.
    pub set_on: Option<NaiveDate>,
    /// By when.
    pub due: Due,
    /// How many working days are left, while it runs and can be told.
    pub days_left: Option<u32>,
    /// How it stands.
    pub standing: Standing,
}

/// Whether the thing is done, and when.
#[derive(Clone, Copy)]
enum Progress {
    Open,
    /// Nothing that counts has begun.
    NotBegun,
    Done(Option<NaiveDate>),
}

/// The deadlines of the latest round that have begun, and the dates that would hold for what could begin today. A
/// step to which the rulebook gives no time has none.
#[must_use]
pub fn deadlines(
    evaluation: &Evaluation,
    rulebook: &Rulebook,
    calendars: &Calendars,
    today: NaiveDate,
) -> Vec<Deadline> {
    let round = &evaluation.round;
    if matches!(round.state, State::Withdrawn | State::Superseded) {
        return Vec::new();
    }
    let clock = Clock { calendars, today };
    DeadlineStep::ALL
        .iter()
        .filter_map(|step| rulebook.deadline(*step))
        .flat_map(|rule| match rule.step {
            DeadlineStep::Notice => notice(round, rule, &clock).into_iter().collect(),
            DeadlineStep::Material => material(round, rule, &clock).into_iter().collect(),
            DeadlineStep::Supplement => supplements(round, rule, &clock),
            DeadlineStep::Report => report(round, rule, &clock).into_iter().collect(),
            DeadlineStep::Confirmation => confirmation(round, rule, &clock).into_iter().collect(),
            DeadlineStep::RevisedReport => {
                revised_report(round, rule, &clock).into_iter().collect::<Vec<_>>()
            }
        })
        .collect()
}

struct Clock<'a> {
    calendars: &'a Calendars,
    today: NaiveDate,
}

impl Clock<'_> {
    fn counted(&self, rule: &DeadlineRule, begins_on: NaiveDate, progress: Progress) -> Deadline {
        let due = self.calendars.after(begins_on, rule.working_days).map_or_else(Due::Unknown, Due::On);
        self.deadline(rule, Some(begins_on), None, due, progress)
    }

    fn set(
        &self,
        rule: &DeadlineRule,
        begins_on: Option<NaiveDate>,
        set_on: NaiveDate,
        progress: Progress,
    ) -> Deadline {
        let due = self.calendars.working_day_from(set_on).map_or_else(Due::Unknown, Due::On);
        self.deadline(rule, begins_on, Some(set_on), due, progress)
    }

    fn deadline(
        &self,
        rule: &DeadlineRule,
        begins_on: Option<NaiveDate>,
        set_on: Option<NaiveDate>,
        due: Due,
        progress: Progress,
    ) -> Deadline {
        let standing = match (progress, due) {
            (Progress::NotBegun, _) => Standing::NotBegun,
            (Progress::Open, Due::Unknown(_)) => Standing::Unknown,
            (Progress::Open, Due::On(day)) if day < self.today => Standing::Overdue,
            (Progress::Open, Due::On(_)) => Standing::Running,
            (Progress::Done(Some(on)), Due::On(day)) if on > day => Standing::MetLate,
            (Progress::Done(Some(_)), Due::On(_)) => Standing::Met,
            (Progress::Done(_), Due::On(_) | Due::Unknown(_)) => Standing::Done,
        };
        let days_left = match due {
            Due::On(day) if standing == Standing::Running => self.calendars.between(self.today, day).ok(),
            Due::On(_) | Due::Unknown(_) => None,
        };
        Deadline {
            step: rule.step,
            number: None,
            article: rule.article.clone(),
            working_days: rule.working_days,
            begins_on,
            set_on,
            due,
            days_left,
            standing,
        }
    }
}

/// The notice of an earlier round binds a revised one too: nothing is waited for there.
fn notice(round: &Round, rule: &DeadlineRule, clock: &Clock<'_>) -> Option<Deadline> {
    if round.kind == RoundKind::Revision {
        return None;
    }
    let progress = match &round.notice {
        Some(notice) => Progress::Done(Some(day_of(notice.issued_at))),
        None => Progress::Open,
    };
    Some(clock.counted(rule, day_of(round.opened_at), progress))
}

/// A date in the notice takes the place of the rulebook's days. In a revised round that date is long past, so the
/// days are counted from the opening of the round.
fn material(round: &Round, rule: &DeadlineRule, clock: &Clock<'_>) -> Option<Deadline> {
    let Some(Notice { issued_at, material_due, .. }) = &round.notice else {
        let next = round.state == State::Planned;
        return next.then(|| clock.counted(rule, clock.today, Progress::NotBegun));
    };
    let progress = material_progress(round);
    Some(if round.kind == RoundKind::Revision {
        clock.counted(rule, day_of(round.opened_at), progress)
    } else {
        clock.set(rule, Some(day_of(*issued_at)), *material_due, progress)
    })
}

/// Done when nothing that everybody has to supply is missing any more; on the day on which the last of it came.
fn material_progress(round: &Round) -> Progress {
    let needed = || round.checklist.values().filter(|item| item.required);
    let open = needed().any(|item| match item.status {
        MaterialStatus::Missing | MaterialStatus::Returned => true,
        MaterialStatus::Received | MaterialStatus::Accepted | MaterialStatus::Waived => false,
    });
    if open {
        return Progress::Open;
    }
    let came = needed().filter_map(|item| item.materials.last()).map(|material| material.supplied_at).max();
    Progress::Done(came.map(day_of))
}

/// One for each request, and the date for a request that would be made today.
fn supplements(round: &Round, rule: &DeadlineRule, clock: &Clock<'_>) -> Vec<Deadline> {
    let made = round.supplements.iter().enumerate().map(|(index, supplement)| {
        let progress = if Supplement::is_settled(supplement) { Progress::Done(None) } else { Progress::Open };
        Deadline { number: Some(index + 1), ..clock.set(rule, None, supplement.due, progress) }
    });
    let next = matches!(round.state, State::Collecting | State::Preliminary)
        .then(|| clock.counted(rule, clock.today, Progress::NotBegun));
    made.chain(next).collect()
}

/// A report that was returned has a time of its own.
fn report(round: &Round, rule: &DeadlineRule, clock: &Clock<'_>) -> Option<Deadline> {
    let meeting = round.meeting.as_ref().filter(|_| round.report_returns.is_empty())?;
    Some(clock.counted(rule, meeting.on, signing(round)))
}

fn revised_report(round: &Round, rule: &DeadlineRule, clock: &Clock<'_>) -> Option<Deadline> {
    let returned = round.report_returns.last()?;
    Some(clock.counted(rule, day_of(returned.returned_at), signing(round)))
}

fn confirmation(round: &Round, rule: &DeadlineRule, clock: &Clock<'_>) -> Option<Deadline> {
    let Progress::Done(Some(signed)) = signing(round) else { return None };
    let progress = match &round.result {
        Some(result) => Progress::Done(Some(day_of(result.confirmed_at))),
        None => Progress::Open,
    };
    Some(clock.counted(rule, signed, progress))
}

/// Done when the whole working group has signed the report, on the day of the last signature.
fn signing(round: &Round) -> Progress {
    let signed_on = |person: &super::Person| {
        let mut signatures = round.report_signatures.iter();
        signatures
            .find(|signature| signature.person.actor == person.actor)
            .map(|signature| signature.signed_at)
    };
    let group = round.working_group.iter().flat_map(|group| group.everybody());
    let signatures: Option<Vec<_>> = group.map(signed_on).collect();
    match signatures.and_then(|all| all.into_iter().max()) {
        Some(last) => Progress::Done(Some(day_of(last))),
        None => Progress::Open,
    }
}
