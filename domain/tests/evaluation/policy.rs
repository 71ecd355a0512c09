//! Who may do what: the whole table for review, and what must hold in every line of it.

use std::fmt::Write as _;

use domain::actor::Role;
use domain::evaluation::State;
use domain::policy::{Action, Denied, Relation, can};

use crate::samples;
use crate::world::{APPLICANT, World, actor, applicant, auditor, bureau, consultant, department, expert};

/// Actions on one evaluation: nobody unrelated may learn that it exists.
const ON_AN_EVALUATION: [Action; 16] = [
    Action::ReadEvaluation,
    Action::ReadPanel,
    Action::ReadPreliminaryScores,
    Action::ReadEvidence,
    Action::ReadSheets,
    Action::ReadFirstRound,
    Action::ReadResult,
    Action::ReadReport,
    Action::ReadJournal,
    Action::Organise,
    Action::WorkInGroup,
    Action::SupplyMaterial,
    Action::UploadFile,
    Action::Score,
    Action::GiveDeputyOpinion,
    Action::Supervise,
];

const WRITING: [Action; 18] = [
    Action::ImportList,
    Action::RegisterSubject,
    Action::AnswerQuestion,
    Action::Designate,
    Action::DecideSimilarity,
    Action::SetTargets,
    Action::Exempt,
    Action::JoinSubjects,
    Action::ManageOrganisations,
    Action::OpenEvaluation,
    Action::Organise,
    Action::WorkInGroup,
    Action::SupplyMaterial,
    Action::UploadFile,
    Action::Score,
    Action::GiveDeputyOpinion,
    Action::Supervise,
    Action::ManageRulebooks,
];

/// Every combination of relations, possible or not.
fn relations() -> impl Iterator<Item = Relation> {
    (0_u32..512).map(|bits| {
        let bit = |position: u32| bits & (1 << position) != 0;
        Relation {
            organises: bit(0),
            in_working_group: bit(1),
            commissioned: bit(2),
            on_panel: bit(3),
            own_sheet_locked: bit(4),
            invited_deputy: bit(5),
            applied: bit(6),
            released: bit(7),
            convened: bit(8),
            own_first_round_locked: bit(9),
        }
    })
}

/// The relations that a role can have, as the review table lists them.
fn cases() -> Vec<(Role, &'static str, Relation)> {
    let none = Relation::default();
    let organises = Relation { organises: true, ..none };
    let group = Relation { in_working_group: true, ..none };
    let commissioned = Relation { commissioned: true, ..none };
    let panel = Relation { on_panel: true, ..none };
    let revising = Relation { own_first_round_locked: true, ..panel };
    let locked = Relation { own_sheet_locked: true, ..revising };
    let applied = Relation { applied: true, ..none };
    let invited = Relation { invited_deputy: true, ..none };
    let convened = |relation| Relation { convened: true, ..relation };
    let released = |relation| Relation { released: true, convened: true, ..relation };
    vec![
        (Role::Applicant, "无关", none),
        (Role::Applicant, "申报，未认定", applied),
        (Role::Applicant, "申报，已开会", convened(applied)),
        (Role::Applicant, "申报，已认定", released(applied)),
        (Role::BudgetDepartment, "无关", none),
        (Role::BudgetDepartment, "组织", organises),
        (Role::BudgetDepartment, "工作组", group),
        (Role::FinanceBureau, "未组织", none),
        (Role::FinanceBureau, "组织", organises),
        (Role::FinanceBureau, "工作组", group),
        (Role::ThirdParty, "无关", none),
        (Role::ThirdParty, "受托", commissioned),
        (Role::ThirdParty, "受托，工作组", Relation { in_working_group: true, ..commissioned }),
        (Role::Expert, "无关", none),
        (Role::Expert, "专家小组，未开会", panel),
        (Role::Expert, "专家小组，未锁定", convened(panel)),
        (Role::Expert, "专家小组，修改中", convened(revising)),
        (Role::Expert, "专家小组，已锁定", convened(locked)),
        (Role::Expert, "专家小组，已认定", released(locked)),
        (Role::Deputy, "无关", none),
        (Role::Deputy, "受邀，未认定", invited),
        (Role::Deputy, "受邀，已开会", convened(invited)),
        (Role::Deputy, "受邀，已认定", released(invited)),
        (Role::AuditBureau, "任何", none),
    ]
}

#[test]
fn the_policy_is_as_reviewed() {
    let mut table = String::from("每格一项权限：是 可以；否 不可以；· 不得知其存在\n");
    for (index, action) in Action::ALL.iter().enumerate() {
        writeln!(table, "{:>2} {action:?}", index + 1).unwrap();
    }
    let numbers: Vec<String> = (1..=Action::ALL.len()).map(|number| format!("{number:>2}")).collect();
    writeln!(table, "\n{}", numbers.join(" ")).unwrap();
    for (role, relation, facts) in cases() {
        let cells: Vec<&str> = Action::ALL
            .iter()
            .map(|action| match can(role, *action, &facts) {
                Ok(()) => "是",
                Err(Denied::Forbidden) => "否",
                Err(Denied::Hidden) => " ·",
            })
            .collect();
        writeln!(table, "{} {}（{relation}）", cells.join(" "), role.label()).unwrap();
    }
    insta::assert_snapshot!("policy", table);
}

