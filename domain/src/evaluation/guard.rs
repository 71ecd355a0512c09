//! What must hold before a step: each guard says in Chinese what is missing.

use serde::{Deserialize, Serialize};

use super::evidence::CrossCheck;
use super::records::{MaterialStatus, Supplement, Waiver};
use super::rejection::Rejection;
use super::state::{Evaluation, Round, State};
use crate::actor::Actor;
use crate::id::ActorId;
use crate::panel::ExpertKind;
use crate::rulebook::{Aggregation, Carrier, Rulebook};
use crate::scoring::Sheet;

/// How many sheets a trimmed mean needs, so that one is left when the highest and the lowest are taken away.
const LEAST_TO_TRIM: u32 = 3;

/// A condition of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// The working group is formed (Art. 13(2)).
    WorkingGroupFormed,
    /// A panel is appointed (Art. 13(2)).
    PanelAppointed,
    /// The panel has the lawful size, parity and kinds, or an approved deviation (Art. 13(2), C27).
    PanelLawful,
    /// The rulebook allows a deviation at all (C27).
    DeviationAllowed,
    /// The panel deviates, so that there is something to approve (C27).
    PanelDeviates,
    /// A deviation was asked for (C27).
    DeviationRequested,
    /// The actor is not who asked for the deviation.
    DeviationBySecondPerson,
    /// The plan is drafted (Art. 13(3)).
    PlanDrafted,
    /// A waiver was asked for.
    WaiverRequested,
    /// A waiver was asked for by somebody other than the actor.
    WaiverBySecondPerson,
    /// Every material is accepted or waived, or is not needed (Art. 14(1)).
    MaterialsSettled,
    /// Every request for more is answered, or closed after its day (Art. 14(3), C41).
    SupplementsAnswered,
    /// The site visit is recorded, or left out with a reason (Art. 14(2), C54).
    SiteVisitSettled,
    /// Every indicator has a preliminary mark (Art. 14(3)).
    PreliminaryComplete,
    /// Every contradiction between sources is resolved (Art. 14(1)).
    ContradictionsResolved,
    /// The meeting is recorded (Art. 14(4)).
    MeetingRecorded,
    /// The actor's own sheet is not locked (C33).
    OwnSheetOpen,
    /// Every member of the panel has locked a sheet (C33).
    SheetsLocked,
    /// There are sheets enough for the rulebook's aggregation (C32).
    SheetsSuffice,
    /// The rulebook provides for a second round of scoring (C33).
    RevisionProvided,
    /// Every member of the panel has locked a sheet for the first round of scoring (C33).
    FirstRoundLocked,
    /// The actor has not used the one revision yet (C33).
    SheetUnrevised,
    /// A member of the panel has locked a sheet, so that nobody alone takes them off (Art. 20).
    SheetOnceLocked,
    /// The withdrawal of a member was asked for (Art. 20).
    WithdrawalRequested,
    /// A withdrawal was asked for by somebody other than the actor.
    WithdrawalBySecondPerson,
    /// The actor asked for a withdrawal that is not approved yet, so that there is something to take back.
    WithdrawalByActor,
    /// Every question to the experts is answered (Art. 14(3)).
    ArgumentsAnswered,
    /// The meeting has dealt with every red flag (C38).
    RedFlagsAnswered,
    /// The panel's opinion is drafted (C40).
    OpinionDrafted,
    /// Nobody has signed the opinion yet.
    OpinionUnsigned,
    /// The actor has not signed the opinion yet.
    OpinionUnsignedByActor,
    /// Every member of the panel has signed the opinion (C40).
    OpinionSigned,
    /// Every invited deputy has given an opinion (C39).
    DeputiesHeard,
    /// Every section that the rulebook requires is written (Art. 15).
    ReportComplete,
    /// A report that the bureau returned has been changed since (Art. 19, C45).
    ReportRevised,
    /// The actor has not signed the report yet.
    ReportUnsignedByActor,
    /// The whole working group has signed the report (Art. 15).
    ReportSigned,
    /// The actor neither wrote nor signed the report, nor left the working group while it was written.
    ConfirmedBySecondPerson,
    /// The actor neither wrote nor signed the report that is rated, nor left the working group while it was written.
    RatedBySecondPerson,
    /// Where the organiser's rating carries the grade: it is given, by somebody who is still no author (C31).
    ResultRated,
    /// Where the organiser's rating carries the grade: the actor is not who rated.
    RaterDoesNotConfirm,
    /// The rulebook allows one more round (C43).
    RoundsLeft,
    /// The result that holds now has conditions that are not settled.
    ConditionsOpen,
}

