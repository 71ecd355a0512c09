//! How events change an evaluation. Every event is accepted: what may happen is decided before.

use std::collections::BTreeMap;

use super::conditions;
use super::event::{
    CaseChange, Change, CollectionChange, Event, MeetingChange, PreparationChange, ReportChange, SheetChange,
};
use super::evidence::gather;
use super::rating::rate;
use super::records::{
    ArgumentRequest, Batch, ChecklistItem, Deputy, FormerGroupMember, Material, MaterialStatus, Meeting,
    Notice, Opinion, OpinionSignature, Plan, PreliminaryScore, ReportReturn, ReportText, Review, RoundResult,
    Signature, SiteVisit, Supplement, SupplementClosure, Waiver,
};
use super::state::{Evaluation, Person, Round, RoundKind, State};
use crate::id::ActorId;
use crate::panel::{Deviation, FormerMember, Panel, WithdrawalRequest};
use crate::rulebook::{ChecklistEntry, Effect};
use crate::scoring::{FirstRound, Sheet};

/// The evaluation that an opening event begins. `None` for any other event.
#[must_use]
pub fn begin(event: &Event) -> Option<Evaluation> {
    let Change::Case(CaseChange::Opened { id, subject, rulebook, budget_year, organiser }) = &event.change
    else {
        return None;
    };
    Some(Evaluation {
        id: *id,
        version: 1,
        subject: subject.clone(),
        rulebook: rulebook.clone(),
        budget_year: *budget_year,
        earlier: Vec::new(),
        conditions: Vec::new(),
        round: Round::new(1, RoundKind::First, organiser.clone(), event.at),
    })
}

/// The evaluation after `event`.
#[must_use]
pub fn evolve(mut evaluation: Evaluation, event: &Event) -> Evaluation {
    if event.change.sheet().is_none() {
        evaluation.version += 1;
    }
    match &event.change {
        Change::Case(change) => case(&mut evaluation, change, event),
        Change::Preparation(change) => prepare(&mut evaluation.round, change, event),
        Change::Collection(change) => collect(&mut evaluation.round, change, event),
        Change::Meeting(change) => meet(&mut evaluation.round, change, event),
        Change::Evidence(change) => gather(&mut evaluation.round, change, event),
        Change::Sheet(change) => mark(&mut evaluation.round, change, event),
        Change::Report(change) => {
            report(&mut evaluation.round, change, event);
            conditions::attach(&mut evaluation, change);
        }
        Change::Rating(change) => rate(&mut evaluation.round, change, event),
        Change::Condition(change) => conditions::follow(&mut evaluation, change, event),
    }
    evaluation
}

fn case(evaluation: &mut Evaluation, change: &CaseChange, event: &Event) {
    match change {
        CaseChange::Opened { .. } => {}
        CaseChange::ReevaluationOrdered { organiser, commission, reason } => {
            let mut next = next_round(&evaluation.round, RoundKind::Reevaluation, event);
            next.organiser = organiser.clone();
            next.third_party = Some(commission.clone());
            next.supersedes = Some(evaluation.round.number);
            next.opening_reason = Some(reason.clone());
            let mut previous = std::mem::replace(&mut evaluation.round, next);
            if !previous.state.is_end() {
                previous.state = State::Superseded;
                previous.end_reason = Some(reason.clone());
            }
            evaluation.earlier.push(previous);
        }
        CaseChange::NextRoundOpened { revision } => {
            let mut next = revised_round(&evaluation.round, event);
            next.opening_reason = Some(revision.clone());
            let previous = std::mem::replace(&mut evaluation.round, next);
            evaluation.earlier.push(previous);
        }
        CaseChange::Withdrawn { reason } => {
            evaluation.round.end_reason = Some(reason.clone());
            evaluation.round.state = State::Withdrawn;
        }
    }
}

/// The evaluation that a whole history leads to. `None` when the history does not begin with an opening.
#[must_use]
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Evaluation> {
    let mut events = events.into_iter();
    let first = begin(events.next()?)?;
    Some(events.fold(first, evolve))
}

fn next_round(previous: &Round, kind: RoundKind, event: &Event) -> Round {
    Round::new(previous.number.saturating_add(1), kind, previous.organiser.clone(), event.at)
}

/// C43: the revised object goes back to the collection of material, with the same group, panel, plan and notice.
fn revised_round(previous: &Round, event: &Event) -> Round {
    let checklist = previous.checklist.iter().map(|(code, item)| {
        let entry = ChecklistEntry { code: code.clone(), name: item.name.clone(), required: item.required };
        (code.clone(), missing(&entry))
    });
    Round {
        state: State::Collecting,
        third_party: previous.third_party.clone(),
        working_group: previous.working_group.clone(),
        panel: Panel { former: Vec::new(), withdrawals: BTreeMap::new(), ..previous.panel.clone() },
        plan: previous.plan.clone(),
        notice: previous.notice.clone(),
        checklist: checklist.collect(),
        ..next_round(previous, RoundKind::Revision, event)
    }
}

