//! People who come and go while a round goes on: deputies, the working group, the panel.

use domain::evaluation::{
    Command, CommandKind, Confirmation, Evaluation, Person, Rejection, RejectionKind, State, allowed,
};
use domain::id::ActorId;
use domain::policy::{Action, Relation, can};

use crate::contents::expect;
use crate::samples;
use crate::world::{FIRMS, World, applicant, bureau, consultant, department, deputy, expert, member};

fn release(reason: &str) -> Command {
    Command::ReleaseDeputy { deputy: deputy().id, reason: reason.to_owned() }
}

fn invite() -> Command {
    Command::InviteDeputy { deputy: Person::from(&deputy()) }
}

fn replace(leaving: ActorId, joining: Option<Person>) -> Command {
    Command::ReplaceGroupMember { leaving, joining, reason: "工作变动".to_owned() }
}

fn withdraw(number: u128) -> Command {
    Command::WithdrawPanelMember { expert: expert(number).id, reason: "出差".to_owned() }
}

fn ask(number: u128) -> Command {
    Command::RequestPanelWithdrawal { expert: expert(number).id, reason: "失联".to_owned() }
}

fn approve(number: u128) -> Command {
    Command::ApprovePanelWithdrawal { expert: expert(number).id }
}

fn lock(world: &mut World, number: u128) {
    world.must(&expert(number), Command::SaveSheet { marks: world.marks() });
    world.must(&expert(number), Command::LockSheet);
}

fn knows(evaluation: &Evaluation, actor: &domain::actor::Actor) -> bool {
    can(actor.role, Action::ReadEvaluation, &Relation::to_case(actor, evaluation)).is_ok()
}

#[test]
fn a_deputy_who_does_not_come_holds_nothing_up() {
    let mut world = World::until(State::InMeeting);
    expect(&mut world, &department(2), release("不能参加"), &["deputy: not_invited"]);
    world.must(&department(2), invite());
    world.advance_before(CommandKind::SubmitDeputyOpinion);
    world.blocked(&department(0), Command::ConcludeMeeting, "deputies_unheard");
    expect(&mut world, &department(2), release(""), &["reason: required"]);
    assert_eq!(world.refused(&expert(0), release("不能参加")).kind, RejectionKind::Forbidden);
    world.must(&department(2), release("不能参加"));
    assert_eq!(world.round().deputies[0].released.as_deref(), Some("不能参加"));
    assert!(!Relation::to_evaluation(&deputy(), &world.evaluation).invited_deputy);
    assert!(!knows(&world.evaluation, &deputy()));
    let opinion = Command::SubmitDeputyOpinion { text: "支持".to_owned(), suggestions: None };
    assert_eq!(world.refused(&deputy(), opinion.clone()).kind, RejectionKind::Hidden);
    expect(&mut world, &department(2), release("不能参加"), &["deputy: not_invited"]);
    // Whoever can come after all is invited again, and what was said then cannot be taken back.
    world.must(&department(2), invite());
    world.must(&deputy(), opinion);
    expect(&mut world, &department(2), release("意见不同"), &["deputy: already_heard"]);
    assert_eq!(world.round().deputies.len(), 2, "the first invitation is kept for the record");
    world.must(&department(0), Command::ConcludeMeeting);
}

#[test]
fn a_group_member_is_replaced_by_somebody_who_may_be_in_the_group() {
    let mut world = World::new();
    world.must(&department(2), Command::CommissionThirdParty(samples::commission(FIRMS[0])));
    world.advance_to(State::Planned);
    world.must(&department(2), invite());
    let person = |number| Person::from(&consultant(FIRMS[0], number));
    let (leader, second) = (consultant(FIRMS[0], 0).id, consultant(FIRMS[0], 1).id);
    let organiser = department(2);
    expect(&mut world, &organiser, replace(expert(0).id, Some(person(2))), &["leaving: not_in_group"]);
    expect(&mut world, &organiser, replace(leader, None), &["joining: required"]);
    expect(&mut world, &organiser, replace(leader, Some(person(1))), &["joining: duplicate"]);
    let outsider = Person::from(&department(0));
    expect(&mut world, &organiser, replace(second, Some(outsider)), &["joining: not_of_third_party"]);
    let both = ["joining: conflict_of_interest", "joining: not_of_third_party"];
    expect(&mut world, &organiser, replace(second, Some(Person::from(&expert(0)))), &both);
    expect(&mut world, &organiser, replace(second, Some(Person::from(&deputy()))), &both);
    world.must(&organiser, replace(leader, Some(person(2))));
    world.must(&organiser, replace(second, None));
    let group = world.round().working_group.clone().unwrap();
    assert_eq!((&group.leader, group.members.len()), (&person(2), 0));
    let former: Vec<ActorId> =
        world.round().former_group_members.iter().map(|former| former.person.actor).collect();
    assert_eq!(former, [leader, second]);
    assert!(!Relation::to_evaluation(&consultant(FIRMS[0], 0), &world.evaluation).in_working_group);
    // Somebody may come back.
    world.must(&organiser, replace(person(2).actor, Some(person(0))));
    world.advance_to(State::Concluded);
}

