//! The bytes of an uploaded list, apart from its row so that lists of drafts do not carry them.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_draft_files")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub draft_id: String,
    pub content: Vec<u8>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
