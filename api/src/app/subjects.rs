//! Evaluation subjects: registering, classifying, answering questions, designating.

use domain::actor::Actor;
use domain::classification::{Designation, Determination, Facts, Verdict, classify, examine};
use domain::id::{ImportId, SubjectId};
use domain::policy::Action;
use domain::subject::{Answer, Declaration, Registration, StandingKind, Subject, SubjectEvent};
use domain::supposition::suppose;
use storage::Refusal;
use storage::subjects::{self, Designate, Register, SubjectFilter};

use super::{App, AppError, Preconditions};
use crate::view::explanation::ExplainedDeterminationView;
use crate::view::subject::{SubjectPage, SubjectView, VerdictCountsView};

/// What a list of subjects is narrowed to; `None` does not narrow it.
#[derive(Debug, Default)]
pub struct Narrowing {
    /// The verdict.
    pub verdict: Option<Verdict>,
    /// Where it stands beside the verdict.
    pub standing: Option<StandingKind>,
    /// The unit, by its whole name.
    pub unit: Option<String>,
    /// The import.
    pub import: Option<ImportId>,
    /// The section's number in the list.
    pub section: Option<String>,
}

const SUBJECT: &str = "该评估对象";

/// A subject that is not there is answered in the words in which the domain hides one.
pub(super) fn unless_missing(refusal: Refusal) -> AppError {
    match refusal {
        Refusal::Missing => AppError::NotFound(SUBJECT),
        refusal @ (Refusal::Rule(_) | Refusal::Stale { .. } | Refusal::KeyReused | Refusal::Store(_)) => {
            refusal.into()
        }
    }
}

impl App {
    /// The verdict on facts that nobody registered.
    #[must_use]
    pub fn classify(&self, facts: &Facts) -> Determination {
        classify(facts, self.rulebook())
    }

    /// As [`App::classify`], with what would settle or flip the verdict.
    #[must_use]
    pub fn explain(&self, facts: &Facts) -> ExplainedDeterminationView {
        let examination = examine(facts, self.rulebook());
        let (determination, explanation) = (examination.determination(), examination.explanation());
        ExplainedDeterminationView::new(&determination, &explanation, self.rulebook())
    }

    /// Registers one subject.
    ///
    /// # Errors
    /// The rule that refuses; store errors.
    pub async fn register_subject(
        &self,
        actor: &Actor,
        declaration: Declaration,
        facts: Facts,
        preconditions: Preconditions,
    ) -> Result<SubjectView, AppError> {
        self.reserve(actor, Action::RegisterSubject, "第十条", "登记评估对象")?;
        let request = self.request(actor, preconditions, &("register_subject", &declaration, &facts));
        let id = SubjectId(self.context().identifier());
        let registration = Registration { id, place: None, declaration, facts };
        let operation = Register { request, registration, rulebook: self.rulebook().clone() };
        let receipt = self.store().write(operation).await?;
        self.subject(actor, receipt.value.subject).await
    }

    /// Answers a question about a subject.
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn answer_question(
        &self,
        actor: &Actor,
        subject: SubjectId,
        answer: Answer,
        document: Option<String>,
        preconditions: Preconditions,
    ) -> Result<SubjectView, AppError> {
        let request = self.request(actor, preconditions, &(subject, &answer, &document));
        let operation =
            subjects::Answer { request, subject, answer, document, rulebook: self.rulebook().clone() };
        self.store().write(operation).await.map_err(unless_missing)?;
        self.subject(actor, subject).await
    }

    /// Orders an evaluation under Art. 3(5).
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn designate(
        &self,
        actor: &Actor,
        subject: SubjectId,
        designation: Designation,
        preconditions: Preconditions,
    ) -> Result<SubjectView, AppError> {
        let request = self.request(actor, preconditions, &(subject, &designation));
        let operation = Designate { request, subject, designation, rulebook: self.rulebook().clone() };
        self.store().write(operation).await.map_err(unless_missing)?;
        self.subject(actor, subject).await
    }

    /// The subject, when the actor may see it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] also when it is hidden from the actor.
    pub async fn subject(&self, actor: &Actor, id: SubjectId) -> Result<SubjectView, AppError> {
        Ok(SubjectView::from(&self.visible_subject(actor, id).await?))
    }

    /// The verdict on the subject as it was reached, with what would settle or flip it under the rulebook in force.
    ///
    /// # Errors
    /// As for [`App::subject`].
    pub async fn subject_determination(
        &self,
        actor: &Actor,
        id: SubjectId,
    ) -> Result<ExplainedDeterminationView, AppError> {
        let subject = self.visible_subject(actor, id).await?;
        let explanation = examine(&subject.facts, self.rulebook()).explanation();
        Ok(ExplainedDeterminationView::new(&subject.determination, &explanation, self.rulebook()))
    }

    /// The verdict that would follow if the questions were answered so, under the rulebook in force. Nothing is kept.
    ///
    /// # Errors
    /// [`AppError::Rule`] for answers that cannot be given together; as for [`App::subject`].
    pub async fn suppose_answers(
        &self,
        actor: &Actor,
        id: SubjectId,
        answers: &[Answer],
    ) -> Result<ExplainedDeterminationView, AppError> {
        let subject = self.visible_subject(actor, id).await?;
        Ok(self.explain(&suppose(&subject.facts, answers)?))
    }

    /// What happened to the subject, each with the verdict from then on, oldest first.
    ///
    /// # Errors
    /// As for [`App::subject`].
    pub async fn subject_history(&self, actor: &Actor, id: SubjectId) -> Result<Vec<SubjectEvent>, AppError> {
        let history = subjects::history(self.store().reader(), actor, id).await?;
        history.ok_or(AppError::NotFound(SUBJECT))
    }

    pub(super) async fn visible_subject(&self, actor: &Actor, id: SubjectId) -> Result<Subject, AppError> {
        let subject = subjects::find_visible(self.store().reader(), actor, id).await?;
        subject.ok_or(AppError::NotFound(SUBJECT))
    }

    /// Subjects that the actor may see, in the order of the list.
    ///
    /// # Errors
    /// Store errors.
    pub async fn subjects(
        &self,
        actor: &Actor,
        narrowing: Narrowing,
        after: Option<i64>,
        limit: u64,
    ) -> Result<SubjectPage, AppError> {
        let Narrowing { verdict, standing, unit, import, section } = narrowing;
        let filter = SubjectFilter { verdict, standing, unit, import, section };
        let (found, next) = subjects::page(self.store().reader(), actor, &filter, after, limit).await?;
        Ok(SubjectPage { subjects: found.iter().map(SubjectView::from).collect(), next })
    }

    /// How many subjects the actor may see, by verdict.
    ///
    /// # Errors
    /// Store errors.
    pub async fn subject_counts(&self, actor: &Actor) -> Result<VerdictCountsView, AppError> {
        Ok(subjects::counts(self.store().reader(), actor).await?.into())
    }
}
