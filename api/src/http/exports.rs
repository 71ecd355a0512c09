//! Workbooks to take away: the template of a list, and subjects as a list.

use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Binary;
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use super::Tag;
use super::auth::Signed;
use super::problem::ProblemResponse;
use super::subjects::narrowing;
use crate::app::App;

/// A workbook.
#[derive(ApiResponse)]
pub enum WorkbookResponse {
    /// The file.
    #[oai(status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    Found(
        Binary<Vec<u8>>,
        /// The name under which it is saved.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

impl WorkbookResponse {
    fn named(name: &str, content: Vec<u8>) -> Self {
        Self::Found(Binary(content), format!("attachment; filename=\"{name}\""))
    }
}

/// 清单模板和导出.
pub struct ExportsApi;

#[OpenApi]
impl ExportsApi {
    /// 清单模板（xlsx）：表头、批注、下拉列表和填写说明
    #[oai(path = "/imports/template", method = "get", tag = "Tag::Imports")]
    async fn template(&self, app: Data<&App>, signed: Signed) -> Result<WorkbookResponse, ProblemResponse> {
        let Signed(_anyone) = signed;
        Ok(WorkbookResponse::named("list-template.xlsx", app.list_template()?))
    }

    /// 导出可以查看的评估对象（xlsx），可以原样再导入
    #[oai(path = "/subjects/export", method = "get", tag = "Tag::Subjects")]
    #[expect(clippy::too_many_arguments, reason = "one argument for each parameter of the request")]
    async fn export(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// Only with this verdict: `required`.
        verdict: Query<Option<String>>,
        /// Only with this standing: `exempted`.
        standing: Query<Option<String>>,
        /// Only of this unit.
        unit: Query<Option<String>>,
        /// Only of this import.
        import: Query<Option<Uuid>>,
        /// Only of this section of the list: `一`.
        section: Query<Option<String>>,
    ) -> Result<WorkbookResponse, ProblemResponse> {
        let narrowing = narrowing(verdict, standing, unit, import.0, section)?;
        let content = app.export_subjects(&signed.0, narrowing).await?;
        Ok(WorkbookResponse::named("subjects.xlsx", content))
    }
}
