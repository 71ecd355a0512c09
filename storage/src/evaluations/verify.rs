//! Comparing evaluations with the journal.

use domain::evaluation::replay;
use domain::id::EvaluationId;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityName, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::entities::{
    argument_request, checklist_item, comparison, condition_report, cross_check, deputy_suggestion,
    evaluation, evidence_file, evidence_link, inquiry, material, meeting_record, notice, opinion,
    opinion_signature, organiser_rating, panel_deviation, panel_withdrawal, plan, plan_weight,
    preliminary_score, rating_mark, red_flag, report_return, report_section, report_signature,
    result_condition, review, round, round_batch, round_entry, round_result, round_seat, score_sheet,
    sheet_first_mark, sheet_first_round, sheet_mark, site_visit, supplement,
};
use super::history::{STREAM_PREFIX, events, stream_of};
use super::load::load;
use crate::comparison::{TableVerifyError, difference, fault};
use crate::entities::journal_entry;
use crate::error::StoreError;
use crate::journal::stream_bytes;
use crate::snapshot::open_snapshot;
use crate::text::read_uuid;

/// How many identifiers are read at a time: memory does not grow with their number.
const PAGE: u64 = 500;

/// Tables without a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvaluationsReport {
    /// How many evaluations were compared.
    pub evaluations: u64,
}

/// Replays every evaluation from its events and compares the outcome with the tables, all at one moment; then looks
/// for events of evaluations that the tables do not have.
///
/// # Errors
/// [`TableVerifyError::Fault`] with the first difference; a store error when something could not be read.
pub async fn verify_evaluations(
    connection: &DatabaseConnection,
) -> Result<EvaluationsReport, TableVerifyError> {
    let snapshot = open_snapshot(connection).await?;
    let mut report = EvaluationsReport { evaluations: 0 };
    let mut after = String::new();
    loop {
        let ids: Vec<String> = evaluation::Entity::find()
            .select_only()
            .column(evaluation::Column::Id)
            .filter(evaluation::Column::Id.gt(&after))
            .order_by_asc(evaluation::Column::Id)
            .limit(PAGE)
            .into_tuple()
            .all(&snapshot)
            .await?;
        let Some(last) = ids.last() else { break };
        after.clone_from(last);
        for id in &ids {
            compare(&snapshot, EvaluationId(read_uuid(id)?)).await?;
            report.evaluations += 1;
        }
    }
    find_lost(&snapshot).await?;
    find_strays(&snapshot).await?;
    snapshot.commit().await?;
    Ok(report)
}

/// Compares one evaluation. Rows that make no evaluation are a fault of the tables, not of the reading.
async fn compare(connection: &impl ConnectionTrait, id: EvaluationId) -> Result<(), TableVerifyError> {
    let stream = stream_of(id);
    let stored = match load(connection, id).await {
        Err(StoreError::Corrupt { what, source: None }) => {
            return Err(fault(stream, format!("数据表的内容不成为一项评估：{what}")));
        }
        loaded => loaded?,
    };
    let history = match events(connection, id).await {
        Err(StoreError::Corrupt { what, source: None }) => {
            return Err(fault(stream, format!("日志的内容无法读取：{what}")));
        }
        events => events?,
    };
    if history.is_empty() {
        return Err(fault(stream, "数据表有此评估，日志没有"));
    }
    let Some(replayed) = replay(&history) else {
        return Err(fault(stream, "日志不是从立项开始"));
    };
    let Some(stored) = stored else {
        return Err(fault(stream, "日志有此评估，数据表没有"));
    };
    match difference(&replayed, &stored)? {
        Some(what) => Err(fault(stream, what)),
        // Equal in JSON is equal in everything that JSON shows; the domain's own comparison has the last word.
        None if replayed != stored => Err(fault(stream, "数据表与日志不一致")),
        None => Ok(()),
    }
}

