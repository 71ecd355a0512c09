//! Figures computed with SciPy 1.17.1 and Pingouin 0.7.0 on the same marks.

use domain::score::Mean;
use domain::statistics::mean_interval;

use crate::world::{SEVEN_BY_TEN, YUNXI, marks, near, statistics, table};

/// `pingouin.intraclass_corr` (rows ICC(A,1) and ICC(A,k)) on mark ÷ points.
#[test]
fn intraclass_correlation() {
    let agreement = statistics(&table(SEVEN_BY_TEN)).intraclass.unwrap();
    near(agreement.single, 0.158_087_724_9, 1e-9);
    near(agreement.average.unwrap(), 0.567_923_587_3, 1e-9);
    let test = agreement.test.unwrap();
    near(test.f, 7.394_174_918_4, 1e-9);
    assert_eq!((test.target_degrees, test.residual_degrees), (9, 54));
    near(test.p, 0.000_000_616_7, 1e-10);
}

/// `scipy.stats.friedmanchisquare` and `pingouin.friedman`, both corrected for ties.
#[test]
fn kendalls_w() {
    let agreement = statistics(&table(SEVEN_BY_TEN)).concordance.unwrap();
    near(agreement.w, 0.516_893_312_8, 1e-9);
    near(agreement.chi_squared, 32.564_278_704_6, 1e-9);
    assert_eq!(agreement.degrees_of_freedom, 9);
    near(agreement.p, 0.000_158_998_6, 1e-9);
}

/// `numpy.std(ddof=1)`, `numpy.median`, `scipy.stats.median_abs_deviation`.
#[test]
fn spread_of_the_totals() {
    let total = statistics(&table(SEVEN_BY_TEN)).total;
    let spread = total.spread.unwrap();
    assert_eq!(spread.mean, Mean::from_parts(57_150, 7).unwrap());
    near(spread.standard_deviation.unwrap(), 6.269_730_760_529_02, 1e-12);
    near(spread.median, 82.0, 0.0);
    near(spread.median_absolute_deviation, 4.0, 0.0);
    near(spread.range, 19.5, 0.0);
    let scores: Vec<f64> = total.deviations.unwrap().iter().map(|expert| expert.modified_z).collect();
    let expected = [0.084_312_5, 0.843_125, -1.854_875, -0.252_937_5, 1.433_312_5, -0.674_5, 0.0];
    for (score, reference) in scores.into_iter().zip(expected) {
        near(score, reference, 1e-12);
    }
}

/// `scipy.stats.t.interval(0.95, 6, mean, sem)`.
#[test]
fn interval_of_the_mean() {
    let interval = statistics(&table(SEVEN_BY_TEN)).interval.unwrap();
    near(interval.lower, 75.844_323_305_883, 1e-8);
    near(interval.upper, 87.441_390_979_831, 1e-8);
    assert_eq!(interval.sentence(), "平均分的95%置信区间为75.84至87.44分，跨一般至良好");
}

/// `scipy.stats.t.ppf(0.975, df)`: two totals that lie two points apart have a standard error of exactly 1, and so on.
#[test]
fn quantiles_of_students_t() {
    for (totals, standard_error, quantile) in [
        ("79 81", 1.0, 12.706_204_736_174_694),
        ("79 80 81", (1.0_f64 / 3.0).sqrt(), 4.302_652_729_749_462),
        ("78 79 80 81 82", 0.5_f64.sqrt(), 2.776_445_105_197_793_4),
        ("73 74 75 76 77 78 79 80 81 82 83 84 85 86 87", (20.0_f64 / 15.0).sqrt(), 2.144_786_687_917_804),
    ] {
        let interval = mean_interval(&marks(totals), &YUNXI).unwrap();
        near(interval.upper - 80.0, quantile * standard_error, 1e-8);
        near(80.0 - interval.lower, quantile * standard_error, 1e-8);
    }
}
