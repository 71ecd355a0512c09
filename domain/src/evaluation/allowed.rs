//! Which commands are open to somebody, and what blocks the others.

use super::command::CommandKind;
use super::rejection::{Rejection, RejectionKind};
use super::state::{Evaluation, State};
use super::table::{Step, step};
use crate::actor::Actor;
use crate::policy::{Action, Denied, Relation, can};
use crate::rulebook::Rulebook;

/// A command that belongs to the actor in the present state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The command.
    pub command: CommandKind,
    /// What blocks it; empty when it can be given now.
    pub blocked_by: Vec<Rejection>,
}

/// The commands of the present state that are the actor's, each with what blocks it.
#[must_use]
pub fn allowed(evaluation: &Evaluation, actor: &Actor, rulebook: &Rulebook) -> Vec<Allowance> {
    let relation = Relation::to_evaluation(actor, evaluation);
    CommandKind::ALL
        .iter()
        .map(|kind| (*kind, step(*kind)))
        .filter(|(_, step)| {
            step.states.contains(&evaluation.round.state) && permitted(actor, step, &relation).is_ok()
        })
        .map(|(command, step)| Allowance {
            command,
            blocked_by: step
                .guards
                .iter()
                .filter_map(|guard| guard.refusal(evaluation, actor, rulebook))
                .collect(),
        })
        .collect()
}

/// Whether the actor may give the command now, whatever it contains.
///
/// # Errors
/// The first rule that refuses: power, state, then guards in the order of the table.
pub(super) fn admit(
    evaluation: &Evaluation,
    kind: CommandKind,
    actor: &Actor,
    rulebook: &Rulebook,
) -> Result<(), Rejection> {
    let step = step(kind);
    let relation = Relation::to_evaluation(actor, evaluation);
    permitted(actor, &step, &relation)
        .map_err(|denied| if knows(actor, evaluation) { Denied::Forbidden } else { denied })
        .map_err(|denied| refuse(denied, kind, &step))?;
    if !step.states.contains(&evaluation.round.state) {
        return Err(wrong_state(kind, &step, evaluation.round.state));
    }
    match step.guards.iter().find_map(|guard| guard.refusal(evaluation, actor, rulebook)) {
        Some(rejection) => Err(rejection),
        None => Ok(()),
    }
}

fn permitted(actor: &Actor, step: &Step, relation: &Relation) -> Result<(), Denied> {
    let mut denied = Denied::Hidden;
    for action in step.power {
        match can(actor.role, *action, relation) {
            Ok(()) => return Ok(()),
            Err(Denied::Forbidden) => denied = Denied::Forbidden,
            Err(Denied::Hidden) => {}
        }
    }
    Err(denied)
}

/// Whoever had a part in an earlier round knows of the case, so there is nothing to hide from them but a power.
fn knows(actor: &Actor, evaluation: &Evaluation) -> bool {
    can(actor.role, Action::ReadEvaluation, &Relation::to_case(actor, evaluation)).is_ok()
}

fn refuse(denied: Denied, kind: CommandKind, step: &Step) -> Rejection {
    match denied {
        Denied::Hidden => Rejection::hidden(),
        Denied::Forbidden => {
            let holders: Vec<&str> = step.power.iter().map(|action| action.reserved_for()).collect();
            let detail = format!("“{}”由{}办理，您没有此项权限", kind.label(), holders.join("或者"));
            Rejection::forbidden(step.article, detail)
        }
    }
}

fn wrong_state(kind: CommandKind, step: &Step, state: State) -> Rejection {
    let states: Vec<&str> = step.states.iter().map(|state| state.label()).collect();
    let detail =
        format!("本轮评估现为“{}”，“{}”只能在“{}”时办理", state.label(), kind.label(), states.join("”“"));
    Rejection {
        kind: RejectionKind::Blocked,
        code: if state.is_end() { "round_ended" } else { "wrong_state" },
        article: step.article,
        detail,
        issues: Vec::new(),
    }
}
