//! The confirmed grade is a function of the locked sheets of the panel, and of nothing else (Arts. 14(4), 16).

use domain::evaluation::{Command, CommandKind, Confirmation, RoundResult, State};
use domain::panel::PanelMember;
use domain::score::{Mean, Score};
use proptest::prelude::*;

use crate::samples;
use crate::world::{World, department, expert, marks_of, member, points};

/// A total as a sheet can have it: marks go by half points.
fn total(halves: u32) -> Score {
    Score::from_hundredths(halves * 50).unwrap()
}

/// A meeting whose panel has one member for each total, all sheets locked with these totals.
fn scored(totals: &[Score]) -> World {
    let mut world = World::new();
    world.must(&department(2), samples::form_group(&department(0), &[department(1)]));
    let members: Vec<PanelMember> = (0..totals.len() as u128).map(member).collect();
    world.must(&department(2), Command::AppointPanel { members });
    world.advance_to(State::InMeeting);
    world.must(&department(0), samples::record_meeting());
    for (number, total) in totals.iter().enumerate() {
        lock(&mut world, number as u128, *total);
    }
    world
}

fn lock(world: &mut World, number: u128, total: Score) {
    let marks = marks_of(world.round().weights().unwrap(), total);
    world.must(&expert(number), Command::SaveSheet { marks });
    world.must(&expert(number), Command::LockSheet);
}

fn confirmed(mut world: World) -> RoundResult {
    world.advance_before(CommandKind::ConfirmResult);
    world.must(&department(3), Command::ConfirmResult(Confirmation::default()));
    world.round().result.clone().unwrap()
}

fn panel_totals() -> impl Strategy<Value = Vec<u32>> {
    let around = prop_oneof![0_u32..=200, 110_u32..=190, Just(120), Just(140), Just(160), Just(180)];
    (2_usize..5).prop_flat_map(move |half| prop::collection::vec(around.clone(), half * 2 + 1))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn the_grade_is_that_of_the_exact_mean_of_the_locked_sheets(halves in panel_totals()) {
        let totals: Vec<Score> = halves.into_iter().map(total).collect();
        let world = scored(&totals);
        let mean = Mean::of(totals.iter().copied()).unwrap();
        let ruling = world.rulebook.ruling(mean).unwrap();
        let result = confirmed(world);
        prop_assert_eq!((result.score.sum(), result.score.count()), (mean.sum(), mean.count()));
        prop_assert_eq!((result.grade, result.outcome), (ruling.grade, ruling.outcome));
    }

    #[test]
    fn a_higher_sheet_never_lowers_the_grade(
        halves in panel_totals(),
        who in any::<prop::sample::Index>(),
        more in 1_u32..=60,
    ) {
        let mut raised = halves.clone();
        let who = who.index(halves.len());
        raised[who] = (raised[who] + more).min(200);
        let grade = |halves: Vec<u32>| {
            let totals: Vec<Score> = halves.into_iter().map(total).collect();
            let world = scored(&totals);
            let rulebook = world.rulebook.clone();
            let grade = confirmed(world).grade;
            rulebook.bands.iter().position(|band| band.grade == grade).unwrap()
        };
        prop_assert!(grade(halves) >= grade(raised), "bands are listed from the best");
    }
}

#[test]
fn every_grade_and_outcome_is_reached_at_its_bound() {
    for (mark, label, state) in [
        ("100", "优秀", State::Concluded),
        ("90", "优秀", State::Concluded),
        ("89.5", "良好", State::Concluded),
        ("80", "良好", State::Concluded),
        ("79.5", "一般", State::ReturnedForRevision),
        ("70", "一般", State::ReturnedForRevision),
        ("69.5", "较差", State::Excluded),
        ("60", "较差", State::Excluded),
        ("59.5", "差", State::Excluded),
        ("0", "差", State::Excluded),
    ] {
        let mut world = scored(&[points(mark); 5]);
        world.advance_before(CommandKind::ConfirmResult);
        world.must(&department(3), Command::ConfirmResult(Confirmation::default()));
        let grade = world.round().result.clone().unwrap().grade.unwrap();
        assert_eq!((grade.label.as_str(), world.state()), (label, state), "{mark}");
    }
}

#[test]
fn the_exact_mean_decides_just_below_a_bound() {
    // 90 × 6 + 89.5 = 629.5; over seven that is 89.928…, shown as 89.92.
    let mut totals = [points("90"); 7];
    totals[6] = points("89.5");
    let result = confirmed(scored(&totals));
    assert_eq!(result.score.to_string(), "89.92");
    assert_eq!(result.grade.unwrap().label, "良好");
}

#[test]
fn the_sheet_of_somebody_who_left_does_not_count() {
    let mut world = scored(&[points("85"); 5]);
    let spoiled = marks_of(world.round().weights().unwrap(), points("0"));
    let reason = "误填".to_owned();
    world.must(&department(2), Command::ReopenSheet { expert: expert(0).id, reason: reason.clone() });
    world.must(&expert(0), Command::SaveSheet { marks: spoiled });
    world.must(&expert(0), Command::LockSheet);
    world.must(&department(2), Command::RequestPanelWithdrawal { expert: expert(0).id, reason });
    world.must(&department(3), Command::ApprovePanelWithdrawal { expert: expert(0).id });
    world.must(&department(2), Command::AppointReplacement { member: member(9) });
    lock(&mut world, 9, points("85"));
    assert_eq!(world.round().sheets.len(), 6, "the sheet is kept for the record");
    let result = confirmed(world);
    assert_eq!((result.score.sum(), result.score.count()), (42_500, 5));
}

#[test]
fn the_preliminary_score_is_kept_beside_the_result_and_never_counts() {
    let with_preliminary = |full: bool| {
        let mut world = World::until(State::Preliminary);
        let weights = world.round().weights().unwrap().clone();
        for (code, weight) in weights {
            let score = if full { weight } else { Score::ZERO };
            world.must(&department(0), samples::score_preliminary(&code, score));
        }
        confirmed(world)
    };
    let (low, high) = (with_preliminary(false), with_preliminary(true));
    assert_eq!((low.preliminary_total, high.preliminary_total), (Score::ZERO, Score::FULL));
    assert_eq!((low.score, low.grade, low.outcome), (high.score, high.grade, high.outcome));
}
