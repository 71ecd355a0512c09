//! Which database, and how many connections read from it.

use crate::error::StoreError;

/// Where the store is and how it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `sqlite:/path/to/file.db` (the file is created if it is missing, its folder is not) or
    /// `postgres://user@host:port/database`.
    pub url: String,
    /// How many connections read, at least 1. Writing always has one of its own.
    pub reader_connections: u32,
}

impl Settings {
    /// Enough for a server of a few cores.
    pub const DEFAULT_READER_CONNECTIONS: u32 = 4;

    /// The database at `url` with the default number of readers.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), reader_connections: Self::DEFAULT_READER_CONNECTIONS }
    }

    /// Which engine the URL names.
    ///
    /// # Errors
    /// [`StoreError::Settings`] for another engine, for an in-memory database, which the writer and the readers
    /// could not share, and for a store without readers.
    pub(crate) fn engine(&self) -> Result<Engine, StoreError> {
        if self.reader_connections == 0 {
            return Err(StoreError::Settings("reader_connections must be at least 1"));
        }
        if self.url.starts_with("postgres://") {
            return Ok(Engine::Postgres);
        }
        let Some(path) = self.url.strip_prefix("sqlite:") else {
            return Err(StoreError::Settings("the URL must start with sqlite: or postgres://"));
        };
        if path.trim_start_matches('/').is_empty()
            || path.contains(":memory:")
            || path.contains("mode=memory")
        {
            return Err(StoreError::Settings("the SQLite database must be a file"));
        }
        Ok(Engine::Sqlite)
    }
}

/// The database engines that the store runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// A file on this machine.
    Sqlite,
    /// A server that several machines may share.
    Postgres,
}
