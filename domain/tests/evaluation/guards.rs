//! Every guard blocks once, with its code and article, and lets pass once what it blocked.

use std::collections::BTreeSet;

use domain::actor::Actor;
use domain::evaluation::{Command, CommandKind, Confirmation, Guard, RejectionKind, State, step};
use domain::rulebook::{Aggregation, Carrier};

use crate::samples;
use crate::world::{World, applicant, bureau, department, deputy, expert, member};

/// A command that a guard blocks, and what lifts the block.
pub(crate) struct Case {
    pub(crate) guard: Guard,
    pub(crate) world: World,
    pub(crate) actor: Actor,
    pub(crate) command: Command,
    code: &'static str,
    article: &'static str,
    /// Changes the world so that the command passes, and says who gives it then.
    lift: fn(&mut World) -> Actor,
}

fn world(state: State, prepare: impl FnOnce(&mut World)) -> World {
    let mut world = World::until(state);
    prepare(&mut world);
    world
}

fn opened_with_panel(size: u128) -> World {
    world(State::Opened, |world| {
        world.must(&department(2), samples::form_group(&department(0), &[department(1)]));
        world.must(&department(2), samples::appoint_panel(0..size));
    })
}

fn request_deviation() -> Command {
    Command::RequestPanelDeviation { reason: "专家不足".to_owned() }
}

const PREPARATION: &str = "第十三条第（二）项";
const MATERIAL: &str = "第十四条第（一）项";
const MARKS: &str = "第十四条第（三）项";
const MEETING: &str = "第十四条第（四）项";

fn preparation() -> Vec<Case> {
    let case = |guard, world, actor, command, code, lift| Case {
        guard,
        world,
        actor,
        command,
        code,
        article: PREPARATION,
        lift,
    };
    let without_group =
        world(State::Opened, |world| _ = world.must(&department(2), samples::appoint_panel(0..7)));
    vec![
        case(
            Guard::WorkingGroupFormed,
            without_group,
            department(2),
            Command::CompleteOrganisation,
            "working_group_missing",
            |world| {
                world.must(&department(2), samples::form_group(&department(0), &[]));
                department(2)
            },
        ),
        case(
            Guard::PanelAppointed,
            World::new(),
            department(2),
            request_deviation(),
            "panel_missing",
            |world| {
                world.must(&department(2), samples::appoint_panel(0..6));
                department(2)
            },
        ),
        case(
            Guard::PanelLawful,
            opened_with_panel(6),
            department(2),
            Command::CompleteOrganisation,
            "panel_not_lawful",
            |world| {
                world.must(&department(2), samples::appoint_panel(0..7));
                department(2)
            },
        ),
        Case {
            article: "第十三条第（三）项",
            ..case(
                Guard::PlanDrafted,
                World::until(State::Organised),
                department(2),
                Command::ApprovePlan,
                "plan_missing",
                |world| {
                    world.must(&department(2), samples::draft_plan(&world.rulebook));
                    department(3)
                },
            )
        },
    ]
}

fn deviation() -> Vec<Case> {
    let case = |guard, world, actor, command, code, lift| Case {
        guard,
        world,
        actor,
        command,
        code,
        article: PREPARATION,
        lift,
    };
    let forbidden = {
        let mut world = opened_with_panel(6);
        world.rulebook.panel.deviation_allowed = false;
        world
    };
    let requested = {
        let mut world = opened_with_panel(6);
        world.must(&department(2), request_deviation());
        world
    };
    vec![
        case(
            Guard::DeviationAllowed,
            forbidden,
            department(2),
            request_deviation(),
            "deviation_not_allowed",
            |world| {
                world.rulebook.panel.deviation_allowed = true;
                department(2)
            },
        ),
        case(
            Guard::PanelDeviates,
            opened_with_panel(7),
            department(2),
            request_deviation(),
            "panel_is_lawful",
            |world| {
                world.must(&department(2), samples::appoint_panel(0..3));
                department(2)
            },
        ),
        case(
            Guard::DeviationRequested,
            opened_with_panel(6),
            department(3),
            Command::ApprovePanelDeviation,
            "deviation_not_requested",
            |world| {
                world.must(&department(2), request_deviation());
                department(3)
            },
        ),
        case(
            Guard::DeviationBySecondPerson,
            requested,
            department(2),
            Command::ApprovePanelDeviation,
            "second_person_needed",
            |_| department(3),
        ),
    ]
}

