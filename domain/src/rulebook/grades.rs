//! Arts. 16 and 17 as data: the grades, their bands and what each leads to.

use serde::{Deserialize, Serialize};

use super::text;
use crate::score::{Mean, Score};

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
    #[serde(with = "text::points")]
    pub at_least: Score,
    /// What it leads to.
    pub outcome: Outcome,
    /// The articles of the band and of the outcome.
    pub article: String,
}

/// The bands from best to worst. There is always a worst one, so that every mean has a grade; that the bounds
/// strictly decrease down to zero is proved when the rulebook is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<GradeBand>", into = "Vec<GradeBand>")]
pub struct GradeBands {
    better: Vec<GradeBand>,
    worst: GradeBand,
}

/// A rulebook without any grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("至少应有一个等次")]
pub struct NoGrades;

impl TryFrom<Vec<GradeBand>> for GradeBands {
    type Error = NoGrades;

    fn try_from(mut bands: Vec<GradeBand>) -> Result<Self, NoGrades> {
        let worst = bands.pop().ok_or(NoGrades)?;
        Ok(Self { better: bands, worst })
    }
}

impl From<GradeBands> for Vec<GradeBand> {
    fn from(bands: GradeBands) -> Self {
        let mut all = bands.better;
        all.push(bands.worst);
        all
    }
}

impl GradeBands {
    /// Every band from best to worst.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &GradeBand> {
        self.better.iter().chain(std::iter::once(&self.worst))
    }

    /// The band of an exact mean (Art. 16). The mean is never rounded first (C34).
    #[must_use]
    pub fn of(&self, mean: Mean) -> &GradeBand {
        self.better.iter().find(|band| mean.compare(band.at_least).is_ge()).unwrap_or(&self.worst)
    }

    /// The band of one grade, when the rulebook has it.
    #[must_use]
    pub fn band(&self, grade: Grade) -> Option<&GradeBand> {
        self.iter().find(|band| band.grade == grade)
    }
}
