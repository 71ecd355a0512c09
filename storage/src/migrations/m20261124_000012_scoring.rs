//! The first round of scoring beside the second, the organiser's rating of the result, and what deputies suggest.
//!
//! As in the tables of evaluations, a person is three columns, a time is a text and a mark is in hundredths of a point.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261124_000012_scoring"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for statement in STATEMENTS {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

const STATEMENTS: [&str; 6] = [
    "CREATE TABLE sheet_first_rounds (
        evaluation_id TEXT NOT NULL,
        round BIGINT NOT NULL,
        expert TEXT NOT NULL,
        locked_at TEXT NOT NULL,
        PRIMARY KEY (evaluation_id, round, expert),
        FOREIGN KEY (evaluation_id, round, expert) REFERENCES score_sheets (evaluation_id, round, expert)
    )",
    "CREATE TABLE sheet_first_marks (
        evaluation_id TEXT NOT NULL,
        round BIGINT NOT NULL,
        expert TEXT NOT NULL,
        indicator TEXT NOT NULL,
        score BIGINT NOT NULL CHECK (score BETWEEN 0 AND 10000),
        reason TEXT NOT NULL,
        PRIMARY KEY (evaluation_id, round, expert, indicator),
        FOREIGN KEY (evaluation_id, round, expert) REFERENCES sheet_first_rounds (evaluation_id, round, expert)
    )",
    "CREATE TABLE organiser_ratings (
        evaluation_id TEXT NOT NULL,
        round BIGINT NOT NULL,
        rated_by TEXT NOT NULL,
        rated_by_post TEXT NOT NULL,
        rated_by_organisation TEXT NOT NULL,
        rated_at TEXT NOT NULL,
        PRIMARY KEY (evaluation_id, round),
        FOREIGN KEY (evaluation_id, round) REFERENCES evaluation_rounds (evaluation_id, round)
    )",
    "CREATE TABLE organiser_rating_marks (
        evaluation_id TEXT NOT NULL,
        round BIGINT NOT NULL,
        indicator TEXT NOT NULL,
        score BIGINT NOT NULL CHECK (score BETWEEN 0 AND 10000),
        reason TEXT NOT NULL,
        PRIMARY KEY (evaluation_id, round, indicator),
        FOREIGN KEY (evaluation_id, round) REFERENCES organiser_ratings (evaluation_id, round)
    )",
    "CREATE TABLE deputy_suggestions (
        evaluation_id TEXT NOT NULL,
        round BIGINT NOT NULL,
        deputy TEXT NOT NULL,
        suggestions TEXT NOT NULL,
        PRIMARY KEY (evaluation_id, round, deputy),
        FOREIGN KEY (evaluation_id, round) REFERENCES evaluation_rounds (evaluation_id, round)
    )",
    // The year's figures of the experts begin with the results of that year.
    "CREATE INDEX round_results_confirmed_at ON round_results (confirmed_at)",
];
