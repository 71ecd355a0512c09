//! One road from opening to support, with seven experts.

use domain::evaluation::{Change, CollectionChange, Command, CommandKind, Confirmation, State, replay};
use domain::rulebook::Effect;

use crate::samples;
use crate::world::{World, applicant, bureau, department, deputy, expert, points};

#[test]
fn seven_experts_take_a_road_from_opening_to_support() {
    let mut world = World::new();
    let mut states = vec![world.state()];
    while let Some((actor, command)) = world.next() {
        world.must(&actor, command);
        if states.last() != Some(&world.state()) {
            states.push(world.state());
        }
    }
    assert_eq!(
        states,
        [
            State::Opened,
            State::Organised,
            State::Planned,
            State::Collecting,
            State::Preliminary,
            State::InMeeting,
            State::Reporting,
            State::Concluded,
            State::Submitted,
            State::Supported,
        ]
    );
    let round = world.round();
    assert_eq!(round.panel.size(), 7);
    let result = round.result.as_ref().unwrap();
    assert_eq!((result.score.sum(), result.score.count()), (59_500, 7));
    assert_eq!(result.grade.as_ref().unwrap().label, "良好");
    assert_eq!(result.outcome.effect, Effect::Supported);
    assert_eq!(result.preliminary_total, points("100"));
    assert_eq!(replay(&world.events).as_ref(), Some(&world.evaluation));
}

#[test]
fn every_side_path_of_one_round_comes_back_to_the_road() {
    let mut world = World::until(State::Planned);
    world.must(&department(2), samples::command(CommandKind::InviteDeputy, &world));
    world.advance_to(State::Collecting);
    world.must(
        &department(0),
        Command::RequestSupplement {
            text: "补交批复".to_owned(),
            due: samples::due(),
            item: None,
            indicator: None,
        },
    );
    world.must(&department(0), Command::SkipSiteVisit { reason: "线上查看即可".to_owned() });
    let waived = "M02".to_owned();
    world.must(
        &department(0),
        Command::RequestWaiver { item: waived.clone(), reason: "并入申报书".to_owned() },
    );
    world.must(&department(2), Command::ApproveWaiver { item: waived });
    world.must(&applicant(), samples::submit_material("M01"));
    let returned = Command::ReturnMaterial { item: "M01".to_owned(), reason: "缺页".to_owned() };
    world.must(&department(0), returned);
    assert_eq!(world.round().checklist["M01"].return_reason.as_deref(), Some("缺页"));
    world.advance_to(State::Preliminary);
    assert_eq!(world.round().checklist["M01"].materials.len(), 2, "nothing that was supplied is lost");
    let question =
        Command::RaiseArgumentRequest { indicator: "A1".to_owned(), question: "依据够吗".to_owned() };
    world.must(&department(0), question);
    world.advance_to(State::InMeeting);
    world.must(
        &department(3),
        Command::WithdrawPanelMember { expert: expert(0).id, reason: "有利益关系".to_owned() },
    );
    world.advance_before(CommandKind::ConcludeMeeting);
    assert_eq!(world.panel().len(), 7, "somebody took the seat");
    assert_eq!(world.round().deputies[0].opinion.as_deref(), Some("支持"));
    assert_eq!(world.round().deputies[0].person.actor, deputy().id);
    world.advance_to(State::Supported);
    assert_eq!(replay(&world.events).as_ref(), Some(&world.evaluation));
}

#[test]
fn an_optional_material_that_comes_late_can_still_be_waived() {
    let mut world = World::until(State::Preliminary);
    world.must(&applicant(), samples::submit_material("M08"));
    let returned =
        Command::ReturnMaterial { item: "M08".to_owned(), reason: "与本项目无关".to_owned() };
    world.must(&department(0), returned);
    world.must(
        &department(0),
        Command::RequestWaiver { item: "M08".to_owned(), reason: "无需提供".to_owned() },
    );
    let event = world.must(&department(2), Command::ApproveWaiver { item: "M08".to_owned() });
    assert_eq!(event.change, Change::Collection(CollectionChange::WaiverApproved { item: "M08".to_owned() }));
    world.advance_to(State::InMeeting);
}

#[test]
fn a_returned_report_is_signed_and_confirmed_again() {
    let mut world = World::until(State::Submitted);
    world.must(
        &bureau(0),
        Command::RecordReview { score: Some(points("60")), finding: "论证偏弱".to_owned() },
    );
    world.must(&bureau(0), Command::ReturnReport { reason: "论证不充分".to_owned() });
    let round = world.round();
    assert_eq!(round.state, State::Reporting);
    assert!(round.result.is_none() && round.batch.is_none() && round.report_signatures.is_empty());
    assert_eq!(round.report_returns[0].reason, "论证不充分");
    world.blocked(&department(3), Command::ConfirmResult(Confirmation::default()), "report_unsigned");
    world.advance_to(State::Supported);
    let result = world.round().result.as_ref().unwrap();
    assert_eq!(result.score.cut_off(), points("85"), "the bureau's own score changes nothing (C31)");
    assert_eq!(world.round().reviews.len(), 1);
}

#[test]
fn an_evaluation_can_be_withdrawn_until_the_meeting() {
    for state in [State::Opened, State::Organised, State::Planned, State::Collecting, State::Preliminary] {
        let mut world = World::until(state);
        world.must(&department(2), Command::Withdraw { reason: "不再申报".to_owned() });
        assert_eq!(world.state(), State::Withdrawn);
        assert_eq!(world.round().end_reason.as_deref(), Some("不再申报"));
        world.blocked(&department(2), Command::Withdraw { reason: "再撤一次".to_owned() }, "round_ended");
    }
    let mut meeting = World::until(State::InMeeting);
    meeting.blocked(&department(2), Command::Withdraw { reason: "分数不理想".to_owned() }, "wrong_state");
}
