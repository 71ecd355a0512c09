//! The measure of one place as data: every number with the article it comes from, proved when it is loaded.

mod indicators;
mod triggers;

pub use indicators::{AppliesTo, Heading, Indicator, IndicatorTree, ScoringPoint};
pub use triggers::{AmountThreshold, IncreaseThreshold, Trigger};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::score::Score;

/// The rulebook of one place's measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rulebook {
    /// Stable identifier: `yunxi-2023`.
    pub id: String,
    /// The document.
    pub measure: Measure,
    /// Art. 3: which objects must be evaluated, in the order of the text.
    #[serde(rename = "trigger")]
    pub triggers: Vec<Trigger>,
    /// Readings of the text's gaps, by code (`C1`), each with the choice made in Chinese.
    #[serde(rename = "reading")]
    pub readings: Vec<Reading>,
    /// Art. 13(2): the expert panel.
    pub panel: PanelRule,
    /// Art. 7: the indicator trees, for projects and for policies.
    pub indicators: IndicatorTrees,
    /// Arts. 14 and 16: how marks become one score.
    pub scoring: ScoringRule,
    /// Art. 16: the grades from best to worst.
    #[serde(rename = "grade")]
    pub grades: Vec<GradeBand>,
    /// Art. 13(4): what the notice asks the unit for, by object kind.
    pub checklist: Checklists,
    /// Art. 15: the sections of the report in order.
    #[serde(rename = "report_section")]
    pub report_sections: Vec<ReportSection>,
    /// Art. 17: what the workflow counts.
    pub rounds: RoundRule,
}

/// The measure's own data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Full title.
    pub title: String,
    /// Document number.
    pub document_number: String,
    /// Issuing body.
    pub issued_by: String,
    /// Place, as papers name it: `岳阳市云溪区`.
    pub place: String,
    /// The day from which it applies (Art. 24).
    pub effective_from: NaiveDate,
    /// Higher-level documents that notices and reports cite (Art. 1).
    pub based_on: Vec<String>,
}

/// How a gap of the text is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// `C1`.
    pub code: String,
    /// The article with the gap.
    pub article: String,
    /// The choice, as one plain Chinese sentence.
    pub text: String,
}

/// Art. 13(2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelRule {
    /// The article.
    pub article: String,
    /// The least number of members.
    pub minimum_size: u32,
    /// Whether the number must be odd.
    pub odd: bool,
    /// Whether every kind of expert must sit on it.
    pub all_kinds: bool,
    /// Whether 原则上 allows a deviation with a reason and a second person (C27).
    pub deviation_allowed: bool,
}

/// The two trees of Art. 7 (C30).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorTrees {
    /// For projects.
    pub project: IndicatorTree,
    /// For policies.
    pub policy: IndicatorTree,
}

/// Arts. 14(4), 16; C32, C36.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoringRule {
    /// The article.
    pub article: String,
    /// How the panel's totals become one score.
    pub aggregation: Aggregation,
    /// The step of one mark, in points.
    pub step: Score,
}

/// How the panel's totals become one score (C32).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregation {
    /// The arithmetic mean of all members' totals.
    Mean,
    /// The mean without one highest and one lowest total.
    TrimmedMean,
}

/// The grades of Art. 16, worst to best so that they compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 差
    Failing,
    /// 较差
    Poor,
    /// 一般
    Fair,
    /// 良好
    Good,
    /// 优秀
    Excellent,
}

/// What a grade leads to (Art. 17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 予以支持: may enter the next step of budget review, which is not approved money (C42, C50).
    Supported,
    /// 退回部门，修改完善后重新提交 (C43)
    ReturnedForRevision,
    /// 不进入预算编审下一环节 (C44)
    Excluded,
}

/// One grade with its band: from `at_least` up to the next better band.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeBand {
    /// The grade.
    pub grade: Grade,
    /// Its name on paper: `优秀`.
    pub label: String,
    /// The lowest score of the band, in points, inclusive.
    pub at_least: Score,
    /// What it leads to.
    pub outcome: Outcome,
    /// The articles of the band and of the outcome.
    pub article: String,
}

/// What the notice asks for (Art. 13(4)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklists {
    /// For projects.
    pub project: Vec<ChecklistEntry>,
    /// For policies.
    pub policy: Vec<ChecklistEntry>,
}

/// One material the unit is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecklistEntry {
    /// Stable code within the list: `M01`.
    pub code: String,
    /// The material.
    pub name: String,
    /// Whether it is needed from everybody, or only where it exists.
    pub required: bool,
}

/// One section of the report (Art. 15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportSection {
    /// Stable code: `overview`.
    pub code: String,
    /// The heading.
    pub title: String,
    /// The clause that asks for it.
    pub article: String,
}

/// What the workflow counts (C43).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundRule {
    /// The article.
    pub article: String,
    /// After how many rounds a warning is shown. Rounds are never limited.
    pub warn_after: u32,
}