#[test]
fn whoever_left_while_the_report_was_written_neither_signs_nor_confirms() {
    let mut world = World::until(State::Reporting);
    world.advance_before(CommandKind::ConfirmResult);
    assert_eq!(world.round().report_signatures.len(), 2);
    // The author of everything leaves, and somebody else writes it anew.
    world.must(&department(2), replace(department(0).id, Some(Person::from(&department(4)))));
    let signed: Vec<ActorId> =
        world.round().report_signatures.iter().map(|signature| signature.person.actor).collect();
    assert_eq!(signed, [department(1).id], "the signature left with its owner");
    world.blocked(&department(3), Command::ConfirmResult(Confirmation::default()), "report_unsigned");
    for section in world.rulebook.report_sections.clone() {
        let text = "重新撰写".to_owned();
        world.must(&department(4), Command::WriteReportSection { section: section.code, text });
    }
    for signer in [1, 4] {
        world.must(&department(signer), Command::SignReport);
    }
    world.blocked(&department(0), Command::ConfirmResult(Confirmation::default()), "second_person_needed");
    assert_eq!(world.refused(&department(0), Command::SignReport).kind, RejectionKind::Forbidden);
    world.must(&department(3), Command::ConfirmResult(Confirmation::default()));
}

#[test]
fn whoever_left_before_the_report_may_confirm_it() {
    let mut world = World::until(State::Collecting);
    world.must(&department(2), replace(department(1).id, None));
    world.advance_before(CommandKind::ConfirmResult);
    world.must(&department(1), Command::ConfirmResult(Confirmation::default()));
}

#[test]
fn nobody_alone_drops_a_mark() {
    let mut world = World::until(State::InMeeting);
    world.must(&department(2), withdraw(6));
    world.must(&department(2), Command::AppointReplacement { member: member(9) });
    lock(&mut world, 0);
    lock(&mut world, 1);
    let needs_another = |rejection: Rejection| {
        assert_eq!((rejection.kind, rejection.code), (RejectionKind::Blocked, "second_person_needed"));
        assert_eq!(rejection.article, "第二十条");
        rejection.detail
    };
    let detail = needs_another(world.refused(&department(2), withdraw(0)));
    assert!(detail.contains("申请专家退出") && detail.contains("批准专家退出"), "{detail}");
    // Nor by opening the sheet again first.
    let reopen = Command::ReopenSheet { expert: expert(0).id, reason: "误填".to_owned() };
    world.must(&department(2), reopen);
    needs_another(world.refused(&department(2), withdraw(0)));
    expect(&mut world, &department(2), ask(3), &["expert: sheet_not_locked"]);
    expect(&mut world, &department(2), ask(20), &["expert: not_on_panel"]);
    world.must(&department(2), ask(0));
    needs_another(world.refused(&department(2), approve(0)));
    expect(&mut world, &department(3), approve(1), &["expert: withdrawal_not_requested"]);
    // Whoever asked may not approve their own, even while another one is open to them.
    world.must(&department(3), ask(1));
    needs_another(world.refused(&department(3), approve(1)));
    world.must(&department(3), approve(0));
    let panel = &world.round().panel;
    assert!(panel.member(expert(0).id).is_none());
    assert_eq!(panel.former.last().unwrap().reason, "失联");
    assert_eq!(panel.withdrawals.keys().copied().collect::<Vec<ActorId>>(), [expert(1).id]);
    world.must(&department(2), approve(1));
    world.must(&department(2), Command::AppointReplacement { member: member(12) });
    world.must(&department(2), Command::AppointReplacement { member: member(13) });
    world.advance_to(State::Supported);
}

#[test]
fn another_panel_signs_again() {
    let change: [fn(&mut World); 2] = [
        |world| {
            world.must(&department(2), ask(0));
            world.must(&department(3), approve(0));
            world.must(&department(2), Command::AppointReplacement { member: member(9) });
        },
        |world| {
            for number in [9, 10] {
                world.must(&department(2), Command::AppointReplacement { member: member(number) });
            }
        },
    ];
    for change in change {
        let mut world = World::until(State::InMeeting);
        world.advance_before(CommandKind::ConcludeMeeting);
        let text = world.round().opinion.as_ref().unwrap().text.clone();
        change(&mut world);
        let opinion = world.round().opinion.clone().unwrap();
        assert_eq!((opinion.text, opinion.signatures.len()), (text, 0), "the text stays as a draft");
        world.blocked(&department(0), Command::ConcludeMeeting, "sheets_open");
        world.advance_to(State::Reporting);
    }
}

