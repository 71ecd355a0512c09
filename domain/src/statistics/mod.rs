//! How sure a result is: how far the experts lie apart, how well they agree, and what depends on a single one.
//!
//! Nothing here decides anything. The score and the grade come from [`crate::grade`] in whole numbers; floating point
//! is used for figures that are read beside them, and for nothing else. What speaks about a grade, [`influence()`],
//! is exact like the grade itself.
//!
//! A figure that is not defined, as a spread among one expert, is an [`Undefined`] that says why in words; it is
//! never a number that looks like one.
//!
//! | figure | module | definition |
//! |---|---|---|
//! | range, standard deviation, median, median absolute deviation | `spread` | sample standard deviation, `n − 1` |
//! | outliers | `outliers` | modified z-score by the median absolute deviation (Iglewicz and Hoaglin 1993) |
//! | Kendall's W | `concordance` | with correction for ties, chi-squared approximation |
//! | ICC(2,1), ICC(2,k) | `intraclass` | two-way random effects, absolute agreement (Shrout and Fleiss 1979) |
//! | leave one out | `influence` | the rulebook's score and grade without each expert |
//! | interval of the mean | `interval` | Student's t, 95 % |
//! | severity and consistency over a year | `severity` | deviation from the panel's mean, with shrinkage |
//!
//! `round` forms all of them of the sheets of one round, and compares its two rounds of scoring.

mod concordance;
mod influence;
mod interval;
mod intraclass;
mod outliers;
mod panel;
mod round;
mod severity;
mod spread;
mod standing;
mod table;

pub use concordance::{Concordance, concordance};
pub use influence::{Influence, LeftOut, influence};
pub use interval::{Interval, mean_interval};
pub use intraclass::{FTest, Intraclass, MeanSquares, intraclass};
pub use outliers::{Deviation, deviations};
pub use panel::{IndicatorStatistics, PanelStatistics, panel_statistics};
pub use round::{ExpertTotals, TwoRounds, first_round_statistics, round_statistics, two_rounds};
pub use severity::{Severity, severity};
pub use spread::{Spread, spread};
pub use standing::Standing;
pub use table::{Attainment, ScoreTable};

use crate::score::Score;

/// Why a figure is not defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undefined {
    /// Too few experts.
    #[error("只有{have}位专家，至少要有{need}位才能计算")]
    TooFewExperts {
        /// How many there are.
        have: usize,
        /// How many it takes.
        need: usize,
    },
    /// Too few indicators, or other things marked.
    #[error("只有{have}项指标，至少要有{need}项才能计算")]
    TooFewTargets {
        /// How many there are.
        have: usize,
        /// How many it takes.
        need: usize,
    },
    /// Too few panels in the year.
    #[error("本年度只参加了{have}次评估，至少要有{need}次才能计算")]
    TooFewPanels {
        /// How many there are.
        have: usize,
        /// How many it takes.
        need: usize,
    },
    /// Every mark is the same.
    #[error("得分全部相同，没有差异可供衡量")]
    AllEqual,
    /// Every expert gives everything the same rate, each their own.
    #[error("每位专家给各项指标的得分率都相同，分不出先后")]
    NoRanking,
    /// The targets differ less than the marks of one target do.
    #[error("各项指标之间的差异不大于打分误差，一致程度无从估计")]
    NoTrueDifference,
    /// Apart from a fixed distance between the experts there is no disagreement at all.
    #[error("除专家之间固定的宽严差别外没有分歧，无从检验")]
    NoResidual,
    /// The kinds of expert have weights, and one of them has nobody.
    #[error("各类专家按权重计分，而有一类没有专家")]
    KindMissing,
    /// The rulebook says nothing of such a score.
    #[error("规则集没有规定该分数的等次")]
    NoBand,
}

/// A mark in points.
fn points(score: Score) -> f64 {
    f64::from(score.hundredths()) / 100.0
}
