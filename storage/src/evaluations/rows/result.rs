//! Conditions of results.

use domain::evaluation::{Condition, ConditionReport, ConditionSettlement, ConditionTerms};

use crate::error::StoreError;
use crate::evaluations::entities::{condition_report, result_condition};
use crate::evaluations::names::{
    position, read_day, read_number, read_optional_person, read_person, write_optional_person,
};
use crate::evaluations::statements::RoundKey;
use crate::text::{read_time, write_time};

pub(in crate::evaluations) fn condition_row(
    key: &RoundKey,
    condition: &Condition,
) -> result_condition::Model {
    let settlement = condition.settlement.as_ref();
    let (settled_by, settled_by_post, settled_by_organisation) =
        write_optional_person(settlement.map(|settlement| &settlement.settled_by));
    result_condition::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        number: i64::from(condition.number),
        text: condition.terms.text.clone(),
        due: condition.terms.due.to_string(),
        waiver: settlement.and_then(|settlement| settlement.waiver.clone()),
        settled_by,
        settled_by_post,
        settled_by_organisation,
        settled_at: settlement.map(|settlement| write_time(settlement.settled_at)),
    }
}

pub(in crate::evaluations) fn condition_report_rows(
    key: &RoundKey,
    condition: &Condition,
) -> Result<Vec<condition_report::Model>, StoreError> {
    let row = |(index, report): (usize, &ConditionReport)| {
        Ok(condition_report::Model {
            evaluation_id: key.evaluation.clone(),
            round: key.round,
            number: i64::from(condition.number),
            position: position(index)?,
            text: report.text.clone(),
            files: report.files.join(" "),
            reported_by: report.reported_by.actor.to_string(),
            reported_by_post: report.reported_by.post.clone(),
            reported_by_organisation: report.reported_by.organisation.clone(),
            reported_at: write_time(report.reported_at),
        })
    };
    condition.reports.iter().enumerate().map(row).collect()
}

/// Reads the conditions of one round with their reports, both in the order of their keys.
pub(in crate::evaluations) fn read_conditions(
    conditions: Vec<result_condition::Model>,
    reports: Vec<condition_report::Model>,
) -> Result<Vec<Condition>, StoreError> {
    let mut read = conditions.into_iter().map(read_condition).collect::<Result<Vec<_>, StoreError>>()?;
    for row in reports {
        let number: u32 = read_number(row.number)?;
        let condition = read
            .iter_mut()
            .find(|condition| condition.number == number)
            .ok_or_else(|| StoreError::corrupt(format!("a report on the missing condition {number}")))?;
        condition.reports.push(ConditionReport {
            text: row.text,
            files: row.files.split_whitespace().map(str::to_owned).collect(),
            reported_by: read_person(&row.reported_by, row.reported_by_post, row.reported_by_organisation)?,
            reported_at: read_time(&row.reported_at)?,
        });
    }
    Ok(read)
}

fn read_condition(row: result_condition::Model) -> Result<Condition, StoreError> {
    let settled_by = read_optional_person(row.settled_by, row.settled_by_post, row.settled_by_organisation)?;
    let settlement = match (settled_by, row.settled_at) {
        (None, None) => None,
        (Some(settled_by), Some(settled_at)) => {
            Some(ConditionSettlement { waiver: row.waiver, settled_by, settled_at: read_time(&settled_at)? })
        }
        _ => return Err(StoreError::corrupt("half a settlement of a condition")),
    };
    Ok(Condition {
        round: read_number(row.round)?,
        number: read_number(row.number)?,
        terms: ConditionTerms { text: row.text, due: read_day(&row.due)? },
        reports: Vec::new(),
        settlement,
    })
}
