//! What a supported result may carry (Arts. 16–18): an amount below the requested one, and conditions that are followed
//! until they are met or waived.
//!
//! A round does not change any more once it has ended, and conditions are often met only afterwards: so what became of
//! them is kept with the case, each condition naming its round. The amount is what the evaluation recommends, never an
//! approved budget (C50).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::event::{Event, ReportChange};
use super::state::{Evaluation, Person, Round, State};
use crate::id::ActorId;
use crate::money::Money;
use crate::subject::day_of;

/// The most conditions that one result may carry.
pub const MOST_CONDITIONS: usize = 50;

/// What whoever confirms a result may add to it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Confirmation {
    /// 建议支持金额, at most the requested amount; `None` recommends what was requested.
    pub recommended_amount: Option<Money>,
    /// Why the amount is lower (核减), or why the evidence is insufficient.
    pub reason: Option<String>,
    /// Conditions of the support.
    pub conditions: Vec<ConditionTerms>,
    /// Whether the evidence does not carry any grade: the outcome that a rulebook may have beside its grades.
    pub insufficient_evidence: bool,
}

/// What has to be done, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionTerms {
    /// What.
    pub text: String,
    /// The last day.
    pub due: NaiveDate,
}

/// A condition of a supported result, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The round whose result carries it.
    pub round: u32,
    /// Which of that round, counted from 1.
    pub number: u32,
    /// What has to be done, and by when.
    pub terms: ConditionTerms,
    /// What was reported, oldest first. Nothing is overwritten.
    pub reports: Vec<ConditionReport>,
    /// How it was settled.
    pub settlement: Option<ConditionSettlement>,
}

/// What somebody says was done about a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionReport {
    /// What was done.
    pub text: String,
    /// SM3 of the files that show it, 64 hexadecimal digits each.
    pub files: Vec<String>,
    /// Who reported.
    pub reported_by: Person,
    /// When.
    pub reported_at: DateTime<Utc>,
}

/// How a condition was settled, by somebody who did not report on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionSettlement {
    /// Why it need not be met; `None` where it was met.
    pub waiver: Option<String>,
    /// Who settled it.
    pub settled_by: Person,
    /// When.
    pub settled_at: DateTime<Utc>,
}

/// Where a condition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionStanding {
    /// Nothing was reported yet.
    Open,
    /// Something was reported; the organiser has not confirmed it.
    Reported,
    /// It is met.
    Met,
    /// It need not be met.
    Waived,
}

impl ConditionStanding {
    /// As pages name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "待落实",
            Self::Reported => "已报告，待确认",
            Self::Met => "已落实",
            Self::Waived => "已免除",
        }
    }
}

impl Condition {
    /// Whether nothing more is waited for.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.settlement.is_some()
    }

    /// Where it stands.
    #[must_use]
    pub const fn standing(&self) -> ConditionStanding {
        match &self.settlement {
            Some(ConditionSettlement { waiver: Some(_), .. }) => ConditionStanding::Waived,
            Some(ConditionSettlement { waiver: None, .. }) => ConditionStanding::Met,
            None if self.reports.is_empty() => ConditionStanding::Open,
            None => ConditionStanding::Reported,
        }
    }

    /// The day on which something was first reported.
    #[must_use]
    pub fn first_reported_on(&self) -> Option<NaiveDate> {
        self.reports.first().map(|report| day_of(report.reported_at))
    }

    /// Whether its day has passed without a report in time. It is shown; nothing is decided by it.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        !self.is_settled()
            && self.terms.due < today
            && self.first_reported_on().is_none_or(|reported| reported > self.terms.due)
    }

    /// Whether the actor reported on it, so that another has to settle it.
    #[must_use]
    pub fn was_reported_by(&self, actor: ActorId) -> bool {
        self.reports.iter().any(|report| report.reported_by.actor == actor)
    }
}

