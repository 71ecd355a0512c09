//! The organiser's own rating of the result.

use domain::evaluation::RatingChange;
use sea_orm::ConnectionTrait;

use super::Target;
use crate::error::StoreError;
use crate::evaluations::entities::{organiser_rating, rating_mark};
use crate::evaluations::rows::{rating_mark_rows, rating_row};
use crate::evaluations::statements::{clear, put, replace_all};

pub(super) async fn project(
    target: &Target<'_, impl ConnectionTrait>,
    change: &RatingChange,
) -> Result<(), StoreError> {
    match change {
        RatingChange::ResultRated { .. } => match &target.evaluation.round.rating {
            Some(rating) => {
                put(target.connection, rating_row(&target.key, rating)).await?;
                let marks = rating_mark_rows(&target.key, rating);
                replace_all(target.connection, &target.key, marks).await
            }
            None => Ok(()),
        },
    }
}

/// Removes a rating of a report that is no longer what was rated.
pub(super) async fn lapse(target: &Target<'_, impl ConnectionTrait>) -> Result<(), StoreError> {
    clear::<rating_mark::Model>(target.connection, &target.key).await?;
    clear::<organiser_rating::Model>(target.connection, &target.key).await
}
