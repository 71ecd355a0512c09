//! From the domain's values to rows and back, one pair of functions for each table.

mod case;
mod collection;
mod evidence;
mod meeting;
mod preparation;
mod report;
mod result;
mod scoring;

pub(super) use case::{List, Seats, commission, entries, evaluation_row, read_entries, round_row, seat_rows};
pub(super) use collection::{
    checklist_row, material_rows, read_checklist, read_site_visit, read_supplement, site_visit_row,
    supplement_rows,
};
pub(super) use evidence::{
    FileOwner, Files, LinkOwner, Links, Registers, comparison_row, cross_check_row, file_rows, inquiry_row,
    link_rows, red_flag_row, visit_file_rows,
};
pub(super) use meeting::{
    argument_rows, mark_row, meeting_row, opinion_row, opinion_signature_rows, preliminary_row,
    read_argument, read_mark, read_meeting, read_opinion, read_preliminary, sheet_row,
};
pub(super) use preparation::{
    deviation_row, notice_row, plan_row, read_deviation, read_notice, read_plan, read_withdrawal,
    weight_rows, withdrawal_rows,
};
pub(super) use report::{
    batch_row, read_batch, read_report_return, read_report_signature, read_report_text, read_result,
    read_review, report_return_rows, report_signature_rows, report_text_row, result_row, review_rows,
};
pub(super) use result::{condition_report_rows, condition_row, read_conditions};
pub(super) use scoring::{
    add_first_rounds, add_suggestions, first_mark_rows, first_round_row, rating_mark_rows, rating_row,
    read_rating, suggestion_row,
};
