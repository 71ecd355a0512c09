//! Importing a list: all its projects become subjects together, or none does.

pub mod drafts;
mod verify;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, FixedOffset, Utc};
use domain::actor::Actor;
use domain::evaluation::{Person, Rejection};
use domain::id::{ActorId, ImportId};
use domain::intake::{RowIssue, Severity};
use domain::rulebook::Rulebook;
use domain::subject::{self, Registration};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

use crate::entities::{import, import_issue};
use crate::error::StoreError;
use crate::insert::insert_all;
use crate::journal::NewEntry;
use crate::operation::{Operation, WriteTransaction};
use crate::request::{Receipt, Refusal, Request};
use crate::subjects::values::{name_of, read_number, write_number};
use crate::subjects::{NewSubjects, sees_every_subject};
use crate::text::{read_time, read_uuid, write_time};

pub(crate) use verify::verify;

/// How many subjects are written together: their rows are in memory at the same time.
const SUBJECTS_AT_A_TIME: usize = 1024;

/// How many subjects are judged before the database is given its next statement, when it waits for one.
const SUBJECTS_IN_A_ROW: usize = 4;

/// Imports a list that has been read.
#[derive(Debug, Clone)]
pub struct Import {
    /// The circumstances. A new import has version 0, so that is the only one that can be expected.
    pub request: Request,
    /// The new identifier.
    pub import: ImportId,
    /// The name of the file.
    pub file_name: String,
    /// SM3 of the file, by which the same file is recognised.
    pub file_digest: String,
    /// Its projects in their order; each has its place in this import.
    pub projects: Vec<Registration>,
    /// What the reading of the file found.
    pub issues: Vec<ImportIssue>,
    /// The rulebook to judge by.
    pub rulebook: Arc<Rulebook>,
    /// Whether the file may have been imported before.
    pub again: bool,
    /// Where it is told how far the import is.
    pub progress: Progress,
}

/// How many subjects of an import are written, for somebody who waits. Clones share the number.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<AtomicU64>);

impl Progress {
    /// How many are written so far. They stand only when the import is answered.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self, written: u64) {
        self.0.store(written, Ordering::Relaxed);
    }
}

/// Something that the reading of a list found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportIssue {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// The column, as the header names it; `None` when it is about the whole row.
    pub column: Option<String>,
    /// A stable code for programs.
    pub code: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
    /// Whether the row is lost.
    pub severity: Severity,
}

impl From<RowIssue> for ImportIssue {
    fn from(issue: RowIssue) -> Self {
        // The message names the sheet.
        let RowIssue { sheet: _, line, column, code, message, severity } = issue;
        Self { line, column, code: code.to_owned(), message, severity }
    }
}

/// What an import led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReceipt {
    /// The import.
    pub import: ImportId,
    /// How many subjects it registered.
    pub subjects: u64,
}

/// The event of an import, the only one that its stream has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListImported {
    /// The import.
    pub import: ImportId,
    /// The name of the file.
    pub file_name: String,
    /// SM3 of the file.
    pub file_digest: String,
    /// The digest of the rulebook by which its subjects were judged first.
    pub rulebook: String,
    /// How many subjects it registered.
    pub projects: u64,
    /// How many rows were lost.
    pub row_errors: u64,
    /// SM3 of everything that the reading of the file found.
    pub issues_digest: String,
    /// Who imported it.
    pub by: Person,
    /// When, to the millisecond.
    pub at: DateTime<Utc>,
}

/// An import as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRecord {
    /// The import.
    pub import: ImportId,
    /// The name of the file.
    pub file_name: String,
    /// SM3 of the file.
    pub file_digest: String,
    /// The digest of the rulebook by which its subjects were judged first.
    pub rulebook: String,
    /// How many subjects it registered.
    pub projects: u64,
    /// How many rows were lost.
    pub row_errors: u64,
    /// Who imported it.
    pub by: Person,
    /// When.
    pub at: DateTime<Utc>,
}

impl Operation for Import {
    type Output = Receipt<ImportReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        if let Some(receipt) = self.request.recall(transaction).await? {
            return Ok(receipt);
        }
        subject::may_import(&self.request.actor)?;
        self.request.check_version(0)?;
        let receipt = self.register(transaction).await?;
        self.request.remember(transaction, receipt).await
    }
}

