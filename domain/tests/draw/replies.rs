//! After the draw: who is called, who follows, and what happens when nobody is left.

use domain::draw::{Candidate, Command, Exclusion, Phase, Seats, verify};
use domain::panel::ExpertKind;

use crate::world::{AUDIT, CLERK, FINANCE, World, opening, pool};

const PANEL: &str = "第十三条第（二）项";

fn decline(candidate: &str) -> Command {
    Command::Decline { candidate: candidate.to_owned(), reason: "时间冲突".to_owned() }
}

fn withdraw(candidate: &str) -> Command {
    Command::Withdraw { candidate: candidate.to_owned(), reason: "补充申报利益关系".to_owned() }
}

fn accept(candidate: &str) -> Command {
    Command::Accept { candidate: candidate.to_owned() }
}

fn code(code: &str) -> (String, &'static str) {
    (code.to_owned(), PANEL)
}

#[test]
fn the_first_are_called_and_the_next_reserve_of_the_same_kind_follows() {
    let mut world = World::drawn();
    let business = world.called(ExpertKind::Business);
    assert_eq!((business.awaited.len(), business.reserves.len(), business.missing), (2, 5, 0));
    let finance = world.called(ExpertKind::Finance);
    assert_eq!((finance.awaited.len(), finance.reserves.len()), (1, 2));

    let (gone, next) = (&business.awaited[0], &business.reserves[0]);
    world.ok(decline(gone));
    let after = world.called(ExpertKind::Business);
    assert_eq!(after.awaited, [business.awaited[1].clone(), next.clone()]);
    assert_eq!(after.reserves, business.reserves[1..]);
    assert_eq!(world.called(ExpertKind::Finance), finance);
}

#[test]
fn a_round_is_complete_when_every_seat_is_taken() {
    let mut world = World::drawn();
    assert!(!world.draw.round().unwrap().is_complete());
    world.accept_all();
    let round = world.draw.round().unwrap();
    assert!(round.is_complete());
    assert_eq!(round.seated().len(), 5);
    assert_eq!(world.draw.seated(), round.seated());
    let report = verify(world.record()).unwrap();
    assert_eq!(report.draw, world.draw);
}

#[test]
fn who_accepted_and_leaves_is_followed_by_a_reserve() {
    let mut world = World::drawn();
    world.accept_all();
    let before = world.called(ExpertKind::Management);
    world.ok(withdraw(&before.accepted[0]));
    let after = world.called(ExpertKind::Management);
    assert_eq!(after.accepted, before.accepted[1..]);
    assert_eq!(after.awaited, before.reserves[..1]);
    assert!(!world.draw.round().unwrap().is_complete());
}

#[test]
fn only_who_is_called_answers_and_only_once() {
    let mut world = World::drawn();
    let business = world.called(ExpertKind::Business);
    let (called, reserve) = (&business.awaited[0], &business.reserves[0]);
    for stranger in [reserve.as_str(), "Y08", "C04", "无此人", ""] {
        assert_eq!(world.refused(accept(stranger)), code("not_called"), "{stranger}");
        assert_eq!(world.refused(decline(stranger)), code("not_called"), "{stranger}");
    }
    assert_eq!(world.refused(withdraw(called)), code("not_seated"));
    world.ok(accept(called));
    assert_eq!(world.refused(accept(called)), code("not_called"));
    assert_eq!(world.refused(decline(called)), code("not_called"));
    world.ok(withdraw(called));
    assert_eq!(world.refused(accept(called)), code("not_called"));
}

#[test]
fn a_refusal_needs_a_reason() {
    let mut world = World::drawn();
    let candidate = world.called(ExpertKind::Finance).awaited[0].clone();
    let silent = Command::Decline { candidate, reason: " \n".to_owned() };
    assert_eq!(world.refused(silent), code("required"));
}

