//! Evaluations: opening, commands, score sheets, and what a reader may see.

use std::collections::BTreeMap;

use domain::actor::Actor;
use domain::evaluation::{
    Command, CommandKind, Evaluation, Rejection, Round, SheetSight, State, visible_sheets,
};
use domain::id::{EvaluationId, SubjectId};
use domain::policy::{Action, Denied, Relation, can};
use domain::scoring::Mark;
use storage::evaluations::{self, EvaluationFilter, Execute, Open, SheetAction, SheetOperation};
use storage::rulebooks::Keep;

use super::subjects::unless_missing;
use super::{App, AppError, Preconditions};
use crate::view::evaluation::{EvaluationSummaryView, EvaluationView, ResultView, result};
use crate::view::sheet::{SheetReceiptView, SheetView};

/// What a list of evaluations is narrowed to; `None` does not narrow it.
#[derive(Debug, Default)]
pub struct Narrowing {
    /// The state of the latest round.
    pub state: Option<State>,
    /// The organiser, by its whole name.
    pub organiser: Option<String>,
    /// The subject.
    pub subject: Option<SubjectId>,
}

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
        let in_force = self.in_force();
        let keep = Keep::new(&in_force.text, actor.id, self.context().now())
            .map_err(|_| AppError::Rulebook(in_force.rulebook.id.clone()))?;
        self.reserve(actor, Action::OpenEvaluation, "第十三条第（一）项", "确定评估对象")?;
        self.store().write(keep).await?;
        let request =
            self.request(actor, preconditions, &("open_evaluation", subject, budget_year, voluntary));
        let operation = Open {
            request,
            evaluation: EvaluationId(self.context().identifier()),
            subject,
            budget_year,
            voluntary,
            rulebook: in_force.rulebook.clone(),
        };
        let receipt = self.store().write(operation).await.map_err(unless_missing)?;
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
        let rulebook = self.rulebook_of(evaluation).await?;
        self.refuse_unknown_files(actor, evaluation, &command).await?;
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
        let rulebook = self.rulebook_of(id).await?;
        Ok(EvaluationView::new(&evaluation, actor, &rulebook, self.calendars(), self.today()))
    }

    /// Evaluations that the actor may see.
    ///
    /// # Errors
    /// Store errors.
    pub async fn evaluations(
        &self,
        actor: &Actor,
        narrowing: Narrowing,
        after: Option<EvaluationId>,
        limit: u64,
    ) -> Result<Vec<EvaluationSummaryView>, AppError> {
        let Narrowing { state, organiser, subject } = narrowing;
        let filter = EvaluationFilter { state, organiser, subject, ..EvaluationFilter::default() };
        let found = evaluations::page(self.store().reader(), actor, &filter, after, limit).await?;
        Ok(found.into_iter().map(EvaluationSummaryView::from).collect())
    }

    /// The confirmed result of a round, when the actor may see it; of the round whose result holds now, when no round
    /// is named.
    ///
    /// # Errors
    /// [`AppError::Rule`] when it is not confirmed yet or under embargo for the actor; [`AppError::NotFound`] when
    /// the evaluation is hidden or has no such round.
    pub async fn result(
        &self,
        actor: &Actor,
        id: EvaluationId,
        round: Option<u32>,
    ) -> Result<ResultView, AppError> {
        let evaluation = self.visible(actor, id).await?;
        let holding = || evaluation.deciding_round().map(|round| round.number);
        let round = round_of(&evaluation, round.or_else(holding))?;
        let relation = Relation::to_round(actor, &evaluation, round);
        self.authorise(actor, Action::ReadResult, &relation, ("第二十二条", "查阅评估结果"))?;
        let rulebook = self.rulebook_of(id).await?;
        result(&evaluation, round, actor.role, &relation, &rulebook, self.today()).ok_or_else(|| {
            let detail = "本轮评估的结果尚未认定".to_owned();
            AppError::Rule(Rejection::blocked("result_not_confirmed", "第十六条", detail))
        })
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
    ) -> Result<SheetReceiptView, AppError> {
        let rulebook = self.rulebook_of(evaluation).await?;
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
        Ok(SheetReceiptView::from(receipt.value))
    }

    /// The sheets of the latest round that the actor may see: one's own always, the others' when policy allows,
    /// and never one that is not locked.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the evaluation is hidden.
    pub async fn sheets(&self, actor: &Actor, id: EvaluationId) -> Result<Vec<SheetView>, AppError> {
        let evaluation = self.visible(actor, id).await?;
        let relation = Relation::to_evaluation(actor, &evaluation);
        let mut sheets: Vec<SheetView> =
            visible_sheets(actor, &evaluation, &evaluation.round).iter().map(SheetView::new).collect();
        if relation.on_panel && !evaluation.round.sheets.contains_key(&actor.id) {
            let empty = domain::scoring::Sheet::default();
            sheets.push(SheetView::new(&SheetSight { expert: actor.id, now: Some(&empty), first: None }));
        }
        Ok(sheets)
    }

    /// Refuses what the policy denies; a refusal names the article and what was wanted.
    pub(super) fn authorise(
        &self,
        actor: &Actor,
        action: Action,
        relation: &Relation,
        (article, what): (&'static str, &str),
    ) -> Result<(), AppError> {
        can(actor.role, action, relation).map_err(|denied| match denied {
            Denied::Hidden => AppError::NotFound("所请求的内容"),
            Denied::Forbidden => forbidden(action, article, what),
        })
    }

    /// Whether the actor may name people for seats in the evaluation, and so learn who has which identifier.
    ///
    /// # Errors
    /// [`AppError::Rule`] when that is not theirs; [`AppError::NotFound`] when the evaluation is hidden.
    pub async fn may_name_people(&self, actor: &Actor, id: EvaluationId) -> Result<(), AppError> {
        let evaluation = self.visible(actor, id).await?;
        let relation = Relation::to_evaluation(actor, &evaluation);
        let powers = [Action::Organise, Action::WorkInGroup];
        if powers.iter().any(|power| can(actor.role, *power, &relation).is_ok()) {
            return Ok(());
        }
        Err(forbidden(Action::Organise, "第十三条第（二）项", "指定人员"))
    }

    /// As [`authorise`](Self::authorise), for what belongs to nobody in particular: there is nothing to hide, so a
    /// refusal says who may.
    pub(super) fn reserve(
        &self,
        actor: &Actor,
        action: Action,
        article: &'static str,
        what: &str,
    ) -> Result<(), AppError> {
        can(actor.role, action, &Relation::default()).map_err(|_| forbidden(action, article, what))
    }
}

/// The round with this number, or the latest.
pub(super) fn round_of(evaluation: &Evaluation, number: Option<u32>) -> Result<&Round, AppError> {
    match number {
        None => Ok(&evaluation.round),
        Some(number) => {
            evaluation.rounds().find(|round| round.number == number).ok_or(AppError::NotFound("该轮评估"))
        }
    }
}

fn forbidden(action: Action, article: &'static str, what: &str) -> AppError {
    let detail = format!("{what}由{}办理，您没有此项权限", action.reserved_for());
    AppError::Rule(Rejection::forbidden(article, detail))
}
