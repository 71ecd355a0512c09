//! From the tables to a whole evaluation, by one statement for each table.

use std::collections::BTreeMap;

use domain::evaluation::{EvaluatedSubject, Evaluation, Organiser, Round, RulebookPin};
use domain::id::{EvaluationId, SubjectId};
use domain::money::Money;
use domain::panel::Panel;
use domain::scoring::Sheet;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::entities::{
    argument_request, checklist_item, comparison, cross_check, deputy_suggestion, evaluation, evidence_file,
    evidence_link, inquiry, material, meeting_record, notice, opinion, opinion_signature, organiser_rating,
    panel_deviation, panel_withdrawal, plan, plan_weight, preliminary_score, rating_mark, red_flag,
    report_return, report_section, report_signature, review, round, round_batch, round_entry, round_result,
    round_seat, score_sheet, sheet_first_mark, sheet_first_round, sheet_mark, site_visit, supplement,
};
use super::names::{named, read_actor, read_number};
use super::rows::{
    FileOwner, Files, LinkOwner, Links, List, Registers, Seats, add_first_rounds, add_suggestions,
    commission, read_argument, read_batch, read_checklist, read_conditions, read_deviation, read_entries,
    read_mark, read_meeting, read_notice, read_opinion, read_plan, read_preliminary, read_rating,
    read_report_return, read_report_signature, read_report_text, read_result, read_review, read_site_visit,
    read_supplement, read_withdrawal,
};
use super::statements::ByRound;
use crate::error::StoreError;
use crate::text::{read_time, read_uuid};

/// The evaluation with this identifier, with all its rounds. The number of statements depends on nothing; where
/// others write meanwhile, `connection` must be a transaction.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when rows do not make an evaluation.
pub async fn load(
    connection: &impl ConnectionTrait,
    id: EvaluationId,
) -> Result<Option<Evaluation>, StoreError> {
    let id = id.to_string();
    let Some(row) = evaluation::Entity::find_by_id(&id).one(connection).await? else { return Ok(None) };
    let rounds = ByRound::<round::Model>::read(connection, &id).await?;
    let mut parts = Parts::read(connection, &id).await?;
    let mut conditions = ByRound::read(connection, &id).await?;
    let mut reports = ByRound::read(connection, &id).await?;
    let mut rounds =
        rounds.into_rows().map(|row| parts.round(row)).collect::<Result<Vec<Round>, StoreError>>()?;
    let Some(latest) = rounds.pop() else {
        return Err(StoreError::corrupt(format!("the evaluation {id} has no round")));
    };
    let mut evaluation = evaluation_of(row, rounds, latest)?;
    for number in 1..=evaluation.round.number {
        let key = i64::from(number);
        evaluation.conditions.extend(read_conditions(conditions.take(key), reports.take(key))?);
    }
    Ok(Some(evaluation))
}

/// Puts a case together, its conditions aside. What its row repeats of the latest round must agree.
pub(super) fn evaluation_of(
    row: evaluation::Model,
    earlier: Vec<Round>,
    round: Round,
) -> Result<Evaluation, StoreError> {
    if row.round_number != i64::from(round.number)
        || named::<domain::evaluation::State>(&row.state)? != round.state
    {
        return Err(StoreError::corrupt(format!("the evaluation {} and its latest round disagree", row.id)));
    }
    Ok(Evaluation {
        id: EvaluationId(read_uuid(&row.id)?),
        version: read_number(row.version)?,
        subject: EvaluatedSubject {
            id: SubjectId(read_uuid(&row.subject_id)?),
            name: row.subject_name,
            object: named(&row.object)?,
            applicant: row.applicant,
            voluntary: row.voluntary,
            requested_amount: row.requested_fen.map(Money::from_fen),
        },
        rulebook: RulebookPin { id: row.rulebook_id, digest: row.rulebook_digest },
        budget_year: read_number(row.budget_year)?,
        earlier,
        round,
        conditions: Vec::new(),
    })
}

/// A round with what is in its own row, and nothing else.
pub(super) fn bare_round(row: round::Model) -> Result<Round, StoreError> {
    let organiser =
        Organiser { organisation: row.organiser.clone(), finance_bureau: row.organiser_is_finance_bureau };
    Ok(Round {
        supersedes: row.supersedes.map(read_number).transpose()?,
        state: named(&row.state)?,
        third_party: commission(&row)?,
        opening_reason: row.opening_reason,
        end_reason: row.end_reason,
        ..Round::new(read_number(row.round)?, named(&row.kind)?, organiser, read_time(&row.opened_at)?)
    })
}