fn waivers() -> Vec<Case> {
    let waiver = world(State::Collecting, |world| {
        let reason = "无此资料".to_owned();
        world.must(&department(0), Command::RequestWaiver { item: "M01".to_owned(), reason });
    });
    vec![
        Case {
            guard: Guard::WaiverRequested,
            world: World::until(State::Collecting),
            actor: department(2),
            command: Command::ApproveWaiver { item: "M01".to_owned() },
            code: "waiver_not_requested",
            article: MATERIAL,
            lift: |world| {
                let reason = "无此资料".to_owned();
                world.must(&department(0), Command::RequestWaiver { item: "M01".to_owned(), reason });
                department(2)
            },
        },
        Case {
            guard: Guard::WaiverBySecondPerson,
            world: waiver,
            actor: department(0),
            command: Command::ApproveWaiver { item: "M01".to_owned() },
            code: "second_person_needed",
            article: MATERIAL,
            lift: |_| department(2),
        },
    ]
}

fn collection() -> Vec<Case> {
    let collecting = |before: CommandKind| world(State::Collecting, |world| world.advance_before(before));
    let supplement = world(State::Collecting, |world| {
        world.advance_before(CommandKind::CompleteCollection);
        let text = "补交批复".to_owned();
        world.must(
            &department(0),
            Command::RequestSupplement { text, due: samples::due(), item: None, indicator: None },
        );
    });
    vec![
        Case {
            guard: Guard::MaterialsSettled,
            world: World::until(State::Collecting),
            actor: department(0),
            command: Command::CompleteCollection,
            code: "materials_open",
            article: MATERIAL,
            lift: |world| {
                world.advance_before(CommandKind::CompleteCollection);
                department(0)
            },
        },
        Case {
            guard: Guard::SupplementsAnswered,
            world: supplement,
            actor: department(0),
            command: Command::CompleteCollection,
            code: "supplements_open",
            article: MARKS,
            lift: |world| {
                world.must(
                    &applicant(),
                    Command::AnswerSupplement { number: 1, answer: "已补".to_owned(), digests: Vec::new() },
                );
                department(0)
            },
        },
        Case {
            guard: Guard::SiteVisitSettled,
            world: collecting(CommandKind::RecordSiteVisit),
            actor: department(0),
            command: Command::CompleteCollection,
            code: "site_visit_open",
            article: "第十四条第（二）项",
            lift: |world| {
                world.must(&department(0), Command::SkipSiteVisit { reason: "尚未开工".to_owned() });
                department(0)
            },
        },
        Case {
            guard: Guard::PreliminaryComplete,
            world: World::until(State::Preliminary),
            actor: department(2),
            command: Command::ConveneMeeting,
            code: "preliminary_incomplete",
            article: MARKS,
            lift: |world| {
                world.advance_before(CommandKind::ConveneMeeting);
                department(2)
            },
        },
    ]
}

/// A meeting that has gone so far that the next step would be of this kind.
fn meeting(before: CommandKind) -> World {
    world(State::InMeeting, |world| world.advance_before(before))
}

fn to_the_end_of_the_meeting(world: &mut World) -> Actor {
    world.advance_before(CommandKind::ConcludeMeeting);
    department(0)
}

fn redraft(world: &mut World) {
    world.must(&expert(1), Command::DraftOpinion { text: "修改后的意见".to_owned() });
}

fn sheets() -> Vec<Case> {
    let case = |guard, before, actor: Actor, command, code, lift| Case {
        guard,
        world: meeting(before),
        actor,
        command,
        code,
        article: MEETING,
        lift,
    };
    let reopen = Command::ReopenSheet { expert: expert(0).id, reason: "误填".to_owned() };
    let marks = World::until(State::InMeeting).marks();
    vec![
        case(
            Guard::OwnSheetOpen,
            CommandKind::DraftOpinion,
            expert(0),
            Command::SaveSheet { marks },
            "sheet_locked",
            |world| {
                let reason = "误填".to_owned();
                world.must(&department(2), Command::ReopenSheet { expert: expert(0).id, reason });
                expert(0)
            },
        ),
        case(
            Guard::SheetsLocked,
            CommandKind::SaveSheet,
            expert(0),
            Command::DraftOpinion { text: "同意".to_owned() },
            "sheets_open",
            |world| {
                world.advance_before(CommandKind::DraftOpinion);
                expert(0)
            },
        ),
        case(
            Guard::OpinionDrafted,
            CommandKind::DraftOpinion,
            expert(0),
            Command::SignOpinion { dissent: None },
            "opinion_missing",
            |world| {
                redraft(world);
                expert(0)
            },
        ),
        case(
            Guard::OpinionUnsigned,
            CommandKind::ConcludeMeeting,
            department(2),
            reopen,
            "opinion_signed",
            |world| {
                redraft(world);
                department(2)
            },
        ),
        case(
            Guard::OpinionUnsignedByActor,
            CommandKind::ConcludeMeeting,
            expert(0),
            Command::SignOpinion { dissent: None },
            "already_signed",
            |world| {
                redraft(world);
                expert(0)
            },
        ),
    ]
}

