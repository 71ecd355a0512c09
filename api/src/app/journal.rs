//! The journal as somebody may read it.

use domain::actor::Actor;
use domain::id::EvaluationId;
use domain::policy::{Action, Relation};
use storage::evaluations::{round_span, stream_of};
use storage::journal::{self, Entry};

use super::evaluations::round_of;
use super::{App, AppError};
use crate::view::journal::JournalEntryView;

impl App {
    /// Entries of an evaluation's journal after `after`, of one round only when one is named. The sheets of a round
    /// whose result is not confirmed stay sealed.
    ///
    /// # Errors
    /// [`AppError::Rule`] when the actor may not read it; [`AppError::NotFound`] when the evaluation is hidden.
    pub async fn evaluation_journal(
        &self,
        actor: &Actor,
        id: EvaluationId,
        round: Option<u32>,
        after: i64,
        limit: u64,
    ) -> Result<Vec<JournalEntryView>, AppError> {
        let evaluation = self.visible(actor, id).await?;
        let relation = Relation::to_round(actor, &evaluation, round_of(&evaluation, round)?);
        self.authorise(actor, Action::ReadJournal, &relation, ("第二十二条", "查阅评估日志"))?;
        let reader = self.store().reader();
        let span = match round {
            Some(round) => Some(round_span(reader, id, round).await?.ok_or(AppError::NotFound("该轮评估"))?),
            None => None,
        };
        let after = span.as_ref().map_or(after, |span| after.max(span.start.saturating_sub(1)));
        let entries = journal::branch(reader, after, limit, &stream_of(id)).await?;
        let within = |entry: &Entry| span.as_ref().is_none_or(|span| span.contains(&entry.sequence));
        let released = |number: u32| {
            evaluation.rounds().any(|round| round.number == number && round.state.is_released())
        };
        Ok(entries
            .into_iter()
            .filter(within)
            .map(|entry| {
                let sealed = is_sheet(&entry) && !sheet_round(&entry).is_some_and(released);
                JournalEntryView::new(entry, sealed)
            })
            .collect())
    }

    /// Entries of the whole journal after `after`, for the finance and audit bureaus; sheets stay sealed there.
    ///
    /// # Errors
    /// [`AppError::Rule`] when the actor may not read it.
    pub async fn journal(
        &self,
        actor: &Actor,
        after: i64,
        limit: u64,
    ) -> Result<Vec<JournalEntryView>, AppError> {
        self.reserve(actor, Action::ReadJournal, "第二十二条", "查阅全部日志")?;
        let entries = journal::page(self.store().reader(), after, limit, None).await?;
        Ok(entries
            .into_iter()
            .map(|entry| {
                let sealed = is_sheet(&entry);
                JournalEntryView::new(entry, sealed)
            })
            .collect())
    }
}

/// The round of the sheet whose stream the entry is in.
fn sheet_round(entry: &Entry) -> Option<u32> {
    entry.stream.split_once("/round/")?.1.split('/').next()?.parse().ok()
}

fn is_sheet(entry: &Entry) -> bool {
    entry.stream.contains("/sheet/")
}
