//! `quanheng similar`: what in a list may be parts of one project, or the same twice.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use domain::id::SubjectId;
use domain::intake::{ListedProject, read};
use domain::rulebook::Rulebook;
use domain::similarity::{Features, Finding, FindingKind, Limits, Locality, SimilarityIndex};
use domain::subject::Declaration;
use uuid::Uuid;

use super::{Ending, Failure, books, load_units, note, system_reason};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 项目清单（制表符分隔的文本，UTF-8或者GBK）；填 - 从标准输入读取
    #[arg(value_name = "文件")]
    file: PathBuf,

    /// 规则集的编号或者文件；不填则用云溪区当日有效的一份
    #[arg(long, env = "QUANHENG_RULEBOOK", value_name = "编号或文件")]
    rulebook: Option<String>,

    /// 配置文件夹：其中 rulebooks/*.toml 增加或替换规则集
    #[arg(long, env = "QUANHENG_CONFIGURATION", value_name = "文件夹")]
    configuration: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let rulebook = books::today(arguments.rulebook.as_deref(), arguments.configuration.as_deref())?.rulebook;
    let units = load_units()?;
    let bytes = whole(&arguments.file)?;
    let (projects, issues, summary) = read(&bytes, &units, rulebook.class_matters().unwrap_or_default());
    for issue in issues.iter().filter(|issue| issue.severity == domain::intake::Severity::Error) {
        note(format_args!("错误：{}", issue.message));
    }
    let projects: HashMap<SubjectId, ListedProject> = projects
        .into_iter()
        .map(|project| (SubjectId(Uuid::from_u128(project.line.into())), project))
        .collect();
    let findings = findings(&projects, &rulebook);
    match print_all(&findings, &projects) {
        // Whoever reads our output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Ending::Fine),
        result => result?,
    }
    Ok(if summary.issues == 0 { Ending::Fine } else { Ending::SomethingWrong })
}

fn whole(file: &Path) -> Result<Vec<u8>, Failure> {
    if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(file).map_err(|error| {
        Failure(format!("{}无法打开：{}。请核对文件名", file.display(), system_reason(&error)))
    })
}

fn findings(projects: &HashMap<SubjectId, ListedProject>, rulebook: &Rulebook) -> Vec<Finding> {
    let locality = Locality::new(&rulebook.measure.place);
    let mut index = SimilarityIndex::new();
    for (id, project) in projects {
        let declaration = Declaration {
            name: project.name.clone(),
            unit: (!project.unit_is_pending()).then(|| project.unit.clone()),
            nature: project.nature.clone(),
            content: project.content.clone(),
            schedule: project.schedule.clone(),
            funding: project.funding.clone(),
            remark: project.remark.clone(),
            targets: Vec::new(),
        };
        // All are of one list, whichever number it has.
        let list = domain::id::ImportId(Uuid::nil());
        index.put(*id, Features::new(&declaration, &project.facts, Some(list), &locality));
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
