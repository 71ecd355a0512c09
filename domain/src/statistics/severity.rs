//! How strictly and how steadily experts mark over a year. For the finance bureau alone (Art. 9(1)): it helps to brief
//! experts and to compose panels, and changes no score.

use std::collections::BTreeMap;

use super::{Undefined, points};
use crate::score::Score;

/// How many panels of an average expert are added to everybody's own, so that one strict panel does not make a strict
/// expert. A choice of this program.
const PRIOR_PANELS: f64 = 4.0;

/// One expert over the year.
#[derive(Debug, Clone, PartialEq)]
pub struct Severity {
    /// The expert.
    pub expert: String,
    /// On how many panels of at least two the expert marked.
    pub panels: usize,
    /// The mean of the expert's total less the panel's mean, in points: below zero is strict, above zero lenient.
    pub deviation: f64,
    /// The same drawn towards zero where it rests on few panels: `deviation × panels ÷ (panels + 4)`.
    pub shrunk_deviation: f64,
    /// The standard deviation of the distances: small is steady, whether strict or lenient. It takes two panels.
    pub inconsistency: Result<f64, Undefined>,
}

/// Every expert's figures, in the order of the experts. `panels` holds the totals of each panel of the year by expert;
/// a panel of one says nothing and is left out.
#[must_use]
pub fn severity(panels: &[BTreeMap<String, Score>]) -> Vec<Severity> {
    let mut distances = BTreeMap::<&str, Vec<f64>>::new();
    for totals in panels.iter().filter(|totals| totals.len() > 1) {
        let mean = totals.values().copied().map(points).sum::<f64>() / totals.len() as f64;
        for (expert, total) in totals {
            distances.entry(expert).or_default().push(points(*total) - mean);
        }
    }
    distances.into_iter().map(|(expert, distances)| of_expert(expert, &distances)).collect()
}

fn of_expert(expert: &str, distances: &[f64]) -> Severity {
    let panels = distances.len();
    let count = panels as f64;
    let deviation = distances.iter().sum::<f64>() / count;
    let squares: f64 = distances.iter().map(|distance| (distance - deviation).powi(2)).sum();
    let inconsistency = if panels < 2 {
        Err(Undefined::TooFewPanels { have: panels, need: 2 })
    } else {
        Ok((squares / (count - 1.0)).sqrt())
    };
    Severity {
        expert: expert.to_owned(),
        panels,
        deviation,
        shrunk_deviation: deviation * count / (count + PRIOR_PANELS),
        inconsistency,
    }
}