/// A meeting in which expert 0 has locked a sheet.
fn one_locked() -> World {
    world(State::InMeeting, |world| {
        world.must(&expert(0), Command::SaveSheet { marks: world.marks() });
        world.must(&expert(0), Command::LockSheet);
    })
}

fn ask_withdrawal() -> Command {
    Command::RequestPanelWithdrawal { expert: expert(0).id, reason: "失联".to_owned() }
}

fn withdrawals() -> Vec<Case> {
    let case = |guard, world, actor, command, code, lift| Case {
        guard,
        world,
        actor,
        command,
        code,
        article: "第二十条",
        lift,
    };
    let approve = || Command::ApprovePanelWithdrawal { expert: expert(0).id };
    let mut asked = one_locked();
    asked.must(&department(2), ask_withdrawal());
    let cancel = Command::CancelPanelWithdrawal { expert: expert(0).id };
    vec![
        case(
            Guard::SheetOnceLocked,
            World::until(State::InMeeting),
            department(2),
            ask_withdrawal(),
            "sheet_not_locked",
            |world| {
                world.must(&expert(0), Command::SaveSheet { marks: world.marks() });
                world.must(&expert(0), Command::LockSheet);
                department(2)
            },
        ),
        case(
            Guard::WithdrawalRequested,
            one_locked(),
            department(3),
            approve(),
            "withdrawal_not_requested",
            |world| {
                world.must(&department(2), ask_withdrawal());
                department(3)
            },
        ),
        case(
            Guard::WithdrawalBySecondPerson,
            asked.clone(),
            department(2),
            approve(),
            "second_person_needed",
            |_| department(3),
        ),
        case(Guard::WithdrawalByActor, asked, department(3), cancel, "not_requested_by_you", |_| {
            department(2)
        }),
    ]
}

fn revision() -> Vec<Case> {
    let locked = |prepare: fn(&mut World)| {
        world(State::InMeeting, |world| {
            world.advance_before(CommandKind::DraftOpinion);
            prepare(world);
        })
    };
    let case = |guard, world, code, lift| Case {
        guard,
        world,
        actor: expert(0),
        command: Command::ReviseSheet,
        code,
        article: MEETING,
        lift,
    };
    let again = locked(|world| {
        world.must(&expert(0), Command::ReviseSheet);
        world.must(&expert(0), Command::LockSheet);
    });
    vec![
        case(
            Guard::RevisionProvided,
            locked(|world| world.rulebook.scoring.revision = false),
            "revision_not_provided",
            |world| {
                world.rulebook.scoring.revision = true;
                expert(0)
            },
        ),
        case(Guard::FirstRoundLocked, World::until(State::InMeeting), "sheets_open", |world| {
            world.advance_before(CommandKind::DraftOpinion);
            expert(0)
        }),
        case(Guard::SheetUnrevised, again, "already_revised", |_| expert(1)),
    ]
}

/// A report that is ready to be confirmed, under a rulebook by which the organiser's rating carries the grade.
fn carried_by_the_organiser(rated: bool) -> World {
    world(State::Reporting, |world| {
        world.rulebook.scoring.carried_by = Carrier::Organiser;
        world.advance_before(CommandKind::RateResult);
        if rated {
            world.must(&department(3), Command::RateResult { marks: world.marks() });
        }
    })
}

