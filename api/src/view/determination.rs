//! The verdict under Article 3 with everything it rests on.

use domain::classification::{Determination, Question};
use poem_openapi::Object;

use super::Labelled;

/// 认定: whether an evaluation is required, and why.
#[derive(Debug, Clone, Object)]
pub struct DeterminationView {
    /// `required`, `not_required`, `needs_information` or `out_of_scope`.
    pub verdict: Labelled,
    /// Short names of the clauses of Article 3 that hold (or may hold, when information is missing).
    pub clauses: Vec<String>,
    /// Every clause with its truth value.
    pub findings: Vec<FindingView>,
    /// Exactly the questions whose answer could change the verdict, in the order in which to ask.
    pub missing: Vec<Labelled>,
    /// Questions that arise only once one of `missing` is answered.
    pub follow_up: Vec<Labelled>,
    /// The facts used, with their origin.
    pub facts_used: Vec<String>,
    /// Codes of the readings applied.
    pub readings: Vec<String>,
    /// Why, step by step.
    pub reasons: Vec<String>,
    /// The rulebook.
    pub rulebook: String,
}

/// One clause of Article 3.
#[derive(Debug, Clone, Object)]
pub struct FindingView {
    /// Short name: `3(2)`.
    pub clause: String,
    /// As papers cite it.
    pub article: String,
    /// `true`, `false` or `undecided`.
    pub truth: String,
    /// Why.
    pub why: String,
}

impl From<&Determination> for DeterminationView {
    fn from(determination: &Determination) -> Self {
        let question = |question: &Question| Labelled::new(question, question.label());
        Self {
            verdict: Labelled::new(&determination.verdict, determination.verdict.label()),
            clauses: determination.clauses().into_iter().map(str::to_owned).collect(),
            findings: determination
                .findings
                .iter()
                .map(|finding| FindingView {
                    clause: finding.clause.clone(),
                    article: finding.article.clone(),
                    truth: super::code_of(&finding.truth),
                    why: finding.why.clone(),
                })
                .collect(),
            missing: determination.missing.iter().map(question).collect(),
            follow_up: determination.follow_up.iter().map(question).collect(),
            facts_used: determination.facts_used.clone(),
            readings: determination.readings.clone(),
            reasons: determination.reasons.clone(),
            rulebook: determination.rulebook.clone(),
        }
    }
}
