//! Importing a project list: at once, or as a draft that is looked at and put right first.

use domain::id::ImportId;
use domain::intake::{CellCorrection, ColumnMeaning, Corrections, RowPlace, TableMapping};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use super::auth::Signed;
use super::body::JsonBody;
use super::precondition::{entity_tag, optional, required};
use super::problem::ProblemResponse;
use super::shape::Shape;
use crate::app::drafts::Consent;
use crate::app::imports::ImportOptions;
use crate::app::{App, AppError};
use crate::view::import::{
    CellCorrectionView, ColumnMeaningView, CorrectionsView, ImportEntryView, ImportView, PreviewPage,
    RowPlaceView, TableMappingView,
};

/// The longest page of a preview.
const LONGEST_PAGE: u64 = 500;

/// The codes of the columns.
const COLUMNS: &[&str] = &[
    "number",
    "name",
    "nature",
    "unit",
    "amount",
    "content",
    "schedule",
    "funding",
    "remark",
    "class",
    "unit_kind",
];

/// The codes of the units of amounts.
const UNITS: &[&str] = &["yuan", "ten_thousand", "hundred_million"];

/// An import.
#[derive(ApiResponse)]
pub enum ImportResponse {
    /// The import, or the draft with what it would lead to.
    #[oai(status = 200)]
    Found(Json<ImportView>, #[oai(header = "ETag")] Option<String>),
    /// The good rows are registered, or with `commit=false` the file is kept as a draft; the other rows are listed
    /// with their reasons.
    #[oai(status = 201)]
    Created(Json<ImportView>, #[oai(header = "ETag")] Option<String>),
}

impl ImportResponse {
    fn found(view: ImportView) -> Self {
        let tag = view.version.map(entity_tag);
        Self::Found(Json(view), tag)
    }

    fn created(view: ImportView) -> Self {
        let tag = view.version.map(entity_tag);
        Self::Created(Json(view), tag)
    }
}

/// Drafts and imports.
#[derive(Debug, Object)]
pub struct ImportList {
    /// Open drafts and then imports, each newest first.
    imports: Vec<ImportEntryView>,
}

/// A draft that is gone.
#[derive(ApiResponse)]
pub enum DiscardResponse {
    /// The draft and its file are gone.
    #[oai(status = 204)]
    Discarded,
}

/// 清单导入.
pub struct ImportsApi;

#[OpenApi(tag = "Tag::Imports")]
impl ImportsApi {
    /// 导入项目清单：制表符分隔的文本、CSV或者电子表格（xlsx、xls、ods），按内容识别
    #[oai(path = "/imports", method = "post")]
    #[expect(clippy::too_many_arguments, reason = "one argument for each parameter of the request")]
    async fn import(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The file's name, for the record.
        file_name: Query<String>,
        /// `false` keeps the file as a draft, to be looked at and put right before it is imported.
        #[oai(default = "at_once")]
        commit: Query<bool>,
        /// `true` imports a file once more that was imported before.
        #[oai(default)]
        again: Query<bool>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Binary<Vec<u8>>,
    ) -> Result<ImportResponse, ProblemResponse> {
        let preconditions = optional(key)?;
        if !commit.0 {
            let view = app.upload_list(&signed.0, &file_name.0, body.0, preconditions).await?;
            return Ok(ImportResponse::created(view));
        }
        let options = ImportOptions { again: again.0, ..ImportOptions::default() };
        let imported = app.import_list(&signed.0, &file_name.0, body.0, options, preconditions).await?;
        Ok(ImportResponse::created(ImportView::from(imported)))
    }

    /// 待导入和已导入的清单
    #[oai(path = "/imports", method = "get")]
    async fn imports(&self, app: Data<&App>, signed: Signed) -> Result<Json<ImportList>, ProblemResponse> {
        Ok(Json(ImportList { imports: app.imports(&signed.0).await? }))
    }

    /// 一份清单：待导入的给出各列含义、问题和结论，已导入的给出结果
    #[oai(path = "/imports/:import", method = "get")]
    async fn found(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The import.
        import: Path<Uuid>,
    ) -> Result<ImportResponse, ProblemResponse> {
        Ok(ImportResponse::found(app.import_view(&signed.0, ImportId(import.0)).await?))
    }

    /// 待导入清单逐行的内容、问题和结论
    #[oai(path = "/imports/:import/rows", method = "get")]
    async fn rows(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The import.
        import: Path<Uuid>,
        /// Only rows with errors.
        #[oai(default)]
        only_errors: Query<bool>,
        /// What the last page gave as `next`.
        #[oai(default)]
        after: Query<u64>,
        /// At most this many, and at most 500.
        #[oai(default = "longest")]
        limit: Query<u64>,
    ) -> Result<Json<PreviewPage>, ProblemResponse> {
        let limit = limit.0.clamp(1, LONGEST_PAGE);
        Ok(Json(app.preview(&signed.0, ImportId(import.0), only_errors.0, after.0, limit).await?))
    }

    /// 更正待导入清单：指定各列的含义和金额单位、跳过若干行、改写单元格；以最后一次提交的全部更正为准
    #[oai(path = "/imports/:import/corrections", method = "put")]
    async fn correct(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The import.
        import: Path<Uuid>,
        /// The version that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: JsonBody<CorrectionsView>,
    ) -> Result<ImportResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        let corrections = read_corrections(body.0)?;
        let view = app.correct_draft(&signed.0, ImportId(import.0), corrections, preconditions).await?;
        Ok(ImportResponse::found(view))
    }

    /// 导入待导入清单：全部导入，或者一个也不导入
    #[oai(path = "/imports/:import/commit", method = "post")]
    #[expect(clippy::too_many_arguments, reason = "one argument for each parameter of the request")]
    async fn commit(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The import.
        import: Path<Uuid>,
        /// `true` leaves out the rows that have errors.
        #[oai(default)]
        leave_out_errors: Query<bool>,
        /// `true` imports a file once more that was imported before.
        #[oai(default)]
        again: Query<bool>,
        /// The version that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<ImportResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        let consent = Consent { leave_out_errors: leave_out_errors.0, again: again.0 };
        let view = app.commit_draft(&signed.0, ImportId(import.0), consent, preconditions).await?;
        Ok(ImportResponse::found(view))
    }

    /// 删除待导入清单和上传的文件
    #[oai(path = "/imports/:import", method = "delete")]
    async fn discard(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The import.
        import: Path<Uuid>,
        /// The version that you saw.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<DiscardResponse, ProblemResponse> {
        let preconditions = required(&if_match, key)?;
        app.discard_draft(&signed.0, ImportId(import.0), preconditions).await?;
        Ok(DiscardResponse::Discarded)
    }
}

const fn at_once() -> bool {
    true
}

const fn longest() -> u64 {
    LONGEST_PAGE
}

fn read_corrections(request: CorrectionsView) -> Result<Corrections, AppError> {
    let mut shape = Shape::default();
    let mut corrections = Corrections::default();
    for (at, table) in request.tables.into_iter().enumerate() {
        let TableMappingView { sheet, header_line, columns, unit } = table;
        let mut meanings = Vec::new();
        for (column_at, ColumnMeaningView { position, column }) in columns.into_iter().enumerate() {
            let field = format!("tables.{at}.columns.{column_at}.column");
            let column = shape.code(&field, &column, COLUMNS);
            meanings.extend(column.map(|column| ColumnMeaning { position, column }));
        }
        let unit = unit.and_then(|unit| shape.code(&format!("tables.{at}.unit"), &unit, UNITS));
        corrections.tables.push(TableMapping { sheet, header_line, columns: meanings, unit });
    }
    for RowPlaceView { sheet, line } in request.skipped {
        corrections.skipped.push(RowPlace { sheet, line });
    }
    for (at, CellCorrectionView { sheet, line, column, value }) in request.cells.into_iter().enumerate() {
        if let Some(column) = shape.code(&format!("cells.{at}.column"), &column, COLUMNS) {
            corrections.cells.push(CellCorrection { row: RowPlace { sheet, line }, column, value });
        }
    }
    shape.settled()?;
    Ok(corrections)
}