/// Sheets with their marks.
pub(super) fn read_sheets(
    sheets: Vec<score_sheet::Model>,
    marks: Vec<sheet_mark::Model>,
) -> Result<BTreeMap<domain::id::ActorId, Sheet>, StoreError> {
    let mut read = BTreeMap::new();
    for row in sheets {
        let locked_at = row.locked_at.as_deref().map(read_time).transpose()?;
        let version = read_number(row.version)?;
        let reopened = row.reopened;
        let sheet = Sheet { version, marks: BTreeMap::new(), locked_at, reopened, first: None };
        read.insert(read_actor(&row.expert)?, sheet);
    }
    for row in marks {
        let sheet = read
            .get_mut(&read_actor(&row.expert)?)
            .ok_or_else(|| StoreError::corrupt(format!("a mark on the missing sheet of {}", row.expert)))?;
        let (indicator, mark) = read_mark(row)?;
        sheet.marks.insert(indicator, mark);
    }
    Ok(read)
}

/// Everything that rounds of one evaluation have beyond their own rows.
struct Parts {
    seats: ByRound<round_seat::Model>,
    entries: ByRound<round_entry::Model>,
    deviations: ByRound<panel_deviation::Model>,
    withdrawals: ByRound<panel_withdrawal::Model>,
    plans: ByRound<plan::Model>,
    weights: ByRound<plan_weight::Model>,
    notices: ByRound<notice::Model>,
    items: ByRound<checklist_item::Model>,
    materials: ByRound<material::Model>,
    supplements: ByRound<supplement::Model>,
    visits: ByRound<site_visit::Model>,
    inquiries: ByRound<inquiry::Model>,
    cross_checks: ByRound<cross_check::Model>,
    comparisons: ByRound<comparison::Model>,
    red_flags: ByRound<red_flag::Model>,
    links: ByRound<evidence_link::Model>,
    files: ByRound<evidence_file::Model>,
    preliminary: ByRound<preliminary_score::Model>,
    arguments: ByRound<argument_request::Model>,
    meetings: ByRound<meeting_record::Model>,
    sheets: ByRound<score_sheet::Model>,
    marks: ByRound<sheet_mark::Model>,
    opinions: ByRound<opinion::Model>,
    opinion_signatures: ByRound<opinion_signature::Model>,
    sections: ByRound<report_section::Model>,
    report_signatures: ByRound<report_signature::Model>,
    returns: ByRound<report_return::Model>,
    results: ByRound<round_result::Model>,
    reviews: ByRound<review::Model>,
    batches: ByRound<round_batch::Model>,
    first_rounds: ByRound<sheet_first_round::Model>,
    first_marks: ByRound<sheet_first_mark::Model>,
    ratings: ByRound<organiser_rating::Model>,
    rating_marks: ByRound<rating_mark::Model>,
    suggestions: ByRound<deputy_suggestion::Model>,
}

impl Parts {
    #[expect(clippy::cognitive_complexity, reason = "one statement a table and no choice")]
    async fn read(connection: &impl ConnectionTrait, id: &str) -> Result<Self, StoreError> {
        Ok(Self {
            seats: ByRound::read(connection, id).await?,
            entries: ByRound::read(connection, id).await?,
            deviations: ByRound::read(connection, id).await?,
            withdrawals: ByRound::read(connection, id).await?,
            plans: ByRound::read(connection, id).await?,
            weights: ByRound::read(connection, id).await?,
            notices: ByRound::read(connection, id).await?,
            items: ByRound::read(connection, id).await?,
            materials: ByRound::read(connection, id).await?,
            supplements: ByRound::read(connection, id).await?,
            visits: ByRound::read(connection, id).await?,
            inquiries: ByRound::read(connection, id).await?,
            cross_checks: ByRound::read(connection, id).await?,
            comparisons: ByRound::read(connection, id).await?,
            red_flags: ByRound::read(connection, id).await?,
            links: ByRound::read(connection, id).await?,
            files: ByRound::read(connection, id).await?,
            preliminary: ByRound::read(connection, id).await?,
            arguments: ByRound::read(connection, id).await?,
            meetings: ByRound::read(connection, id).await?,
            sheets: ByRound::read(connection, id).await?,
            marks: ByRound::read(connection, id).await?,
            opinions: ByRound::read(connection, id).await?,
            opinion_signatures: ByRound::read(connection, id).await?,
            sections: ByRound::read(connection, id).await?,
            report_signatures: ByRound::read(connection, id).await?,
            returns: ByRound::read(connection, id).await?,
            results: ByRound::read(connection, id).await?,
            reviews: ByRound::read(connection, id).await?,
            batches: ByRound::read(connection, id).await?,
            first_rounds: ByRound::read(connection, id).await?,
            first_marks: ByRound::read(connection, id).await?,
            ratings: ByRound::read(connection, id).await?,
            rating_marks: ByRound::read(connection, id).await?,
            suggestions: ByRound::read(connection, id).await?,
        })
    }

