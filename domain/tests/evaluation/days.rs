//! Days, and characters that no paper shows.

use chrono::{Days, NaiveDate};
use domain::evaluation::{Command, CommandKind, Person, RejectionKind, State};
use domain::panel::PanelMember;

use crate::contents::expect;
use crate::samples;
use crate::world::{APPLICANT, World, actor, applicant, bureau, department, deputy, expert, member};

fn day_after(day: NaiveDate, days: u64) -> NaiveDate {
    day + Days::new(days)
}

fn visit(on: NaiveDate) -> Command {
    let Command::RecordSiteVisit { place, participants, findings, explanations, files, .. } =
        samples::site_visit()
    else {
        panic!()
    };
    Command::RecordSiteVisit { on, place, participants, findings, explanations, files }
}

fn meeting(on: NaiveDate) -> Command {
    let Command::RecordMeeting { place, attendees, unit_report, preliminary_report, discussion, .. } =
        samples::record_meeting()
    else {
        panic!()
    };
    Command::RecordMeeting { on, place, attendees, unit_report, preliminary_report, discussion }
}

fn ask(due: NaiveDate) -> Command {
    Command::RequestSupplement { text: "补交批复".to_owned(), due, item: None, indicator: None }
}

#[test]
fn what_took_place_took_place_today_at_the_latest() {
    let mut world = World::until(State::Collecting);
    let today = world.today();
    expect(&mut world, &department(0), visit(day_after(today, 1)), &["on: in_future"]);
    world.must(&department(0), visit(today));
    world.advance_to(State::InMeeting);
    let today = world.today();
    expect(&mut world, &department(0), meeting(day_after(today, 1)), &["on: in_future"]);
    world.must(&department(0), meeting(today));
}

#[test]
fn what_is_due_is_due_today_at_the_earliest() {
    let mut world = World::until(State::Planned);
    let notice = |material_due| Command::IssueNotice {
        document_number: "住建评〔2023〕1号".to_owned(),
        contents: samples::notice_contents(),
        material_due,
    };
    let today = world.today();
    expect(&mut world, &department(2), notice(today.pred_opt().unwrap()), &["material_due: in_past"]);
    world.must(&department(2), notice(today));
    expect(&mut world, &department(0), ask(today.pred_opt().unwrap()), &["due: in_past"]);
    world.must(&department(0), ask(today));
}

#[test]
fn the_day_is_that_of_beijing() {
    let mut world = World::until(State::Collecting);
    // The case began on the 14th at 22:13 of Greenwich, when it was the 15th in Beijing.
    assert_eq!(
        (world.now().date_naive().to_string(), world.today().to_string()),
        ("2023-11-14".to_owned(), "2023-11-15".to_owned())
    );
    let fourteenth = samples::day().pred_opt().unwrap();
    expect(&mut world, &department(0), ask(fourteenth), &["due: in_past"]);
    world.must(&department(0), visit(samples::day()));
}

#[test]
fn an_overdue_answer_is_not_waited_for_for_ever() {
    let mut world = World::until(State::Collecting);
    world.must(&department(0), visit(samples::day()));
    let due = world.today();
    for _ in 0..2 {
        world.must(&department(0), ask(due));
    }
    let close = |number, reason: &str| Command::CloseSupplement { number, reason: reason.to_owned() };
    let answer =
        |number| Command::AnswerSupplement { number, answer: "已补".to_owned(), digests: Vec::new() };
    let reason = "按申报书所列数据评分";
    expect(&mut world, &department(0), close(1, reason), &["number: not_overdue"]);
    world.idle_days = 1;
    world.must(&applicant(), answer(2));
    expect(&mut world, &department(0), close(0, reason), &["number: unknown_number"]);
    expect(&mut world, &department(0), close(3, reason), &["number: unknown_number"]);
    expect(&mut world, &department(0), close(2, reason), &["number: already_answered"]);
    expect(&mut world, &department(0), close(1, " "), &["reason: required"]);
    assert_eq!(world.refused(&department(2), close(1, reason)).kind, RejectionKind::Forbidden);
    world.must(&department(0), close(1, reason));
    let closed = world.round().supplements[0].clone();
    assert!(closed.is_settled() && closed.answer.is_none());
    assert_eq!(closed.closure.unwrap().closed_by, Person::from(&department(0)));
    expect(&mut world, &department(0), close(1, reason), &["number: already_closed"]);
    expect(&mut world, &applicant(), answer(1), &["number: already_closed"]);
    world.advance_to(State::InMeeting);
}