#[test]
fn an_exception_is_for_the_panel_it_was_given_for() {
    let mut world = World::until(State::Planned);
    let except = |world: &mut World| {
        let reason = "专家不足".to_owned();
        world.must(&department(2), Command::RequestPanelDeviation { reason });
        world.must(&department(3), Command::ApprovePanelDeviation);
    };
    world.must(&department(2), withdraw(0));
    except(&mut world);
    assert!(world.round().panel.defects(&world.rulebook.panel).is_empty());
    // As many as before, and yet another panel.
    world.must(&department(2), Command::AppointReplacement { member: member(9) });
    world.must(&department(2), withdraw(1));
    assert_eq!(world.round().panel.deviation, None);
    assert!(!world.round().panel.defects(&world.rulebook.panel).is_empty());
    // An exception that was only asked for is asked for anew, too.
    let reason = "专家不足".to_owned();
    world.must(&department(2), Command::RequestPanelDeviation { reason });
    world.must(&department(2), withdraw(2));
    world.blocked(&department(3), Command::ApprovePanelDeviation, "deviation_not_requested");
}

#[test]
fn where_no_exception_is_allowed_none_is_offered_or_suggested() {
    let mut world = World::new();
    world.rulebook.panel.deviation_allowed = false;
    world.must(&department(2), samples::form_group(&department(0), &[]));
    world.must(&department(2), samples::appoint_panel(0..6));
    let offers = allowed(&world.evaluation, &department(2), &world.rulebook);
    let request = offers.iter().find(|offer| offer.command == CommandKind::RequestPanelDeviation).unwrap();
    assert_eq!(request.blocked_by[0].code, "deviation_not_allowed");
    let refusal = world.refused(&department(2), Command::CompleteOrganisation);
    assert!(!refusal.detail.contains("例外"), "{}", refusal.detail);
}

#[test]
fn the_buttons_know_who_asked_for_a_waiver() {
    let mut world = World::until(State::Collecting);
    let waive =
        |item: &str| Command::RequestWaiver { item: item.to_owned(), reason: "无此资料".to_owned() };
    world.must(&department(0), waive("M01"));
    let blocks = |world: &World, number| {
        let offers = allowed(&world.evaluation, &department(number), &world.rulebook);
        let offer = offers.into_iter().find(|offer| offer.command == CommandKind::ApproveWaiver).unwrap();
        offer.blocked_by.into_iter().map(|rejection| rejection.code).collect::<Vec<&str>>()
    };
    assert_eq!(blocks(&world, 0), ["second_person_needed"]);
    assert!(blocks(&world, 2).is_empty());
    world.must(&department(1), waive("M02"));
    assert!(blocks(&world, 0).is_empty(), "there is one that somebody else asked for");
    world.must(&department(0), Command::ApproveWaiver { item: "M02".to_owned() });
}

#[test]
fn a_returned_report_is_changed_before_it_is_signed() {
    let mut world = World::until(State::Submitted);
    let back = || Command::ReturnReport { reason: "论证不充分".to_owned() };
    world.must(&bureau(0), back());
    for _ in 0..2 {
        world.blocked(&department(0), Command::SignReport, "report_unchanged");
        world.must(&department(0), samples::command(CommandKind::WriteReportSection, &world));
        world.advance_to(State::Submitted);
        world.must(&bureau(0), back());
    }
    assert_eq!(
        world.round().report_returns.iter().map(|returned| returned.revised).collect::<Vec<bool>>(),
        [true, true, false]
    );
}

#[test]
fn whoever_had_a_part_in_an_earlier_round_still_knows_of_the_case() {
    let mut world = World::new();
    world.must(&department(2), Command::CommissionThirdParty(samples::commission(FIRMS[0])));
    world.advance_to(State::Planned);
    world.must(&department(2), invite());
    world.advance_to(State::Concluded);
    world.must(&bureau(0), samples::order_reevaluation(FIRMS[1]));
    let none = Relation::default();
    for somebody in [department(2), consultant(FIRMS[0], 0), consultant(FIRMS[0], 9), expert(0), deputy()] {
        assert!(knows(&world.evaluation, &somebody), "{}", somebody.post);
        assert_eq!(Relation::to_evaluation(&somebody, &world.evaluation), none, "no part in the new round");
        let earlier = Relation::to_round(&somebody, &world.evaluation, &world.evaluation.earlier[0]);
        assert_ne!(earlier, none, "{}", somebody.post);
        let refusal = world.refused(&somebody, Command::Withdraw { reason: "撤回".to_owned() });
        assert_eq!(refusal.kind, RejectionKind::Forbidden, "known, and not theirs to change");
    }
    assert!(!knows(&world.evaluation, &expert(20)) && knows(&world.evaluation, &applicant()));
    let case = Relation::to_case(&expert(0), &world.evaluation);
    assert!(
        case.on_panel && !case.own_sheet_locked && !case.released,
        "it opens nothing but the case itself"
    );
}
