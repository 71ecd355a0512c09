//! `quanheng rulebook`: proves rulebooks, reads them, compares them, and says what a draft would change.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::intake::ListItem;
use domain::money::Money;
use domain::rulebook::{Library, Rulebook, Shelved, VerdictChange, differences, verdict_change};

use super::{Ending, Failure, block_on, books, checked, lists, open, print, system_reason};
use crate::app::rulebooks::Meant;
use crate::config::Settings;
use crate::spreadsheet::Listener;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// 检查规则集文件：分数段是否无缝不重、分值是否合计100、每一条是否可能触发等，并举出反例
    Check {
        /// 规则集文件（TOML）
        #[arg(value_name = "文件", required = true)]
        files: Vec<PathBuf>,
    },
    /// 列出全部规则集
    List(Place),
    /// 逐项说明一份规则集的设置
    Show {
        /// 编号或者文件
        #[arg(value_name = "规则集")]
        rulebook: String,
        #[command(flatten)]
        place: Place,
    },
    /// 逐项比较两份规则集
    Diff {
        /// 原来的一份：编号或者文件
        #[arg(value_name = "原规则集")]
        before: String,
        /// 新的一份：编号或者文件
        #[arg(value_name = "新规则集")]
        after: String,
        #[command(flatten)]
        place: Place,
    },
    /// 测算换用一份规则集后，哪些对象的判断会改变、为什么；不改动数据
    Impact(Impact),
}

#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// 配置文件夹，见 serve --help
    #[arg(long, env = "QUANHENG_CONFIGURATION", value_name = "文件夹")]
    configuration: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Impact {
    /// 拟换用的规则集：编号或者文件
    #[arg(value_name = "新规则集")]
    proposed: String,
    /// 用这份项目清单测算；不填则用数据库中的评估对象，须有 --token
    #[arg(long, value_name = "文件")]
    list: Option<PathBuf>,
    /// 财政局人员的访问令牌
    #[arg(long, env = "QUANHENG_TOKEN", hide_env_values = true, value_name = "令牌")]
    token: Option<String>,
    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(command: Command) -> Result<Ending, Failure> {
    match command {
        Command::Check { files } => check_all(&files),
        Command::List(place) => list(&place),
        Command::Show { rulebook, place } => show(&rulebook, &place),
        Command::Diff { before, after, place } => diff(&before, &after, &place),
        Command::Impact(arguments) => impact(arguments),
    }
}

fn library(place: &Place) -> Result<Library, Failure> {
    books::library(place.configuration.as_deref())
}

fn check_all(files: &[PathBuf]) -> Result<Ending, Failure> {
    let mut ending = Ending::Fine;
    for file in files {
        if !check(file)? {
            ending = Ending::SomethingWrong;
        }
    }
    Ok(ending)
}

fn check(file: &Path) -> Result<bool, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure(format!("{}无法读取：{}。请核对文件名", file.display(), system_reason(&error)))
    })?;
    match Rulebook::parse(&text) {
        Ok(rulebook) => {
            print(format_args!("规则集{}检查通过：{}", rulebook.id, rulebook.measure.title))?;
            print(format_args!("摘要（SM3）：{}", rulebook.digest()))?;
            if let Some(text) = &rulebook.measure.to_confirm {
                print(format_args!("使用前须确认：{text}"))?;
            }
            Ok(true)
        }
        Err(errors) => {
            for issue in &errors.issues {
                print(format_args!("{}：{}", errors.place_of(issue), issue.message))?;
            }
            print(format_args!("共{}处问题，请修改后重新检查", errors.issues.len()))?;
            Ok(false)
        }
    }
}

fn list(place: &Place) -> Result<Ending, Failure> {
    for Shelved { rulebook, file, built_in, .. } in library(place)?.iter() {
        let measure = &rulebook.measure;
        let origin = if *built_in { "内置" } else { file.as_str() };
        let standing = if measure.to_confirm.is_some() { "，样例，待确认" } else { "" };
        print(format_args!(
            "{}：{}（{}），{}起施行，{origin}{standing}",
            rulebook.id, measure.title, measure.document_number, measure.effective_from
        ))?;
    }
    Ok(Ending::Fine)
}

fn show(rulebook: &str, place: &Place) -> Result<Ending, Failure> {
    let shelved = books::resolve(&library(place)?, rulebook)?;
    let mut subject = String::new();
    for setting in shelved.rulebook.settings() {
        if setting.subject != subject {
            let article =
                if setting.article.is_empty() { String::new() } else { format!("（{}）", setting.article) };
            print(format_args!("{}{article}", setting.subject))?;
            subject.clone_from(&setting.subject);
        }
        print(format_args!("  {}：{}", setting.label, setting.value))?;
    }
    Ok(Ending::Fine)
}

