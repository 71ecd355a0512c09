//! A determination becomes one row: it is only ever read and replaced as a whole, and fifteen rows of a few words each
//! were half of what the import of a long list writes.
//!
//! What was in rows of their own is carried over as JSON, in its order.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261124_000014_determinations"
    }
}

/// A column, the table its entries were rows of, what one entry becomes, and which rows belong to it.
struct Carried {
    column: &'static str,
    table: &'static str,
    entry: Entry,
    kind: Option<&'static str>,
}

enum Entry {
    Text(&'static str),
    Object(&'static [&'static str]),
}

const CARRIED: [Carried; 6] = [
    Carried {
        column: "findings",
        table: "determination_findings",
        entry: Entry::Object(&["clause", "article", "truth", "why"]),
        kind: None,
    },
    texts("missing", "determination_missing", "question", "missing"),
    texts("follow_up", "determination_missing", "question", "follow_up"),
    texts("facts_used", "determination_texts", "text", "fact"),
    texts("readings", "determination_texts", "text", "reading"),
    texts("reasons", "determination_texts", "text", "reason"),
];

const fn texts(column: &'static str, table: &'static str, text: &'static str, kind: &'static str) -> Carried {
    Carried { column, table, entry: Entry::Text(text), kind: Some(kind) }
}

impl Carried {
    fn statement(&self, backend: DbBackend) -> String {
        let Self { column, table, .. } = self;
        let postgres = backend == DbBackend::Postgres;
        let entry = match self.entry {
            Entry::Text(text) => format!("part.{text}"),
            Entry::Object(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|field| format!("'{field}', part.{field}")).collect();
                let function = if postgres { "json_build_object" } else { "json_object" };
                format!("{function}({})", fields.join(", "))
            }
        };
        let list = if postgres {
            format!("json_agg({entry} ORDER BY part.position)::text")
        } else {
            format!("json_group_array({entry} ORDER BY part.position)")
        };
        let kind = self.kind.map(|kind| format!(" AND part.kind = '{kind}'")).unwrap_or_default();
        format!(
            "UPDATE determinations SET {column} = COALESCE((SELECT {list} FROM {table} part
                WHERE part.subject_id = determinations.subject_id{kind}), '[]')"
        )
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for carried in &CARRIED {
            let column = carried.column;
            connection
                .execute_unprepared(&format!(
                    "ALTER TABLE determinations ADD COLUMN {column} TEXT NOT NULL DEFAULT '[]'"
                ))
                .await?;
            connection.execute_unprepared(&carried.statement(manager.get_database_backend())).await?;
        }
        for table in ["determination_findings", "determination_missing", "determination_texts"] {
            connection.execute_unprepared(&format!("DROP TABLE {table}")).await?;
        }
        Ok(())
    }
}