impl Import {
    /// Registers everything; the caller has seen to who asks and on which version.
    async fn register(&self, transaction: &mut WriteTransaction<'_>) -> Result<ImportReceipt, Refusal> {
        if !self.again {
            self.refuse_second_import(transaction).await?;
        }
        let imported = self.event()?;
        transaction.append(imported.entry()?)?;
        insert_all::<import::Entity>(transaction.connection(), vec![imported.row()?]).await?;
        insert_all::<import_issue::Entity>(transaction.connection(), self.issue_rows()?).await?;
        let connection = transaction.lasting_connection();
        let mut written = 0;
        let mut judged = NewSubjects::default();
        // While the database takes the subjects in that are judged, the next ones are.
        for (chunk, projects) in self.projects.chunks(SUBJECTS_AT_A_TIME).enumerate() {
            let judging = self.judge(transaction, chunk * SUBJECTS_AT_A_TIME, projects);
            let (inserted, next) = futures::future::join(judged.insert_into(connection), judging).await;
            inserted?;
            judged = next?;
            self.progress.set(written);
            written += projects.len() as u64;
        }
        judged.insert_into(connection).await?;
        self.progress.set(written);
        Ok(ImportReceipt { import: self.import, subjects: imported.projects })
    }

    /// One project has one subject (C19), so one file is imported once.
    async fn refuse_second_import(&self, transaction: &WriteTransaction<'_>) -> Result<(), Refusal> {
        let Some(first) = of_file(transaction.connection(), &self.file_digest).await? else {
            return Ok(());
        };
        let detail = format!(
            "该清单已于{}导入（文件名“{}”，{}个项目），无需重复导入；如清单有更正，请导入更正后的文件",
            beijing_time(first.at),
            first.file_name,
            first.projects,
        );
        Err(Rejection::blocked("already_imported", "第十三条第（一）项", detail).into())
    }

    /// Judges and journals some of the projects, of which the first has this position. A refusal names the project by
    /// its position, from 0. Between a few of them it lets other work of the task go on.
    async fn judge(
        &self,
        transaction: &mut WriteTransaction<'_>,
        first: usize,
        projects: &[Registration],
    ) -> Result<NewSubjects, Refusal> {
        let Request { actor, at, .. } = &self.request;
        let mut subjects = NewSubjects::default();
        for (position, project) in (first..).zip(projects) {
            if project.place.as_ref().map(|place| place.import) != Some(self.import) {
                return Err(StoreError::InvalidEntry("a project of an import has no place in it").into());
            }
            let event =
                subject::register(project.clone(), actor, &self.rulebook, *at).map_err(|mut rejection| {
                    for issue in &mut rejection.issues {
                        issue.field = format!("projects.{position}.{}", issue.field);
                    }
                    rejection
                })?;
            subjects.add(transaction, &event)?;
            if position.is_multiple_of(SUBJECTS_IN_A_ROW) {
                tokio::task::yield_now().await;
            }
        }
        Ok(subjects)
    }

    fn event(&self) -> Result<ListImported, StoreError> {
        let Request { actor, at, .. } = &self.request;
        let errors = self.issues.iter().filter(|issue| issue.severity == Severity::Error).count();
        let too_many = |_| StoreError::InvalidEntry("an import has too many rows");
        Ok(ListImported {
            import: self.import,
            file_name: self.file_name.clone(),
            file_digest: self.file_digest.clone(),
            rulebook: self.rulebook.digest(),
            projects: self.projects.len().try_into().map_err(too_many)?,
            row_errors: errors.try_into().map_err(too_many)?,
            issues_digest: digest_of(&self.issues)?,
            by: Person::from(actor),
            at: read_time(&write_time(*at))?,
        })
    }

    fn issue_rows(&self) -> Result<Vec<import_issue::Model>, StoreError> {
        let mut rows = Vec::with_capacity(self.issues.len());
        for (position, issue) in self.issues.iter().enumerate() {
            rows.push(import_issue::Model {
                import_id: self.import.to_string(),
                position: write_number(position)?,
                line: write_number(issue.line)?,
                column_name: issue.column.clone(),
                code: issue.code.clone(),
                message: issue.message.clone(),
                severity: name_of(&issue.severity)?,
            });
        }
        Ok(rows)
    }
}

impl ListImported {
    fn entry(&self) -> Result<NewEntry, StoreError> {
        Ok(NewEntry {
            stream: stream_of(self.import),
            stream_version: 1,
            kind: "list_imported".to_owned(),
            payload: serde_json::to_string(self)
                .map_err(|_| StoreError::corrupt("an import has no JSON form"))?,
            actor: self.by.actor,
            at: self.at,
        })
    }

    fn row(&self) -> Result<import::Model, StoreError> {
        Ok(import::Model {
            id: self.import.to_string(),
            file_name: self.file_name.clone(),
            file_digest: self.file_digest.clone(),
            rulebook: self.rulebook.clone(),
            projects: write_number(self.projects)?,
            row_errors: write_number(self.row_errors)?,
            imported_by: self.by.actor.to_string(),
            imported_by_post: self.by.post.clone(),
            imported_by_organisation: self.by.organisation.clone(),
            imported_at: write_time(self.at),
        })
    }
}

