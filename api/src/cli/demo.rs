//! `quanheng demo`: a fresh database with the district's published list of 2023.

use std::path::Path;

use domain::actor::Role;
use serde_json::json;

use super::{Ending, Failure, block_on, import, note, open, print};
use crate::config::Settings;

/// The facts of the published list of 2023; descriptions in our own words.
const LIST: &[u8] = include_bytes!("../../demo/investment-plan-2023.tsv");

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// 数据库文件所在的文件夹；其中的演示数据库会重新建立
    #[arg(long, default_value = "data", value_name = "文件夹")]
    folder: std::path::PathBuf,

    /// 只输出JSON摘要
    #[arg(long)]
    no_serve: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let file = arguments.folder.join("demo.db");
    remove_earlier(&file)?;
    let settings = Settings { database: format!("sqlite:{}", file.display()), rulebook: None, readers: 2 };
    let summary = block_on(async {
        let app = open(&settings).await?;
        let (actor, token) = app.add_actor("绩效股演示岗", Role::FinanceBureau, "区财政局").await?;
        let imported = if arguments.no_serve {
            app.import_list(&actor, "investment-plan-2023.tsv", LIST, crate::app::Preconditions::default())
                .await?
        } else {
            import::import(&app, &actor, "investment-plan-2023.tsv", LIST).await?
        };
        let chain = storage::journal::verify_chain(app.store().reader()).await;
        let tables = storage::subjects::verify_subjects(app.store().reader()).await;
        app.store().close().await?;
        if !arguments.no_serve {
            note(format_args!("演示数据库：{}；财政局演示岗令牌：{token}", file.display()));
        }
        let verdicts: serde_json::Map<String, serde_json::Value> = imported
            .verdicts
            .iter()
            .map(|(verdict, count)| (verdict.code().to_owned(), json!(count)))
            .collect();
        Ok(json!({
            "projects": imported.summary.projects,
            "verdicts": verdicts,
            "journal_verified": chain.is_ok() && tables.is_ok(),
        }))
    })?;
    if arguments.no_serve {
        print(format_args!("{summary:#}"))?;
    }
    Ok(Ending::Fine)
}

/// The demonstration begins from nothing each time; only its own files go.
fn remove_earlier(file: &Path) -> Result<(), Failure> {
    for ending in ["", "-wal", "-shm"] {
        let path = format!("{}{ending}", file.display());
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure(format!("{path}无法删除：{error}"))),
        }
    }
    Ok(())
}
