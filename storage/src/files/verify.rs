//! Comparing the files with the journal, and their bytes with their hashes.

use std::collections::HashSet;

use sea_orm::{DatabaseConnection, EntityTrait, QueryOrder};

use super::{File, STREAM_PREFIX};
use crate::blobs::{BlobError, Blobs, Integrity};
use crate::comparison::{TableVerifyError, fault, refuse_lost};
use crate::entities::file;
use crate::error::StoreError;
use crate::journal;
use crate::snapshot::open_snapshot;

/// Files without a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilesReport {
    /// How many files were compared.
    pub files: u64,
    /// How many bytes they have together.
    pub bytes: u64,
}

/// Compares every file with its event in the journal, and its bytes with the hash in it.
///
/// # Errors
/// [`TableVerifyError::Fault`] with the first difference; a store error when something could not be read.
pub async fn verify_files(
    connection: &DatabaseConnection,
    blobs: &Blobs,
) -> Result<FilesReport, TableVerifyError> {
    let snapshot = open_snapshot(connection).await?;
    let rows = file::Entity::find()
        .order_by_asc(file::Column::EvaluationId)
        .order_by_asc(file::Column::Digest)
        .all(&snapshot)
        .await?;
    let mut report = FilesReport { files: 0, bytes: 0 };
    let mut known = HashSet::with_capacity(rows.len());
    for row in rows {
        let file = File::try_from(row)?;
        let stream = file.stream();
        let entries = journal::stream(&snapshot, &stream).await?;
        let [entry] = entries.as_slice() else {
            return Err(fault(stream, "数据表有此文件，日志没有"));
        };
        if serde_json::from_str::<File>(&entry.payload).ok().as_ref() != Some(&file) {
            return Err(fault(stream, "文件的登记与日志不一致"));
        }
        match blobs.check(&file.digest, file.bytes).await {
            Ok(Integrity::Intact) => {}
            Ok(Integrity::Missing) => return Err(fault(stream, format!("文件“{}”已经丢失", file.name))),
            Ok(Integrity::Altered) => {
                return Err(fault(stream, format!("文件“{}”的内容与登记的摘要不一致", file.name)));
            }
            Err(error) => return Err(unreadable(&error).into()),
        }
        report.files += 1;
        report.bytes += file.bytes;
        known.insert(stream);
    }
    refuse_lost(&snapshot, STREAM_PREFIX, &known).await?;
    snapshot.commit().await?;
    Ok(report)
}

fn unreadable(error: &BlobError) -> StoreError {
    StoreError::corrupt(format!("a file cannot be read: {error}"))
}
