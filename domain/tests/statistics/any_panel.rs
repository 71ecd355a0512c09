//! Laws that hold for every panel.

use domain::grade::final_score;
use domain::panel::expert_label;
use domain::rulebook::Aggregation;
use domain::score::Score;
use domain::statistics::{PanelStatistics, ScoreTable, Standing, Undefined};
use proptest::prelude::*;

use crate::world::{TRIMMING, YUNXI, statistics, statistics_under};

/// Up to nine experts on up to eight indicators; few different marks, so that ties and equal panels are common.
fn tables() -> impl Strategy<Value = ScoreTable> {
    let weights = prop::collection::vec(1_u32..=12, 1..9);
    (weights, 1_usize..10, 1_u32..=4).prop_flat_map(|(weights, experts, steps)| {
        let row: Vec<_> = weights
            .iter()
            .map(|weight| {
                let most = weight * 100;
                (0..=steps).prop_map(move |step| Score::from_hundredths(most * step / steps).unwrap())
            })
            .collect();
        prop::collection::vec(row, experts).prop_map(move |rows| {
            let indicators = weights
                .iter()
                .enumerate()
                .map(|(place, weight)| (format!("A{place}"), Score::from_hundredths(weight * 100).unwrap()))
                .collect();
            ScoreTable::new(indicators, rows).unwrap()
        })
    })
}

/// Every floating-point figure that is defined.
fn figures(statistics: &PanelStatistics) -> Vec<f64> {
    let mut figures = Vec::new();
    for of_marks in std::iter::once(&statistics.total).chain(&statistics.indicators) {
        if let Ok(spread) = &of_marks.spread {
            figures.extend([spread.range, spread.median, spread.median_absolute_deviation]);
            figures.extend(spread.standard_deviation);
        }
        for deviation in of_marks.deviations.iter().flatten() {
            figures.extend([deviation.distance, deviation.modified_z]);
        }
    }
    if let Ok(agreement) = statistics.concordance {
        figures.extend([agreement.w, agreement.chi_squared, agreement.p]);
    }
    if let Ok(agreement) = statistics.intraclass {
        figures.extend([agreement.single]);
        figures.extend(agreement.average);
        figures.extend(agreement.test.map(|test| test.f));
        figures.extend(agreement.test.map(|test| test.p));
    }
    for without in statistics.influence.iter().flat_map(|influence| &influence.left_out) {
        figures.push(without.change);
    }
    if let Ok(interval) = &statistics.interval {
        figures.extend([interval.lower, interval.upper]);
    }
    figures
}

proptest! {
    #[test]
    fn every_figure_is_a_number_in_its_range(table in tables()) {
        let statistics = statistics(&table);
        for figure in figures(&statistics) {
            prop_assert!(figure.is_finite(), "{statistics:?}");
        }
        if let Ok(agreement) = statistics.concordance {
            prop_assert!((0.0..=1.0).contains(&agreement.w) && (0.0..=1.0).contains(&agreement.p));
        }
        if let Ok(agreement) = statistics.intraclass {
            prop_assert!(agreement.single <= 1.0 + 1e-9);
            prop_assert!(agreement.average.is_err() || agreement.average.unwrap() <= 1.0 + 1e-9);
        }
    }

    #[test]
    fn the_sentence_about_the_grade_is_exact(table in tables(), trimmed in any::<bool>()) {
        let aggregation = if trimmed { Aggregation::TrimmedMean } else { Aggregation::Mean };
        let totals = table.totals();
        let rulebook = if trimmed { &*TRIMMING } else { &*YUNXI };
        match statistics_under(&table, rulebook).influence {
            Err(reason) => {
                let need = if trimmed { 4 } else { 2 };
                prop_assert!(totals.len() < need);
                prop_assert_eq!(reason, Undefined::TooFewExperts { have: totals.len(), need });
            }
            Ok(influence) => {
                let standing = |totals: &[Score]| Standing::of(final_score(totals, aggregation).unwrap(), &YUNXI).unwrap();
                prop_assert_eq!(&influence.standing, &standing(totals));
                for without in &influence.left_out {
                    let mut others = totals.to_vec();
                    others.remove(without.expert - 1);
                    prop_assert_eq!(&without.standing, &standing(&others));
                    let named = influence.sentence().contains(&expert_label(without.expert));
                    prop_assert_eq!(named, without.standing != influence.standing);
                }
            }
        }
    }

    #[test]
    fn the_interval_holds_the_mean(table in tables()) {
        if let Ok(interval) = statistics(&table).interval {
            let totals = table.totals();
            let sum: f64 = totals.iter().map(|total| f64::from(total.hundredths())).sum();
            let mean = sum / 100.0 / totals.len() as f64;
            prop_assert!(interval.lower <= mean && mean <= interval.upper);
            prop_assert!(interval.lower_standing <= interval.upper_standing);
        }
    }

    /// Who is called expert 1 does not matter.
    #[test]
    fn agreement_does_not_depend_on_the_order_of_experts(table in tables()) {
        let rows = |table: &ScoreTable| -> Vec<Vec<Score>> {
            let columns: Vec<Vec<Score>> = (0..table.indicators().len()).map(|place| table.marks_of(place)).collect();
            (0..table.totals().len()).map(|expert| columns.iter().map(|column| column[expert]).collect()).collect()
        };
        let mut turned = rows(&table);
        turned.reverse();
        let turned = ScoreTable::new(table.indicators().to_vec(), turned).unwrap();
        let (one, other) = (statistics(&table), statistics(&turned));
        prop_assert_eq!(one.concordance.map(|agreement| agreement.w), other.concordance.map(|agreement| agreement.w));
        prop_assert_eq!(one.total.spread, other.total.spread);
        match (one.intraclass, other.intraclass) {
            (Ok(one), Ok(other)) => prop_assert!((one.single - other.single).abs() < 1e-9),
            (one, other) => prop_assert_eq!(one.unwrap_err(), other.unwrap_err()),
        }
    }

    /// Nobody within a twentieth of the points of the median is called an outlier, and the median never is.
    #[test]
    fn outliers_lie_far_out(table in tables()) {
        for deviation in statistics(&table).total.deviations.iter().flatten() {
            if deviation.is_outlier {
                prop_assert!(deviation.modified_z.abs() > 3.5 && deviation.distance.abs() >= 5.0);
            }
        }
    }
}
