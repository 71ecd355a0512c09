//! Entry into the next budget step, and overrides of it.

use chrono::Datelike;
use domain::actor::Actor;
use domain::budget::{BudgetEntry, CaseOutline, EntryStanding, budget_entry};
use domain::classification::Verdict;
use domain::id::SubjectId;
use domain::policy::{Action, Relation, can};
use domain::subject::Subject;
use storage::evaluations::outlines;
use storage::subjects::{self, ApproveBudgetOverride, RequestBudgetOverride, SubjectFilter};

use super::subjects::unless_missing;
use super::{App, AppError, Preconditions};
use crate::view::budget::{BudgetEntryPage, BudgetEntryView};

/// How many subjects are looked at together when a list is narrowed to a standing.
const SUBJECTS_AT_A_TIME: u64 = 200;

impl App {
    /// The year whose budget is compiled next.
    #[must_use]
    pub fn next_budget_year(&self) -> u16 {
        u16::try_from(self.today().year()).unwrap_or_default().saturating_add(1)
    }

    /// Whether a subject may enter the budget of a year.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the subject is hidden; [`AppError::Rule`] when its results are.
    pub async fn budget_entry(
        &self,
        actor: &Actor,
        id: SubjectId,
        budget_year: u16,
    ) -> Result<BudgetEntryView, AppError> {
        let subject = self.visible_subject(actor, id).await?;
        let cases = outlines(self.store().reader(), &[id]).await?.remove(&id).unwrap_or_default();
        let relation = relation_to(actor, &subject, &cases);
        self.authorise(actor, Action::ReadResult, &relation, ("第二十二条", "查阅进入预算编审的条件"))?;
        let entry = budget_entry(&subject, &cases, budget_year);
        self.entry_view(&subject, &entry).await
    }

    /// The required subjects that the actor may see, with their entry into the budget of a year; of one standing only,
    /// when `standing` says which. Those whose results are hidden from the actor are left out.
    ///
    /// # Errors
    /// Store errors.
    pub async fn budget_entries(
        &self,
        actor: &Actor,
        budget_year: u16,
        standing: Option<EntryStanding>,
        after: Option<i64>,
        limit: u64,
    ) -> Result<BudgetEntryPage, AppError> {
        let filter = SubjectFilter { verdict: Some(Verdict::Required), ..SubjectFilter::default() };
        let reader = self.store().reader();
        let (mut entries, mut next) = (Vec::new(), after);
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        loop {
            let rest = limit.saturating_sub(u64::try_from(entries.len()).unwrap_or(u64::MAX));
            let size = Ord::min(rest, SUBJECTS_AT_A_TIME);
            let (subjects, following) = subjects::page(reader, actor, &filter, next, size).await?;
            let ids: Vec<SubjectId> = subjects.iter().map(|subject| subject.id).collect();
            let mut cases = outlines(reader, &ids).await?;
            for subject in &subjects {
                let cases = cases.remove(&subject.id).unwrap_or_default();
                let relation = relation_to(actor, subject, &cases);
                let entry = budget_entry(subject, &cases, budget_year);
                if standing.is_none_or(|standing| standing == entry.standing)
                    && can(actor.role, Action::ReadResult, &relation).is_ok()
                {
                    entries.push(self.entry_view(subject, &entry).await?);
                }
            }
            next = following;
            if next.is_none() || entries.len() >= wanted {
                return Ok(BudgetEntryPage { budget_year, entries, next });
            }
        }
    }

    /// Asks that a subject enter the budget of a year in spite of what keeps it; `preconditions.version` is the
    /// subject's.
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn request_budget_override(
        &self,
        actor: &Actor,
        subject: SubjectId,
        budget_year: u16,
        reason: String,
        preconditions: Preconditions,
    ) -> Result<BudgetEntryView, AppError> {
        let content = ("request_budget_override", subject, budget_year, &reason);
        let request = self.request(actor, preconditions, &content);
        let operation = RequestBudgetOverride { request, subject, budget_year, reason };
        self.store().write(operation).await.map_err(unless_missing)?;
        self.budget_entry(actor, subject, budget_year).await
    }

    /// Approves what somebody else of the bureau asked for; `preconditions.version` is the subject's.
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn approve_budget_override(
        &self,
        actor: &Actor,
        subject: SubjectId,
        budget_year: u16,
        preconditions: Preconditions,
    ) -> Result<BudgetEntryView, AppError> {
        let request = self.request(actor, preconditions, &("approve_budget_override", subject, budget_year));
        let operation = ApproveBudgetOverride { request, subject, budget_year };
        self.store().write(operation).await.map_err(unless_missing)?;
        self.budget_entry(actor, subject, budget_year).await
    }

    async fn entry_view(&self, subject: &Subject, entry: &BudgetEntry) -> Result<BudgetEntryView, AppError> {
        let rulebook = match &entry.case {
            Some(case) => self.rulebook_of(case.evaluation).await?,
            None => self.rulebook().clone(),
        };
        Ok(BudgetEntryView::new(subject, entry, &rulebook))
    }
}

/// How an actor stands to the results of a subject: its own unit, whichever role somebody has there, and whoever
/// organised one of its evaluations. A result is out as soon as there is one.
fn relation_to(actor: &Actor, subject: &Subject, cases: &[CaseOutline]) -> Relation {
    let own = subject.declaration.unit.as_deref().is_some_and(|unit| actor.is_of(unit));
    let organises = cases.iter().flat_map(|case| &case.organisers).any(|name| actor.is_of(name));
    Relation { applied: own, organises: own || organises, released: true, ..Relation::default() }
}
