//! The path under every built-in rulebook: other outcomes, no grades, other sections of the report.

use domain::evaluation::{Command, State, replay};
use domain::rulebook::{Library, Rulebook};

use crate::world::{World, bureau, department, points};

fn book(id: &str) -> Rulebook {
    Library::built_in().unwrap().find(id).unwrap().rulebook.as_ref().clone()
}

/// A case walked to its end, every sheet adding up to `total`.
fn walked(id: &str, total: &str) -> World {
    let mut world = World { total: points(total), ..World::under(book(id)) };
    while let Some((actor, command)) = world.next() {
        world.must(&actor, command);
    }
    assert_eq!(replay(&world.events).as_ref(), Some(&world.evaluation));
    world
}

#[test]
fn every_outcome_of_every_book_ends_where_its_effect_says() {
    for (id, total, grade, outcome, end) in [
        ("tongzhou-profile", "90", None, "予以支持", State::Supported),
        ("tongzhou-profile", "70", None, "部分支持", State::Supported),
        ("tongzhou-profile", "50", None, "不予支持", State::Excluded),
        ("shandong-profile", "95", Some("优"), "支持", State::Supported),
        ("shandong-profile", "75", Some("中"), "调整完善后支持", State::ReturnedForRevision),
        ("shandong-profile", "65", Some("中"), "不予支持", State::Excluded),
        ("yunxi-2023", "85", Some("良好"), "予以支持，可进入预算编审下一环节", State::Supported),
    ] {
        let world = walked(id, total);
        let result = world.round().result.as_ref().unwrap();
        assert_eq!(world.state(), end, "{id} {total}");
        assert_eq!(result.grade.as_ref().map(|grade| grade.label.as_str()), grade, "{id} {total}");
        assert_eq!(result.outcome.label, outcome, "{id} {total}");
        let sections: Vec<&String> = world.round().report.keys().collect();
        assert_eq!(sections.len(), world.rulebook.report_sections.len());
    }
}

#[test]
fn what_is_to_be_revised_comes_back_under_another_book_too() {
    let mut world = walked("shandong-profile", "75");
    world.must(&department(2), Command::OpenNextRound { revision: "调整了规模".to_owned() });
    assert_eq!(world.state(), State::Collecting);
    let mut world = World { total: points("95"), ..world };
    world.advance_to(State::Submitted);
    world.must(&bureau(2), Command::Accept);
    assert_eq!(world.state(), State::Supported);
}
