//! What may happen next in a draw, and what follows from it. Verification decides every step again, by the same rules.

use std::collections::BTreeSet;

use chrono::{DateTime, SubsecRound, Utc};

use super::encoding::is_hash;
use super::record::{Action, DrawRecord, FORMAT, Opening, Purpose, Step, StratumOrder};
use super::seats::Seats;
use super::seed::{Contribution, seed};
use super::shuffle::draw_order;
use super::snapshot::{Candidate, Snapshot};
use super::state::{Draw, Phase, Round};
use crate::evaluation::Rejection;
use crate::issue::{Issue, require};

/// 客观公正: what keeps anybody from choosing the result.
const FAIRNESS_ARTICLE: &str = "第四条";
/// With one party alone, that party chooses the result.
const LEAST_PARTIES: usize = 2;

/// What somebody wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Open the first round, or another one after the last has ended.
    Open {
        /// Why the draw is repeated; needed from the second round on.
        reason: Option<String>,
        /// The pool, with everybody left out and the reason.
        candidates: Vec<Candidate>,
        /// How many are drawn from each stratum.
        seats: Vec<Seats>,
        /// Who contributes to the seed.
        parties: Vec<String>,
    },
    /// A party binds itself.
    Commit {
        /// The party.
        party: String,
        /// [`Contribution::commitment`].
        commitment: String,
    },
    /// A party reveals.
    Reveal {
        /// The party.
        party: String,
        /// The contribution.
        contribution: Contribution,
    },
    /// Draw.
    Draw,
    /// Somebody called takes the seat.
    Accept {
        /// Who.
        candidate: String,
    },
    /// Somebody called does not take the seat.
    Decline {
        /// Who.
        candidate: String,
        /// Why.
        reason: String,
    },
    /// Somebody who accepted leaves the seat.
    Withdraw {
        /// Who.
        candidate: String,
        /// Why.
        reason: String,
    },
    /// End the round before everything is revealed.
    Abandon {
        /// Why.
        reason: String,
    },
    /// End the round when everybody called has answered: another one may fill seats that stayed empty, or add some.
    Close {
        /// Why.
        reason: String,
    },
    /// Throw the result away.
    Void {
        /// Why.
        reason: String,
        /// The second person.
        approved_by: String,
    },
}

impl From<&Action> for Command {
    /// The command that leads to the action.
    fn from(action: &Action) -> Self {
        match action.clone() {
            Action::Opened(opening) => Self::Open {
                reason: opening.reason,
                candidates: opening.snapshot.candidates().to_vec(),
                seats: opening.seats,
                parties: opening.parties,
            },
            Action::Committed { party, commitment } => Self::Commit { party, commitment },
            Action::Revealed { party, contribution } => Self::Reveal { party, contribution },
            Action::Drawn { .. } => Self::Draw,
            Action::Accepted { candidate } => Self::Accept { candidate },
            Action::Declined { candidate, reason } => Self::Decline { candidate, reason },
            Action::Withdrawn { candidate, reason } => Self::Withdraw { candidate, reason },
            Action::Abandoned { reason } => Self::Abandon { reason },
            Action::Closed { reason } => Self::Close { reason },
            Action::Voided { reason, approved_by } => Self::Void { reason, approved_by },
        }
    }
}

impl Draw {
    /// A new draw. `id` says what it belongs to and is unique among draws.
    ///
    /// # Errors
    /// A blank `id`.
    pub fn new(id: &str, purpose: Purpose) -> Result<Self, Rejection> {
        let draw = text("draw", "抽取编号", id, purpose.article())?;
        Ok(Self::empty(DrawRecord { format: FORMAT.to_owned(), draw, purpose, steps: Vec::new() }))
    }

    /// Does what `command` asks, or refuses and leaves everything as it was. `by` is the post of who enters it,
    /// `at` is kept to the millisecond.
    ///
    /// # Errors
    /// The rule that refuses, with code and article.
    pub fn perform(&mut self, command: Command, by: &str, at: DateTime<Utc>) -> Result<Step, Rejection> {
        let at = at.trunc_subsecs(3);
        let by = text("by", "经办岗位", by, self.article())?;
        if let Some(last) = self.record.steps.last()
            && at < last.at
        {
            let detail = "办理时间早于上一步，请核对系统时间".to_owned();
            return Err(Rejection::blocked("time_goes_back", self.article(), detail));
        }
        let action = self.decide(command, &by)?;
        let mut step = Step { at, by, action, digest: String::new() };
        step.digest = step.expected_digest(&self.record.head());
        self.evolve(&step.action, &step.digest);
        self.record.steps.push(step.clone());
        Ok(step)
    }

