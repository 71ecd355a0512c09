//! Who lies far from the others, by a measure that one far mark cannot hide itself from.

use super::Undefined;
use super::spread::Centred;
use crate::score::Score;

/// Beyond this modified z-score a mark is called an outlier (Iglewicz and Hoaglin 1993).
const OUTLYING: f64 = 3.5;
/// A mark nearer to the median than this part of the full points is no outlier, however close together the others
/// are: half a point beside four equal totals is nothing to talk about. A choice of this program.
const NOTABLE_PART: f64 = 0.05;
/// The median absolute deviation of a normal distribution with standard deviation 1.
const MEDIAN_DEVIATION_OF_NORMAL: f64 = 0.6745;
/// The inverse of the mean absolute deviation of a normal distribution with standard deviation 1.
const INVERSE_MEAN_DEVIATION_OF_NORMAL: f64 = 1.253_314;

/// One expert's distance from the panel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deviation {
    /// The expert's number: 1, 2, 3 …
    pub expert: usize,
    /// Mark less median, in points.
    pub distance: f64,
    /// The modified z-score: `0.6745 × distance ÷ MAD`. When the median absolute deviation is zero, because more than
    /// half of the experts gave the same mark, `distance ÷ (1.253314 × mean absolute deviation)` instead.
    pub modified_z: f64,
    /// Beyond 3.5, and at least a twentieth of the full points away from the median.
    pub is_outlier: bool,
}

/// Every expert's distance; `full` is the most points there are to give.
///
/// # Errors
/// [`Undefined`] with fewer than three experts, among whom none is more outlying than another, and when all marks
/// are equal.
pub fn deviations(marks: &[Score], full: Score) -> Result<Vec<Deviation>, Undefined> {
    if marks.len() < 3 {
        return Err(Undefined::TooFewExperts { have: marks.len(), need: 3 });
    }
    let centred = Centred::of(marks);
    let whole: i64 = centred.distances.iter().map(|distance| distance.abs()).sum();
    if whole == 0 {
        return Err(Undefined::AllEqual);
    }
    let unit = if centred.median_distance > 0 {
        centred.median_distance as f64 / 400.0 / MEDIAN_DEVIATION_OF_NORMAL
    } else {
        whole as f64 / 200.0 / marks.len() as f64 * INVERSE_MEAN_DEVIATION_OF_NORMAL
    };
    let notable = f64::from(full.hundredths()) / 100.0 * NOTABLE_PART;
    let deviation = |(expert, distance): (usize, &i64)| {
        let distance = *distance as f64 / 200.0;
        let modified_z = distance / unit;
        let is_outlier = modified_z.abs() > OUTLYING && distance.abs() >= notable;
        Deviation { expert, distance, modified_z, is_outlier }
    };
    Ok((1..).zip(&centred.distances).map(deviation).collect())
}