fn rating() -> Vec<Case> {
    let case = |guard, world, actor, command, code, lift| Case {
        guard,
        world,
        actor,
        command,
        code,
        article: "第十六条",
        lift,
    };
    let unrated = carried_by_the_organiser(false);
    let rate = Command::RateResult { marks: unrated.marks() };
    vec![
        case(
            Guard::RatedBySecondPerson,
            unrated.clone(),
            department(1),
            rate,
            "second_person_needed",
            |_| department(3),
        ),
        case(
            Guard::ResultRated,
            unrated,
            department(3),
            Command::ConfirmResult(Confirmation::default()),
            "result_unrated",
            |world| {
                world.must(&department(2), Command::RateResult { marks: world.marks() });
                department(3)
            },
        ),
        case(
            Guard::RaterDoesNotConfirm,
            carried_by_the_organiser(true),
            department(3),
            Command::ConfirmResult(Confirmation::default()),
            "second_person_needed",
            |_| department(2),
        ),
    ]
}

/// Two experts by way of exception, under a rulebook that takes the highest and the lowest total away.
fn two_sheets_to_trim() -> World {
    let mut world = opened_with_panel(2);
    world.rulebook.scoring.aggregation = Aggregation::TrimmedMean;
    world.must(&department(2), request_deviation());
    world.must(&department(3), Command::ApprovePanelDeviation);
    world.advance_before(CommandKind::ConcludeMeeting);
    world
}

fn conclusion() -> Vec<Case> {
    let case = |guard, world, code, lift| Case {
        guard,
        world,
        actor: department(0),
        command: Command::ConcludeMeeting,
        code,
        article: MEETING,
        lift,
    };
    let question = world(State::Preliminary, |world| {
        let question = "测算是否可靠".to_owned();
        let command = Command::RaiseArgumentRequest { indicator: "A1".to_owned(), question };
        world.must(&department(0), command);
        world.advance_before(CommandKind::AnswerArgumentRequest);
    });
    let invited = world(State::InMeeting, |world| {
        world.must(&department(2), samples::command(CommandKind::InviteDeputy, world));
        world.advance_before(CommandKind::SubmitDeputyOpinion);
    });
    vec![
        case(
            Guard::MeetingRecorded,
            World::until(State::InMeeting),
            "meeting_not_recorded",
            to_the_end_of_the_meeting,
        ),
        Case {
            article: "第十六条",
            ..case(Guard::SheetsSuffice, two_sheets_to_trim(), "too_few_sheets", |world| {
                world.must(&department(2), Command::AppointReplacement { member: member(2) });
                to_the_end_of_the_meeting(world)
            })
        },
        Case {
            article: MARKS,
            ..case(Guard::ArgumentsAnswered, question, "arguments_open", to_the_end_of_the_meeting)
        },
        case(
            Guard::OpinionSigned,
            meeting(CommandKind::SignOpinion),
            "opinion_unsigned",
            to_the_end_of_the_meeting,
        ),
        case(Guard::DeputiesHeard, invited, "deputies_unheard", |world| {
            world
                .must(&deputy(), Command::SubmitDeputyOpinion { text: "支持".to_owned(), suggestions: None });
            department(0)
        }),
    ]
}

fn report() -> Vec<Case> {
    let returned = world(State::Submitted, |world| {
        let reason = "论证不充分".to_owned();
        world.must(&bureau(0), Command::ReturnReport { reason });
        // Written once more as it was: that is no answer to a return.
        let section = world.rulebook.report_sections[0].code.clone();
        let text = world.round().report[&section].text.clone();
        world.must(&department(0), Command::WriteReportSection { section, text });
    });
    let reporting = |before: CommandKind| world(State::Reporting, |world| world.advance_before(before));
    let case = |guard, world, actor, command, code, lift| Case {
        guard,
        world,
        actor,
        command,
        code,
        article: "第十五条",
        lift,
    };
    vec![
        case(
            Guard::ReportComplete,
            World::until(State::Reporting),
            department(0),
            Command::SignReport,
            "report_incomplete",
            |world| {
                world.advance_before(CommandKind::SignReport);
                department(0)
            },
        ),
        Case {
            article: "第十九条",
            ..case(
                Guard::ReportRevised,
                returned,
                department(0),
                Command::SignReport,
                "report_unchanged",
                |world| {
                    world.must(&department(1), samples::command(CommandKind::WriteReportSection, world));
                    department(0)
                },
            )
        },
        case(
            Guard::ReportUnsignedByActor,
            reporting(CommandKind::ConfirmResult),
            department(0),
            Command::SignReport,
            "already_signed",
            |world| {
                world.must(&department(1), samples::command(CommandKind::WriteReportSection, world));
                department(0)
            },
        ),
        case(
            Guard::ReportSigned,
            reporting(CommandKind::SignReport),
            department(3),
            Command::ConfirmResult(Confirmation::default()),
            "report_unsigned",
            |world| {
                world.advance_before(CommandKind::ConfirmResult);
                department(3)
            },
        ),
        Case {
            article: "第十六条",
            ..case(
                Guard::ConfirmedBySecondPerson,
                reporting(CommandKind::ConfirmResult),
                department(1),
                Command::ConfirmResult(Confirmation::default()),
                "second_person_needed",
                |_| department(3),
            )
        },
    ]
}

