//! The measure of one place as data: every number with the article it comes from, proved when it is loaded.

mod grades;
mod indicators;
mod load;
mod proof;
#[cfg(test)]
mod tests;
mod text;
mod triggers;

pub use grades::{Grade, GradeBand, GradeBands, NoGrades, Outcome};
pub use indicators::{AppliesTo, Heading, Indicator, IndicatorTree, ScoringPoint};
pub use load::RulebookErrors;
pub use triggers::{AmountThreshold, IncreaseThreshold, Trigger};

use std::ops::Range;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::classification::{Application, ObjectKind};
use crate::money::Money;
use crate::score::Mean;

use crate::score::Score;

/// The rulebook of one place's measure. [`Rulebook::parse`] is the way to get one: it proves what the lookups
/// rely on.
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
    pub grades: GradeBands,
    /// Art. 13(4): what the notice asks the unit for, by object kind.
    pub checklist: Checklists,
    /// Art. 15: the sections of the report in order.
    #[serde(rename = "report_section")]
    pub report_sections: Vec<ReportSection>,
    /// Art. 17: what the workflow counts.
    pub rounds: RoundRule,
    /// Computed when the rulebook is parsed.
    #[serde(skip)]
    digest: String,
}

impl Rulebook {
    /// The SM3 digest (64 hexadecimal digits) of what the rulebook says, whatever its layout and comments.
    #[must_use]
    pub fn digest(&self) -> String {
        self.digest.clone()
    }

    /// The indicator tree for one kind of object (C30).
    #[must_use]
    pub const fn tree(&self, object: ObjectKind) -> &IndicatorTree {
        match object {
            ObjectKind::Policy => &self.indicators.policy,
            ObjectKind::Project => &self.indicators.project,
        }
    }

    /// What the notice asks for, by kind of object.
    #[must_use]
    pub fn checklist(&self, object: ObjectKind) -> &[ChecklistEntry] {
        match object {
            ObjectKind::Policy => &self.checklist.policy,
            ObjectKind::Project => &self.checklist.project,
        }
    }

    /// The grade of an exact mean, with its outcome.
    #[must_use]
    pub fn grade_of(&self, mean: Mean) -> &GradeBand {
        self.grades.of(mean)
    }

    /// The reading with `code`.
    #[must_use]
    pub fn reading(&self, code: &str) -> Option<&Reading> {
        self.readings.iter().find(|reading| reading.code == code)
    }

    /// The amounts of new projects for which the class alone can decide: from the smallest class threshold up to,
    /// not including, the largest. `None` when no clause tells the classes apart (Art. 3(2), C2).
    #[must_use]
    pub fn class_matters(&self) -> Option<Range<Money>> {
        self.triggers
            .iter()
            .filter(|trigger| {
                trigger.covers(ObjectKind::Project) && trigger.covers_application(Application::New)
            })
            .filter_map(|trigger| trigger.amount)
            .filter(|amount| amount.infrastructure != amount.non_infrastructure)
            .map(|amount| {
                amount.infrastructure.min(amount.non_infrastructure)
                    ..amount.infrastructure.max(amount.non_infrastructure)
            })
            .reduce(|left, right| left.start.min(right.start)..left.end.max(right.end))
    }
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
    /// On which occasions classification applies it. A reading that a trigger names is applied with the trigger.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applied_when: Vec<Occasion>,
}

/// A step of classification that rests on a reading of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// The class of a project is looked at, or asked for.
    ClassMatters,
    /// It was asked whether district money pays, and none does.
    NoDistrictMoney,
    /// It has to be asked whether district money pays.
    MoneyUnknown,
    /// Only enterprise or municipal money pays.
    OutsideBudget,
    /// A town carries the project out.
    TownProject,
    /// The object has likely siblings.
    PossibleParts,
    /// The object was decided on before the measure applied.
    DecidedBefore,
    /// Earlier increases are counted in.
    EarlierIncreases,
    /// A higher level ordered part of an increase.
    HigherLevelOrder,
    /// An adjustment without any approved district budget.
    NothingApproved,
    /// Several clauses hold.
    SeveralClauses,
    /// No clause holds.
    NoClause,
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
    #[serde(with = "text::points")]
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

/// What the notice asks for (Art. 13(4)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklists {
    /// The article.
    pub article: String,
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
