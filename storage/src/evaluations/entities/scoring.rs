//! What the second round of scoring, the organiser's rating and the deputies' form add to a round (Arts. 14(4), 16).

part! {
    /// The first round of scoring of an expert who has begun to revise.
    sheet_first_round "sheet_first_rounds" [expert: String]
    locked_at: String,
}

part! {
    /// One mark of that first round, in hundredths.
    sheet_first_mark "sheet_first_marks" [expert: String, indicator: String]
    score: i64,
    reason: String,
}

part! {
    /// The organiser's own rating of the result.
    organiser_rating "organiser_ratings" []
    rated_by: String,
    rated_by_post: String,
    rated_by_organisation: String,
    rated_at: String,
}

part! {
    /// One mark of that rating, in hundredths.
    rating_mark "organiser_rating_marks" [indicator: String]
    score: i64,
    reason: String,
}

part! {
    /// What a deputy suggests beside the opinion.
    deputy_suggestion "deputy_suggestions" [deputy: String]
    suggestions: String,
}
