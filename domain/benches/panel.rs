//! How long the statistics of a panel take, and drawing one.
//!
//! Figures are for comparing two builds on one machine; nothing here asserts a time.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on fails")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use domain::draw::draw_order;
use domain::panel::ExpertKind;
use domain::rulebook::Rulebook;
use domain::score::Score;
use domain::statistics::{ScoreTable, panel_statistics};

/// Marks between 60 and 100 % of the points in steps of half a point's hundredth part, spread without a pattern.
fn table(experts: u32, indicators: u32) -> ScoreTable {
    let weight = 10_000 / indicators;
    let points = |hundredths| Score::from_hundredths(hundredths).unwrap();
    let mark = |expert: u32, indicator: u32| {
        let scattered = (expert * 7_919 + indicator * 104_729 + expert * indicator * 31) % 401;
        points(weight * (600 + scattered) / 1_000)
    };
    let rows =
        (1..=experts).map(|expert| (1..=indicators).map(|indicator| mark(expert, indicator)).collect());
    let codes = (1..=indicators).map(|number| (format!("A{number}"), points(weight)));
    ScoreTable::new(codes.collect(), rows.collect()).unwrap()
}

fn statistics(criterion: &mut Criterion) {
    let rulebook = Rulebook::yunxi().unwrap();
    let table = table(15, 60);
    let kinds: Vec<ExpertKind> = ExpertKind::ALL.into_iter().cycle().take(15).collect();
    criterion.bench_function("statistics of 15 experts on 60 indicators", |bencher| {
        bencher.iter(|| panel_statistics(black_box(&table), &kinds, &rulebook));
    });
}

fn drawing(criterion: &mut Criterion) {
    let ids: Vec<String> = (0..300).map(|number| format!("Y{number:03}")).collect();
    let seed = "0123456789abcdef".repeat(4);
    criterion.bench_function("order of 300 experts", |bencher| {
        bencher.iter(|| draw_order(black_box(&seed), "业务专家", ids.clone()));
    });
}

criterion_group!(benches, statistics, drawing);
criterion_main!(benches);
