//! The second round of scoring (C33), the organiser's rating (C31), and what the experts wrote beside their marks.

use domain::actor::Actor;
use domain::evaluation::{
    Command, CommandKind, Confirmation, ReportChange, RoundResult, State, ballots, deciding_score,
    opinion_draft, panel_notes, panel_score_of, visible_sheets,
};
use domain::grade::panel_score;
use domain::rulebook::{Carrier, KindWeights};
use domain::score::{Mean, Score};
use domain::statistics::{first_round_statistics, round_statistics, two_rounds};

use crate::samples;
use crate::world::{World, bureau, department, deputy, expert, marks_of, member, points};

/// Everybody has locked 85 points; no opinion yet.
fn all_locked() -> World {
    let mut world = World::until(State::InMeeting);
    world.advance_before(CommandKind::DraftOpinion);
    world
}

fn save(world: &mut World, number: u128, total: &str) {
    let marks = marks_of(world.round().weights().unwrap(), points(total));
    world.must(&expert(number), Command::SaveSheet { marks });
}

fn revise(world: &mut World, number: u128, total: &str) {
    world.must(&expert(number), Command::ReviseSheet);
    save(world, number, total);
    world.must(&expert(number), Command::LockSheet);
}

fn reopen(number: u128) -> Command {
    Command::ReopenSheet { expert: expert(number).id, reason: "误填".to_owned() }
}

/// What `reader` sees of an expert's sheet: the total of the sheet as it is now, and that of the first round.
fn sight(world: &World, reader: &Actor, number: u128) -> (Option<Score>, Option<Score>) {
    let sheets = visible_sheets(reader, &world.evaluation, world.round());
    let Some(sheet) = sheets.into_iter().find(|sheet| sheet.expert == expert(number).id) else {
        return (None, None);
    };
    let total = |marks| domain::scoring::total_of(marks).unwrap();
    (sheet.now.map(|sheet| total(&sheet.marks)), sheet.first.map(total))
}

#[test]
fn both_rounds_are_kept_and_the_latest_locked_one_counts() {
    let mut world = all_locked();
    let first = world.round().sheets[&expert(0).id].clone();
    assert_eq!(two_rounds(world.round()), None, "nobody has revised");
    revise(&mut world, 0, "92");
    let sheet = &world.round().sheets[&expert(0).id];
    let kept = sheet.first.as_ref().unwrap();
    assert_eq!((&kept.marks, Some(kept.locked_at)), (&first.marks, first.locked_at));
    assert_eq!(
        (sheet.locked_total(), sheet.version),
        (Some(points("92")), 5),
        "save, lock, revise, save, lock"
    );
    revise(&mut world, 1, "85");
    let rounds = two_rounds(world.round()).unwrap();
    assert_eq!((rounds.revised(), rounds.changed()), (2, 1), "one of the two left everything as it was");
    assert_eq!((rounds.experts[0].first, rounds.experts[0].second), (points("85"), Some(points("92"))));
    assert!(!rounds.experts[2].revised && rounds.experts[2].second == Some(points("85")));
    let score = |statistics: domain::statistics::PanelStatistics| statistics.influence.unwrap().score;
    let first = score(first_round_statistics(world.round(), &world.rulebook).unwrap());
    let second = score(round_statistics(world.round(), &world.rulebook).unwrap());
    // Seven times 85, and once 92 in place of 85.
    assert_eq!((first, second), (Mean::from_parts(8_500, 1).unwrap(), Mean::from_parts(60_200, 7).unwrap()));
    world.advance_to(State::Concluded);
    assert_eq!(world.round().result.as_ref().unwrap().score, second);
}

#[test]
fn a_revision_is_sealed_until_it_is_locked_and_the_first_marks_stay_in_sight() {
    let mut world = all_locked();
    world.must(&expert(0), Command::ReviseSheet);
    save(&mut world, 0, "92");
    let (first, second) = (Some(points("85")), Some(points("92")));
    for reader in [expert(1), department(2), bureau(0)] {
        assert_eq!(sight(&world, &reader, 0), (None, first), "{}", reader.post);
    }
    assert_eq!(sight(&world, &expert(0), 0), (second, first), "one's own is never sealed");
    assert_eq!(sight(&world, &expert(0), 1), (None, first), "whoever revises sees what the first round left");
    // Another revises and locks meanwhile: of that the first one sees nothing before locking.
    revise(&mut world, 1, "70");
    assert_eq!(sight(&world, &expert(0), 1), (None, first));
    assert_eq!(sight(&world, &expert(2), 1), (Some(points("70")), first));
    assert_eq!(round_statistics(world.round(), &world.rulebook), None, "a sheet is open");
    assert!(first_round_statistics(world.round(), &world.rulebook).is_some());
    assert_eq!(two_rounds(world.round()).unwrap().experts[0].second, None);
    world.must(&expert(0), Command::LockSheet);
    assert_eq!(sight(&world, &expert(0), 1), (Some(points("70")), first));
    assert_eq!(sight(&world, &expert(1), 0), (second, first));
}

