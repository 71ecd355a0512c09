//! The registers, links and files that judgements rest on (Arts. 7(1), 14, 15). The place in a register is its number.

part! {
    /// What was learnt through a channel.
    inquiry "inquiries" [position: i64]
    channel: String,
    inquired_on: String,
    source: String,
    learnt: String,
    recorded_by: String,
    recorded_by_post: String,
    recorded_by_organisation: String,
}

part! {
    /// A claim that was compared with several sources.
    cross_check "cross_checks" [position: i64]
    claim: String,
    contradiction: Option<String>,
    resolution: Option<String>,
    resolved_by: Option<String>,
    resolved_by_post: Option<String>,
    resolved_by_organisation: Option<String>,
    recorded_by: String,
    recorded_by_post: String,
    recorded_by_organisation: String,
}

part! {
    /// Another policy or project.
    comparison "comparisons" [position: i64]
    kind: String,
    name: String,
    place: String,
    compared: String,
    finding: String,
    source: String,
    recorded_by: String,
    recorded_by_post: String,
    recorded_by_organisation: String,
}

part! {
    /// What the meeting was asked to mind.
    red_flag "red_flags" [position: i64]
    point: Option<String>,
    text: String,
    raised_by: String,
    raised_by_post: String,
    raised_by_organisation: String,
    answer: Option<String>,
    answered_by: Option<String>,
    answered_by_post: Option<String>,
    answered_by_organisation: Option<String>,
}

part! {
    /// A link from a mark, or from a cross-check, to what it rests on. `reference` is the indicator, or the number.
    evidence_link "evidence_links" [owner: String, reference: String, position: i64]
    kind: String,
    item: Option<String>,
    number: Option<i64>,
    words: Option<String>,
}

part! {
    /// A file of an inquiry or of an answer, by its number, or of the site visit, whose number is 1.
    evidence_file "evidence_files" [owner: String, number: i64, position: i64]
    digest: String,
    /// Of the site visit.
    caption: Option<String>,
}
