//! Who may do what: the only place that compares roles.

use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Role};
use crate::evaluation::{Evaluation, Round};

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Import a project list.
    ImportList,
    /// Register one subject by hand.
    RegisterSubject,
    /// See subjects and their determination.
    ReadSubject,
    /// Answer a question about a subject.
    AnswerQuestion,
    /// Order an evaluation under Art. 3(5).
    Designate,
    /// Decide whether subjects are parts of one project, or the same twice.
    DecideSimilarity,
    /// Change the performance targets of a subject.
    SetTargets,
    /// Exempt a subject, or take that back (C9).
    Exempt,
    /// Join the parts of one project, or take that back (C19).
    JoinSubjects,
    /// See the directory of units.
    ReadOrganisations,
    /// Add, rename and merge units.
    ManageOrganisations,
    /// Open an evaluation of a subject.
    OpenEvaluation,
    /// See that an evaluation exists and where it stands.
    ReadEvaluation,
    /// See who sits on the panel.
    ReadPanel,
    /// See the preliminary marks.
    ReadPreliminaryScores,
    /// See the registers that judgements rest on: channels used, cross-checks, comparisons, red flags, the site visit.
    ReadEvidence,
    /// See the marks of every locked sheet.
    ReadSheets,
    /// See the marks that the first round of scoring left.
    ReadFirstRound,
    /// See the confirmed result.
    ReadResult,
    /// See the report, draft or final.
    ReadReport,
    /// See the journal of an evaluation.
    ReadJournal,
    /// Act as the organiser.
    Organise,
    /// Act as the working group.
    WorkInGroup,
    /// Supply material and answers.
    SupplyMaterial,
    /// Upload a file that material or a record of the round can refer to.
    UploadFile,
    /// Score as a member of the panel.
    Score,
    /// Give an opinion as an invited deputy.
    GiveDeputyOpinion,
    /// Act as the finance bureau on the result.
    Supervise,
    /// Check a draft of a rulebook and see what it would change.
    ManageRulebooks,
    /// See how strictly and how steadily each expert marks over a year.
    ReadExpertStatistics,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 30] = [
        Self::ImportList,
        Self::RegisterSubject,
        Self::ReadSubject,
        Self::AnswerQuestion,
        Self::Designate,
        Self::DecideSimilarity,
        Self::SetTargets,
        Self::Exempt,
        Self::JoinSubjects,
        Self::ReadOrganisations,
        Self::ManageOrganisations,
        Self::OpenEvaluation,
        Self::ReadEvaluation,
        Self::ReadPanel,
        Self::ReadPreliminaryScores,
        Self::ReadEvidence,
        Self::ReadSheets,
        Self::ReadFirstRound,
        Self::ReadResult,
        Self::ReadReport,
        Self::ReadJournal,
        Self::Organise,
        Self::WorkInGroup,
        Self::SupplyMaterial,
        Self::UploadFile,
        Self::Score,
        Self::GiveDeputyOpinion,
        Self::Supervise,
        Self::ManageRulebooks,
        Self::ReadExpertStatistics,
    ];

    /// Who may do it, as a refusal says it.
    #[must_use]
    pub const fn reserved_for(self) -> &'static str {
        match self {
            Self::ImportList
            | Self::Designate
            | Self::DecideSimilarity
            | Self::Exempt
            | Self::JoinSubjects
            | Self::ManageOrganisations
            | Self::Supervise
            | Self::ManageRulebooks
            | Self::ReadExpertStatistics => "财政局",
            Self::ReadOrganisations => "所有登记的人员",
            Self::RegisterSubject => "预算申报单位、预算部门或者财政局",
            Self::ReadSubject | Self::ReadEvaluation => "与该评估有关的单位和人员",
            Self::AnswerQuestion | Self::SetTargets => "申报单位、预算部门或者财政局",
            Self::OpenEvaluation => "预算部门或者财政局",
            Self::ReadPanel | Self::ReadPreliminaryScores => "评估组织部门、评估工作组和专家小组",
            Self::ReadEvidence => {
                "评估组织部门、评估工作组、财政局和审计局，以及召开正式评估会之后的专家小组和代表、委员"
            }
            Self::ReadSheets => "评估组织部门、评估工作组，以及本人评分表已锁定的专家",
            Self::ReadFirstRound => "评估组织部门、评估工作组，以及本人锁定过第一次评分的专家",
            Self::ReadResult => "有关单位（认定之前仅限评估组织部门和评估工作组）",
            Self::ReadReport => "评估组织部门、评估工作组、财政局和审计局",
            Self::ReadJournal => "评估组织部门、财政局和审计局",
            Self::Organise => "本轮评估组织部门",
            Self::WorkInGroup => "评估工作组",
            Self::SupplyMaterial => "预算申报单位",
            Self::UploadFile => "预算申报单位、评估组织部门和评估工作组",
            Self::Score => "专家小组成员",
            Self::GiveDeputyOpinion => "受邀的代表、委员",
        }
    }
}

