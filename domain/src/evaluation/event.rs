//! What has happened to an evaluation. Events are facts: they are never refused and never change.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::conditions::{ConditionChange, ConditionTerms};
use super::evidence::{EvidenceChange, EvidenceLink, links_or_words};
use super::rating::RatingChange;
use super::records::{Commission, NoticeContents, PlanContents, SiteVisit, WorkingGroup};
use super::state::{EvaluatedSubject, Organiser, Person, RulebookPin};
use crate::id::{ActorId, EvaluationId};
use crate::money::Money;
use crate::panel::PanelMember;
use crate::rulebook::{ChecklistEntry, Grade, Outcome};
use crate::score::{Mean, Score};
use crate::scoring::Mark;

/// One event: what happened, who did it, when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Person,
    /// What.
    pub change: Change,
}

/// What happened, by part of the path. In JSON `stage` names the part and `kind` the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Change {
    /// The case and its rounds as wholes.
    Case(CaseChange),
    /// Group, panel, plan and notice (Art. 13).
    Preparation(PreparationChange),
    /// Material and site visit (Art. 14(1), (2)).
    Collection(CollectionChange),
    /// Preliminary marks, meeting and opinions (Art. 14(3), (4)).
    Meeting(MeetingChange),
    /// The registers that judgements rest on (Arts. 7(1), 14, 15).
    Evidence(EvidenceChange),
    /// One expert's score sheet (Art. 14(4)); counts in the sheet's version, not the case's.
    Sheet(SheetChange),
    /// Report, result and what the bureau does with it (Arts. 15–19).
    Report(ReportChange),
    /// The organiser's own rating of the result (Art. 16).
    Rating(RatingChange),
    /// The conditions of a supported result; they outlast the round.
    Condition(ConditionChange),
}

/// The case and its rounds as wholes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CaseChange {
    /// The case was opened with its first round.
    Opened {
        /// The case.
        id: EvaluationId,
        /// The subject.
        subject: EvaluatedSubject,
        /// The rulebook.
        rulebook: RulebookPin,
        /// The budget year.
        budget_year: u16,
        /// The organiser.
        organiser: Organiser,
    },
    /// The bureau ordered an evaluation anew; a new round begins.
    ReevaluationOrdered {
        /// Who organises it.
        organiser: Organiser,
        /// The commissioned third party.
        commission: Commission,
        /// Why.
        reason: String,
    },
    /// A round on a revised object begins with the group, panel, plan and notice of the last one.
    NextRoundOpened {
        /// What the unit revised.
        revision: String,
    },
    /// The evaluation was ended before it was scored.
    Withdrawn {
        /// Why.
        reason: String,
    },
}

/// Group, panel, plan and notice (Art. 13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PreparationChange {
    /// A third party was commissioned.
    ThirdPartyCommissioned {
        /// It.
        commission: Commission,
    },
    /// The working group was formed.
    WorkingGroupFormed {
        /// It.
        group: WorkingGroup,
    },
    /// Somebody left the working group, and somebody else may have taken the place.
    GroupMemberReplaced {
        /// Who left.
        leaving: ActorId,
        /// Who took the place.
        joining: Option<Person>,
        /// Why.
        reason: String,
    },
    /// The panel was appointed in place of any earlier one.
    PanelAppointed {
        /// The members.
        members: Vec<PanelMember>,
    },
    /// A deviation was asked for.
    PanelDeviationRequested {
        /// Why.
        reason: String,
    },
    /// It was approved.
    PanelDeviationApproved,
    /// A member left the panel, and their sheet with them.
    PanelMemberWithdrawn {
        /// Whom.
        expert: ActorId,
        /// Why.
        reason: String,
    },
    /// Somebody asked that a member leave whose marks were locked.
    PanelWithdrawalRequested {
        /// Whom.
        expert: ActorId,
        /// Why.
        reason: String,
    },
    /// That was approved: the member left the panel, and their sheet with them.
    PanelWithdrawalApproved {
        /// Whom.
        expert: ActorId,
    },
    /// Whoever had asked for it took that back.
    PanelWithdrawalCancelled {
        /// Whom.
        expert: ActorId,
    },
    /// A member joined the panel.
    ReplacementAppointed {
        /// Whom.
        member: PanelMember,
    },
    /// Group and panel are complete.
    OrganisationCompleted,
    /// A plan was drafted in place of any earlier draft.
    PlanDrafted {
        /// The eight contents.
        contents: PlanContents,
        /// Ways and methods.
        methods: Vec<String>,
        /// The weights.
        weights: BTreeMap<String, Score>,
    },
    /// The plan was approved.
    PlanApproved,
    /// The notice was issued, and with it the checklist.
    NoticeIssued {
        /// Its number.
        document_number: String,
        /// Its contents.
        contents: NoticeContents,
        /// The day by which the unit supplies the material.
        material_due: NaiveDate,
        /// The checklist.
        checklist: Vec<ChecklistEntry>,
    },
}