#[test]
fn a_sheet_is_revised_once_by_its_expert_before_anybody_has_signed() {
    let mut world = all_locked();
    revise(&mut world, 0, "92");
    world.blocked(&expert(0), Command::ReviseSheet, "already_revised");
    assert_eq!(world.refused(&department(2), Command::ReviseSheet).code, "forbidden");
    assert_eq!(world.refused(&expert(20), Command::ReviseSheet).code, "not_found", "of another panel");
    // An open revision holds up opinion, signature and the end of the meeting.
    world.must(&expert(1), Command::DraftOpinion { text: "同意".to_owned() });
    world.must(&expert(1), Command::ReviseSheet);
    world.blocked(&expert(2), Command::SignOpinion { dissent: None }, "sheets_open");
    world.must(&expert(1), Command::LockSheet);
    world.must(&expert(2), Command::SignOpinion { dissent: None });
    world.blocked(&expert(3), Command::ReviseSheet, "opinion_signed");
    // A new draft has no signatures yet.
    world.must(&expert(1), Command::DraftOpinion { text: "改".to_owned() });
    world.must(&expert(3), Command::ReviseSheet);
    world.blocked(&expert(3), Command::ReviseSheet, "already_revised");
}

#[test]
fn a_sheet_that_the_organiser_opens_is_no_revision() {
    let mut world = all_locked();
    world.must(&department(2), reopen(0));
    world.blocked(&expert(1), Command::ReviseSheet, "sheets_open");
    save(&mut world, 0, "80");
    world.must(&expert(0), Command::LockSheet);
    assert_eq!(world.round().sheets[&expert(0).id].first, None);
    revise(&mut world, 0, "90");
    assert_eq!(
        two_rounds(world.round()).unwrap().experts[0].first,
        points("80"),
        "what stood when all had locked"
    );
    // Opened once more, it is still the second round that changes.
    world.must(&department(2), reopen(0));
    save(&mut world, 0, "91");
    world.must(&expert(0), Command::LockSheet);
    let rounds = two_rounds(world.round()).unwrap();
    assert_eq!((rounds.experts[0].first, rounds.experts[0].second), (points("80"), Some(points("91"))));
}

#[test]
fn whoever_revises_does_not_leave_by_the_hand_of_one_person() {
    let mut world = all_locked();
    world.must(&expert(0), Command::ReviseSheet);
    let leaves = Command::WithdrawPanelMember { expert: expert(0).id, reason: "回避".to_owned() };
    world.blocked(&department(2), leaves, "second_person_needed");
}

#[test]
fn a_newcomer_has_to_lock_before_anybody_revises() {
    let mut world = all_locked();
    let (leaving, reason) = (expert(0).id, "回避".to_owned());
    world.must(&department(2), Command::RequestPanelWithdrawal { expert: leaving, reason });
    world.must(&department(3), Command::ApprovePanelWithdrawal { expert: leaving });
    world.must(&department(2), Command::AppointReplacement { member: member(9) });
    world.blocked(&expert(1), Command::ReviseSheet, "sheets_open");
    save(&mut world, 9, "95");
    world.must(&expert(9), Command::LockSheet);
    world.must(&expert(1), Command::ReviseSheet);
}

/// A report that is complete and signed.
fn reported(carrier: Carrier) -> World {
    let mut world = World::new();
    world.rulebook.scoring.carried_by = carrier;
    world.advance_to(State::Reporting);
    world.advance_before(match carrier {
        Carrier::Panel => CommandKind::ConfirmResult,
        Carrier::Organiser => CommandKind::RateResult,
    });
    world
}

fn rate(world: &World, total: &str) -> Command {
    Command::RateResult { marks: marks_of(world.round().weights().unwrap(), points(total)) }
}