fn rounds() -> Vec<Case> {
    vec![Case {
        guard: Guard::RoundsLeft,
        world: world(State::ReturnedForRevision, |world| world.rulebook.rounds.limit = Some(1)),
        actor: department(2),
        command: Command::OpenNextRound { revision: "压减了预算".to_owned() },
        code: "no_rounds_left",
        article: "第十七条第（二）项",
        lift: |world| {
            world.rulebook.rounds.limit = Some(2);
            department(2)
        },
    }]
}

fn conditions() -> Vec<Case> {
    vec![Case {
        guard: Guard::ConditionsOpen,
        world: World::until(State::Submitted),
        actor: department(2),
        command: Command::SettleCondition { number: 1, waiver: Some("已无必要".to_owned()) },
        code: "no_open_conditions",
        article: "第十七条",
        lift: |world| {
            world.must(&bureau(0), Command::ReturnReport { reason: "论证不充分".to_owned() });
            world.advance_before(CommandKind::ConfirmResult);
            world.must(&department(3), crate::conditions::confirm_with(world, None, 1));
            department(2)
        },
    }]
}

/// One case for each guard, in the order of the path.
fn evidence() -> Vec<Case> {
    let contradicted = world(State::Preliminary, |world| {
        let cross_check = samples::cross_check(Some("红线图为1.1公里"));
        world.must(&department(0), Command::RecordCrossCheck(cross_check));
        while world
            .attempt(&department(0), Command::ConveneMeeting)
            .is_err_and(|refused| refused.code == "preliminary_incomplete")
        {
            let (actor, command) = world.next().unwrap();
            world.must(&actor, command);
        }
    });
    let flagged = world(State::Preliminary, |world| {
        world.must(&department(0), samples::command(CommandKind::RaiseRedFlag, world));
        world.advance_before(CommandKind::AnswerRedFlag);
    });
    vec![
        Case {
            guard: Guard::ContradictionsResolved,
            world: contradicted,
            actor: department(2),
            command: Command::ConveneMeeting,
            code: "contradictions_open",
            article: MATERIAL,
            lift: |world| {
                let resolution = "以红线图为准".to_owned();
                world.must(&department(0), Command::ResolveContradiction { number: 1, resolution });
                department(2)
            },
        },
        Case {
            guard: Guard::RedFlagsAnswered,
            world: flagged,
            actor: department(0),
            command: Command::ConcludeMeeting,
            code: "red_flags_open",
            article: "第七条",
            lift: to_the_end_of_the_meeting,
        },
    ]
}

pub(crate) fn cases() -> Vec<Case> {
    [
        preparation(),
        deviation(),
        waivers(),
        collection(),
        sheets(),
        withdrawals(),
        revision(),
        conclusion(),
        evidence(),
        report(),
        rating(),
        rounds(),
        conditions(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn every_guard_of_the_table_has_a_case() {
    let of_table: BTreeSet<Guard> =
        CommandKind::ALL.iter().flat_map(|kind| step(*kind).guards.iter().copied()).collect();
    let tested: BTreeSet<Guard> = cases().iter().map(|case| case.guard).collect();
    assert_eq!(of_table, tested);
}

#[test]
fn every_guard_blocks_with_its_code_and_article_and_lets_pass_afterwards() {
    for mut case in cases() {
        assert!(step(case.command.kind()).guards.contains(&case.guard), "{:?}", case.guard);
        let rejection = case.world.refused(&case.actor, case.command.clone());
        assert_eq!(
            (rejection.kind, rejection.code, rejection.article),
            (RejectionKind::Blocked, case.code, case.article),
            "{:?}: {}",
            case.guard,
            rejection.detail
        );
        let actor = (case.lift)(&mut case.world);
        case.world.must(&actor, case.command);
    }
}
