//! Material and site visit (Art. 14(1), (2)).

part! {
    /// One material that the notice asks for.
    checklist_item "checklist_items" [item: String]
    name: String,
    required: bool,
    status: String,
    return_reason: Option<String>,
    waiver_reason: Option<String>,
    waiver_requested_by: Option<String>,
    waiver_requested_by_post: Option<String>,
    waiver_requested_by_organisation: Option<String>,
    waiver_approved_by: Option<String>,
    waiver_approved_by_post: Option<String>,
    waiver_approved_by_organisation: Option<String>,
}

part! {
    /// One document that the unit supplied for an item.
    material "materials" [item: String, position: i64]
    title: String,
    digest: String,
    supplied_by: String,
    supplied_by_post: String,
    supplied_by_organisation: String,
    supplied_at: String,
}

part! {
    /// More that was asked of the unit.
    supplement "supplements" [position: i64]
    text: String,
    due: String,
    item: Option<String>,
    indicator: Option<String>,
    answer: Option<String>,
    close_reason: Option<String>,
    closed_by: Option<String>,
    closed_by_post: Option<String>,
    closed_by_organisation: Option<String>,
}

part! {
    /// The site visit: either `visited_on`, `place`, `findings` and `explanations`, or `skip_reason`.
    site_visit "site_visits" []
    visited_on: Option<String>,
    place: Option<String>,
    findings: Option<String>,
    explanations: Option<String>,
    skip_reason: Option<String>,
}
