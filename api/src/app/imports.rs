//! Importing a project list: every good row becomes a subject with its verdict, every bad one an issue.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::actor::Actor;
use domain::classification::{Verdict, examine};
use domain::id::{ImportId, SubjectId};
use domain::intake::{Corrections, ListItem, ListReader, ListSummary, ListedProject, RowIssue};
use domain::policy::Action;
use domain::subject::Registration;
use sm3::{Digest, Sm3};
use storage::Request;
use storage::imports::{Import, ImportIssue, Progress};

use super::{App, AppError, Preconditions};
use crate::spreadsheet::{Listener, read_list};

/// What an import came to.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The import.
    pub id: ImportId,
    /// The name of the file.
    pub file_name: String,
    /// SM3 of the file.
    pub file_digest: String,
    /// Totals of the list and its sections.
    pub summary: ListSummary,
    /// How many subjects got which verdict.
    pub verdicts: Vec<(Verdict, u64)>,
    /// The units that the directory does not know and whose names do not tell what they are, with how many projects
    /// each has.
    pub unknown_units: BTreeMap<String, u64>,
    /// What is wrong or has to be asked, row by row.
    pub issues: Vec<RowIssue>,
}

/// How an import is made.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Whether the file may have been imported before.
    pub again: bool,
    /// Where it is told how far the import is.
    pub watch: Watch,
}

/// How far an import is, for somebody who waits. Clones share the numbers.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    read: Arc<AtomicU64>,
    total: Arc<AtomicU64>,
    written: Progress,
}

impl Watch {
    /// How many projects were read so far.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// How many projects there are to write, once all of them are read; 0 before.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// How many are written so far.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written.written()
    }
}

/// A list as it was read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) items: Vec<ListItem>,
    pub(super) summary: ListSummary,
}

impl Reading {
    /// The projects and the issues, each in the order of the list.
    pub(super) fn split(self) -> (Vec<ListedProject>, Vec<RowIssue>, ListSummary) {
        let (mut projects, mut issues) = (Vec::new(), Vec::new());
        for item in self.items {
            match item {
                ListItem::Project(project) => projects.push(*project),
                ListItem::Issue(issue) => issues.push(issue),
            }
        }
        (projects, issues, self.summary)
    }
}

/// Keeps everything and tells how much that is.
struct Everything {
    items: Vec<ListItem>,
    watch: Watch,
}

impl Listener for Everything {
    fn found(&mut self, item: ListItem) {
        if matches!(item, ListItem::Project(_)) {
            self.watch.read.fetch_add(1, Ordering::Relaxed);
        }
        self.items.push(item);
    }

    fn goes_on(&mut self) -> bool {
        true
    }
}

impl App {
    /// Reads a list and registers its projects, all of them or, when the store refuses, none.
    ///
    /// # Errors
    /// The rule that refuses; [`AppError::Shape`] when no row can be used; store errors.
    pub async fn import_list(
        &self,
        actor: &Actor,
        file_name: &str,
        bytes: Vec<u8>,
        options: ImportOptions,
        preconditions: Preconditions,
    ) -> Result<Imported, AppError> {
        self.reserve(actor, Action::ImportList, "第九条第（一）项", "导入项目清单")?;
        let id = ImportId(self.context().identifier());
        let file_digest = digest_of(&bytes);
        let reading = self.read_list(bytes, Corrections::default(), options.watch.clone()).await?;
        let content = ("import_list", file_name, &file_digest, options.again);
        let request = self.request(actor, preconditions, &content);
        let (import, imported) =
            self.import(id, file_name.to_owned(), file_digest, reading, request, &options)?;
        let receipt = self.store().write(import).await?;
        Ok(Imported { id: receipt.value.import, ..imported })
    }

