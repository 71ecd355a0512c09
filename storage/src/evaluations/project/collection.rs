//! Material and site visit.

use domain::evaluation::{CollectionChange, SiteVisit, VisitFile};
use sea_orm::ConnectionTrait;

use super::Target;
use crate::error::StoreError;
use crate::evaluations::rows::{
    FileOwner, List, checklist_row, file_rows, material_rows, site_visit_row, supplement_rows,
    visit_file_rows,
};
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
        CollectionChange::SupplementRequested { .. } | CollectionChange::SupplementClosed { .. } => {
            put_supplements(target).await
        }
        CollectionChange::SupplementAnswered { number, digests, .. } => {
            put_supplements(target).await?;
            let files = file_rows(&target.key, FileOwner::Supplement, i64::from(*number), digests)?;
            put_all(target.connection, files).await
        }
        CollectionChange::SiteVisitSettled { visit } => put_site_visit(target, visit).await,
        CollectionChange::CollectionCompleted => target.put_round().await,
    }
}

async fn put_supplements(target: &Target<'_, impl ConnectionTrait>) -> Result<(), StoreError> {
    put_all(target.connection, supplement_rows(&target.key, &target.evaluation.round.supplements)?).await
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
    let (participants, files): (&[String], &[VisitFile]) = match visit {
        SiteVisit::Recorded { participants, files, .. } => (participants, files),
        SiteVisit::Skipped { .. } => (&[], &[]),
    };
    put(target.connection, site_visit_row(&target.key, visit)).await?;
    target.replace_visit_files(visit_file_rows(&target.key, files)?).await?;
    target.replace_list(List::SiteVisitParticipants, participants).await
}
