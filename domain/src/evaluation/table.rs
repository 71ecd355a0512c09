//! The transition table: for each command the states it belongs to, who has the power, and what must hold.
//!
//! [`super::decide()`] and [`super::allowed()`] both read it, so a button can never promise what a command refuses.

use super::command::CommandKind;
use super::guard::Guard;
use super::state::State;
use crate::policy::Action;

/// Whose step it is: one or more relations to the round.
pub type Power = &'static [Action];

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The states in which the command can be given.
    pub states: &'static [State],
    /// Any of these powers suffices.
    pub power: Power,
    /// All of these must hold.
    pub guards: &'static [Guard],
    /// The article that gives the step.
    pub article: &'static str,
}

const ORGANISER: Power = &[Action::Organise];
const GROUP: Power = &[Action::WorkInGroup];
const ORGANISER_OR_GROUP: Power = &[Action::Organise, Action::WorkInGroup];
const APPLICANT: Power = &[Action::SupplyMaterial];
const PANEL: Power = &[Action::Score];
const GROUP_OR_PANEL: Power = &[Action::WorkInGroup, Action::Score];
const BUREAU: Power = &[Action::Supervise];
const APPLICANT_OR_ORGANISER: Power = &[Action::SupplyMaterial, Action::Organise];

const fn row(
    states: &'static [State],
    power: Power,
    guards: &'static [Guard],
    article: &'static str,
) -> Step {
    Step { states, power, guards, article }
}

