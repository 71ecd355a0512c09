//! From a command to events: power, state and guards by the table, then the contents.

mod checks;
mod evidence;
mod implementation;
mod opening;
mod panel;
mod preparation;
mod rating;
mod report;
mod result;

pub use opening::{Candidate, Opening, open};

use chrono::{DateTime, NaiveDate, Utc};

use super::allowed::admit;
use super::command::Command;
use super::event::{
    CaseChange, Change, CollectionChange, Event, MeetingChange, PreparationChange, ReportChange, SheetChange,
};
use super::rejection::Rejection;
use super::state::{Evaluation, Person};
use crate::actor::Actor;
use crate::rulebook::Rulebook;
use crate::subject::day_of;

/// Decides on a command given by `actor` at `at` under the rulebook that the case is pinned to.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses; nothing has happened then.
pub fn decide(
    evaluation: &Evaluation,
    command: Command,
    actor: &Actor,
    rulebook: &Rulebook,
    at: DateTime<Utc>,
) -> Result<Vec<Event>, Rejection> {
    admit(evaluation, command.kind(), actor, rulebook)?;
    let case = Case { evaluation, actor, rulebook, today: day_of(at) };
    let change = case.change(command)?;
    Ok(vec![Event { at, by: Person::from(actor), change }])
}

/// What the checks of a command's contents look at.
struct Case<'a> {
    evaluation: &'a Evaluation,
    actor: &'a Actor,
    rulebook: &'a Rulebook,
    /// The day on which the command is given.
    today: NaiveDate,
}