impl Guard {
    /// The stable code and the article of a refusal.
    const fn source(self) -> (&'static str, &'static str) {
        match self {
            Self::WorkingGroupFormed => ("working_group_missing", "第十三条第（二）项"),
            Self::PanelAppointed => ("panel_missing", "第十三条第（二）项"),
            Self::PanelLawful => ("panel_not_lawful", "第十三条第（二）项"),
            Self::DeviationAllowed => ("deviation_not_allowed", "第十三条第（二）项"),
            Self::PanelDeviates => ("panel_is_lawful", "第十三条第（二）项"),
            Self::DeviationRequested => ("deviation_not_requested", "第十三条第（二）项"),
            Self::DeviationBySecondPerson => ("second_person_needed", "第十三条第（二）项"),
            Self::PlanDrafted => ("plan_missing", "第十三条第（三）项"),
            Self::WaiverRequested => ("waiver_not_requested", "第十四条第（一）项"),
            Self::WaiverBySecondPerson => ("second_person_needed", "第十四条第（一）项"),
            Self::MaterialsSettled => ("materials_open", "第十四条第（一）项"),
            Self::SupplementsAnswered => ("supplements_open", "第十四条第（三）项"),
            Self::SiteVisitSettled => ("site_visit_open", "第十四条第（二）项"),
            Self::PreliminaryComplete => ("preliminary_incomplete", "第十四条第（三）项"),
            Self::ContradictionsResolved => ("contradictions_open", "第十四条第（一）项"),
            Self::MeetingRecorded => ("meeting_not_recorded", "第十四条第（四）项"),
            Self::OwnSheetOpen => ("sheet_locked", "第十四条第（四）项"),
            Self::SheetsLocked => ("sheets_open", "第十四条第（四）项"),
            Self::SheetsSuffice => ("too_few_sheets", "第十六条"),
            Self::RevisionProvided => ("revision_not_provided", "第十四条第（四）项"),
            Self::FirstRoundLocked => ("sheets_open", "第十四条第（四）项"),
            Self::SheetUnrevised => ("already_revised", "第十四条第（四）项"),
            Self::SheetOnceLocked => ("sheet_not_locked", "第二十条"),
            Self::WithdrawalRequested => ("withdrawal_not_requested", "第二十条"),
            Self::WithdrawalBySecondPerson => ("second_person_needed", "第二十条"),
            Self::WithdrawalByActor => ("not_requested_by_you", "第二十条"),
            Self::ArgumentsAnswered => ("arguments_open", "第十四条第（三）项"),
            Self::RedFlagsAnswered => ("red_flags_open", "第七条"),
            Self::OpinionDrafted => ("opinion_missing", "第十四条第（四）项"),
            Self::OpinionUnsigned => ("opinion_signed", "第十四条第（四）项"),
            Self::OpinionUnsignedByActor => ("already_signed", "第十四条第（四）项"),
            Self::OpinionSigned => ("opinion_unsigned", "第十四条第（四）项"),
            Self::DeputiesHeard => ("deputies_unheard", "第十四条第（四）项"),
            Self::ReportComplete => ("report_incomplete", "第十五条"),
            Self::ReportRevised => ("report_unchanged", "第十九条"),
            Self::ReportUnsignedByActor => ("already_signed", "第十五条"),
            Self::ReportSigned => ("report_unsigned", "第十五条"),
            Self::ConfirmedBySecondPerson => ("second_person_needed", "第十六条"),
            Self::RatedBySecondPerson | Self::RaterDoesNotConfirm => ("second_person_needed", "第十六条"),
            Self::ResultRated => ("result_unrated", "第十六条"),
            Self::RoundsLeft => ("no_rounds_left", "第十七条第（二）项"),
            Self::ConditionsOpen => ("no_open_conditions", "第十七条"),
        }
    }

