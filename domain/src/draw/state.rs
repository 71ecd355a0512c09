//! Where a draw stands: its rounds, who contributed, who is called, who sits.

use std::collections::BTreeMap;

use super::record::{Action, DrawRecord, Opening, StratumOrder};
use super::seats::Seats;
use super::seed::Contribution;

/// Where a round stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Not every party has bound itself.
    Committing,
    /// Every party has bound itself; not everybody has revealed.
    Revealing,
    /// Everything is revealed: the result is settled and has only to be computed.
    Ready,
    /// Drawn; people are asked.
    Drawn,
    /// Ended before the draw.
    Abandoned,
    /// Ended; who accepted keeps the seat.
    Closed,
    /// The result was thrown away.
    Voided,
}

impl Phase {
    /// Whether nothing more can happen in the round.
    #[must_use]
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Abandoned | Self::Closed | Self::Voided)
    }

    /// As a person is told.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Committing => "等待各方提交承诺",
            Self::Revealing => "等待各方公开所提供的数",
            Self::Ready => "各方均已公开，等待抽取",
            Self::Drawn => "已抽取，征询意见中",
            Self::Abandoned => "已中止",
            Self::Closed => "已结束",
            Self::Voided => "结果已作废",
        }
    }
}

/// What somebody drawn said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reply {
    Accepted,
    /// Declined or withdrew.
    Away,
}

/// Who is called to a stratum's seats now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// The stratum.
    pub stratum: String,
    /// Who has accepted, in the order drawn.
    pub accepted: Vec<String>,
    /// Who is called and has not answered.
    pub awaited: Vec<String>,
    /// How many seats nobody is left for.
    pub missing: u32,
    /// Who would be called next, in order.
    pub reserves: Vec<String>,
}

/// One round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    opening: Opening,
    opening_digest: String,
    commitments: BTreeMap<String, String>,
    contributions: BTreeMap<String, Contribution>,
    orders: Option<Vec<StratumOrder>>,
    replies: BTreeMap<String, Reply>,
    end: Option<Phase>,
}

impl Round {
    const fn new(opening: Opening, opening_digest: String) -> Self {
        Self {
            opening,
            opening_digest,
            commitments: BTreeMap::new(),
            contributions: BTreeMap::new(),
            orders: None,
            replies: BTreeMap::new(),
            end: None,
        }
    }

    /// How it was opened.
    #[must_use]
    pub const fn opening(&self) -> &Opening {
        &self.opening
    }

    /// The digest of the step that opened it: what commitments refer to.
    #[must_use]
    pub fn opening_digest(&self) -> &str {
        &self.opening_digest
    }

    /// Where it stands.
    #[must_use]
    pub fn phase(&self) -> Phase {
        if let Some(end) = self.end {
            return end;
        }
        let parties = self.opening.parties.len();
        match (&self.orders, self.commitments.len() < parties, self.contributions.len() < parties) {
            (Some(_), ..) => Phase::Drawn,
            (None, true, _) => Phase::Committing,
            (None, false, true) => Phase::Revealing,
            (None, false, false) => Phase::Ready,
        }
    }

    /// What each party bound itself to.
    #[must_use]
    pub const fn commitments(&self) -> &BTreeMap<String, String> {
        &self.commitments
    }

    /// What each party revealed.
    #[must_use]
    pub const fn contributions(&self) -> &BTreeMap<String, Contribution> {
        &self.contributions
    }

    /// The parties whose turn it is to bind themselves or to reveal.
    #[must_use]
    pub fn awaited_parties(&self) -> Vec<&str> {
        let done = |party: &String| match self.phase() {
            Phase::Committing => self.commitments.contains_key(party),
            Phase::Revealing => self.contributions.contains_key(party),
            Phase::Ready | Phase::Drawn | Phase::Abandoned | Phase::Closed | Phase::Voided => true,
        };
        self.opening.parties.iter().filter(|party| !done(party)).map(String::as_str).collect()
    }

    /// The orders drawn; empty before the draw.
    #[must_use]
    pub fn orders(&self) -> &[StratumOrder] {
        self.orders.as_deref().unwrap_or_default()
    }

    /// Who is called, stratum by stratum; empty before the draw.
    #[must_use]
    pub fn called(&self) -> Vec<Called> {
        self.orders()
            .iter()
            .zip(&self.opening.seats)
            .map(|(drawn, seats)| self.called_to(drawn, seats))
            .collect()
    }

