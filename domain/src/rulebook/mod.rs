//! The measure of one place as data: every number with the article it comes from, proved when it is loaded.

mod bands;
mod carrier;
mod channels;
mod deadlines;
mod difference;
mod impact;
mod indicators;
mod kind_weights;
mod library;
mod lines;
mod load;
mod numbers;
mod proof;
mod redistribution;
mod settings;
#[cfg(test)]
mod tests;
mod text;
mod triggers;

pub use bands::{Band, Effect, Grade, Outcome, OutcomeRule, Ruling};
pub use carrier::Carrier;
pub use channels::InformationChannels;
pub use deadlines::{DeadlineRule, DeadlineStep};
pub use difference::{Difference, differences};
pub use impact::{VerdictChange, verdict_change};
pub use indicators::{AppliesTo, Heading, Indicator, IndicatorTree, ScoringPoint};
pub use kind_weights::KindWeights;
pub use library::{Library, LibraryError, Shelved};
pub use load::RulebookErrors;
pub use numbers::{DocumentNumbers, NumberPattern, NumberPatternError};
pub use redistribution::Redistribution;
pub use settings::Setting;
pub use triggers::{AmountBase, AmountThreshold, IncreaseThreshold, Trigger};

use std::ops::Range;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::classification::{Application, ObjectKind};
use crate::money::Money;
use crate::score::{Mean, Score};

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
    /// Art. 17: what a result can lead to, from the best to the worst.
    #[serde(rename = "outcome")]
    pub outcomes: Vec<OutcomeRule>,
    /// Art. 16: the bands of scores from best to worst.
    #[serde(rename = "band")]
    pub bands: Vec<Band>,
    /// Art. 13(4): what the notice asks the unit for, by object kind.
    pub checklist: Checklists,
    /// Art. 14(1): through which channels information is gathered, where the measure names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub information_channels: Option<InformationChannels>,
    /// Art. 15: the sections of the report in order.
    #[serde(rename = "report_section")]
    pub report_sections: Vec<ReportSection>,
    /// Art. 17: what the workflow counts.
    pub rounds: RoundRule,
    /// The time that steps are given, for the steps that have one (C53).
    #[serde(default, rename = "deadline", skip_serializing_if = "Vec::is_empty")]
    pub deadlines: Vec<DeadlineRule>,
    /// How papers are numbered, where the place says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_numbers: Option<DocumentNumbers>,
    /// Computed when the rulebook is parsed.
    #[serde(skip)]
    digest: String,
}

impl Aggregation {
    /// The rule in words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mean => "全部专家总分的算术平均",
            Self::TrimmedMean => "去掉一个最高分和一个最低分后的平均",
        }
    }
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

    /// The band of an exact mean: of the mean itself, or of the mean rounded first where the rulebook says so (C34).
    ///
    /// `None` never comes of a proved rulebook.
    #[must_use]
    pub fn band_of(&self, mean: Mean) -> Option<&Band> {
        let decisive = match self.scoring.rounding {
            Rounding::CutOff => mean,
            Rounding::HalfUp => Mean::of([mean.half_up()])?,
        };
        self.bands.iter().find(|band| band.contains(decisive))
    }

    /// What the rulebook says of an exact mean (Arts. 16, 17). `None` never comes of a proved rulebook.
    #[must_use]
    pub fn ruling(&self, mean: Mean) -> Option<Ruling> {
        let band = self.band_of(mean)?;
        let outcome = self.outcome(&band.outcome)?.outcome();
        Some(Ruling { grade: band.grade.clone(), outcome })
    }

    /// The outcome with `code`.
    #[must_use]
    pub fn outcome(&self, code: &str) -> Option<&OutcomeRule> {
        self.outcomes.iter().find(|outcome| outcome.code == code)
    }

    /// The outcome beside the grades, where the rulebook has one: the evidence carries no grade.
    #[must_use]
    pub fn outcome_beside_grades(&self) -> Option<&OutcomeRule> {
        self.outcomes.iter().find(|outcome| outcome.beside_grades)
    }

    /// The time that a step is given, where the rulebook gives it one.
    #[must_use]
    pub fn deadline(&self, step: DeadlineStep) -> Option<&DeadlineRule> {
        self.deadlines.iter().find(|deadline| deadline.step == step)
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
                let highest = match amount.base {
                    AmountBase::TotalInvestment => amount.infrastructure.max(amount.non_infrastructure),
                    // However much is invested, the district may pay little of it.
                    AmountBase::DistrictMoney => Money::from_fen(i64::MAX),
                };
                amount.infrastructure.min(amount.non_infrastructure)..highest
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
    /// What has to be confirmed before anybody works by it: the rulebook is a profile made from a few known figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_confirm: Option<String>,
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
    /// Whether the grade goes by the exact mean or by the rounded one; what is shown goes by the same (C34).
    pub rounding: Rounding,
    /// The step of one mark, in points (C36).
    #[serde(with = "text::points")]
    pub step: Score,
    /// Where the points of questions go that do not apply to the object.
    pub conditional_weights: Redistribution,
    /// How much each kind of expert counts, where not every expert counts the same (C32).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind_weights: Option<KindWeights>,
    /// Whether every member may revise the own sheet once, after all have locked theirs (C33). What a rulebook does
    /// not say is not written down, so that its digest stays what it was before the setting existed.
    #[serde(default = "on", skip_serializing_if = "is_on")]
    pub revision: bool,
    /// Whose score carries the grade (C31).
    #[serde(default, skip_serializing_if = "Carrier::is_panel")]
    pub carried_by: Carrier,
}

const fn on() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_on(value: &bool) -> bool {
    *value
}

impl ScoringRule {
    /// The mean as it is shown: never so that it seems to have another grade.
    #[must_use]
    pub fn shown(&self, mean: Mean) -> Score {
        match self.rounding {
            Rounding::CutOff => mean.cut_off(),
            Rounding::HalfUp => mean.half_up(),
        }
    }
}

/// How a mean with more than two decimals is taken (C34).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// The exact mean decides; it is shown cut off to two decimals.
    CutOff,
    /// The mean is rounded half up to two decimals first; it is shown as it was rounded.
    HalfUp,
}

impl Rounding {
    /// The rule in words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::CutOff => "按精确平均分定，显示截到两位小数",
            Self::HalfUp => "先四舍五入到两位小数，再定",
        }
    }
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
    /// After how many rounds a warning is shown.
    pub warn_after: u32,
    /// How many rounds an object may have; no limit by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

impl RoundRule {
    /// What to be told of an object that has been through so many rounds.
    #[must_use]
    pub fn warning(&self, rounds: u32) -> Option<String> {
        (rounds >= self.warn_after).then(|| {
            format!("本对象已经评估{rounds}轮，达到提醒的{}轮，请核实反复退回的原因", self.warn_after)
        })
    }
}
