//! The case and its rounds as wholes.

use domain::evaluation::{CaseChange, Evaluation, Round};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

use super::Target;
use super::preparation::{put_checklist, put_plan};
use crate::error::StoreError;
use crate::evaluations::entities::{evaluation, round};
use crate::evaluations::rows::{deviation_row, evaluation_row, notice_row, round_row, seat_rows};
use crate::evaluations::statements::{RoundKey, put, replace_all};

/// Adds a case that was opened.
pub(in crate::evaluations) async fn insert(
    connection: &impl ConnectionTrait,
    opened: &Evaluation,
) -> Result<(), StoreError> {
    let key = RoundKey::of(opened, &opened.round);
    evaluation::Entity::insert(evaluation_row(opened)?.into_active_model())
        .exec_without_returning(connection)
        .await?;
    round::Entity::insert(round_row(&key, &opened.round)?.into_active_model())
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

pub(super) async fn project(
    target: &Target<'_, impl ConnectionTrait>,
    before: &Evaluation,
    change: &CaseChange,
) -> Result<(), StoreError> {
    match change {
        // Adding the case was all.
        CaseChange::Opened { .. } => Ok(()),
        CaseChange::ReevaluationOrdered { .. } => {
            end_earlier(target, before).await?;
            target.put_round().await
        }
        CaseChange::NextRoundOpened { .. } => {
            end_earlier(target, before).await?;
            target.put_round().await?;
            copy_preparation(target, &target.evaluation.round).await
        }
        CaseChange::Withdrawn { .. } => target.put_round().await,
    }
}

/// Writes how the round before the new one ended.
async fn end_earlier(
    target: &Target<'_, impl ConnectionTrait>,
    before: &Evaluation,
) -> Result<(), StoreError> {
    let ended = target.evaluation.earlier.iter().find(|round| round.number == before.round.number);
    match ended {
        Some(ended) => {
            put(target.connection, round_row(&RoundKey::of(target.evaluation, ended), ended)?).await
        }
        None => Err(StoreError::corrupt("a new round does not follow the one before")),
    }
}

/// C43: a round on a revised object takes over group, panel, plan, notice and the list of materials.
async fn copy_preparation(
    target: &Target<'_, impl ConnectionTrait>,
    round: &Round,
) -> Result<(), StoreError> {
    replace_all(target.connection, &target.key, seat_rows(&target.key, round)?).await?;
    if let Some(deviation) = &round.panel.deviation {
        put(target.connection, deviation_row(&target.key, deviation)).await?;
    }
    if let Some(plan) = &round.plan {
        put_plan(target, plan).await?;
    }
    if let Some(notice) = &round.notice {
        put(target.connection, notice_row(&target.key, notice)).await?;
    }
    put_checklist(target).await
}
