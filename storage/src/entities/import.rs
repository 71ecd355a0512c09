//! A list that was imported.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imports")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub file_name: String,
    #[sea_orm(unique)]
    pub file_digest: String,
    /// The digest of the rulebook by which its subjects were judged first.
    pub rulebook: String,
    pub projects: i64,
    pub row_errors: i64,
    pub imported_by: String,
    pub imported_by_post: String,
    pub imported_by_organisation: String,
    pub imported_at: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
