//! The journal.

use domain::id::EvaluationId;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use uuid::Uuid;

use super::Tag;
use super::auth::Signed;
use super::problem::ProblemResponse;
use crate::app::App;
use crate::view::journal::{JournalEntryView, JournalPage};

/// The longest page.
const LONGEST_PAGE: u64 = 500;

fn paged(entries: Vec<JournalEntryView>, limit: u64) -> Json<JournalPage> {
    let full = u64::try_from(entries.len()).is_ok_and(|length| length == limit);
    let next = entries.last().filter(|_| full).map(|entry| entry.sequence);
    Json(JournalPage { entries, next })
}

/// 日志.
pub struct JournalApi;

#[OpenApi(tag = "Tag::Journal")]
impl JournalApi {
    /// 全部日志
    #[oai(path = "/journal", method = "get")]
    async fn journal(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// Entries after this number.
        #[oai(default)]
        after: Query<i64>,
        /// At most this many, and at most 500.
        #[oai(default = "longest")]
        limit: Query<u64>,
    ) -> Result<Json<JournalPage>, ProblemResponse> {
        let limit = limit.0.clamp(1, LONGEST_PAGE);
        Ok(paged(app.journal(&signed.0, after.0, limit).await?, limit))
    }

    /// 一项评估的日志
    #[oai(path = "/evaluations/:evaluation/journal", method = "get")]
    async fn evaluation_journal(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
        /// Only of this round.
        round: Query<Option<u32>>,
        /// Entries after this number.
        #[oai(default)]
        after: Query<i64>,
        /// At most this many, and at most 500.
        #[oai(default = "longest")]
        limit: Query<u64>,
    ) -> Result<Json<JournalPage>, ProblemResponse> {
        let limit = limit.0.clamp(1, LONGEST_PAGE);
        let id = EvaluationId(evaluation.0);
        let entries = app.evaluation_journal(&signed.0, id, round.0, after.0, limit).await?;
        Ok(paged(entries, limit))
    }
}

const fn longest() -> u64 {
    LONGEST_PAGE
}
