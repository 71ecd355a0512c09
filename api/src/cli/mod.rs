//! The command line: one program, `quanheng`.

mod actor;
mod assumptions;
mod books;
mod classify;
mod demo;
mod draw;
mod explain;
mod import;
mod lists;
mod openapi;
mod rulebook;
mod serve;
mod similar;
mod template;
mod verify;

use std::borrow::Cow;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use domain::intake::UnitDirectory;
use report_templates::Renderer;
use storage::blobs::Blobs;
use validator::Validate;

use crate::app::{App, Context, Parts};
use crate::config::Settings;

/// 权衡：县区财政支出事前绩效评估系统
///
/// 读取年度项目清单，判断哪些项目在安排预算前必须开展事前绩效评估、依据哪一条；
/// 组织专家评分，按得分定等次、定结果，生成评估报告。首先实现《岳阳市云溪区区级财政支出
/// 事前绩效评估管理办法》（岳云政办发〔2023〕5号）。
#[derive(Debug, Parser)]
#[command(name = "quanheng", version, disable_help_subcommand = true, max_term_width = 100)]
#[command(
    after_help = "常用：\n  quanheng classify 投资计划.xlsx           看哪些项目应评估、为什么\n  quanheng classify 投资计划.xlsx --format csv 同上，输出CSV，可用电子表格打开\n  quanheng explain 投资计划.xlsx --no 一-48  说明一个项目的结论，怎样答复能定下来\n  quanheng demo                            用87个真实项目演示全过程，并启动服务\n  quanheng serve                           启动服务，接口说明见 /api/docs\n\n退出码：0 正常；1 有行或者记录有问题；2 命令用法或者运行环境有问题"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 启动服务：HTTP接口和接口说明
    Serve(serve::Arguments),
    /// 读取项目清单，逐个判断是否应评估；不写数据库
    Classify(classify::Arguments),
    /// 逐项说明结论：理由、还缺什么信息、怎样答复就能定下来，也可以作假设；不写数据库
    Explain(explain::Arguments),
    /// 找出项目清单中的疑似拆分和重复；不写数据库
    Similar(similar::Arguments),
    /// 把项目清单导入数据库
    Import(import::Arguments),
    /// 写出清单模板（xlsx），供各单位填报
    Template(template::Arguments),
    /// 演示：导入87个真实项目，把新荷路建设工程从立项评估办到出报告
    Demo(demo::Arguments),
    /// 核对日志链，并用日志重算全部数据
    Verify(verify::Arguments),
    /// 输出接口说明（OpenAPI，JSON）
    Openapi,
    /// 规则集：检查、查看、比较、测算影响
    #[command(subcommand)]
    Rulebook(rulebook::Command),
    /// 人员和访问令牌
    #[command(subcommand)]
    Actor(actor::Command),
    /// 抽取记录
    #[command(subcommand)]
    Draw(draw::Command),
}

/// How a command ended.
pub(crate) enum Ending {
    /// Everything is in order.
    Fine,
    /// It worked, but rows or records are wrong.
    SomethingWrong,
}

/// Why a command could not do its work: what happened and what to do, in Chinese.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Failure(pub String);

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self(format!("读写失败：{}", system_reason(&error)))
    }
}

impl From<crate::app::AppError> for Failure {
    fn from(error: crate::app::AppError) -> Self {
        Self(error.message())
    }
}

impl From<storage::StoreError> for Failure {
    fn from(error: storage::StoreError) -> Self {
        crate::app::AppError::from(error).into()
    }
}