#[test]
fn the_applicant_never_sees_marks_names_or_drafts() {
    for relation in relations() {
        for action in [
            Action::ReadSheets,
            Action::ReadFirstRound,
            Action::ReadPanel,
            Action::ReadReport,
            Action::ReadPreliminaryScores,
            Action::ReadEvidence,
        ] {
            assert!(can(Role::Applicant, action, &relation).is_err(), "{action:?} {relation:?}");
        }
        let result = can(Role::Applicant, Action::ReadResult, &relation);
        assert_eq!(result.is_ok(), relation.applied && relation.released, "{relation:?}");
    }
}

#[test]
fn whoever_is_unrelated_does_not_learn_that_it_exists() {
    for role in Role::ALL {
        if matches!(role, Role::FinanceBureau | Role::AuditBureau) {
            continue;
        }
        for released in [false, true] {
            for action in ON_AN_EVALUATION {
                let unrelated = Relation { released, ..Relation::default() };
                assert_eq!(can(role, action, &unrelated), Err(Denied::Hidden), "{role:?} {action:?}");
            }
        }
    }
}

#[test]
fn an_expert_sees_the_sheets_only_with_an_own_sheet_locked() {
    for relation in relations() {
        let sees = can(Role::Expert, Action::ReadSheets, &relation).is_ok();
        assert_eq!(sees, relation.on_panel && relation.own_sheet_locked, "{relation:?}");
        let sees_first = can(Role::Expert, Action::ReadFirstRound, &relation).is_ok();
        assert_eq!(sees_first, relation.on_panel && relation.own_first_round_locked, "{relation:?}");
    }
}

#[test]
fn panel_and_deputies_see_what_was_gathered_from_the_meeting_on() {
    for relation in relations() {
        let convened = relation.convened;
        let expert = can(Role::Expert, Action::ReadEvidence, &relation).is_ok();
        assert_eq!(expert, convened && relation.on_panel, "{relation:?}");
        let deputy = can(Role::Deputy, Action::ReadEvidence, &relation).is_ok();
        assert_eq!(deputy, convened && relation.invited_deputy, "{relation:?}");
    }
    let relation = |state| Relation::to_evaluation(&expert(0), &World::until(state).evaluation);
    assert!(!relation(State::Preliminary).convened && relation(State::InMeeting).convened);
    assert!(relation(State::Reporting).convened && relation(State::Excluded).convened);
}

#[test]
fn the_auditor_reads_everything_and_changes_nothing() {
    for relation in relations() {
        for action in Action::ALL {
            // How an expert marks over a year is for the bureau that keeps the pool, and for nobody else.
            let denied = WRITING.contains(&action) || action == Action::ReadExpertStatistics;
            assert_eq!(can(Role::AuditBureau, action, &relation).is_ok(), !denied, "{action:?} {relation:?}");
        }
    }
}

#[test]
fn only_the_roles_of_an_organiser_organise_and_only_the_bureau_supervises() {
    for relation in relations() {
        for role in Role::ALL {
            let organiser = matches!(role, Role::BudgetDepartment | Role::FinanceBureau);
            let allowed = can(role, Action::Organise, &relation).is_ok();
            assert_eq!(allowed, organiser && relation.organises, "{role:?}");
            assert_eq!(can(role, Action::Supervise, &relation).is_ok(), role == Role::FinanceBureau);
            assert_eq!(
                can(role, Action::Score, &relation).is_ok(),
                role == Role::Expert && relation.on_panel
            );
        }
    }
}

#[test]
fn a_relation_is_read_off_the_round_and_fits_the_role() {
    let world = World::with_everybody(State::InMeeting);
    let to = |actor| Relation::to_evaluation(&actor, &world.evaluation);
    let none = Relation { convened: true, ..Relation::default() };
    assert_eq!(to(department(2)), Relation { organises: true, ..none });
    assert_eq!(
        to(consultant("甲咨询公司", 0)),
        Relation { commissioned: true, in_working_group: true, ..none }
    );
    assert_eq!(to(consultant("甲咨询公司", 7)), Relation { commissioned: true, ..none });
    assert_eq!(to(expert(0)), Relation { on_panel: true, ..none });
    assert_eq!(to(expert(20)), none);
    assert_eq!(to(applicant()), Relation { applied: true, ..none });
    assert_eq!(to(bureau(0)), none);
    assert_eq!(to(auditor()), none);
    // The same post in another role has nothing of it.
    for role in [Role::Applicant, Role::Deputy, Role::AuditBureau] {
        assert_eq!(to(actor(400, "专家0", role, "省专家库")), none);
    }
    assert_eq!(to(actor(9_000, "城建中心预算岗", Role::BudgetDepartment, APPLICANT)), none);
}

#[test]
fn an_applicant_in_a_working_group_is_still_only_the_applicant() {
    let mut world = World::new();
    world.must(&department(2), samples::form_group(&applicant(), &[department(0)]));
    let relation = Relation::to_evaluation(&applicant(), &world.evaluation);
    assert_eq!(relation, Relation { applied: true, ..Relation::default() });
}

#[test]
fn a_locked_sheet_counts_for_the_relation_until_it_is_reopened() {
    let mut world = World::until(State::InMeeting);
    world.advance_before(domain::evaluation::CommandKind::DraftOpinion);
    assert!(Relation::to_evaluation(&expert(0), &world.evaluation).own_sheet_locked);
    let reopen =
        domain::evaluation::Command::ReopenSheet { expert: expert(0).id, reason: "误填".to_owned() };
    world.must(&department(2), reopen);
    assert!(!Relation::to_evaluation(&expert(0), &world.evaluation).own_sheet_locked);
}
