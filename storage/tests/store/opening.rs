//! Opening, migrating, and what settings are refused.

use sea_orm::ConnectionTrait;
use storage::{Settings, Store, StoreError, actors, journal};

use crate::store::support::{append, count, verified};

on_both_engines! {
    async fn an_empty_database_is_migrated_and_then_left_alone(database) {
        let store = database.open().await;
        store.write(append("evaluation/1", 1)).await.unwrap();
        let migrations = count(store.reader(), "seaql_migrations").await;
        store.close().await.unwrap();

        let store = database.open().await;
        assert_eq!(count(store.reader(), "seaql_migrations").await, migrations);
        assert_eq!(verified(&store).await.entries, 1, "a second start keeps what is there");
        store.close().await.unwrap();
    }

    async fn every_table_can_be_read(database) {
        let store = database.open().await;
        assert_eq!(journal::page(store.reader(), 0, 10, None).await.unwrap(), []);
        assert_eq!(journal::stream(store.reader(), "evaluation/1").await.unwrap(), []);
        assert_eq!(actors::list(store.reader()).await.unwrap(), []);
        let report = verified(&store).await;
        assert_eq!((report.entries, report.head_hash.as_str()), (0, journal::GENESIS_HASH));
        for table in ["journal", "actors", "idempotency_keys"] {
            assert_eq!(count(store.reader(), table).await, 0, "{table}");
        }
        store.close().await.unwrap();
    }

    async fn processes_that_start_together_make_one_database(database) {
        let opening = (0..6).map(|_| {
            let settings = Settings { reader_connections: 1, ..database.settings.clone() };
            tokio::spawn(async move { Store::open(&settings).await })
        });
        for store in futures::future::join_all(opening).await {
            let store = store.unwrap().unwrap();
            assert_eq!(verified(&store).await.entries, 0);
            store.close().await.unwrap();
        }
    }

    async fn a_database_of_a_newer_program_is_refused(database) {
        database.open().await.close().await.unwrap();
        database.execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_later', 0)").await;
        let refusal = Store::open(&database.settings).await.err().unwrap();
        assert!(matches!(refusal, StoreError::Corrupt { .. }), "{refusal:?}");
    }

    async fn a_reader_cannot_write(database) {
        let store = database.open().await;
        let refusal = store
            .reader()
            .execute_unprepared("DELETE FROM journal_head")
            .await
            .unwrap_err();
        assert!(format!("{refusal:?}").to_lowercase().contains("read"), "{refusal:?}");
        assert_eq!(count(store.reader(), "journal_head").await, 1);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn settings_that_name_no_shared_database_are_refused() {
    for url in
        ["", "mysql://127.0.0.1/x", "sqlite:", "sqlite::memory:", "sqlite://", "sqlite:x.db?mode=memory"]
    {
        let refusal = Store::open(&Settings::new(url)).await.err().unwrap();
        assert!(matches!(refusal, StoreError::Settings(_)), "{url}: {refusal:?}");
        assert!(refusal.message().contains("数据库地址"));
    }
    let none = Settings { reader_connections: 0, ..Settings::new("sqlite:x.db") };
    assert!(matches!(Store::open(&none).await.err().unwrap(), StoreError::Settings(_)));
}

#[tokio::test]
async fn a_database_that_cannot_be_reached_is_unavailable() {
    let folder = tempfile::TempDir::new().unwrap();
    let url = format!("sqlite:{}/missing/quanheng.db", folder.path().display());
    let refusal = Store::open(&Settings::new(url)).await.err().unwrap();
    assert!(refusal.is_transient(), "{refusal:?}");
    assert_eq!(refusal.code(), "store_unavailable");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("notes.db");
    std::fs::write(&path, "这不是数据库".repeat(1000)).unwrap();
    let url = format!("sqlite:{}", path.display());
    assert!(Store::open(&Settings::new(url)).await.is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "这不是数据库".repeat(1000), "the file is untouched");
}
