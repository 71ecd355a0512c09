//! Files: uploading to an evaluation and reading again. Both go through in pieces, whatever their size.

use domain::id::EvaluationId;
use futures::TryStreamExt;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use poem::Body;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use super::Tag;
use super::auth::Signed;
use super::problem::ProblemResponse;
use crate::app::App;
use crate::app::files::Download;
use crate::view::file::FileView;

/// A file that was taken in.
#[derive(ApiResponse)]
pub enum UploadResponse {
    /// It is kept. The same file again is answered as it was the first time.
    #[oai(status = 201)]
    Created(Json<FileView>),
}

/// A file to be saved.
#[derive(ApiResponse)]
pub enum DownloadResponse {
    /// Its bytes. A browser saves them and never shows them as a page of this server.
    #[oai(status = 200)]
    Content(
        Binary<Body>,
        /// Its name.
        #[oai(header = "Content-Disposition")]
        String,
        /// Its digest, so that a copy can be kept.
        #[oai(header = "ETag")]
        String,
    ),
}

/// 文件.
pub struct FilesApi;

#[OpenApi(tag = "Tag::Files")]
impl FilesApi {
    /// 上传一份文件，返回的摘要用于提交资料
    #[oai(path = "/evaluations/:evaluation/files", method = "post")]
    async fn upload(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
        /// The file's name, with its ending.
        name: Query<String>,
        body: Binary<Body>,
    ) -> Result<UploadResponse, ProblemResponse> {
        let content = body.0.into_bytes_stream();
        let file = app.upload(&signed.0, EvaluationId(evaluation.0), &name.0, content).await?;
        Ok(UploadResponse::Created(Json(FileView::from(file))))
    }

    /// 下载一份文件
    #[oai(path = "/evaluations/:evaluation/files/:digest", method = "get")]
    async fn download(
        &self,
        app: Data<&App>,
        signed: Signed,
        /// The evaluation.
        evaluation: Path<Uuid>,
        /// The digest.
        digest: Path<String>,
    ) -> Result<DownloadResponse, ProblemResponse> {
        let Download { file, content } =
            app.download(&signed.0, EvaluationId(evaluation.0), &digest.0).await?;
        let name = utf8_percent_encode(&file.name, NON_ALPHANUMERIC);
        let disposition = format!("attachment; filename*=UTF-8''{name}");
        let body = Body::from_bytes_stream(content.map_err(std::io::Error::other));
        Ok(DownloadResponse::Content(Binary(body), disposition, format!("\"{}\"", file.digest)))
    }
}