    const fn article(&self) -> &'static str {
        self.record.purpose.article()
    }

    fn decide(&self, command: Command, by: &str) -> Result<Action, Rejection> {
        match command {
            Command::Open { reason, candidates, seats, parties } => {
                self.open(reason, candidates, seats, parties).map(Action::Opened)
            }
            Command::Commit { party, commitment } => self.commit(party, commitment),
            Command::Reveal { party, contribution } => self.reveal(party, contribution),
            Command::Draw => self.draw(),
            Command::Accept { candidate } => self.accept(candidate),
            Command::Decline { candidate, reason } => self.decline(candidate, &reason),
            Command::Withdraw { candidate, reason } => self.withdraw(candidate, &reason),
            Command::Abandon { reason } => self.abandon(&reason),
            Command::Close { reason } => self.close(&reason),
            Command::Void { reason, approved_by } => self.void(&reason, &approved_by, by),
        }
    }

    fn open(
        &self,
        reason: Option<String>,
        candidates: Vec<Candidate>,
        seats: Vec<Seats>,
        mut parties: Vec<String>,
    ) -> Result<Opening, Rejection> {
        if let Some(round) = self.round()
            && !round.phase().is_ended()
        {
            let detail =
                format!("第{}轮{}，尚未结束，不能另开一轮", round.opening().number, round.phase().label());
            return Err(Rejection::blocked("round_open", self.article(), detail));
        }
        let number = u32::try_from(self.rounds().len()).unwrap_or(u32::MAX).saturating_add(1);
        let reason = match reason {
            None if number == 1 => None,
            reason => Some(self.reason("重新抽取的理由", &reason.unwrap_or_default())?),
        };
        let snapshot =
            Snapshot::new(candidates).map_err(|issues| Rejection::invalid(self.article(), issues))?;
        parties.sort_unstable();
        let mut issues = self.party_issues(&parties);
        issues.extend(seat_issues(&seats, &snapshot));
        for (_, seated) in self.seated() {
            if snapshot.candidate(&seated).is_some_and(Candidate::is_eligible) {
                let message = format!("{seated}已在前一轮入选，应从本轮可抽取的名册中排除");
                issues.push(Issue::new("candidates", "already_seated", message));
            }
        }
        if !issues.is_empty() {
            return Err(Rejection::invalid(self.article(), issues));
        }
        let snapshot_hash = snapshot.hash();
        Ok(Opening { number, reason, snapshot, snapshot_hash, seats, parties })
    }

    /// `parties` are in order.
    fn party_issues(&self, parties: &[String]) -> Vec<Issue> {
        let mut issues = Vec::new();
        if parties.len() < LEAST_PARTIES {
            let message = format!("至少应有{LEAST_PARTIES}方提供随机数，任何一方都不能单独决定结果");
            issues.push(Issue::new("parties", "too_few_parties", message));
        }
        let distinct: BTreeSet<&str> = parties.iter().map(|party| party.trim()).collect();
        if distinct.len() < parties.len() {
            let message = "提供随机数的各方应互不相同".to_owned();
            issues.push(Issue::new("parties", "duplicate", message));
        }
        let barred = self.barred_parties();
        for party in parties {
            require(&mut issues, "parties", "提供随机数的一方", party);
            if party.trim() != party {
                let message = format!("“{party}”前后不应有空白");
                issues.push(Issue::new("parties", "malformed", message));
            }
            if barred.contains(&party.as_str()) {
                let message =
                    format!("{party}在前一轮看到他方公开的数后未公开自己的数，不能再参加，请换另一方");
                issues.push(Issue::new("parties", "party_barred", message));
            }
        }
        issues
    }

    /// The latest round, when it is in `phase`.
    fn round_in(&self, phase: Phase, article: &'static str) -> Result<&Round, Rejection> {
        let Some(round) = self.round() else {
            let detail = "尚未开始抽取，请先固定名册、开启第1轮".to_owned();
            return Err(Rejection::blocked("no_round", article, detail));
        };
        if round.phase() == phase {
            return Ok(round);
        }
        let detail = format!(
            "第{}轮目前“{}”，须在“{}”时办理",
            round.opening().number,
            round.phase().label(),
            phase.label()
        );
        Err(Rejection::blocked("wrong_phase", article, detail))
    }

    fn commit(&self, party: String, commitment: String) -> Result<Action, Rejection> {
        let round = self.round_in(Phase::Committing, FAIRNESS_ARTICLE)?;
        expect_party(round, &party)?;
        let refuse = |code, message: String| Err(refusal("commitment", code, message));
        if round.commitments().contains_key(&party) {
            return refuse("already_committed", format!("{party}已提交承诺，不能更换"));
        }
        if !is_hash(&commitment) {
            return refuse("malformed", "承诺应为64位小写十六进制的SM3摘要".to_owned());
        }
        if round.commitments().values().any(|other| *other == commitment) {
            let message = format!("{party}的承诺与另一方相同，是照抄的，将来无法公开，请自行选数");
            return refuse("commitment_copied", message);
        }
        Ok(Action::Committed { party, commitment })
    }

    fn reveal(&self, party: String, contribution: Contribution) -> Result<Action, Rejection> {
        let round = self.round_in(Phase::Revealing, FAIRNESS_ARTICLE)?;
        expect_party(round, &party)?;
        let issues = contribution.issues();
        if !issues.is_empty() {
            return Err(Rejection::invalid(FAIRNESS_ARTICLE, issues));
        }
        if round.contributions().contains_key(&party) {
            let message = format!("{party}已公开所提供的数，不能更换");
            return Err(refusal("contribution", "already_revealed", message));
        }
        let commitment = contribution.commitment(round.opening_digest(), &party);
        if round.commitments().get(&party) != Some(&commitment) {
            let detail =
                format!("{party}公开的数与其先前提交的承诺不符，不予采用；请公开当时所选的数和随机盐");
            return Err(Rejection::blocked("commitment_mismatch", FAIRNESS_ARTICLE, detail));
        }
        Ok(Action::Revealed { party, contribution })
    }

    fn draw(&self) -> Result<Action, Rejection> {
        let round = self.round_in(Phase::Ready, FAIRNESS_ARTICLE)?;
        let opening = round.opening();
        let seed = seed(&opening.snapshot_hash, round.opening_digest(), round.contributions().iter());
        let orders = opening
            .seats
            .iter()
            .map(|Seats { stratum, .. }| StratumOrder {
                stratum: stratum.clone(),
                order: draw_order(&seed, stratum, opening.snapshot.eligible(stratum)),
            })
            .collect();
        Ok(Action::Drawn { seed, orders })
    }

    fn accept(&self, candidate: String) -> Result<Action, Rejection> {
        self.expect_called(&candidate)?;
        Ok(Action::Accepted { candidate })
    }

    fn decline(&self, candidate: String, reason: &str) -> Result<Action, Rejection> {
        self.expect_called(&candidate)?;
        let reason = self.reason("不参加的理由", reason)?;
        Ok(Action::Declined { candidate, reason })
    }

    /// Also from a round that has ended, while another is going on.
    fn withdraw(&self, candidate: String, reason: &str) -> Result<Action, Rejection> {
        if !self.seated().iter().any(|(_, id)| *id == candidate) {
            let issue = Issue::new("candidate", "not_seated", format!("{candidate}未入选，请核对编号"));
            return Err(Rejection::invalid(self.article(), vec![issue]));
        }
        let reason = self.reason("退出的理由", reason)?;
        Ok(Action::Withdrawn { candidate, reason })
    }

    /// Refuses when `candidate` is not called.
    fn expect_called(&self, candidate: &str) -> Result<(), Rejection> {
        let round = self.round_in(Phase::Drawn, self.article())?;
        if round.called().iter().any(|called| called.awaited.iter().any(|id| id == candidate)) {
            return Ok(());
        }
        let message = format!("{candidate}现在未被征询意见，请核对编号");
        Err(Rejection::invalid(self.article(), vec![Issue::new("candidate", "not_called", message)]))
    }

    fn abandon(&self, reason: &str) -> Result<Action, Rejection> {
        let phase = match self.round().map(Round::phase) {
            Some(Phase::Revealing) => Phase::Revealing,
            // Once everything is revealed everybody can compute the result: ending the round then is throwing the
            // result away, which needs a second person.
            Some(Phase::Ready | Phase::Drawn) => {
                let detail =
                    "各方的数均已公开，结果已定，不能中止；如须作废，请先抽取，再由第二人同意作废".to_owned();
                return Err(Rejection::blocked("result_settled", FAIRNESS_ARTICLE, detail));
            }
            Some(Phase::Committing | Phase::Abandoned | Phase::Closed | Phase::Voided) | None => {
                Phase::Committing
            }
        };
        self.round_in(phase, FAIRNESS_ARTICLE)?;
        Ok(Action::Abandoned { reason: self.reason("中止的理由", reason)? })
    }

    fn close(&self, reason: &str) -> Result<Action, Rejection> {
        let called = self.round_in(Phase::Drawn, self.article())?.called();
        if let Some(awaited) = called.iter().flat_map(|called| &called.awaited).next() {
            let detail = format!("{awaited}尚未答复，请先登记答复（逾期未答复的，按不参加登记）");
            return Err(Rejection::blocked("replies_open", self.article(), detail));
        }
        Ok(Action::Closed { reason: self.reason("结束的理由", reason)? })
    }

    fn void(&self, reason: &str, approved_by: &str, by: &str) -> Result<Action, Rejection> {
        self.round_in(Phase::Drawn, FAIRNESS_ARTICLE)?;
        let reason = self.reason("作废的理由", reason)?;
        let approved_by = text("approved_by", "同意作废的第二人", approved_by, FAIRNESS_ARTICLE)?;
        if approved_by == by {
            let detail = "作废抽取结果须由经办人以外的人同意".to_owned();
            return Err(Rejection::blocked("second_person_needed", FAIRNESS_ARTICLE, detail));
        }
        Ok(Action::Voided { reason, approved_by })
    }

    fn reason(&self, label: &str, reason: &str) -> Result<String, Rejection> {
        text("reason", label, reason, self.article())
    }
}

