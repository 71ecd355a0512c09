//! The case, its rounds, seats and lists.

use std::collections::BTreeMap;

use domain::evaluation::{Commission, Deputy, Evaluation, FormerGroupMember, Person, Round, WorkingGroup};
use domain::money::Money;
use domain::panel::{FormerMember, PanelMember};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::evaluations::entities::{evaluation, round, round_entry, round_seat};
use crate::evaluations::names::{name_of, named, position, read_person, write_number};
use crate::evaluations::statements::RoundKey;
use crate::text::write_time;

pub(in crate::evaluations) fn evaluation_row(
    evaluation: &Evaluation,
) -> Result<evaluation::Model, StoreError> {
    let subject = &evaluation.subject;
    Ok(evaluation::Model {
        id: evaluation.id.to_string(),
        version: write_number(evaluation.version)?,
        subject_id: subject.id.to_string(),
        subject_name: subject.name.clone(),
        object: name_of(&subject.object)?,
        applicant: subject.applicant.clone(),
        voluntary: subject.voluntary,
        rulebook_id: evaluation.rulebook.id.clone(),
        rulebook_digest: evaluation.rulebook.digest.clone(),
        budget_year: i64::from(evaluation.budget_year),
        round_number: i64::from(evaluation.round.number),
        state: name_of(&evaluation.round.state)?,
        requested_fen: subject.requested_amount.map(Money::fen),
    })
}

pub(in crate::evaluations) fn round_row(key: &RoundKey, round: &Round) -> Result<round::Model, StoreError> {
    let commission = round.third_party.as_ref();
    Ok(round::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        kind: name_of(&round.kind)?,
        supersedes: round.supersedes.map(i64::from),
        opening_reason: round.opening_reason.clone(),
        organiser: round.organiser.organisation.clone(),
        organiser_is_finance_bureau: round.organiser.finance_bureau,
        state: name_of(&round.state)?,
        opened_at: write_time(round.opened_at),
        firm: commission.map(|commission| commission.firm.clone()),
        contract: commission.map(|commission| commission.contract.clone()),
        fee: commission.and_then(|commission| commission.fee).map(Money::fen),
        fee_source: commission.map(|commission| commission.fee_source.clone()),
        end_reason: round.end_reason.clone(),
    })
}

/// The commission in a round's row.
pub(in crate::evaluations) fn commission(row: &round::Model) -> Result<Option<Commission>, StoreError> {
    match (&row.firm, &row.contract, &row.fee_source) {
        (None, None, None) => Ok(None),
        (Some(firm), Some(contract), Some(fee_source)) => Ok(Some(Commission {
            firm: firm.clone(),
            contract: contract.clone(),
            fee: row.fee.map(Money::from_fen),
            fee_source: fee_source.clone(),
        })),
        _ => Err(StoreError::corrupt("half a commission")),
    }
}

/// What somebody sits in a round as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Seat {
    Leader,
    Member,
    FormerMember,
    Panel,
    Former,
    Deputy,
    ReleasedDeputy,
}

/// Everybody who sits in a round.
#[derive(Debug, Default)]
pub(in crate::evaluations) struct Seats {
    pub(in crate::evaluations) working_group: Option<WorkingGroup>,
    pub(in crate::evaluations) former_group_members: Vec<FormerGroupMember>,
    pub(in crate::evaluations) panel: Vec<PanelMember>,
    pub(in crate::evaluations) former: Vec<FormerMember>,
    pub(in crate::evaluations) deputies: Vec<Deputy>,
}

