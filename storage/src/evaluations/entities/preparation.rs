//! 评估准备 (Art. 13).

part! {
    /// A panel that deviates from size, parity or kinds.
    panel_deviation "panel_deviations" []
    reason: String,
    requested_by: String,
    requested_by_post: String,
    requested_by_organisation: String,
    approved_by: Option<String>,
    approved_by_post: Option<String>,
    approved_by_organisation: Option<String>,
}

part! {
    /// A member of the panel who is to leave as soon as a second person approves.
    panel_withdrawal "panel_withdrawals" [expert: String]
    reason: String,
    requested_by: String,
    requested_by_post: String,
    requested_by_organisation: String,
}

part! {
    /// The plan with its eight contents.
    plan "round_plans" []
    subject_overview: String,
    purpose_and_basis: String,
    organisation_and_methods: String,
    content_and_focus: String,
    indicator_system: String,
    personnel: String,
    steps_and_schedule: String,
    requirements: String,
    drafted_by: String,
    drafted_by_post: String,
    drafted_by_organisation: String,
    approved_by: Option<String>,
    approved_by_post: Option<String>,
    approved_by_organisation: Option<String>,
}

part! {
    /// The most points of one indicator, in hundredths.
    plan_weight "plan_weights" [indicator: String]
    weight: i64,
}

part! {
    /// The notice.
    notice "round_notices" []
    document_number: String,
    scope: String,
    basis: String,
    content: String,
    procedure: String,
    requirements: String,
    base_data_table: String,
    site_visit_schedule: String,
    material_due: String,
    issued_at: String,
    issued_by: String,
    issued_by_post: String,
    issued_by_organisation: String,
}
