//! The directory of units. A name leads to one unit, which the primary key of the names sees to.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261124_000007_organisations"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in STATEMENTS {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

const STATEMENTS: [&str; 3] = [
    "CREATE TABLE organisations (
        id TEXT NOT NULL PRIMARY KEY,
        version BIGINT NOT NULL CHECK (version >= 1),
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        merged_into TEXT REFERENCES organisations (id)
    )",
    // Position 0 is the full name; a unit that was merged has no names here.
    "CREATE TABLE organisation_names (
        name TEXT NOT NULL PRIMARY KEY,
        organisation_id TEXT NOT NULL REFERENCES organisations (id),
        position BIGINT NOT NULL
    )",
    "CREATE INDEX organisation_names_organisation ON organisation_names (organisation_id, position)",
];