fn confirmed(mut world: World, by: u128) -> RoundResult {
    world.must(&department(by), Command::ConfirmResult(Confirmation::default()));
    world.round().result.clone().unwrap()
}

#[test]
fn the_organisers_rating_stands_beside_the_panels_score() {
    let mut world = reported(Carrier::Panel);
    let without = confirmed(world.clone(), 3);
    world.must(&department(3), rate(&world, "50"));
    let rating = world.round().rating.clone().unwrap();
    assert_eq!((rating.total(), rating.rated_by.actor), (Some(points("50")), department(3).id));
    let with = confirmed(world, 3);
    assert_eq!((with.score, with.grade, with.outcome), (without.score, without.grade, without.outcome));
}

#[test]
fn the_organisers_rating_carries_the_grade_where_the_rulebook_says_so() {
    let mut world = reported(Carrier::Organiser);
    assert_eq!(deciding_score(world.round(), &world.rulebook.scoring), None);
    world.must(&department(3), rate(&world, "95"));
    let panel = panel_score_of(world.round(), &world.rulebook.scoring).unwrap();
    assert_eq!(panel.to_string(), "85.00", "the panel's score stays what it was");
    let result = confirmed(world, 2);
    assert_eq!((result.score.to_string().as_str(), result.grade.unwrap().label.as_str()), ("95.00", "优秀"));
}

#[test]
fn a_rating_lapses_with_the_report_it_rated() {
    let mut world = reported(Carrier::Organiser);
    world.must(&department(3), rate(&world, "95"));
    world.must(&department(0), samples::command(CommandKind::WriteReportSection, &world));
    assert_eq!(world.round().rating, None);
    world.advance_to(State::Submitted);
    assert!(world.round().rating.is_some());
    world.must(&bureau(0), Command::ReturnReport { reason: "论证不充分".to_owned() });
    assert_eq!((&world.round().rating, &world.round().result), (&None, &None));
    world.blocked(&department(3), rate(&world, "95"), "report_unsigned");
}

/// Whoever rated and signs the report afterwards is an author: the rating no longer stands on its own.
#[test]
fn a_rater_who_joins_the_group_and_signs_has_to_be_followed_by_another() {
    let mut world = reported(Carrier::Organiser);
    world.must(&department(3), rate(&world, "95"));
    let joins = Command::ReplaceGroupMember {
        leaving: department(1).id,
        joining: Some(domain::evaluation::Person::from(&department(3))),
        reason: "调岗".to_owned(),
    };
    world.must(&department(2), joins);
    world.must(&department(3), Command::SignReport);
    world.blocked(&department(2), Command::ConfirmResult(Confirmation::default()), "result_unrated");
    world.must(&department(4), rate(&world, "75"));
    assert_eq!(confirmed(world, 2).score.to_string(), "75.00");
}

#[test]
fn a_rating_is_complete_within_the_points_and_gives_reasons() {
    let mut world = reported(Carrier::Panel);
    let Command::RateResult { marks } = rate(&world, "85") else { panic!("another command") };
    let mut issues = |change: &dyn Fn(&mut std::collections::BTreeMap<String, domain::scoring::Mark>)| {
        let mut marks = marks.clone();
        change(&mut marks);
        let refused = world.refused(&department(3), Command::RateResult { marks });
        assert_eq!(refused.article, "第十六条");
        refused.issues.into_iter().map(|issue| format!("{} {}", issue.field, issue.code)).collect::<Vec<_>>()
    };
    assert_eq!(issues(&|marks| _ = marks.remove("A1")), ["marks.A1 required"]);
    assert_eq!(
        issues(&|marks| marks.get_mut("A1").unwrap().score = Score::FULL),
        ["marks.A1.score out_of_range"]
    );
    assert_eq!(
        issues(&|marks| {
            let mark = marks.get_mut("A1").unwrap();
            (mark.score, mark.reason) = (points("1.25"), " ".to_owned());
        }),
        ["marks.A1.score off_step", "marks.A1.reason required", "marks.A1.reason required"]
    );
    assert_eq!(world.refused(&expert(0), rate(&world, "85")).code, "forbidden");
    assert_eq!(
        world.refused(&bureau(0), rate(&world, "85")).code,
        "forbidden",
        "the bureau organises nothing here"
    );
}