#[test]
fn a_text_has_line_feeds_and_tabs_and_no_other_control_characters() {
    let mut world = World::until(State::Collecting);
    let skip = |reason: &str| Command::SkipSiteVisit { reason: reason.to_owned() };
    for reason in ["汛\0期", "汛期\r\n", "\u{7}汛期", "汛期\u{7f}", "汛\u{85}期"] {
        expect(&mut world, &department(0), skip(reason), &["reason: unprintable"]);
    }
    world.must(&department(0), skip("一是汛期；\n\t二是线上可查。"));
    let mut submitted = samples::submit_material("M01");
    if let Command::SubmitMaterial { title, .. } = &mut submitted {
        title.push('\0');
    }
    expect(&mut world, &applicant(), submitted, &["title: unprintable"]);
    let Command::RecordSiteVisit { on, place, findings, explanations, files, .. } = samples::site_visit()
    else {
        panic!()
    };
    let participants = vec!["工作组".to_owned(), "申报\0单位".to_owned()];
    let visit = Command::RecordSiteVisit { on, place, participants, findings, explanations, files };
    expect(&mut world, &department(0), visit, &["participants.2: unprintable"]);
    world.advance_before(CommandKind::SaveSheet);
    let mut marks = world.marks();
    marks.get_mut("A1").unwrap().reason = "扣\0分".to_owned();
    expect(&mut world, &expert(0), Command::SaveSheet { marks }, &["marks.A1.reason: unprintable"]);
    world.advance_before(CommandKind::SignOpinion);
    let dissent = Command::SignOpinion { dissent: Some("\0".to_owned()) };
    expect(&mut world, &expert(0), dissent, &["dissent: unprintable"]);
    world.advance_to(State::Concluded);
    let review = Command::RecordReview { score: None, finding: "属\0实".to_owned() };
    expect(&mut world, &bureau(0), review, &["finding: unprintable"]);
    expect(
        &mut world,
        &department(2),
        Command::SubmitToBureau { batch: "\0".to_owned() },
        &["batch: unprintable"],
    );
}

#[test]
fn a_paper_can_name_everybody_who_takes_part() {
    let nameless = |person: Person| Person { post: " ".to_owned(), ..person };
    let endless = |person: Person| Person { organisation: "局".repeat(201), ..person };
    let mut world = World::new();
    let group = |leader, member| {
        Command::FormWorkingGroup(domain::evaluation::WorkingGroup { leader, members: vec![member] })
    };
    let (zero, one) = (Person::from(&department(0)), Person::from(&department(1)));
    let faulty = group(nameless(zero.clone()), endless(one));
    expect(
        &mut world,
        &department(2),
        faulty,
        &["leader.post: required", "members.1.organisation: too_long"],
    );
    let mut members: Vec<PanelMember> = (0..5).map(member).collect();
    members[1].person = nameless(members[1].person.clone());
    members[4].person.organisation = "专家\0库".to_owned();
    let faulty = Command::AppointPanel { members };
    let issues = ["members.2.post: required", "members.5.organisation: unprintable"];
    expect(&mut world, &department(2), faulty, &issues);
    world.advance_to(State::Planned);
    let invite = |deputy| Command::InviteDeputy { deputy };
    let faulty = invite(nameless(Person::from(&deputy())));
    expect(&mut world, &department(2), faulty, &["deputy.post: required"]);
    let colleague = actor(9_100, "单位代表", deputy().role, APPLICANT);
    expect(&mut world, &department(2), invite(Person::from(&colleague)), &["deputy: conflict_of_interest"]);
    let seat = PanelMember { person: endless(Person::from(&expert(9))), ..member(9) };
    let faulty = Command::AppointReplacement { member: seat };
    expect(&mut world, &department(2), faulty, &["member.organisation: too_long"]);
    let joining = Some(nameless(Person::from(&department(3))));
    let faulty = Command::ReplaceGroupMember { leaving: zero.actor, joining, reason: String::new() };
    expect(&mut world, &department(2), faulty, &["joining.post: required", "reason: required"]);
}
