//! Conditions of results: they come and go with a result, and are followed by themselves afterwards.

use domain::evaluation::{Condition, ConditionChange, ReportChange};
use sea_orm::ConnectionTrait;

use super::Target;
use crate::error::StoreError;
use crate::evaluations::entities::{condition_report, result_condition};
use crate::evaluations::rows::{condition_report_rows, condition_row};
use crate::evaluations::statements::{RoundKey, clear, put, put_all};

/// What a change of the report does to the conditions of its round.
pub(super) async fn attach(
    target: &Target<'_, impl ConnectionTrait>,
    change: &ReportChange,
) -> Result<(), StoreError> {
    match change {
        ReportChange::ResultConfirmed { .. } => {
            let conditions = target.evaluation.conditions_of(target.evaluation.round.number);
            let rows = conditions.map(|condition| condition_row(&target.key, condition)).collect();
            put_all(target.connection, rows).await
        }
        ReportChange::ReportReturned { .. } => {
            clear::<condition_report::Model>(target.connection, &target.key).await?;
            clear::<result_condition::Model>(target.connection, &target.key).await
        }
        ReportChange::ReportSectionWritten { .. }
        | ReportChange::ReportSigned
        | ReportChange::ReviewRecorded { .. }
        | ReportChange::SubmittedToBureau { .. }
        | ReportChange::Accepted => Ok(()),
    }
}

pub(super) async fn project(
    target: &Target<'_, impl ConnectionTrait>,
    change: &ConditionChange,
) -> Result<(), StoreError> {
    let (ConditionChange::ConditionReported { round, number, .. }
    | ConditionChange::ConditionMet { round, number }
    | ConditionChange::ConditionWaived { round, number, .. }) = change;
    let same = |condition: &&Condition| condition.round == *round && condition.number == *number;
    let Some(condition) = target.evaluation.conditions.iter().find(same) else {
        return Err(StoreError::corrupt(format!("round {round} has no condition {number}")));
    };
    // The condition may belong to an earlier round than the latest.
    let key = RoundKey { evaluation: target.key.evaluation.clone(), round: i64::from(*round) };
    put(target.connection, condition_row(&key, condition)).await?;
    put_all(target.connection, condition_report_rows(&key, condition)?).await
}