impl Case<'_> {
    #[expect(clippy::too_many_lines, reason = "one arm a command, each a single call")]
    fn change(&self, command: Command) -> Result<Change, Rejection> {
        Ok(match command {
            Command::CommissionThirdParty(commission) => self.commission_third_party(commission)?.into(),
            Command::FormWorkingGroup(group) => self.form_working_group(group)?.into(),
            Command::AppointPanel { members } => self.appoint_panel(members)?.into(),
            Command::RequestPanelDeviation { reason } => self.request_panel_deviation(reason)?.into(),
            Command::ApprovePanelDeviation => PreparationChange::PanelDeviationApproved.into(),
            Command::CompleteOrganisation => PreparationChange::OrganisationCompleted.into(),
            Command::ReplaceGroupMember { leaving, joining, reason } => {
                self.replace_group_member(leaving, joining, reason)?.into()
            }
            Command::DraftPlan { contents, methods, not_applicable, weights } => {
                self.draft_plan(contents, methods, &not_applicable, weights)?.into()
            }
            Command::ApprovePlan => PreparationChange::PlanApproved.into(),
            Command::IssueNotice { document_number, contents, material_due } => {
                self.issue_notice(document_number, contents, material_due)?.into()
            }
            Command::WithdrawPanelMember { expert, reason } => {
                self.withdraw_panel_member(expert, reason)?.into()
            }
            Command::RequestPanelWithdrawal { expert, reason } => {
                self.request_panel_withdrawal(expert, reason)?.into()
            }
            Command::ApprovePanelWithdrawal { expert } => self.approve_panel_withdrawal(expert)?.into(),
            Command::CancelPanelWithdrawal { expert } => self.cancel_panel_withdrawal(expert)?.into(),
            Command::AppointReplacement { member } => self.appoint_replacement(member)?.into(),
            Command::SubmitMaterial { item, title, digest } => {
                self.submit_material(item, title, digest)?.into()
            }
            Command::AcceptMaterial { item } => self.accept_material(item)?.into(),
            Command::ReturnMaterial { item, reason } => self.return_material(item, reason)?.into(),
            Command::RequestWaiver { item, reason } => self.request_waiver(item, reason)?.into(),
            Command::ApproveWaiver { item } => self.approve_waiver(item)?.into(),
            Command::RequestSupplement { text, due, item, indicator } => {
                self.request_supplement(text, due, item, indicator)?.into()
            }
            Command::AnswerSupplement { number, answer, digests } => {
                self.answer_supplement(number, answer, digests)?.into()
            }
            Command::CloseSupplement { number, reason } => self.close_supplement(number, reason)?.into(),
            Command::RecordSiteVisit { on, place, participants, findings, explanations, files } => {
                self.record_site_visit(on, place, participants, [findings, explanations], files)?.into()
            }
            Command::SkipSiteVisit { reason } => self.skip_site_visit(reason)?.into(),
            Command::RecordInquiry(inquiry) => self.record_inquiry(inquiry)?.into(),
            Command::RecordCrossCheck(cross_check) => self.record_cross_check(cross_check)?.into(),
            Command::ResolveContradiction { number, resolution } => {
                self.resolve_contradiction(number, resolution)?.into()
            }
            Command::RecordComparison(comparison) => self.record_comparison(comparison)?.into(),
            Command::RaiseRedFlag { point, text } => self.raise_red_flag(point, text)?.into(),
            Command::AnswerRedFlag { number, answer } => self.answer_red_flag(number, answer)?.into(),
            Command::CompleteCollection => CollectionChange::CollectionCompleted.into(),
            Command::ScorePreliminary { indicator, score, basis, points, evidence, reason } => {
                self.score_preliminary(indicator, score, [basis, points, reason], evidence)?.into()
            }
            Command::RaiseArgumentRequest { indicator, question } => {
                self.raise_argument_request(indicator, question)?.into()
            }
            Command::InviteDeputy { deputy } => self.invite_deputy(deputy)?.into(),
            Command::ReleaseDeputy { deputy, reason } => self.release_deputy(deputy, reason)?.into(),
            Command::ConveneMeeting => MeetingChange::MeetingConvened.into(),
            Command::RecordMeeting { on, place, attendees, unit_report, preliminary_report, discussion } => {
                self.record_meeting(on, place, attendees, [unit_report, preliminary_report, discussion])?
                    .into()
            }
            Command::AnswerArgumentRequest { number, answer } => {
                self.answer_argument_request(number, answer)?.into()
            }
            Command::SaveSheet { marks } => self.save_sheet(marks)?.into(),
            Command::LockSheet => self.lock_sheet()?.into(),
            Command::ReopenSheet { expert, reason } => self.reopen_sheet(expert, reason)?.into(),
            Command::ReviseSheet => SheetChange::SheetRevisionBegun { expert: self.actor.id }.into(),
            Command::DraftOpinion { text } => {
                MeetingChange::OpinionDrafted { text: checks::text("text", "专家评估意见", text)? }.into()
            }
            Command::SignOpinion { dissent } => MeetingChange::OpinionSigned {
                dissent: checks::optional("dissent", "不同意见", dissent)?,
            }
            .into(),
            Command::SubmitDeputyOpinion { text, suggestions } => {
                self.submit_deputy_opinion(text, suggestions)?.into()
            }
            Command::ConcludeMeeting => MeetingChange::MeetingConcluded.into(),
            Command::WriteReportSection { section, text } => self.write_report_section(section, text)?.into(),
            Command::SignReport => ReportChange::ReportSigned.into(),
            Command::RateResult { marks } => self.rate_result(marks)?.into(),
            Command::ConfirmResult(confirmation) => self.confirm_result(confirmation)?.into(),
            Command::ReportCondition { number, text, files } => {
                self.report_condition(number, text, files)?.into()
            }
            Command::SettleCondition { number, waiver } => self.settle_condition(number, waiver)?.into(),
            Command::RecordReview { score, finding } => ReportChange::ReviewRecorded {
                score,
                finding: checks::text("finding", "抽查审核情况", finding)?,
            }
            .into(),
            Command::SubmitToBureau { batch } => self.submit_to_bureau(batch)?.into(),
            Command::Accept => ReportChange::Accepted.into(),
            Command::ReturnReport { reason } => {
                ReportChange::ReportReturned { reason: checks::text("reason", "退回理由", reason)? }.into()
            }
            Command::OrderReevaluation { commission, reason } => {
                self.order_reevaluation(commission, reason)?.into()
            }
            Command::OpenNextRound { revision } => CaseChange::NextRoundOpened {
                revision: checks::text("revision", "修改完善情况", revision)?,
            }
            .into(),
            Command::Withdraw { reason } => {
                CaseChange::Withdrawn { reason: checks::text("reason", "撤回理由", reason)? }.into()
            }
        })
    }
}
