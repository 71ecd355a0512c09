//! The intraclass correlation of Shrout and Fleiss (1979), case 2: the experts are taken as a sample of all who could
//! have been drawn, and every one marks every target; strict and lenient experts count as disagreeing.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use super::Undefined;

/// Below this part of the values' squares a sum of squares is rounding and nothing else. Rates with hundredths of up
/// to 100 points that differ at all differ by far more.
const ROUNDING: f64 = 1e-27;

/// The analysis of variance of targets by raters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanSquares {
    /// Between targets, `n − 1` degrees of freedom (MSR).
    pub targets: f64,
    /// Between raters, `k − 1` degrees of freedom (MSC).
    pub raters: f64,
    /// What is left, `(n − 1)(k − 1)` degrees of freedom (MSE).
    pub residual: f64,
}

/// Whether the targets differ at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FTest {
    /// `MSR ÷ MSE`.
    pub f: f64,
    /// `n − 1`.
    pub target_degrees: usize,
    /// `(n − 1)(k − 1)`.
    pub residual_degrees: usize,
    /// How likely an F at least as large is if they do not.
    pub p: f64,
}

/// Absolute agreement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intraclass {
    /// The analysis of variance.
    pub mean_squares: MeanSquares,
    /// ICC(2,1): how far one expert can be relied on. At most 1; negative values mean no agreement.
    pub single: f64,
    /// ICC(2,k): how far the mean of this panel can be relied on.
    pub average: Result<f64, Undefined>,
    /// The F test of ICC = 0.
    pub test: Result<FTest, Undefined>,
}

impl Intraclass {
    /// The reliability of the panel's mean in words, by the bounds of Koo and Li (2016): 0.5, 0.75 and 0.9.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self.average {
            Err(_) => "无从估计",
            Ok(average) if average >= 0.9 => "很高",
            Ok(average) if average >= 0.75 => "较高",
            Ok(average) if average >= 0.5 => "中等",
            Ok(_) => "较低",
        }
    }
}

/// The agreement of `raters`, each with one value for every target in the same order.
///
/// # Errors
/// [`Undefined`] with fewer than two raters or targets, and when all values are equal.
pub fn intraclass(raters: &[Vec<f64>]) -> Result<Intraclass, Undefined> {
    let experts = raters.len();
    let targets = raters.first().map_or(0, Vec::len);
    if experts < 2 {
        return Err(Undefined::TooFewExperts { have: experts, need: 2 });
    }
    if targets < 2 {
        return Err(Undefined::TooFewTargets { have: targets, need: 2 });
    }
    let mean_squares = analyse(raters, targets);
    let MeanSquares { targets: msr, raters: msc, residual: mse } = mean_squares;
    let (k, n) = (experts as f64, targets as f64);
    let spread = msr + (k - 1.0) * mse + k * (msc - mse) / n;
    if msr == 0.0 && msc == 0.0 && mse == 0.0 {
        return Err(Undefined::AllEqual);
    }
    if spread <= 0.0 {
        return Err(Undefined::NoTrueDifference);
    }
    let of_mean = msr + (msc - mse) / n;
    let average = if of_mean > 0.0 { Ok((msr - mse) / of_mean) } else { Err(Undefined::NoTrueDifference) };
    let test = f_test(mean_squares, experts, targets);
    Ok(Intraclass { mean_squares, single: (msr - mse) / spread, average, test })
}

fn f_test(mean_squares: MeanSquares, experts: usize, targets: usize) -> Result<FTest, Undefined> {
    if mean_squares.residual == 0.0 {
        return Err(Undefined::NoResidual);
    }
    let f = mean_squares.targets / mean_squares.residual;
    let (target_degrees, residual_degrees) = (targets - 1, (targets - 1) * (experts - 1));
    let distribution = FisherSnedecor::new(target_degrees as f64, residual_degrees as f64)
        .map_err(|_| Undefined::TooFewTargets { have: targets, need: 2 })?;
    // At zero the distribution function of the library divides by it.
    let p = if f > 0.0 { distribution.sf(f) } else { 1.0 };
    Ok(FTest { f, target_degrees, residual_degrees, p })
}

fn analyse(raters: &[Vec<f64>], targets: usize) -> MeanSquares {
    let (k, n) = (raters.len() as f64, targets as f64);
    let mut target_means = vec![0.0; targets];
    for rater in raters {
        for (mean, value) in target_means.iter_mut().zip(rater) {
            *mean += value / k;
        }
    }
    let rater_means: Vec<f64> = raters.iter().map(|rater| rater.iter().sum::<f64>() / n).collect();
    let grand = rater_means.iter().sum::<f64>() / k;
    let off = |means: &[f64]| means.iter().map(|mean| (mean - grand).powi(2)).sum::<f64>();
    let residual: f64 = raters
        .iter()
        .zip(&rater_means)
        .flat_map(|(rater, rater_mean)| {
            let values = rater.iter().zip(&target_means);
            values.map(move |(value, target_mean)| (value - target_mean - rater_mean + grand).powi(2))
        })
        .sum();
    let largest = raters.iter().flatten().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let rounding = ROUNDING * k * n * largest.powi(2);
    let mean_square = |sum: f64, degrees: f64| if sum <= rounding { 0.0 } else { sum / degrees };
    MeanSquares {
        targets: mean_square(k * off(&target_means), n - 1.0),
        raters: mean_square(n * off(&rater_means), k - 1.0),
        residual: mean_square(residual, (n - 1.0) * (k - 1.0)),
    }
}
