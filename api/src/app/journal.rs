//! The journal as somebody may read it.

use domain::actor::Actor;
use domain::id::EvaluationId;
use domain::policy::{Action, Relation};
use storage::evaluations::stream_of;
use storage::journal::{self, Entry};

use super::{App, AppError};
use crate::view::journal::JournalEntryView;

impl App {
    /// Entries of an evaluation's journal after `after`. Sheets that are not locked stay sealed.
    ///
    /// # Errors
    /// [`AppError::Rule`] when the actor may not read it; [`AppError::NotFound`] when the evaluation is hidden.
    pub async fn evaluation_journal(
        &self,
        actor: &Actor,
        id: EvaluationId,
        after: i64,
        limit: u64,
    ) -> Result<Vec<JournalEntryView>, AppError> {
        let evaluation = self.visible(actor, id).await?;
        let relation = Relation::to_evaluation(actor, &evaluation);
        self.authorise(actor, Action::ReadJournal, &relation, ("第二十二条", "查阅评估日志"))?;
        let entries = journal::branch(self.store().reader(), after, limit, &stream_of(id)).await?;
        let released = evaluation.round.state.is_released();
        Ok(entries
            .into_iter()
            .map(|entry| {
                let sealed = is_sheet(&entry) && !released;
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

fn is_sheet(entry: &Entry) -> bool {
    entry.stream.contains("/sheet/")
}