fn missing(entry: &ChecklistEntry) -> ChecklistItem {
    ChecklistItem {
        name: entry.name.clone(),
        required: entry.required,
        materials: Vec::new(),
        status: MaterialStatus::Missing,
        return_reason: None,
        waiver: None,
    }
}

fn prepare(round: &mut Round, change: &PreparationChange, event: &Event) {
    match change {
        PreparationChange::ThirdPartyCommissioned { commission } => {
            round.third_party = Some(commission.clone())
        }
        PreparationChange::WorkingGroupFormed { group } => round.working_group = Some(group.clone()),
        PreparationChange::GroupMemberReplaced { leaving, joining, reason } => {
            replace_group_member(round, *leaving, joining.as_ref(), reason);
        }
        PreparationChange::PanelAppointed { members } => {
            round.panel.members.clone_from(members);
            recompose(round);
        }
        PreparationChange::PanelDeviationRequested { reason } => {
            round.panel.deviation =
                Some(Deviation { reason: reason.clone(), requested_by: event.by.clone(), approved_by: None });
        }
        PreparationChange::PanelDeviationApproved => {
            if let Some(deviation) = &mut round.panel.deviation {
                deviation.approved_by = Some(event.by.clone());
            }
        }
        PreparationChange::PanelMemberWithdrawn { expert, reason } => leave_panel(round, *expert, reason),
        PreparationChange::PanelWithdrawalRequested { expert, reason } => {
            let request = WithdrawalRequest { reason: reason.clone(), requested_by: event.by.clone() };
            round.panel.withdrawals.insert(*expert, request);
        }
        PreparationChange::PanelWithdrawalApproved { expert } => {
            if let Some(request) = round.panel.withdrawals.get(expert).cloned() {
                leave_panel(round, *expert, &request.reason);
            }
        }
        PreparationChange::PanelWithdrawalCancelled { expert } => {
            round.panel.withdrawals.remove(expert);
        }
        PreparationChange::ReplacementAppointed { member } => {
            round.panel.members.push(member.clone());
            recompose(round);
        }
        PreparationChange::OrganisationCompleted => round.state = State::Organised,
        PreparationChange::PlanDrafted { contents, methods, weights } => {
            round.plan = Some(Plan {
                contents: contents.clone(),
                methods: methods.clone(),
                weights: weights.clone(),
                drafted_by: event.by.clone(),
                approved_by: None,
            });
        }
        PreparationChange::PlanApproved => {
            if let Some(plan) = &mut round.plan {
                plan.approved_by = Some(event.by.clone());
            }
            round.state = State::Planned;
        }
        PreparationChange::NoticeIssued { document_number, contents, material_due, checklist } => {
            round.notice = Some(Notice {
                document_number: document_number.clone(),
                contents: contents.clone(),
                material_due: *material_due,
                issued_at: event.at,
                issued_by: event.by.clone(),
            });
            round.checklist = checklist.iter().map(|entry| (entry.code.clone(), missing(entry))).collect();
            round.state = State::Collecting;
        }
    }
}

/// Whoever leaves takes their signature under the report with them; whoever joins takes the place.
fn replace_group_member(round: &mut Round, leaving: ActorId, joining: Option<&Person>, reason: &str) {
    let Some(group) = &mut round.working_group else { return };
    let person = if group.leader.actor == leaving {
        let Some(joining) = joining else { return };
        std::mem::replace(&mut group.leader, joining.clone())
    } else {
        let Some(position) = group.members.iter().position(|member| member.actor == leaving) else { return };
        let person = group.members.remove(position);
        if let Some(joining) = joining {
            group.members.insert(position, joining.clone());
        }
        person
    };
    round.report_signatures.retain(|signature| signature.person.actor != leaving);
    let left_in = round.state;
    round.former_group_members.push(FormerGroupMember { person, reason: reason.to_owned(), left_in });
}

fn leave_panel(round: &mut Round, expert: ActorId, reason: &str) {
    let leaving = round.panel.members.iter().position(|member| member.person.actor == expert);
    if let Some(position) = leaving {
        let member = round.panel.members.remove(position);
        round.panel.former.push(FormerMember { member, reason: reason.to_owned() });
    }
    round.panel.withdrawals.remove(&expert);
    recompose(round);
}

