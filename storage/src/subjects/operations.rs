//! The changes that somebody can make to one subject.

use std::sync::Arc;

use domain::classification::{Designation, Verdict};
use domain::evaluation::{Rejection, RejectionKind};
use domain::id::SubjectId;
use domain::rulebook::Rulebook;
use domain::subject::{self, Registration, Subject, SubjectEvent};
use serde::{Deserialize, Serialize};

use super::load;
use super::write::{NewSubjects, change};
use crate::operation::{Operation, WriteTransaction};
use crate::request::{Receipt, Refusal, Request};

/// What the change of a subject led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectReceipt {
    /// The subject.
    pub subject: SubjectId,
    /// Its version now.
    pub version: u64,
    /// The verdict now.
    pub verdict: Verdict,
}

impl SubjectReceipt {
    pub(super) const fn of(subject: &Subject) -> Self {
        Self { subject: subject.id, version: subject.version, verdict: subject.determination.verdict }
    }
}

/// Registers one subject by hand.
#[derive(Debug, Clone)]
pub struct Register {
    /// The circumstances. A new subject has version 0, so that is the only one that can be expected.
    pub request: Request,
    /// The subject.
    pub registration: Registration,
    /// The rulebook to judge it by.
    pub rulebook: Arc<Rulebook>,
}

impl Operation for Register {
    type Output = Receipt<SubjectReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        if let Some(receipt) = self.request.recall(transaction).await? {
            return Ok(receipt);
        }
        let Request { actor, at, .. } = &self.request;
        let event = subject::register(self.registration.clone(), actor, &self.rulebook, *at)?;
        self.request.check_version(0)?;
        let mut subjects = NewSubjects::default();
        let subject = subjects.add(transaction, &event)?;
        subjects.insert(transaction).await?;
        self.request.remember(transaction, SubjectReceipt::of(&subject)).await
    }
}

/// Answers a question about a subject, which is then judged anew.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The circumstances.
    pub request: Request,
    /// The subject.
    pub subject: SubjectId,
    /// The answer.
    pub answer: subject::Answer,
    /// The document that proves it, when there is one.
    pub document: Option<String>,
    /// The rulebook to judge it by.
    pub rulebook: Arc<Rulebook>,
}

impl Operation for Answer {
    type Output = Receipt<SubjectReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, subject, answer, document, rulebook } = self;
        happen(request, *subject, transaction, |subject| {
            subject::answer(subject, answer.clone(), document.clone(), &request.actor, rulebook, request.at)
        })
        .await
    }
}

/// Orders the evaluation of a subject under Art. 3(5).
#[derive(Debug, Clone)]
pub struct Designate {
    /// The circumstances.
    pub request: Request,
    /// The subject.
    pub subject: SubjectId,
    /// The order.
    pub designation: Designation,
    /// The rulebook to judge it by.
    pub rulebook: Arc<Rulebook>,
}

impl Operation for Designate {
    type Output = Receipt<SubjectReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, subject, designation, rulebook } = self;
        happen(request, *subject, transaction, |subject| {
            subject::designate(subject, designation.clone(), &request.actor, rulebook, request.at)
        })
        .await
    }
}

/// Lets something happen to a subject that is there.
pub(super) async fn happen(
    request: &Request,
    id: SubjectId,
    transaction: &mut WriteTransaction<'_>,
    decide: impl FnOnce(&Subject) -> Result<SubjectEvent, Rejection>,
) -> Result<Receipt<SubjectReceipt>, Refusal> {
    if let Some(receipt) = request.recall(transaction).await? {
        return Ok(receipt);
    }
    let subject = load(transaction.connection(), id).await?.ok_or(Refusal::Missing)?;
    let event = settle(decide(&subject), request, &subject)?;
    let changed = change(transaction, subject, &event).await?;
    request.remember(transaction, SubjectReceipt::of(&changed)).await
}

/// Who may not do it learns nothing of the version; who may learns that it changed before what is wrong with it.
pub(super) fn settle<T>(
    decided: Result<T, Rejection>,
    request: &Request,
    subject: &Subject,
) -> Result<T, Refusal> {
    if let Err(rejection) = &decided
        && matches!(rejection.kind, RejectionKind::Hidden | RejectionKind::Forbidden)
    {
        return Err(rejection.clone().into());
    }
    request.check_version(subject.version)?;
    Ok(decided?)
}
