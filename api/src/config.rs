//! Settings of the program: from the command line or the environment, checked before anything starts.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use validator::{Validate, ValidationError};

/// What the program needs to know to open its database.
#[derive(Debug, Clone, Validate, clap::Args)]
pub struct Settings {
    /// 数据库地址：sqlite:文件路径，或者 postgres://用户@主机/库名
    #[arg(long, env = "QUANHENG_DATABASE", default_value = "sqlite:data/quanheng.db", value_name = "地址")]
    #[validate(custom(function = database_url))]
    pub database: String,

    /// 规则集的编号或者文件；不填则用云溪区当日有效的一份
    #[arg(long, env = "QUANHENG_RULEBOOK", value_name = "编号或文件")]
    pub rulebook: Option<String>,

    /// 配置文件夹：其中 rulebooks/*.toml 增加或替换规则集，calendars/*.toml 增加或替换各年的放假安排
    #[arg(long, env = "QUANHENG_CONFIGURATION", value_name = "文件夹")]
    pub configuration: Option<PathBuf>,

    /// 上传的文件存放的文件夹；不填则与SQLite数据库放在一起，用PostgreSQL时为data/files
    #[arg(long, env = "QUANHENG_FILES", value_name = "文件夹")]
    pub files: Option<PathBuf>,

    /// 单个文件的最大尺寸，兆字节
    #[arg(long, env = "QUANHENG_LARGEST_FILE", default_value_t = 200, value_name = "兆字节")]
    #[validate(range(min = 1, max = 4096, message = "单个文件的最大尺寸应为1至4096兆字节"))]
    pub largest_file: u64,

    /// 只读数据库连接数
    #[arg(long, env = "QUANHENG_READERS", default_value_t = 4, value_name = "数量")]
    #[validate(range(min = 1, max = 64, message = "只读数据库连接数应为1至64"))]
    pub readers: u32,
}

impl Settings {
    /// Where uploaded files are kept: beside the database unless told otherwise, so that one folder holds it all.
    #[must_use]
    pub fn files_folder(&self) -> PathBuf {
        let beside = || {
            let database = self.database.strip_prefix("sqlite:")?;
            Some(Path::new(database).parent()?.join("files"))
        };
        self.files.clone().or_else(beside).unwrap_or_else(|| PathBuf::from("data/files"))
    }
}

/// How the server listens.
#[derive(Debug, Clone, Validate, clap::Args)]
pub struct Listening {
    /// 监听地址和端口；端口为0时由系统指定
    #[arg(long, env = "QUANHENG_LISTEN", default_value = "127.0.0.1:8600", value_name = "地址:端口")]
    pub listen: SocketAddr,

    /// 停止时最多等待未完成请求的秒数
    #[arg(long, env = "QUANHENG_SHUTDOWN_SECONDS", default_value_t = 20, value_name = "秒")]
    #[validate(range(min = 1, max = 600, message = "等待秒数应为1至600"))]
    pub shutdown_seconds: u64,
}

fn database_url(url: &str) -> Result<(), ValidationError> {
    if url.starts_with("sqlite:") || url.starts_with("postgres://") {
        return Ok(());
    }
    Err(ValidationError::new("database_url")
        .with_message("数据库地址应以 sqlite: 或 postgres:// 开头".into()))
}
