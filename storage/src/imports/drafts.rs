//! Lists before they are imported: uploaded, looked at, put right, and then imported once or discarded.
//!
//! The bytes stay as they were uploaded; corrections are kept beside them. Every change is an event of the stream
//! `import-draft/{id}`. The import that a draft becomes has the draft's identifier.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::evaluation::{Person, Rejection};
use domain::id::{ActorId, ImportId};
use domain::intake::Corrections;
use domain::policy::{Action, Relation, can};
use domain::subject;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

use super::{Import, ImportReceipt};
use crate::comparison::{TableVerifyError, fault, refuse_lost};
use crate::entities::{import_draft, import_draft_file};
use crate::error::StoreError;
use crate::insert::insert_all;
use crate::journal::{self, NewEntry};
use crate::operation::{Operation, WriteTransaction};
use crate::request::{Receipt, Refusal, Request};
use crate::subjects::values::{name_of, named, read_number, write_number};
use crate::text::{read_time, read_uuid, write_time};

/// What the streams of drafts begin with.
const STREAM_PREFIX: &str = "import-draft/";

/// Where a draft stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    /// It can be put right, imported or discarded.
    Open,
    /// It was imported.
    Committed,
    /// It was discarded, and its bytes with it.
    Discarded,
}

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Identifier, also of the import that it becomes.
    pub id: ImportId,
    /// How many events it has had.
    pub version: u64,
    /// Where it stands.
    pub state: DraftState,
    /// The name of the file.
    pub file_name: String,
    /// SM3 of the file.
    pub file_digest: String,
    /// The size of the file in bytes.
    pub file_size: u64,
    /// What is put right.
    pub corrections: Corrections,
    /// Who uploaded it.
    pub by: Person,
    /// When it was uploaded.
    pub at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// Something that happened to a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftEvent {
    /// The draft.
    pub draft: ImportId,
    /// When, to the millisecond.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Person,
    /// What.
    pub change: DraftChange,
}

/// What happened to a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DraftChange {
    /// The file was uploaded.
    DraftUploaded {
        /// Its name.
        file_name: String,
        /// SM3 of its bytes.
        file_digest: String,
        /// Its size in bytes.
        file_size: u64,
    },
    /// From now on these corrections count, and no earlier ones.
    DraftCorrected {
        /// The corrections.
        corrections: Corrections,
    },
    /// It was imported.
    DraftCommitted,
    /// It was discarded.
    DraftDiscarded,
}

impl DraftChange {
    const fn name(&self) -> &'static str {
        match self {
            Self::DraftUploaded { .. } => "draft_uploaded",
            Self::DraftCorrected { .. } => "draft_corrected",
            Self::DraftCommitted => "draft_committed",
            Self::DraftDiscarded => "draft_discarded",
        }
    }
}

/// What the change of a draft led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftReceipt {
    /// The draft.
    pub draft: ImportId,
    /// Its version now.
    pub version: u64,
}

/// Keeps an uploaded file as a draft.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The circumstances. A new draft has version 0, so that is the only one that can be expected.
    pub request: Request,
    /// The new identifier.
    pub draft: ImportId,
    /// The name of the file.
    pub file_name: String,
    /// The file.
    pub content: Vec<u8>,
}

/// Puts right how a draft is read.
#[derive(Debug, Clone)]
pub struct Correct {
    /// The circumstances.
    pub request: Request,
    /// The draft.
    pub draft: ImportId,
    /// All corrections that count from now on.
    pub corrections: Corrections,
}

/// Discards a draft and its file.
#[derive(Debug, Clone)]
pub struct Discard {
    /// The circumstances.
    pub request: Request,
    /// The draft.
    pub draft: ImportId,
}

/// Imports a draft.
#[derive(Debug, Clone)]
pub struct Commit {
    /// The import that the draft becomes, with the draft's identifier and digest; its request is that of the commit.
    pub import: Import,
    /// The version of the draft whose reading the import is.
    pub version: u64,
}

