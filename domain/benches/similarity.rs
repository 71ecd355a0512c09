//! How long the similarity index takes to look one object up and to take one in, among 100,000.
//!
//! The objects are made from the demonstration list with other places, units, parts and figures, so that words are
//! as common and as rare as on real lists. Figures are for comparing two builds on one machine; nothing here asserts
//! a time.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a benchmark that cannot go on fails, and tells its memory"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use domain::id::{ImportId, SubjectId};
use domain::intake::{ListedProject, UnitDirectory, read};
use domain::rulebook::Rulebook;
use domain::similarity::{Features, Limits, Locality, SimilarityIndex};
use domain::subject::Declaration;
use uuid::Uuid;

const LIST: &str = include_str!("../../api/demo/investment-plan-2023.tsv");
const OBJECTS: usize = 100_000;
/// First characters of invented places.
const PLACES: &str = "青云长路文桃石金玉松柏竹梅兰荷桂枫杨柳江湖河海山川田林花果稻麦泉溪塘坪坡岭湾洲渡桥";

fn place(number: usize) -> String {
    let characters: Vec<char> = PLACES.chars().collect();
    let at = |number: usize| characters.get(number % characters.len()).copied().unwrap();
    [at(number), at(number / characters.len())].into_iter().collect()
}

/// The project `number`: one of the list, elsewhere.
fn features(projects: &[ListedProject], number: usize, locality: &Locality) -> Features {
    let project = projects.get(number % projects.len()).unwrap();
    let copy = number / projects.len();
    let (here, figure) = (place(copy), 100 + copy * 7 % 900);
    let declaration = Declaration {
        name: format!("{here}村{}", project.name),
        // A county has some hundred units.
        unit: Some(format!("{}{}", place(copy % 12), project.unit)),
        nature: project.nature.clone(),
        content: format!("{}，另建{here}支线 {figure} 米", project.content),
        schedule: project.schedule.clone(),
        funding: project.funding.clone(),
        remark: project.remark.clone(),
        targets: Vec::new(),
    };
    let import = ImportId(Uuid::from_u128((copy / 12) as u128));
    Features::new(&declaration, &project.facts, Some(import), locality)
}

/// Memory of this process in KiB, where the system tells it.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
}

fn similarity(criterion: &mut Criterion) {
    let rulebook = Rulebook::yunxi().unwrap();
    let units = UnitDirectory::yunxi().unwrap();
    let (projects, ..) = read(LIST.as_bytes(), &units, rulebook.class_matters().unwrap());
    let (limits, locality) = (Limits::of(&rulebook), Locality::new(&rulebook.measure.place));
    let id = |number: usize| SubjectId(Uuid::from_u128(number as u128));
    let before = memory();
    let mut index = SimilarityIndex::new();
    for number in 0..OBJECTS {
        index.put(id(number), features(&projects, number, &locality));
    }
    if let (Some(before), Some(after)) = (before, memory()) {
        eprintln!("{OBJECTS} objects take {} MiB", after.saturating_sub(before) / 1024);
    }
    let mut group = criterion.benchmark_group("similarity of 100000");
    group.sample_size(20);
    let mut next = 0;
    group.bench_function("look one up", |bencher| {
        bencher.iter(|| {
            next = (next + 7_919) % OBJECTS;
            index.findings_of(black_box(id(next)), &limits, &|_| true)
        });
    });
    group.bench_function("change one", |bencher| {
        bencher.iter(|| {
            next = (next + 7_919) % OBJECTS;
            index.put(id(next), features(&projects, next + 1, &locality));
        });
    });
    group.finish();
}

criterion_group!(benches, similarity);
criterion_main!(benches);
