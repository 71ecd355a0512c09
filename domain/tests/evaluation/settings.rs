//! Settings of the rulebook that a command obeys: points of what does not apply, numbers of papers, limit of rounds.

use std::collections::BTreeMap;

use domain::evaluation::{Command, CommandKind, State};
use domain::rulebook::{AppliesTo, DocumentNumbers, NumberPattern, Redistribution};

use crate::samples;
use crate::world::{World, department, points};

/// A world whose rulebook asks the indicator E2 of a project only where government debt pays.
fn conditional() -> World {
    let mut world = World::new();
    world.rulebook.scoring.conditional_weights = Redistribution::WithinHeading;
    let heading = &mut world.rulebook.indicators.project.headings[4];
    for point in &mut heading.indicators[1].points {
        point.applies_to = AppliesTo::GovernmentDebt;
    }
    world.advance_to(State::Organised);
    world
}

fn plan(not_applicable: Vec<AppliesTo>, weights: BTreeMap<String, domain::score::Score>) -> Command {
    let contents = samples::plan_contents();
    Command::DraftPlan { contents, methods: vec!["专家咨询".to_owned()], not_applicable, weights }
}

#[test]
fn points_of_what_does_not_apply_go_where_the_rulebook_says() {
    let mut world = conditional();
    world.must(&department(2), plan(vec![AppliesTo::GovernmentDebt], BTreeMap::new()));
    let weights = world.round().weights().unwrap().clone();
    assert_eq!((weights.get("E1"), weights.get("E2")), (Some(&points("10")), None));
    world.advance_to(State::Supported);
    assert!(world.round().sheets.values().all(|sheet| !sheet.marks.contains_key("E2")));
    assert_eq!(world.round().result.as_ref().unwrap().score.cut_off(), points("85"), "out of a hundred");

    let mut applies = conditional();
    applies.must(&department(2), plan(Vec::new(), BTreeMap::new()));
    assert_eq!(applies.round().weights().unwrap().get("E2"), Some(&points("5")));
}

#[test]
fn a_plan_gives_no_points_to_what_does_not_apply() {
    let mut world = conditional();
    let weights = samples::weights(&world.rulebook);
    let refused = world.refused(&department(2), plan(vec![AppliesTo::GovernmentDebt], weights));
    let issues: Vec<(&str, &str)> =
        refused.issues.iter().map(|issue| (issue.field.as_str(), issue.code.as_str())).collect();
    assert_eq!(issues, [("weights.E2", "unknown_indicator")]);
    assert!(refused.detail.contains("没有适用的要点"), "{}", refused.detail);
    let everything = plan(vec![AppliesTo::Everything], BTreeMap::new());
    assert_eq!(world.refused(&department(2), everything).issues[0].field, "not_applicable");
}

#[test]
fn papers_bear_numbers_of_the_pattern() {
    let mut world = World::until(State::Planned);
    let Command::IssueNotice { contents, material_due, .. } =
        samples::command(CommandKind::IssueNotice, &world)
    else {
        panic!("the sample is another command");
    };
    let notice = |number: &str| Command::IssueNotice {
        document_number: number.to_owned(),
        contents: contents.clone(),
        material_due,
    };
    for wrong in ["通知1号", "住建评〔2023〕01号", "住建评[2023]1号"] {
        let refused = world.refused(&department(2), notice(wrong));
        assert_eq!(refused.issues[0].code, "number_malformed", "{refused}");
        assert!(refused.detail.contains("某单位〔2026〕1号"), "{}", refused.detail);
    }
    world.must(&department(2), notice("住建评〔2023〕12号"));

    let mut free = World::until(State::Planned);
    free.rulebook.document_numbers = None;
    free.must(&department(2), notice("通知1号"));

    let pattern = NumberPattern::try_from("{year}年第{number}批".to_owned()).unwrap();
    let mut world = World::until(State::Concluded);
    world.rulebook.document_numbers =
        Some(DocumentNumbers { article: "第十八条".to_owned(), notice: None, batch: Some(pattern) });
    let batch = |number: &str| Command::SubmitToBureau { batch: number.to_owned() };
    assert_eq!(world.refused(&department(2), batch("第1批")).issues[0].field, "batch");
    world.must(&department(2), batch("2024年第1批"));
}

#[test]
fn a_reminder_comes_after_the_rounds_of_the_rulebook() {
    let rounds = &World::new().rulebook.rounds;
    assert_eq!((rounds.warning(0), rounds.warning(1)), (None, None));
    assert!(rounds.warning(2).unwrap().contains("2轮"));
}