/// Seats are filled by two rounds, and somebody of the first leaves while the second goes on.
#[test]
fn who_sits_by_an_ended_round_can_still_leave() {
    let mut world = exhausted();
    world.accept_all();
    let leaving = world.called(ExpertKind::Management).accepted[0].clone();
    world.ok(Command::Close { reason: "候补用尽，扩充名册后补抽".to_owned() });
    let seated = world.draw.seated();
    let mut candidates = pool();
    for candidate in &mut candidates {
        let declined = candidate.stratum == ExpertKind::Finance.label();
        if declined || seated.iter().any(|(_, id)| *id == candidate.id) {
            candidate.exclusion = Some(Exclusion {
                code: "already_asked".to_owned(),
                article: PANEL.to_owned(),
                reason: "前一轮已入选或者不参加".to_owned(),
            });
        }
    }
    candidates.push(Candidate::expert("C05", ExpertKind::Finance, "外区单位5"));
    let seats = vec![Seats { stratum: ExpertKind::Finance.label().to_owned(), seats: 1 }];
    let parties = vec![FINANCE.to_owned(), AUDIT.to_owned()];
    world.ok(Command::Open {
        reason: Some("补抽财政财务专家".to_owned()), candidates, seats, parties
    });
    world.ok(withdraw(&leaving));
    assert_eq!(world.draw.seated().len(), 3);
    let first = world.draw.rounds()[0].called();
    assert!(first.iter().all(|called| called.awaited.is_empty()));
    assert_eq!(world.refused(withdraw(&leaving)), code("not_seated"));
    world.draw();
    world.accept_all();
    assert!(world.draw.round().unwrap().is_complete());
    assert_eq!(world.draw.seated().len(), 4);
    verify(world.record()).unwrap();
}

/// Uses up the three finance experts.
fn exhausted() -> World {
    let mut world = World::drawn();
    for _ in 0..3 {
        let candidate = world.called(ExpertKind::Finance).awaited[0].clone();
        world.ok(decline(&candidate));
    }
    world
}

#[test]
fn a_round_with_nobody_left_is_closed_and_the_empty_seat_drawn_anew() {
    let mut world = exhausted();
    let finance = world.called(ExpertKind::Finance);
    assert_eq!((finance.missing, finance.awaited.len(), finance.reserves.len()), (1, 0, 0));
    let close =
        || Command::Close { reason: "财政财务专家候补用尽，扩充名册后补抽".to_owned() };
    assert_eq!(world.refused(close()), code("replies_open"));
    world.accept_all();
    assert_eq!(world.draw.seated().len(), 4);
    world.ok(close());
    assert_eq!(world.draw.round().unwrap().phase(), Phase::Closed);
    assert_eq!(world.draw.seated().len(), 4);
    verify(world.record()).unwrap();
}

#[test]
fn who_sits_cannot_be_drawn_again() {
    let mut world = exhausted();
    world.accept_all();
    world.ok(Command::Close { reason: "候补用尽".to_owned() });
    assert_eq!(world.refused(opening(Some("补抽"))), code("already_seated"));
}

#[test]
fn a_round_is_closed_only_when_everybody_called_has_answered() {
    let mut world = World::drawn();
    let close = || Command::Close { reason: "席位已满，另行增抽两名".to_owned() };
    assert_eq!(world.refused(close()), code("replies_open"));
    world.accept_all();
    world.ok(close());
    assert_eq!(world.draw.seated().len(), 5);
    assert_eq!(world.refused(close()), code("wrong_phase"));
}

/// Whatever is answered in whatever order, who sits is a function of who was away, not of who answered first.
#[test]
fn the_order_of_answers_does_not_matter() {
    let mut one = World::drawn();
    let called = one.called(ExpertKind::Business).awaited;
    let mut other = one.clone();
    one.ok(accept(&called[1]));
    one.ok(decline(&called[0]));
    other.ok(decline(&called[0]));
    other.ok(accept(&called[1]));
    assert_eq!(one.called(ExpertKind::Business), other.called(ExpertKind::Business));
}

#[test]
fn nothing_is_answered_before_the_draw_and_time_does_not_go_back() {
    let mut world = World::new();
    assert_eq!(world.refused(accept("Y01")), code("no_round"));
    world.open();
    assert_eq!(world.refused(accept("Y01")), code("wrong_phase"));
    let earlier = "2026-11-23T00:00:00Z".parse().unwrap();
    let rejection = world.draw.perform(Command::Draw, CLERK, earlier).unwrap_err();
    assert_eq!(rejection.code, "time_goes_back");
    assert_eq!(pool().len(), 17);
}
