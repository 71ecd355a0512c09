//! Lists before they are imported: uploaded, looked at row by row, put right, and then imported once or discarded.

use domain::actor::Actor;
use domain::classification::examine;
use domain::evaluation::Rejection;
use domain::id::ImportId;
use domain::intake::{Corrections, ListItem, ListedProject, RowIssue, Severity};
use domain::policy::Action;
use storage::Refusal;
use storage::imports::drafts::{self, Commit, Correct, Discard, Draft, DraftState, Upload};

use super::imports::{ImportOptions, Imported, Reading, Watch, digest_of, unknown_units};
use super::{App, AppError, Preconditions};
use crate::view::import::{ImportEntryView, ImportView, PreviewPage, PreviewRowView, SameFileView};

/// The article under which lists are gathered.
const ARTICLE: &str = "第九条第（一）项";

const IMPORT: &str = "该导入";

/// What somebody who commits a draft has decided.
#[derive(Debug, Clone, Copy, Default)]
pub struct Consent {
    /// Rows with errors are left out.
    pub leave_out_errors: bool,
    /// The file was imported before, and is imported again.
    pub again: bool,
}

impl App {
    /// Keeps a file as a draft and shows how it would be imported.
    ///
    /// # Errors
    /// The rule that refuses; store errors.
    pub async fn upload_list(
        &self,
        actor: &Actor,
        file_name: &str,
        content: Vec<u8>,
        preconditions: Preconditions,
    ) -> Result<ImportView, AppError> {
        self.reserve(actor, Action::ImportList, ARTICLE, "导入项目清单")?;
        let digest = digest_of(&content);
        let request = self.request(actor, preconditions, &("upload_list", file_name, &digest));
        let draft = ImportId(self.context().identifier());
        let upload = Upload { request, draft, file_name: file_name.to_owned(), content };
        let receipt = self.store().write(upload).await?;
        self.import_view(actor, receipt.value.draft).await
    }

    /// A draft as it would be imported, or an import that was made.
    ///
    /// # Errors
    /// [`AppError::NotFound`] also when it is hidden from the actor; store errors.
    pub async fn import_view(&self, actor: &Actor, id: ImportId) -> Result<ImportView, AppError> {
        let reader = self.store().reader();
        let draft = drafts::find(reader, actor, id).await?;
        if let Some(draft) = draft.filter(|draft| draft.state == DraftState::Open) {
            let reading = self.read_draft(actor, &draft).await?;
            let same_file = self.same_file(actor, &draft).await?;
            let (projects, issues, summary) = reading.split();
            let verdicts = self.count_verdicts(&projects);
            let (file_name, file_digest) = (draft.file_name.clone(), draft.file_digest.clone());
            let unknown_units = unknown_units(&projects);
            let preview = Imported { id, file_name, file_digest, summary, verdicts, unknown_units, issues };
            return Ok(ImportView::draft(&draft, preview, same_file));
        }
        let record = storage::imports::find(reader, actor, id).await?.ok_or(AppError::NotFound(IMPORT))?;
        let issues = storage::imports::issues(reader, actor, id).await?;
        Ok(ImportView::made(record, issues))
    }

    /// The drafts and imports that the actor may see, each newest first.
    ///
    /// # Errors
    /// Store errors.
    pub async fn imports(&self, actor: &Actor) -> Result<Vec<ImportEntryView>, AppError> {
        let reader = self.store().reader();
        let drafts = drafts::list(reader, actor).await?;
        let made = storage::imports::list(reader, actor).await?;
        Ok(drafts.iter().map(ImportEntryView::from).chain(made.iter().map(ImportEntryView::from)).collect())
    }

    /// Rows of a draft as they would be imported, those after the `after`-th, at most `limit`.
    ///
    /// # Errors
    /// [`AppError::NotFound`] also when it is hidden from the actor; store errors.
    pub async fn preview(
        &self,
        actor: &Actor,
        id: ImportId,
        only_errors: bool,
        after: u64,
        limit: u64,
    ) -> Result<PreviewPage, AppError> {
        let draft = self.draft(actor, id).await?;
        let rows = rows_of(self.read_draft(actor, &draft).await?);
        let wanted = rows.into_iter().filter(|row| !only_errors || row.has_error());
        let mut wanted = wanted.skip(usize::try_from(after).unwrap_or(usize::MAX)).peekable();
        let mut shown = Vec::new();
        while let Some(row) = wanted.next_if(|_| (shown.len() as u64) < limit) {
            shown.push(self.preview_row(row));
        }
        let next = wanted.peek().map(|_| after.saturating_add(shown.len() as u64));
        Ok(PreviewPage { rows: shown, next })
    }

