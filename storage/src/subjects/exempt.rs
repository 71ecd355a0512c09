//! Exempting a subject, and taking that back.

use std::sync::Arc;

use domain::id::SubjectId;
use domain::rulebook::Rulebook;
use domain::subject;

use super::operations::{SubjectReceipt, happen};
use crate::evaluations::evaluations_so_far;
use crate::operation::{Operation, WriteTransaction};
use crate::request::{Receipt, Refusal, Request};

/// Exempts a subject from evaluation (C9).
#[derive(Debug, Clone)]
pub struct Exempt {
    /// The circumstances.
    pub request: Request,
    /// The subject.
    pub subject: SubjectId,
    /// Why.
    pub reason: String,
    /// The document that says so, when there is one.
    pub document: Option<String>,
    /// The rulebook in force, which says what can be exempted.
    pub rulebook: Arc<Rulebook>,
}

impl Operation for Exempt {
    type Output = Receipt<SubjectReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, subject, reason, document, rulebook } = self;
        let evaluations = evaluations_so_far(transaction.connection(), *subject).await?;
        happen(request, *subject, transaction, |subject| {
            let (reason, document) = (reason.clone(), document.clone());
            subject::exempt(subject, reason, document, evaluations, &request.actor, rulebook, request.at)
        })
        .await
    }
}

/// Takes an exemption back.
#[derive(Debug, Clone)]
pub struct RevokeExemption {
    /// The circumstances.
    pub request: Request,
    /// The subject.
    pub subject: SubjectId,
    /// Why.
    pub reason: String,
}

impl Operation for RevokeExemption {
    type Output = Receipt<SubjectReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, subject, reason } = self;
        happen(request, *subject, transaction, |subject| {
            subject::revoke_exemption(subject, reason.clone(), &request.actor, request.at)
        })
        .await
    }
}