/// Another panel is bound neither by what the panel before it signed nor by the deviation that was allowed to it. The
/// text of the opinion stays as a draft.
fn recompose(round: &mut Round) {
    round.panel.deviation = None;
    if let Some(opinion) = &mut round.opinion {
        opinion.signatures.clear();
    }
}

fn collect(round: &mut Round, change: &CollectionChange, event: &Event) {
    match change {
        CollectionChange::MaterialSubmitted { item, title, digest } => {
            if let Some(entry) = round.checklist.get_mut(item) {
                entry.materials.push(Material {
                    title: title.clone(),
                    digest: digest.clone(),
                    supplied_by: event.by.clone(),
                    supplied_at: event.at,
                });
                entry.status = MaterialStatus::Received;
                entry.return_reason = None;
            }
        }
        CollectionChange::MaterialAccepted { item } => {
            if let Some(entry) = round.checklist.get_mut(item) {
                entry.status = MaterialStatus::Accepted;
            }
        }
        CollectionChange::MaterialReturned { item, reason } => {
            if let Some(entry) = round.checklist.get_mut(item) {
                entry.status = MaterialStatus::Returned;
                entry.return_reason = Some(reason.clone());
            }
        }
        CollectionChange::WaiverRequested { item, reason } => {
            if let Some(entry) = round.checklist.get_mut(item) {
                entry.waiver = Some(Waiver {
                    reason: reason.clone(),
                    requested_by: event.by.clone(),
                    approved_by: None,
                });
            }
        }
        CollectionChange::WaiverApproved { item } => {
            if let Some(entry) = round.checklist.get_mut(item) {
                entry.status = MaterialStatus::Waived;
                if let Some(waiver) = &mut entry.waiver {
                    waiver.approved_by = Some(event.by.clone());
                }
            }
        }
        CollectionChange::SupplementRequested { number: _, text, due, item, indicator } => {
            round.supplements.push(Supplement {
                text: text.clone(),
                due: *due,
                item: item.clone(),
                indicator: indicator.clone(),
                answer: None,
                digests: Vec::new(),
                closure: None,
            });
        }
        CollectionChange::SupplementAnswered { number, answer, digests } => {
            if let Some(supplement) = nth(&mut round.supplements, *number) {
                supplement.answer = Some(answer.clone());
                supplement.digests.clone_from(digests);
            }
        }
        CollectionChange::SupplementClosed { number, reason } => {
            if let Some(supplement) = nth(&mut round.supplements, *number) {
                let closure = SupplementClosure { reason: reason.clone(), closed_by: event.by.clone() };
                supplement.closure = Some(closure);
            }
        }
        CollectionChange::SiteVisitSettled { visit } => round.site_visit = Some(SiteVisit::clone(visit)),
        CollectionChange::CollectionCompleted => round.state = State::Preliminary,
    }
}

fn meet(round: &mut Round, change: &MeetingChange, event: &Event) {
    match change {
        MeetingChange::PreliminaryScored { indicator, score, basis, points, evidence, reason } => {
            let entry = PreliminaryScore {
                score: *score,
                basis: basis.clone(),
                points: points.clone(),
                evidence: evidence.clone(),
                reason: reason.clone(),
                scored_by: event.by.clone(),
            };
            round.preliminary.insert(indicator.clone(), entry);
        }
        MeetingChange::ArgumentRequested { number: _, indicator, question } => {
            let request =
                ArgumentRequest { indicator: indicator.clone(), question: question.clone(), answer: None };
            round.argument_requests.push(request);
        }
        MeetingChange::ArgumentAnswered { number, answer } => {
            if let Some(request) = nth(&mut round.argument_requests, *number) {
                request.answer = Some(answer.clone());
            }
        }
        MeetingChange::DeputyInvited { deputy } => round.deputies.push(Deputy {
            person: deputy.clone(),
            opinion: None,
            suggestions: None,
            released: None,
        }),
        MeetingChange::DeputyReleased { deputy, reason } => {
            if let Some(deputy) = invited(round, *deputy) {
                deputy.released = Some(reason.clone());
            }
        }
        MeetingChange::MeetingConvened => round.state = State::InMeeting,
        MeetingChange::MeetingRecorded {
            on,
            place,
            attendees,
            unit_report,
            preliminary_report,
            discussion,
        } => {
            round.meeting = Some(Meeting {
                on: *on,
                place: place.clone(),
                attendees: attendees.clone(),
                unit_report: unit_report.clone(),
                preliminary_report: preliminary_report.clone(),
                discussion: discussion.clone(),
            });
        }
        MeetingChange::OpinionDrafted { text } => {
            round.opinion =
                Some(Opinion { text: text.clone(), drafted_by: event.by.clone(), signatures: Vec::new() });
        }
        MeetingChange::OpinionSigned { dissent } => {
            if let Some(opinion) = &mut round.opinion {
                opinion.signatures.push(OpinionSignature {
                    expert: event.by.actor,
                    dissent: dissent.clone(),
                    signed_at: event.at,
                });
            }
        }
        MeetingChange::DeputyHeard { text, suggestions } => {
            if let Some(deputy) = invited(round, event.by.actor) {
                deputy.opinion = Some(text.clone());
                deputy.suggestions.clone_from(suggestions);
            }
        }
        MeetingChange::MeetingConcluded => round.state = State::Reporting,
    }
}

