//! Importing a project list.

use poem::web::Data;
use poem_openapi::param::{Header, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, Object, OpenApi};

use super::Tag;
use super::auth::Signed;
use super::precondition::optional;
use super::problem::ProblemResponse;
use crate::app::App;
use crate::app::imports::Imported;
use crate::view::code_of;
use crate::view::subject::VerdictCountsView;
use domain::classification::Verdict;
use domain::money::MoneyUnit;

/// What an import came to.
#[derive(Debug, Object)]
pub struct ImportView {
    /// Identifier of the import.
    id: String,
    /// Projects that were registered.
    projects: u64,
    /// Rows that could not be used.
    errors: u64,
    /// How many subjects got which verdict.
    verdicts: VerdictCountsView,
    /// The sections with their totals.
    sections: Vec<SectionView>,
    /// What is wrong or has to be asked, row by row.
    issues: Vec<RowIssueView>,
}

/// The total of one section.
#[derive(Debug, Object)]
pub struct SectionView {
    /// The number as printed.
    section: String,
    /// The title.
    title: String,
    /// Projects that came through.
    projects: u64,
    /// Total investment in 万元.
    amount_wan: String,
}

/// Something about one row.
#[derive(Debug, Object)]
pub struct RowIssueView {
    /// The line of the file, from 1.
    line: u64,
    /// The column.
    column: Option<String>,
    /// Stable code.
    code: String,
    /// `error`: the row was not used; `hint`: something has to be asked.
    severity: String,
    /// Row, column, reason and what to do.
    message: String,
}

impl From<Imported> for ImportView {
    fn from(imported: Imported) -> Self {
        let count = |wanted: Verdict| {
            imported.verdicts.iter().find(|(verdict, _)| *verdict == wanted).map_or(0, |(_, count)| *count)
        };
        Self {
            id: imported.id.to_string(),
            projects: imported.summary.projects,
            errors: imported.summary.issues,
            verdicts: VerdictCountsView {
                required: count(Verdict::Required),
                not_required: count(Verdict::NotRequired),
                needs_information: count(Verdict::NeedsInformation),
                out_of_scope: count(Verdict::OutOfScope),
                exempted: 0,
                joined: 0,
            },
            sections: imported
                .summary
                .sections
                .iter()
                .map(|section| SectionView {
                    section: section.section.clone(),
                    title: section.title.clone(),
                    projects: section.projects,
                    amount_wan: section.amount.to_decimal(MoneyUnit::TenThousand),
                })
                .collect(),
            issues: imported
                .issues
                .into_iter()
                .map(|issue| RowIssueView {
                    line: issue.line,
                    column: issue.column,
                    code: issue.code.to_owned(),
                    severity: code_of(&issue.severity),
                    message: issue.message,
                })
                .collect(),
        }
    }
}

/// The import.
#[derive(ApiResponse)]
pub enum ImportResponse {
    /// The good rows are registered; the others are listed with their reasons.
    #[oai(status = 201)]
    Created(Json<ImportView>),
}

/// 清单导入.
pub struct ImportsApi;

#[OpenApi(tag = "Tag::Imports")]
impl ImportsApi {
    /// 导入项目清单（制表符分隔的文本，UTF-8或者GBK）
    #[oai(path = "/imports", method = "post")]
    async fn import(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The file's name, for the record.
        file_name: Query<String>,
        /// Your own name for this request, so that a retry does nothing twice.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Binary<Vec<u8>>,
    ) -> Result<ImportResponse, ProblemResponse> {
        let preconditions = optional(key)?;
        let imported = app.import_list(&signed.0, &file_name.0, &body.0, preconditions).await?;
        Ok(ImportResponse::Created(Json(ImportView::from(imported))))
    }
}
