//! Strict and lenient experts over a year.

use std::collections::BTreeMap;

use domain::score::Score;
use domain::statistics::{Severity, Undefined, severity};

use crate::world::{mark, near};

fn panel(totals: &[(&str, &str)]) -> BTreeMap<String, Score> {
    totals.iter().map(|(expert, total)| ((*expert).to_owned(), mark(total))).collect()
}

fn of<'a>(experts: &'a [Severity], expert: &str) -> &'a Severity {
    experts.iter().find(|known| known.expert == expert).unwrap()
}

#[test]
fn strictness_is_the_mean_distance_from_the_panel() {
    let experts = severity(&[
        panel(&[("G01", "70"), ("Y01", "80"), ("C01", "84")]),
        panel(&[("G01", "76"), ("Y01", "82"), ("C02", "85")]),
    ]);
    assert_eq!(
        experts.iter().map(|known| known.expert.as_str()).collect::<Vec<_>>(),
        ["C01", "C02", "G01", "Y01"]
    );
    // Panel means 78 and 81: G01 lies 8 and 5 below, Y01 2 and 1 above.
    let strict = of(&experts, "G01");
    assert_eq!(strict.panels, 2);
    near(strict.deviation, -6.5, 1e-12);
    near(strict.shrunk_deviation, -6.5 * 2.0 / 6.0, 1e-12);
    near(strict.inconsistency.unwrap(), 4.5_f64.sqrt(), 1e-12);
    near(of(&experts, "Y01").deviation, 1.5, 1e-12);
    let once = of(&experts, "C02");
    assert_eq!(once.inconsistency, Err(Undefined::TooFewPanels { have: 1, need: 2 }));
    near(once.shrunk_deviation, 4.0 / 5.0, 1e-12);
}

/// One expert ten points below in one panel, another five below in twenty: the second is the stricter one.
#[test]
fn few_panels_say_little() {
    let mut panels = vec![panel(&[("A", "60"), ("B", "80")])];
    panels.extend((0..20).map(|_| panel(&[("C", "75"), ("D", "85")])));
    let experts = severity(&panels);
    near(of(&experts, "A").deviation, -10.0, 1e-12);
    near(of(&experts, "C").deviation, -5.0, 1e-12);
    assert!(of(&experts, "C").shrunk_deviation < of(&experts, "A").shrunk_deviation);
    near(of(&experts, "C").inconsistency.unwrap(), 0.0, 1e-12);
}

#[test]
fn a_panel_of_one_and_an_empty_year_say_nothing() {
    assert!(severity(&[]).is_empty());
    assert!(severity(&[panel(&[("A", "60")]), panel(&[])]).is_empty());
}