/// How an actor stands to an evaluation, or to a subject that has none yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Relation {
    /// Their organisation organises the round.
    pub organises: bool,
    /// They sit in the working group.
    pub in_working_group: bool,
    /// Their firm is commissioned.
    pub commissioned: bool,
    /// They sit on the panel.
    pub on_panel: bool,
    /// They sit on the panel and have locked their own sheet.
    pub own_sheet_locked: bool,
    /// They sit on the panel and stood by their marks of the first round, which they may be revising.
    pub own_first_round_locked: bool,
    /// They are an invited deputy.
    pub invited_deputy: bool,
    /// Their organisation filed the subject.
    pub applied: bool,
    /// The formal meeting has been convened.
    pub convened: bool,
    /// The result has been confirmed, so that the embargo is over.
    pub released: bool,
}

impl Relation {
    /// How `actor` stands to the latest round of `evaluation`.
    #[must_use]
    pub fn to_evaluation(actor: &Actor, evaluation: &Evaluation) -> Self {
        Self::to_round(actor, evaluation, &evaluation.round)
    }

    /// How `actor` stands to what an organisation organises, no round in particular.
    #[must_use]
    pub fn to_organiser(actor: &Actor, organisation: &str) -> Self {
        Self { organises: actor.is_of(organisation), ..Self::default() }.within(actor.role)
    }

    /// How `actor` stands to the case as a whole: who had a part in any of its rounds may still know of it.
    ///
    /// For [`Action::ReadEvaluation`] alone. What happened in a round, and what can be done in it, is asked with the
    /// relation to that round; so this one never says that a sheet is locked, a meeting convened or a result released.
    #[must_use]
    pub fn to_case(actor: &Actor, evaluation: &Evaluation) -> Self {
        evaluation
            .earlier
            .iter()
            .chain(std::iter::once(&evaluation.round))
            .map(|round| Self::to_round(actor, evaluation, round))
            .fold(Self::default(), Self::or)
    }

    const fn or(self, other: Self) -> Self {
        Self {
            organises: self.organises || other.organises,
            in_working_group: self.in_working_group || other.in_working_group,
            commissioned: self.commissioned || other.commissioned,
            on_panel: self.on_panel || other.on_panel,
            own_sheet_locked: false,
            own_first_round_locked: false,
            invited_deputy: self.invited_deputy || other.invited_deputy,
            applied: self.applied || other.applied,
            convened: false,
            released: false,
        }
    }

    /// How `actor` stands to one round.
    #[must_use]
    pub fn to_round(actor: &Actor, evaluation: &Evaluation, round: &Round) -> Self {
        let on_panel = round.panel.member(actor.id).is_some();
        Self {
            organises: actor.is_of(&round.organiser.organisation),
            in_working_group: round.working_group.as_ref().is_some_and(|group| group.includes(actor.id)),
            commissioned: round.third_party.as_ref().is_some_and(|commission| actor.is_of(&commission.firm)),
            on_panel,
            own_sheet_locked: on_panel
                && round.sheets.get(&actor.id).is_some_and(|sheet| sheet.locked_at.is_some()),
            own_first_round_locked: on_panel
                && round.sheets.get(&actor.id).is_some_and(|sheet| sheet.first_round().is_some()),
            invited_deputy: round.is_invited_deputy(actor.id),
            applied: actor.is_of(&evaluation.subject.applicant),
            convened: round.state.is_convened(),
            released: round.state.is_released(),
        }
        .within(actor.role)
    }

    /// Every relation that somebody in this role can have: which seats they can take, and for whom they can act.
    #[must_use]
    pub const fn possible_for(role: Role) -> Self {
        let everything = Self {
            organises: true,
            in_working_group: true,
            commissioned: true,
            on_panel: true,
            own_sheet_locked: true,
            own_first_round_locked: true,
            invited_deputy: true,
            applied: true,
            convened: true,
            released: true,
        };
        everything.within(role)
    }