    /// What is missing, or `None` when the guard holds.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one arm a guard, so that all of them are read in one place")]
    pub fn missing(self, evaluation: &Evaluation, actor: &Actor, rulebook: &Rulebook) -> Option<String> {
        let round = &evaluation.round;
        match self {
            Self::WorkingGroupFormed => lacks(round.working_group.is_none(), "尚未成立评估工作组，请先成立"),
            Self::PanelAppointed => lacks(round.panel.members.is_empty(), "尚未组建专家小组，请先组建"),
            Self::PanelLawful => panel_defects(round, rulebook),
            Self::DeviationAllowed => lacks(
                !rulebook.panel.deviation_allowed,
                "本规则集不允许专家小组偏离人数、奇数和类别要求，请调整专家小组",
            ),
            Self::PanelDeviates => lacks(
                round.panel.defects(&rulebook.panel).is_empty(),
                "专家小组已符合人数、奇数和类别要求，或者例外已经批准，无需申请",
            ),
            Self::DeviationRequested => lacks(
                round.panel.deviation.as_ref().is_none_or(|deviation| deviation.approved_by.is_some()),
                "没有待批准的专家小组例外申请",
            ),
            Self::DeviationBySecondPerson => lacks(
                round
                    .panel
                    .deviation
                    .as_ref()
                    .is_some_and(|deviation| deviation.requested_by.actor == actor.id),
                "例外申请须由申请人以外的人批准",
            ),
            Self::PlanDrafted => lacks(round.plan.is_none(), "评估方案尚未拟定，请先拟定"),
            Self::WaiverRequested => lacks(open_waivers(round).next().is_none(), "没有待批准的免交申请"),
            Self::WaiverBySecondPerson => lacks(
                open_waivers(round).all(|waiver| waiver.requested_by.actor == actor.id),
                "免交申请须由申请人以外的人批准",
            ),
            Self::MaterialsSettled => open_materials(round),
            Self::SupplementsAnswered => open_numbers(
                round.supplements.iter().map(Supplement::is_settled),
                "补充资料要求尚未答复（逾期未答复的，工作组可写明理由，按现有资料评估）",
            ),
            Self::SiteVisitSettled => {
                lacks(round.site_visit.is_none(), "尚未记录现场调研；确不开展的，请写明理由")
            }
            Self::PreliminaryComplete => unscored(round),
            Self::ContradictionsResolved => open_numbers(
                round.evidence.cross_checks.iter().map(CrossCheck::is_settled),
                "交叉比对中的矛盾尚未处理，请说明处理情况",
            ),
            Self::MeetingRecorded => lacks(round.meeting.is_none(), "尚未记录正式评估会，请先记录"),
            Self::OwnSheetOpen => lacks(
                round.sheets.get(&actor.id).is_some_and(|sheet| sheet.locked_at.is_some()),
                "评分表已锁定，不能再改；确需修改的，请评估组织部门重新打开",
            ),
            Self::SheetsLocked => unfinished(round, "尚未锁定评分表", |expert| {
                round.sheets.get(&expert).is_some_and(|sheet| sheet.locked_at.is_some())
            }),
            Self::SheetsSuffice => too_few_sheets(round, rulebook),
            Self::RevisionProvided => {
                lacks(!rulebook.scoring.revision, "规则集没有规定第二次评分，评分表锁定后不能自行修改")
            }
            Self::FirstRoundLocked => unfinished(round, "尚未锁定评分表", |expert| {
                round.sheets.get(&expert).is_some_and(|sheet| sheet.first_round().is_some())
            }),
            Self::SheetUnrevised => lacks(
                round.sheets.get(&actor.id).is_some_and(|sheet| sheet.first.is_some()),
                "您已用过一次修改评分的机会；确需再改的，请评估组织部门重新打开",
            ),
            Self::SheetOnceLocked => lacks(
                !round.panel.members.iter().any(|member| marked(round, member.person.actor)),
                "还没有专家锁定过评分表；专家退出可直接办理",
            ),
            Self::WithdrawalRequested => {
                lacks(round.panel.withdrawals.is_empty(), "没有待批准的专家退出申请")
            }
            Self::WithdrawalBySecondPerson => lacks(
                round.panel.withdrawals.values().all(|request| request.requested_by.actor == actor.id),
                "专家退出申请须由申请人以外的人批准",
            ),
            Self::WithdrawalByActor => lacks(
                !round.panel.withdrawals.values().any(|request| request.requested_by.actor == actor.id),
                "待批准的专家退出申请由他人提出，只能由申请人本人撤回",
            ),
            Self::ArgumentsAnswered => open_numbers(
                round.argument_requests.iter().map(|request| request.answer.is_some()),
                "论证需求尚未答复",
            ),
            Self::RedFlagsAnswered => open_numbers(
                round.evidence.red_flags.iter().map(|flag| flag.answer.is_some()),
                "提请会议注意的事项尚未记录处理情况",
            ),
            Self::OpinionDrafted => lacks(round.opinion.is_none(), "专家评估意见尚未起草，请先起草"),
            Self::OpinionUnsigned => lacks(
                round.opinion.as_ref().is_some_and(|opinion| !opinion.signatures.is_empty()),
                "专家评估意见已有人签署；请先重新起草意见，再打开评分表",
            ),
            Self::OpinionUnsignedByActor => {
                lacks(opinion_signed_by(round, actor.id), "您已签署专家评估意见，无需再签")
            }
            Self::OpinionSigned => {
                unfinished(round, "尚未签署专家评估意见", |expert| opinion_signed_by(round, expert))
            }
            Self::DeputiesHeard => names_missing(
                "尚未出具意见的代表、委员（不能参加的，可取消邀请）",
                round.deputies.iter().filter(|deputy| deputy.is_awaited()).map(|deputy| &deputy.person.post),
            ),
            Self::ReportComplete => names_missing(
                "报告尚缺",
                rulebook
                    .report_sections
                    .iter()
                    .filter(|section| !round.report.contains_key(&section.code))
                    .map(|section| &section.title),
            ),
            Self::ReportRevised => lacks(
                round.report_returns.last().is_some_and(|returned| !returned.revised),
                "报告退回后尚未修改，请先按退回理由修改报告，再签署",
            ),
            Self::ReportUnsignedByActor => lacks(report_signed_by(round, actor.id), "您已签署报告，无需再签"),
            Self::ReportSigned => names_missing(
                "尚未签署报告的工作组成员",
                round
                    .working_group
                    .iter()
                    .flat_map(|group| group.everybody())
                    .filter(|person| !report_signed_by(round, person.actor))
                    .map(|person| &person.post),
            ),
            Self::ConfirmedBySecondPerson => lacks(
                took_part_in_report(round, actor.id),
                "撰写、签署报告的人，以及撰写报告期间退出工作组的人，不能认定结果，请由评估组织部门另一人认定",
            ),
            Self::RatedBySecondPerson => lacks(
                took_part_in_report(round, actor.id),
                "撰写、签署报告的人，以及撰写报告期间退出工作组的人，不能评分，请由评估组织部门另一人评分",
            ),
            Self::ResultRated => lacks(
                rating_carries(rulebook) && !rated_by_outsider(round),
                "等次按评估组织部门的评分认定，请先由未撰写、未签署报告的人评分",
            ),
            Self::RaterDoesNotConfirm => lacks(
                rating_carries(rulebook)
                    && round.rating.as_ref().is_some_and(|rating| rating.rated_by.actor == actor.id),
                "等次按您的评分认定，须由评估组织部门另一人认定结果",
            ),
            Self::RoundsLeft => rulebook.rounds.limit.filter(|limit| round.number >= *limit).map(|limit| {
                format!("规则集规定同一对象最多评估{limit}轮，已满，不能再开新一轮；可在以后年度重新申报")
            }),
            Self::ConditionsOpen => lacks(
                evaluation.open_conditions().next().is_none(),
                "现行结果没有附条件，或者条件均已落实或者免除",
            ),
        }
    }

