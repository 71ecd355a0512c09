//! Report, result and what the bureau does with it.

use domain::evaluation::ReportChange;
use sea_orm::ConnectionTrait;

use super::{Target, rating};
use crate::error::StoreError;
use crate::evaluations::entities::{report_signature, round_batch, round_result};
use crate::evaluations::rows::{
    batch_row, report_return_rows, report_signature_rows, report_text_row, result_row, review_rows,
};
use crate::evaluations::statements::{clear, put, put_all};

pub(super) async fn project(
    target: &Target<'_, impl ConnectionTrait>,
    change: &ReportChange,
) -> Result<(), StoreError> {
    let round = &target.evaluation.round;
    match change {
        ReportChange::ReportSectionWritten { section, .. } => {
            if let Some(written) = round.report.get(section) {
                put(target.connection, report_text_row(&target.key, section, written)).await?;
            }
            rating::lapse(target).await?;
            // The text may be the answer to the last return.
            put_all(target.connection, report_return_rows(&target.key, &round.report_returns)?).await?;
            clear::<report_signature::Model>(target.connection, &target.key).await
        }
        ReportChange::ReportSigned => {
            put_all(target.connection, report_signature_rows(&target.key, &round.report_signatures)?).await
        }
        ReportChange::ResultConfirmed { .. } => {
            if let Some(result) = &round.result {
                put(target.connection, result_row(&target.key, result)?).await?;
            }
            target.put_round().await
        }
        ReportChange::ReviewRecorded { .. } => {
            put_all(target.connection, review_rows(&target.key, &round.reviews)?).await
        }
        ReportChange::SubmittedToBureau { .. } => {
            if let Some(batch) = &round.batch {
                put(target.connection, batch_row(&target.key, batch)).await?;
            }
            target.put_round().await
        }
        ReportChange::Accepted => target.put_round().await,
        ReportChange::ReportReturned { .. } => take_back(target).await,
    }
}

/// Of a returned report the texts stay; signatures, rating, result and batch lapse.
async fn take_back(target: &Target<'_, impl ConnectionTrait>) -> Result<(), StoreError> {
    let returns = report_return_rows(&target.key, &target.evaluation.round.report_returns)?;
    put_all(target.connection, returns).await?;
    clear::<report_signature::Model>(target.connection, &target.key).await?;
    clear::<round_batch::Model>(target.connection, &target.key).await?;
    clear::<round_result::Model>(target.connection, &target.key).await?;
    rating::lapse(target).await?;
    target.put_round().await
}
