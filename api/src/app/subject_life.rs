//! Decisions about subjects beside their verdict: targets, exemptions, joins.

use domain::actor::Actor;
use domain::id::SubjectId;
use domain::policy::Action;
use domain::subject::Joining;
use domain::target::PerformanceTarget;
use storage::subjects::{Dissolve, Exempt, Join, RevokeExemption, SetTargets};

use super::subjects::unless_missing;
use super::{App, AppError, Preconditions};
use crate::view::subject::SubjectView;
use crate::view::subject_life::FactsView;

/// What somebody asks for who joins subjects.
#[derive(Debug, Clone, serde::Serialize)]
pub struct JoinOrder {
    /// The name of the whole.
    pub name: String,
    /// The unit that answers for it.
    pub unit: Option<String>,
    /// Why they are one project.
    pub reason: String,
    /// The document that says so.
    pub document: Option<String>,
    /// The parts, each with the version that the asker saw.
    pub members: Vec<(SubjectId, u64)>,
}

impl App {
    /// Everything that is known of the subject, each fact with its origin.
    ///
    /// # Errors
    /// As for [`App::subject`].
    pub async fn subject_facts(&self, actor: &Actor, id: SubjectId) -> Result<FactsView, AppError> {
        Ok(FactsView::from(&self.visible_subject(actor, id).await?.facts))
    }

    /// Replaces the performance targets of a subject.
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn set_targets(
        &self,
        actor: &Actor,
        subject: SubjectId,
        targets: Vec<PerformanceTarget>,
        preconditions: Preconditions,
    ) -> Result<SubjectView, AppError> {
        let request = self.request(actor, preconditions, &("set_targets", subject, &targets));
        self.store().write(SetTargets { request, subject, targets }).await.map_err(unless_missing)?;
        self.subject(actor, subject).await
    }

    /// Exempts a subject from evaluation (C9).
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn exempt(
        &self,
        actor: &Actor,
        subject: SubjectId,
        reason: String,
        document: Option<String>,
        preconditions: Preconditions,
    ) -> Result<SubjectView, AppError> {
        let request = self.request(actor, preconditions, &("exempt", subject, &reason, &document));
        let operation = Exempt { request, subject, reason, document, rulebook: self.rulebook().clone() };
        self.store().write(operation).await.map_err(unless_missing)?;
        self.subject(actor, subject).await
    }

    /// Takes an exemption back.
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn revoke_exemption(
        &self,
        actor: &Actor,
        subject: SubjectId,
        reason: String,
        preconditions: Preconditions,
    ) -> Result<SubjectView, AppError> {
        let request = self.request(actor, preconditions, &("revoke_exemption", subject, &reason));
        self.store().write(RevokeExemption { request, subject, reason }).await.map_err(unless_missing)?;
        self.subject(actor, subject).await
    }

    /// Joins subjects into a new one, which is judged by their joint amount (C19).
    ///
    /// # Errors
    /// The rule that refuses; store errors.
    pub async fn join_subjects(
        &self,
        actor: &Actor,
        order: JoinOrder,
        preconditions: Preconditions,
    ) -> Result<SubjectView, AppError> {
        self.reserve(actor, Action::JoinSubjects, "第九条", "归并评估对象")?;
        let request = self.request(actor, preconditions, &("join_subjects", &order));
        let JoinOrder { name, unit, reason, document, members } = order;
        let joining = Joining { id: SubjectId(self.context().identifier()), name, unit, reason, document };
        let operation = Join { request, joining, members, rulebook: self.rulebook().clone() };
        let receipt = self.store().write(operation).await.map_err(unless_missing)?;
        self.subject(actor, receipt.value.subject).await
    }

    /// Dissolves a joint subject: its parts stand by themselves again.
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn dissolve_join(
        &self,
        actor: &Actor,
        joint: SubjectId,
        reason: String,
        preconditions: Preconditions,
    ) -> Result<SubjectView, AppError> {
        let request = self.request(actor, preconditions, &("dissolve_join", joint, &reason));
        self.store().write(Dissolve { request, joint, reason }).await.map_err(unless_missing)?;
        self.subject(actor, joint).await
    }
}