/// Looks for rows without a round, which somebody can leave who switched the foreign keys off.
async fn find_strays(connection: &impl ConnectionTrait) -> Result<(), TableVerifyError> {
    for part in [
        argument_request::Entity.table_name(),
        checklist_item::Entity.table_name(),
        comparison::Entity.table_name(),
        cross_check::Entity.table_name(),
        evidence_file::Entity.table_name(),
        evidence_link::Entity.table_name(),
        inquiry::Entity.table_name(),
        condition_report::Entity.table_name(),
        deputy_suggestion::Entity.table_name(),
        material::Entity.table_name(),
        meeting_record::Entity.table_name(),
        notice::Entity.table_name(),
        opinion::Entity.table_name(),
        opinion_signature::Entity.table_name(),
        organiser_rating::Entity.table_name(),
        panel_deviation::Entity.table_name(),
        panel_withdrawal::Entity.table_name(),
        plan::Entity.table_name(),
        plan_weight::Entity.table_name(),
        preliminary_score::Entity.table_name(),
        red_flag::Entity.table_name(),
        rating_mark::Entity.table_name(),
        report_return::Entity.table_name(),
        result_condition::Entity.table_name(),
        report_section::Entity.table_name(),
        report_signature::Entity.table_name(),
        review::Entity.table_name(),
        round_batch::Entity.table_name(),
        round_entry::Entity.table_name(),
        round_result::Entity.table_name(),
        round_seat::Entity.table_name(),
        score_sheet::Entity.table_name(),
        sheet_first_mark::Entity.table_name(),
        sheet_first_round::Entity.table_name(),
        sheet_mark::Entity.table_name(),
        site_visit::Entity.table_name(),
        supplement::Entity.table_name(),
    ] {
        let rounds = round::Entity.table_name();
        let same = |column| Expr::col((part, column)).equals((rounds, column));
        let known = Query::select()
            .expr(Expr::val(1))
            .from(rounds)
            .and_where(same("evaluation_id"))
            .and_where(same("round"))
            .take();
        let stray = Query::select()
            .column((part, "evaluation_id"))
            .from(part)
            .and_where(Expr::exists(known).not())
            .limit(1)
            .take();
        if let Some(row) = connection.query_one(&stray).await? {
            let id: String = row.try_get("", "evaluation_id")?;
            return Err(fault(format!("{STREAM_PREFIX}{id}"), "数据表有不属于任何一轮评估的内容"));
        }
    }
    Ok(())
}

/// Looks for streams of evaluations, and of their sheets, that have no evaluation in the tables.
async fn find_lost(connection: &impl ConnectionTrait) -> Result<(), TableVerifyError> {
    let mut after = STREAM_PREFIX.to_owned();
    // '0' is the character after '/'.
    let behind = STREAM_PREFIX.replace('/', "0");
    loop {
        let bytes = stream_bytes(connection);
        let streams: Vec<String> = journal_entry::Entity::find()
            .select_only()
            .column(journal_entry::Column::Stream)
            .filter(journal_entry::Column::StreamVersion.eq(1))
            .filter(bytes.clone().gt(&after))
            .filter(bytes.clone().lt(&behind))
            .order_by_asc(bytes)
            .limit(PAGE)
            .into_tuple()
            .all(connection)
            .await?;
        let Some(last) = streams.last() else { return Ok(()) };
        after.clone_from(last);
        let mut ids: Vec<&str> = streams.iter().filter_map(|stream| evaluation_in(stream)).collect();
        ids.dedup();
        let known: Vec<String> = evaluation::Entity::find()
            .select_only()
            .column(evaluation::Column::Id)
            .filter(evaluation::Column::Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(connection)
            .await?;
        if let Some(lost) = ids.into_iter().find(|id| known.iter().all(|known| known != id)) {
            return Err(fault(format!("{STREAM_PREFIX}{lost}"), "日志有此评估，数据表没有"));
        }
    }
}

/// The identifier in the name of a stream of a case or of a sheet.
fn evaluation_in(stream: &str) -> Option<&str> {
    stream.strip_prefix(STREAM_PREFIX)?.split('/').next()
}