    /// Takes the parts of one round out and puts them together.
    fn round(&mut self, row: round::Model) -> Result<Round, StoreError> {
        let number = row.round;
        let bare = bare_round(row)?;
        let mut seats = Seats::read(self.seats.take(number))?;
        add_suggestions(&mut seats.deputies, self.suggestions.take(number))?;
        let mut sheets = read_sheets(self.sheets.take(number), self.marks.take(number))?;
        add_first_rounds(&mut sheets, self.first_rounds.take(number), self.first_marks.take(number))?;
        let rating_marks = self.rating_marks.take(number);
        let entries = self.entries.take(number);
        let weights = self.weights.take(number);
        let signatures = self.opinion_signatures.take(number);
        let methods = read_entries(&entries, List::PlanMethods)?;
        let participants = read_entries(&entries, List::SiteVisitParticipants)?;
        let attendees = read_entries(&entries, List::MeetingAttendees)?;
        let mut links = Links::read(self.links.take(number))?;
        let mut files = Files::read(self.files.take(number))?;
        let round = Round {
            working_group: seats.working_group,
            former_group_members: seats.former_group_members,
            panel: Panel {
                members: seats.panel,
                former: seats.former,
                deviation: self.deviations.take_one(number).map(read_deviation).transpose()?,
                withdrawals: each(self.withdrawals.take(number), read_withdrawal)?,
            },
            plan: self.plans.take_one(number).map(|row| read_plan(row, methods, weights)).transpose()?,
            notice: self.notices.take_one(number).map(read_notice).transpose()?,
            checklist: read_checklist(self.items.take(number), self.materials.take(number))?,
            supplements: each(self.supplements.take(number), |row| {
                let digests = files.take(FileOwner::Supplement, row.position);
                read_supplement(row, digests)
            })?,
            site_visit: self
                .visits
                .take_one(number)
                .map(|row| read_site_visit(row, participants, files.take_of_visit()?))
                .transpose()?,
            evidence: self.registers(number).read(&mut links, &mut files)?,
            preliminary: each(self.preliminary.take(number), |row| {
                let evidence = links.take(LinkOwner::Preliminary, &row.indicator);
                read_preliminary(row, evidence)
            })?,
            argument_requests: self.arguments.take(number).into_iter().map(read_argument).collect(),
            meeting: self.meetings.take_one(number).map(|row| read_meeting(row, attendees)).transpose()?,
            deputies: seats.deputies,
            sheets,
            opinion: self.opinions.take_one(number).map(|row| read_opinion(row, signatures)).transpose()?,
            report: each(self.sections.take(number), read_report_text)?,
            report_signatures: each(self.report_signatures.take(number), read_report_signature)?,
            report_returns: each(self.returns.take(number), read_report_return)?,
            rating: self.ratings.take_one(number).map(|row| read_rating(row, rating_marks)).transpose()?,
            result: self.results.take_one(number).map(read_result).transpose()?,
            reviews: each(self.reviews.take(number), read_review)?,
            batch: self.batches.take_one(number).map(read_batch).transpose()?,
            ..bare
        };
        links.all_taken()?;
        files.all_taken()?;
        Ok(round)
    }

    fn registers(&mut self, number: i64) -> Registers {
        Registers {
            inquiries: self.inquiries.take(number),
            cross_checks: self.cross_checks.take(number),
            comparisons: self.comparisons.take(number),
            red_flags: self.red_flags.take(number),
        }
    }
}

fn each<M, T, C: FromIterator<T>>(
    rows: Vec<M>,
    read: impl FnMut(M) -> Result<T, StoreError>,
) -> Result<C, StoreError> {
    rows.into_iter().map(read).collect()
}
