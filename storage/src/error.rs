//! What can go wrong in the store, sorted by what the caller can do about it.

use sea_orm::sqlx::error::{DatabaseError, ErrorKind};
use sea_orm::{DbErr, RuntimeErr, SqlxError};

/// An error of the store. The text is for the log, with its causes; [`StoreError::code`] is for programs and
/// [`StoreError::message`] for people.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached or cannot work now: locked for too long, no connection, disk full.
    /// The same operation may succeed later.
    #[error("the database is unavailable")]
    Unavailable(#[source] DbErr),
    /// A change contradicts what the database already holds, and was not made.
    #[error("a constraint of the database refuses the change")]
    Constraint(#[source] DbErr),
    /// Somebody else changed the thing after it was read; the change was not made.
    #[error("expected version {expected}, found version {found}")]
    Stale {
        /// The version that the change was made for.
        expected: i64,
        /// The version that is stored.
        found: i64,
    },
    /// The database holds something this program cannot have written, or lacks something it needs.
    #[error("the database does not hold what the program expects: {what}")]
    Corrupt {
        /// What was found or is missing.
        what: String,
        /// The database's own error, where there is one.
        #[source]
        source: Option<DbErr>,
    },
    /// An operation panicked; its change was undone.
    #[error("an operation panicked: {0}")]
    Panicked(String),
    /// An operation gave the journal an entry that the journal's format cannot hold.
    #[error("the journal cannot hold this entry: {0}")]
    InvalidEntry(&'static str),
    /// The settings name no database that this program can use.
    #[error("the settings cannot be used: {0}")]
    Settings(&'static str),
    /// The store is closed and takes no more changes.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// Something stored that cannot be right.
    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into(), source: None }
    }

    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "store_unavailable",
            Self::Constraint(_) => "store_constraint",
            Self::Stale { .. } => "store_stale",
            Self::Corrupt { .. } => "store_corrupt",
            Self::Panicked(_) => "store_panicked",
            Self::InvalidEntry(_) => "store_invalid_entry",
            Self::Settings(_) => "store_settings",
            Self::Closed => "store_closed",
        }
    }

    /// What happened and what to do, for people.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "数据库暂时无法使用，请稍后重试",
            Self::Constraint(_) => "与已有数据冲突，未保存",
            Self::Stale { .. } => "内容已被他人修改，请刷新后重试",
            Self::Corrupt { .. } => "数据库内容与程序不符，请联系系统管理员",
            Self::Panicked(_) | Self::InvalidEntry(_) => "系统内部错误，未保存，请联系系统管理员",
            Self::Settings(_) => "数据库地址不正确，应为 sqlite:/路径/文件名.db 或 postgres://用户@主机/库名",
            Self::Closed => "系统正在停止，请稍后重试",
        }
    }

    /// Whether the same operation may succeed if it is tried again unchanged.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl From<DbErr> for StoreError {
    fn from(source: DbErr) -> Self {
        match kind_of(&source) {
            Kind::Unavailable => Self::Unavailable(source),
            Kind::Constraint => Self::Constraint(source),
            Kind::Unexpected => {
                Self::Corrupt { what: "unexpected database error".to_owned(), source: Some(source) }
            }
        }
    }
}

enum Kind {
    Unavailable,
    Constraint,
    Unexpected,
}

fn kind_of(error: &DbErr) -> Kind {
    if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
        return Kind::Unavailable;
    }
    let (DbErr::Exec(RuntimeErr::SqlxError(driver)) | DbErr::Query(RuntimeErr::SqlxError(driver))) = error
    else {
        return Kind::Unexpected;
    };
    match driver.as_database_error() {
        Some(refusal) => kind_of_refusal(refusal),
        None if is_connection_failure(driver) => Kind::Unavailable,
        None => Kind::Unexpected,
    }
}

fn is_connection_failure(driver: &SqlxError) -> bool {
    matches!(
        driver,
        SqlxError::Io(_)
            | SqlxError::Tls(_)
            | SqlxError::Protocol(_)
            | SqlxError::PoolTimedOut
            | SqlxError::PoolClosed
            | SqlxError::WorkerCrashed
    )
}

/// SQLite's primary result codes for busy, locked, read-only, input/output error, full and cannot open.
const SQLITE_TRANSIENT: [u32; 6] = [5, 6, 8, 10, 13, 14];

/// PostgreSQL's classes for connection exception, transaction rollback, insufficient resources, object not in
/// the required state (a lock not available), operator intervention and system error.
const POSTGRES_TRANSIENT_CLASSES: [&str; 6] = ["08", "40", "53", "55", "57", "58"];

/// A write that met a PostgreSQL server in recovery or a read-only session.
const POSTGRES_READ_ONLY: &str = "25006";

fn kind_of_refusal(refusal: &dyn DatabaseError) -> Kind {
    if refusal.kind() != ErrorKind::Other {
        return Kind::Constraint;
    }
    let code = refusal.code().unwrap_or_default();
    // SQLSTATE always has five characters; SQLite's extended result codes never do.
    let transient = if code.len() == 5 {
        code == POSTGRES_READ_ONLY || POSTGRES_TRANSIENT_CLASSES.iter().any(|class| code.starts_with(class))
    } else {
        code.parse::<u32>().is_ok_and(|extended| SQLITE_TRANSIENT.contains(&(extended & 0xff)))
    };
    if transient { Kind::Unavailable } else { Kind::Unexpected }
}