/// Material and site visit (Art. 14(1), (2)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CollectionChange {
    /// A material was supplied.
    MaterialSubmitted {
        /// The checklist item.
        item: String,
        /// The title.
        title: String,
        /// SM3 of the file.
        digest: String,
    },
    /// A material was accepted.
    MaterialAccepted {
        /// The checklist item.
        item: String,
    },
    /// A material was returned.
    MaterialReturned {
        /// The checklist item.
        item: String,
        /// Why.
        reason: String,
    },
    /// A waiver was asked for.
    WaiverRequested {
        /// The checklist item.
        item: String,
        /// Why.
        reason: String,
    },
    /// A waiver was approved.
    WaiverApproved {
        /// The checklist item.
        item: String,
    },
    /// More was asked of the unit.
    SupplementRequested {
        /// Which, counted from 1.
        number: u32,
        /// What for.
        text: String,
        /// By when.
        due: NaiveDate,
        /// The checklist item that it is about.
        #[serde(default)]
        item: Option<String>,
        /// The indicator that it is about.
        #[serde(default)]
        indicator: Option<String>,
    },
    /// The unit answered.
    SupplementAnswered {
        /// Which.
        number: u32,
        /// The answer.
        answer: String,
        /// SM3 of files that belong to it.
        #[serde(default)]
        digests: Vec<String>,
    },
    /// An overdue answer is not waited for any longer.
    SupplementClosed {
        /// Which.
        number: u32,
        /// Why.
        reason: String,
    },
    /// The site visit took place or was left out.
    SiteVisitSettled {
        /// It.
        visit: SiteVisit,
    },
    /// The material is complete.
    CollectionCompleted,
}

/// Preliminary marks, meeting and opinions (Art. 14(3), (4)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MeetingChange {
    /// An indicator was scored provisionally in place of any earlier mark.
    PreliminaryScored {
        /// The indicator.
        indicator: String,
        /// The mark.
        score: Score,
        /// 评分依据
        basis: String,
        /// 评分要点
        points: String,
        /// 证明资料
        #[serde(deserialize_with = "links_or_words")]
        evidence: Vec<EvidenceLink>,
        /// 评分原因
        reason: String,
    },
    /// The experts were asked.
    ArgumentRequested {
        /// Which, counted from 1.
        number: u32,
        /// The indicator.
        indicator: String,
        /// The question.
        question: String,
    },
    /// An expert answered the working group's question.
    ArgumentAnswered {
        /// Which.
        number: u32,
        /// The answer.
        answer: String,
    },
    /// A deputy was invited.
    DeputyInvited {
        /// Whom.
        deputy: Person,
    },
    /// The invitation of a deputy was taken back.
    DeputyReleased {
        /// Whose.
        deputy: ActorId,
        /// Why.
        reason: String,
    },
    /// The formal meeting was convened.
    MeetingConvened,
    /// The meeting was recorded in place of any earlier record.
    MeetingRecorded {
        /// The day.
        on: NaiveDate,
        /// The place.
        place: String,
        /// Who attended.
        attendees: Vec<String>,
        /// What the unit reported.
        unit_report: String,
        /// What the working group presented.
        preliminary_report: String,
        /// The discussion.
        discussion: String,
    },
    /// The panel's opinion was drafted in place of any earlier draft and its signatures.
    OpinionDrafted {
        /// The text.
        text: String,
    },
    /// A member signed it.
    OpinionSigned {
        /// A dissent.
        dissent: Option<String>,
    },
    /// A deputy gave an opinion.
    DeputyHeard {
        /// The text.
        text: String,
        /// What the deputy suggests beside it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        suggestions: Option<String>,
    },
    /// The formal evaluation was closed.
    MeetingConcluded,
}

