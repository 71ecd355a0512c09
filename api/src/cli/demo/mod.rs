//! `quanheng demo`: the real list, five policies, and one project from the opening of its evaluation to an accepted result, all
//! over the HTTP API.

mod client;
mod path;
mod policies;
mod scenario;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use domain::actor::Role;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::serve::{asked_to_stop, bind};
use super::verify::is_sound;
use super::{Ending, Failure, block_on, note, open, print, system_reason};
use crate::app::App;
use crate::config::{Listening, Settings};
use crate::telemetry;
use client::{Client, at, text_at};
use path::{Cast, Finished};
use scenario::Scenario;

/// The facts of the published list of 2023; descriptions in our own words.
const LIST: &[u8] = include_bytes!("../../../demo/investment-plan-2023.tsv");

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// 演示数据库和报告所在的文件夹；其中的演示数据库会重新建立
    #[arg(long, default_value = "data", value_name = "文件夹")]
    folder: PathBuf,

    /// 不启动服务，输出JSON摘要后退出
    #[arg(long)]
    no_serve: bool,

    /// 监听地址和端口；端口为0时由系统指定
    #[arg(long, env = "QUANHENG_LISTEN", default_value = "127.0.0.1:8600", value_name = "地址:端口")]
    listen: SocketAddr,
}

pub(super) fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let file = arguments.folder.join("demo.db");
    std::fs::create_dir_all(&arguments.folder)?;
    remove_earlier(&file)?;
    telemetry::start("warn");
    let settings = Settings {
        database: format!("sqlite:{}", file.display()),
        rulebook: None,
        configuration: None,
        files: None,
        largest_file: 200,
        readers: 4,
    };
    // Without serving nobody needs to know the port, and another server may hold the usual one.
    let listen = if arguments.no_serve { SocketAddr::from(([127, 0, 0, 1], 0)) } else { arguments.listen };
    block_on(async {
        let app = open(&settings).await?;
        let (stop, stopped) = oneshot::channel::<()>();
        let listening = Listening { listen, shutdown_seconds: 20 };
        let (address, serving) = bind(app.clone(), listening, async {
            // An error means that the sender is gone, which is a reason to stop as well.
            stopped.await.unwrap_or_default();
        })
        .await?;
        let server = tokio::spawn(serving);
        let shown = show(&app, address, arguments).await;
        if shown.is_ok() && !arguments.no_serve {
            note(format_args!("服务已启动：http://{address}/api/docs （按Ctrl-C停止）"));
            asked_to_stop()?.await;
        }
        drop(stop);
        server.await.map_err(|error| Failure(format!("服务意外停止：{error}")))??;
        app.store().close().await?;
        shown
    })
}

async fn show(app: &App, address: SocketAddr, arguments: &Arguments) -> Result<Ending, Failure> {
    let scenario = Scenario::built_in().map_err(|error| Failure(format!("演示脚本有误：{error}")))?;
    let cast = gather(app, &scenario).await?;
    let client = Client::new(address);
    let bureau = cast.token("bureau")?;
    let imported = client.upload(bureau, "/imports?file_name=investment-plan-2023.tsv", LIST).await?.body;
    let policies = policies::register(&client, bureau).await?;
    let today = app.context().now();
    let finished = path::walk(&client, &cast, &scenario, today).await?;
    let report = arguments.folder.join("新荷路建设工程事前绩效评估报告.html");
    std::fs::write(&report, &finished.report)?;
    let verified = is_sound(app).await;
    if arguments.no_serve {
        print(format_args!("{:#}", summary(&imported, &policies, &finished, &report, verified)))?;
    } else {
        tell(&imported, &policies, &finished, &report, &cast)?;
    }
    Ok(if verified { Ending::Fine } else { Ending::SomethingWrong })
}

/// Adds everybody who takes part.
async fn gather(app: &App, scenario: &Scenario) -> Result<Cast, Failure> {
    let mut cast = Cast::default();
    for part in &scenario.cast {
        let (actor, token) = app.add_actor(&part.post, part.role, &part.organisation).await?;
        cast.add(&part.key, &actor, token);
    }
    for expert in &scenario.expert {
        let (actor, token) = app.add_actor(&expert.post, Role::Expert, &expert.organisation).await?;
        cast.add(&expert.key, &actor, token);
    }
    Ok(cast)
}

fn summary(
    imported: &Value,
    policies: &[Value],
    finished: &Finished,
    report: &Path,
    verified: bool,
) -> Value {
    json!({
        "projects": at(imported, "/projects"),
        "verdicts": at(imported, "/verdicts"),
        "policies": policies,
        "case": finished.evaluation,
        "score": at(&finished.result, "/score"),
        "grade": at(&finished.result, "/grade/label"),
        "outcome": at(&finished.result, "/outcome/label"),
        "recommended_amount_wan": at(&finished.result, "/recommended_amount_wan"),
        "budget_entry": at(&finished.budget_entry, "/standing/label"),
        "report": report.display().to_string(),
        "journal_verified": verified,
    })
}

fn tell(
    imported: &Value,
    policies: &[Value],
    finished: &Finished,
    report: &Path,
    cast: &Cast,
) -> Result<(), Failure> {
    print(format_args!(
        "已导入{}个项目：应评估{}个，需补充信息{}个，不需评估{}个，不属适用范围{}个",
        at(imported, "/projects"),
        at(imported, "/verdicts/required"),
        at(imported, "/verdicts/needs_information"),
        at(imported, "/verdicts/not_required"),
        at(imported, "/verdicts/out_of_scope"),
    ))?;
    print(format_args!("已登记{}项政策：", policies.len()))?;
    for policy in policies {
        print(format_args!(
            "  {}（绩效目标{}项）：{}",
            text_at(policy, "/name"),
            at(policy, "/targets"),
            text_at(policy, "/verdict"),
        ))?;
    }
    print(format_args!(
        "新荷路建设工程：七位专家平均{}分，等次{}，{}",
        text_at(&finished.result, "/score"),
        text_at(&finished.result, "/grade/label"),
        text_at(&finished.result, "/outcome/label"),
    ))?;
    print(format_args!(
        "申报{}万元，建议支持{}万元；所附条件已落实，{}",
        text_at(&finished.result, "/requested_amount_wan"),
        text_at(&finished.result, "/recommended_amount_wan"),
        text_at(&finished.budget_entry, "/standing/label"),
    ))?;
    print(format_args!("评估报告：{}", report.display()))?;
    print(format_args!("财政局演示岗令牌：{}", cast.token("bureau")?))?;
    Ok(())
}

/// The demonstration begins from nothing each time; only its own files go.
fn remove_earlier(file: &Path) -> Result<(), Failure> {
    for ending in ["", "-wal", "-shm"] {
        let path = format!("{}{ending}", file.display());
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure(format!("{path}无法删除：{}", system_reason(&error)))),
        }
    }
    Ok(())
}
