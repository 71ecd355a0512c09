//! Arts. 16 and 17 as data: the bands of scores, the grades they may have and what each band leads to.
//!
//! A measure may name grades or not, and as many outcomes as it likes; the workflow only asks for an outcome's
//! [`Effect`].

use serde::{Deserialize, Serialize};

use super::text;
use crate::score::{Mean, Score};

/// What happens to an object: the closed set that the workflow knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It may enter the next step of budget review, which is not approved money (C42, C50).
    Supported,
    /// It goes back to be revised and judged again (C43).
    ReviseAndResubmit,
    /// It does not enter budget review this year (C44).
    Excluded,
}

impl Effect {
    /// Every effect, from the best to the worst for whoever applies.
    pub const ALL: [Self; 3] = [Self::Supported, Self::ReviseAndResubmit, Self::Excluded];

    /// What the effect is, in the words of the workflow.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Supported => "予以支持",
            Self::ReviseAndResubmit => "退回修改后再报",
            Self::Excluded => "本年度不再进入",
        }
    }
}

/// What a result leads to, as one measure calls it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Stable code within the rulebook: `supported`.
    pub code: String,
    /// The words of the measure: `予以支持，可进入预算编审下一环节`.
    pub label: String,
    /// What the workflow does.
    pub effect: Effect,
}

/// An outcome with the article that names it (Art. 17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeRule {
    /// Stable code within the rulebook.
    pub code: String,
    /// The words of the measure.
    pub label: String,
    /// What the workflow does.
    pub effect: Effect,
    /// The article.
    pub article: String,
    /// Whether it stands beside the grades: no score leads to it, whoever confirms a result finds that the evidence
    /// carries no grade (证据不足). The object goes back to be completed and judged again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub beside_grades: bool,
}

impl OutcomeRule {
    /// The outcome without its article, as a result records it.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        Outcome { code: self.code.clone(), label: self.label.clone(), effect: self.effect }
    }
}

/// A grade as one measure names it (Art. 16).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Stable code within the rulebook: `excellent`.
    pub code: String,
    /// Its name on paper: `优秀`.
    pub label: String,
}

/// A band of scores. It is written as the measure prints it, with one upper bound or none; that the bands leave no
/// score out and share none is proved when the rulebook is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Its grade, where the measure has grades.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// The lowest score of the band, in points, inclusive.
    #[serde(with = "text::points")]
    pub at_least: Score,
    /// The score from which it no longer applies: `80分-90分（不含）`.
    #[serde(default, with = "text::optional_points", skip_serializing_if = "Option::is_none")]
    pub below: Option<Score>,
    /// The highest score of the band, inclusive: `90分-100分`.
    #[serde(default, with = "text::optional_points", skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Score>,
    /// The code of the outcome it leads to.
    pub outcome: String,
    /// The article of the band.
    pub article: String,
}

impl Band {
    /// Whether the exact mean lies in the band as it is written.
    #[must_use]
    pub fn contains(&self, mean: Mean) -> bool {
        mean.compare(self.at_least).is_ge()
            && self.below.is_none_or(|bound| mean.compare(bound).is_lt())
            && self.at_most.is_none_or(|bound| mean.compare(bound).is_le())
    }

    /// How a message calls it: its grade, or its bounds.
    #[must_use]
    pub fn name(&self) -> String {
        self.grade.as_ref().map_or_else(|| self.bounds(), |grade| grade.label.clone())
    }

    /// The bounds as papers print them: `80分至90分（不含）`.
    #[must_use]
    pub fn bounds(&self) -> String {
        let lowest = self.at_least;
        match (self.below, self.at_most) {
            (Some(bound), _) if lowest == Score::ZERO => format!("不足{}分", bound.plain()),
            (Some(bound), _) => format!("{}分至{}分（不含）", lowest.plain(), bound.plain()),
            (None, Some(bound)) => format!("{}分至{}分", lowest.plain(), bound.plain()),
            (None, None) => format!("{}分以上", lowest.plain()),
        }
    }
}

/// What a rulebook says of one exact score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// The grade, where the measure has grades.
    pub grade: Option<Grade>,
    /// What it leads to.
    pub outcome: Outcome,
}
