//! States × commands × people, as a policy officer reads it: tried for real in every state.

use std::fmt::Write as _;

use domain::actor::Actor;
use domain::evaluation::{CommandKind, Guard, RejectionKind, State, allowed, step};
use domain::policy::Action;

use crate::samples;
use crate::world::{
    FIRMS, World, applicant, auditor, bureau, consultant, department, deputy, expert, stranger,
};

/// Who tries everything, one for each relation.
fn people() -> Vec<(&'static str, Actor)> {
    vec![
        ("组织部门", department(2)),
        ("工作组", consultant(FIRMS[0], 0)),
        ("申报单位", applicant()),
        ("专家", expert(0)),
        ("代表委员", deputy()),
        ("财政局", bureau(0)),
        ("审计局", auditor()),
        ("无关部门", stranger()),
    ]
}

/// What a guard asks for, as the person who must meet it would say it.
pub(crate) const fn requirement(guard: Guard) -> &'static str {
    match guard {
        Guard::WorkingGroupFormed => "评估工作组已成立",
        Guard::PanelAppointed => "专家小组已组建",
        Guard::PanelLawful => "专家小组符合人数、奇数、类别要求，或者例外已批准",
        Guard::DeviationAllowed => "规则集允许专家小组例外",
        Guard::PanelDeviates => "专家小组确有不符",
        Guard::DeviationRequested => "已申请专家小组例外",
        Guard::DeviationBySecondPerson => "批准人不是申请人",
        Guard::PlanDrafted => "评估方案已拟定",
        Guard::WaiverRequested => "有待批准的免交申请",
        Guard::WaiverBySecondPerson => "免交申请由他人提出",
        Guard::MaterialsSettled => "资料均已通过或者批准免交",
        Guard::SupplementsAnswered => "补充资料要求均已答复，或者逾期后按现有资料评估",
        Guard::SiteVisitSettled => "现场调研已记录，或者写明不开展的理由",
        Guard::PreliminaryComplete => "全部指标已初步评分",
        Guard::ContradictionsResolved => "交叉比对中的矛盾均已处理",
        Guard::MeetingRecorded => "正式评估会已记录",
        Guard::OwnSheetOpen => "本人评分表未锁定",
        Guard::SheetsLocked => "全体专家评分表已锁定",
        Guard::SheetsSuffice => "评分表份数够按规则集计算总分",
        Guard::RevisionProvided => "规则集规定可以修改一次评分",
        Guard::FirstRoundLocked => "全体专家已锁定第一次评分",
        Guard::SheetUnrevised => "本人尚未修改过评分",
        Guard::SheetOnceLocked => "有专家锁定过评分表",
        Guard::WithdrawalRequested => "有待批准的专家退出申请",
        Guard::WithdrawalBySecondPerson => "专家退出申请由他人提出",
        Guard::WithdrawalByActor => "待批准的专家退出申请由本人提出",
        Guard::ArgumentsAnswered => "论证需求均已答复",
        Guard::RedFlagsAnswered => "提请会议注意的事项均已记录处理情况",
        Guard::OpinionDrafted => "专家评估意见已起草",
        Guard::OpinionUnsigned => "专家评估意见尚无人签署",
        Guard::OpinionUnsignedByActor => "本人尚未签署专家评估意见",
        Guard::OpinionSigned => "全体专家已签署专家评估意见",
        Guard::DeputiesHeard => "受邀代表、委员均已出具意见，或者已取消邀请",
        Guard::ReportComplete => "报告各部分齐全",
        Guard::ReportRevised => "报告被退回的，退回后已修改",
        Guard::ReportUnsignedByActor => "本人尚未签署报告",
        Guard::ReportSigned => "工作组全体已签署报告",
        Guard::ConfirmedBySecondPerson => "认定人未撰写、未签署报告，也不曾在撰写期间退出工作组",
        Guard::RatedBySecondPerson => "评分人未撰写、未签署报告，也不曾在撰写期间退出工作组",
        Guard::ResultRated => "规则集规定按评估组织部门评分认定的，已经评分",
        Guard::RaterDoesNotConfirm => "规则集规定按评估组织部门评分认定的，认定人不是评分人",
        Guard::RoundsLeft => "未满规则集规定的轮次上限（没有规定的不限）",
        Guard::ConditionsOpen => "现行结果有尚未落实或者免除的条件",
    }
}

fn holders(power: &[Action]) -> String {
    power.iter().map(|action| action.reserved_for()).collect::<Vec<_>>().join("、")
}

