//! Report, result and what follows.

use domain::evaluation::{Batch, ReportReturn, ReportText, Review, RoundResult, Signature};
use domain::money::Money;
use domain::rulebook::{Grade, Outcome};
use domain::score::Mean;

use crate::error::StoreError;
use crate::evaluations::entities::{
    report_return, report_section, report_signature, review, round_batch, round_result,
};
use crate::evaluations::names::{
    name_of, named, position, read_number, read_person, read_score, write_number,
};
use crate::evaluations::statements::RoundKey;
use crate::text::{read_time, write_time};

pub(in crate::evaluations) fn report_text_row(
    key: &RoundKey,
    section: &str,
    written: &ReportText,
) -> report_section::Model {
    report_section::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        section: section.to_owned(),
        text: written.text.clone(),
        written_by: written.written_by.actor.to_string(),
        written_by_post: written.written_by.post.clone(),
        written_by_organisation: written.written_by.organisation.clone(),
    }
}

pub(in crate::evaluations) fn read_report_text(
    row: report_section::Model,
) -> Result<(String, ReportText), StoreError> {
    let written_by = read_person(&row.written_by, row.written_by_post, row.written_by_organisation)?;
    Ok((row.section, ReportText { text: row.text, written_by }))
}

pub(in crate::evaluations) fn report_signature_rows(
    key: &RoundKey,
    signatures: &[Signature],
) -> Result<Vec<report_signature::Model>, StoreError> {
    let row = |(index, signature): (usize, &Signature)| {
        Ok(report_signature::Model {
            evaluation_id: key.evaluation.clone(),
            round: key.round,
            position: position(index)?,
            signed_by: signature.person.actor.to_string(),
            signed_by_post: signature.person.post.clone(),
            signed_by_organisation: signature.person.organisation.clone(),
            signed_at: write_time(signature.signed_at),
        })
    };
    signatures.iter().enumerate().map(row).collect()
}

pub(in crate::evaluations) fn read_report_signature(
    row: report_signature::Model,
) -> Result<Signature, StoreError> {
    Ok(Signature {
        person: read_person(&row.signed_by, row.signed_by_post, row.signed_by_organisation)?,
        signed_at: read_time(&row.signed_at)?,
    })
}

pub(in crate::evaluations) fn report_return_rows(
    key: &RoundKey,
    returns: &[ReportReturn],
) -> Result<Vec<report_return::Model>, StoreError> {
    let row = |(index, returned): (usize, &ReportReturn)| {
        Ok(report_return::Model {
            evaluation_id: key.evaluation.clone(),
            round: key.round,
            position: position(index)?,
            reason: returned.reason.clone(),
            returned_by: returned.returned_by.actor.to_string(),
            returned_by_post: returned.returned_by.post.clone(),
            returned_by_organisation: returned.returned_by.organisation.clone(),
            returned_at: write_time(returned.returned_at),
            revised: returned.revised,
        })
    };
    returns.iter().enumerate().map(row).collect()
}

pub(in crate::evaluations) fn read_report_return(
    row: report_return::Model,
) -> Result<ReportReturn, StoreError> {
    Ok(ReportReturn {
        reason: row.reason,
        returned_by: read_person(&row.returned_by, row.returned_by_post, row.returned_by_organisation)?,
        returned_at: read_time(&row.returned_at)?,
        revised: row.revised,
    })
}

pub(in crate::evaluations) fn result_row(
    key: &RoundKey,
    result: &RoundResult,
) -> Result<round_result::Model, StoreError> {
    Ok(round_result::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        score_sum: write_number(result.score.sum())?,
        score_count: i64::from(result.score.count()),
        grade: result.grade.as_ref().map(|grade| grade.code.clone()),
        grade_label: result.grade.as_ref().map(|grade| grade.label.clone()),
        outcome: result.outcome.code.clone(),
        outcome_label: result.outcome.label.clone(),
        effect: name_of(&result.outcome.effect)?,
        preliminary_total: i64::from(result.preliminary_total.hundredths()),
        confirmed_by: result.confirmed_by.actor.to_string(),
        confirmed_by_post: result.confirmed_by.post.clone(),
        confirmed_by_organisation: result.confirmed_by.organisation.clone(),
        confirmed_at: write_time(result.confirmed_at),
        recommended_fen: result.recommended_amount.map(Money::fen),
        reason: result.reason.clone(),
        insufficient_evidence: result.insufficient_evidence,
    })
}

pub(in crate::evaluations) fn read_result(row: round_result::Model) -> Result<RoundResult, StoreError> {
    let score = Mean::from_parts(read_number(row.score_sum)?, read_number(row.score_count)?)
        .ok_or_else(|| StoreError::corrupt("a score above 100 points"))?;
    Ok(RoundResult {
        score,
        grade: row.grade.zip(row.grade_label).map(|(code, label)| Grade { code, label }),
        outcome: Outcome { code: row.outcome, label: row.outcome_label, effect: named(&row.effect)? },
        preliminary_total: read_score(row.preliminary_total)?,
        recommended_amount: row.recommended_fen.map(Money::from_fen),
        reason: row.reason,
        insufficient_evidence: row.insufficient_evidence,
        confirmed_by: read_person(&row.confirmed_by, row.confirmed_by_post, row.confirmed_by_organisation)?,
        confirmed_at: read_time(&row.confirmed_at)?,
    })
}

pub(in crate::evaluations) fn review_rows(
    key: &RoundKey,
    reviews: &[Review],
) -> Result<Vec<review::Model>, StoreError> {
    let row = |(index, review): (usize, &Review)| {
        Ok(review::Model {
            evaluation_id: key.evaluation.clone(),
            round: key.round,
            position: position(index)?,
            score: review.score.map(|score| i64::from(score.hundredths())),
            finding: review.finding.clone(),
            reviewed_by: review.reviewed_by.actor.to_string(),
            reviewed_by_post: review.reviewed_by.post.clone(),
            reviewed_by_organisation: review.reviewed_by.organisation.clone(),
        })
    };
    reviews.iter().enumerate().map(row).collect()
}

pub(in crate::evaluations) fn read_review(row: review::Model) -> Result<Review, StoreError> {
    Ok(Review {
        score: row.score.map(read_score).transpose()?,
        finding: row.finding,
        reviewed_by: read_person(&row.reviewed_by, row.reviewed_by_post, row.reviewed_by_organisation)?,
    })
}

pub(in crate::evaluations) fn batch_row(key: &RoundKey, batch: &Batch) -> round_batch::Model {
    round_batch::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        number: batch.number.clone(),
        submitted_by: batch.submitted_by.actor.to_string(),
        submitted_by_post: batch.submitted_by.post.clone(),
        submitted_by_organisation: batch.submitted_by.organisation.clone(),
        submitted_at: write_time(batch.submitted_at),
    }
}

pub(in crate::evaluations) fn read_batch(row: round_batch::Model) -> Result<Batch, StoreError> {
    Ok(Batch {
        number: row.number,
        submitted_by: read_person(&row.submitted_by, row.submitted_by_post, row.submitted_by_organisation)?,
        submitted_at: read_time(&row.submitted_at)?,
    })
}
