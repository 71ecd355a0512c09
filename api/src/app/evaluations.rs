//! Evaluations: opening, commands, score sheets, and what a reader may see.

use std::collections::BTreeMap;

use domain::actor::Actor;
use domain::evaluation::{Command, CommandKind, Evaluation, Rejection};
use domain::id::{EvaluationId, SubjectId};
use domain::policy::{Action, Denied, Relation, can};
use domain::scoring::Mark;
use storage::evaluations::{self, EvaluationFilter, EvaluationSummary, Execute, Open, SheetAction, SheetOperation};
use storage::journal::{self, Entry};

use super::{App, AppError, Preconditions};
use crate::view::evaluation::EvaluationView;
use crate::view::journal::JournalEntryView;
use crate::view::sheet::SheetView;

const EVALUATION: &str = "该评估";

impl App {
    /// Opens an evaluation of a subject; `preconditions.version` is the subject's.
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn open_evaluation(
        &self,
        actor: &Actor,
        subject: SubjectId,
        budget_year: u16,
        voluntary: bool,
        preconditions: Preconditions,
    ) -> Result<EvaluationView, AppError> {
        let request = self.request(actor, preconditions, &("open_evaluation", subject, budget_year, voluntary));
        let operation = Open {
            request,
            evaluation: EvaluationId(self.context().identifier()),
            subject,
            budget_year,
            voluntary,
            rulebook: self.rulebook().clone(),
        };
        let receipt = self.store().write(operation).await?;
        self.evaluation(actor, receipt.value.id).await
    }

    /// Gives a command; `preconditions.version` is the evaluation's.
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn execute(
        &self,
        actor: &Actor,
        evaluation: EvaluationId,
        preconditions: Preconditions,
        command: Command,
    ) -> Result<EvaluationView, AppError> {
        let known = self.visible(actor, evaluation).await?;
        let rulebook = self.pinned(&known.rulebook).await?;
        let request = self.request(actor, preconditions, &(evaluation, &command));
        self.store().write(Execute { request, evaluation, command, rulebook }).await?;
        self.evaluation(actor, evaluation).await
    }

    /// The evaluation as the actor may see it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] also when it is hidden from the actor.
    pub async fn evaluation(&self, actor: &Actor, id: EvaluationId) -> Result<EvaluationView, AppError> {
        let evaluation = self.visible(actor, id).await?;
        let rulebook = self.pinned(&evaluation.rulebook).await?;
        Ok(EvaluationView::new(&evaluation, actor, &rulebook))
    }

    /// Evaluations that the actor may see.
    ///
    /// # Errors
    /// Store errors.
    pub async fn evaluations(
        &self,
        actor: &Actor,
        filter: &EvaluationFilter,
        after: Option<EvaluationId>,
        limit: u64,
    ) -> Result<Vec<EvaluationSummary>, AppError> {
        Ok(evaluations::page(self.store().reader(), actor, filter, after, limit).await?)
    }

    pub(super) async fn visible(&self, actor: &Actor, id: EvaluationId) -> Result<Evaluation, AppError> {
        evaluations::find_visible(self.store().reader(), actor, id)
            .await?
            .ok_or(AppError::NotFound(EVALUATION))
    }

    /// Saves marks on the actor's own sheet, or locks it; `preconditions.version` is the sheet's.
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn write_sheet(
        &self,
        actor: &Actor,
        evaluation: EvaluationId,
        preconditions: Preconditions,
        marks: Option<BTreeMap<String, Mark>>,
    ) -> Result<SheetView, AppError> {
        let pin = evaluations::pin(self.store().reader(), evaluation).await?;
        let rulebook = self.pinned(&pin.ok_or(AppError::NotFound(EVALUATION))?).await?;
        let action = marks.map_or(SheetAction::Lock, SheetAction::Save);
        let kind = match action {
            SheetAction::Save(_) => CommandKind::SaveSheet,
            SheetAction::Lock => CommandKind::LockSheet,
        };
        let content = match &action {
            SheetAction::Save(marks) => Some(marks),
            SheetAction::Lock => None,
        };
        let request = self.request(actor, preconditions, &(evaluation, kind, content));
        let operation = SheetOperation { request, evaluation, rulebook, action };
        let receipt = self.store().write_together(operation).await?;
        let sheet = evaluations::sheet(self.store().reader(), evaluation, actor.id).await?.unwrap_or_default();
        let mut view = SheetView::new(actor.id, &sheet);
        // A concurrent save of the same expert must not give this answer a version that it did not write.
        view.version = receipt.value.version;
        Ok(view)
    }

    /// The sheets of the latest round that the actor may see: one's own always, the others' when policy allows,
    /// and never one that is not locked.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the evaluation is hidden.
    pub async fn sheets(&self, actor: &Actor, id: EvaluationId) -> Result<Vec<SheetView>, AppError> {
        let evaluation = self.visible(actor, id).await?;
        let relation = Relation::to_evaluation(actor, &evaluation);
        let sees_others = can(actor.role, Action::ReadSheets, &relation).is_ok();
        let mut sheets: Vec<SheetView> = evaluation
            .round
            .sheets
            .iter()
            .filter(|(expert, sheet)| {
                **expert == actor.id || (sees_others && sheet.locked_at.is_some())
            })
            .map(|(expert, sheet)| SheetView::new(*expert, sheet))
            .collect();
        if relation.on_panel && !sheets.iter().any(|sheet| sheet.expert == actor.id.to_string()) {
            sheets.push(SheetView::new(actor.id, &domain::scoring::Sheet::default()));
        }
        Ok(sheets)
    }

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
        self.authorise(actor, Action::ReadJournal, &relation, "查阅评估日志")?;
        let entries = evaluations::journal_page(self.store().reader(), id, after, limit).await?;
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
    pub async fn journal(&self, actor: &Actor, after: i64, limit: u64) -> Result<Vec<JournalEntryView>, AppError> {
        self.authorise(actor, Action::ReadJournal, &Relation::default(), "查阅全部日志")?;
        let entries = journal::page(self.store().reader(), after, limit, None).await?;
        Ok(entries
            .into_iter()
            .map(|entry| {
                let sealed = is_sheet(&entry);
                JournalEntryView::new(entry, sealed)
            })
            .collect())
    }

    pub(super) fn authorise(
        &self,
        actor: &Actor,
        action: Action,
        relation: &Relation,
        what: &str,
    ) -> Result<(), AppError> {
        can(actor.role, action, relation).map_err(|denied| match denied {
            Denied::Hidden => AppError::NotFound("所请求的内容"),
            Denied::Forbidden => {
                let detail = format!("{what}由{}办理，您没有此项权限", action.reserved_for());
                AppError::Rule(Rejection::forbidden("第二十二条", detail))
            }
        })
    }
}

fn is_sheet(entry: &Entry) -> bool {
    entry.stream.contains("/sheet/")
}
