//! What a judgement rests on: the registers of channels used, cross-checks, comparisons and red flags, the links from
//! marks to their evidence, files of answers and visits, and the fee of a commission.
//!
//! Evidence of a mark was one text before; it becomes one link in words, as the domain reads such an event.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261124_000009_evidence"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for (table, key, columns) in TABLES {
            let statement = format!(
                "CREATE TABLE {table} (
                    evaluation_id TEXT NOT NULL,
                    round BIGINT NOT NULL,
                    {columns},
                    PRIMARY KEY (evaluation_id, round, {key}),
                    FOREIGN KEY (evaluation_id, round) REFERENCES evaluation_rounds (evaluation_id, round)
                )"
            );
            connection.execute_unprepared(&statement).await?;
        }
        for statement in CHANGES {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// Name, key beyond the round, and columns with the table's own constraints last.
const TABLES: [(&str, &str, &str); 6] = [
    (
        "inquiries",
        "position",
        "position BIGINT NOT NULL CHECK (position >= 1),
        channel TEXT NOT NULL,
        inquired_on TEXT NOT NULL,
        source TEXT NOT NULL,
        learnt TEXT NOT NULL,
        recorded_by TEXT NOT NULL,
        recorded_by_post TEXT NOT NULL,
        recorded_by_organisation TEXT NOT NULL",
    ),
    (
        "cross_checks",
        "position",
        "position BIGINT NOT NULL CHECK (position >= 1),
        claim TEXT NOT NULL,
        contradiction TEXT,
        resolution TEXT,
        resolved_by TEXT,
        resolved_by_post TEXT,
        resolved_by_organisation TEXT,
        recorded_by TEXT NOT NULL,
        recorded_by_post TEXT NOT NULL,
        recorded_by_organisation TEXT NOT NULL,
        CHECK (resolution IS NULL OR contradiction IS NOT NULL),
        CHECK ((resolution IS NULL) = (resolved_by IS NULL)),
        CHECK ((resolved_by IS NULL) = (resolved_by_post IS NULL)
            AND (resolved_by IS NULL) = (resolved_by_organisation IS NULL))",
    ),
    (
        "comparisons",
        "position",
        "position BIGINT NOT NULL CHECK (position >= 1),
        kind TEXT NOT NULL CHECK (kind IN ('comparable', 'overlap')),
        name TEXT NOT NULL,
        place TEXT NOT NULL,
        compared TEXT NOT NULL,
        finding TEXT NOT NULL,
        source TEXT NOT NULL,
        recorded_by TEXT NOT NULL,
        recorded_by_post TEXT NOT NULL,
        recorded_by_organisation TEXT NOT NULL",
    ),
    (
        "red_flags",
        "position",
        "position BIGINT NOT NULL CHECK (position >= 1),
        point TEXT,
        text TEXT NOT NULL,
        raised_by TEXT NOT NULL,
        raised_by_post TEXT NOT NULL,
        raised_by_organisation TEXT NOT NULL,
        answer TEXT,
        answered_by TEXT,
        answered_by_post TEXT,
        answered_by_organisation TEXT,
        CHECK ((answer IS NULL) = (answered_by IS NULL)),
        CHECK ((answered_by IS NULL) = (answered_by_post IS NULL)
            AND (answered_by IS NULL) = (answered_by_organisation IS NULL))",
    ),
    (
        "evidence_links",
        "owner, reference, position",
        "owner TEXT NOT NULL CHECK (owner IN ('preliminary', 'cross_check')),
        reference TEXT NOT NULL,
        position BIGINT NOT NULL CHECK (position >= 1),
        kind TEXT NOT NULL CHECK (kind IN ('material', 'inquiry', 'cross_check', 'comparison', 'site_visit',
            'words')),
        item TEXT,
        number BIGINT CHECK (number >= 1),
        words TEXT,
        CHECK ((kind = 'material') = (item IS NOT NULL)),
        CHECK ((kind IN ('inquiry', 'cross_check', 'comparison')) = (number IS NOT NULL)),
        CHECK ((kind = 'words') = (words IS NOT NULL))",
    ),
    (
        "evidence_files",
        "owner, number, position",
        "owner TEXT NOT NULL CHECK (owner IN ('inquiry', 'supplement', 'site_visit')),
        number BIGINT NOT NULL CHECK (number >= 1),
        position BIGINT NOT NULL CHECK (position >= 1),
        digest TEXT NOT NULL CHECK (length(digest) = 64),
        caption TEXT,
        CHECK ((owner = 'site_visit') = (caption IS NOT NULL))",
    ),
];

const CHANGES: [&str; 5] = [
    "INSERT INTO evidence_links (evaluation_id, round, owner, reference, position, kind, words)
        SELECT evaluation_id, round, 'preliminary', indicator, 1, 'words', evidence FROM preliminary_scores",
    "ALTER TABLE preliminary_scores DROP COLUMN evidence",
    "ALTER TABLE supplements ADD COLUMN item TEXT",
    "ALTER TABLE supplements ADD COLUMN indicator TEXT",
    // In 分. Commissions from before have none.
    "ALTER TABLE evaluation_rounds ADD COLUMN fee BIGINT CHECK (fee > 0)",
];
