//! Group, panel, plan and notice.

use domain::evaluation::{Plan, PreparationChange};
use sea_orm::ConnectionTrait;

use super::Target;
use crate::error::StoreError;
use crate::evaluations::entities::{opinion_signature, panel_deviation};
use crate::evaluations::rows::{
    List, checklist_row, deviation_row, notice_row, plan_row, report_signature_rows, seat_rows, weight_rows,
    withdrawal_rows,
};
use crate::evaluations::statements::{clear, put, put_all, replace_all};

pub(super) async fn project(
    target: &Target<'_, impl ConnectionTrait>,
    change: &PreparationChange,
) -> Result<(), StoreError> {
    match change {
        PreparationChange::ThirdPartyCommissioned { .. } | PreparationChange::OrganisationCompleted => {
            target.put_round().await
        }
        PreparationChange::WorkingGroupFormed { .. } => replace_seats(target).await,
        PreparationChange::GroupMemberReplaced { .. } => {
            replace_seats(target).await?;
            let signatures = report_signature_rows(&target.key, &target.evaluation.round.report_signatures)?;
            replace_all(target.connection, &target.key, signatures).await
        }
        PreparationChange::PanelAppointed { .. }
        | PreparationChange::PanelMemberWithdrawn { .. }
        | PreparationChange::PanelWithdrawalApproved { .. }
        | PreparationChange::ReplacementAppointed { .. } => replace_panel(target).await,
        PreparationChange::PanelWithdrawalRequested { .. } => {
            put_all(target.connection, withdrawal_rows(&target.key, &target.evaluation.round.panel)).await
        }
        PreparationChange::PanelWithdrawalCancelled { .. } => {
            let rows = withdrawal_rows(&target.key, &target.evaluation.round.panel);
            replace_all(target.connection, &target.key, rows).await
        }
        PreparationChange::PanelDeviationRequested { .. } | PreparationChange::PanelDeviationApproved => {
            match &target.evaluation.round.panel.deviation {
                Some(deviation) => put(target.connection, deviation_row(&target.key, deviation)).await,
                None => Ok(()),
            }
        }
        PreparationChange::PlanDrafted { .. } => match &target.evaluation.round.plan {
            Some(plan) => put_plan(target, plan).await,
            None => Ok(()),
        },
        PreparationChange::PlanApproved => {
            if let Some(plan) = &target.evaluation.round.plan {
                put(target.connection, plan_row(&target.key, plan)).await?;
            }
            target.put_round().await
        }
        PreparationChange::NoticeIssued { .. } => {
            if let Some(notice) = &target.evaluation.round.notice {
                put(target.connection, notice_row(&target.key, notice)).await?;
            }
            put_checklist(target).await?;
            target.put_round().await
        }
    }
}

/// Everybody who sits in the round is a dozen rows at most, so all are written when one changes.
async fn replace_seats(target: &Target<'_, impl ConnectionTrait>) -> Result<(), StoreError> {
    replace_all(target.connection, &target.key, seat_rows(&target.key, &target.evaluation.round)?).await
}

/// Another panel: what the panel before it signed, and the deviation that was allowed to it, go.
async fn replace_panel(target: &Target<'_, impl ConnectionTrait>) -> Result<(), StoreError> {
    let Target { connection, key, evaluation } = target;
    replace_seats(target).await?;
    replace_all(*connection, key, withdrawal_rows(key, &evaluation.round.panel)).await?;
    clear::<panel_deviation::Model>(*connection, key).await?;
    clear::<opinion_signature::Model>(*connection, key).await
}

pub(super) async fn put_plan(
    target: &Target<'_, impl ConnectionTrait>,
    plan: &Plan,
) -> Result<(), StoreError> {
    put(target.connection, plan_row(&target.key, plan)).await?;
    target.replace_list(List::PlanMethods, &plan.methods).await?;
    replace_all(target.connection, &target.key, weight_rows(&target.key, plan)).await
}

/// Writes a checklist for which nothing has been supplied yet.
pub(super) async fn put_checklist(target: &Target<'_, impl ConnectionTrait>) -> Result<(), StoreError> {
    let items = &target.evaluation.round.checklist;
    let rows = items.iter().map(|(code, item)| checklist_row(&target.key, code, item));
    put_all(target.connection, rows.collect::<Result<_, _>>()?).await
}
