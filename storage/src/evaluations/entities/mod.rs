//! The tables of evaluations as rows. Every part of a round has the key of its round, (`evaluation_id`, `round`), at
//! the front of its own key; the rest of a key is a code, or a position where the order counts.

/// A table: the columns of its primary key in order, then the others.
macro_rules! table {
    ($(#[$documentation:meta])* $module:ident $name:tt [$($key:ident: $key_type:ty),+] $($(#[$note:meta])* $column:ident: $type:ty),* $(,)?) => {
        $(#[$documentation])*
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $name)]
            pub(crate) struct Model {
                $(
                    #[sea_orm(primary_key, auto_increment = false)]
                    pub $key: $key_type,
                )+
                $(
                    $(#[$note])*
                    pub $column: $type,
                )*
            }

            #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
            pub(crate) enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

/// A table of parts of rounds: what its key has beyond the round, then the other columns.
macro_rules! part {
    ($(#[$documentation:meta])* $module:ident $name:tt [$($key:ident: $key_type:ty),*] $($(#[$note:meta])* $column:ident: $type:ty),* $(,)?) => {
        table! {
            $(#[$documentation])*
            $module $name [evaluation_id: String, round: i64 $(, $key: $key_type)*]
            $($(#[$note])* $column: $type),*
        }

        impl crate::evaluations::entities::RoundPart for $module::Model {
            fn evaluation(&self) -> &str {
                &self.evaluation_id
            }

            fn round(&self) -> i64 {
                self.round
            }
        }
    };
}

/// A row that belongs to a round.
pub(crate) trait RoundPart {
    /// The evaluation's identifier.
    fn evaluation(&self) -> &str;
    /// The round's number.
    fn round(&self) -> i64;
}

mod case;
mod collection;
mod evidence;
mod meeting;
mod preparation;
mod report;
mod result;
mod scoring;

pub(crate) use case::{evaluation, round, round_entry, round_seat};
pub(crate) use collection::{checklist_item, material, site_visit, supplement};
pub(crate) use evidence::{comparison, cross_check, evidence_file, evidence_link, inquiry, red_flag};
pub(crate) use meeting::{
    argument_request, meeting_record, opinion, opinion_signature, preliminary_score, score_sheet, sheet_mark,
};
pub(crate) use preparation::{notice, panel_deviation, panel_withdrawal, plan, plan_weight};
pub(crate) use report::{report_return, report_section, report_signature, review, round_batch, round_result};
pub(crate) use result::{condition_report, result_condition};
pub(crate) use scoring::{
    deputy_suggestion, organiser_rating, rating_mark, sheet_first_mark, sheet_first_round,
};
