//! Changing the performance targets of a subject.

use domain::id::SubjectId;
use domain::subject;
use domain::target::PerformanceTarget;

use super::operations::{SubjectReceipt, happen};
use crate::operation::{Operation, WriteTransaction};
use crate::request::{Receipt, Refusal, Request};

/// Replaces all performance targets of a subject.
#[derive(Debug, Clone)]
pub struct SetTargets {
    /// The circumstances.
    pub request: Request,
    /// The subject.
    pub subject: SubjectId,
    /// The targets from now on.
    pub targets: Vec<PerformanceTarget>,
}

impl Operation for SetTargets {
    type Output = Receipt<SubjectReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, subject, targets } = self;
        happen(request, *subject, transaction, |subject| {
            subject::set_targets(subject, targets.clone(), &request.actor, request.at)
        })
        .await
    }
}
