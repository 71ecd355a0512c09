//! `quanheng rulebook`: proves a rulebook file.

use std::path::PathBuf;

use domain::rulebook::Rulebook;

use super::{Ending, Failure, print, system_reason};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// 检查规则集文件：等次是否无缝不重、分值是否合计100、每一条是否可能触发等
    Check {
        /// 规则集文件（TOML）
        #[arg(value_name = "文件")]
        file: PathBuf,
    },
}

pub(super) fn run(command: Command) -> Result<Ending, Failure> {
    let Command::Check { file } = command;
    let text = std::fs::read_to_string(&file).map_err(|error| {
        Failure(format!("{}无法读取：{}。请核对文件名", file.display(), system_reason(&error)))
    })?;
    match Rulebook::parse(&text) {
        Ok(rulebook) => {
            print(format_args!("规则集{}检查通过：{}", rulebook.id, rulebook.measure.title))?;
            print(format_args!("摘要（SM3）：{}", rulebook.digest()))?;
            Ok(Ending::Fine)
        }
        Err(errors) => {
            for issue in &errors.issues {
                print(format_args!("{}：{}", issue.field, issue.message))?;
            }
            print(format_args!("共{}处问题，请修改后重新检查", errors.issues.len()))?;
            Ok(Ending::SomethingWrong)
        }
    }
}
