//! Lists that are looked at before they are imported, and the same file imported again on purpose.

use sea_orm::sea_query::{ColumnDef, ForeignKey, Index, Table};
use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261124_000004_import_drafts"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_drafts(manager).await?;
        allow_a_file_again(manager).await
    }
}

async fn create_drafts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("import_drafts")
                .col(text("id").primary_key())
                .col(number("version"))
                .col(text("state"))
                .col(text("file_name"))
                .col(text("file_digest"))
                .col(number("file_size"))
                .col(text("corrections"))
                .col(text("uploaded_by"))
                .col(text("uploaded_by_post"))
                .col(text("uploaded_by_organisation"))
                .col(text("uploaded_at"))
                .col(text("updated_at"))
                .take(),
        )
        .await?;
    let by_state = Index::create().name("import_drafts_state").table("import_drafts").col("state").take();
    manager.create_index(by_state).await?;
    manager
        .create_table(
            Table::create()
                .table("import_draft_files")
                .col(text("draft_id").primary_key())
                .col(ColumnDef::new("content").binary().not_null().take())
                .foreign_key(
                    ForeignKey::create().from("import_draft_files", "draft_id").to("import_drafts", "id"),
                )
                .take(),
        )
        .await
}

/// The digest of a file was unique among the imports. SQLite cannot drop that from a table, so the table is made anew;
/// what refers to it is checked at the end of the transaction, when everything is there again.
async fn allow_a_file_again(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if connection.get_database_backend() == DatabaseBackend::Postgres {
        let drop = "ALTER TABLE imports DROP CONSTRAINT IF EXISTS imports_file_digest_key";
        connection.execute_unprepared(drop).await?;
    } else {
        connection.execute_unprepared("PRAGMA defer_foreign_keys = ON").await?;
        connection
            .execute_unprepared("CREATE TEMPORARY TABLE imports_before AS SELECT * FROM imports")
            .await?;
        manager.drop_table(Table::drop().table("imports").take()).await?;
        let imports = Table::create()
            .table("imports")
            .col(text("id").primary_key())
            .col(text("file_name"))
            .col(text("file_digest"))
            .col(text("rulebook"))
            .col(number("projects"))
            .col(number("row_errors"))
            .col(text("imported_by"))
            .col(text("imported_by_post"))
            .col(text("imported_by_organisation"))
            .col(text("imported_at"))
            .take();
        manager.create_table(imports).await?;
        connection.execute_unprepared("INSERT INTO imports SELECT * FROM imports_before").await?;
        connection.execute_unprepared("DROP TABLE imports_before").await?;
    }
    let by_digest = Index::create().name("imports_file_digest").table("imports").col("file_digest").take();
    manager.create_index(by_digest).await
}

fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}