/// Runs the command that the arguments name.
#[must_use]
pub fn run() -> ExitCode {
    let ended = match Arguments::parse().command {
        Command::Serve(arguments) => serve::run(arguments),
        Command::Classify(arguments) => classify::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Similar(arguments) => similar::run(&arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::Template(arguments) => template::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Verify(arguments) => verify::run(arguments),
        Command::Openapi => openapi::run(),
        Command::Rulebook(command) => rulebook::run(command),
        Command::Actor(command) => actor::run(command),
        Command::Draw(command) => draw::run(command),
    };
    match ended {
        Ok(Ending::Fine) => ExitCode::SUCCESS,
        Ok(Ending::SomethingWrong) => ExitCode::from(1),
        Err(failure) => {
            note(format_args!("出错：{failure}"));
            ExitCode::from(2)
        }
    }
}

/// Why the system refused, in Chinese; the system's own words are English and mean little to an official.
pub(crate) fn system_reason(error: &io::Error) -> Cow<'static, str> {
    use io::ErrorKind;
    const REASONS: [(ErrorKind, &str); 8] = [
        (ErrorKind::NotFound, "没有这个文件或者文件夹"),
        (ErrorKind::PermissionDenied, "没有权限"),
        (ErrorKind::IsADirectory, "这是文件夹，不是文件"),
        (ErrorKind::NotADirectory, "路径中有一段不是文件夹"),
        (ErrorKind::InvalidData, "内容不是UTF-8文本"),
        (ErrorKind::StorageFull, "磁盘已满"),
        (ErrorKind::AddrInUse, "端口已被占用"),
        (ErrorKind::AddrNotAvailable, "本机没有这个地址"),
    ];
    let known = REASONS.iter().find(|(kind, _)| *kind == error.kind()).map(|(_, reason)| *reason);
    known.map_or_else(
        || {
            let code = error.raw_os_error().map_or_else(|| "不明".to_owned(), |code| code.to_string());
            Cow::Owned(format!("系统错误，代码{code}"))
        },
        Cow::Borrowed,
    )
}

/// A line for people on standard error. Nobody can be told when even that is closed.
pub(crate) fn note(line: std::fmt::Arguments<'_>) {
    let mut stream = io::stderr().lock();
    if writeln!(stream, "{line}").is_err() {
        tracing::debug!("standard error is closed");
    }
}

/// A line of the command's own output. Whoever reads it may have seen enough: `quanheng rulebook show … | head`.
pub(crate) fn print(line: std::fmt::Arguments<'_>) -> io::Result<()> {
    match writeln!(io::stdout().lock(), "{line}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

/// The built-in directory of units.
pub(crate) fn load_units() -> Result<UnitDirectory, Failure> {
    UnitDirectory::yunxi().map_err(|error| Failure(format!("单位名录有误：{error}")))
}

/// Settings that have passed their checks.
pub(crate) fn checked<T: Validate>(settings: T) -> Result<T, Failure> {
    settings.validate().map_err(|errors| Failure(format!("设置有误：{errors}")))?;
    Ok(settings)
}

/// Runs async work to its end on a fresh runtime.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// Opens the application that the settings describe.
pub(crate) async fn open(settings: &Settings) -> Result<App, Failure> {
    let library = books::library(settings.configuration.as_deref())?;
    let in_force = books::in_force(&library, settings.rulebook.as_deref())?;
    let calendars = books::calendars(settings.configuration.as_deref())?;
    let units = load_units()?;
    let renderer = Renderer::new().map_err(|error| Failure(format!("文书模板有误：{error}")))?;
    if let Some(file) = settings.database.strip_prefix("sqlite:")
        && let Some(folder) = std::path::Path::new(file).parent()
    {
        std::fs::create_dir_all(folder)?;
    }
    let store = storage::Store::open(&storage::Settings {
        url: settings.database.clone(),
        reader_connections: settings.readers,
    })
    .await?;
    let files = settings.files_folder();
    let blobs = Blobs::in_folder(&files)
        .map_err(|error| Failure(format!("存放文件的文件夹{}无法使用：{error}", files.display())))?;
    let context = Context::system();
    let largest_file = settings.largest_file * 1024 * 1024;
    Ok(App::new(Parts { store, library, in_force, calendars, units, renderer, context, blobs, largest_file }))
}
