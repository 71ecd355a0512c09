//! `quanheng similar`: what in a list may be parts of one project, or the same twice.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use domain::id::{ImportId, SubjectId};
use domain::intake::{ListItem, ListedProject, Severity};
use domain::rulebook::Rulebook;
use domain::similarity::{Features, Finding, FindingKind, Limits, Locality, SimilarityIndex};
use domain::subject::Registration;
use uuid::Uuid;

use super::books::Chosen;
use super::lists::{self, report};
use super::{Ending, Failure};
use crate::spreadsheet::Listener;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 项目清单：制表符分隔的文本、CSV或者电子表格（xlsx、xls、ods）；填 - 从标准输入读取
    #[arg(value_name = "文件")]
    file: PathBuf,

    #[command(flatten)]
    chosen: Chosen,
}

pub(super) fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let rulebook = arguments.chosen.rulebook()?;
    let doubt_zone = rulebook.class_matters().unwrap_or_default();
    let mut projects = Projects::default();
    let summary = lists::read(&arguments.file, doubt_zone, &mut projects)?;
    let Projects(projects) = projects;
    let findings = findings(&projects, &rulebook);
    match print_all(&findings, &projects) {
        // Whoever reads our output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Ending::Fine),
        result => result?,
    }
    Ok(if summary.issues == 0 { Ending::Fine } else { Ending::SomethingWrong })
}

/// The projects of a list, numbered in its order.
#[derive(Default)]
struct Projects(HashMap<SubjectId, ListedProject>);

impl Listener for Projects {
    fn found(&mut self, item: ListItem) {
        match item {
            ListItem::Project(project) => {
                let number = self.0.len() + 1;
                self.0.insert(SubjectId(Uuid::from_u128(number as u128)), *project);
            }
            ListItem::Issue(issue) if issue.severity == Severity::Error => report(&issue),
            ListItem::Issue(_) => {}
        }
    }

    fn goes_on(&mut self) -> bool {
        true
    }
}

fn findings(projects: &HashMap<SubjectId, ListedProject>, rulebook: &Rulebook) -> Vec<Finding> {
    let locality = Locality::new(&rulebook.measure.place);
    let mut index = SimilarityIndex::new();
    for (id, project) in projects {
        // All are of one list, whichever number it has.
        let listed = Registration::listed(*id, ImportId(Uuid::nil()), project.clone());
        let import = listed.place.map(|place| place.import);
        index.put(*id, Features::new(&listed.declaration, &listed.facts, import, &locality));
    }
    index.findings(None, &Limits::of(rulebook), &|_| true)
}

fn print_all(findings: &[Finding], projects: &HashMap<SubjectId, ListedProject>) -> io::Result<()> {
    let mut output = io::stdout().lock();
    for (finding, number) in findings.iter().zip(1..) {
        writeln!(output, "{number}. {}（{}分）：{}", finding.kind.label(), finding.score, finding.reason)?;
        for project in finding.subjects.iter().filter_map(|id| projects.get(id)) {
            let ListedProject { section, number, unit, amount, name, .. } = project;
            writeln!(output, "   {section}-{number}\t{unit}\t{amount}\t{name}")?;
        }
    }
    let count = |kind| findings.iter().filter(|finding| finding.kind == kind).count();
    writeln!(
        output,
        "共{}个项目：疑似拆分{}组，疑似重复{}对。以上只是提示，是否属实由财政局核实处理",
        projects.len(),
        count(FindingKind::Split),
        count(FindingKind::Overlap),
    )
}
