//! Every figure of one panel at once.

use super::Undefined;
use super::concordance::{Concordance, concordance};
use super::influence::{Influence, influence};
use super::interval::{Interval, mean_interval};
use super::intraclass::{Intraclass, intraclass};
use super::outliers::{Deviation, deviations};
use super::spread::{Spread, spread};
use super::table::ScoreTable;
use crate::grade::Ballot;
use crate::panel::ExpertKind;
use crate::rulebook::Rulebook;
use crate::score::Score;

/// The figures of one indicator, or of the totals.
#[derive(Debug, Clone, PartialEq)]
pub struct IndicatorStatistics {
    /// The indicator's code; empty for the totals.
    pub code: String,
    /// The most points.
    pub full: Score,
    /// How far the marks lie apart.
    pub spread: Result<Spread, Undefined>,
    /// Every expert's distance from the median.
    pub deviations: Result<Vec<Deviation>, Undefined>,
}

/// The figures of one panel.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelStatistics {
    /// Of the totals.
    pub total: IndicatorStatistics,
    /// Of each indicator, in the order of the table.
    pub indicators: Vec<IndicatorStatistics>,
    /// Whether the experts put the indicators in the same order, by the part of the points they gave.
    pub concordance: Result<Concordance, Undefined>,
    /// Whether they gave the same part of the points.
    pub intraclass: Result<Intraclass, Undefined>,
    /// What hangs on a single expert.
    pub influence: Result<Influence, Undefined>,
    /// How far the mean might lie from that of all possible experts.
    pub interval: Result<Interval, Undefined>,
}

/// All figures of `table`, with the score as the rulebook forms it; `kinds` says for what each expert counts.
#[must_use]
pub fn panel_statistics(table: &ScoreTable, kinds: &[ExpertKind], rulebook: &Rulebook) -> PanelStatistics {
    let ballots: Vec<Ballot> =
        kinds.iter().zip(table.totals()).map(|(kind, total)| Ballot { kind: *kind, total: *total }).collect();
    let of_marks = |code: &str, full: Score, marks: &[Score]| IndicatorStatistics {
        code: code.to_owned(),
        full,
        spread: spread(marks),
        deviations: deviations(marks, full),
    };
    let attainments = table.attainments();
    let rates: Vec<Vec<f64>> =
        attainments.iter().map(|row| row.iter().map(|attainment| attainment.rate()).collect()).collect();
    let indicators = table.indicators().iter().enumerate();
    PanelStatistics {
        total: of_marks("", Score::FULL, table.totals()),
        indicators: indicators
            .map(|(place, (code, weight))| of_marks(code, *weight, &table.marks_of(place)))
            .collect(),
        concordance: concordance(&attainments),
        intraclass: intraclass(&rates),
        influence: influence(&ballots, rulebook),
        interval: mean_interval(table.totals(), rulebook),
    }
}
