//! What a supported result carries, and what became of it (Art. 17).

part! {
    /// A condition; it is met when it is settled without a waiver.
    result_condition "result_conditions" [number: i64]
    text: String,
    due: String,
    waiver: Option<String>,
    settled_by: Option<String>,
    settled_by_post: Option<String>,
    settled_by_organisation: Option<String>,
    settled_at: Option<String>,
}

part! {
    /// What somebody said was done about a condition; the digests of the files are separated by blanks.
    condition_report "condition_reports" [number: i64, position: i64]
    text: String,
    files: String,
    reported_by: String,
    reported_by_post: String,
    reported_by_organisation: String,
    reported_at: String,
}