/// What happened to a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ConditionChange {
    /// Somebody said what was done.
    ConditionReported {
        /// The round.
        round: u32,
        /// Which, counted from 1.
        number: u32,
        /// What was done.
        text: String,
        /// SM3 of the files that show it.
        files: Vec<String>,
    },
    /// The organiser confirmed that it is met.
    ConditionMet {
        /// The round.
        round: u32,
        /// Which.
        number: u32,
    },
    /// The organiser waived it.
    ConditionWaived {
        /// The round.
        round: u32,
        /// Which.
        number: u32,
        /// Why.
        reason: String,
    },
}

impl ConditionChange {
    const fn place(&self) -> (u32, u32) {
        match self {
            Self::ConditionReported { round, number, .. }
            | Self::ConditionMet { round, number }
            | Self::ConditionWaived { round, number, .. } => (*round, *number),
        }
    }
}

impl Evaluation {
    /// Every round, oldest first.
    pub fn rounds(&self) -> impl DoubleEndedIterator<Item = &Round> {
        self.earlier.iter().chain(std::iter::once(&self.round))
    }

    /// The round whose result holds now (C46): the last one that was not withdrawn, once it has a result. So a
    /// re-evaluation takes the place of what it re-evaluates, and one that was withdrawn leaves the earlier result.
    #[must_use]
    pub fn deciding_round(&self) -> Option<&Round> {
        self.rounds()
            .rev()
            .find(|round| round.state != State::Withdrawn)
            .filter(|round| round.result.is_some())
    }

    /// The round that took the place of round `number`, or that is to take it.
    #[must_use]
    pub fn superseding_round(&self, number: u32) -> Option<&Round> {
        self.rounds().find(|round| round.supersedes == Some(number) && round.state != State::Withdrawn)
    }

    /// The conditions of one round's result, in their order.
    pub fn conditions_of(&self, round: u32) -> impl Iterator<Item = &Condition> {
        self.conditions.iter().filter(move |condition| condition.round == round)
    }

    /// The conditions of the result that holds now and that are not settled.
    pub fn open_conditions(&self) -> impl Iterator<Item = &Condition> {
        let round = self.deciding_round().map(|round| round.number);
        self.conditions
            .iter()
            .filter(move |condition| Some(condition.round) == round && !condition.is_settled())
    }
}

/// A confirmed result brings its conditions, and a result that is taken back takes them with it.
pub(super) fn attach(evaluation: &mut Evaluation, change: &ReportChange) {
    let round = evaluation.round.number;
    match change {
        ReportChange::ResultConfirmed { conditions, .. } => {
            evaluation.conditions.extend((1..).zip(conditions).map(|(number, terms)| Condition {
                round,
                number,
                terms: terms.clone(),
                reports: Vec::new(),
                settlement: None,
            }));
        }
        ReportChange::ReportReturned { .. } => {
            evaluation.conditions.retain(|condition| condition.round != round);
        }
        ReportChange::ReportSectionWritten { .. }
        | ReportChange::ReportSigned
        | ReportChange::ReviewRecorded { .. }
        | ReportChange::SubmittedToBureau { .. }
        | ReportChange::Accepted => {}
    }
}

/// Notes what happened to a condition.
pub(super) fn follow(evaluation: &mut Evaluation, change: &ConditionChange, event: &Event) {
    let place = change.place();
    let found = evaluation.conditions.iter_mut();
    let Some(condition) = found.into_iter().find(|condition| (condition.round, condition.number) == place)
    else {
        return;
    };
    let settled = |waiver: Option<String>| ConditionSettlement {
        waiver,
        settled_by: event.by.clone(),
        settled_at: event.at,
    };
    match change {
        ConditionChange::ConditionReported { text, files, .. } => {
            condition.reports.push(ConditionReport {
                text: text.clone(),
                files: files.clone(),
                reported_by: event.by.clone(),
                reported_at: event.at,
            });
        }
        ConditionChange::ConditionMet { .. } => condition.settlement = Some(settled(None)),
        ConditionChange::ConditionWaived { reason, .. } => {
            condition.settlement = Some(settled(Some(reason.clone())));
        }
    }
}