/// One expert's score sheet (Art. 14(4)); counts in the sheet's version, not the case's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SheetChange {
    /// Marks were saved on a sheet.
    SheetSaved {
        /// Whose.
        expert: ActorId,
        /// The marks that were saved.
        marks: BTreeMap<String, Mark>,
    },
    /// A sheet was locked.
    SheetLocked {
        /// Whose.
        expert: ActorId,
    },
    /// A locked sheet was opened again.
    SheetReopened {
        /// Whose.
        expert: ActorId,
        /// Why.
        reason: String,
    },
    /// An expert opened the own locked sheet for the second round of scoring; what was locked is kept beside it.
    SheetRevisionBegun {
        /// Whose.
        expert: ActorId,
    },
}

/// Report, result and what the bureau does with it (Arts. 15–19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReportChange {
    /// A section of the report was written; signatures under an earlier text lapse.
    ReportSectionWritten {
        /// Its code.
        section: String,
        /// The text.
        text: String,
    },
    /// A member of the working group signed the report.
    ReportSigned,
    /// Grade and outcome were confirmed.
    ResultConfirmed {
        /// The exact score.
        score: Mean,
        /// The grade, where the measure has grades.
        grade: Option<Grade>,
        /// The outcome.
        outcome: Outcome,
        /// The working group's total, for reference.
        preliminary_total: Score,
        /// 建议支持金额, where it is not simply what was requested.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recommended_amount: Option<Money>,
        /// Why the amount is lower, or why the evidence is insufficient.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// The conditions of the support.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        conditions: Vec<ConditionTerms>,
        /// Whether the outcome is the one beside the grades.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        insufficient_evidence: bool,
    },
    /// A spot check was recorded.
    ReviewRecorded {
        /// The bureau's own score.
        score: Option<Score>,
        /// What was found.
        finding: String,
    },
    /// The object was submitted to the bureau.
    SubmittedToBureau {
        /// The batch.
        batch: String,
    },
    /// The bureau accepted it.
    Accepted,
    /// The bureau returned the report.
    ReportReturned {
        /// Why.
        reason: String,
    },
}

impl Change {
    /// The stable name of the change, as the journal lists it: the `kind` of its JSON.
    #[must_use]
    pub fn name(&self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|value| value.get("kind").and_then(|kind| kind.as_str().map(str::to_owned)))
            .unwrap_or_default()
    }

    /// The expert whose sheet this is about.
    #[must_use]
    pub const fn sheet(&self) -> Option<ActorId> {
        match self {
            Self::Sheet(
                SheetChange::SheetSaved { expert, .. }
                | SheetChange::SheetLocked { expert }
                | SheetChange::SheetRevisionBegun { expert }
                | SheetChange::SheetReopened { expert, .. },
            ) => Some(*expert),
            Self::Case(_)
            | Self::Preparation(_)
            | Self::Collection(_)
            | Self::Meeting(_)
            | Self::Evidence(_)
            | Self::Report(_)
            | Self::Rating(_)
            | Self::Condition(_) => None,
        }
    }
}

impl From<CaseChange> for Change {
    fn from(change: CaseChange) -> Self {
        Self::Case(change)
    }
}

impl From<PreparationChange> for Change {
    fn from(change: PreparationChange) -> Self {
        Self::Preparation(change)
    }
}

impl From<CollectionChange> for Change {
    fn from(change: CollectionChange) -> Self {
        Self::Collection(change)
    }
}

impl From<MeetingChange> for Change {
    fn from(change: MeetingChange) -> Self {
        Self::Meeting(change)
    }
}

impl From<EvidenceChange> for Change {
    fn from(change: EvidenceChange) -> Self {
        Self::Evidence(change)
    }
}

impl From<SheetChange> for Change {
    fn from(change: SheetChange) -> Self {
        Self::Sheet(change)
    }
}

impl From<RatingChange> for Change {
    fn from(change: RatingChange) -> Self {
        Self::Rating(change)
    }
}

impl From<ReportChange> for Change {
    fn from(change: ReportChange) -> Self {
        Self::Report(change)
    }
}

impl From<ConditionChange> for Change {
    fn from(change: ConditionChange) -> Self {
        Self::Condition(change)
    }
}
