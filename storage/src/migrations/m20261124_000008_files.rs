//! Which files were uploaded to which evaluation. Their bytes are kept elsewhere, by their hash.

use sea_orm::DbErr;
use sea_orm::sea_query::{ColumnDef, ForeignKey, Index, Table};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261124_000008_files"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let text = |name: &'static str| ColumnDef::new(name).text().not_null().take();
        manager
            .create_table(
                Table::create()
                    .table("files")
                    .col(text("evaluation_id"))
                    .col(text("digest"))
                    .col(text("name"))
                    .col(text("media_type"))
                    .col(ColumnDef::new("bytes").big_integer().not_null())
                    .col(text("uploaded_by"))
                    .col(text("uploaded_by_post"))
                    .col(text("uploaded_by_organisation"))
                    .col(text("uploaded_at"))
                    .primary_key(Index::create().col("evaluation_id").col("digest"))
                    .foreign_key(ForeignKey::create().from("files", "evaluation_id").to("evaluations", "id"))
                    .take(),
            )
            .await
    }
}
