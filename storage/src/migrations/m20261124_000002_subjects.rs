//! Imported lists, subjects with their facts and current determination, and the rulebooks they were judged by.

use sea_orm::DbErr;
use sea_orm::sea_query::{ColumnDef, ForeignKey, Index, Table};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261124_000002_subjects"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_rulebooks(manager).await?;
        create_imports(manager).await?;
        create_subjects(manager).await?;
        create_parts_of_facts(manager).await?;
        create_determinations(manager).await
    }
}

async fn create_rulebooks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("rulebooks")
                .col(text("digest").primary_key())
                .col(text("id"))
                .col(text("text"))
                .col(text("kept_at"))
                .take(),
        )
        .await
}

async fn create_imports(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("imports")
                .col(text("id").primary_key())
                .col(text("file_name"))
                .col(text("file_digest").unique_key())
                .col(text("rulebook"))
                .col(number("projects"))
                .col(number("row_errors"))
                .col(text("imported_by"))
                .col(text("imported_by_post"))
                .col(text("imported_by_organisation"))
                .col(text("imported_at"))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("import_issues")
                .col(text("import_id"))
                .col(number("position"))
                .col(number("line"))
                .col(optional_text("column_name"))
                .col(text("code"))
                .col(text("message"))
                .col(text("severity"))
                .primary_key(Index::create().col("import_id").col("position"))
                .foreign_key(ForeignKey::create().from("import_issues", "import_id").to("imports", "id"))
                .take(),
        )
        .await
}

async fn create_subjects(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("subjects")
                .col(text("id").primary_key())
                .col(number("version"))
                .col(number("list_position").unique_key())
                .col(optional_text("import_id"))
                .col(optional_text("section"))
                .col(optional_text("section_title"))
                .col(optional_text("subsection"))
                .col(optional_number("number"))
                .col(text("name"))
                .col(optional_text("unit"))
                .col(text("nature"))
                .col(text("content"))
                .col(text("schedule"))
                .col(text("funding"))
                .col(text("remark"))
                .col(optional_text("class_doubt"))
                .col(optional_text("adjustment_cause"))
                .col(optional_text("designated_by"))
                .col(optional_text("designation_document"))
                .col(optional_text("designated_on"))
                .col(text("verdict"))
                .col(optional_number("amount_fen"))
                .col(text("created_at"))
                .col(text("updated_at"))
                .foreign_key(ForeignKey::create().from("subjects", "import_id").to("imports", "id"))
                .take(),
        )
        .await?;
    // Every list is read in the order of list_position, narrowed by one of these.
    for (name, column) in
        [("subjects_verdict", "verdict"), ("subjects_unit", "unit"), ("subjects_import", "import_id")]
    {
        manager
            .create_index(
                Index::create().name(name).table("subjects").col(column).col("list_position").take(),
            )
            .await?;
    }
    Ok(())
}

async fn create_parts_of_facts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    create_part(
        manager,
        "subject_facts",
        &["subject_id", "fact"],
        vec![
            text("fact"),
            text("value"),
            text("origin_kind"),
            optional_text("origin_field"),
            optional_text("origin_words"),
            optional_text("origin_rule"),
            optional_text("origin_by"),
            optional_text("origin_on"),
            optional_text("origin_document"),
        ],
    )
    .await?;
    create_part(
        manager,
        "subject_funding_sources",
        &["subject_id", "position"],
        vec![
            number("position"),
            text("level"),
            optional_number("share_basis_points"),
            optional_number("amount_fen"),
            optional_number("secured_fen"),
            text("certainty"),
            text("words"),
        ],
    )
    .await?;
    create_part(manager, "subject_possible_parts", &["subject_id"], vec![number("joint_amount_fen")]).await?;
    create_part(
        manager,
        "subject_siblings",
        &["subject_id", "position"],
        vec![number("position"), text("name")],
    )
    .await
}

async fn create_determinations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    create_part(
        manager,
        "determinations",
        &["subject_id"],
        vec![number("subject_version"), text("verdict"), text("rulebook")],
    )
    .await?;
    create_part(
        manager,
        "determination_findings",
        &["subject_id", "position"],
        vec![number("position"), text("clause"), text("article"), text("truth"), text("why")],
    )
    .await?;
    create_part(
        manager,
        "determination_missing",
        &["subject_id", "kind", "position"],
        vec![text("kind"), number("position"), text("question")],
    )
    .await?;
    create_part(
        manager,
        "determination_texts",
        &["subject_id", "kind", "position"],
        vec![text("kind"), number("position"), text("text")],
    )
    .await
}

/// A table whose rows belong to a subject.
async fn create_part(
    manager: &SchemaManager<'_>,
    table: &'static str,
    key: &[&'static str],
    columns: Vec<ColumnDef>,
) -> Result<(), DbErr> {
    let mut primary_key = Index::create();
    for column in key {
        primary_key.col(*column);
    }
    let mut statement = Table::create();
    statement.table(table).col(text("subject_id"));
    for column in columns {
        statement.col(column);
    }
    statement
        .primary_key(&mut primary_key)
        .foreign_key(ForeignKey::create().from(table, "subject_id").to("subjects", "id"));
    manager.create_table(statement).await
}

fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

fn optional_text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().take()
}

fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

fn optional_number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().take()
}
