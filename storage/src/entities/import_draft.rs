//! A list that was uploaded and is looked at before it is imported.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_drafts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub version: i64,
    pub state: String,
    pub file_name: String,
    pub file_digest: String,
    pub file_size: i64,
    /// What is put right, as JSON.
    pub corrections: String,
    pub uploaded_by: String,
    pub uploaded_by_post: String,
    pub uploaded_by_organisation: String,
    pub uploaded_at: String,
    pub updated_at: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
