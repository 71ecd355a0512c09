//! The first round of scoring beside the second, the organiser's rating, and what deputies suggest.

use std::collections::BTreeMap;

use domain::evaluation::{Deputy, OrganiserRating};
use domain::id::ActorId;
use domain::scoring::{FirstRound, Mark, Sheet};

use crate::error::StoreError;
use crate::evaluations::entities::{
    deputy_suggestion, organiser_rating, rating_mark, sheet_first_mark, sheet_first_round,
};
use crate::evaluations::names::{read_actor, read_person, read_score};
use crate::evaluations::statements::RoundKey;
use crate::text::{read_time, write_time};

pub(in crate::evaluations) fn first_round_row(
    key: &RoundKey,
    expert: ActorId,
    first: &FirstRound,
) -> sheet_first_round::Model {
    sheet_first_round::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        expert: expert.to_string(),
        locked_at: write_time(first.locked_at),
    }
}

pub(in crate::evaluations) fn first_mark_rows(
    key: &RoundKey,
    expert: ActorId,
    first: &FirstRound,
) -> Vec<sheet_first_mark::Model> {
    let row = |(indicator, mark): (&String, &Mark)| sheet_first_mark::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        expert: expert.to_string(),
        indicator: indicator.clone(),
        score: i64::from(mark.score.hundredths()),
        reason: mark.reason.clone(),
    };
    first.marks.iter().map(row).collect()
}

/// Puts the first rounds of scoring to the sheets that they belong to.
pub(in crate::evaluations) fn add_first_rounds(
    sheets: &mut BTreeMap<ActorId, Sheet>,
    rounds: Vec<sheet_first_round::Model>,
    marks: Vec<sheet_first_mark::Model>,
) -> Result<(), StoreError> {
    for row in rounds {
        let sheet = sheets.get_mut(&read_actor(&row.expert)?).ok_or_else(|| {
            StoreError::corrupt(format!("a first round of scoring on the missing sheet of {}", row.expert))
        })?;
        sheet.first = Some(FirstRound { marks: BTreeMap::new(), locked_at: read_time(&row.locked_at)? });
    }
    for row in marks {
        let sheet = sheets.get_mut(&read_actor(&row.expert)?);
        let first = sheet
            .and_then(|sheet| sheet.first.as_mut())
            .ok_or_else(|| StoreError::corrupt(format!("a mark of no first round of {}", row.expert)))?;
        first.marks.insert(row.indicator, Mark { score: read_score(row.score)?, reason: row.reason });
    }
    Ok(())
}

pub(in crate::evaluations) fn rating_row(
    key: &RoundKey,
    rating: &OrganiserRating,
) -> organiser_rating::Model {
    organiser_rating::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        rated_by: rating.rated_by.actor.to_string(),
        rated_by_post: rating.rated_by.post.clone(),
        rated_by_organisation: rating.rated_by.organisation.clone(),
        rated_at: write_time(rating.rated_at),
    }
}

pub(in crate::evaluations) fn rating_mark_rows(
    key: &RoundKey,
    rating: &OrganiserRating,
) -> Vec<rating_mark::Model> {
    let row = |(indicator, mark): (&String, &Mark)| rating_mark::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        indicator: indicator.clone(),
        score: i64::from(mark.score.hundredths()),
        reason: mark.reason.clone(),
    };
    rating.marks.iter().map(row).collect()
}

pub(in crate::evaluations) fn read_rating(
    row: organiser_rating::Model,
    marks: Vec<rating_mark::Model>,
) -> Result<OrganiserRating, StoreError> {
    let mark = |row: rating_mark::Model| {
        Ok((row.indicator, Mark { score: read_score(row.score)?, reason: row.reason }))
    };
    Ok(OrganiserRating {
        marks: marks.into_iter().map(mark).collect::<Result<_, StoreError>>()?,
        rated_by: read_person(&row.rated_by, row.rated_by_post, row.rated_by_organisation)?,
        rated_at: read_time(&row.rated_at)?,
    })
}

pub(in crate::evaluations) fn suggestion_row(
    key: &RoundKey,
    deputy: &Deputy,
) -> Option<deputy_suggestion::Model> {
    Some(deputy_suggestion::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        deputy: deputy.person.actor.to_string(),
        suggestions: deputy.suggestions.clone()?,
    })
}

/// Puts suggestions to the deputies who gave an opinion: whoever was invited twice gave it once.
pub(in crate::evaluations) fn add_suggestions(
    deputies: &mut [Deputy],
    rows: Vec<deputy_suggestion::Model>,
) -> Result<(), StoreError> {
    for row in rows {
        let actor = read_actor(&row.deputy)?;
        let heard =
            deputies.iter_mut().find(|deputy| deputy.person.actor == actor && deputy.opinion.is_some());
        let heard = heard
            .ok_or_else(|| StoreError::corrupt(format!("a suggestion of {actor}, who was not heard")))?;
        heard.suggestions = Some(row.suggestions);
    }
    Ok(())
}
