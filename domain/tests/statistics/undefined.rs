//! What is not defined is said in words and is never a number.

use domain::statistics::{ScoreTable, Undefined, concordance, deviations, intraclass, mean_interval, spread};

use crate::world::{YUNXI, mark, marks, near, statistics, table};

#[test]
fn one_expert_alone_has_no_spread() {
    let alone = statistics(&table("60 40\n50 30"));
    let too_few = |need| Undefined::TooFewExperts { have: 1, need };
    let spread = alone.total.spread.unwrap();
    near(spread.range, 0.0, 0.0);
    near(spread.median, 80.0, 0.0);
    assert_eq!(spread.standard_deviation, Err(too_few(2)));
    assert_eq!(alone.total.deviations, Err(too_few(3)));
    assert_eq!(alone.concordance.unwrap_err(), too_few(2));
    assert_eq!(alone.intraclass.unwrap_err(), too_few(2));
    assert_eq!(alone.influence.unwrap_err(), too_few(2));
    assert_eq!(alone.interval.unwrap_err(), too_few(2));
    assert_eq!(too_few(2).to_string(), "只有1位专家，至少要有2位才能计算");
}

#[test]
fn one_indicator_alone_has_no_order() {
    let alone = statistics(&table("100\n80\n90\n85"));
    let too_few = Undefined::TooFewTargets { have: 1, need: 2 };
    assert_eq!(alone.concordance.unwrap_err(), too_few);
    assert_eq!(alone.intraclass.unwrap_err(), too_few);
    assert!(alone.interval.is_ok());
}

#[test]
fn nothing_that_differs_is_nothing_to_measure() {
    let equal = statistics(&table("60 40\n30 20\n30 20\n30 20"));
    near(equal.total.spread.unwrap().standard_deviation.unwrap(), 0.0, 0.0);
    assert_eq!(equal.total.deviations, Err(Undefined::AllEqual));
    assert_eq!(equal.concordance.unwrap_err(), Undefined::NoRanking);
    assert_eq!(equal.intraclass.unwrap_err(), Undefined::AllEqual);
    assert_eq!(equal.interval.unwrap_err(), Undefined::AllEqual);
    assert!(equal.influence.unwrap().is_stable());
}

/// Thirds are not exact in binary: equal rates of unequal points must still be found equal.
#[test]
fn equal_rates_are_found_equal_whatever_the_points() {
    let thirds = statistics(&table("9 30 60\n3 10 20\n3 10 20\n3 10 20"));
    assert_eq!(thirds.concordance.unwrap_err(), Undefined::NoRanking);
    assert_eq!(thirds.intraclass.unwrap_err(), Undefined::AllEqual);
}

/// Experts who differ by the same distance everywhere: full agreement about the targets, none to test.
#[test]
fn a_fixed_distance_between_experts_leaves_no_residual() {
    let raters = [vec![1.0, 2.0, 4.0], vec![2.0, 3.0, 5.0]];
    let agreement = intraclass(&raters).unwrap();
    near(agreement.mean_squares.residual, 0.0, 0.0);
    assert_eq!(agreement.test, Err(Undefined::NoResidual));
    assert!(agreement.single < 1.0);
    let same = intraclass(&[vec![1.0, 2.0, 4.0], vec![1.0, 2.0, 4.0]]).unwrap();
    near(same.single, 1.0, 1e-12);
    near(same.average.unwrap(), 1.0, 1e-12);
    assert_eq!(same.label(), "很高");
}

/// Two experts of opposite opinion: the mean of both says the same about every target.
#[test]
fn opposite_experts_have_no_reliable_mean() {
    let agreement = intraclass(&[vec![1.0, 2.0, 3.0], vec![3.0, 2.0, 1.0]]).unwrap();
    assert!(agreement.single < 0.0);
    assert_eq!(agreement.average, Err(Undefined::NoTrueDifference));
    assert_eq!(agreement.label(), "无从估计");
    let test = agreement.test.unwrap();
    near(test.f, 0.0, 0.0);
    near(test.p, 1.0, 0.0);
    near(concordance(&[vec![1, 2, 3], vec![3, 2, 1]]).unwrap().w, 0.0, 0.0);
}

#[test]
fn only_some_experts_rank_anything() {
    let agreement = concordance(&[vec![1, 1, 1], vec![1, 2, 3]]).unwrap();
    assert!((0.0..=1.0).contains(&agreement.w));
    near(concordance(&[vec![1, 2, 3], vec![2, 3, 4]]).unwrap().w, 1.0, 0.0);
}

/// When more than half gave the same total the median of distances is zero; the mean distance takes its place.
#[test]
fn a_median_distance_of_zero_has_a_stated_substitute() {
    let full = mark("100");
    let far = deviations(&marks("85 85 85 85 60"), full).unwrap();
    // The mean distance is 25 ÷ 5 = 5.
    near(far[4].modified_z, -25.0 / (5.0 * 1.253_314), 1e-9);
    assert!(far[4].is_outlier);
    near(far[0].modified_z, 0.0, 0.0);
    // The same z-score, and nothing to talk about: less than a twentieth of the points.
    let near_by = deviations(&marks("85 85 85 85 84.5"), full).unwrap();
    near(near_by[4].modified_z, far[4].modified_z, 1e-9);
    assert!(!near_by[4].is_outlier);
}

#[test]
fn without_marks_there_is_nothing() {
    let none = |need| Undefined::TooFewExperts { have: 0, need };
    assert_eq!(spread(&[]).unwrap_err(), none(1));
    assert_eq!(deviations(&[], mark("100")).unwrap_err(), none(3));
    assert_eq!(mean_interval(&[], &YUNXI).unwrap_err(), none(2));
    assert_eq!(concordance::<u8>(&[]).unwrap_err(), none(2));
    assert_eq!(intraclass(&[]).unwrap_err(), none(2));
}

#[test]
fn the_interval_stays_within_the_scale() {
    let interval = mean_interval(&marks("99 100 60"), &YUNXI).unwrap();
    near(interval.upper, 100.0, 0.0);
    assert!(interval.lower >= 0.0);
    let low = mean_interval(&marks("0 1 30"), &YUNXI).unwrap();
    near(low.lower, 0.0, 0.0);
    assert_eq!(low.sentence(), "平均分的95%置信区间为0.00至52.66分，均为差");
}

#[test]
fn malformed_tables_are_refused_with_every_fault() {
    let indicators = |weights: &str| {
        marks(weights).into_iter().enumerate().map(|(place, weight)| (format!("A{place}"), weight)).collect()
    };
    let codes = |weights: &str, rows: &[&str]| {
        let rows = rows.iter().map(|row| marks(row)).collect();
        let issues = ScoreTable::new(indicators(weights), rows).unwrap_err();
        issues.into_iter().map(|issue| format!("{} {}", issue.field, issue.code)).collect::<Vec<_>>()
    };
    assert_eq!(codes("", &[]), ["indicators required", "marks required"]);
    assert_eq!(codes("50 0", &["10 0"]), ["indicators.A1 out_of_range"]);
    assert_eq!(
        codes("50 50", &["10", "51 50"]),
        ["marks.1 incomplete", "marks.2.A0 out_of_range", "marks.2 out_of_range"]
    );
}
