//! `quanheng template`: the workbook that units fill in.

use std::path::PathBuf;

use super::{Ending, Failure, print, system_reason};
use crate::spreadsheet::template;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// 要写出的文件，例如 清单模板.xlsx；已有同名文件时不覆盖
    #[arg(value_name = "文件")]
    file: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let file = arguments.file.display();
    let content = template().map_err(|error| Failure(format!("模板生成失败：{error}，请联系系统管理员")))?;
    let written = std::fs::File::create_new(&arguments.file)
        .and_then(|mut opened| std::io::Write::write_all(&mut opened, &content));
    written.map_err(|error| {
        let reason = if error.kind() == std::io::ErrorKind::AlreadyExists {
            "已有同名文件".into()
        } else {
            system_reason(&error)
        };
        Failure(format!("{file}无法写出：{reason}。请换一个文件名"))
    })?;
    print(format_args!("已写出清单模板{file}"))?;
    Ok(Ending::Fine)
}
