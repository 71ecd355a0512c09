//! What can go wrong in a use case, before HTTP or the command line puts it into its own form.

use domain::evaluation::Rejection;
use domain::issue::Issue;
use report_templates::TemplateError;
use storage::blobs::BlobError;
use storage::{Refusal, StoreError};

/// The unit in which people are told sizes, in bytes.
const MEBIBYTE: u64 = 1024 * 1024;

/// Why a use case failed.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// A rule refuses.
    #[error(transparent)]
    Rule(#[from] Rejection),
    /// The thing does not exist, or is hidden from the asker; the text names it.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// What was sent has the wrong shape: every field at once.
    #[error("the request has the wrong shape")]
    Shape(Vec<Issue>),
    /// Somebody else changed it.
    #[error("expected version {expected}, found {found}")]
    Stale {
        /// The version that the asker saw.
        expected: u64,
        /// The current version.
        found: u64,
    },
    /// The idempotency key belongs to a different request.
    #[error("the idempotency key belongs to a different request")]
    KeyReused,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An upload stopped before its end.
    #[error("the upload broke off: {0}")]
    UploadBrokenOff(String),
    /// A file has more bytes than are taken; the number is the most that are.
    #[error("the file has more than {0} bytes")]
    FileTooLarge(u64),
    /// A file has no bytes.
    #[error("the file is empty")]
    FileEmpty,
    /// Files cannot be kept or read now.
    #[error(transparent)]
    Files(BlobError),
    /// A file is registered, and its bytes are gone.
    #[error("the bytes of a registered file are gone")]
    FileLost,
    /// A paper could not be rendered.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A workbook could not be put together.
    #[error(transparent)]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The rulebook that a case is pinned to cannot be read.
    #[error("the rulebook {0} cannot be read")]
    Rulebook(String),
}

impl AppError {
    /// What happened and what to do, in Chinese.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Rule(rejection) => format!("{}（{}）", rejection.detail, rejection.article),
            Self::NotFound(what) => format!("没有找到{what}，请核对编号"),
            Self::Shape(issues) => {
                issues.iter().map(|issue| issue.message.as_str()).collect::<Vec<_>>().join("；")
            }
            Self::Stale { expected, found } => {
                format!("您看到的是第{expected}版，现已是第{found}版。请刷新后再办理，您填写的内容没有保存")
            }
            Self::KeyReused => "同一Idempotency-Key已用于另一请求，请换用新的值".to_owned(),
            Self::Store(error) => error.message().to_owned(),
            Self::UploadBrokenOff(_) => "上传中断，文件没有保存，请重新上传".to_owned(),
            Self::FileTooLarge(most) => {
                format!("文件过大：不能超过{}兆字节，请压缩图片或者分成几份后上传", most / MEBIBYTE)
            }
            Self::FileEmpty => "文件是空的，请核对后重新上传".to_owned(),
            Self::Files(_) => "文件存储暂时无法使用，请稍后重试".to_owned(),
            Self::FileLost => "文件已经丢失，请联系系统管理员从备份恢复".to_owned(),
            Self::Template(_) => "文书生成失败，请联系系统管理员".to_owned(),
            Self::Workbook(_) => "表格生成失败，请联系系统管理员".to_owned(),
            Self::Rulebook(id) => format!("规则集{id}无法读取，请联系系统管理员"),
        }
    }
}

impl From<BlobError> for AppError {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::BrokenOff(reason) => Self::UploadBrokenOff(reason),
            BlobError::TooLarge(most) => Self::FileTooLarge(most),
            BlobError::Empty => Self::FileEmpty,
            error @ BlobError::Unavailable(_) => Self::Files(error),
        }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Rule(rejection) => Self::Rule(rejection),
            Refusal::Missing => Self::NotFound("所请求的内容"),
            Refusal::Stale { expected, found } => Self::Stale { expected, found },
            Refusal::KeyReused => Self::KeyReused,
            Refusal::Store(error) => Self::Store(error),
        }
    }
}
