//! Worked examples from the literature.

use domain::statistics::{concordance, deviations, intraclass, spread};

use crate::world::{mark, marks, near, statistics, table};

/// Shrout and Fleiss, "Intraclass correlations: uses in assessing rater reliability", Psychological Bulletin 86 (1979),
/// tables 2 to 4: six targets, four judges.
const JUDGES: [[f64; 6]; 4] = [
    [9.0, 6.0, 8.0, 7.0, 10.0, 6.0],
    [2.0, 1.0, 4.0, 1.0, 5.0, 2.0],
    [5.0, 3.0, 6.0, 2.0, 6.0, 4.0],
    [8.0, 2.0, 8.0, 6.0, 9.0, 7.0],
];

#[test]
fn intraclass_correlation_of_shrout_and_fleiss() {
    let raters = JUDGES.map(|judge| judge.to_vec());
    let agreement = intraclass(&raters).unwrap();
    near(agreement.mean_squares.targets, 11.24, 0.005);
    near(agreement.mean_squares.raters, 32.49, 0.005);
    near(agreement.mean_squares.residual, 1.02, 0.005);
    near(agreement.single, 0.29, 0.005);
    near(agreement.average.unwrap(), 0.62, 0.005);
    let test = agreement.test.unwrap();
    near(test.f, 11.03, 0.005);
    assert_eq!((test.target_degrees, test.residual_degrees), (5, 15));
    assert_eq!(agreement.label(), "中等");
}

/// The same numbers as marks of 10 points each: a common scale does not change agreement.
#[test]
fn marks_of_equal_points_give_the_same_correlation() {
    let table = table("10 10 10 10 10 10\n9 6 8 7 10 6\n2 1 4 1 5 2\n5 3 6 2 6 4\n8 2 8 6 9 7");
    let agreement = statistics(&table).intraclass.unwrap();
    near(agreement.single, 0.29, 0.005);
    near(agreement.average.unwrap(), 0.62, 0.005);
}

/// Siegel, "Nonparametric statistics for the behavioral sciences" (1956), chapter 9: three executives put six applicants
/// in order; the sums of ranks are 8, 14, 11, 11, 11, 8.
#[test]
fn concordance_without_ties() {
    let executives = [vec![1, 6, 3, 2, 5, 4], vec![1, 5, 6, 4, 2, 3], vec![6, 3, 2, 5, 4, 1]];
    let agreement = concordance(&executives).unwrap();
    near(agreement.w, 0.16, 0.005);
    near(agreement.w, 25.5 / 157.5, 1e-12);
}

/// Kendall, "Rank correlation methods" (1948), chapter 6, also in Siegel: three orders of ten with many ties.
/// Doubled, so that half ranks are whole numbers.
#[test]
fn concordance_corrected_for_ties() {
    let orders = [
        vec![2, 9, 4, 9, 6, 15, 12, 18, 15, 20],
        vec![5, 2, 5, 9, 9, 16, 18, 13, 20, 13],
        vec![4, 2, 9, 9, 9, 9, 16, 16, 16, 20],
    ];
    near(concordance(&orders).unwrap().w, 0.828, 0.0005);
}

/// One far total among five: the standard deviation of all of them would hide it, the median does not.
#[test]
fn an_outlier_cannot_hide_itself() {
    let totals = marks("82 84 83 85 60");
    let found = deviations(&totals, mark("100")).unwrap();
    let outliers: Vec<usize> =
        found.iter().filter(|expert| expert.is_outlier).map(|expert| expert.expert).collect();
    assert_eq!(outliers, [5]);
    // Median 83, distances 1 1 0 2 23, their median 1.
    near(found[4].modified_z, 0.6745 * -23.0, 1e-12);
    let spread = spread(&totals).unwrap();
    let classical = (60.0 - 78.8) / spread.standard_deviation.unwrap();
    assert!(classical.abs() < 2.0, "{classical}");
}