/// The row of a command.
#[must_use]
#[expect(clippy::too_many_lines, reason = "a table reads best in one piece, one row a command")]
pub const fn step(kind: CommandKind) -> Step {
    use CommandKind as Kind;
    use State::{
        Collecting, Concluded, Excluded, InMeeting, Opened, Organised, Planned, Preliminary, Reporting,
        ReturnedForRevision, Submitted, Supported, Withdrawn,
    };
    match kind {
        // 评估准备
        Kind::CommissionThirdParty => row(&[Opened], ORGANISER, &[], "第十一条"),
        Kind::FormWorkingGroup => row(&[Opened], ORGANISER, &[], "第十三条第（二）项"),
        Kind::AppointPanel => row(&[Opened], ORGANISER, &[], "第十三条第（二）项"),
        Kind::RequestPanelDeviation => row(
            &[Opened, Organised, Planned, Collecting, Preliminary, InMeeting],
            ORGANISER,
            &[Guard::DeviationAllowed, Guard::PanelAppointed, Guard::PanelDeviates],
            "第十三条第（二）项",
        ),
        Kind::ApprovePanelDeviation => row(
            &[Opened, Organised, Planned, Collecting, Preliminary, InMeeting],
            ORGANISER,
            &[Guard::DeviationRequested, Guard::DeviationBySecondPerson],
            "第十三条第（二）项",
        ),
        Kind::CompleteOrganisation => {
            row(&[Opened], ORGANISER, &[Guard::WorkingGroupFormed, Guard::PanelLawful], "第十三条第（二）项")
        }
        Kind::ReplaceGroupMember => row(
            &[Organised, Planned, Collecting, Preliminary, InMeeting, Reporting],
            ORGANISER,
            &[],
            "第十三条第（二）项",
        ),
        Kind::DraftPlan => row(&[Organised], ORGANISER_OR_GROUP, &[], "第十三条第（三）项"),
        Kind::ApprovePlan => row(&[Organised], ORGANISER, &[Guard::PlanDrafted], "第十三条第（三）项"),
        Kind::IssueNotice => row(&[Planned], ORGANISER, &[], "第十三条第（四）项"),
        Kind::InviteDeputy => {
            row(&[Planned, Collecting, Preliminary, InMeeting], ORGANISER_OR_GROUP, &[], "第十一条")
        }
        Kind::ReleaseDeputy => {
            row(&[Planned, Collecting, Preliminary, InMeeting], ORGANISER, &[], "第十一条")
        }
        Kind::WithdrawPanelMember => {
            row(&[Organised, Planned, Collecting, Preliminary, InMeeting], ORGANISER, &[], "第二十二条")
        }
        Kind::RequestPanelWithdrawal => row(&[InMeeting], ORGANISER, &[Guard::SheetOnceLocked], "第二十条"),
        Kind::ApprovePanelWithdrawal => row(
            &[InMeeting],
            ORGANISER,
            &[Guard::WithdrawalRequested, Guard::WithdrawalBySecondPerson],
            "第二十条",
        ),
        Kind::CancelPanelWithdrawal => {
            row(&[InMeeting], ORGANISER, &[Guard::WithdrawalRequested, Guard::WithdrawalByActor], "第二十条")
        }
        Kind::AppointReplacement => row(
            &[Organised, Planned, Collecting, Preliminary, InMeeting],
            ORGANISER,
            &[],
            "第十三条第（二）项",
        ),
        // 评估实施
        Kind::SubmitMaterial => row(&[Collecting, Preliminary], APPLICANT, &[], "第十四条第（一）项"),
        Kind::AcceptMaterial | Kind::ReturnMaterial => {
            row(&[Collecting, Preliminary], GROUP, &[], "第十四条第（一）项")
        }
        Kind::RequestWaiver => row(&[Collecting, Preliminary], GROUP, &[], "第十四条第（一）项"),
        Kind::ApproveWaiver => row(
            &[Collecting, Preliminary],
            ORGANISER,
            &[Guard::WaiverRequested, Guard::WaiverBySecondPerson],
            "第十四条第（一）项",
        ),
        Kind::RequestSupplement => row(&[Collecting, Preliminary], GROUP, &[], "第十四条第（三）项"),
        Kind::AnswerSupplement => row(&[Collecting, Preliminary], APPLICANT, &[], "第十四条第（三）项"),
        Kind::CloseSupplement => row(&[Collecting, Preliminary], GROUP, &[], "第十四条第（三）项"),
        Kind::RecordSiteVisit | Kind::SkipSiteVisit => row(&[Collecting], GROUP, &[], "第十四条第（二）项"),
        Kind::RecordInquiry | Kind::RecordCrossCheck | Kind::ResolveContradiction => {
            row(&[Collecting, Preliminary], GROUP, &[], "第十四条第（一）项")
        }
        Kind::RecordComparison => {
            row(&[Collecting, Preliminary, InMeeting, Reporting], GROUP, &[], "第十五条")
        }
        Kind::RaiseRedFlag => row(&[Collecting, Preliminary, InMeeting], GROUP_OR_PANEL, &[], "第七条"),
        Kind::AnswerRedFlag => row(&[InMeeting], GROUP, &[], "第十四条第（四）项"),
        Kind::CompleteCollection => row(
            &[Collecting],
            GROUP,
            &[Guard::MaterialsSettled, Guard::SupplementsAnswered, Guard::SiteVisitSettled],
            "第十四条第（一）、（二）项",
        ),
        Kind::ScorePreliminary | Kind::RaiseArgumentRequest => {
            row(&[Preliminary], GROUP, &[], "第十四条第（三）项")
        }
        Kind::ConveneMeeting => row(
            &[Preliminary],
            ORGANISER_OR_GROUP,
            &[
                Guard::PreliminaryComplete,
                Guard::ContradictionsResolved,
                Guard::MaterialsSettled,
                Guard::SupplementsAnswered,
                Guard::PanelLawful,
            ],
            "第十四条第（四）项",
        ),
        Kind::RecordMeeting => row(&[InMeeting], GROUP, &[], "第十四条第（四）项"),
        Kind::AnswerArgumentRequest => row(&[InMeeting], PANEL, &[], "第十四条第（三）项"),
        Kind::SaveSheet | Kind::LockSheet => {
            row(&[InMeeting], PANEL, &[Guard::PanelLawful, Guard::OwnSheetOpen], "第十四条第（四）项")
        }
        Kind::ReopenSheet => row(&[InMeeting], ORGANISER, &[Guard::OpinionUnsigned], "第十四条第（四）项"),
        Kind::ReviseSheet => row(
            &[InMeeting],
            PANEL,
            &[
                Guard::RevisionProvided,
                Guard::PanelLawful,
                Guard::FirstRoundLocked,
                Guard::SheetUnrevised,
                Guard::OpinionUnsigned,
            ],
            "第十四条第（四）项",
        ),
        Kind::DraftOpinion => {
            row(&[InMeeting], PANEL, &[Guard::PanelLawful, Guard::SheetsLocked], "第十四条第（四）项")
        }
        Kind::SignOpinion => row(
            &[InMeeting],
            PANEL,
            &[Guard::PanelLawful, Guard::SheetsLocked, Guard::OpinionDrafted, Guard::OpinionUnsignedByActor],
            "第十四条第（四）项",
        ),
        Kind::SubmitDeputyOpinion => {
            row(&[InMeeting], &[Action::GiveDeputyOpinion], &[], "第十四条第（四）项")
        }
        Kind::ConcludeMeeting => row(
            &[InMeeting],
            GROUP,
            &[
                Guard::MeetingRecorded,
                Guard::PanelLawful,
                Guard::SheetsLocked,
                Guard::SheetsSuffice,
                Guard::ArgumentsAnswered,
                Guard::RedFlagsAnswered,
                Guard::OpinionSigned,
                Guard::DeputiesHeard,
            ],
            "第十四条第（四）项",
        ),
        // 评估报告
        Kind::WriteReportSection => row(&[Reporting], GROUP, &[], "第十五条"),
        Kind::SignReport => row(
            &[Reporting],
            GROUP,
            &[Guard::ReportComplete, Guard::ReportRevised, Guard::ReportUnsignedByActor],
            "第十五条",
        ),
        Kind::RateResult => row(
            &[Reporting],
            ORGANISER,
            &[Guard::ReportComplete, Guard::ReportSigned, Guard::RatedBySecondPerson],
            "第十六条",
        ),
        Kind::ConfirmResult => row(
            &[Reporting],
            ORGANISER,
            &[
                Guard::ReportComplete,
                Guard::ReportSigned,
                Guard::ConfirmedBySecondPerson,
                Guard::SheetsSuffice,
                Guard::ResultRated,
                Guard::RaterDoesNotConfirm,
            ],
            "第十六条",
        ),
        // 结果应用. A re-evaluation that was withdrawn leaves the earlier result, and its conditions with it.
        Kind::ReportCondition => row(
            &[Concluded, Submitted, Supported, Withdrawn],
            APPLICANT_OR_ORGANISER,
            &[Guard::ConditionsOpen],
            "第十七条",
        ),
        Kind::SettleCondition => row(
            &[Concluded, Submitted, Supported, Withdrawn],
            ORGANISER,
            &[Guard::ConditionsOpen],
            "第十七条",
        ),
        Kind::RecordReview => row(&[Concluded, Submitted], BUREAU, &[], "第九条第（一）项"),
        Kind::SubmitToBureau => row(&[Concluded], ORGANISER, &[], "第十八条"),
        Kind::Accept => row(&[Submitted], BUREAU, &[], "第十八条"),
        Kind::ReturnReport => row(&[Submitted], BUREAU, &[], "第十九条"),
        Kind::OrderReevaluation => {
            row(&[Concluded, Submitted, Supported, ReturnedForRevision, Excluded], BUREAU, &[], "第十九条")
        }
        Kind::OpenNextRound => {
            row(&[ReturnedForRevision], ORGANISER, &[Guard::RoundsLeft], "第十七条第（二）项")
        }
        Kind::Withdraw => {
            row(&[Opened, Organised, Planned, Collecting, Preliminary], ORGANISER, &[], "第十三条第（一）项")
        }
    }
}
