//! What follows a result: recommended amounts, conditions, batches, and overrides of the entry into the budget.
//!
//! The statements are plain SQL that SQLite and PostgreSQL both read. Amounts are in fen; persons are three columns,
//! kept as a paper named them; a day is `2026-11-24`.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261124_000013_results"
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

const STATEMENTS: [&str; 12] = [
    "ALTER TABLE evaluations ADD COLUMN requested_fen BIGINT",
    "ALTER TABLE round_results ADD COLUMN recommended_fen BIGINT CHECK (recommended_fen > 0)",
    "ALTER TABLE round_results ADD COLUMN reason TEXT",
    "ALTER TABLE round_results ADD COLUMN insufficient_evidence BOOLEAN NOT NULL DEFAULT FALSE",
    // A condition that is settled without a waiver was met.
    "CREATE TABLE result_conditions (
        evaluation_id TEXT NOT NULL,
        round BIGINT NOT NULL,
        number BIGINT NOT NULL CHECK (number >= 1),
        text TEXT NOT NULL,
        due TEXT NOT NULL,
        waiver TEXT,
        settled_by TEXT,
        settled_by_post TEXT,
        settled_by_organisation TEXT,
        settled_at TEXT,
        PRIMARY KEY (evaluation_id, round, number),
        FOREIGN KEY (evaluation_id, round) REFERENCES evaluation_rounds (evaluation_id, round),
        CHECK ((settled_by IS NULL) = (settled_at IS NULL) AND (waiver IS NULL OR settled_at IS NOT NULL))
    )",
    // The digests of the files are separated by blanks.
    "CREATE TABLE condition_reports (
        evaluation_id TEXT NOT NULL,
        round BIGINT NOT NULL,
        number BIGINT NOT NULL,
        position BIGINT NOT NULL CHECK (position >= 1),
        text TEXT NOT NULL,
        files TEXT NOT NULL,
        reported_by TEXT NOT NULL,
        reported_by_post TEXT NOT NULL,
        reported_by_organisation TEXT NOT NULL,
        reported_at TEXT NOT NULL,
        PRIMARY KEY (evaluation_id, round, number, position),
        FOREIGN KEY (evaluation_id, round, number) REFERENCES result_conditions (evaluation_id, round, number)
    )",
    "CREATE TABLE batches (
        id TEXT NOT NULL PRIMARY KEY,
        version BIGINT NOT NULL CHECK (version >= 1),
        number TEXT NOT NULL UNIQUE,
        organiser TEXT NOT NULL,
        organiser_is_finance_bureau BOOLEAN NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'sent', 'discarded')),
        created_by TEXT NOT NULL,
        created_by_post TEXT NOT NULL,
        created_by_organisation TEXT NOT NULL,
        created_at TEXT NOT NULL,
        sent_on TEXT,
        discarded_because TEXT,
        closed_by TEXT,
        closed_by_post TEXT,
        closed_by_organisation TEXT,
        closed_at TEXT,
        CHECK ((state = 'open') = (closed_at IS NULL)
            AND (state = 'sent') = (sent_on IS NOT NULL)
            AND (state = 'discarded') = (discarded_because IS NOT NULL))
    )",
    "CREATE INDEX batches_organiser ON batches (organiser, id)",
    "CREATE TABLE batch_items (
        batch_id TEXT NOT NULL REFERENCES batches (id),
        position BIGINT NOT NULL CHECK (position >= 1),
        evaluation_id TEXT NOT NULL,
        round BIGINT NOT NULL,
        PRIMARY KEY (batch_id, position),
        UNIQUE (batch_id, evaluation_id),
        FOREIGN KEY (evaluation_id, round) REFERENCES evaluation_rounds (evaluation_id, round)
    )",
    "CREATE INDEX batch_items_evaluation ON batch_items (evaluation_id)",
    "CREATE TABLE subject_budget_overrides (
        subject_id TEXT NOT NULL REFERENCES subjects (id),
        budget_year BIGINT NOT NULL,
        reason TEXT NOT NULL,
        requested_by TEXT NOT NULL,
        requested_by_post TEXT NOT NULL,
        requested_by_organisation TEXT NOT NULL,
        requested_on TEXT NOT NULL,
        approved_by TEXT,
        approved_by_post TEXT,
        approved_by_organisation TEXT,
        approved_on TEXT,
        PRIMARY KEY (subject_id, budget_year),
        CHECK ((approved_by IS NULL) = (approved_on IS NULL))
    )",
    // The re-evaluations of a case are looked for by those who ask which result holds.
    "CREATE INDEX evaluations_subject_year ON evaluations (subject_id, budget_year)",
];
