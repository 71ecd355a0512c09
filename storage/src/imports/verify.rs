//! Comparing the imports with the journal.

use std::collections::{HashMap, HashSet};

use domain::id::ImportId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};

use super::{ListImported, STREAM_PREFIX, digest_of, drafts, stored_issues, stream_of};
use crate::comparison::{TableVerifyError, fault, refuse_lost};
use crate::entities::import;
use crate::error::StoreError;
use crate::journal;
use crate::subjects::tables::subject;
use crate::text::read_uuid;

/// Compares every import with its event, its issues with their digest and its subjects with their number. Returns
/// how many imports there are.
pub(crate) async fn verify(connection: &impl ConnectionTrait) -> Result<u64, TableVerifyError> {
    let subjects: HashMap<String, i64> = subject::Entity::find()
        .select_only()
        .column(subject::Column::ImportId)
        .column_as(Expr::col(subject::Column::Id).count(), "subjects")
        .group_by(subject::Column::ImportId)
        .into_tuple::<(Option<String>, i64)>()
        .all(connection)
        .await?
        .into_iter()
        .filter_map(|(import, count)| Some((import?, count)))
        .collect();
    let rows = import::Entity::find().order_by_asc(import::Column::Id).all(connection).await?;
    let mut verified = HashSet::with_capacity(rows.len());
    for row in rows {
        let stream = stream_of(ImportId(read_uuid(&row.id)?));
        let entries = journal::stream(connection, &stream).await?;
        let [entry] = entries.as_slice() else {
            return Err(fault(stream, "数据表有此清单，日志没有"));
        };
        let Ok(event) = serde_json::from_str::<ListImported>(&entry.payload) else {
            return Err(fault(stream, "日志的内容无法读取"));
        };
        if event.row()? != row {
            return Err(fault(stream, "清单的登记与日志不一致"));
        }
        let found = subjects.get(&row.id).copied().unwrap_or(0);
        if found != row.projects {
            let what = format!("清单的项目数与日志不一致，日志为{}个，数据表为{found}个", row.projects);
            return Err(fault(stream, what));
        }
        let issues = match stored_issues(connection, &row.id).await {
            Ok(issues) => Some(digest_of(&issues)?),
            Err(StoreError::Corrupt { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        if issues.as_ref() != Some(&event.issues_digest) {
            return Err(fault(stream, "清单的问题记录与日志不一致"));
        }
        verified.insert(stream);
    }
    refuse_lost(connection, STREAM_PREFIX, &verified).await?;
    drafts::verify(connection).await?;
    Ok(verified.len() as u64)
}
