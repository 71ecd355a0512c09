//! `quanheng explain`: why the projects of a list have their verdicts, and what would settle or change them, in words
//! for people. What programs want is in the HTTP API.

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use domain::classification::{Facts, Verdict, examine};
use domain::intake::{ListItem, ListedProject, Severity};
use domain::rulebook::Rulebook;
use domain::subject::Answer;
use domain::supposition::suppose;

use super::assumptions::{Assumption, answers};
use super::books::Chosen;
use super::lists::{self, report};
use super::{Ending, Failure};
use crate::spreadsheet::Listener;

#[derive(Debug, Args)]
#[command(
    after_help = "每个项目输出结论和理由。结论未定的，列出还缺什么信息、怎样答复就能定下来；结论已定的，列出什么情况会改变结论，有文件证明的事实不在其内。\n\n假设（--if）的问题和答案：\n  对象=政策、项目            申请事项=新增、申请调整预算、到期申请继续执行、没有新的申请\n  总投资=万元                类别=基础设施类、非基础设施类\n  合并计算=是、否            区级资金=有、没有\n  实施单位=镇（街道）、区级预算部门、单位等   区级出资比例=百分数\n  已批准预算、申请增加、上级部署=万元\n也可用接口中的代码，如 class=non_infrastructure。\n\n例：\n  quanheng explain 投资计划.tsv --no 一-48\n  quanheng explain 投资计划.tsv --no 一-48 --if 类别=非基础设施类 --if 区级资金=有\n  quanheng explain 投资计划.tsv | less"
)]
pub(super) struct Arguments {
    /// 项目清单：制表符分隔的文本、CSV或者电子表格（xlsx、xls、ods）；填 - 从标准输入读取
    #[arg(value_name = "文件")]
    file: PathBuf,

    /// 只说明这一个项目：部分-序号，如 一-48；清单不分部分的只填序号；不填则逐个说明全部项目
    #[arg(long = "no", value_name = "编号")]
    number: Option<String>,

    /// 假设某个问题的答案，看会得出什么结论；可以填多个，须同时填 --no
    #[arg(long = "if", value_name = "问题=答案", value_parser = Assumption::read, requires = "number")]
    assumptions: Vec<Assumption>,

    #[command(flatten)]
    chosen: Chosen,
}

pub(super) fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let rulebook = arguments.chosen.rulebook()?;
    let wanted = arguments.number.as_deref().map(plain);
    let assumed = answers(&arguments.assumptions)?;
    let mut writer = Explaining {
        writer: BufWriter::new(io::stdout().lock()),
        rulebook: &rulebook,
        wanted: wanted.as_deref(),
        assumed: &assumed,
        explained: 0,
        outcome: Ok(()),
    };
    let doubt_zone = rulebook.class_matters().unwrap_or_default();
    let summary = lists::read(&arguments.file, doubt_zone, &mut writer)?;
    let explained = writer.explained;
    match writer.finish() {
        // Whoever reads our output has seen enough: `quanheng explain … | head`.
        Err(Stopped::Unwritten(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Ok(Ending::Fine);
        }
        Err(Stopped::Unwritten(error)) => return Err(error.into()),
        Err(Stopped::Refused(reasons)) => return Err(Failure(reasons)),
        Ok(()) => {}
    }
    if let (Some(number), 0) = (&arguments.number, explained) {
        return Err(Failure(format!("清单中没有编号为{number}的项目，编号写作“部分-序号”，如 一-48")));
    }
    Ok(if summary.issues == 0 { Ending::Fine } else { Ending::SomethingWrong })
}

/// Explains projects as they are read.
struct Explaining<'a, W: Write> {
    writer: W,
    rulebook: &'a Rulebook,
    wanted: Option<&'a str>,
    /// What is assumed about the project that is wanted.
    assumed: &'a [Answer],
    explained: usize,
    /// The first failure, after which nothing more is written.
    outcome: Result<(), Stopped>,
}

impl<W: Write> Listener for Explaining<'_, W> {
    fn found(&mut self, item: ListItem) {
        match item {
            // A hint about another row helps nobody who asked for one project; an error may be why it is missing.
            ListItem::Issue(issue) if issue.severity == Severity::Hint && self.wanted.is_some() => {}
            ListItem::Issue(issue) => report(&issue),
            ListItem::Project(project) => {
                let number = number(&project);
                if self.outcome.is_ok() && self.wanted.is_none_or(|wanted| wanted == number) {
                    self.explained += 1;
                    self.outcome = self.explain(&number, &project);
                }
            }
        }
    }

    fn goes_on(&mut self) -> bool {
        self.outcome.is_ok()
    }
}

