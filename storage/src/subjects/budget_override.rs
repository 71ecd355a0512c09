//! Letting a required object into the budget in spite of what keeps it, by two people (C49).

use domain::budget::{BudgetEntry, budget_entry};
use domain::id::SubjectId;
use domain::subject::{self, Subject};

use super::load;
use super::operations::{SubjectReceipt, happen};
use crate::evaluations::outlines;
use crate::operation::{Operation, WriteTransaction};
use crate::request::{Receipt, Refusal, Request};

/// Asks for an override.
#[derive(Debug, Clone)]
pub struct RequestBudgetOverride {
    /// The circumstances.
    pub request: Request,
    /// The subject.
    pub subject: SubjectId,
    /// The budget year.
    pub budget_year: u16,
    /// Why.
    pub reason: String,
}

impl Operation for RequestBudgetOverride {
    type Output = Receipt<SubjectReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, subject, budget_year, reason } = self;
        let entry = entry_of(transaction, *subject, *budget_year).await?;
        happen(request, *subject, transaction, |subject| {
            subject::request_budget_override(subject, &entry, reason.clone(), &request.actor, request.at)
        })
        .await
    }
}

/// Approves an override that somebody else asked for.
#[derive(Debug, Clone)]
pub struct ApproveBudgetOverride {
    /// The circumstances.
    pub request: Request,
    /// The subject.
    pub subject: SubjectId,
    /// The budget year.
    pub budget_year: u16,
}

impl Operation for ApproveBudgetOverride {
    type Output = Receipt<SubjectReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, subject, budget_year } = self;
        let entry = entry_of(transaction, *subject, *budget_year).await?;
        happen(request, *subject, transaction, |subject| {
            subject::approve_budget_override(subject, &entry, &request.actor, request.at)
        })
        .await
    }
}

async fn entry_of(
    transaction: &WriteTransaction<'_>,
    id: SubjectId,
    budget_year: u16,
) -> Result<BudgetEntry, Refusal> {
    let connection = transaction.connection();
    let subject: Subject = load(connection, id).await?.ok_or(Refusal::Missing)?;
    let cases = outlines(connection, &[id]).await?.remove(&id).unwrap_or_default();
    Ok(budget_entry(&subject, &cases, budget_year))
}