    /// Puts right how a draft is read: these corrections count from now on, and no earlier ones.
    ///
    /// # Errors
    /// The rule that refuses; [`AppError::Shape`] for corrections that contradict each other; a stale version; store
    /// errors.
    pub async fn correct_draft(
        &self,
        actor: &Actor,
        id: ImportId,
        corrections: Corrections,
        preconditions: Preconditions,
    ) -> Result<ImportView, AppError> {
        let request = self.request(actor, preconditions, &("correct_draft", id, &corrections));
        let correct = Correct { request, draft: id, corrections };
        self.store().write(correct).await.map_err(unless_missing)?;
        self.import_view(actor, id).await
    }

    /// Imports a draft: all of it, or nothing.
    ///
    /// # Errors
    /// The rule that refuses, among them that rows have errors; a stale version; store errors.
    pub async fn commit_draft(
        &self,
        actor: &Actor,
        id: ImportId,
        consent: Consent,
        preconditions: Preconditions,
    ) -> Result<ImportView, AppError> {
        let draft = self.draft(actor, id).await?;
        let reading = self.read_draft(actor, &draft).await?;
        if reading.summary.issues > 0 && !consent.leave_out_errors {
            let detail = format!(
                "清单还有{}处错误，没有导入。请更正，或者跳过有错误的行；确认不要这些行时，请带上leave_out_errors=true",
                reading.summary.issues
            );
            return Err(Rejection::blocked("import_has_errors", ARTICLE, detail).into());
        }
        let content = ("commit_draft", id, consent.leave_out_errors, consent.again);
        let request = self.request(actor, preconditions, &content);
        let options = ImportOptions { again: consent.again, ..ImportOptions::default() };
        let Draft { file_name, file_digest, version, .. } = draft;
        let (import, imported) = self.import(id, file_name, file_digest, reading, request, &options)?;
        self.store().write(Commit { import, version }).await.map_err(unless_missing)?;
        Ok(ImportView::from(imported))
    }

    /// Discards a draft and its file.
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn discard_draft(
        &self,
        actor: &Actor,
        id: ImportId,
        preconditions: Preconditions,
    ) -> Result<(), AppError> {
        let request = self.request(actor, preconditions, &("discard_draft", id));
        self.store().write(Discard { request, draft: id }).await.map_err(unless_missing)?;
        Ok(())
    }

    async fn draft(&self, actor: &Actor, id: ImportId) -> Result<Draft, AppError> {
        drafts::find(self.store().reader(), actor, id).await?.ok_or(AppError::NotFound(IMPORT))
    }

    async fn read_draft(&self, actor: &Actor, draft: &Draft) -> Result<Reading, AppError> {
        let file = drafts::file(self.store().reader(), actor, draft.id).await?;
        let file = file.ok_or(AppError::NotFound("该清单的文件"))?;
        self.read_list(file, draft.corrections.clone(), Watch::default()).await
    }

    async fn same_file(&self, actor: &Actor, draft: &Draft) -> Result<Option<SameFileView>, AppError> {
        let found = storage::imports::find_by_file(self.store().reader(), actor, &draft.file_digest).await?;
        Ok(found.as_ref().map(SameFileView::from))
    }

    fn preview_row(&self, row: Row) -> PreviewRowView {
        let examined = row.project.map(|project| {
            let examination = examine(&project.facts, self.rulebook());
            PreviewRowView::project(&project, &examination)
        });
        let mut view = examined.unwrap_or_else(|| PreviewRowView::lost(row.sheet, row.line));
        view.issues = row.issues.into_iter().map(Into::into).collect();
        view
    }
}

/// A row of the file: a project, what is wrong with it, or both.
struct Row {
    sheet: Option<String>,
    line: u64,
    project: Option<Box<ListedProject>>,
    issues: Vec<RowIssue>,
}

impl Row {
    fn has_error(&self) -> bool {
        self.issues.iter().any(|issue| issue.severity == Severity::Error)
    }

    fn is_at(&self, sheet: Option<&str>, line: u64) -> bool {
        self.line == line && self.sheet.as_deref() == sheet
    }
}

/// What was read, row by row. Issues follow the project they are about.
fn rows_of(reading: Reading) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for item in reading.items {
        match item {
            ListItem::Project(project) => {
                let (sheet, line) = (project.sheet.clone(), project.line);
                rows.push(Row { sheet, line, project: Some(project), issues: Vec::new() });
            }
            ListItem::Issue(issue) => match rows.last_mut() {
                Some(row) if row.is_at(issue.sheet.as_deref(), issue.line) => row.issues.push(issue),
                Some(_) | None => {
                    let (sheet, line) = (issue.sheet.clone(), issue.line);
                    rows.push(Row { sheet, line, project: None, issues: vec![issue] });
                }
            },
        }
    }
    rows
}

fn unless_missing(refusal: Refusal) -> AppError {
    match refusal {
        Refusal::Missing => AppError::NotFound(IMPORT),
        refusal @ (Refusal::Rule(_) | Refusal::Stale { .. } | Refusal::KeyReused | Refusal::Store(_)) => {
            refusal.into()
        }
    }
}