impl Seats {
    /// Reads the rows of one round, which are in the order of their key.
    pub(in crate::evaluations) fn read(rows: Vec<round_seat::Model>) -> Result<Self, StoreError> {
        let mut seats = Self::default();
        let mut leader = None;
        let mut members = Vec::new();
        // Deputies whose invitation stands and those of whom it was taken back are one list in the round.
        let mut deputies = BTreeMap::new();
        for row in rows {
            let person = read_person(&row.actor, row.post, row.organisation)?;
            match named(&row.seat)? {
                Seat::Leader => leader = Some(person),
                Seat::Member => members.push(person),
                Seat::FormerMember => seats.former_group_members.push(FormerGroupMember {
                    person,
                    reason: row.note.ok_or_else(|| StoreError::corrupt("a member left without a reason"))?,
                    left_in: named(row.left_in.as_deref().unwrap_or_default())?,
                }),
                Seat::Panel => seats.panel.push(panel_member(person, row.expert_kind)?),
                Seat::Former => seats.former.push(FormerMember {
                    member: panel_member(person, row.expert_kind)?,
                    reason: row.note.ok_or_else(|| StoreError::corrupt("a member left without a reason"))?,
                }),
                Seat::Deputy => {
                    deputies.insert(
                        row.position,
                        Deputy { person, opinion: row.note, suggestions: None, released: None },
                    );
                }
                Seat::ReleasedDeputy => {
                    deputies.insert(
                        row.position,
                        Deputy { person, opinion: None, suggestions: None, released: row.note },
                    );
                }
            }
        }
        seats.deputies = deputies.into_values().collect();
        seats.working_group = match leader {
            Some(leader) => Some(WorkingGroup { leader, members }),
            None if members.is_empty() => None,
            None => return Err(StoreError::corrupt("a working group without a leader")),
        };
        Ok(seats)
    }
}

fn panel_member(person: Person, kind: Option<String>) -> Result<PanelMember, StoreError> {
    let kind = kind.ok_or_else(|| StoreError::corrupt("a member of the panel without a kind"))?;
    Ok(PanelMember { person, kind: named(&kind)? })
}

pub(in crate::evaluations) fn seat_rows(
    key: &RoundKey,
    round: &Round,
) -> Result<Vec<round_seat::Model>, StoreError> {
    let mut rows = Vec::new();
    if let Some(group) = &round.working_group {
        rows.push(seat_row(key, Seat::Leader, 0, &group.leader)?);
        for (index, member) in group.members.iter().enumerate() {
            rows.push(seat_row(key, Seat::Member, index, member)?);
        }
    }
    for (index, FormerGroupMember { person, reason, left_in }) in
        round.former_group_members.iter().enumerate()
    {
        let seat = seat_row(key, Seat::FormerMember, index, person)?;
        rows.push(round_seat::Model { note: Some(reason.clone()), left_in: Some(name_of(left_in)?), ..seat });
    }
    for (index, member) in round.panel.members.iter().enumerate() {
        let seat = seat_row(key, Seat::Panel, index, &member.person)?;
        rows.push(round_seat::Model { expert_kind: Some(name_of(&member.kind)?), ..seat });
    }
    for (index, FormerMember { member, reason }) in round.panel.former.iter().enumerate() {
        let seat = seat_row(key, Seat::Former, index, &member.person)?;
        let expert_kind = Some(name_of(&member.kind)?);
        rows.push(round_seat::Model { expert_kind, note: Some(reason.clone()), ..seat });
    }
    for (index, deputy) in round.deputies.iter().enumerate() {
        let (seat, note) = match &deputy.released {
            None => (Seat::Deputy, &deputy.opinion),
            Some(_) => (Seat::ReleasedDeputy, &deputy.released),
        };
        rows.push(round_seat::Model { note: note.clone(), ..seat_row(key, seat, index, &deputy.person)? });
    }
    Ok(rows)
}

/// A person's place, without what only some kinds of place have.
fn seat_row(
    key: &RoundKey,
    seat: Seat,
    index: usize,
    person: &Person,
) -> Result<round_seat::Model, StoreError> {
    Ok(round_seat::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        seat: name_of(&seat)?,
        position: position(index)?,
        actor: person.actor.to_string(),
        post: person.post.clone(),
        organisation: person.organisation.clone(),
        expert_kind: None,
        note: None,
        left_in: None,
    })
}

/// A list that is nothing but texts in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::evaluations) enum List {
    PlanMethods,
    SiteVisitParticipants,
    MeetingAttendees,
}

pub(in crate::evaluations) fn entries(
    key: &RoundKey,
    list: List,
    texts: &[String],
) -> Result<Vec<round_entry::Model>, StoreError> {
    let row = |(index, text): (usize, &String)| {
        Ok(round_entry::Model {
            evaluation_id: key.evaluation.clone(),
            round: key.round,
            list: name_of(&list)?,
            position: position(index)?,
            entry: text.clone(),
        })
    };
    texts.iter().enumerate().map(row).collect()
}

/// The texts of one list among the rows of a round.
pub(in crate::evaluations) fn read_entries(
    rows: &[round_entry::Model],
    list: List,
) -> Result<Vec<String>, StoreError> {
    let name = name_of(&list)?;
    Ok(rows.iter().filter(|row| row.list == name).map(|row| row.entry.clone()).collect())
}
