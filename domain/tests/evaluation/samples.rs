//! One lawful command of each kind.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;
use domain::actor::Actor;
use domain::classification::ObjectKind;
use domain::evaluation::{
    Command, CommandKind, Commission, ComparisonContents, ComparisonKind, Confirmation, CrossCheckContents,
    EvidenceLink, InquiryContents, NoticeContents, Person, PlanContents, WorkingGroup,
};
use domain::money::Money;
use domain::rulebook::Rulebook;
use domain::score::Score;

use crate::world::{FIRMS, World, deputy, member, points};

/// The day on which every case begins: visits and meetings take place on it.
pub(crate) fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 11, 15).unwrap()
}

/// A day that no case lives to see.
pub(crate) fn due() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 12, 31).unwrap()
}

pub(crate) fn commission(firm: &str) -> Commission {
    Commission {
        firm: firm.to_owned(),
        contract: "政采2023-7号".to_owned(),
        fee: Some(Money::from_ten_thousand_yuan(12)),
        fee_source: "部门公用经费".to_owned(),
    }
}

pub(crate) fn form_group(leader: &Actor, members: &[Actor]) -> Command {
    let members = members.iter().map(Person::from).collect();
    Command::FormWorkingGroup(WorkingGroup { leader: Person::from(leader), members })
}

pub(crate) fn appoint_panel(numbers: Range<u128>) -> Command {
    Command::AppointPanel { members: numbers.map(member).collect() }
}

pub(crate) fn plan_contents() -> PlanContents {
    let text = |what: &str| format!("{what}见附件");
    PlanContents {
        subject_overview: text("概况"),
        purpose_and_basis: text("目的和依据"),
        organisation_and_methods: text("组织和方法"),
        content_and_focus: text("内容与重点"),
        indicator_system: text("指标体系"),
        personnel: text("人员"),
        steps_and_schedule: text("步骤与时间"),
        requirements: text("要求"),
    }
}

pub(crate) fn weights(rulebook: &Rulebook) -> BTreeMap<String, Score> {
    let tree = rulebook.tree(ObjectKind::Project);
    tree.indicators().map(|indicator| (indicator.code.clone(), indicator.weight)).collect()
}

pub(crate) fn draft_plan(rulebook: &Rulebook) -> Command {
    Command::DraftPlan {
        contents: plan_contents(),
        methods: vec!["专家咨询".to_owned(), "成本效益法".to_owned()],
        not_applicable: Vec::new(),
        weights: weights(rulebook),
    }
}

pub(crate) fn notice_contents() -> NoticeContents {
    let text = |what: &str| format!("{what}见附件");
    NoticeContents {
        scope: text("范围"),
        basis: text("依据"),
        content: text("内容"),
        procedure: text("程序"),
        requirements: text("要求"),
        base_data_table: text("数据表"),
        site_visit_schedule: text("调研安排"),
    }
}

pub(crate) fn issue_notice() -> Command {
    Command::IssueNotice {
        document_number: "住建评〔2023〕1号".to_owned(),
        contents: notice_contents(),
        material_due: due(),
    }
}

pub(crate) fn submit_material(item: &str) -> Command {
    Command::SubmitMaterial {
        item: item.to_owned(),
        title: format!("{item}扫描件"),
        digest: "0123456789abcdef".repeat(4),
    }
}

pub(crate) fn site_visit() -> Command {
    Command::RecordSiteVisit {
        on: day(),
        place: "新荷路".to_owned(),
        participants: vec!["工作组".to_owned(), "申报单位".to_owned()],
        findings: "与申报一致".to_owned(),
        explanations: "工期紧".to_owned(),
        files: Vec::new(),
    }
}

/// A link that is good whatever there is.
pub(crate) fn words() -> EvidenceLink {
    EvidenceLink::Words { text: "可研批复".to_owned() }
}

pub(crate) fn inquiry() -> InquiryContents {
    InquiryContents {
        channel: "电话采访".to_owned(),
        on: day(),
        source: "沿线村（社区）负责人".to_owned(),
        learnt: "现有道路雨季积水".to_owned(),
        digests: vec!["0123456789abcdef".repeat(4)],
    }
}

