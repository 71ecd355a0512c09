//! `quanheng verify`: the journal's chain, and the tables against the journal.

use std::path::Path;

use storage::batches::verify_batches;
use storage::comparison::TableVerifyError;
use storage::evaluations::verify_evaluations;
use storage::files::verify_files;
use storage::journal::{VerifyError, verify_chain};
use storage::organisations::verify_organisations;
use storage::similarity::verify_similarity;
use storage::subjects::verify_subjects;

use super::{Ending, Failure, block_on, checked, open, print};
use crate::app::App;
use crate::config::Settings;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(arguments: Arguments) -> Result<Ending, Failure> {
    let settings = checked(arguments.settings)?;
    // Opening would make an empty database, in which everything agrees: no answer to a mistyped name.
    if let Some(file) = settings.database.strip_prefix("sqlite:")
        && !Path::new(file).exists()
    {
        return Err(Failure(format!("没有数据库文件{file}，请核对数据库地址")));
    }
    block_on(async {
        let app = open(&settings).await?;
        let chain = verify_chain(app.store().reader()).await;
        let tables = compare(&app).await;
        app.store().close().await?;
        let mut ending = Ending::Fine;
        match chain {
            Ok(report) => {
                print(format_args!("日志链完整：{}条，末条摘要{}", report.entries, report.head_hash))?;
            }
            Err(VerifyError::Fault(fault)) => {
                print(format_args!("日志链有误：{fault}"))?;
                ending = Ending::SomethingWrong;
            }
            Err(VerifyError::Store(error)) => return Err(error.into()),
        }
        for compared in tables {
            match compared {
                Ok(counts) => print(format_args!("数据与日志一致：{counts}"))?,
                Err(TableVerifyError::Fault(fault)) => {
                    print(format_args!("数据与日志不符：{fault}"))?;
                    ending = Ending::SomethingWrong;
                }
                Err(TableVerifyError::Store(error)) => return Err(error.into()),
            }
        }
        Ok(ending)
    })
}

/// Whether the journal's chain and every table are as they must be, for who only wants to know that.
pub(super) async fn is_sound(app: &App) -> bool {
    verify_chain(app.store().reader()).await.is_ok() && compare(app).await.iter().all(Result::is_ok)
}

/// Compares every table with the journal, one kind of thing after the other: what there is of it, in words.
async fn compare(app: &App) -> [Result<String, TableVerifyError>; 6] {
    let reader = app.store().reader();
    let subjects = verify_subjects(reader).await.map(|report| {
        format!("评估对象{}个，导入{}次，规则集{}份", report.subjects, report.imports, report.rulebooks)
    });
    let evaluations = verify_evaluations(reader).await.map(|report| format!("评估{}项", report.evaluations));
    let files = verify_files(reader, app.blobs())
        .await
        .map(|report| format!("文件{}份，共{}字节", report.files, report.bytes));
    let organisations = verify_organisations(reader).await.map(|units| format!("单位{units}个"));
    let similarity =
        verify_similarity(reader).await.map(|report| format!("疑似拆分和重复的处理{}项", report.decisions));
    let batches = verify_batches(reader).await.map(|batches| format!("报送批次{batches}个"));
    [subjects, evaluations, files, organisations, similarity, batches]
}
