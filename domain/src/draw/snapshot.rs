//! The pool as it stood when a round was opened: everybody who could be drawn, and everybody left out with the reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::encoding::Hashing;
use crate::issue::{Issue, require};
use crate::panel::ExpertKind;

/// How large a pool may be. A district has some hundred experts; the bound keeps a malformed file from
/// occupying the machine.
const MOST_CANDIDATES: usize = 100_000;

/// One entry of the pool: an expert, or an evaluation for a spot check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// Identifier, unique in the pool. The order of the pool is the order of its UTF-8 bytes.
    pub id: String,
    /// The group in which it is drawn: `业务专家`.
    pub stratum: String,
    /// The unit it belongs to.
    pub unit: String,
    /// Its status when the snapshot was taken: `在库`.
    pub status: String,
    /// Why it cannot be drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusion: Option<Exclusion>,
}

impl Candidate {
    /// An expert who can be drawn; the stratum is the kind (Art. 13(2)).
    #[must_use]
    pub fn expert(id: impl Into<String>, kind: ExpertKind, unit: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            stratum: kind.label().to_owned(),
            unit: unit.into(),
            status: "在库".to_owned(),
            exclusion: None,
        }
    }

    /// Whether it can be drawn.
    #[must_use]
    pub const fn is_eligible(&self) -> bool {
        self.exclusion.is_none()
    }
}

/// Why a candidate cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Stable code for programs: `same_unit`, `suspended`.
    pub code: String,
    /// The article: `第二十二条`.
    pub article: String,
    /// Why, in Chinese.
    pub reason: String,
}

/// The pool, in the order of the identifiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Snapshot(Vec<Candidate>);

impl Snapshot {
    /// Puts the candidates in order.
    ///
    /// # Errors
    /// Every candidate without identifier, stratum, or reason for its exclusion, and every identifier that
    /// comes twice.
    pub fn new(mut candidates: Vec<Candidate>) -> Result<Self, Vec<Issue>> {
        if candidates.len() > MOST_CANDIDATES {
            let message = format!("名册有{}个，超过{MOST_CANDIDATES}个", candidates.len());
            return Err(vec![Issue::new("candidates", "too_many", message)]);
        }
        let mut issues = Vec::new();
        let mut seen = BTreeSet::new();
        for (index, candidate) in candidates.iter().enumerate() {
            let field = |name: &str| format!("candidates.{}.{name}", index + 1);
            require(&mut issues, &field("id"), "编号", &candidate.id);
            require(&mut issues, &field("stratum"), "类别", &candidate.stratum);
            if !seen.insert(candidate.id.as_str()) {
                let message = format!("编号{}在名册中出现两次，会使其机会加倍", candidate.id);
                issues.push(Issue::new(field("id"), "duplicate", message));
            }
            if let Some(exclusion) = &candidate.exclusion {
                require(&mut issues, &field("exclusion.code"), "排除代码", &exclusion.code);
                require(&mut issues, &field("exclusion.article"), "排除依据", &exclusion.article);
                require(&mut issues, &field("exclusion.reason"), "排除理由", &exclusion.reason);
            }
        }
        if !issues.is_empty() {
            return Err(issues);
        }
        candidates.sort_unstable_by(|left, right| left.id.cmp(&right.id));
        Ok(Self(candidates))
    }

    /// Every candidate in order.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.0
    }

    /// The candidate with this identifier.
    #[must_use]
    pub fn candidate(&self, id: &str) -> Option<&Candidate> {
        self.0.iter().find(|candidate| candidate.id == id)
    }

    /// The identifiers of one stratum that can be drawn, in order.
    #[must_use]
    pub fn eligible(&self, stratum: &str) -> Vec<String> {
        let in_stratum = |candidate: &&Candidate| candidate.is_eligible() && candidate.stratum == stratum;
        self.0.iter().filter(in_stratum).map(|candidate| candidate.id.clone()).collect()
    }

    /// How many can be drawn in each stratum.
    #[must_use]
    pub fn eligible_counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for candidate in self.0.iter().filter(|candidate| candidate.is_eligible()) {
            *counts.entry(candidate.stratum.as_str()).or_default() += 1;
        }
        counts
    }

    /// The hash of the pool, as the description of the module's algorithm says.
    #[must_use]
    pub fn hash(&self) -> String {
        let write = |hashing: Hashing, candidate: &Candidate| {
            let hashing = hashing
                .field(&candidate.id)
                .field(&candidate.stratum)
                .field(&candidate.unit)
                .field(&candidate.status);
            match &candidate.exclusion {
                None => hashing.field("eligible"),
                Some(exclusion) => hashing
                    .field("excluded")
                    .field(&exclusion.code)
                    .field(&exclusion.article)
                    .field(&exclusion.reason),
            }
        };
        Hashing::of("quanheng/draw/snapshot/1").list(self.0.iter(), write).hex()
    }
}
