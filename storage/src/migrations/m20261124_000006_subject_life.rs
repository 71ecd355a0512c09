//! What happens to a subject beside its verdict: exemptions, joins, and performance targets.
//!
//! The statements are plain SQL that SQLite and PostgreSQL both read. A day is `2026-11-24`; the figure of a target is
//! a decimal number as text, which both keep exactly.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261124_000006_subject_life"
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

const STATEMENTS: [&str; 6] = [
    "ALTER TABLE subjects ADD COLUMN standing TEXT NOT NULL DEFAULT 'independent'
        CHECK (standing IN ('independent', 'exempted', 'joined', 'dissolved'))",
    "CREATE INDEX subjects_standing ON subjects (standing, list_position)",
    // The decision behind a standing; a subject that stands by itself has none.
    "CREATE TABLE subject_standings (
        subject_id TEXT NOT NULL PRIMARY KEY REFERENCES subjects (id),
        into_subject TEXT REFERENCES subjects (id),
        reason TEXT NOT NULL,
        document TEXT,
        decided_by TEXT NOT NULL,
        decided_on TEXT NOT NULL
    )",
    // What a joint subject consists of.
    "CREATE TABLE subject_parts (
        subject_id TEXT NOT NULL REFERENCES subjects (id),
        position BIGINT NOT NULL,
        part TEXT NOT NULL REFERENCES subjects (id),
        name TEXT NOT NULL,
        amount_fen BIGINT NOT NULL,
        PRIMARY KEY (subject_id, position)
    )",
    "CREATE INDEX subject_parts_part ON subject_parts (part)",
    "CREATE TABLE subject_targets (
        subject_id TEXT NOT NULL REFERENCES subjects (id),
        position BIGINT NOT NULL,
        dimension TEXT NOT NULL,
        indicator TEXT NOT NULL,
        comparison TEXT NOT NULL,
        value TEXT NOT NULL,
        unit TEXT NOT NULL,
        year BIGINT,
        PRIMARY KEY (subject_id, position)
    )",
];
