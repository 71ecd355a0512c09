//! Possible splits and overlaps as they are shown.

use std::collections::HashMap;

use domain::id::SubjectId;
use domain::money::MoneyUnit;
use domain::similarity::Finding;
use domain::subject::Subject;
use poem_openapi::Object;
use storage::similarity::DecisionRecord;

use super::{Labelled, moment};

/// 疑似拆分 or 疑似重复: a warning about two or more subjects, never a verdict.
#[derive(Debug, Clone, Object)]
pub struct SimilarityFindingView {
    /// What identifies it: its kind and exactly these subjects.
    pub id: String,
    /// `split` or `overlap`.
    pub kind: Labelled,
    /// How strongly the signs speak, 0 to 100. It ranks findings and decides nothing.
    pub score: u32,
    /// Why, in one sentence.
    pub reason: String,
    /// The subjects.
    pub subjects: Vec<SimilaritySubjectView>,
    /// All amounts of a split together, in 万元.
    pub together_wan: Option<String>,
    /// The amount from which they would be evaluated, in 万元.
    pub threshold_wan: Option<String>,
    /// What somebody decided on it.
    pub decision: Option<SimilarityDecisionView>,
}

/// A subject of a finding.
#[derive(Debug, Clone, Object)]
pub struct SimilaritySubjectView {
    /// Identifier.
    pub id: String,
    /// Section of the list.
    pub section: Option<String>,
    /// Serial number in the section.
    pub number: Option<u32>,
    /// Name.
    pub name: String,
    /// 申报单位 or 建设单位.
    pub unit: Option<String>,
    /// Total investment in 万元.
    pub amount_wan: Option<String>,
}

/// What somebody decided on a finding.
#[derive(Debug, Clone, Object)]
pub struct SimilarityDecisionView {
    /// The finding.
    pub finding: String,
    /// How many decisions there were on it; name it to change the decision.
    pub version: u64,
    /// `one_project`, `separate`, `duplicate` or `not_duplicate`.
    pub choice: Labelled,
    /// Why.
    pub reason: String,
    /// The post that decided.
    pub by: String,
    /// Its organisation.
    pub organisation: String,
    /// When, in Beijing time.
    pub at: String,
    /// The subjects that it is about.
    pub subjects: Vec<String>,
}

/// What may be wrong with one subject.
#[derive(Debug, Clone, Object)]
pub struct SubjectSimilarView {
    /// The subject.
    pub subject: String,
    /// At most one split, then overlaps, strongest first.
    pub findings: Vec<SimilarityFindingView>,
    /// Everything that was decided about it, newest first, whether or not it is still found.
    pub decisions: Vec<SimilarityDecisionView>,
}

/// A page of findings.
#[derive(Debug, Clone, Object)]
pub struct SimilarityPage {
    /// The list that was looked at; empty when it was every subject.
    pub import: Option<String>,
    /// How many findings there are.
    pub total: u64,
    /// The findings, strongest first.
    pub findings: Vec<SimilarityFindingView>,
    /// Pass as `after` to read on; empty at the end.
    pub next: Option<u64>,
}

impl SimilarityFindingView {
    /// A finding with its subjects and the decision on it.
    pub fn new(
        finding: &Finding,
        subjects: &HashMap<SubjectId, Subject>,
        decision: Option<&DecisionRecord>,
    ) -> Self {
        let wan = |amount: domain::money::Money| amount.to_decimal(MoneyUnit::TenThousand);
        Self {
            id: finding.key().to_string(),
            kind: Labelled::new(&finding.kind, finding.kind.label()),
            score: finding.score,
            reason: finding.reason.clone(),
            subjects: finding
                .subjects
                .iter()
                .filter_map(|id| subjects.get(id))
                .map(SimilaritySubjectView::from)
                .collect(),
            together_wan: finding.amounts.map(|amounts| wan(amounts.together)),
            threshold_wan: finding.amounts.map(|amounts| wan(amounts.threshold)),
            decision: decision.map(SimilarityDecisionView::from),
        }
    }
}

impl From<&Subject> for SimilaritySubjectView {
    fn from(subject: &Subject) -> Self {
        let amount = subject.facts.total_amount.as_ref();
        Self {
            id: subject.id.to_string(),
            section: subject.place.as_ref().map(|place| place.section.clone()),
            number: subject.place.as_ref().map(|place| place.number),
            name: subject.declaration.name.clone(),
            unit: subject.declaration.unit.clone(),
            amount_wan: amount.map(|amount| amount.value.to_decimal(MoneyUnit::TenThousand)),
        }
    }
}

impl From<&DecisionRecord> for SimilarityDecisionView {
    fn from(record: &DecisionRecord) -> Self {
        let decided = &record.decided;
        Self {
            finding: decided.finding.to_string(),
            version: record.version,
            choice: Labelled::new(&decided.choice, decided.choice.label()),
            reason: decided.reason.clone(),
            by: decided.by.post.clone(),
            organisation: decided.by.organisation.clone(),
            at: moment(decided.at),
            subjects: decided.subjects.iter().map(SubjectId::to_string).collect(),
        }
    }
}
