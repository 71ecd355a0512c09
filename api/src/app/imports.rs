//! Importing a printed project list: every good row becomes a subject with its verdict, every bad one an issue.

use domain::actor::Actor;
use domain::classification::{Verdict, classify};
use domain::id::{ImportId, SubjectId};
use domain::intake::{ListItem, ListReader, ListSummary, ListedProject, RowIssue};
use domain::policy::Action;
use domain::subject::{Declaration, ListPlace, Registration};
use sm3::{Digest, Sm3};
use storage::imports::{Import, ImportIssue};

use super::{App, AppError, Preconditions};

/// What an import came to.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The import.
    pub id: ImportId,
    /// Totals of the list and its sections.
    pub summary: ListSummary,
    /// How many subjects got which verdict.
    pub verdicts: Vec<(Verdict, u64)>,
    /// What is wrong or has to be asked, row by row.
    pub issues: Vec<RowIssue>,
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
        bytes: &[u8],
        preconditions: Preconditions,
    ) -> Result<Imported, AppError> {
        self.reserve(actor, Action::ImportList, "第九条第（一）项", "导入项目清单")?;
        let id = ImportId(self.context().identifier());
        let mut projects = Vec::new();
        let mut issues = Vec::new();
        let units = self.directory().await?;
        let mut reader = ListReader::new(&units, self.doubt_zone());
        let mut sink = |item: ListItem| match item {
            ListItem::Project(project) => projects.push(*project),
            ListItem::Issue(issue) => issues.push(issue),
        };
        reader.feed(bytes, &mut sink);
        let summary = reader.finish(&mut sink);
        if projects.is_empty() {
            return Err(AppError::Shape(nothing_usable(&issues)));
        }
        let verdicts = self.count_verdicts(&projects);
        let file_digest = hex::encode(Sm3::digest(bytes));
        let request = self.request(actor, preconditions, &("import_list", file_name, &file_digest));
        let operation = Import {
            request,
            import: id,
            file_name: file_name.to_owned(),
            file_digest,
            projects: projects.into_iter().map(|project| self.registration(id, project)).collect(),
            issues: issues.iter().cloned().map(ImportIssue::from).collect(),
            rulebook: self.rulebook().clone(),
        };
        let receipt = self.store().write(operation).await?;
        Ok(Imported { id: receipt.value.import, summary, verdicts, issues })
    }

    fn count_verdicts(&self, projects: &[ListedProject]) -> Vec<(Verdict, u64)> {
        let mut counts =
            [Verdict::Required, Verdict::NeedsInformation, Verdict::NotRequired, Verdict::OutOfScope]
                .map(|verdict| (verdict, 0));
        for project in projects {
            let reached = classify(&project.facts, self.rulebook()).verdict;
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

    fn registration(&self, import: ImportId, project: ListedProject) -> Registration {
        let pending = project.unit_is_pending();
        Registration {
            id: SubjectId(self.context().identifier()),
            place: Some(ListPlace {
                import,
                section: project.section,
                section_title: project.section_title,
                subsection: project.subsection,
                number: project.number,
            }),
            declaration: Declaration {
                name: project.name,
                unit: (!pending).then_some(project.unit),
                nature: project.nature,
                content: project.content,
                schedule: project.schedule,
                funding: project.funding,
                remark: project.remark,
                targets: Vec::new(),
            },
            facts: project.facts,
        }
    }
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
