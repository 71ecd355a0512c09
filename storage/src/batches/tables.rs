//! The tables of batches as rows.

/// A batch.
pub(crate) mod batch {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "batches")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub version: i64,
        pub number: String,
        pub organiser: String,
        pub organiser_is_finance_bureau: bool,
        pub state: String,
        pub created_by: String,
        pub created_by_post: String,
        pub created_by_organisation: String,
        pub created_at: String,
        pub sent_on: Option<String>,
        pub discarded_because: Option<String>,
        pub closed_by: Option<String>,
        pub closed_by_post: Option<String>,
        pub closed_by_organisation: Option<String>,
        pub closed_at: Option<String>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One object of a batch: the round whose result is sent.
pub(crate) mod item {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "batch_items")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub batch_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub evaluation_id: String,
        pub round: i64,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
