//! Drafts of imports: what they keep, who may change them, and that the journal says the same.

use domain::actor::Role;
use domain::evaluation::RejectionKind;
use domain::id::ImportId;
use domain::intake::{CellCorrection, Column, Corrections, RowPlace};
use storage::comparison::TableVerifyError;
use storage::imports::drafts::{self, Commit, Correct, Discard, DraftState, Upload};
use storage::imports::{self, Import};
use storage::subjects::verify_subjects;
use storage::{Refusal, Request, Store, journal};
use uuid::Uuid;

use crate::store::listing::{
    WATER, actor, bureau, import, later, named, project, request, verified_subjects, wan,
};
use crate::store::support::{TestDatabase, count, moment, verified};

const FILE: &[u8] = b"\x00\xFF any bytes \x1A";

fn draft_id() -> ImportId {
    ImportId(Uuid::from_u128(100))
}

fn upload() -> Upload {
    Upload {
        request: request(bureau()),
        draft: draft_id(),
        file_name: "投资计划.xlsx".to_owned(),
        content: FILE.to_vec(),
    }
}

fn corrections() -> Corrections {
    let row = RowPlace { sheet: Some("一".to_owned()), line: 7 };
    let cells =
        vec![CellCorrection { row: row.clone(), column: Column::Amount, value: "0.9亿元".to_owned() }];
    Corrections { skipped: vec![row], cells, ..Corrections::default() }
}

/// A request by the bureau on the version it saw, some minutes later.
fn on(version: u64) -> Request {
    Request { expected_version: Some(version), at: later(9), ..request(bureau()) }
}

async fn uploaded(database: &TestDatabase) -> Store {
    let store = database.open().await;
    store.write(upload()).await.unwrap();
    store
}

async fn digest(store: &Store) -> String {
    drafts::find(store.reader(), &bureau(), draft_id()).await.unwrap().unwrap().file_digest
}

/// The import that the draft becomes.
async fn becoming(store: &Store) -> Import {
    let registered = import(100, vec![project(1, WATER, wan(400))]);
    Import { request: on(1), file_digest: digest(store).await, ..registered }
}

async fn fault(store: &Store) -> Option<String> {
    match verify_subjects(store.reader()).await {
        Ok(_) => None,
        Err(TableVerifyError::Fault(fault)) => Some(fault.to_string()),
        Err(TableVerifyError::Store(error)) => panic!("{error:?}"),
    }
}

fn code(refusal: &Refusal) -> &str {
    match refusal {
        Refusal::Rule(rejection) => rejection.code,
        Refusal::Missing => "missing",
        Refusal::Stale { .. } => "stale",
        Refusal::KeyReused => "key_reused",
        Refusal::Store(_) => "store",
    }
}

