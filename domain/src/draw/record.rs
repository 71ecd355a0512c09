//! The record of a draw: every step in order, each sealed with the digest of all before it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::encoding::{Hashing, moment};
use super::seats::Seats;
use super::seed::Contribution;
use super::snapshot::Snapshot;

/// The format this module writes and reads.
pub const FORMAT: &str = "quanheng-draw/1";

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The members of an expert panel (Art. 13(2)).
    Panel,
    /// The evaluations that the finance bureau spot-checks (Art. 9(1)).
    SpotCheck,
}

impl Purpose {
    /// As papers name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Panel => "抽取专家小组成员",
            Self::SpotCheck => "抽取抽查样本",
        }
    }

    /// The article under which it is drawn.
    #[must_use]
    pub const fn article(self) -> &'static str {
        match self {
            Self::Panel => "第十三条第（二）项",
            Self::SpotCheck => "第九条第（一）项",
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Panel => "panel",
            Self::SpotCheck => "spot_check",
        }
    }
}

/// A whole draw, as it is kept and exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawRecord {
    /// [`FORMAT`].
    pub format: String,
    /// What the draw belongs to, unique among draws: an evaluation's identifier, or a batch of spot checks.
    pub draw: String,
    /// What is drawn.
    pub purpose: Purpose,
    /// Every step, oldest first.
    pub steps: Vec<Step>,
}

impl DrawRecord {
    /// The digest of the last step, which stands for the whole record. Whoever noted it elsewhere, as the journal
    /// does, knows that nothing was changed and nothing cut off.
    #[must_use]
    pub fn head(&self) -> String {
        self.steps.last().map_or_else(|| self.root(), |step| step.digest.clone())
    }

    /// The digest before the first step.
    #[must_use]
    pub fn root(&self) -> String {
        Hashing::of("quanheng/draw/record/1")
            .field(&self.format)
            .field(&self.draw)
            .field(self.purpose.code())
            .hex()
    }
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// When, to the millisecond.
    #[serde(with = "moment")]
    pub at: DateTime<Utc>,
    /// Who entered it: a post.
    pub by: String,
    /// What happened.
    pub action: Action,
    /// SM3 over the digest before and everything above.
    pub digest: String,
}

impl Step {
    /// The digest that this step must have after a step with the digest `previous`.
    #[must_use]
    pub fn expected_digest(&self, previous: &str) -> String {
        let hashing = Hashing::of("quanheng/draw/step/1")
            .field(previous)
            .field(&moment::text(self.at))
            .field(&self.by)
            .field(self.action.code());
        self.action.hash(hashing).hex()
    }
}

/// What happened in a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// A round was opened on a snapshot of the pool.
    Opened(Opening),
    /// A party bound itself to a contribution.
    Committed {
        /// The party.
        party: String,
        /// [`Contribution::commitment`].
        commitment: String,
    },
    /// A party revealed its contribution.
    Revealed {
        /// The party.
        party: String,
        /// The contribution.
        contribution: Contribution,
    },
    /// The order was drawn.
    Drawn {
        /// The seed.
        seed: String,
        /// The order of each stratum.
        orders: Vec<StratumOrder>,
    },
    /// Somebody called takes the seat.
    Accepted {
        /// Who.
        candidate: String,
    },
    /// Somebody called does not take the seat, or did not answer in time; the next reserve is called.
    Declined {
        /// Who.
        candidate: String,
        /// Why.
        reason: String,
    },
    /// Somebody who had accepted leaves the seat; the next reserve is called.
    Withdrawn {
        /// Who.
        candidate: String,
        /// Why.
        reason: String,
    },
    /// The round ended before the draw, because a contribution was never revealed or the pool was wrong.
    Abandoned {
        /// Why.
        reason: String,
    },
    /// The round ended; who accepted keeps the seat. Seats that stayed empty are drawn in another round.
    Closed {
        /// Why, and what follows.
        reason: String,
    },
    /// The result of the round was thrown away, with a second person. Nobody keeps a seat.
    Voided {
        /// Why.
        reason: String,
        /// The second person: a post other than the one that entered the step.
        approved_by: String,
    },
}

/// The opening of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// 1, 2, 3 …
    pub number: u32,
    /// Why the draw is repeated; the first round needs no reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The pool.
    pub snapshot: Snapshot,
    /// [`Snapshot::hash`].
    pub snapshot_hash: String,
    /// How many are drawn from each stratum.
    pub seats: Vec<Seats>,
    /// Who contributes to the seed, at least two, in the order of their names.
    pub parties: Vec<String>,
}

/// The order in which the candidates of a stratum were drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StratumOrder {
    /// The stratum.
    pub stratum: String,
    /// Its candidates: the first take the seats, the others are reserves in this order.
    pub order: Vec<String>,
}

impl Action {
    /// The stable name, as the JSON has it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::Committed { .. } => "committed",
            Self::Revealed { .. } => "revealed",
            Self::Drawn { .. } => "drawn",
            Self::Accepted { .. } => "accepted",
            Self::Declined { .. } => "declined",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Abandoned { .. } => "abandoned",
            Self::Closed { .. } => "closed",
            Self::Voided { .. } => "voided",
        }
    }

    /// Adds every field in the order of its declaration; a reason that is not there is an empty text.
    fn hash(&self, hashing: Hashing) -> Hashing {
        match self {
            Self::Opened(opening) => opening.hash(hashing),
            Self::Committed { party, commitment } => hashing.field(party).field(commitment),
            Self::Revealed { party, contribution } => {
                hashing.field(party).field(&contribution.salt).field(&contribution.text)
            }
            Self::Drawn { seed, orders } => hashing.field(seed).list(orders.iter(), |hashing, stratum| {
                hashing.field(&stratum.stratum).list(stratum.order.iter(), |hashing, id| hashing.field(id))
            }),
            Self::Accepted { candidate } => hashing.field(candidate),
            Self::Declined { candidate, reason } | Self::Withdrawn { candidate, reason } => {
                hashing.field(candidate).field(reason)
            }
            Self::Abandoned { reason } | Self::Closed { reason } => hashing.field(reason),
            Self::Voided { reason, approved_by } => hashing.field(reason).field(approved_by),
        }
    }
}

impl Opening {
    /// The snapshot stands for itself with its hash.
    fn hash(&self, hashing: Hashing) -> Hashing {
        hashing
            .number(u64::from(self.number))
            .field(self.reason.as_deref().unwrap_or_default())
            .field(&self.snapshot_hash)
            .list(self.seats.iter(), |hashing, seats| {
                hashing.field(&seats.stratum).number(u64::from(seats.seats))
            })
            .list(self.parties.iter(), |hashing, party| hashing.field(party))
    }
}
