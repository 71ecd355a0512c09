//! Marks, meeting and opinions (Art. 14(3), (4)).

part! {
    /// The working group's mark of one indicator.
    preliminary_score "preliminary_scores" [indicator: String]
    score: i64,
    basis: String,
    points: String,
    reason: String,
    scored_by: String,
    scored_by_post: String,
    scored_by_organisation: String,
}

part! {
    /// A question to the experts.
    argument_request "argument_requests" [position: i64]
    indicator: String,
    question: String,
    answer: Option<String>,
}

part! {
    /// The record of the meeting.
    meeting_record "round_meetings" []
    held_on: String,
    place: String,
    unit_report: String,
    preliminary_report: String,
    discussion: String,
}

part! {
    /// One expert's sheet. Its version is its own, not the case's.
    score_sheet "score_sheets" [expert: String]
    version: i64,
    locked_at: Option<String>,
    reopened: bool,
}

part! {
    /// One mark on a sheet, in hundredths.
    sheet_mark "sheet_marks" [expert: String, indicator: String]
    score: i64,
    reason: String,
}

part! {
    /// The panel's opinion.
    opinion "round_opinions" []
    text: String,
    drafted_by: String,
    drafted_by_post: String,
    drafted_by_organisation: String,
}

part! {
    /// A signature under it.
    opinion_signature "opinion_signatures" [position: i64]
    expert: String,
    dissent: Option<String>,
    signed_at: String,
}