on_both_engines! {
    async fn a_draft_keeps_its_file_and_is_put_right(database) {
        let store = uploaded(database).await;
        let receipt =
            store.write(Correct { request: on(1), draft: draft_id(), corrections: corrections() }).await.unwrap();
        assert_eq!(receipt.value.version, 2);
        let draft = drafts::find(store.reader(), &bureau(), draft_id()).await.unwrap().unwrap();
        assert_eq!((draft.state, draft.version, draft.file_size), (DraftState::Open, 2, FILE.len() as u64));
        assert_eq!((draft.corrections, draft.at, draft.updated_at), (corrections(), moment(), later(9)));
        assert_eq!(drafts::file(store.reader(), &bureau(), draft_id()).await.unwrap().as_deref(), Some(FILE));
        let stale = Correct { request: on(1), draft: draft_id(), corrections: Corrections::default() };
        assert_eq!(code(&store.write(stale).await.unwrap_err()), "stale");
        let kinds: Vec<String> = journal::stream(store.reader(), &drafts::stream_of(draft_id()))
            .await.unwrap().into_iter().map(|entry| entry.kind).collect();
        assert_eq!(kinds, ["draft_uploaded", "draft_corrected"]);
        assert_eq!((fault(&store).await, verified(&store).await.entries), (None, 2));
        store.close().await.unwrap();
    }

    async fn a_draft_is_imported_once_as_it_was_read(database) {
        let store = uploaded(database).await;
        let import = becoming(&store).await;
        let elsewhere = Commit { import: import.clone(), version: 7 };
        assert_eq!(code(&store.write(elsewhere).await.unwrap_err()), "stale");
        let of_another_file = Import { file_digest: "digest".to_owned(), ..import.clone() };
        assert_eq!(code(&store.write(Commit { import: of_another_file, version: 1 }).await.unwrap_err()), "store");
        assert_eq!(count(store.reader(), "subjects").await, 0);
        let retried = Import { request: named(on(1), "one"), ..import.clone() };
        for replayed in [false, true] {
            let receipt = store.write(Commit { import: retried.clone(), version: 1 }).await.unwrap();
            assert_eq!((receipt.value.subjects, receipt.replayed), (1, replayed));
        }
        let again = Commit { import: Import { request: on(2), ..import.clone() }, version: 2 };
        assert_eq!(code(&store.write(again).await.unwrap_err()), "draft_committed");
        let correct = Correct { request: on(2), draft: draft_id(), corrections: corrections() };
        assert_eq!(code(&store.write(correct).await.unwrap_err()), "draft_committed");
        assert_eq!(drafts::list(store.reader(), &bureau()).await.unwrap(), []);
        let record = imports::find(store.reader(), &bureau(), draft_id()).await.unwrap().unwrap();
        assert_eq!((record.import, record.projects), (draft_id(), 1));
        assert!(drafts::file(store.reader(), &bureau(), draft_id()).await.unwrap().is_some(), "the file stays");
        assert_eq!(verified_subjects(&store).await.imports, 1);
        store.close().await.unwrap();
    }

    async fn the_same_file_is_imported_again_only_on_purpose(database) {
        let store = uploaded(database).await;
        let first = becoming(&store).await;
        store.write(Commit { import: first.clone(), version: 1 }).await.unwrap();
        let second = import(101, vec![project(2, WATER, wan(400))]);
        let second = Import { file_digest: first.file_digest.clone(), ..second };
        assert_eq!(code(&store.write(second.clone()).await.unwrap_err()), "already_imported");
        let known = imports::find_by_file(store.reader(), &bureau(), &first.file_digest).await.unwrap().unwrap();
        assert_eq!((known.import, known.at), (draft_id(), later(9)));
        store.write(Import { again: true, ..second }).await.unwrap();
        assert_eq!(verified_subjects(&store).await.imports, 2);
        store.close().await.unwrap();
    }

    async fn a_discarded_draft_leaves_no_file(database) {
        let store = uploaded(database).await;
        let import = becoming(&store).await;
        store.write(Discard { request: on(1), draft: draft_id() }).await.unwrap();
        assert_eq!(drafts::file(store.reader(), &bureau(), draft_id()).await.unwrap(), None);
        assert_eq!(count(store.reader(), "import_draft_files").await, 0);
        let committed = store.write(Commit { import: Import { request: on(2), ..import }, version: 2 }).await;
        assert_eq!(code(&committed.unwrap_err()), "draft_discarded");
        assert_eq!(fault(&store).await, None);
        store.close().await.unwrap();
    }

    async fn only_the_bureau_knows_of_drafts(database) {
        let store = uploaded(database).await;
        for role in Role::ALL.into_iter().filter(|role| *role != Role::FinanceBureau) {
            let stranger = actor(role, WATER);
            let refused = store.write(Upload { request: request(stranger.clone()), draft: ImportId(Uuid::from_u128(7)), ..upload() }).await;
            let Err(Refusal::Rule(rejection)) = refused else { panic!("{role:?}") };
            assert_eq!(rejection.kind, RejectionKind::Forbidden);
            assert_eq!(drafts::list(store.reader(), &stranger).await.unwrap(), []);
            assert_eq!(drafts::find(store.reader(), &stranger, draft_id()).await.unwrap(), None);
            assert_eq!(drafts::file(store.reader(), &stranger, draft_id()).await.unwrap(), None);
            let discard = Discard { request: request(stranger), draft: draft_id() };
            assert_eq!(code(&store.write(discard).await.unwrap_err()), "missing");
        }
        assert_eq!(drafts::list(store.reader(), &bureau()).await.unwrap().len(), 1);
        store.close().await.unwrap();
    }

    async fn whatever_is_changed_beside_the_journal_is_found(database) {
        let store = uploaded(database).await;
        let change = |column: &str, value: &str| format!("UPDATE import_drafts SET {column} = {value}");
        for (column, wrong, right) in [
            ("file_name", "'别的.xlsx'", "'投资计划.xlsx'"),
            ("state", "'committed'", "'open'"),
            ("version", "2", "1"),
        ] {
            database.execute(&change(column, wrong)).await;
            assert!(fault(&store).await.unwrap().contains("待导入清单的登记"), "{column}");
            database.execute(&change(column, right)).await;
            assert_eq!(fault(&store).await, None, "{column}");
        }
        database.execute("DELETE FROM import_draft_files").await;
        assert!(fault(&store).await.unwrap().contains("待导入清单的文件"));
        database.execute("DELETE FROM import_drafts").await;
        assert_eq!(fault(&store).await, Some(format!("import-draft/{}：日志有此项，数据表没有", draft_id())));
        store.close().await.unwrap();
    }

    async fn lists_imported_before_there_were_drafts_stay(database) {
        let store = database.open().await;
        store.write(import(7, vec![project(1, WATER, wan(400)), project(2, WATER, wan(1))])).await.unwrap();
        store.close().await.unwrap();
        let unique = "ALTER TABLE imports ADD CONSTRAINT imports_file_digest_key UNIQUE (file_digest)";
        for statement in [
            "DROP TABLE import_draft_files",
            "DROP TABLE import_drafts",
            "DROP INDEX imports_file_digest",
            "DELETE FROM seaql_migrations WHERE version = 'm20261124_000004_import_drafts'",
        ] {
            database.execute(statement).await;
        }
        if database.is_postgres() {
            database.execute(unique).await;
        }
        let store = database.open().await;
        assert_eq!(verified_subjects(&store).await.subjects, 2);
        let again = Import { file_digest: "digest 7".to_owned(), again: true, ..import(8, vec![]) };
        store.write(again).await.unwrap();
        assert_eq!(imports::list(store.reader(), &bureau()).await.unwrap().len(), 2);
        store.close().await.unwrap();
    }
}
