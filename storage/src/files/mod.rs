//! Which files were uploaded to an evaluation: by whom, when, and what they are. The bytes are in [`crate::blobs`].

mod verify;

use chrono::{DateTime, Utc};
use domain::evaluation::{Person, Rejection};
use domain::id::{ActorId, EvaluationId};
use domain::policy::{Action, Denied, Relation, can};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::entities::file;
use crate::error::StoreError;
use crate::evaluations::load;
use crate::journal::NewEntry;
use crate::operation::{Operation, WriteTransaction};
use crate::request::{Refusal, Request};
use crate::subjects::values::{read_number, write_number};
use crate::text::{read_time, read_uuid, write_time};

pub use verify::{FilesReport, verify_files};

/// A file of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// The evaluation it was uploaded to.
    pub evaluation: EvaluationId,
    /// SM3 of its bytes, 64 hexadecimal digits: its name here.
    pub digest: String,
    /// What its sender calls it: `可行性研究报告.pdf`.
    pub name: String,
    /// What it is: `application/pdf`.
    pub media_type: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Who uploaded it.
    pub by: Person,
    /// When, to the millisecond.
    pub at: DateTime<Utc>,
}

/// What is known of a file before it is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDescription {
    /// SM3 of its bytes.
    pub digest: String,
    /// What its sender calls it.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// How many bytes it has.
    pub bytes: u64,
}

/// Registers a file whose bytes are kept. The same file a second time is answered as it was registered first.
#[derive(Debug, Clone)]
pub struct RegisterFile {
    /// The circumstances; a version is not asked for, as files are only added.
    pub request: Request,
    /// The evaluation.
    pub evaluation: EvaluationId,
    /// The file.
    pub file: FileDescription,
}

impl Operation for RegisterFile {
    type Output = File;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<File, Refusal> {
        let Self { request, evaluation, file } = self;
        let found = load(transaction.connection(), *evaluation).await?.ok_or_else(Rejection::hidden)?;
        may_upload(request, &Relation::to_evaluation(&request.actor, &found))?;
        if let Some(known) = find(transaction.connection(), *evaluation, &file.digest).await? {
            return Ok(known);
        }
        let FileDescription { digest, name, media_type, bytes } = file.clone();
        let uploaded = File {
            evaluation: *evaluation,
            digest,
            name,
            media_type,
            bytes,
            by: Person::from(&request.actor),
            at: read_time(&write_time(request.at))?,
        };
        transaction.append(uploaded.entry()?)?;
        file::Entity::insert(uploaded.row()?.into_active_model())
            .exec_without_returning(transaction.connection())
            .await
            .map_err(StoreError::from)?;
        Ok(uploaded)
    }
}

fn may_upload(request: &Request, relation: &Relation) -> Result<(), Rejection> {
    can(request.actor.role, Action::UploadFile, relation).map_err(|denied| match denied {
        Denied::Hidden => Rejection::hidden(),
        Denied::Forbidden => {
            let detail = format!("文件由{}上传，您没有此项权限", Action::UploadFile.reserved_for());
            Rejection::forbidden("第十四条第（一）项", detail)
        }
    })
}

/// The file of an evaluation that has this hash.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when the row cannot be read.
pub async fn find(
    connection: &impl ConnectionTrait,
    evaluation: EvaluationId,
    digest: &str,
) -> Result<Option<File>, StoreError> {
    let row = file::Entity::find_by_id((evaluation.to_string(), digest.to_owned())).one(connection).await?;
    row.map(File::try_from).transpose()
}

/// The files of an evaluation, oldest first. Which of them somebody may see is for the caller to ask the policy.
///
/// # Errors
/// As for [`find`].
pub async fn of_evaluation(
    connection: &impl ConnectionTrait,
    evaluation: EvaluationId,
) -> Result<Vec<File>, StoreError> {
    let rows = file::Entity::find()
        .filter(file::Column::EvaluationId.eq(evaluation.to_string()))
        .order_by_asc(file::Column::UploadedAt)
        .order_by_asc(file::Column::Digest)
        .all(connection)
        .await?;
    rows.into_iter().map(File::try_from).collect()
}

/// What the streams of files begin with. Each file has one event.
const STREAM_PREFIX: &str = "file/";

impl File {
    fn stream(&self) -> String {
        format!("{STREAM_PREFIX}{}/{}", self.evaluation, self.digest)
    }

    fn entry(&self) -> Result<NewEntry, StoreError> {
        Ok(NewEntry {
            stream: self.stream(),
            stream_version: 1,
            kind: "file_uploaded".to_owned(),
            payload: serde_json::to_string(self)
                .map_err(|_| StoreError::corrupt("a file has no JSON form"))?,
            actor: self.by.actor,
            at: self.at,
        })
    }

    fn row(&self) -> Result<file::Model, StoreError> {
        Ok(file::Model {
            evaluation_id: self.evaluation.to_string(),
            digest: self.digest.clone(),
            name: self.name.clone(),
            media_type: self.media_type.clone(),
            bytes: write_number(self.bytes)?,
            uploaded_by: self.by.actor.to_string(),
            uploaded_by_post: self.by.post.clone(),
            uploaded_by_organisation: self.by.organisation.clone(),
            uploaded_at: write_time(self.at),
        })
    }
}

impl TryFrom<file::Model> for File {
    type Error = StoreError;

    fn try_from(row: file::Model) -> Result<Self, StoreError> {
        Ok(Self {
            evaluation: EvaluationId(read_uuid(&row.evaluation_id)?),
            digest: row.digest,
            name: row.name,
            media_type: row.media_type,
            bytes: read_number(row.bytes)?,
            by: Person {
                actor: ActorId(read_uuid(&row.uploaded_by)?),
                post: row.uploaded_by_post,
                organisation: row.uploaded_by_organisation,
            },
            at: read_time(&row.uploaded_at)?,
        })
    }
}
