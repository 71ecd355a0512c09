//! The hot path: experts save and lock their sheets, all that wait at the same time together.
//!
//! A set of operations is made by about a dozen statements, however many it has: what they look at is read for all of
//! them, the domain decides on each in memory and in order, and what came of it is written for all of them.

mod answers;
mod scoring;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use domain::evaluation::{Change, Command, Evaluation, Rejection, SheetChange, decide, evolve};
use domain::id::{ActorId, EvaluationId};
use domain::rulebook::Rulebook;
use domain::score::Score;
use domain::scoring::{Mark, Sheet};
use serde::{Deserialize, Serialize};

use super::execute::{check_pin, settle, to_millisecond};
use super::history::append;
use super::project::{SheetChanges, write_sheets};
use super::statements::RoundKey;
use crate::error::StoreError;
use crate::operation::{BatchOperation, Outcome, WriteTransaction};
use crate::request::{Receipt, Refusal, Request};
use answers::Answers;
use scoring::load_for_scoring;

/// Saves or locks the asker's own sheet. The version that is expected is that of the sheet, 0 while nothing was saved.
#[derive(Debug, Clone)]
pub struct SheetOperation {
    /// The circumstances.
    pub request: Request,
    /// The case.
    pub evaluation: EvaluationId,
    /// The rulebook that the case is pinned to.
    pub rulebook: Arc<Rulebook>,
    /// What to do.
    pub action: SheetAction,
}

/// What to do with a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetAction {
    /// Save these marks, by indicator. Marks not named stay as they are.
    Save(BTreeMap<String, Mark>),
    /// Lock the sheet.
    Lock,
}

/// What a sheet is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetWritten {
    /// Its version.
    pub version: u64,
    /// Whether it is locked.
    pub locked: bool,
    /// The sum of the marks so far.
    pub total: Score,
}

impl SheetWritten {
    fn of(sheet: &Sheet) -> Self {
        let total = sheet.marks.values().try_fold(Score::ZERO, |total, mark| total.checked_add(mark.score));
        Self {
            version: sheet.version,
            locked: sheet.locked_at.is_some(),
            // The weights add up to 100 and no mark is above its weight.
            total: total.unwrap_or(Score::FULL),
        }
    }
}

impl BatchOperation for SheetOperation {
    type Output = Receipt<SheetWritten>;
    type Error = Refusal;

    async fn apply_all(
        operations: &[Self],
        transaction: &mut WriteTransaction<'_>,
    ) -> Result<Vec<Outcome<Self>>, StoreError> {
        let connection = transaction.connection();
        let mut set = Set {
            answers: Answers::read(connection, operations).await?,
            evaluations: load_for_scoring(connection, operations).await?,
            changes: BTreeMap::new(),
        };
        let mut outcomes = Vec::with_capacity(operations.len());
        for operation in operations {
            outcomes.push(match set.apply(operation, transaction) {
                Ok(receipt) => Ok(receipt),
                Err(Refusal::Store(error)) => return Err(error),
                Err(refusal) => Err(refusal),
            });
        }
        let changes: Vec<SheetChanges> = set.changes.into_values().collect();
        write_sheets(transaction.connection(), &changes).await?;
        set.answers.write(transaction.connection()).await?;
        Ok(outcomes)
    }
}

/// A set of operations as far as it has got.
struct Set {
    answers: Answers,
    evaluations: BTreeMap<EvaluationId, Evaluation>,
    changes: BTreeMap<(EvaluationId, ActorId), SheetChanges>,
}

impl Set {
    /// Decides on one operation and keeps what is to be written.
    fn apply(
        &mut self,
        operation: &SheetOperation,
        transaction: &mut WriteTransaction<'_>,
    ) -> Result<Receipt<SheetWritten>, Refusal> {
        let SheetOperation { request, evaluation: id, rulebook, action } = operation;
        if let Some(value) = self.answers.recall(request)? {
            return Ok(Receipt { value, replayed: true });
        }
        let evaluation = self.evaluations.get(id).ok_or_else(Rejection::hidden)?;
        check_pin(evaluation, rulebook)?;
        let expert = request.actor.id;
        let version = evaluation.round.sheets.get(&expert).map_or(0, |sheet| sheet.version);
        let command = match action {
            SheetAction::Save(marks) => Command::SaveSheet { marks: marks.clone() },
            SheetAction::Lock => Command::LockSheet,
        };
        let decided = decide(evaluation, command, &request.actor, rulebook, to_millisecond(request.at));
        let mut after = evaluation.clone();
        for event in settle(decided, request, version)? {
            after = evolve(after, &event);
            append(transaction, &after, &event)?;
            if let Change::Sheet(change) = event.change {
                self.note(&after, expert, version, change);
            }
        }
        let written = after.round.sheets.get(&expert).map(SheetWritten::of);
        let written = written.ok_or_else(|| StoreError::corrupt("a sheet that was saved is not there"))?;
        self.evaluations.insert(*id, after);
        self.answers.remember(request, &written)?;
        Ok(Receipt { value: written, replayed: false })
    }

    /// Keeps what became of a sheet, beside what earlier operations of the set made of it.
    fn note(&mut self, after: &Evaluation, expert: ActorId, before: u64, change: SheetChange) {
        let sheet = after.round.sheets.get(&expert).cloned().unwrap_or_default();
        let marks = match change {
            SheetChange::SheetSaved { marks, .. } => marks,
            SheetChange::SheetLocked { .. }
            | SheetChange::SheetReopened { .. }
            | SheetChange::SheetRevisionBegun { .. } => BTreeMap::new(),
        };
        match self.changes.entry((after.id, expert)) {
            Entry::Vacant(entry) => {
                let key = RoundKey::of(after, &after.round);
                entry.insert(SheetChanges { key, expert, before, after: sheet, marks });
            }
            Entry::Occupied(mut entry) => {
                let changes = entry.get_mut();
                changes.after = sheet;
                changes.marks.extend(marks);
            }
        }
    }
}