fn diff(before: &str, after: &str, place: &Place) -> Result<Ending, Failure> {
    let library = library(place)?;
    let (before, after) = (books::resolve(&library, before)?, books::resolve(&library, after)?);
    let found = differences(&before.rulebook, &after.rulebook);
    for difference in &found {
        print(format_args!("{difference}"))?;
    }
    print(format_args!("{}改为{}，共{}处不同", before.rulebook.id, after.rulebook.id, found.len()))?;
    Ok(Ending::Fine)
}

fn impact(arguments: Impact) -> Result<Ending, Failure> {
    let settings = checked(arguments.settings)?;
    match arguments.list {
        Some(list) => impact_on_list(&list, &arguments.proposed, &settings),
        None => {
            let token = arguments.token.ok_or_else(|| {
                Failure(
                    "测算数据库中的评估对象须有财政局人员的令牌（--token）；测算清单请用 --list".to_owned(),
                )
            })?;
            block_on(impact_on_database(arguments.proposed, token, settings))
        }
    }
}

fn impact_on_list(list: &Path, proposed: &str, settings: &Settings) -> Result<Ending, Failure> {
    let library = books::library(settings.configuration.as_deref())?;
    let proposed = books::resolve(&library, proposed)?.rulebook;
    let current = books::today(settings.rulebook.as_deref(), settings.configuration.as_deref())?.rulebook;
    let doubt_zone = doubt_zone(&current, &proposed);
    let mut judging = Judging { current, proposed, examined: 0, affected: 0, outcome: Ok(()) };
    lists::read(list, doubt_zone, &mut judging)?;
    judging.outcome?;
    conclude(judging.examined, judging.affected)
}

/// Tells of each project whether its verdict would change.
struct Judging {
    current: Arc<Rulebook>,
    proposed: Arc<Rulebook>,
    examined: u64,
    affected: u64,
    /// The first failure, after which nothing more is told.
    outcome: Result<(), Failure>,
}

impl Listener for Judging {
    fn found(&mut self, item: ListItem) {
        let ListItem::Project(project) = item else { return };
        self.examined += 1;
        if let Some(change) = verdict_change(&project.facts, &self.current, &self.proposed)
            && self.outcome.is_ok()
        {
            self.affected += 1;
            let place = format!("{}-{}", project.section, project.number);
            self.outcome = tell(&format!("{place} {}（{}）", project.name, project.unit), &change);
        }
    }

    fn goes_on(&mut self) -> bool {
        self.outcome.is_ok()
    }
}

/// The amounts for which the class decides under either rulebook.
fn doubt_zone(current: &Rulebook, proposed: &Rulebook) -> std::ops::Range<Money> {
    let zones = [current.class_matters(), proposed.class_matters()];
    let both = zones
        .into_iter()
        .flatten()
        .reduce(|left, right| left.start.min(right.start)..left.end.max(right.end));
    both.unwrap_or(Money::ZERO..Money::ZERO)
}

async fn impact_on_database(proposed: String, token: String, settings: Settings) -> Result<Ending, Failure> {
    let app = open(&settings).await?;
    let actor = app
        .recognise(&token)
        .await?
        .ok_or_else(|| Failure("访问令牌无效，请用 quanheng actor add 重新取得".to_owned()))?;
    let text = books::resolve(app.library(), &proposed)?.text.to_string();
    let impact = app.rulebook_impact(&actor, &Meant::Text(text)).await;
    app.store().close().await?;
    let impact = impact?;
    for affected in &impact.affected {
        let declaration = &affected.subject.declaration;
        let unit = declaration.unit.as_deref().unwrap_or("单位待定");
        tell(&format!("{}（{unit}）", declaration.name), &affected.change)?;
    }
    conclude(impact.examined, impact.affected.len() as u64)
}

fn tell(name: &str, change: &VerdictChange) -> Result<(), Failure> {
    print(format_args!("{name}：由{}改为{}", change.from.label(), change.to.label()))?;
    print(format_args!("  现在：{}", change.before.join("；")))?;
    print(format_args!("  换用后：{}", change.after.join("；")))?;
    Ok(())
}

fn conclude(examined: u64, affected: u64) -> Result<Ending, Failure> {
    print(format_args!("共{examined}个对象，{affected}个的判断会改变"))?;
    Ok(Ending::Fine)
}
