//! Databases of their own for the tests: a SQLite file in a temporary folder, or a database on the PostgreSQL
//! server that `QUANHENG_TEST_POSTGRES` names. Both go when the test ends, also when it fails.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;

/// An empty database, removed on drop.
pub(crate) struct TestDatabase {
    pub(crate) url: String,
    place: Place,
}

enum Place {
    Folder(#[expect(dead_code, reason = "its drop removes the folder")] TempDir),
    Server { server: String, name: String },
}

static DATABASES: AtomicU32 = AtomicU32::new(0);

impl TestDatabase {
    pub(crate) fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite:{}", folder.path().join("quanheng.db").display());
        Self { url, place: Place::Folder(folder) }
    }

    /// A SQLite database with the contents of another.
    pub(crate) fn copy_of(bytes: &[u8]) -> Self {
        let database = Self::sqlite();
        std::fs::write(database.file(), bytes).unwrap();
        database
    }

    pub(crate) fn postgres() -> Self {
        #[expect(clippy::disallowed_methods, reason = "tests have no api::config to take settings from")]
        let server = std::env::var("QUANHENG_TEST_POSTGRES").unwrap_or_else(|_| {
            panic!(
                "QUANHENG_TEST_POSTGRES names no PostgreSQL server: \
                 start the tests with ./run test, which starts one"
            )
        });
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        let name = format!("quanheng_e2e_{}_{number}", std::process::id());
        on_server(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        on_server(&server, &format!("CREATE DATABASE {name}"));
        let (base, _) = server.rsplit_once('/').unwrap();
        Self { url: format!("{base}/{name}"), place: Place::Server { server, name } }
    }

    /// The whole file of a SQLite database that nobody has open.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.file()).unwrap()
    }

    fn file(&self) -> &str {
        self.url.strip_prefix("sqlite:").unwrap()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Place::Server { server, name } = &self.place {
            on_server(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// Runs a statement on the server, on a thread of its own, so that it works wherever a test ends.
fn on_server(server: &str, statement: &str) {
    let work = async {
        let connection = Database::connect(server).await.unwrap();
        connection.execute_unprepared(statement).await.unwrap();
        connection.close().await.unwrap();
    };
    std::thread::scope(|scope| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        scope.spawn(move || runtime.block_on(work)).join().unwrap();
    });
}
