//! `docs/workflow.md`: its tables and its diagram are generated here and must be up to date.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use domain::evaluation::{Command, CommandKind, State, evolve};

use crate::world::{World, everybody};
use crate::{guards, matrix, samples};

const COMMAND: &str = "UPDATE_DOCS=1 cargo test -p domain --test evaluation workflow";

/// A change of state that really happened: the old round's state before and after, and the new round's state
/// where one began.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Transition {
    from: State,
    by: CommandKind,
    to: State,
    new_round: Option<State>,
}

fn transition(world: &World, command: &Command) -> Option<Transition> {
    let event = everybody().iter().find_map(|actor| world.attempt(actor, command.clone()).ok())?.remove(0);
    let (before, kind) = (world.state(), command.kind());
    let after = evolve(world.evaluation.clone(), &event);
    match after.earlier.get(world.evaluation.earlier.len()) {
        Some(old) => {
            Some(Transition { from: before, by: kind, to: old.state, new_round: Some(after.round.state) })
        }
        None => (after.round.state != before).then_some(Transition {
            from: before,
            by: kind,
            to: after.round.state,
            new_round: None,
        }),
    }
}

/// Every change of state that the path and the commands tried in each state lead to.
fn transitions() -> BTreeSet<Transition> {
    let mut found = BTreeSet::new();
    for end in [State::Supported, State::ReturnedForRevision, State::Excluded] {
        // A round that ends as wanted, every step looked at before it is taken.
        let target = World::until(end);
        let mut world = World { total: target.total, ..World::new() };
        while let Some((actor, command)) = world.next() {
            found.extend(transition(&world, &command));
            world.must(&actor, command);
        }
    }
    for state in State::ALL {
        let world = World::until(state);
        for kind in CommandKind::ALL {
            found.extend(transition(&world, &samples::command(*kind, &world)));
        }
    }
    found
}

fn diagram() -> String {
    let mut text = String::from("```mermaid\nstateDiagram-v2\n    direction TB\n");
    for stage in ["评估准备", "评估实施", "评估报告"] {
        writeln!(text, "    state {stage} {{").unwrap();
        for state in State::ALL.into_iter().filter(|state| state.stage() == stage) {
            writeln!(text, "        {}", state.label()).unwrap();
        }
        text.push_str("    }\n");
    }
    writeln!(text, "    [*] --> {} : 立项评估", State::Opened.label()).unwrap();
    for Transition { from, by, to, new_round } in transitions() {
        match new_round {
            Some(next) if from == to => {
                writeln!(text, "    {} --> {} : {}（新一轮）", from.label(), next.label(), by.label())
            }
            Some(next) => writeln!(
                text,
                "    {} --> {} : {}\n    {} --> {} : 新一轮",
                from.label(),
                to.label(),
                by.label(),
                to.label(),
                next.label()
            ),
            None => writeln!(text, "    {} --> {} : {}", from.label(), to.label(), by.label()),
        }
        .unwrap();
    }
    for state in State::ALL.into_iter().filter(|state| state.is_end()) {
        writeln!(text, "    {} --> [*]", state.label()).unwrap();
    }
    text.push_str("```\n");
    unique_lines(&text)
}

/// Two commands may lead to the same superseded round and the same new one; the arrow is drawn once.
fn unique_lines(text: &str) -> String {
    let mut seen = BTreeSet::new();
    text.lines()
        .filter(|line| !line.contains("新一轮") || seen.insert((*line).to_owned()))
        .map(|line| format!("{line}\n"))
        .collect()
}

fn guard_table() -> String {
    let mut table = String::from("| 条件 | 条文 | 代码 | 不具备时的提示（举例） |\n|---|---|---|---|\n");
    for case in guards::cases() {
        let rejection = case.world.attempt(&case.actor, case.command).unwrap_err();
        writeln!(
            table,
            "| {} | {} | `{}` | {} |",
            matrix::requirement(case.guard),
            rejection.article,
            rejection.code,
            rejection.detail
        )
        .unwrap();
    }
    table
}

/// Puts a generated part between its marks.
fn fill(document: &str, part: &str, content: &str) -> String {
    let (start, end) = (format!("<!-- generated: {part} -->\n"), "<!-- end -->");
    let (before, rest) = document.split_once(&start).unwrap_or_else(|| panic!("no place for {part}"));
    let (_, after) = rest.split_once(end).unwrap();
    format!("{before}{start}\n{content}\n{end}{after}")
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the switch of a developer's command, not a setting of the product"
)]
fn the_workflow_document_is_up_to_date() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/workflow.md");
    let written = std::fs::read_to_string(&path).unwrap();
    let mut current = written.clone();
    for (part, content) in [
        ("diagram", diagram()),
        ("states", matrix::state_table()),
        ("commands", matrix::command_table()),
        ("guards", guard_table()),
    ] {
        current = fill(&current, part, &content);
    }
    if std::env::var("UPDATE_DOCS").is_ok() {
        std::fs::write(&path, &current).unwrap();
        return;
    }
    assert!(written == current, "docs/workflow.md is out of date; regenerate it with: {COMMAND}");
}

#[test]
fn every_state_is_reached_and_every_end_is_final() {
    let transitions = transitions();
    let reached: BTreeSet<State> = transitions
        .iter()
        .flat_map(|transition| [Some(transition.to), transition.new_round])
        .flatten()
        .chain([State::Opened])
        .collect();
    assert_eq!(reached, State::ALL.into_iter().collect());
    for transition in transitions.iter().filter(|transition| transition.from.is_end()) {
        assert_eq!(transition.from, transition.to, "an ended round never changes");
        assert!(transition.new_round.is_some());
    }
}

#[test]
fn a_superseded_or_withdrawn_round_leads_nowhere() {
    let transitions = transitions();
    let leads = |state| transitions.iter().any(|transition| transition.from == state);
    assert!(!leads(State::Superseded) && !leads(State::Withdrawn));
    assert!(leads(State::Supported), "the bureau may still order a re-evaluation");
}