impl Operation for Upload {
    type Output = Receipt<DraftReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        if let Some(receipt) = self.request.recall(transaction).await? {
            return Ok(receipt);
        }
        subject::may_import(&self.request.actor)?;
        self.request.check_version(0)?;
        let change = DraftChange::DraftUploaded {
            file_name: self.file_name.clone(),
            file_digest: digest_of(&self.content),
            file_size: self.content.len() as u64,
        };
        let event = event(&self.request, self.draft, change)?;
        let draft =
            begin(&event).ok_or_else(|| StoreError::corrupt("a draft does not begin with its file"))?;
        transaction.append(entry(&draft, &event)?)?;
        insert_all::<import_draft::Entity>(transaction.connection(), vec![row(&draft)?]).await?;
        let file =
            import_draft_file::Model { draft_id: self.draft.to_string(), content: self.content.clone() };
        insert_all::<import_draft_file::Entity>(transaction.connection(), vec![file]).await?;
        self.request.remember(transaction, DraftReceipt { draft: self.draft, version: 1 }).await
    }
}

impl Operation for Correct {
    type Output = Receipt<DraftReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        if let Some(receipt) = self.request.recall(transaction).await? {
            return Ok(receipt);
        }
        let draft = changeable(transaction, &self.request, self.draft).await?;
        let issues = self.corrections.issues();
        if !issues.is_empty() {
            return Err(Rejection::invalid("第十三条第（一）项", issues).into());
        }
        let change = DraftChange::DraftCorrected { corrections: self.corrections.clone() };
        let version = happen(transaction, draft, &event(&self.request, self.draft, change)?).await?;
        self.request.remember(transaction, DraftReceipt { draft: self.draft, version }).await
    }
}

impl Operation for Discard {
    type Output = Receipt<DraftReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        if let Some(receipt) = self.request.recall(transaction).await? {
            return Ok(receipt);
        }
        let draft = changeable(transaction, &self.request, self.draft).await?;
        let event = event(&self.request, self.draft, DraftChange::DraftDiscarded)?;
        let version = happen(transaction, draft, &event).await?;
        import_draft_file::Entity::delete_by_id(self.draft.to_string())
            .exec(transaction.connection())
            .await
            .map_err(StoreError::from)?;
        self.request.remember(transaction, DraftReceipt { draft: self.draft, version }).await
    }
}

impl Operation for Commit {
    type Output = Receipt<ImportReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Import { request, import, .. } = &self.import;
        if let Some(receipt) = request.recall(transaction).await? {
            return Ok(receipt);
        }
        let draft = changeable(transaction, request, *import).await?;
        // What was read is what is imported, also when the corrections changed in between.
        if draft.version != self.version {
            return Err(Refusal::Stale { expected: self.version, found: draft.version });
        }
        if draft.file_digest != self.import.file_digest {
            return Err(StoreError::InvalidEntry("the import is not that of its draft").into());
        }
        let receipt = self.import.register(transaction).await?;
        happen(transaction, draft, &event(request, *import, DraftChange::DraftCommitted)?).await?;
        request.remember(transaction, receipt).await
    }
}

/// The draft, when the asker may change it, saw its version, and it is still open.
async fn changeable(
    transaction: &WriteTransaction<'_>,
    request: &Request,
    id: ImportId,
) -> Result<Draft, Refusal> {
    if !sees_drafts(&request.actor) {
        return Err(Refusal::Missing);
    }
    let draft = stored(transaction.connection(), id).await?.ok_or(Refusal::Missing)?;
    request.check_version(draft.version)?;
    let (code, detail) = match draft.state {
        DraftState::Open => return Ok(draft),
        DraftState::Committed => ("draft_committed", "该清单已经导入，不能再更正、导入或者删除"),
        DraftState::Discarded => ("draft_discarded", "该清单已经删除，请重新上传"),
    };
    Err(Rejection::blocked(code, "第十三条第（一）项", detail.to_owned()).into())
}

