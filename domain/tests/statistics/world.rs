//! Marks and tables.

use std::sync::LazyLock;

use domain::grade::Ballot;
use domain::panel::ExpertKind;
use domain::rulebook::{Aggregation, Rulebook};
use domain::score::Score;
use domain::statistics::{PanelStatistics, ScoreTable, panel_statistics};

pub(crate) static YUNXI: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::yunxi().unwrap());
/// The same rulebook with the highest and the lowest total taken away.
pub(crate) static TRIMMING: LazyLock<Rulebook> = LazyLock::new(|| {
    let mut rulebook = YUNXI.clone();
    rulebook.scoring.aggregation = Aggregation::TrimmedMean;
    rulebook
});

pub(crate) fn mark(text: &str) -> Score {
    Score::parse(text).unwrap()
}

pub(crate) fn marks(texts: &str) -> Vec<Score> {
    texts.split_whitespace().map(mark).collect()
}

/// A table of marks, one line an expert; the first line holds the most points of each indicator.
pub(crate) fn table(lines: &str) -> ScoreTable {
    let mut rows = lines.trim().lines().map(marks);
    let weights = rows.next().unwrap().into_iter().enumerate();
    let indicators = weights.map(|(number, weight)| (format!("A{}", number + 1), weight)).collect();
    ScoreTable::new(indicators, rows.collect()).unwrap()
}

/// The kinds of experts in turn: business, management, finance.
pub(crate) fn kinds(experts: usize) -> Vec<ExpertKind> {
    ExpertKind::ALL.into_iter().cycle().take(experts).collect()
}

pub(crate) fn ballots(totals: &[Score]) -> Vec<Ballot> {
    let kinds = kinds(totals.len());
    kinds.into_iter().zip(totals).map(|(kind, total)| Ballot { kind, total: *total }).collect()
}

pub(crate) fn statistics_under(table: &ScoreTable, rulebook: &Rulebook) -> PanelStatistics {
    panel_statistics(table, &kinds(table.totals().len()), rulebook)
}

pub(crate) fn statistics(table: &ScoreTable) -> PanelStatistics {
    statistics_under(table, &YUNXI)
}

/// Equal to the digits that a reference gives.
#[track_caller]
pub(crate) fn near(value: f64, reference: f64, tolerance: f64) {
    assert!((value - reference).abs() <= tolerance, "{value} is not {reference}");
}

/// Seven experts on ten indicators.
pub(crate) const SEVEN_BY_TEN: &str = "
    12   10  8   10  10  10  10  10  5   15
    10.5 8.5 6   8   8.5 7.5 9   8   4   12.5
    11   9   7   8.5 9   8   8.5 8.5 4.5 13
    9    7.5 5.5 7   7   6   8   7   3.5 10.5
    10   8   6.5 8   8   7.5 8   8.5 4   12
    11.5 9.5 6.5 9   9   8.5 9.5 9   4.5 13.5
    9.5  8.5 6   7.5 8.5 7   8.5 7.5 3.5 11.5
    10   8   7   8   8.5 8   8.5 8   4   12";
