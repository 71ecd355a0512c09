//! The tables of subjects as rows. What a row means is said where [`rows`](super::rows) makes it.

/// A subject: its place, declaration, and what lists are narrowed by.
pub(crate) mod subject {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subjects")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub version: i64,
        /// The journal's number of the registration: unique, and in the order of the list.
        pub list_position: i64,
        pub import_id: Option<String>,
        pub section: Option<String>,
        pub section_title: Option<String>,
        pub subsection: Option<String>,
        pub number: Option<i64>,
        pub name: String,
        pub unit: Option<String>,
        pub nature: String,
        pub content: String,
        pub schedule: String,
        pub funding: String,
        pub remark: String,
        pub class_doubt: Option<String>,
        pub adjustment_cause: Option<String>,
        pub designated_by: Option<String>,
        pub designation_document: Option<String>,
        pub designated_on: Option<String>,
        pub verdict: String,
        pub amount_fen: Option<i64>,
        pub created_at: String,
        pub updated_at: String,
        pub standing: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One known fact with its origin.
pub(crate) mod fact {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subject_facts")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub fact: String,
        pub value: String,
        pub origin_kind: String,
        pub origin_field: Option<String>,
        pub origin_words: Option<String>,
        pub origin_rule: Option<String>,
        pub origin_by: Option<String>,
        pub origin_on: Option<String>,
        pub origin_document: Option<String>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One source of money.
pub(crate) mod funding_source {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subject_funding_sources")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub level: String,
        pub share_basis_points: Option<i64>,
        pub amount_fen: Option<i64>,
        pub secured_fen: Option<i64>,
        pub certainty: String,
        pub words: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// That the subject may be part of a larger project.
pub(crate) mod possible_parts {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subject_possible_parts")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject_id: String,
        pub joint_amount_fen: i64,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The name of one likely sibling.
pub(crate) mod sibling {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subject_siblings")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub name: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The decision behind a standing other than independent.
pub(crate) mod standing {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subject_standings")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject_id: String,
        pub into_subject: Option<String>,
        pub reason: String,
        pub document: Option<String>,
        pub decided_by: String,
        pub decided_on: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One of the subjects that a joint subject consists of.
pub(crate) mod part {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subject_parts")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub part: String,
        pub name: String,
        pub amount_fen: i64,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One performance target.
pub(crate) mod target {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subject_targets")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub dimension: String,
        pub indicator: String,
        pub comparison: String,
        pub value: String,
        pub unit: String,
        pub year: Option<i64>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An override of the entry into the budget of one year.
pub(crate) mod budget_override {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subject_budget_overrides")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub budget_year: i64,
        pub reason: String,
        pub requested_by: String,
        pub requested_by_post: String,
        pub requested_by_organisation: String,
        pub requested_on: String,
        pub approved_by: Option<String>,
        pub approved_by_post: Option<String>,
        pub approved_by_organisation: Option<String>,
        pub approved_on: Option<String>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The current determination. It is read and replaced as a whole, so its lists are JSON, in their order.
pub(crate) mod determination {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "determinations")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject_id: String,
        /// The subject's version that it judges.
        pub subject_version: i64,
        pub verdict: String,
        pub rulebook: String,
        pub findings: String,
        pub missing: String,
        pub follow_up: String,
        pub facts_used: String,
        pub readings: String,
        pub reasons: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