fn seat_issues(seats: &[Seats], snapshot: &Snapshot) -> Vec<Issue> {
    let mut issues = Vec::new();
    if seats.is_empty() {
        issues.push(Issue::required("seats", "各类抽取人数"));
    }
    let counts = snapshot.eligible_counts();
    let mut seen = BTreeSet::new();
    for Seats { stratum, seats } in seats {
        if !seen.insert(stratum) {
            issues.push(Issue::new("seats", "duplicate", format!("{stratum}的抽取数量写了两次")));
        }
        if *seats == 0 {
            issues.push(Issue::new("seats", "out_of_range", format!("{stratum}的抽取数量应至少为1")));
        }
        let eligible = counts.get(stratum.as_str()).copied().unwrap_or_default();
        if eligible < *seats as usize {
            let message = format!("{stratum}可抽取的有{eligible}个，少于应抽取的{seats}个，请先扩充名册");
            issues.push(Issue::new("seats", "pool_too_small", message));
        }
    }
    issues
}

fn expect_party(round: &Round, party: &str) -> Result<(), Rejection> {
    if round.opening().parties.iter().any(|known| known == party) {
        return Ok(());
    }
    let message = format!("{party}不是本轮提供随机数的一方");
    Err(refusal("party", "unknown_party", message))
}

fn refusal(field: &str, code: &str, message: String) -> Rejection {
    Rejection::invalid(FAIRNESS_ARTICLE, vec![Issue::new(field, code, message)])
}

/// A required text without blanks around it.
fn text(field: &str, label: &str, text: &str, article: &'static str) -> Result<String, Rejection> {
    match text.trim() {
        "" => Err(Rejection::invalid(article, vec![Issue::required(field, label)])),
        trimmed => Ok(trimmed.to_owned()),
    }
}