#[test]
fn weights_of_kinds_form_the_score_and_need_every_kind() {
    let mut world = World::new();
    world.rulebook.scoring.kind_weights = Some(KindWeights { business: 50, management: 25, finance: 25 });
    world.advance_to(State::Concluded);
    let expected = panel_score(&ballots(world.round()).unwrap(), &world.rulebook.scoring).unwrap();
    assert_eq!(world.round().result.as_ref().unwrap().score, expected);

    // A deviation may leave a kind out; then there is nothing to weigh.
    let mut world = World::new();
    world.rulebook.scoring.kind_weights = Some(KindWeights { business: 50, management: 25, finance: 25 });
    world.must(&department(2), samples::form_group(&department(0), &[department(1)]));
    let members = [0, 1, 3, 4, 6].map(member).to_vec();
    world.must(&department(2), Command::AppointPanel { members });
    world.must(&department(2), Command::RequestPanelDeviation { reason: "专家不足".to_owned() });
    world.must(&department(3), Command::ApprovePanelDeviation);
    world.advance_before(CommandKind::ConcludeMeeting);
    let refused = world.refused(&department(0), Command::ConcludeMeeting);
    assert_eq!(refused.code, "too_few_sheets");
    assert!(refused.detail.contains("没有财政财务专家"), "{}", refused.detail);
    world.must(&department(2), Command::AppointReplacement { member: member(2) });
    world.advance_to(State::Concluded);
}

#[test]
fn the_opinion_can_start_from_what_the_experts_wrote_word_for_word() {
    let mut world = World::until(State::InMeeting);
    let tree = world.rulebook.tree(domain::classification::ObjectKind::Project).clone();
    assert_eq!(panel_notes(world.round(), &tree), None, "nobody has locked a sheet");
    world.advance_before(CommandKind::DraftOpinion);
    world.must(&expert(2), Command::ReviseSheet);
    let words = "一、造价依据不足；\n二、“询价”只有一家。".to_owned();
    let mut marks = world.marks();
    marks.get_mut("F2").unwrap().reason.clone_from(&words);
    world.must(&expert(2), Command::SaveSheet { marks });
    assert_eq!(panel_notes(world.round(), &tree), None, "a sheet is open");
    world.must(&expert(2), Command::LockSheet);
    let notes = panel_notes(world.round(), &tree).unwrap();
    let last = notes.iter().find(|indicator| indicator.code == "F2").unwrap();
    assert_eq!(last.notes.len(), 7);
    assert_eq!((last.notes[2].expert, &last.notes[2].words), (3, &words));
    let draft = opinion_draft(&notes);
    assert!(draft.contains(&format!("专家三（{}分）：{words}", last.notes[2].score.plain())), "{draft}");
    world.must(&expert(0), Command::DraftOpinion { text: draft });
}

/// Opinion, dissents, deputies: whatever they say, the result is that of the sheets.
#[test]
fn no_opinion_moves_a_number() {
    let result = |opinion: &str, dissent: Option<&str>, heard: Option<&str>| {
        let mut world = World::until(State::Collecting);
        if heard.is_some() {
            world.must(&department(2), samples::command(CommandKind::InviteDeputy, &world));
        }
        world.advance_before(CommandKind::DraftOpinion);
        world.must(&expert(0), Command::DraftOpinion { text: opinion.to_owned() });
        for number in 0..7 {
            world.must(&expert(number), Command::SignOpinion { dissent: dissent.map(str::to_owned) });
        }
        if let Some(text) = heard {
            let suggestions = Some("改为0分".to_owned());
            world.must(&deputy(), Command::SubmitDeputyOpinion { text: text.to_owned(), suggestions });
        }
        world.advance_to(State::Concluded);
        let result = world.round().result.clone().unwrap();
        (result.score, result.grade, result.outcome)
    };
    let plain = result("同意", None, None);
    assert_eq!(result("不同意，应为0分", Some("应为100分"), Some("反对")), plain);
    assert_eq!(result("100分", None, Some("满分")), plain);
}

#[test]
fn events_of_both_say_what_they_are() {
    let mut world = all_locked();
    let event = world.must(&expert(0), Command::ReviseSheet);
    assert_eq!(
        (event.change.name().as_str(), event.change.sheet()),
        ("sheet_revision_begun", Some(expert(0).id))
    );
    world.advance_before(CommandKind::ConfirmResult);
    let event = world.must(&department(3), rate(&world, "85"));
    assert_eq!((event.change.name().as_str(), event.change.sheet()), ("result_rated", None));
    assert_ne!(event.change, ReportChange::ReportSigned.into());
}