    /// The refusal, when the guard does not hold.
    #[must_use]
    pub fn refusal(self, evaluation: &Evaluation, actor: &Actor, rulebook: &Rulebook) -> Option<Rejection> {
        let (code, article) = self.source();
        let detail = self.missing(evaluation, actor, rulebook)?;
        Some(Rejection::blocked(code, article, detail))
    }
}

fn lacks(missing: bool, message: &str) -> Option<String> {
    missing.then(|| message.to_owned())
}

fn panel_defects(round: &Round, rulebook: &Rulebook) -> Option<String> {
    let defects = round.panel.defects(&rulebook.panel);
    let way_out = if rulebook.panel.deviation_allowed {
        "请调整专家小组；确有特殊情况的，可申请例外并由另一人批准"
    } else {
        "请调整专家小组"
    };
    (!defects.is_empty()).then(|| format!("{}。{way_out}", defects.join("；")))
}

fn open_waivers(round: &Round) -> impl Iterator<Item = &Waiver> {
    round
        .checklist
        .values()
        .filter(|item| !matches!(item.status, MaterialStatus::Accepted | MaterialStatus::Waived))
        .filter_map(|item| item.waiver.as_ref())
        .filter(|waiver| waiver.approved_by.is_none())
}

/// C32: of one or two sheets nothing is left when the highest and the lowest are taken away; and a kind that has a
/// weight needs somebody, also where a deviation allows a panel without.
fn too_few_sheets(round: &Round, rulebook: &Rulebook) -> Option<String> {
    if rulebook.scoring.kind_weights.is_some() {
        let seated = |kind: &ExpertKind| round.panel.members.iter().any(|member| member.kind == *kind);
        let missing: Vec<&str> =
            ExpertKind::ALL.iter().filter(|kind| !seated(kind)).map(|kind| kind.label()).collect();
        return (!missing.is_empty())
            .then(|| format!("各类专家按权重计分，专家小组没有{}，请先增补", missing.join("、")));
    }
    let size = round.panel.size();
    match rulebook.scoring.aggregation {
        Aggregation::Mean => None,
        Aggregation::TrimmedMean => (size < LEAST_TO_TRIM).then(|| {
            format!(
                "去掉一个最高分和一个最低分后取平均，至少须有{LEAST_TO_TRIM}位专家评分，专家小组现有{size}位，请先增补专家"
            )
        }),
    }
}

