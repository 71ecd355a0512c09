//! Report, result and what follows (Arts. 15–19).

part! {
    /// One section of the report.
    report_section "report_sections" [section: String]
    text: String,
    written_by: String,
    written_by_post: String,
    written_by_organisation: String,
}

part! {
    /// A signature under the report.
    report_signature "report_signatures" [position: i64]
    signed_by: String,
    signed_by_post: String,
    signed_by_organisation: String,
    signed_at: String,
}

part! {
    /// A report that the bureau returned.
    report_return "report_returns" [position: i64]
    reason: String,
    returned_by: String,
    returned_by_post: String,
    returned_by_organisation: String,
    returned_at: String,
    revised: bool,
}

part! {
    /// The confirmed result: the exact score as the sum of the totals in hundredths and their number.
    round_result "round_results" []
    score_sum: i64,
    score_count: i64,
    grade: Option<String>,
    grade_label: Option<String>,
    outcome: String,
    outcome_label: String,
    effect: String,
    preliminary_total: i64,
    confirmed_by: String,
    confirmed_by_post: String,
    confirmed_by_organisation: String,
    confirmed_at: String,
    recommended_fen: Option<i64>,
    reason: Option<String>,
    insufficient_evidence: bool,
}

part! {
    /// A spot check, kept beside the result.
    review "reviews" [position: i64]
    score: Option<i64>,
    finding: String,
    reviewed_by: String,
    reviewed_by_post: String,
    reviewed_by_organisation: String,
}

part! {
    /// The batch in which the object was submitted.
    round_batch "round_batches" []
    number: String,
    submitted_by: String,
    submitted_by_post: String,
    submitted_by_organisation: String,
    submitted_at: String,
}
