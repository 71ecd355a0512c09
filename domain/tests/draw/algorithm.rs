//! The order itself: the worked example, fairness, and what it must not depend on.

use domain::draw::{draw_order, panel_seats};
use domain::rulebook::Rulebook;
use proptest::prelude::*;
use statrs::distribution::{ChiSquared, ContinuousCDF};

fn numbered(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("E{number:02}")).collect()
}

fn seed(number: u64) -> String {
    format!("{number:064x}")
}

/// The order was computed from the description alone by a program in another language, with its own `ChaCha20`
/// (checked against the block of RFC 8439, section 2.3.2) and the SM3 of `OpenSSL` 3.
#[test]
fn the_worked_example_of_the_description() {
    let order = draw_order(&"0123456789abcdef".repeat(4), "业务专家", numbered(10));
    assert_eq!(order.join(" "), "E09 E06 E02 E07 E08 E03 E04 E10 E05 E01");
}

/// How often each of `count` candidates stands at each place, over many seeds.
fn places(count: usize, draws: u64) -> Vec<Vec<u64>> {
    let ids = numbered(count);
    let mut places = vec![vec![0; count]; count];
    for number in 0..draws {
        for (place, id) in draw_order(&seed(number), "管理专家", ids.clone()).iter().enumerate() {
            let candidate = ids.iter().position(|known| known == id).unwrap();
            places[candidate][place] += 1;
        }
    }
    places
}

/// The probability of a chi-squared at least as large, when every chance is equal.
fn p_value(statistic: f64, degrees: usize) -> f64 {
    ChiSquared::new(degrees as f64).unwrap().sf(statistic)
}

/// The seeds are fixed, so this says the same today and in ten years.
#[test]
fn every_candidate_has_the_same_chance_of_a_seat() {
    const DRAWS: u64 = 20_000;
    for (count, seats) in [(3, 1), (7, 2)] {
        let places = places(count, DRAWS);
        let expected = DRAWS as f64 * seats as f64 / count as f64;
        let squares: f64 = places
            .iter()
            .map(|of_candidate| {
                let seated: u64 = of_candidate.iter().take(seats).sum();
                (seated as f64 - expected).powi(2) / expected
            })
            .sum();
        // Who has a seat leaves fewer for the others: without replacement the sum is that much smaller.
        let statistic = squares * (count - 1) as f64 / (count - seats) as f64;
        let chance = p_value(statistic, count - 1);
        assert!((0.001..0.999).contains(&chance), "{seats} of {count}: {statistic} {chance}");
    }
}

#[test]
fn every_candidate_has_the_same_chance_of_every_place_among_the_reserves() {
    const DRAWS: u64 = 10_000;
    let count = 6;
    let places = places(count, DRAWS);
    let expected = DRAWS as f64 / count as f64;
    let squares: f64 = places.iter().flatten().map(|seen| (*seen as f64 - expected).powi(2) / expected).sum();
    let degrees = (count - 1) * (count - 1);
    let statistic = squares * (count - 1) as f64 / count as f64;
    assert!((0.001..0.999).contains(&p_value(statistic, degrees)), "{statistic}");
}

/// All 24 orders of four come equally often, so that no pair is favoured either.
#[test]
fn every_order_is_equally_likely() {
    const DRAWS: u64 = 12_000;
    let mut counts = std::collections::BTreeMap::<Vec<String>, u64>::new();
    for number in 0..DRAWS {
        *counts.entry(draw_order(&seed(number), "业务专家", numbered(4))).or_default() += 1;
    }
    assert_eq!(counts.len(), 24);
    let expected = DRAWS as f64 / 24.0;
    let statistic: f64 = counts.values().map(|seen| (*seen as f64 - expected).powi(2) / expected).sum();
    assert!((0.001..0.999).contains(&p_value(statistic, 23)), "{statistic}");
}

/// The test above can fail: a shuffle that picks from the whole list at every place does not pass it.
#[test]
fn the_measure_of_fairness_sees_a_known_unfair_shuffle() {
    let mut counts = std::collections::BTreeMap::<[usize; 3], u64>::new();
    for choices in 0..27 {
        let mut order = [0, 1, 2];
        for (place, chosen) in [choices % 3, choices / 3 % 3, choices / 9].into_iter().enumerate() {
            order.swap(place, chosen);
        }
        *counts.entry(order).or_default() += 1_000;
    }
    let expected = 27_000.0 / 6.0;
    let statistic: f64 = counts.values().map(|seen| (*seen as f64 - expected).powi(2) / expected).sum();
    assert!(p_value(statistic, 5) < 0.001);
}

#[test]
fn strata_of_the_same_size_are_drawn_independently() {
    let same = (0..1_000)
        .filter(|number| {
            draw_order(&seed(*number), "业务专家", numbered(5)).first()
                == draw_order(&seed(*number), "管理专家", numbered(5)).first()
        })
        .count();
    // 200 are expected, with a standard deviation of 12.6.
    assert!((150..250).contains(&same), "{same}");
}

#[test]
fn nothing_and_one_need_no_chance() {
    assert_eq!(draw_order(&seed(1), "业务专家", Vec::new()), Vec::<String>::new());
    assert_eq!(draw_order(&seed(1), "业务专家", numbered(1)), numbered(1));
}

proptest! {
    #[test]
    fn an_order_loses_and_invents_nobody(number in any::<u64>(), count in 0_usize..200) {
        let mut order = draw_order(&seed(number), "业务专家", numbered(count));
        order.sort_unstable();
        let mut ids = numbered(count);
        ids.sort_unstable();
        prop_assert_eq!(order, ids);
    }
}

#[test]
fn the_seats_of_a_panel_follow_the_rulebook() {
    let rule = Rulebook::yunxi().unwrap().panel;
    let seats = |size| {
        let seats = panel_seats(&rule, size).unwrap();
        seats.iter().map(|seats| format!("{}{}", seats.stratum, seats.seats)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(seats(5), "业务专家2 管理专家2 财政财务专家1");
    assert_eq!(seats(7), "业务专家3 管理专家2 财政财务专家2");
    assert_eq!(seats(9), "业务专家3 管理专家3 财政财务专家3");
    let codes = |size| {
        let rejection = panel_seats(&rule, size).unwrap_err();
        assert_eq!(rejection.article, "第十三条第（二）项");
        rejection.issues.into_iter().map(|issue| issue.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(6), ["panel_even"]);
    assert_eq!(codes(4), ["panel_too_small", "panel_even"]);
    assert_eq!(codes(3), ["panel_too_small"]);
    assert_eq!(codes(1), ["panel_too_small", "kind_missing"]);
}

proptest! {
    #[test]
    fn seats_add_up_and_differ_by_one_at_most(half in 2_u32..500) {
        let size = 2 * half + 1;
        let seats = panel_seats(&Rulebook::yunxi().unwrap().panel, size).unwrap();
        let counts: Vec<u32> = seats.iter().map(|seats| seats.seats).collect();
        prop_assert_eq!(counts.len(), 3);
        prop_assert_eq!(counts.iter().sum::<u32>(), size);
        prop_assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1);
    }
}
