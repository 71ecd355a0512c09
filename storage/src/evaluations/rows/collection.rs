//! Material and site visit.

use std::collections::BTreeMap;

use domain::evaluation::{
    ChecklistItem, Material, SiteVisit, Supplement, SupplementClosure, VisitFile, Waiver,
};

use crate::error::StoreError;
use crate::evaluations::entities::{checklist_item, material, site_visit, supplement};
use crate::evaluations::names::{
    name_of, named, position, read_day, read_optional_person, read_person, write_optional_person,
};
use crate::evaluations::statements::RoundKey;
use crate::text::{read_time, write_time};

pub(in crate::evaluations) fn checklist_row(
    key: &RoundKey,
    code: &str,
    item: &ChecklistItem,
) -> Result<checklist_item::Model, StoreError> {
    let waiver = item.waiver.as_ref();
    let requested = write_optional_person(waiver.map(|waiver| &waiver.requested_by));
    let approved = write_optional_person(waiver.and_then(|waiver| waiver.approved_by.as_ref()));
    Ok(checklist_item::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        item: code.to_owned(),
        name: item.name.clone(),
        required: item.required,
        status: name_of(&item.status)?,
        return_reason: item.return_reason.clone(),
        waiver_reason: waiver.map(|waiver| waiver.reason.clone()),
        waiver_requested_by: requested.0,
        waiver_requested_by_post: requested.1,
        waiver_requested_by_organisation: requested.2,
        waiver_approved_by: approved.0,
        waiver_approved_by_post: approved.1,
        waiver_approved_by_organisation: approved.2,
    })
}

/// The documents of one item from the one at `first` (counted from 0) on.
pub(in crate::evaluations) fn material_rows(
    key: &RoundKey,
    code: &str,
    item: &ChecklistItem,
    first: usize,
) -> Result<Vec<material::Model>, StoreError> {
    let row = |(index, material): (usize, &Material)| {
        Ok(material::Model {
            evaluation_id: key.evaluation.clone(),
            round: key.round,
            item: code.to_owned(),
            position: position(index)?,
            title: material.title.clone(),
            digest: material.digest.clone(),
            supplied_by: material.supplied_by.actor.to_string(),
            supplied_by_post: material.supplied_by.post.clone(),
            supplied_by_organisation: material.supplied_by.organisation.clone(),
            supplied_at: write_time(material.supplied_at),
        })
    };
    item.materials.iter().enumerate().skip(first).map(row).collect()
}

pub(in crate::evaluations) fn read_checklist(
    items: Vec<checklist_item::Model>,
    materials: Vec<material::Model>,
) -> Result<BTreeMap<String, ChecklistItem>, StoreError> {
    let mut checklist = BTreeMap::new();
    for row in items {
        checklist.insert(row.item.clone(), read_item(row)?);
    }
    for row in materials {
        let item = checklist
            .get_mut(&row.item)
            .ok_or_else(|| StoreError::corrupt(format!("a document for the missing item {:?}", row.item)))?;
        item.materials.push(Material {
            title: row.title,
            digest: row.digest,
            supplied_by: read_person(&row.supplied_by, row.supplied_by_post, row.supplied_by_organisation)?,
            supplied_at: read_time(&row.supplied_at)?,
        });
    }
    Ok(checklist)
}

fn read_item(row: checklist_item::Model) -> Result<ChecklistItem, StoreError> {
    let requested_by = read_optional_person(
        row.waiver_requested_by,
        row.waiver_requested_by_post,
        row.waiver_requested_by_organisation,
    )?;
    let approved_by = read_optional_person(
        row.waiver_approved_by,
        row.waiver_approved_by_post,
        row.waiver_approved_by_organisation,
    )?;
    let waiver = match (row.waiver_reason, requested_by) {
        (Some(reason), Some(requested_by)) => Some(Waiver { reason, requested_by, approved_by }),
        (None, None) => None,
        _ => return Err(StoreError::corrupt("half a waiver")),
    };
    Ok(ChecklistItem {
        name: row.name,
        required: row.required,
        materials: Vec::new(),
        status: named(&row.status)?,
        return_reason: row.return_reason,
        waiver,
    })
}

pub(in crate::evaluations) fn supplement_rows(
    key: &RoundKey,
    supplements: &[Supplement],
) -> Result<Vec<supplement::Model>, StoreError> {
    let row = |(index, supplement): (usize, &Supplement)| {
        let closure = supplement.closure.as_ref();
        let (closed_by, closed_by_post, closed_by_organisation) =
            write_optional_person(closure.map(|closure| &closure.closed_by));
        Ok(supplement::Model {
            evaluation_id: key.evaluation.clone(),
            round: key.round,
            position: position(index)?,
            text: supplement.text.clone(),
            due: supplement.due.to_string(),
            item: supplement.item.clone(),
            indicator: supplement.indicator.clone(),
            answer: supplement.answer.clone(),
            close_reason: closure.map(|closure| closure.reason.clone()),
            closed_by,
            closed_by_post,
            closed_by_organisation,
        })
    };
    supplements.iter().enumerate().map(row).collect()
}

pub(in crate::evaluations) fn read_supplement(
    row: supplement::Model,
    digests: Vec<String>,
) -> Result<Supplement, StoreError> {
    let closed_by = read_optional_person(row.closed_by, row.closed_by_post, row.closed_by_organisation)?;
    let closure = match (row.close_reason, closed_by) {
        (Some(reason), Some(closed_by)) => Some(SupplementClosure { reason, closed_by }),
        (None, None) => None,
        _ => return Err(StoreError::corrupt("half a closed request for more")),
    };
    Ok(Supplement {
        text: row.text,
        due: read_day(&row.due)?,
        item: row.item,
        indicator: row.indicator,
        answer: row.answer,
        digests,
        closure,
    })
}

pub(in crate::evaluations) fn site_visit_row(key: &RoundKey, visit: &SiteVisit) -> site_visit::Model {
    let empty = site_visit::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        visited_on: None,
        place: None,
        findings: None,
        explanations: None,
        skip_reason: None,
    };
    match visit {
        SiteVisit::Recorded { on, place, participants: _, findings, explanations, files: _ } => {
            site_visit::Model {
                visited_on: Some(on.to_string()),
                place: Some(place.clone()),
                findings: Some(findings.clone()),
                explanations: Some(explanations.clone()),
                ..empty
            }
        }
        SiteVisit::Skipped { reason } => site_visit::Model { skip_reason: Some(reason.clone()), ..empty },
    }
}

pub(in crate::evaluations) fn read_site_visit(
    row: site_visit::Model,
    participants: Vec<String>,
    files: Vec<VisitFile>,
) -> Result<SiteVisit, StoreError> {
    match (row.visited_on, row.place, row.findings, row.explanations, row.skip_reason) {
        (Some(on), Some(place), Some(findings), Some(explanations), None) => {
            Ok(SiteVisit::Recorded { on: read_day(&on)?, place, participants, findings, explanations, files })
        }
        (None, None, None, None, Some(reason)) => Ok(SiteVisit::Skipped { reason }),
        _ => Err(StoreError::corrupt("half a site visit")),
    }
}
