//! Preliminary marks, meeting and opinions.

use domain::evaluation::{Event, MeetingChange};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Target;
use crate::error::StoreError;
use crate::evaluations::entities::{deputy_suggestion, opinion_signature};
use crate::evaluations::rows::{
    List, argument_rows, meeting_row, opinion_row, opinion_signature_rows, preliminary_row, seat_rows,
    suggestion_row,
};
use crate::evaluations::statements::{clear, put, put_all, replace_all};

pub(super) async fn project(
    target: &Target<'_, impl ConnectionTrait>,
    change: &MeetingChange,
    event: &Event,
) -> Result<(), StoreError> {
    let round = &target.evaluation.round;
    match change {
        MeetingChange::PreliminaryScored { indicator, .. } => match round.preliminary.get(indicator) {
            Some(entry) => {
                put(target.connection, preliminary_row(&target.key, indicator, entry)).await?;
                target.replace_links(indicator, &entry.evidence).await
            }
            None => Ok(()),
        },
        MeetingChange::ArgumentRequested { .. } | MeetingChange::ArgumentAnswered { .. } => {
            put_all(target.connection, argument_rows(&target.key, &round.argument_requests)?).await
        }
        MeetingChange::DeputyInvited { deputy } => put_seat_of(target, &deputy.actor.to_string()).await,
        // The seat becomes another one.
        MeetingChange::DeputyReleased { .. } => {
            replace_all(target.connection, &target.key, seat_rows(&target.key, round)?).await
        }
        MeetingChange::DeputyHeard { .. } => {
            put_seat_of(target, &event.by.actor.to_string()).await?;
            let heard = round
                .deputies
                .iter()
                .filter(|deputy| deputy.is_invited() && deputy.person.actor == event.by.actor);
            let suggestions = heard.filter_map(|deputy| suggestion_row(&target.key, deputy)).collect();
            replace_suggestions(target, &event.by.actor.to_string(), suggestions).await
        }
        MeetingChange::MeetingConvened | MeetingChange::MeetingConcluded => target.put_round().await,
        MeetingChange::MeetingRecorded { .. } => match &round.meeting {
            Some(meeting) => {
                put(target.connection, meeting_row(&target.key, meeting)).await?;
                target.replace_list(List::MeetingAttendees, &meeting.attendees).await
            }
            None => Ok(()),
        },
        MeetingChange::OpinionDrafted { .. } => match &round.opinion {
            Some(opinion) => {
                put(target.connection, opinion_row(&target.key, opinion)).await?;
                clear::<opinion_signature::Model>(target.connection, &target.key).await
            }
            None => Ok(()),
        },
        MeetingChange::OpinionSigned { .. } => match &round.opinion {
            Some(opinion) => put_all(target.connection, opinion_signature_rows(&target.key, opinion)?).await,
            None => Ok(()),
        },
    }
}

/// A later opinion takes the place of an earlier one, with what was suggested beside it.
async fn replace_suggestions(
    target: &Target<'_, impl ConnectionTrait>,
    deputy: &str,
    rows: Vec<deputy_suggestion::Model>,
) -> Result<(), StoreError> {
    deputy_suggestion::Entity::delete_many()
        .filter(deputy_suggestion::Column::EvaluationId.eq(&target.key.evaluation))
        .filter(deputy_suggestion::Column::Round.eq(target.key.round))
        .filter(deputy_suggestion::Column::Deputy.eq(deputy))
        .exec(target.connection)
        .await?;
    put_all(target.connection, rows).await
}

/// Writes the seats of one person.
async fn put_seat_of(target: &Target<'_, impl ConnectionTrait>, actor: &str) -> Result<(), StoreError> {
    let mut rows = seat_rows(&target.key, &target.evaluation.round)?;
    rows.retain(|row| row.actor == actor);
    put_all(target.connection, rows).await
}
