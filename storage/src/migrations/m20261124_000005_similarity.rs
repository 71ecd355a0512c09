//! Decisions on what may be parts of one project or the same twice.

use sea_orm::DbErr;
use sea_orm::sea_query::{ColumnDef, ForeignKey, Index, Table};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261124_000005_similarity"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("similarity_decisions")
                    .col(text("finding").primary_key())
                    .col(number("version"))
                    .col(text("choice"))
                    .col(text("reason"))
                    .col(text("decided_by"))
                    .col(text("decided_by_post"))
                    .col(text("decided_by_organisation"))
                    .col(text("decided_at"))
                    .take(),
            )
            .await?;
        let (table, decisions) = ("similarity_decision_subjects", "similarity_decisions");
        manager
            .create_table(
                Table::create()
                    .table(table)
                    .col(text("finding"))
                    .col(number("position"))
                    .col(text("subject_id"))
                    .primary_key(Index::create().col("finding").col("position"))
                    .foreign_key(ForeignKey::create().from(table, "finding").to(decisions, "finding"))
                    .foreign_key(ForeignKey::create().from(table, "subject_id").to("subjects", "id"))
                    .take(),
            )
            .await?;
        // A subject shows what was decided about it.
        manager
            .create_index(
                Index::create()
                    .name("similarity_decision_subjects_subject")
                    .table(table)
                    .col("subject_id")
                    .take(),
            )
            .await
    }
}

fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}
