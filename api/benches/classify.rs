//! How long `quanheng classify` takes as a whole process, from the file to the last line of its output.
//!
//! Figures are for comparing two builds on one machine; nothing here asserts a time.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on fails")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use tempfile::NamedTempFile;

const LIST: &str = include_str!("../demo/investment-plan-2023.tsv");

/// The least number of rows of the long list.
const ROWS: u32 = 100_000;

/// A section of the demonstration list: its heading and the lines below it.
struct Section {
    heading: &'static str,
    lines: Vec<&'static str>,
}

/// The serial number and the rest of a project's row; `None` for any other line.
fn row(line: &str) -> Option<(u32, &str)> {
    let (number, rest) = line.split_once('\t')?;
    Some((number.parse().ok()?, rest))
}

impl Section {
    /// The sections of the demonstration list, without the title above them.
    fn all() -> Vec<Self> {
        let mut sections: Vec<Self> = Vec::new();
        for line in LIST.lines() {
            let is_heading = ["一、", "二、", "三、"].iter().any(|number| line.starts_with(number));
            if is_heading {
                sections.push(Self { heading: line, lines: Vec::new() });
            } else if let Some(section) = sections.last_mut() {
                section.lines.push(line);
            }
        }
        sections
    }

    fn rows(&self) -> u32 {
        self.lines.iter().filter(|line| row(line).is_some()).count().try_into().unwrap()
    }

    /// The section with its projects `times` over, numbered through and named apart.
    fn repeat(&self, times: u32, list: &mut String) {
        let declared = self.rows() * times;
        let title = self.heading.split('（').next().unwrap();
        writeln!(list, "{title}（{declared}个）").unwrap();
        let mut number = 0;
        for time in 1..=times {
            for line in &self.lines {
                if let Some((_, rest)) = row(line) {
                    number += 1;
                    writeln!(list, "{number}\t第{time}片区{rest}").unwrap();
                } else {
                    writeln!(list, "{line}").unwrap();
                }
            }
        }
    }
}

/// The demonstration list, page headers included, repeated to at least [`ROWS`] projects, and how many it has.
fn long_list() -> (String, u32) {
    let sections = Section::all();
    let once: u32 = sections.iter().map(Section::rows).sum();
    let times = ROWS.div_ceil(once);
    let header = LIST.lines().find(|line| line.starts_with("序号")).unwrap();
    let mut list = format!("{header}\n");
    for section in &sections {
        section.repeat(times, &mut list);
    }
    (list, once * times)
}

/// Runs the program on `file`. The verdicts are thrown away by the system, not by a reader that takes time.
fn run(file: &Path, format: &str) {
    let status = Command::new(env!("CARGO_BIN_EXE_quanheng"))
        .args(["classify", "--format", format])
        .arg(file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "the list is valid, so every row comes through");
}

fn file_of(list: &str) -> NamedTempFile {
    let file = NamedTempFile::new().unwrap();
    std::fs::write(file.path(), list).unwrap();
    file
}

fn whole_process(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("quanheng classify");

    let published = file_of(LIST);
    group.bench_function("published list", |bencher| bencher.iter(|| run(published.path(), "table")));

    let (list, rows) = long_list();
    let long = file_of(&list);
    // One run takes a good part of a second: each sample is one run.
    group.sampling_mode(SamplingMode::Flat).sample_size(10).throughput(Throughput::Elements(rows.into()));
    for format in ["csv", "json"] {
        group.bench_function(BenchmarkId::new("long list", format), |bencher| {
            bencher.iter(|| run(long.path(), format));
        });
    }
    group.finish();
}

criterion_group!(benches, whole_process);
criterion_main!(benches);