impl<W: Write> Explaining<'_, W> {
    fn explain(&mut self, number: &str, project: &ListedProject) -> Result<(), Stopped> {
        let facts = suppose(&project.facts, self.assumed).map_err(|refused| {
            let issues = refused.issues.iter().map(|issue| issue.message.as_str());
            Stopped::Refused(issues.collect::<Vec<_>>().join("；"))
        })?;
        let words = words(number, project, self.assumed, &facts, self.rulebook);
        self.writer.write_all(words.as_bytes()).map_err(Stopped::Unwritten)
    }

    fn finish(mut self) -> Result<(), Stopped> {
        self.outcome?;
        self.writer.flush().map_err(Stopped::Unwritten)
    }
}

/// Why nothing more is explained.
enum Stopped {
    /// Nobody takes what is written.
    Unwritten(io::Error),
    /// The assumptions make no sense for the project, with the reasons.
    Refused(String),
}

/// The number by which people name a project of a list.
fn number(project: &ListedProject) -> String {
    if project.section.is_empty() {
        project.number.to_string()
    } else {
        format!("{}-{}", project.section, project.number)
    }
}

/// A number as it was typed, with whatever dash the keyboard gave and without blanks.
fn plain(number: &str) -> String {
    let characters = number.chars().filter(|character| !character.is_whitespace());
    characters
        .map(|character| match character {
            '－' | '—' | '–' | '−' => '-',
            '０'..='９' => {
                char::from_digit(u32::from(character) - u32::from('０'), 10).unwrap_or(character)
            }
            other => other,
        })
        .collect()
}

fn words(
    number: &str,
    project: &ListedProject,
    assumed: &[Answer],
    facts: &Facts,
    rulebook: &Rulebook,
) -> String {
    let examination = examine(facts, rulebook);
    let explanation = examination.explanation();
    let reasons = examination.reasons();
    let verdict = examination.verdict();
    let mut words = format!("{number} {}（{}）：", project.name, project.amount);
    let (grounds, outlook) = match verdict {
        Verdict::NeedsInformation => ("还缺的信息", "怎样答复就能定下来"),
        Verdict::Required | Verdict::NotRequired | Verdict::OutOfScope => ("理由", "什么情况会改变结论"),
    };
    if !assumed.is_empty() {
        words.push_str("按下列假设，");
    }
    words.push_str(verdict.label());
    words.push('\n');
    let assumptions: Vec<String> = assumed.iter().map(assumption).collect();
    let sentences = explanation.paths.iter().map(|path| path.sentence.as_str());
    paragraph(&mut words, "假设", assumptions.iter().map(String::as_str));
    paragraph(&mut words, grounds, reasons.iter().map(String::as_str));
    paragraph(&mut words, outlook, sentences);
    if explanation.more {
        words.push_str("    （只列出最简单的几种，还有其他情形）\n");
    }
    words.push('\n');
    words
}

/// An answer that is assumed, with its question.
fn assumption(answer: &Answer) -> String {
    let question = answer.question().label();
    match answer {
        Answer::Unit { name: _, unit } => format!("{question}：{}", unit.label()),
        Answer::RequestedIncrease { amount, cause: _ } => format!("{question}：{amount}"),
        Answer::Object { .. }
        | Answer::Application { .. }
        | Answer::Amount { .. }
        | Answer::Class { .. }
        | Answer::OneProject { .. }
        | Answer::Money { .. }
        | Answer::DistrictShare { .. }
        | Answer::ApprovedDistrictBudget { .. }
        | Answer::HigherLevelOrder { .. } => format!("{question}：{}", answer.words()),
    }
}

fn paragraph<'a>(words: &mut String, title: &str, lines: impl Iterator<Item = &'a str>) {
    for (position, line) in lines.enumerate() {
        if position == 0 {
            // Writing into a string cannot fail.
            let _written = writeln!(words, "  {title}：");
        }
        let _written = writeln!(words, "    {line}");
    }
}
