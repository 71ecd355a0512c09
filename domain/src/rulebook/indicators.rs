//! Art. 7: what is judged, as a tree of headings, indicators and scoring points.

use serde::{Deserialize, Serialize};

use super::text;
use crate::classification::ObjectKind;
use crate::score::Score;

/// The tree of one object kind. Weights of the indicators add up to 100 points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorTree {
    /// The headings in the order of Art. 7.
    #[serde(rename = "heading")]
    pub headings: Vec<Heading>,
    /// Questions that the sheet and the report show but that carry no marks: Art. 7(7), 其他需评估的内容.
    #[serde(default)]
    pub unscored: Vec<ScoringPoint>,
}

/// One heading of Art. 7, level one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Stable code: `A`.
    pub code: String,
    /// Name on paper: `立项必要性`.
    pub name: String,
    /// The clause of Art. 7.
    pub article: String,
    /// The indicators that carry the marks, level two.
    #[serde(rename = "indicator")]
    pub indicators: Vec<Indicator>,
}

/// An indicator: the thing that gets a mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Stable code: `A1`.
    pub code: String,
    /// Name on paper.
    pub name: String,
    /// The most points it can get.
    #[serde(with = "text::points")]
    pub weight: Score,
    /// What to look at: the questions of Art. 7.
    #[serde(rename = "point")]
    pub points: Vec<ScoringPoint>,
}

/// One question of Art. 7 in our own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoringPoint {
    /// Where it stands in the measure: `7(1)a`.
    pub code: String,
    /// The question.
    pub text: String,
    /// For which objects it is asked.
    #[serde(default, skip_serializing_if = "AppliesTo::is_everything")]
    pub applies_to: AppliesTo,
    /// Whether it belongs to 筹资合规性, the fifth dimension of Art. 2 (C29).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub funding_compliance: bool,
    /// Whether a bad answer is raised as a red flag for the meeting, never a veto (C38).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub red_flag: bool,
}

/// The conditional questions of Art. 7(5) and 7(6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppliesTo {
    /// Every object.
    #[default]
    Everything,
    /// 产业发展类
    IndustrialDevelopment,
    /// 民生保障类政策
    LivelihoodPolicy,
    /// Only where government debt pays.
    GovernmentDebt,
}

impl AppliesTo {
    /// The conditions that an object may lack.
    pub const CONDITIONS: [Self; 3] =
        [Self::IndustrialDevelopment, Self::LivelihoodPolicy, Self::GovernmentDebt];

    /// Whether an object of that kind can meet the condition at all: 民生保障类 is said of policies alone.
    #[must_use]
    pub const fn can_be_met(self, object: ObjectKind) -> bool {
        match self {
            Self::Everything | Self::IndustrialDevelopment | Self::GovernmentDebt => true,
            Self::LivelihoodPolicy => matches!(object, ObjectKind::Policy),
        }
    }

    /// The object that lacks the condition, in words.
    #[must_use]
    pub const fn lacking(self) -> &'static str {
        match self {
            Self::Everything => "任何对象",
            Self::IndustrialDevelopment => "不属产业发展类",
            Self::LivelihoodPolicy => "不属民生保障类",
            Self::GovernmentDebt => "不涉及政府债务",
        }
    }

    /// Whether the question is asked for every object. Serde passes a reference.
    fn is_everything(&self) -> bool {
        *self == Self::Everything
    }

    /// The condition as the sheet prints it; `None` when there is none.
    #[must_use]
    pub const fn label(self) -> Option<&'static str> {
        match self {
            Self::Everything => None,
            Self::IndustrialDevelopment => Some("仅适用于产业发展类"),
            Self::LivelihoodPolicy => Some("仅适用于民生保障类政策"),
            Self::GovernmentDebt => Some("仅适用于涉及政府债务的"),
        }
    }
}

impl IndicatorTree {
    /// Every indicator in order.
    pub fn indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.headings.iter().flat_map(|heading| heading.indicators.iter())
    }

    /// Every question, the unscored ones last.
    pub fn points(&self) -> impl Iterator<Item = &ScoringPoint> {
        self.indicators().flat_map(|indicator| indicator.points.iter()).chain(&self.unscored)
    }

    /// The indicator with `code`.
    #[must_use]
    pub fn indicator(&self, code: &str) -> Option<&Indicator> {
        self.indicators().find(|indicator| indicator.code == code)
    }
}
