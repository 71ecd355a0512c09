//! One event in the journal.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal")]
pub(crate) struct Model {
    /// 1, 2, 3 … without a gap over the whole journal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: i64,
    pub stream: String,
    /// 1, 2, 3 … without a gap in one stream.
    pub stream_version: i64,
    pub kind: String,
    /// The exact bytes that are hashed: never parsed and written again.
    pub payload: String,
    pub actor: String,
    pub occurred_at: String,
    pub previous_hash: String,
    pub hash: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
