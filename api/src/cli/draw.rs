//! `quanheng draw`: proves the exported record of a draw, without a database.

use std::path::PathBuf;

use domain::draw::{DrawRecord, Phase, Report, Round, verify};

use super::{Ending, Failure, print, system_reason};
use crate::view::moment;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// 核对抽取记录：重算名册摘要、各方承诺、种子和抽取次序，逐步说明是否相符；不需要数据库
    Verify {
        /// 导出的抽取记录（JSON）
        #[arg(value_name = "文件")]
        file: PathBuf,

        /// 另行留存的记录摘要（如日志中的）；填写后一并核对，可发现整份记录被替换或者截短
        #[arg(long, value_name = "摘要")]
        head: Option<String>,
    },
}

pub(super) fn run(command: Command) -> Result<Ending, Failure> {
    let Command::Verify { file, head } = command;
    let text = std::fs::read_to_string(&file).map_err(|error| {
        Failure(format!("{}无法读取：{}。请核对文件名", file.display(), system_reason(&error)))
    })?;
    let record: DrawRecord = match serde_json::from_str(&text) {
        Ok(record) => record,
        Err(error) => {
            print(format_args!(
                "核对未通过：第{}行第{}列起不是抽取记录的内容，文件不完整或者被改动",
                error.line(),
                error.column()
            ))?;
            return Ok(Ending::SomethingWrong);
        }
    };
    print(format_args!("{}：{}，共{}步", record.purpose.label(), record.draw, record.steps.len()))?;
    let report = match verify(&record) {
        Ok(report) => report,
        Err(mismatch) => {
            let place = match mismatch.step {
                0 => "记录开头".to_owned(),
                step => format!("第{step}步"),
            };
            let code = mismatch.code;
            print(format_args!(
                "核对未通过：{place}不符（{}，{code}）：{}",
                mismatch.article, mismatch.detail
            ))?;
            return Ok(Ending::SomethingWrong);
        }
    };
    for step in &report.steps {
        let at = moment(step.at);
        print(format_args!("第{}步 {at} {}：{}", step.number, step.by, step.sentence))?;
    }
    print(format_args!("记录摘要（SM3）：{}", report.head))?;
    if let Some(noted) = head
        && !noted.trim().eq_ignore_ascii_case(&report.head)
    {
        print(format_args!("核对未通过：与另行留存的摘要{}不同，记录被替换或者截短", noted.trim()))?;
        return Ok(Ending::SomethingWrong);
    }
    print_result(&report)?;
    Ok(Ending::Fine)
}

/// Who sits, and what is still open.
fn print_result(report: &Report) -> Result<(), Failure> {
    for (stratum, candidate) in report.draw.seated() {
        print(format_args!("入选：{candidate}（{stratum}）"))?;
    }
    let standing = match report.draw.round() {
        None => "尚未开始抽取".to_owned(),
        Some(round) if round.is_complete() => "抽取完成，席位已满".to_owned(),
        Some(round) => open_seats(round),
    };
    print(format_args!("核对通过：{}步全部相符；{standing}", report.steps.len()))?;
    Ok(())
}

fn open_seats(round: &Round) -> String {
    let number = round.opening().number;
    let label = round.phase().label();
    match round.phase() {
        Phase::Committing | Phase::Revealing => {
            format!("第{number}轮{label}：{}", round.awaited_parties().join("、"))
        }
        Phase::Drawn | Phase::Closed => {
            let open: Vec<String> = round
                .called()
                .into_iter()
                .filter(|called| called.missing > 0 || !called.awaited.is_empty())
                .map(|called| {
                    let awaited = called.awaited.len();
                    format!("{}待答复{awaited}个、空缺{}个", called.stratum, called.missing)
                })
                .collect();
            let separator = if open.is_empty() { "" } else { "：" };
            format!("第{number}轮{label}{separator}{}", open.join("；"))
        }
        Phase::Ready | Phase::Abandoned | Phase::Voided => format!("第{number}轮{label}"),
    }
}