fn marked(round: &Round, expert: ActorId) -> bool {
    round.sheets.get(&expert).is_some_and(Sheet::was_locked)
}

fn rating_carries(rulebook: &Rulebook) -> bool {
    rulebook.scoring.carried_by == Carrier::Organiser
}

/// Whoever rated may have joined the working group and signed the report afterwards.
fn rated_by_outsider(round: &Round) -> bool {
    round.rating.as_ref().is_some_and(|rating| !took_part_in_report(round, rating.rated_by.actor))
}

/// Whoever left the working group while the report was written may have written or signed a version of it that was
/// changed since.
fn took_part_in_report(round: &Round, actor: ActorId) -> bool {
    report_signed_by(round, actor)
        || round.report.values().any(|section| section.written_by.actor == actor)
        || round
            .former_group_members
            .iter()
            .any(|former| former.left_in == State::Reporting && former.person.actor == actor)
}

fn open_materials(round: &Round) -> Option<String> {
    let open = round.checklist.values().filter(|item| match item.status {
        MaterialStatus::Accepted | MaterialStatus::Waived => false,
        MaterialStatus::Missing => item.required,
        MaterialStatus::Received | MaterialStatus::Returned => true,
    });
    names_missing("资料清单尚有未通过、也未批准免交的资料", open.map(|item| &item.name))
}

fn open_numbers(answered: impl Iterator<Item = bool>, what: &str) -> Option<String> {
    let open: Vec<String> = answered
        .enumerate()
        .filter(|(_, answered)| !answered)
        .map(|(index, _)| format!("第{}项", index + 1))
        .collect();
    (!open.is_empty()).then(|| format!("{what}：{}", open.join("、")))
}

fn unscored(round: &Round) -> Option<String> {
    let weights = round.weights()?;
    let open = weights.keys().filter(|code| !round.preliminary.contains_key(*code));
    names_missing("尚未初步评分的指标", open)
}

fn unfinished(round: &Round, what: &str, done: impl Fn(ActorId) -> bool) -> Option<String> {
    let total = round.panel.members.len();
    let finished = round.panel.members.iter().filter(|member| done(member.person.actor)).count();
    (finished < total || total == 0).then(|| format!("{total}位专家中还有{}位{what}", total - finished))
}

fn names_missing<'a>(what: &str, names: impl Iterator<Item = &'a String>) -> Option<String> {
    let names: Vec<&str> = names.map(String::as_str).collect();
    (!names.is_empty()).then(|| format!("{what}：{}", names.join("、")))
}

fn opinion_signed_by(round: &Round, expert: ActorId) -> bool {
    round
        .opinion
        .as_ref()
        .is_some_and(|opinion| opinion.signatures.iter().any(|signature| signature.expert == expert))
}

fn report_signed_by(round: &Round, actor: ActorId) -> bool {
    round.report_signatures.iter().any(|signature| signature.person.actor == actor)
}