/// Journals what happens to a draft and changes its row. Returns its version.
async fn happen(
    transaction: &mut WriteTransaction<'_>,
    draft: Draft,
    event: &DraftEvent,
) -> Result<u64, Refusal> {
    let before = write_number(draft.version)?;
    let draft = evolve(draft, event);
    transaction.append(entry(&draft, event)?)?;
    let changed = row(&draft)?.into_active_model().reset_all();
    let updated = import_draft::Entity::update_many()
        .set(changed)
        .filter(import_draft::Column::Id.eq(draft.id.to_string()))
        .filter(import_draft::Column::Version.eq(before))
        .exec(transaction.connection())
        .await
        .map_err(StoreError::from)?;
    if updated.rows_affected == 1 {
        Ok(draft.version)
    } else {
        Err(StoreError::corrupt("a draft changed while it was locked").into())
    }
}

/// The open drafts, newest first, for a reader who may import; nobody else sees any.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when a row cannot be read.
pub async fn list(connection: &impl ConnectionTrait, reader: &Actor) -> Result<Vec<Draft>, StoreError> {
    if !sees_drafts(reader) {
        return Ok(Vec::new());
    }
    let rows = import_draft::Entity::find()
        .filter(import_draft::Column::State.eq(name_of(&DraftState::Open)?))
        .order_by_desc(import_draft::Column::UploadedAt)
        .order_by_desc(import_draft::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(Draft::try_from).collect()
}

/// The draft with this identifier, in whatever state, for a reader who may import.
///
/// # Errors
/// As for [`list`].
pub async fn find(
    connection: &impl ConnectionTrait,
    reader: &Actor,
    id: ImportId,
) -> Result<Option<Draft>, StoreError> {
    if sees_drafts(reader) { stored(connection, id).await } else { Ok(None) }
}

/// The file of a draft, for a reader who may import; `None` when it was discarded.
///
/// # Errors
/// As for [`list`].
pub async fn file(
    connection: &impl ConnectionTrait,
    reader: &Actor,
    id: ImportId,
) -> Result<Option<Vec<u8>>, StoreError> {
    if !sees_drafts(reader) {
        return Ok(None);
    }
    let file = import_draft_file::Entity::find_by_id(id.to_string()).one(connection).await?;
    Ok(file.map(|file| file.content))
}

fn sees_drafts(reader: &Actor) -> bool {
    can(reader.role, Action::ImportList, &Relation::default()).is_ok()
}

async fn stored(connection: &impl ConnectionTrait, id: ImportId) -> Result<Option<Draft>, StoreError> {
    let row = import_draft::Entity::find_by_id(id.to_string()).one(connection).await?;
    row.map(Draft::try_from).transpose()
}

fn event(request: &Request, draft: ImportId, change: DraftChange) -> Result<DraftEvent, StoreError> {
    let at = read_time(&write_time(request.at))?;
    Ok(DraftEvent { draft, at, by: Person::from(&request.actor), change })
}

/// The draft that an upload begins. `None` for any other event.
fn begin(event: &DraftEvent) -> Option<Draft> {
    let DraftChange::DraftUploaded { file_name, file_digest, file_size } = &event.change else {
        return None;
    };
    Some(Draft {
        id: event.draft,
        version: 1,
        state: DraftState::Open,
        file_name: file_name.clone(),
        file_digest: file_digest.clone(),
        file_size: *file_size,
        corrections: Corrections::default(),
        by: event.by.clone(),
        at: event.at,
        updated_at: event.at,
    })
}

fn evolve(mut draft: Draft, event: &DraftEvent) -> Draft {
    draft.version += 1;
    draft.updated_at = event.at;
    match &event.change {
        DraftChange::DraftUploaded { .. } => {}
        DraftChange::DraftCorrected { corrections } => draft.corrections = corrections.clone(),
        DraftChange::DraftCommitted => draft.state = DraftState::Committed,
        DraftChange::DraftDiscarded => draft.state = DraftState::Discarded,
    }
    draft
}

fn entry(draft: &Draft, event: &DraftEvent) -> Result<NewEntry, StoreError> {
    Ok(NewEntry {
        stream: stream_of(draft.id),
        stream_version: write_number(draft.version)?,
        kind: event.change.name().to_owned(),
        payload: serde_json::to_string(event)
            .map_err(|_| StoreError::corrupt("an event of a draft has no JSON form"))?,
        actor: event.by.actor,
        at: event.at,
    })
}

fn row(draft: &Draft) -> Result<import_draft::Model, StoreError> {
    Ok(import_draft::Model {
        id: draft.id.to_string(),
        version: write_number(draft.version)?,
        state: name_of(&draft.state)?,
        file_name: draft.file_name.clone(),
        file_digest: draft.file_digest.clone(),
        file_size: write_number(draft.file_size)?,
        corrections: serde_json::to_string(&draft.corrections)
            .map_err(|_| StoreError::corrupt("corrections have no JSON form"))?,
        uploaded_by: draft.by.actor.to_string(),
        uploaded_by_post: draft.by.post.clone(),
        uploaded_by_organisation: draft.by.organisation.clone(),
        uploaded_at: write_time(draft.at),
        updated_at: write_time(draft.updated_at),
    })
}

impl TryFrom<import_draft::Model> for Draft {
    type Error = StoreError;

    fn try_from(row: import_draft::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: ImportId(read_uuid(&row.id)?),
            version: read_number(row.version)?,
            state: named(&row.state)?,
            file_name: row.file_name,
            file_digest: row.file_digest,
            file_size: read_number(row.file_size)?,
            corrections: serde_json::from_str(&row.corrections)
                .map_err(|_| StoreError::corrupt("the corrections of a draft cannot be read"))?,
            by: Person {
                actor: ActorId(read_uuid(&row.uploaded_by)?),
                post: row.uploaded_by_post,
                organisation: row.uploaded_by_organisation,
            },
            at: read_time(&row.uploaded_at)?,
            updated_at: read_time(&row.updated_at)?,
        })
    }
}