    fn called_to(&self, drawn: &StratumOrder, seats: &Seats) -> Called {
        let mut called = Called {
            stratum: drawn.stratum.clone(),
            accepted: Vec::new(),
            awaited: Vec::new(),
            missing: seats.seats,
            reserves: Vec::new(),
        };
        for id in &drawn.order {
            let reply = self.replies.get(id);
            if reply == Some(&Reply::Away) {
                continue;
            }
            // Nobody is called to a round that has ended, whoever leaves it afterwards.
            let is_called = reply == Some(&Reply::Accepted) || self.end.is_none();
            if called.missing == 0 || !is_called {
                called.reserves.push(id.clone());
                continue;
            }
            called.missing -= 1;
            if reply == Some(&Reply::Accepted) {
                called.accepted.push(id.clone());
            } else {
                called.awaited.push(id.clone());
            }
        }
        called
    }

    /// Who sits by this round: who accepted, unless the result was thrown away.
    #[must_use]
    pub fn seated(&self) -> Vec<(String, String)> {
        if self.end == Some(Phase::Voided) {
            return Vec::new();
        }
        let seats = |called: Called| {
            let stratum = called.stratum;
            called.accepted.into_iter().map(move |id| (stratum.clone(), id))
        };
        self.called().into_iter().flat_map(seats).collect()
    }

    /// Whether `candidate` sits by this round.
    fn seats(&self, candidate: &str) -> bool {
        self.seated().iter().any(|(_, id)| id == candidate)
    }

    /// Whether every seat is taken.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.phase() == Phase::Drawn
            && self.called().iter().all(|called| called.missing == 0 && called.awaited.is_empty())
    }

    fn evolve(&mut self, action: &Action) {
        match action {
            // It opens the next round and changes nothing in this one.
            Action::Opened(_) => {}
            Action::Committed { party, commitment } => {
                self.commitments.insert(party.clone(), commitment.clone());
            }
            Action::Revealed { party, contribution } => {
                self.contributions.insert(party.clone(), contribution.clone());
            }
            Action::Drawn { orders, .. } => self.orders = Some(orders.clone()),
            Action::Accepted { candidate } => {
                self.replies.insert(candidate.clone(), Reply::Accepted);
            }
            Action::Declined { candidate, .. } | Action::Withdrawn { candidate, .. } => {
                self.replies.insert(candidate.clone(), Reply::Away);
            }
            Action::Abandoned { .. } => self.end = Some(Phase::Abandoned),
            Action::Closed { .. } => self.end = Some(Phase::Closed),
            Action::Voided { .. } => self.end = Some(Phase::Voided),
        }
    }

    /// Parties that saw what others revealed, kept their own contribution back, and so stopped the round.
    fn withheld(&self) -> Vec<&str> {
        if self.end != Some(Phase::Abandoned) || self.contributions.is_empty() {
            return Vec::new();
        }
        let parties = self.opening.parties.iter();
        parties.filter(|party| !self.contributions.contains_key(*party)).map(String::as_str).collect()
    }
}

/// A draw with its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    pub(super) record: DrawRecord,
    rounds: Vec<Round>,
}

impl Draw {
    /// A draw in which nothing has happened.
    pub(super) const fn empty(record: DrawRecord) -> Self {
        Self { record, rounds: Vec::new() }
    }

    /// The record so far.
    #[must_use]
    pub const fn record(&self) -> &DrawRecord {
        &self.record
    }

    /// Every round, oldest first.
    #[must_use]
    pub fn rounds(&self) -> &[Round] {
        &self.rounds
    }

    /// The latest round.
    #[must_use]
    pub fn round(&self) -> Option<&Round> {
        self.rounds.last()
    }

    /// Who sits by all rounds together, as stratum and identifier.
    #[must_use]
    pub fn seated(&self) -> Vec<(String, String)> {
        self.rounds.iter().flat_map(Round::seated).collect()
    }

    /// Parties that may not contribute any more: each could otherwise stop every round whose result it dislikes.
    #[must_use]
    pub fn barred_parties(&self) -> Vec<&str> {
        self.rounds.iter().flat_map(Round::withheld).collect()
    }

    /// Takes in what happened. The action was decided on this very state.
    pub(super) fn evolve(&mut self, action: &Action, digest: &str) {
        if let Action::Opened(opening) = action {
            self.rounds.push(Round::new(opening.clone(), digest.to_owned()));
        } else if let Action::Withdrawn { candidate, .. } = action {
            for round in self.rounds.iter_mut().filter(|round| round.seats(candidate)) {
                round.evolve(action);
            }
        } else if let Some(round) = self.rounds.last_mut() {
            round.evolve(action);
        }
    }
}
