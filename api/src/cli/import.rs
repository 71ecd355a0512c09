//! `quanheng import`: the projects of a list become subjects in the database, as the holder of a token.

use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use domain::actor::Actor;
use domain::intake::Severity;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Ending, Failure, block_on, checked, note, open, print, system_reason};
use crate::app::imports::{ImportOptions, Imported, Watch};
use crate::app::{App, Preconditions};
use crate::config::Settings;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// 项目清单：制表符分隔的文本、CSV或者电子表格（xlsx、xls、ods）
    #[arg(value_name = "文件")]
    file: PathBuf,

    /// 财政局人员的访问令牌，用 quanheng actor add 取得
    #[arg(long, env = "QUANHENG_TOKEN", hide_env_values = true, value_name = "令牌")]
    token: String,

    /// 文件以前导入过，仍再导入一次
    #[arg(long)]
    again: bool,

    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(arguments: Arguments) -> Result<Ending, Failure> {
    let settings = checked(arguments.settings)?;
    let bytes = std::fs::read(&arguments.file).map_err(|error| {
        let file = arguments.file.display();
        Failure(format!("{file}无法读取：{}。请核对文件名", system_reason(&error)))
    })?;
    let name = arguments.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    block_on(async {
        let app = open(&settings).await?;
        let actor = app
            .recognise(&arguments.token)
            .await?
            .ok_or_else(|| Failure("访问令牌无效，请用 quanheng actor add 重新取得".to_owned()))?;
        let options = ImportOptions { again: arguments.again, ..ImportOptions::default() };
        let imported = import(&app, &actor, &name, bytes, options).await;
        app.store().close().await?;
        let imported = imported?;
        Ok(if imported.summary.issues == 0 { Ending::Fine } else { Ending::SomethingWrong })
    })
}

/// Imports and tells what came of it.
pub(super) async fn import(
    app: &App,
    actor: &Actor,
    name: &str,
    bytes: Vec<u8>,
    options: ImportOptions,
) -> Result<Imported, Failure> {
    let shown = Shown::start(options.watch.clone());
    let imported = app.import_list(actor, name, bytes, options, Preconditions::default()).await;
    shown.finish();
    let imported = imported?;
    for issue in &imported.issues {
        let kind = match issue.severity {
            Severity::Error => "错误",
            Severity::Hint => "提示",
        };
        note(format_args!("{kind}：{}", issue.message));
    }
    let verdicts: Vec<String> =
        imported.verdicts.iter().map(|(verdict, count)| format!("{}{count}个", verdict.label())).collect();
    print(format_args!("已导入{}个项目：{}", imported.summary.projects, verdicts.join("，")))?;
    Ok(imported)
}

/// How often what is shown is brought up to date.
const TICK: Duration = Duration::from_millis(100);

/// How far the import is, shown on a terminal; `indicatif` shows nothing on anything else.
struct Shown {
    ended: Sender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Shown {
    fn start(watch: Watch) -> Self {
        let (ended, end) = channel();
        let show = move || {
            let bar = ProgressBar::new_spinner();
            while end.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                show(&bar, &watch);
            }
            bar.finish_and_clear();
        };
        // Without a thread there is nothing to look at, and the import is none the worse.
        let thread = std::thread::Builder::new().name("progress".to_owned()).spawn(show).ok();
        Self { ended, thread }
    }

    /// Takes away what is shown, so that nothing else is written into it.
    fn finish(self) {
        drop(self.ended);
        if let Some(thread) = self.thread
            && thread.join().is_err()
        {
            tracing::debug!("the progress bar stumbled");
        }
    }
}

fn show(bar: &ProgressBar, watch: &Watch) {
    let total = watch.total();
    if total == 0 {
        bar.set_message(format!("已读取{}个项目", watch.read()));
        bar.tick();
        return;
    }
    if bar.length() != Some(total) {
        bar.set_length(total);
        bar.set_message("写入");
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:40}] {pos}/{len}个项目 {eta}") {
            bar.set_style(style);
        }
    }
    bar.set_position(watch.written());
}