fn invited(round: &mut Round, actor: ActorId) -> Option<&mut Deputy> {
    round.deputies.iter_mut().find(|deputy| deputy.is_invited() && deputy.person.actor == actor)
}

fn mark(round: &mut Round, change: &SheetChange, event: &Event) {
    match change {
        SheetChange::SheetSaved { expert, marks } => {
            let sheet = round.sheets.entry(*expert).or_default();
            sheet.version += 1;
            sheet.marks.extend(marks.iter().map(|(code, mark)| (code.clone(), mark.clone())));
        }
        SheetChange::SheetLocked { expert } => {
            let sheet: &mut Sheet = round.sheets.entry(*expert).or_default();
            sheet.version += 1;
            sheet.locked_at = Some(event.at);
        }
        SheetChange::SheetReopened { expert, .. } => {
            let sheet = round.sheets.entry(*expert).or_default();
            sheet.version += 1;
            sheet.locked_at = None;
            sheet.reopened = true;
        }
        SheetChange::SheetRevisionBegun { expert } => {
            let sheet = round.sheets.entry(*expert).or_default();
            sheet.version += 1;
            if let Some(locked_at) = sheet.locked_at.take() {
                sheet.first = Some(FirstRound { marks: sheet.marks.clone(), locked_at });
            }
        }
    }
}

fn report(round: &mut Round, change: &ReportChange, event: &Event) {
    match change {
        ReportChange::ReportSectionWritten { section, text } => {
            let written = ReportText { text: text.clone(), written_by: event.by.clone() };
            let before = round.report.insert(section.clone(), written);
            round.report_signatures.clear();
            // What was rated is another text now.
            round.rating = None;
            if let Some(returned) = round.report_returns.last_mut()
                && before.is_none_or(|before| !same_words(&before.text, text))
            {
                returned.revised = true;
            }
        }
        ReportChange::ReportSigned => {
            round.report_signatures.push(Signature { person: event.by.clone(), signed_at: event.at });
        }
        ReportChange::ResultConfirmed {
            score,
            grade,
            outcome,
            preliminary_total,
            recommended_amount,
            reason,
            conditions: _,
            insufficient_evidence,
        } => {
            round.result = Some(RoundResult {
                score: *score,
                grade: grade.clone(),
                outcome: outcome.clone(),
                preliminary_total: *preliminary_total,
                recommended_amount: *recommended_amount,
                reason: reason.clone(),
                insufficient_evidence: *insufficient_evidence,
                confirmed_by: event.by.clone(),
                confirmed_at: event.at,
            });
            round.state = match outcome.effect {
                Effect::Supported => State::Concluded,
                Effect::ReviseAndResubmit => State::ReturnedForRevision,
                Effect::Excluded => State::Excluded,
            };
        }
        ReportChange::ReviewRecorded { score, finding } => {
            round.reviews.push(Review {
                score: *score,
                finding: finding.clone(),
                reviewed_by: event.by.clone(),
            });
        }
        ReportChange::SubmittedToBureau { batch } => {
            round.batch =
                Some(Batch { number: batch.clone(), submitted_by: event.by.clone(), submitted_at: event.at });
            round.state = State::Submitted;
        }
        ReportChange::Accepted => round.state = State::Supported,
        ReportChange::ReportReturned { reason } => {
            round.report_returns.push(ReportReturn {
                reason: reason.clone(),
                returned_by: event.by.clone(),
                returned_at: event.at,
                revised: false,
            });
            round.report_signatures.clear();
            round.batch = None;
            round.result = None;
            round.rating = None;
            round.state = State::Reporting;
        }
    }
}

/// Whether two texts differ in blanks and line breaks at most (Art. 19).
fn same_words(one: &str, other: &str) -> bool {
    let words =
        |text: &'_ str| text.chars().filter(|character| !character.is_whitespace()).collect::<String>();
    words(one) == words(other)
}

pub(super) fn nth<T>(items: &mut [T], number: u32) -> Option<&mut T> {
    let index = usize::try_from(number).ok()?.checked_sub(1)?;
    items.get_mut(index)
}
