//! Kendall's coefficient of concordance W: whether experts put things in the same order.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::Undefined;

/// Agreement of orders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concordance {
    /// From 0, no agreement at all, to 1, the same order by everybody; corrected for ties.
    pub w: f64,
    /// `m (n − 1) W` for `m` experts and `n` things put in order.
    pub chi_squared: f64,
    /// `n − 1`.
    pub degrees_of_freedom: usize,
    /// How likely a W at least as large is if everybody puts them in any order, approximately; the approximation is
    /// rough below seven things.
    pub p: f64,
}

/// W of `raters`, each with one value for every target in the same order; only the order of the values counts. Equal
/// values share the mean of their ranks, and `W = 12 S ÷ (m² (n³ − n) − m Σ (t³ − t))` over all ties of length `t`.
/// Sums of ranks are whole numbers, so that no rounding hides a tie.
///
/// # Errors
/// [`Undefined`] with fewer than two raters or targets, and when nobody prefers anything.
pub fn concordance<K: Ord>(raters: &[Vec<K>]) -> Result<Concordance, Undefined> {
    let experts = raters.len();
    let targets = raters.first().map_or(0, Vec::len);
    if experts < 2 {
        return Err(Undefined::TooFewExperts { have: experts, need: 2 });
    }
    if targets < 2 {
        return Err(Undefined::TooFewTargets { have: targets, need: 2 });
    }
    let mut rank_sums = vec![0_i64; targets];
    let mut ties = 0_i128;
    for rater in raters {
        ties += add_ranks(rater, &mut rank_sums);
    }
    let (m, n) = (experts as i128, targets as i128);
    let largest = m * m * (n * n * n - n) - m * ties;
    if largest == 0 {
        return Err(Undefined::NoRanking);
    }
    // Ranks are doubled, so squares are fourfold.
    let mean = m * (n + 1);
    let fourfold: i128 = rank_sums.iter().map(|sum| (i128::from(*sum) - mean).pow(2)).sum();
    let w = (3 * fourfold) as f64 / largest as f64;
    let degrees_of_freedom = targets - 1;
    let chi_squared = (experts * degrees_of_freedom) as f64 * w;
    let distribution = ChiSquared::new(degrees_of_freedom as f64)
        .map_err(|_| Undefined::TooFewTargets { have: targets, need: 2 })?;
    Ok(Concordance { w, chi_squared, degrees_of_freedom, p: distribution.sf(chi_squared) })
}

/// Adds twice the rank of every target to `rank_sums`, and gives the sum of `t³ − t` over the ties.
fn add_ranks<K: Ord>(rater: &[K], rank_sums: &mut [i64]) -> i128 {
    let mut in_order: Vec<(&K, &mut i64)> = rater.iter().zip(rank_sums).collect();
    in_order.sort_by_key(|(value, _)| *value);
    let mut ties = 0;
    let mut before = 0_i64;
    for tied in in_order.chunk_by_mut(|(left, _), (right, _)| left == right) {
        let length = tied.len() as i64;
        // The ranks before + 1 … before + length have this mean, doubled.
        let doubled = 2 * before + length + 1;
        for (_, sum) in tied {
            **sum += doubled;
        }
        ties += i128::from(length).pow(3) - i128::from(length);
        before += length;
    }
    ties
}