/// Two sources in words that agree, or do not.
pub(crate) fn cross_check(contradiction: Option<&str>) -> CrossCheckContents {
    CrossCheckContents {
        claim: "道路全长1.2公里".to_owned(),
        sources: vec![words(), EvidenceLink::Words { text: "规划部门红线图".to_owned() }],
        contradiction: contradiction.map(str::to_owned),
        resolution: None,
    }
}

pub(crate) fn comparison(kind: ComparisonKind) -> ComparisonContents {
    ComparisonContents {
        kind,
        name: "同类道路工程".to_owned(),
        place: "邻县".to_owned(),
        compared: "每公里造价".to_owned(),
        finding: "本项目高一成，因软基处理".to_owned(),
        source: "邻县公开的概算批复".to_owned(),
    }
}

pub(crate) fn score_preliminary(indicator: &str, score: Score) -> Command {
    Command::ScorePreliminary {
        indicator: indicator.to_owned(),
        score,
        basis: "可研批复".to_owned(),
        points: "依据是否充分".to_owned(),
        evidence: vec![words()],
        reason: "资料齐全".to_owned(),
    }
}

pub(crate) fn record_meeting() -> Command {
    Command::RecordMeeting {
        on: day(),
        place: "住建局会议室".to_owned(),
        attendees: vec!["工作组".to_owned(), "专家小组".to_owned()],
        unit_report: "汇报目标、方案和预算".to_owned(),
        preliminary_report: "介绍初步评估情况".to_owned(),
        discussion: "讨论了配套资金".to_owned(),
    }
}

pub(crate) fn write_section(section: &str) -> Command {
    Command::WriteReportSection {
        section: section.to_owned(), text: "依据充分，数据准确。".to_owned()
    }
}

pub(crate) fn order_reevaluation(firm: &str) -> Command {
    Command::OrderReevaluation { commission: commission(firm), reason: "确有必要重新评估".to_owned() }
}

/// The leader leaves, and somebody of the same house who is not yet in the group leads it.
fn replace_group_member(world: &World) -> Command {
    let group = world.round().working_group.as_ref();
    let leaving = group.map_or(deputy().id, |group| group.leader.actor);
    let house = (0..4).map(|number| world.candidate_for_group(number));
    let joining = house.into_iter().find(|person| group.is_none_or(|group| !group.includes(person.id)));
    Command::ReplaceGroupMember { leaving, joining: joining.as_ref().map(Person::from), reason: reason() }
}

fn reason() -> String {
    "情况属实".to_owned()
}

