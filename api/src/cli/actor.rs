//! `quanheng actor`: who may use the system.

use clap::ValueEnum;
use domain::actor::Role;

use super::{Ending, Failure, block_on, checked, open, print};
use crate::config::Settings;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// 增加一个岗位，输出它的访问令牌（只显示这一次）
    Add {
        /// 岗位名称，例如“绩效股经办”
        #[arg(long, value_name = "岗位")]
        post: String,
        /// 角色
        #[arg(long, value_enum, value_name = "角色")]
        role: RoleName,
        /// 所在单位
        #[arg(long, value_name = "单位")]
        organisation: String,
        #[command(flatten)]
        settings: Settings,
    },
}

/// The roles as the command line names them.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum RoleName {
    /// 预算申报单位
    Applicant,
    /// 预算部门
    BudgetDepartment,
    /// 财政局
    FinanceBureau,
    /// 第三方机构
    ThirdParty,
    /// 评估专家
    Expert,
    /// 代表、委员
    Deputy,
    /// 审计局
    AuditBureau,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Applicant => Self::Applicant,
            RoleName::BudgetDepartment => Self::BudgetDepartment,
            RoleName::FinanceBureau => Self::FinanceBureau,
            RoleName::ThirdParty => Self::ThirdParty,
            RoleName::Expert => Self::Expert,
            RoleName::Deputy => Self::Deputy,
            RoleName::AuditBureau => Self::AuditBureau,
        }
    }
}

pub(super) fn run(command: Command) -> Result<Ending, Failure> {
    let Command::Add { post, role, organisation, settings } = command;
    let settings = checked(settings)?;
    let token = block_on(async {
        let app = open(&settings).await?;
        let added = app.add_actor(&post, role.into(), &organisation).await;
        app.store().close().await?;
        Ok(added?.1)
    })?;
    print(format_args!("{token}"))?;
    Ok(Ending::Fine)
}
