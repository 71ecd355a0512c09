//! The case, its rounds, who sits in them, and their plain lists.

table! {
    /// A case. `state` repeats the state of its latest round for the rule that a subject has one open case.
    evaluation "evaluations" [id: String]
    version: i64,
    subject_id: String,
    subject_name: String,
    object: String,
    applicant: String,
    voluntary: bool,
    rulebook_id: String,
    rulebook_digest: String,
    budget_year: i64,
    round_number: i64,
    state: String,
    requested_fen: Option<i64>,
}

part! {
    /// A round, with what it has at most once and in few words.
    round "evaluation_rounds" []
    kind: String,
    supersedes: Option<i64>,
    opening_reason: Option<String>,
    organiser: String,
    organiser_is_finance_bureau: bool,
    state: String,
    opened_at: String,
    firm: Option<String>,
    contract: Option<String>,
    /// In 分.
    fee: Option<i64>,
    fee_source: Option<String>,
    end_reason: Option<String>,
}

part! {
    /// A person's place in the working group, on the panel, among those who left either, or among the deputies.
    round_seat "round_seats" [seat: String, position: i64]
    actor: String,
    post: String,
    organisation: String,
    /// Of members and former members of the panel.
    expert_kind: Option<String>,
    /// Why somebody left or an invitation was taken back, or what a deputy said.
    note: Option<String>,
    /// The state in which a former member of the working group left.
    left_in: Option<String>,
}

part! {
    /// One entry of a list that is nothing but texts in an order.
    round_entry "round_entries" [list: String, position: i64]
    entry: String,
}
