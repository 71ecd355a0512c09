//! Joining the parts of one project, and taking that back: several subjects change in one transaction.

use std::collections::HashMap;
use std::sync::Arc;

use domain::evaluation::Rejection;
use domain::id::SubjectId;
use domain::rulebook::Rulebook;
use domain::subject::{self, JoinEvents, Joining, Member, Subject};

use super::operations::{SubjectReceipt, settle};
use super::write::{NewSubjects, change};
use super::{load, load_many};
use crate::evaluations::evaluations_so_far;
use crate::operation::{Operation, WriteTransaction};
use crate::request::{Receipt, Refusal, Request};

/// Joins subjects into a new one.
#[derive(Debug, Clone)]
pub struct Join {
    /// The circumstances. The joint subject is new, so its version is 0.
    pub request: Request,
    /// The joint subject.
    pub joining: Joining,
    /// Its parts, each with the version that the asker saw.
    pub members: Vec<(SubjectId, u64)>,
    /// The rulebook to judge the whole by.
    pub rulebook: Arc<Rulebook>,
}

impl Operation for Join {
    type Output = Receipt<SubjectReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, joining, rulebook, .. } = self;
        if let Some(receipt) = request.recall(transaction).await? {
            return Ok(receipt);
        }
        subject::may_join(&request.actor)?;
        request.check_version(0)?;
        let members = self.load_members(transaction).await?;
        let JoinEvents { joint, members: events } =
            subject::join(joining, &members, &request.actor, rulebook, request.at)?;
        let mut new = NewSubjects::default();
        let joint = new.add(transaction, &joint)?;
        new.insert(transaction).await?;
        let mut found = by_id(members.into_iter().map(|member| member.subject));
        for (id, event) in &events {
            let member = found.remove(id).ok_or(Refusal::Missing)?;
            change(transaction, member, event).await?;
        }
        request.remember(transaction, SubjectReceipt::of(&joint)).await
    }
}

impl Join {
    /// The members in the order of the request, if the asker saw them all as they are.
    async fn load_members(&self, transaction: &WriteTransaction<'_>) -> Result<Vec<Member>, Refusal> {
        let ids: Vec<SubjectId> = self.members.iter().map(|(id, _)| *id).collect();
        let found = by_id(load_many(transaction.connection(), &ids).await?);
        let mut members = Vec::with_capacity(ids.len());
        let mut changed = Vec::new();
        for (id, version) in &self.members {
            let subject = found.get(id).cloned().ok_or(Refusal::Missing)?;
            if subject.version != *version {
                changed.push(format!("“{}”（现为第{}版）", subject.declaration.name, subject.version));
            }
            let evaluations = evaluations_so_far(transaction.connection(), *id).await?;
            members.push(Member { subject, evaluations });
        }
        if changed.is_empty() {
            return Ok(members);
        }
        let detail = format!("{}已被他人修改，请刷新后核对，再归并", changed.join("、"));
        Err(Rejection::blocked("member_changed", "第三条第（二）项", detail).into())
    }
}

/// Dissolves a joint subject. The version that is expected is that of the joint subject.
#[derive(Debug, Clone)]
pub struct Dissolve {
    /// The circumstances.
    pub request: Request,
    /// The joint subject.
    pub joint: SubjectId,
    /// Why.
    pub reason: String,
}

impl Operation for Dissolve {
    type Output = Receipt<SubjectReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, joint, reason } = self;
        if let Some(receipt) = request.recall(transaction).await? {
            return Ok(receipt);
        }
        let connection = transaction.connection();
        let joint = load(connection, *joint).await?.ok_or(Refusal::Missing)?;
        let ids: Vec<SubjectId> = joint.parts.iter().map(|part| part.subject).collect();
        let members = load_many(connection, &ids).await?;
        let evaluations = evaluations_so_far(connection, joint.id).await?;
        let decided = subject::dissolve(&joint, &members, evaluations, reason, &request.actor, request.at);
        let events = settle(decided, request, &joint)?;
        let dissolved = change(transaction, joint, &events.joint).await?;
        let mut found = by_id(members);
        for (id, event) in &events.members {
            let member = found.remove(id).ok_or(Refusal::Missing)?;
            change(transaction, member, event).await?;
        }
        request.remember(transaction, SubjectReceipt::of(&dissolved)).await
    }
}

fn by_id(subjects: impl IntoIterator<Item = Subject>) -> HashMap<SubjectId, Subject> {
    subjects.into_iter().map(|subject| (subject.id, subject)).collect()
}
