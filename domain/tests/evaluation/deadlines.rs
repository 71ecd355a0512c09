//! When things are due: counted in working days from what has happened, shown and never decided by.

use chrono::NaiveDate;
use domain::calendar::{Calendars, NoCalendar};
use domain::evaluation::{Command, CommandKind, Deadline, Due, Standing, State, deadlines};
use domain::rulebook::DeadlineStep;

use crate::samples;
use crate::world::{World, bureau, department, points};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The deadlines of a step, as they stand on a day.
fn of(world: &World, step: DeadlineStep, today: NaiveDate) -> Vec<Deadline> {
    let calendars = Calendars::built_in().unwrap();
    let mut all = deadlines(&world.evaluation, &world.rulebook, &calendars, today);
    all.retain(|deadline| deadline.step == step);
    all
}

fn only(world: &World, step: DeadlineStep, today: NaiveDate) -> Deadline {
    let mut found = of(world, step, today);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

/// Cases are opened on Wednesday, 15 November 2023.
#[test]
fn the_notice_is_due_fifteen_working_days_after_the_opening() {
    let world = World::new();
    assert_eq!(world.today(), day("2023-11-15"));
    let running = only(&world, DeadlineStep::Notice, world.today());
    assert_eq!((running.begins_on, running.due), (Some(day("2023-11-15")), Due::On(day("2023-12-06"))));
    assert_eq!((running.standing, running.days_left), (Standing::Running, Some(15)));
    assert_eq!(running.article, "第十三条");
    let last = only(&world, DeadlineStep::Notice, day("2023-12-06"));
    assert_eq!((last.standing, last.days_left), (Standing::Running, Some(0)));
    assert_eq!(only(&world, DeadlineStep::Notice, day("2023-12-07")).standing, Standing::Overdue);
    let issued = World::until(State::Collecting);
    assert_eq!(only(&issued, DeadlineStep::Notice, day("2024-06-03")).standing, Standing::Met);
}

#[test]
fn the_date_in_the_notice_takes_the_place_of_the_days_and_moves_off_a_holiday() {
    let planned = World::until(State::Planned);
    let proposed = only(&planned, DeadlineStep::Material, day("2023-11-15"));
    assert_eq!((proposed.standing, proposed.due), (Standing::NotBegun, Due::On(day("2023-11-29"))));
    let mut world = planned;
    let Command::IssueNotice { document_number, contents, .. } =
        samples::command(CommandKind::IssueNotice, &world)
    else {
        panic!("the sample is another command");
    };
    // The first day of the Spring Festival of 2024; offices work again on Sunday, the 18th.
    let material_due = day("2024-02-10");
    world.must(&department(2), Command::IssueNotice { document_number, contents, material_due });
    let material = only(&world, DeadlineStep::Material, day("2024-02-12"));
    assert_eq!((material.set_on, material.due), (Some(material_due), Due::On(day("2024-02-18"))));
    assert_eq!((material.standing, material.days_left), (Standing::Running, Some(1)));
    assert_eq!(only(&world, DeadlineStep::Material, day("2024-02-19")).standing, Standing::Overdue);
    world.advance_to(State::Preliminary);
    assert_eq!(only(&world, DeadlineStep::Material, day("2024-02-19")).standing, Standing::Met);
}

#[test]
fn each_request_for_more_has_its_date_and_the_next_one_a_proposal() {
    let mut world = World::until(State::Collecting);
    let due = day("2023-11-20");
    world.must(
        &department(0),
        Command::RequestSupplement { text: "补交批复".to_owned(), due, item: None, indicator: None },
    );
    let found = of(&world, DeadlineStep::Supplement, day("2023-11-21"));
    let numbers: Vec<_> = found.iter().map(|deadline| (deadline.number, deadline.standing)).collect();
    assert_eq!(numbers, [(Some(1), Standing::Overdue), (None, Standing::NotBegun)]);
    assert_eq!(found[1].due, Due::On(day("2023-11-28")), "five working days from today");
}

#[test]
fn report_and_result_have_theirs_and_a_returned_report_a_new_one() {
    let mut world = World::until(State::Reporting);
    let meeting = world.round().meeting.as_ref().unwrap().on;
    let report = only(&world, DeadlineStep::Report, meeting);
    assert_eq!(
        (report.begins_on, report.standing, report.days_left),
        (Some(meeting), Standing::Running, Some(10))
    );
    assert!(of(&world, DeadlineStep::Confirmation, meeting).is_empty(), "nothing is signed yet");
    world.advance_to(State::Submitted);
    assert_eq!(only(&world, DeadlineStep::Report, world.today()).standing, Standing::Met);
    assert_eq!(only(&world, DeadlineStep::Confirmation, world.today()).standing, Standing::Met);
    world.must(&bureau(0), Command::ReturnReport { reason: "论证不充分".to_owned() });
    assert!(of(&world, DeadlineStep::Report, world.today()).is_empty());
    let revised = only(&world, DeadlineStep::RevisedReport, world.today());
    assert_eq!((revised.standing, revised.days_left), (Standing::Running, Some(10)));
}

#[test]
fn a_revised_round_counts_from_its_own_opening() {
    let mut world = World { total: points("75"), ..World::new() };
    world.advance_to(State::ReturnedForRevision);
    world.idle_days = 300;
    world.must(&department(2), Command::OpenNextRound { revision: "压减了预算".to_owned() });
    assert!(of(&world, DeadlineStep::Notice, world.today()).is_empty());
    let material = only(&world, DeadlineStep::Material, world.today());
    assert_eq!((material.standing, material.days_left), (Standing::Running, Some(10)));
    assert!(matches!(material.due, Due::On(due) if due > world.today()));
}

#[test]
fn a_year_without_a_calendar_is_said_and_not_guessed() {
    let mut world = World::new();
    world.rulebook.deadlines[0].working_days = 249;
    // Opened in November 2023, 249 working days end in November 2024.
    assert!(matches!(only(&world, DeadlineStep::Notice, world.today()).due, Due::On(_)));
    let mut bare = Calendars::default();
    bare.add("2023.toml", include_str!("../../calendars/2023.toml")).unwrap();
    let found = deadlines(&world.evaluation, &world.rulebook, &bare, world.today());
    assert_eq!(found[0].due, Due::Unknown(NoCalendar { year: 2024 }));
    assert_eq!((found[0].standing, found[0].days_left), (Standing::Unknown, None));
}

#[test]
fn what_the_rulebook_gives_no_time_has_no_deadline() {
    let mut world = World::until(State::Collecting);
    world.rulebook.deadlines.clear();
    let calendars = Calendars::built_in().unwrap();
    assert_eq!(deadlines(&world.evaluation, &world.rulebook, &calendars, world.today()), []);
}