    /// What of the relation a role can have. A department may file an object and organise its evaluation (C25):
    /// whoever acts for it as applicant is still only the applicant.
    const fn within(self, role: Role) -> Self {
        let organiser = matches!(role, Role::BudgetDepartment | Role::FinanceBureau);
        let third_party = matches!(role, Role::ThirdParty);
        let expert = matches!(role, Role::Expert);
        Self {
            organises: self.organises && organiser,
            in_working_group: self.in_working_group && (organiser || third_party),
            commissioned: self.commissioned && third_party,
            on_panel: self.on_panel && expert,
            own_sheet_locked: self.own_sheet_locked && self.on_panel && expert,
            own_first_round_locked: self.own_first_round_locked && self.on_panel && expert,
            invited_deputy: self.invited_deputy && matches!(role, Role::Deputy),
            applied: self.applied && matches!(role, Role::Applicant),
            convened: self.convened,
            released: self.released,
        }
    }

    const fn any(self) -> bool {
        self.organises
            || self.in_working_group
            || self.commissioned
            || self.on_panel
            || self.invited_deputy
            || self.applied
    }
}

/// Why something is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Denied {
    /// The actor may not even know that it exists.
    Hidden,
    /// The actor may know, but not do it.
    Forbidden,
}

/// Whether `role` may do `action` to something it stands to as `relation` says.
///
/// Think of 建设局甲 who organises a round, 专家乙 who scores in it and 申报单位丙 whose road it is. 甲 sees everything
/// of the round; 乙 sees the others' marks only after locking an own sheet; 丙 sees notice, material and, once the
/// result is confirmed, the grade, but never a mark, a name on the panel or a draft (Art. 22, C57).
///
/// # Errors
/// [`Denied`] says whether the refusal may admit that the thing exists.
pub const fn can(role: Role, action: Action, relation: &Relation) -> Result<(), Denied> {
    let relation = relation.within(role);
    let bureau = matches!(role, Role::FinanceBureau);
    let auditor = matches!(role, Role::AuditBureau);
    let works = relation.organises || relation.in_working_group || relation.commissioned;
    let allowed = match action {
        // A department does not judge by itself whether its own projects were split (C19).
        Action::ImportList
        | Action::Designate
        | Action::DecideSimilarity
        | Action::Exempt
        | Action::JoinSubjects
        | Action::ManageOrganisations
        | Action::Supervise
        | Action::ManageRulebooks
        | Action::ReadExpertStatistics => bureau,
        Action::ReadOrganisations => true,
        Action::RegisterSubject => matches!(role, Role::Applicant | Role::BudgetDepartment) || bureau,
        Action::AnswerQuestion | Action::SetTargets => {
            relation.applied || matches!(role, Role::BudgetDepartment) || bureau
        }
        Action::ReadSubject => relation.any() || bureau || auditor || matches!(role, Role::BudgetDepartment),
        Action::OpenEvaluation => matches!(role, Role::BudgetDepartment) || bureau,
        Action::ReadEvaluation => relation.any() || bureau || auditor,
        Action::ReadPanel => works || relation.on_panel || relation.invited_deputy || bureau || auditor,
        Action::ReadPreliminaryScores => works || relation.on_panel || bureau || auditor,
        Action::ReadEvidence => {
            works
                || bureau
                || auditor
                || (relation.convened && (relation.on_panel || relation.invited_deputy))
        }
        Action::ReadSheets => {
            (works || bureau || auditor || relation.on_panel)
                && (relation.own_sheet_locked || !relation.on_panel)
        }
        Action::ReadFirstRound => {
            (works || bureau || auditor || relation.on_panel)
                && (relation.own_first_round_locked || !relation.on_panel)
        }
        Action::ReadResult => {
            works
                || bureau
                || auditor
                || (relation.released && (relation.applied || relation.on_panel || relation.invited_deputy))
        }
        Action::ReadReport => works || bureau || auditor,
        Action::ReadJournal => relation.organises || bureau || auditor,
        Action::Organise => relation.organises,
        Action::WorkInGroup => relation.in_working_group,
        Action::SupplyMaterial => relation.applied,
        Action::UploadFile => works || relation.applied,
        Action::Score => relation.on_panel,
        Action::GiveDeputyOpinion => relation.invited_deputy,
    };
    if allowed {
        return Ok(());
    }
    let knows = relation.any() || bureau || auditor;
    if knows { Err(Denied::Forbidden) } else { Err(Denied::Hidden) }
}
