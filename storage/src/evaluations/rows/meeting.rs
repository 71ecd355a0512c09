//! Marks, meeting and opinions.

use domain::evaluation::{
    ArgumentRequest, EvidenceLink, Meeting, Opinion, OpinionSignature, PreliminaryScore,
};
use domain::id::ActorId;
use domain::scoring::{Mark, Sheet};

use crate::error::StoreError;
use crate::evaluations::entities::{
    argument_request, meeting_record, opinion, opinion_signature, preliminary_score, score_sheet, sheet_mark,
};
use crate::evaluations::names::{position, read_actor, read_day, read_person, read_score, write_number};
use crate::evaluations::statements::RoundKey;
use crate::text::{read_time, write_time};

pub(in crate::evaluations) fn preliminary_row(
    key: &RoundKey,
    indicator: &str,
    entry: &PreliminaryScore,
) -> preliminary_score::Model {
    preliminary_score::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        indicator: indicator.to_owned(),
        score: i64::from(entry.score.hundredths()),
        basis: entry.basis.clone(),
        points: entry.points.clone(),
        reason: entry.reason.clone(),
        scored_by: entry.scored_by.actor.to_string(),
        scored_by_post: entry.scored_by.post.clone(),
        scored_by_organisation: entry.scored_by.organisation.clone(),
    }
}

pub(in crate::evaluations) fn read_preliminary(
    row: preliminary_score::Model,
    evidence: Vec<EvidenceLink>,
) -> Result<(String, PreliminaryScore), StoreError> {
    let entry = PreliminaryScore {
        score: read_score(row.score)?,
        basis: row.basis,
        points: row.points,
        evidence,
        reason: row.reason,
        scored_by: read_person(&row.scored_by, row.scored_by_post, row.scored_by_organisation)?,
    };
    Ok((row.indicator, entry))
}

pub(in crate::evaluations) fn argument_rows(
    key: &RoundKey,
    requests: &[ArgumentRequest],
) -> Result<Vec<argument_request::Model>, StoreError> {
    let row = |(index, request): (usize, &ArgumentRequest)| {
        Ok(argument_request::Model {
            evaluation_id: key.evaluation.clone(),
            round: key.round,
            position: position(index)?,
            indicator: request.indicator.clone(),
            question: request.question.clone(),
            answer: request.answer.clone(),
        })
    };
    requests.iter().enumerate().map(row).collect()
}

pub(in crate::evaluations) fn read_argument(row: argument_request::Model) -> ArgumentRequest {
    ArgumentRequest { indicator: row.indicator, question: row.question, answer: row.answer }
}

pub(in crate::evaluations) fn meeting_row(key: &RoundKey, meeting: &Meeting) -> meeting_record::Model {
    meeting_record::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        held_on: meeting.on.to_string(),
        place: meeting.place.clone(),
        unit_report: meeting.unit_report.clone(),
        preliminary_report: meeting.preliminary_report.clone(),
        discussion: meeting.discussion.clone(),
    }
}

pub(in crate::evaluations) fn read_meeting(
    row: meeting_record::Model,
    attendees: Vec<String>,
) -> Result<Meeting, StoreError> {
    Ok(Meeting {
        on: read_day(&row.held_on)?,
        place: row.place,
        attendees,
        unit_report: row.unit_report,
        preliminary_report: row.preliminary_report,
        discussion: row.discussion,
    })
}

pub(in crate::evaluations) fn sheet_row(
    key: &RoundKey,
    expert: ActorId,
    sheet: &Sheet,
) -> Result<score_sheet::Model, StoreError> {
    Ok(score_sheet::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        expert: expert.to_string(),
        version: write_number(sheet.version)?,
        locked_at: sheet.locked_at.map(write_time),
        reopened: sheet.reopened,
    })
}

pub(in crate::evaluations) fn mark_row(
    key: &RoundKey,
    expert: ActorId,
    indicator: &str,
    mark: &Mark,
) -> sheet_mark::Model {
    sheet_mark::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        expert: expert.to_string(),
        indicator: indicator.to_owned(),
        score: i64::from(mark.score.hundredths()),
        reason: mark.reason.clone(),
    }
}

pub(in crate::evaluations) fn read_mark(row: sheet_mark::Model) -> Result<(String, Mark), StoreError> {
    Ok((row.indicator, Mark { score: read_score(row.score)?, reason: row.reason }))
}

pub(in crate::evaluations) fn opinion_row(key: &RoundKey, opinion: &Opinion) -> opinion::Model {
    opinion::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        text: opinion.text.clone(),
        drafted_by: opinion.drafted_by.actor.to_string(),
        drafted_by_post: opinion.drafted_by.post.clone(),
        drafted_by_organisation: opinion.drafted_by.organisation.clone(),
    }
}

pub(in crate::evaluations) fn opinion_signature_rows(
    key: &RoundKey,
    opinion: &Opinion,
) -> Result<Vec<opinion_signature::Model>, StoreError> {
    let row = |(index, signature): (usize, &OpinionSignature)| {
        Ok(opinion_signature::Model {
            evaluation_id: key.evaluation.clone(),
            round: key.round,
            position: position(index)?,
            expert: signature.expert.to_string(),
            dissent: signature.dissent.clone(),
            signed_at: write_time(signature.signed_at),
        })
    };
    opinion.signatures.iter().enumerate().map(row).collect()
}

pub(in crate::evaluations) fn read_opinion(
    row: opinion::Model,
    signatures: Vec<opinion_signature::Model>,
) -> Result<Opinion, StoreError> {
    let signature = |row: opinion_signature::Model| {
        Ok(OpinionSignature {
            expert: read_actor(&row.expert)?,
            dissent: row.dissent,
            signed_at: read_time(&row.signed_at)?,
        })
    };
    Ok(Opinion {
        text: row.text,
        drafted_by: read_person(&row.drafted_by, row.drafted_by_post, row.drafted_by_organisation)?,
        signatures: signatures.into_iter().map(signature).collect::<Result<_, StoreError>>()?,
    })
}