/// One line a command: in which states, by whom, under which conditions, by which article.
pub(crate) fn command_table() -> String {
    let mut table = String::from("| 事项 | 可办状态 | 由谁办理 | 须先具备 | 条文 |\n|---|---|---|---|---|\n");
    for kind in CommandKind::ALL {
        let step = step(*kind);
        let states: Vec<&str> = step.states.iter().map(|state| state.label()).collect();
        let guards: Vec<&str> = step.guards.iter().map(|guard| requirement(*guard)).collect();
        let guards = if guards.is_empty() { "—".to_owned() } else { guards.join("；") };
        writeln!(
            table,
            "| {} | {} | {} | {guards} | {} |",
            kind.label(),
            states.join("、"),
            holders(step.power),
            step.article
        )
        .unwrap();
    }
    table
}

/// One line a state: its stage and what can be done in it.
pub(crate) fn state_table() -> String {
    let mut table = String::from("| 状态 | 阶段 | 可办事项 |\n|---|---|---|\n");
    for state in State::ALL {
        let commands: Vec<&str> = CommandKind::ALL
            .iter()
            .filter(|kind| step(**kind).states.contains(&state))
            .map(|kind| kind.label())
            .collect();
        let commands = if commands.is_empty() { "（无）".to_owned() } else { commands.join("；") };
        writeln!(table, "| {} | {} | {commands} |", state.label(), state.stage()).unwrap();
    }
    table
}

fn cell(world: &World, actor: &Actor, kind: CommandKind) -> String {
    match world.attempt(actor, samples::command(kind, world)) {
        Ok(_) => "可办".to_owned(),
        Err(rejection) => match rejection.kind {
            RejectionKind::Hidden => "隐藏".to_owned(),
            RejectionKind::Forbidden => "无权".to_owned(),
            RejectionKind::Blocked => format!("阻断({})", rejection.code),
            RejectionKind::Invalid => format!("内容({})", rejection.issues[0].code),
        },
    }
}

/// Whether nobody gets further than the state, whatever they are.
fn out_of_place(cells: &[String]) -> bool {
    let refusals = ["隐藏", "无权", "阻断(wrong_state)", "阻断(round_ended)"];
    cells.iter().all(|cell| refusals.contains(&cell.as_str()))
}

#[test]
fn the_steps_are_as_reviewed() {
    insta::assert_snapshot!("commands", command_table());
    insta::assert_snapshot!("states", state_table());
}

#[test]
fn what_everybody_can_do_in_every_state_is_as_reviewed() {
    let people = people();
    let names: Vec<&str> = people.iter().map(|(name, _)| *name).collect();
    let mut table = String::from(
        "各状态刚进入时，各方逐项试办的结果。可办：照办；阻断：尚缺条件或者状态不对；内容：可办，但所填内容不合要求；\
         无权：不由其办理；隐藏：不得知其存在。\n各状态不列此时谁都不能办的事项。\n",
    );
    for state in State::ALL {
        let world = World::with_everybody(state);
        assert_eq!(world.state(), state);
        writeln!(table, "\n## {}（{}）", state.label(), state.stage()).unwrap();
        writeln!(table, "事项 | {}", names.join(" | ")).unwrap();
        let mut left_out = 0_usize;
        for kind in CommandKind::ALL {
            let cells: Vec<String> = people.iter().map(|(_, actor)| cell(&world, actor, *kind)).collect();
            if out_of_place(&cells) {
                assert!(!step(*kind).states.contains(&state), "{kind:?} is nobody's in {state:?}");
                left_out += 1;
            } else {
                assert!(step(*kind).states.contains(&state), "{kind:?} has no place in {state:?}");
                writeln!(table, "{} | {}", kind.label(), cells.join(" | ")).unwrap();
            }
        }
        writeln!(table, "（不能办的事项：{left_out}项）").unwrap();
    }
    insta::assert_snapshot!("matrix", table);
}

#[test]
fn the_buttons_never_promise_what_a_command_refuses() {
    for state in State::ALL {
        let world = World::with_everybody(state);
        for (name, actor) in people() {
            let offered = allowed(&world.evaluation, &actor, &world.rulebook);
            for kind in CommandKind::ALL {
                let attempt = world.attempt(&actor, samples::command(*kind, &world));
                let offer = offered.iter().find(|allowance| allowance.command == *kind);
                match (offer, attempt) {
                    (None, Err(rejection)) => {
                        assert_ne!(rejection.kind, RejectionKind::Invalid, "{name} {kind:?} {state:?}");
                    }
                    (Some(offer), Err(rejection)) if rejection.kind == RejectionKind::Blocked => {
                        assert_eq!(offer.blocked_by.first(), Some(&rejection), "{name} {kind:?} {state:?}");
                    }
                    (Some(offer), Err(rejection)) => {
                        assert_eq!(rejection.kind, RejectionKind::Invalid, "{name} {kind:?} {state:?}");
                        assert!(offer.blocked_by.is_empty(), "{name} {kind:?} {state:?}");
                    }
                    (Some(offer), Ok(_)) => assert!(offer.blocked_by.is_empty(), "{name} {kind:?} {state:?}"),
                    (None, Ok(_)) => panic!("{name} gave {kind:?} in {state:?} without being offered it"),
                }
            }
        }
    }
}
