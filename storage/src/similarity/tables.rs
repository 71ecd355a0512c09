//! The tables of decisions as rows.

/// The latest decision on a finding.
pub(crate) mod decision {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "similarity_decisions")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub finding: String,
        /// How many decisions there were on it.
        pub version: i64,
        pub choice: String,
        pub reason: String,
        pub decided_by: String,
        pub decided_by_post: String,
        pub decided_by_organisation: String,
        pub decided_at: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One object of a finding that was decided on.
pub(crate) mod decided_subject {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "similarity_decision_subjects")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub finding: String,
        /// 0, 1, 2 … in the order of the identifiers.
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub subject_id: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
