//! Material and site visit.

use domain::evaluation::{CollectionChange, SiteVisit};
use sea_orm::ConnectionTrait;

use super::Target;
use crate::error::StoreError;
use crate::evaluations::rows::{List, checklist_row, material_rows, site_visit_row, supplement_rows};
use crate::evaluations::statements::{put, put_all};

pub(super) async fn project(
    target: &Target<'_, impl ConnectionTrait>,
    change: &CollectionChange,
) -> Result<(), StoreError> {
    match change {
        CollectionChange::MaterialSubmitted { item, .. } => {
            put_item(target, item).await?;
            put_newest_material(target, item).await
        }
        CollectionChange::MaterialAccepted { item }
        | CollectionChange::MaterialReturned { item, .. }
        | CollectionChange::WaiverRequested { item, .. }
        | CollectionChange::WaiverApproved { item } => put_item(target, item).await,
        CollectionChange::SupplementRequested { .. }
        | CollectionChange::SupplementAnswered { .. }
        | CollectionChange::SupplementClosed { .. } => {
            let rows = supplement_rows(&target.key, &target.evaluation.round.supplements)?;
            put_all(target.connection, rows).await
        }
        CollectionChange::SiteVisitSettled { visit } => put_site_visit(target, visit).await,
        CollectionChange::CollectionCompleted => target.put_round().await,
    }
}

async fn put_item(target: &Target<'_, impl ConnectionTrait>, code: &str) -> Result<(), StoreError> {
    match target.evaluation.round.checklist.get(code) {
        Some(item) => put(target.connection, checklist_row(&target.key, code, item)?).await,
        None => Ok(()),
    }
}

async fn put_newest_material(
    target: &Target<'_, impl ConnectionTrait>,
    code: &str,
) -> Result<(), StoreError> {
    match target.evaluation.round.checklist.get(code) {
        Some(item) => {
            let newest = item.materials.len().saturating_sub(1);
            put_all(target.connection, material_rows(&target.key, code, item, newest)?).await
        }
        None => Ok(()),
    }
}

async fn put_site_visit(
    target: &Target<'_, impl ConnectionTrait>,
    visit: &SiteVisit,
) -> Result<(), StoreError> {
    let participants: &[String] = match visit {
        SiteVisit::Recorded { participants, .. } => participants,
        SiteVisit::Skipped { .. } => &[],
    };
    put(target.connection, site_visit_row(&target.key, visit)).await?;
    target.replace_list(List::SiteVisitParticipants, participants).await
}
