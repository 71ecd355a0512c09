//! `quanheng import`: the projects of a list become subjects in the database, as the holder of a token.

use std::path::PathBuf;

use domain::actor::Actor;
use domain::intake::Severity;

use super::{Ending, Failure, block_on, checked, note, open, print, system_reason};
use crate::app::imports::Imported;
use crate::app::{App, Preconditions};
use crate::config::Settings;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// 项目清单（制表符分隔的文本，UTF-8或者GBK）
    #[arg(value_name = "文件")]
    file: PathBuf,

    /// 财政局人员的访问令牌，用 quanheng actor add 取得
    #[arg(long, env = "QUANHENG_TOKEN", hide_env_values = true, value_name = "令牌")]
    token: String,

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
        let imported = import(&app, &actor, &name, &bytes).await;
        app.store().close().await?;
        let imported = imported?;
        Ok(if imported.summary.issues == 0 { Ending::Fine } else { Ending::SomethingWrong })
    })
}

/// Imports and tells what came of it.
pub(super) async fn import(app: &App, actor: &Actor, name: &str, bytes: &[u8]) -> Result<Imported, Failure> {
    let imported = app.import_list(actor, name, bytes, Preconditions::default()).await?;
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
