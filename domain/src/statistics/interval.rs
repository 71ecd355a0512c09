//! How far the mean might lie from that of all experts who could have been drawn.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::spread::standard_deviation;
use super::{Standing, Undefined, points};
use crate::rulebook::Rulebook;
use crate::score::{Mean, Score};

/// Half of what is left beyond 95 %.
const UPPER_QUANTILE: f64 = 0.975;

/// A 95 % interval of the mean of the totals, in points, kept within 0 and 100.
///
/// It takes the experts as drawn from a large pool whose marks are about normal; with five of them it is wide, and
/// that is the message. It belongs to the plain mean, whatever the rulebook's aggregation is.
#[derive(Debug, Clone, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// Where the lower end stands.
    pub lower_standing: Standing,
    /// Where the upper end stands.
    pub upper_standing: Standing,
}

impl Interval {
    /// In words: `平均分的95%置信区间为78.04至84.36分，跨一般至良好`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let ends = format!("平均分的95%置信区间为{:.2}至{:.2}分", self.lower, self.upper);
        if self.lower_standing == self.upper_standing {
            format!("{ends}，均为{}", self.lower_standing.label)
        } else {
            format!("{ends}，跨{}至{}", self.lower_standing.label, self.upper_standing.label)
        }
    }
}

/// The interval of the mean of `totals` by Student's t.
///
/// # Errors
/// [`Undefined`] with fewer than two experts; and when all totals are equal, where the formula gives an interval of no
/// width, as if there were no doubt.
pub fn mean_interval(totals: &[Score], rulebook: &Rulebook) -> Result<Interval, Undefined> {
    let too_few = Undefined::TooFewExperts { have: totals.len(), need: 2 };
    let deviation = standard_deviation(totals)?;
    if deviation == 0.0 {
        return Err(Undefined::AllEqual);
    }
    let count = totals.len() as f64;
    let distribution = StudentsT::new(0.0, 1.0, count - 1.0).map_err(|_| too_few)?;
    let half = distribution.inverse_cdf(UPPER_QUANTILE) * deviation / count.sqrt();
    let mean = totals.iter().copied().map(points).sum::<f64>() / count;
    let (lower, upper) = ((mean - half).max(0.0), (mean + half).min(100.0));
    let standing = |end: f64| {
        // Cut off like every score that is shown.
        let score = Score::from_hundredths((end * 100.0) as u32).unwrap_or(Score::FULL);
        Standing::of(Mean::of([score]).ok_or(too_few)?, rulebook)
    };
    Ok(Interval { lower, upper, lower_standing: standing(lower)?, upper_standing: standing(upper)? })
}