/// The imports, newest first, for a reader who may see every subject; nobody else sees any.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when a row cannot be read.
pub async fn list(
    connection: &impl ConnectionTrait,
    reader: &Actor,
) -> Result<Vec<ImportRecord>, StoreError> {
    if !sees_every_subject(reader) {
        return Ok(Vec::new());
    }
    let rows = import::Entity::find()
        .order_by_desc(import::Column::ImportedAt)
        .order_by_desc(import::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(ImportRecord::try_from).collect()
}

/// The first import of the file with this digest.
async fn of_file(
    connection: &impl ConnectionTrait,
    file_digest: &str,
) -> Result<Option<ImportRecord>, StoreError> {
    let first = import::Entity::find()
        .filter(import::Column::FileDigest.eq(file_digest))
        .order_by_asc(import::Column::ImportedAt)
        .order_by_asc(import::Column::Id)
        .one(connection)
        .await?;
    first.map(ImportRecord::try_from).transpose()
}

/// The first import of the file with this digest, for a reader who may see every subject.
///
/// # Errors
/// As for [`list`].
pub async fn find_by_file(
    connection: &impl ConnectionTrait,
    reader: &Actor,
    file_digest: &str,
) -> Result<Option<ImportRecord>, StoreError> {
    if sees_every_subject(reader) { of_file(connection, file_digest).await } else { Ok(None) }
}

/// The import with this identifier, for a reader who may see every subject.
///
/// # Errors
/// As for [`list`].
pub async fn find(
    connection: &impl ConnectionTrait,
    reader: &Actor,
    import: ImportId,
) -> Result<Option<ImportRecord>, StoreError> {
    if !sees_every_subject(reader) {
        return Ok(None);
    }
    let row = import::Entity::find_by_id(import.to_string()).one(connection).await?;
    row.map(ImportRecord::try_from).transpose()
}

/// What the reading of one list found, in its order; nothing for a reader who may not see every subject.
///
/// # Errors
/// As for [`list`].
pub async fn issues(
    connection: &impl ConnectionTrait,
    reader: &Actor,
    import: ImportId,
) -> Result<Vec<ImportIssue>, StoreError> {
    if !sees_every_subject(reader) {
        return Ok(Vec::new());
    }
    stored_issues(connection, &import.to_string()).await
}

async fn stored_issues(
    connection: &impl ConnectionTrait,
    import: &str,
) -> Result<Vec<ImportIssue>, StoreError> {
    let rows = import_issue::Entity::find()
        .filter(import_issue::Column::ImportId.eq(import))
        .order_by_asc(import_issue::Column::Position)
        .all(connection)
        .await?;
    rows.into_iter().map(ImportIssue::try_from).collect()
}

impl TryFrom<import::Model> for ImportRecord {
    type Error = StoreError;

    fn try_from(row: import::Model) -> Result<Self, StoreError> {
        Ok(Self {
            import: ImportId(read_uuid(&row.id)?),
            file_name: row.file_name,
            file_digest: row.file_digest,
            rulebook: row.rulebook,
            projects: read_number(row.projects)?,
            row_errors: read_number(row.row_errors)?,
            by: Person {
                actor: ActorId(read_uuid(&row.imported_by)?),
                post: row.imported_by_post,
                organisation: row.imported_by_organisation,
            },
            at: read_time(&row.imported_at)?,
        })
    }
}

impl TryFrom<import_issue::Model> for ImportIssue {
    type Error = StoreError;

    fn try_from(row: import_issue::Model) -> Result<Self, StoreError> {
        let severity = match row.severity.as_str() {
            "error" => Severity::Error,
            "hint" => Severity::Hint,
            other => return Err(StoreError::corrupt(format!("{other:?} is not a severity"))),
        };
        Ok(Self {
            line: read_number(row.line)?,
            column: row.column_name,
            code: row.code,
            message: row.message,
            severity,
        })
    }
}

/// SM3 of the issues in their JSON form.
fn digest_of(issues: &[ImportIssue]) -> Result<String, StoreError> {
    let json = serde_json::to_vec(issues)
        .map_err(|_| StoreError::corrupt("the issues of a list have no JSON form"))?;
    Ok(hex::encode(Sm3::digest(json)))
}

/// A time as officials read it: `2026年11月24日15时42分`.
fn beijing_time(at: DateTime<Utc>) -> String {
    let format = "%Y年%-m月%-d日%-H时%-M分";
    match FixedOffset::east_opt(8 * 3600) {
        Some(beijing) => at.with_timezone(&beijing).format(format).to_string(),
        None => at.format(format).to_string(),
    }
}

/// The journal's stream of an import.
#[must_use]
pub fn stream_of(import: ImportId) -> String {
    format!("{STREAM_PREFIX}{import}")
}

/// What the streams of imports begin with.
const STREAM_PREFIX: &str = "import/";
