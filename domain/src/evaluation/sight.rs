//! Whose marks somebody sees (Art. 22, C33): the one place that applies the policy to sheets.

use std::collections::BTreeMap;

use super::state::{Evaluation, Round};
use crate::actor::Actor;
use crate::id::ActorId;
use crate::policy::{Action, Relation, can};
use crate::scoring::{Mark, Sheet};

/// What somebody sees of one expert's sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SheetSight<'a> {
    /// Whose.
    pub expert: ActorId,
    /// The sheet as it is now: one's own, or one that is locked.
    pub now: Option<&'a Sheet>,
    /// The marks of the first round of scoring, where there are two, or where these are all that is seen.
    pub first: Option<&'a BTreeMap<String, Mark>>,
}

/// The sheets of `round` that `actor` sees, in the order of the experts.
///
/// Think of 专家甲 who revises a locked sheet: everybody who saw the first marks still sees those, and nobody but 甲
/// sees the new ones until 甲 locks them. Meanwhile 甲, whose own sheet is open, sees the others' first marks and none
/// of what they have revised.
#[must_use]
pub fn visible_sheets<'a>(actor: &Actor, evaluation: &Evaluation, round: &'a Round) -> Vec<SheetSight<'a>> {
    let relation = Relation::to_round(actor, evaluation, round);
    let may = |action| can(actor.role, action, &relation).is_ok();
    let (locked, first_round) = (may(Action::ReadSheets), may(Action::ReadFirstRound));
    let sight = |(expert, sheet): (&ActorId, &'a Sheet)| {
        let own = *expert == actor.id;
        let kept = sheet.first.as_ref().map(|first| &first.marks);
        if own || (locked && sheet.locked_at.is_some()) {
            return Some(SheetSight { expert: *expert, now: Some(sheet), first: kept });
        }
        let first = if first_round { sheet.first_round() } else { None };
        first.map(|marks| SheetSight { expert: *expert, now: None, first: Some(marks) })
    };
    round.sheets.iter().filter_map(sight).collect()
}
