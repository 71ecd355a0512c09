//! How long the domain takes from a printed list to a determination, and to prove a rulebook.
//!
//! Figures are for comparing two builds on one machine; nothing here asserts a time.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on fails")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use domain::classification::{Determination, Explanation, Facts, Verdict, classify, explain};
use domain::intake::{UnitDirectory, read};
use domain::rulebook::Rulebook;

const LIST: &str = include_str!("../../api/demo/investment-plan-2023.tsv");

/// The facts of the demonstration list whose verdict is one of `verdicts`.
fn facts(rulebook: &Rulebook, verdicts: &[Verdict]) -> Vec<Facts> {
    let units = UnitDirectory::yunxi().unwrap();
    let (projects, ..) = read(LIST.as_bytes(), &units, rulebook.class_matters().unwrap());
    let facts = projects.into_iter().map(|project| project.facts);
    facts.filter(|facts| verdicts.contains(&classify(facts, rulebook).verdict)).collect()
}

/// An undecided object is completed in every way that can matter, so it takes longer than a settled one.
fn classification(criterion: &mut Criterion) {
    let rulebook = Rulebook::yunxi().unwrap();
    let mut group = criterion.benchmark_group("classify");
    for (name, verdicts) in [
        ("settled", &[Verdict::Required, Verdict::NotRequired, Verdict::OutOfScope][..]),
        ("undecided", &[Verdict::NeedsInformation]),
    ] {
        let objects = facts(&rulebook, verdicts);
        group.throughput(Throughput::Elements(objects.len().try_into().unwrap()));
        group.bench_function(name, |bencher| {
            bencher.iter(|| -> Vec<Determination> {
                objects.iter().map(|facts| classify(black_box(facts), &rulebook)).collect()
            });
        });
    }
    group.finish();
}

/// The whole list, and an object of which nothing is known: the most that there is to go through.
fn explanation(criterion: &mut Criterion) {
    let rulebook = Rulebook::yunxi().unwrap();
    let all = [Verdict::Required, Verdict::NotRequired, Verdict::OutOfScope, Verdict::NeedsInformation];
    let mut group = criterion.benchmark_group("explain");
    for (name, objects) in
        [("demonstration list", facts(&rulebook, &all)), ("nothing known", vec![Facts::default()])]
    {
        group.throughput(Throughput::Elements(objects.len().try_into().unwrap()));
        group.bench_function(name, |bencher| {
            bencher.iter(|| -> Vec<Explanation> {
                objects.iter().map(|facts| explain(black_box(facts), &rulebook)).collect()
            });
        });
    }
    group.finish();
}

fn intake(criterion: &mut Criterion) {
    let units = UnitDirectory::yunxi().unwrap();
    let doubt_zone = Rulebook::yunxi().unwrap().class_matters().unwrap();
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Bytes(LIST.len().try_into().unwrap()));
    group.bench_function("demonstration list", |bencher| {
        bencher.iter(|| read(black_box(LIST.as_bytes()), &units, doubt_zone.clone()));
    });
    group.finish();
}

fn rulebook(criterion: &mut Criterion) {
    criterion.bench_function("parse and prove the rulebook", |bencher| bencher.iter(Rulebook::yunxi));
}

criterion_group!(benches, classification, explanation, intake, rulebook);
criterion_main!(benches);