/// A command of this kind that is as sensible as the state of the world lets it be.
#[expect(clippy::too_many_lines, reason = "one arm a command")]
pub(crate) fn command(kind: CommandKind, world: &World) -> Command {
    use CommandKind as Kind;
    let round = world.round();
    let item = round.checklist.keys().next().cloned().unwrap_or_else(|| "M01".to_owned());
    let indicator = "A1".to_owned();
    let seated = world.panel().first().map_or(member(0).person.actor, |actor| actor.id);
    match kind {
        Kind::CommissionThirdParty => Command::CommissionThirdParty(commission(FIRMS[2])),
        Kind::FormWorkingGroup => form_group(&world.group(0), &[world.group(1)]),
        Kind::AppointPanel => appoint_panel(14..21),
        Kind::RequestPanelDeviation => Command::RequestPanelDeviation { reason: reason() },
        Kind::ApprovePanelDeviation => Command::ApprovePanelDeviation,
        Kind::CompleteOrganisation => Command::CompleteOrganisation,
        Kind::ReplaceGroupMember => replace_group_member(world),
        Kind::DraftPlan => draft_plan(&world.rulebook),
        Kind::ApprovePlan => Command::ApprovePlan,
        Kind::IssueNotice => issue_notice(),
        Kind::SubmitMaterial => submit_material(&item),
        Kind::AcceptMaterial => Command::AcceptMaterial { item },
        Kind::ReturnMaterial => Command::ReturnMaterial { item, reason: reason() },
        Kind::RequestWaiver => Command::RequestWaiver { item, reason: reason() },
        Kind::ApproveWaiver => Command::ApproveWaiver { item },
        Kind::RequestSupplement => Command::RequestSupplement {
            text: reason(),
            due: due(),
            item: Some(item),
            indicator: Some(indicator),
        },
        Kind::CloseSupplement => Command::CloseSupplement { number: 1, reason: reason() },
        Kind::AnswerSupplement => {
            Command::AnswerSupplement { number: 1, answer: reason(), digests: Vec::new() }
        }
        Kind::RecordSiteVisit => site_visit(),
        Kind::SkipSiteVisit => Command::SkipSiteVisit { reason: reason() },
        Kind::RecordInquiry => Command::RecordInquiry(inquiry()),
        Kind::RecordCrossCheck => Command::RecordCrossCheck(cross_check(None)),
        Kind::ResolveContradiction => Command::ResolveContradiction { number: 1, resolution: reason() },
        Kind::RecordComparison => Command::RecordComparison(comparison(ComparisonKind::Comparable)),
        Kind::RaiseRedFlag => Command::RaiseRedFlag { point: Some("7(1)k".to_owned()), text: reason() },
        Kind::AnswerRedFlag => Command::AnswerRedFlag { number: 1, answer: reason() },
        Kind::CompleteCollection => Command::CompleteCollection,
        Kind::ScorePreliminary => score_preliminary(&indicator, points("1")),
        Kind::RaiseArgumentRequest => Command::RaiseArgumentRequest { indicator, question: reason() },
        Kind::InviteDeputy => Command::InviteDeputy { deputy: Person::from(&deputy()) },
        Kind::ReleaseDeputy => Command::ReleaseDeputy { deputy: deputy().id, reason: reason() },
        Kind::ConveneMeeting => Command::ConveneMeeting,
        Kind::RecordMeeting => record_meeting(),
        Kind::AnswerArgumentRequest => Command::AnswerArgumentRequest { number: 1, answer: reason() },
        Kind::SaveSheet => {
            Command::SaveSheet { marks: round.weights().map_or_else(BTreeMap::new, |_| world.marks()) }
        }
        Kind::LockSheet => Command::LockSheet,
        Kind::ReopenSheet => Command::ReopenSheet { expert: seated, reason: reason() },
        Kind::ReviseSheet => Command::ReviseSheet,
        Kind::WithdrawPanelMember => Command::WithdrawPanelMember { expert: seated, reason: reason() },
        Kind::RequestPanelWithdrawal => Command::RequestPanelWithdrawal { expert: seated, reason: reason() },
        Kind::ApprovePanelWithdrawal => Command::ApprovePanelWithdrawal { expert: seated },
        Kind::CancelPanelWithdrawal => Command::CancelPanelWithdrawal { expert: seated },
        Kind::AppointReplacement => Command::AppointReplacement { member: member(21) },
        Kind::DraftOpinion => Command::DraftOpinion { text: reason() },
        Kind::SignOpinion => Command::SignOpinion { dissent: Some(reason()) },
        Kind::SubmitDeputyOpinion => {
            Command::SubmitDeputyOpinion { text: reason(), suggestions: Some(reason()) }
        }
        Kind::ConcludeMeeting => Command::ConcludeMeeting,
        Kind::WriteReportSection => Command::WriteReportSection {
            section: world.rulebook.report_sections[0].code.clone(),
            text: format!("第{}版：依据充分。", world.events.len()),
        },
        Kind::SignReport => Command::SignReport,
        Kind::RateResult => {
            Command::RateResult { marks: round.weights().map_or_else(BTreeMap::new, |_| world.marks()) }
        }
        Kind::ConfirmResult => Command::ConfirmResult(Confirmation::default()),
        Kind::ReportCondition => {
            Command::ReportCondition { number: 1, text: reason(), files: vec!["a".repeat(64)] }
        }
        Kind::SettleCondition => Command::SettleCondition { number: 1, waiver: Some(reason()) },
        Kind::RecordReview => Command::RecordReview { score: Some(points("70")), finding: reason() },
        Kind::SubmitToBureau => Command::SubmitToBureau { batch: "2024年第1批".to_owned() },
        Kind::Accept => Command::Accept,
        Kind::ReturnReport => Command::ReturnReport { reason: reason() },
        Kind::OrderReevaluation => order_reevaluation(FIRMS[1]),
        Kind::OpenNextRound => Command::OpenNextRound { revision: reason() },
        Kind::Withdraw => Command::Withdraw { reason: reason() },
    }
}
