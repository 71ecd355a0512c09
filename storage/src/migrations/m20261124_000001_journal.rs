//! The journal with its head, the actors, and the keys of requests that were answered.

use sea_orm::sea_query::{ColumnDef, Index, Query, Table};
use sea_orm::{DbErr, DeriveIden};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::journal::GENESIS_HASH;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261124_000001_journal"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_journal(manager).await?;
        create_journal_head(manager).await?;
        create_actors(manager).await?;
        create_idempotency_keys(manager).await
    }
}

async fn create_journal(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table(Journal::Table)
                .col(ColumnDef::new(Journal::Sequence).big_integer().not_null().primary_key())
                .col(ColumnDef::new(Journal::Stream).text().not_null())
                .col(ColumnDef::new(Journal::StreamVersion).big_integer().not_null())
                .col(ColumnDef::new(Journal::Kind).text().not_null())
                .col(ColumnDef::new(Journal::Payload).text().not_null())
                .col(ColumnDef::new(Journal::Actor).text().not_null())
                .col(ColumnDef::new(Journal::OccurredAt).text().not_null())
                .col(ColumnDef::new(Journal::PreviousHash).text().not_null())
                .col(ColumnDef::new(Journal::Hash).text().not_null())
                .take(),
        )
        .await?;
    // Also serves every search by stream: the stream is its first column.
    manager
        .create_index(
            Index::create()
                .name("journal_stream_version")
                .table(Journal::Table)
                .col(Journal::Stream)
                .col(Journal::StreamVersion)
                .unique()
                .take(),
        )
        .await
}

async fn create_journal_head(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table(JournalHead::Table)
                .col(ColumnDef::new(JournalHead::Id).integer().not_null().primary_key())
                .col(ColumnDef::new(JournalHead::Sequence).big_integer().not_null())
                .col(ColumnDef::new(JournalHead::Hash).text().not_null())
                .take(),
        )
        .await?;
    manager
        .execute(
            Query::insert()
                .into_table(JournalHead::Table)
                .columns([JournalHead::Id, JournalHead::Sequence, JournalHead::Hash])
                .values_panic([1.into(), 0_i64.into(), GENESIS_HASH.into()])
                .take(),
        )
        .await
}

async fn create_actors(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table(Actors::Table)
                .col(ColumnDef::new(Actors::Id).text().not_null().primary_key())
                .col(ColumnDef::new(Actors::Post).text().not_null())
                .col(ColumnDef::new(Actors::Role).text().not_null())
                .col(ColumnDef::new(Actors::Organisation).text().not_null())
                .col(ColumnDef::new(Actors::TokenHash).text().not_null().unique_key())
                .col(ColumnDef::new(Actors::CreatedAt).text().not_null())
                .take(),
        )
        .await
}

async fn create_idempotency_keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table(IdempotencyKeys::Table)
                .col(ColumnDef::new(IdempotencyKeys::Actor).text().not_null())
                .col(ColumnDef::new(IdempotencyKeys::Key).text().not_null())
                .col(ColumnDef::new(IdempotencyKeys::RequestDigest).text().not_null())
                .col(ColumnDef::new(IdempotencyKeys::Outcome).text().not_null())
                .col(ColumnDef::new(IdempotencyKeys::CreatedAt).text().not_null())
                .primary_key(Index::create().col(IdempotencyKeys::Actor).col(IdempotencyKeys::Key))
                .take(),
        )
        .await
}

#[derive(DeriveIden)]
enum Journal {
    Table,
    Sequence,
    Stream,
    StreamVersion,
    Kind,
    Payload,
    Actor,
    OccurredAt,
    PreviousHash,
    Hash,
}

#[derive(DeriveIden)]
enum JournalHead {
    Table,
    Id,
    Sequence,
    Hash,
}

#[derive(DeriveIden)]
enum Actors {
    Table,
    Id,
    Post,
    Role,
    Organisation,
    TokenHash,
    CreatedAt,
}

#[derive(DeriveIden)]
enum IdempotencyKeys {
    Table,
    Actor,
    Key,
    RequestDigest,
    Outcome,
    CreatedAt,
}