    /// What a reading leads to: the operation, and what is told when it is done.
    pub(super) fn import(
        &self,
        id: ImportId,
        file_name: String,
        file_digest: String,
        reading: Reading,
        request: Request,
        options: &ImportOptions,
    ) -> Result<(Import, Imported), AppError> {
        let (projects, issues, summary) = reading.split();
        if projects.is_empty() {
            return Err(AppError::Shape(nothing_usable(&issues)));
        }
        options.watch.total.store(projects.len() as u64, Ordering::Relaxed);
        let verdicts = self.count_verdicts(&projects);
        let unknown_units = unknown_units(&projects);
        let import = Import {
            request,
            import: id,
            file_name: file_name.clone(),
            file_digest: file_digest.clone(),
            projects: projects
                .into_iter()
                .map(|project| Registration::listed(SubjectId(self.context().identifier()), id, project))
                .collect(),
            issues: issues.iter().cloned().map(ImportIssue::from).collect(),
            rulebook: self.rulebook().clone(),
            again: options.again,
            progress: options.watch.written.clone(),
        };
        Ok((import, Imported { id, file_name, file_digest, summary, verdicts, unknown_units, issues }))
    }

    /// Reads a list on a thread where a large workbook keeps nobody waiting.
    pub(super) async fn read_list(
        &self,
        bytes: Vec<u8>,
        corrections: Corrections,
        watch: Watch,
    ) -> Result<Reading, AppError> {
        let units = self.directory().await?;
        let doubt_zone = self.doubt_zone();
        let reading = tokio::task::spawn_blocking(move || {
            let reader = ListReader::new(&units, doubt_zone).with_corrections(corrections);
            let mut found = Everything { items: Vec::new(), watch };
            let summary = read_list(bytes.as_slice(), reader, &mut found)?;
            Ok(Reading { items: found.items, summary })
        });
        let read: std::io::Result<Reading> = match reading.await {
            Ok(read) => read,
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The program is ending, and with it the request.
                Err(ended) => Err(ended.into()),
            },
        };
        read.map_err(|error| {
            let message = format!("文件无法读取：{error}，请重新导入");
            AppError::Shape(vec![domain::issue::Issue::new("file", "unreadable", message)])
        })
    }

    pub(super) fn count_verdicts(&self, projects: &[ListedProject]) -> Vec<(Verdict, u64)> {
        let mut counts =
            [Verdict::Required, Verdict::NeedsInformation, Verdict::NotRequired, Verdict::OutOfScope]
                .map(|verdict| (verdict, 0));
        let rulebook = self.rulebook();
        for project in projects {
            let reached = examine(&project.facts, rulebook).verdict();
            for (verdict, count) in &mut counts {
                *count += u64::from(*verdict == reached);
            }
        }
        counts.to_vec()
    }

    /// The amounts between which the class of a new project decides.
    #[must_use]
    pub fn doubt_zone(&self) -> std::ops::Range<domain::money::Money> {
        self.rulebook().class_matters().unwrap_or(domain::money::Money::ZERO..domain::money::Money::ZERO)
    }
}

/// SM3 of a file, by which it is recognised.
pub(super) fn digest_of(bytes: &[u8]) -> String {
    hex::encode(Sm3::digest(bytes))
}

/// The units that somebody has to add to the directory, or to name as it does.
pub(super) fn unknown_units(projects: &[ListedProject]) -> BTreeMap<String, u64> {
    let mut units = BTreeMap::new();
    for project in
        projects.iter().filter(|project| project.facts.unit.is_none() && !project.unit_is_pending())
    {
        *units.entry(project.unit.clone()).or_default() += 1;
    }
    units
}

fn nothing_usable(issues: &[RowIssue]) -> Vec<domain::issue::Issue> {
    if issues.is_empty() {
        let message = "文件中没有可用的项目行，请核对是否为项目清单";
        return vec![domain::issue::Issue::new("file", "no_projects", message)];
    }
    issues
        .iter()
        .map(|issue| {
            domain::issue::Issue::new(format!("line.{}", issue.line), issue.code, issue.message.clone())
        })
        .collect()
}