fn digest_of(content: &[u8]) -> String {
    hex::encode(Sm3::digest(content))
}

/// The journal's stream of a draft.
#[must_use]
pub fn stream_of(draft: ImportId) -> String {
    format!("{STREAM_PREFIX}{draft}")
}

/// Compares every draft with its events, and its file with the digest in them.
pub(super) async fn verify(connection: &impl ConnectionTrait) -> Result<(), TableVerifyError> {
    let rows = import_draft::Entity::find().order_by_asc(import_draft::Column::Id).all(connection).await?;
    let mut verified = std::collections::HashSet::with_capacity(rows.len());
    for found in rows {
        let id = ImportId(read_uuid(&found.id)?);
        let stream = stream_of(id);
        let mut draft: Option<Draft> = None;
        for entry in journal::stream(connection, &stream).await? {
            let event: DraftEvent = serde_json::from_str(&entry.payload)
                .map_err(|_| fault(&*stream, format!("日志第{}条的内容无法读取", entry.sequence)))?;
            draft = match draft {
                None => begin(&event),
                Some(draft) => Some(evolve(draft, &event)),
            };
        }
        let Some(draft) = draft.filter(|draft| draft.id == id) else {
            return Err(fault(stream, "数据表有此待导入清单，日志没有"));
        };
        if row(&draft)? != found {
            return Err(fault(stream, "待导入清单的登记与日志不一致"));
        }
        let file = import_draft_file::Entity::find_by_id(found.id).one(connection).await?;
        let digest = file.map(|file| digest_of(&file.content));
        let expected = Some(draft.file_digest).filter(|_| draft.state != DraftState::Discarded);
        if digest != expected {
            return Err(fault(stream, "待导入清单的文件与日志不一致"));
        }
        verified.insert(stream);
    }
    refuse_lost(connection, STREAM_PREFIX, &verified).await
}
