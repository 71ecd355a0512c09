//! Registers, links and files that judgements rest on.

use domain::evaluation::{EvidenceChange, EvidenceLink, State};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Target;
use crate::error::StoreError;
use crate::evaluations::entities::{evidence_file, evidence_link, report_signature};
use crate::evaluations::names::name_of;
use crate::evaluations::rows::{
    FileOwner, LinkOwner, comparison_row, cross_check_row, file_rows, inquiry_row, link_rows, red_flag_row,
    report_return_rows,
};
use crate::evaluations::statements::{clear, put, put_all};
use crate::insert::insert_all;

pub(super) async fn project(
    target: &Target<'_, impl ConnectionTrait>,
    change: &EvidenceChange,
) -> Result<(), StoreError> {
    let (key, evidence) = (&target.key, &target.evaluation.round.evidence);
    match change {
        EvidenceChange::InquiryRecorded { number, .. } => match nth(&evidence.inquiries, *number) {
            Some(entry) => {
                let number = i64::from(*number);
                put(target.connection, inquiry_row(key, number, entry)).await?;
                let files = file_rows(key, FileOwner::Inquiry, number, &entry.contents.digests)?;
                put_all(target.connection, files).await
            }
            None => Ok(()),
        },
        EvidenceChange::CrossCheckRecorded { number, cross_check } => {
            put_cross_check(target, *number).await?;
            let reference = number.to_string();
            let links = link_rows(key, LinkOwner::CrossCheck, &reference, &cross_check.sources)?;
            put_all(target.connection, links).await
        }
        EvidenceChange::ContradictionResolved { number, .. } => put_cross_check(target, *number).await,
        EvidenceChange::ComparisonRecorded { number, .. } => {
            if let Some(entry) = nth(&evidence.comparisons, *number) {
                put(target.connection, comparison_row(key, i64::from(*number), entry)?).await?;
            }
            put_revised_report(target).await
        }
        EvidenceChange::RedFlagRaised { number, .. } | EvidenceChange::RedFlagAnswered { number, .. } => {
            match nth(&evidence.red_flags, *number) {
                Some(flag) => put(target.connection, red_flag_row(key, i64::from(*number), flag)).await,
                None => Ok(()),
            }
        }
    }
}

async fn put_cross_check(target: &Target<'_, impl ConnectionTrait>, number: u32) -> Result<(), StoreError> {
    match nth(&target.evaluation.round.evidence.cross_checks, number) {
        Some(entry) => put(target.connection, cross_check_row(&target.key, i64::from(number), entry)).await,
        None => Ok(()),
    }
}

/// A comparison more while the report is written makes it another report.
async fn put_revised_report(target: &Target<'_, impl ConnectionTrait>) -> Result<(), StoreError> {
    let round = &target.evaluation.round;
    if round.state != State::Reporting {
        return Ok(());
    }
    clear::<report_signature::Model>(target.connection, &target.key).await?;
    put_all(target.connection, report_return_rows(&target.key, &round.report_returns)?).await
}

fn nth<T>(items: &[T], number: u32) -> Option<&T> {
    items.get(usize::try_from(number).ok()?.checked_sub(1)?)
}

impl<C: ConnectionTrait> Target<'_, C> {
    /// Writes the links of a preliminary mark in place of those of the mark before.
    pub(super) async fn replace_links(
        &self,
        indicator: &str,
        links: &[EvidenceLink],
    ) -> Result<(), StoreError> {
        evidence_link::Entity::delete_many()
            .filter(evidence_link::Column::EvaluationId.eq(&self.key.evaluation))
            .filter(evidence_link::Column::Round.eq(self.key.round))
            .filter(evidence_link::Column::Owner.eq(name_of(&LinkOwner::Preliminary)?))
            .filter(evidence_link::Column::Reference.eq(indicator))
            .exec(self.connection)
            .await?;
        let rows = link_rows(&self.key, LinkOwner::Preliminary, indicator, links)?;
        insert_all::<evidence_link::Entity>(self.connection, rows).await
    }

    /// Writes the files of the site visit in place of those of the visit before.
    pub(super) async fn replace_visit_files(
        &self,
        rows: Vec<evidence_file::Model>,
    ) -> Result<(), StoreError> {
        evidence_file::Entity::delete_many()
            .filter(evidence_file::Column::EvaluationId.eq(&self.key.evaluation))
            .filter(evidence_file::Column::Round.eq(self.key.round))
            .filter(evidence_file::Column::Owner.eq(name_of(&FileOwner::SiteVisit)?))
            .exec(self.connection)
            .await?;
        insert_all::<evidence_file::Entity>(self.connection, rows).await
    }
}
