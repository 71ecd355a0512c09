//! Fuzz target of the rulebook loader: whatever is done to a real rulebook, reading it never panics, and what it
//! accepts holds what the proofs promise, as a second, plainer way of counting finds.
//!
//! `cargo test` runs it for a while with inputs of its own; a fuzzer runs the same target for as long as one likes.

use std::collections::BTreeSet;

use bolero::check;
use domain::classification::ObjectKind;
use domain::rulebook::{Aggregation, AppliesTo, Band, Rounding, Rulebook};
use domain::score::{Mean, Score};

const BOOKS: [&str; 3] = [
    include_str!("../../rulebooks/yunxi-2023.toml"),
    include_str!("../../rulebooks/tongzhou-profile.toml"),
    include_str!("../../rulebooks/shandong-profile.toml"),
];

/// One change of a text: what kind, where, and with what.
type Mutation = (u8, u16, u16);

/// Pieces of rulebooks that are put where they do not belong.
const PIECES: [&str; 10] = [
    "at_most = 89",
    "below = 90",
    "applies_to = \"government_debt\"",
    "[[band]]",
    "weight = 0",
    "\"half_up\"",
    "{year}",
    "= -1",
    "\u{0}",
    "limit = 1\n",
];

fn mutate(text: &str, (kind, place, with): Mutation) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return PIECES[usize::from(with) % PIECES.len()].to_owned();
    }
    let at = usize::from(place) % lines.len();
    match kind % 12 {
        0..=1 => return with_number(text, place, with),
        2..=4 => return with_bound(text, place, with),
        5..=7 => return with_rule(text, with),
        8 => _ = lines.remove(at),
        9 => lines.insert(at, PIECES[usize::from(with) % PIECES.len()].to_owned()),
        10 => {
            let copy = lines[usize::from(with) % lines.len()].clone();
            lines.insert(at, copy);
        }
        _ => {
            let line: String = lines[at].chars().take(usize::from(with) % 40).collect();
            lines[at] = line;
        }
    }
    lines.join("\n")
}

/// The text with a bound between two bands moved on both sides, so that the bands still meet.
fn with_bound(text: &str, place: u16, with: u16) -> String {
    let bound = [60, 70, 80, 85, 90][usize::from(place) % 5];
    let moved = format!("\"{}.{:02}\"", bound - 5 + with % 10, with / 10 % 100);
    text.replace(&format!("at_least = {bound}\n"), &format!("at_least = {moved}\n"))
        .replace(&format!("below = {bound}\n"), &format!("below = {moved}\n"))
}

/// The text under another rule for the same thing.
fn with_rule(text: &str, with: u16) -> String {
    let (from, to) = [
        ("\"cut_off\"", "\"half_up\""),
        ("= \"mean\"", "= \"trimmed_mean\""),
        ("\"within_indicator\"", "\"within_heading\""),
        ("\"within_indicator\"", "\"whole_tree\""),
        ("deviation_allowed = true", "deviation_allowed = false"),
        ("minimum_size = 5", "minimum_size = 9"),
        ("step = \"0.5\"", "step = \"0.25\""),
        ("point = [{ code = \"E1a\",", "point = [{ applies_to = \"government_debt\", code = \"E1a\","),
        ("_infrastructure = \"200万元\"", "_infrastructure = \"300万元\""),
    ][usize::from(with) % 9];
    text.replacen(from, to, 1)
}

/// The text with the number at that place, counted round, replaced by one of 0 to 100 with or without decimals.
fn with_number(text: &str, place: u16, with: u16) -> String {
    let begins_a_value =
        |(_, rest): &(&str, &str)| rest.starts_with(|first: char| first.is_ascii_digit() || first == '"');
    let places: Vec<(&str, &str)> =
        text.match_indices("= ").map(|(start, _)| text.split_at(start + 2)).filter(begins_a_value).collect();
    let Some((before, rest)) = places.get(usize::from(place) % places.len().max(1)) else {
        return text.to_owned();
    };
    let after = rest.split_at(rest.find(['\n', ',', ' ', '}']).unwrap_or(rest.len())).1;
    let value = match with % 3 {
        0 => (with / 3 % 101).to_string(),
        1 => format!("\"{}.{}\"", with / 3 % 100, with % 10),
        _ => ["\"half_up\"", "\"whole_tree\"", "\"within_heading\"", "\"trimmed_mean\"", "1", "\"0.1\""]
            [usize::from(with / 3) % 6]
            .to_owned(),
    };
    format!("{before}{value}{after}")
}

/// Whether a band covers the score `sum / count`, in whole numbers.
fn covers(band: &Band, sum: u64, count: u64) -> bool {
    let bound = |score: Score| u64::from(score.hundredths()) * count;
    sum >= bound(band.at_least)
        && band.below.is_none_or(|below| sum < bound(below))
        && band.at_most.is_none_or(|at_most| sum <= bound(at_most))
}

/// What decides: the mean itself, or the mean rounded to whole hundredths.
fn decisive(sum: u64, count: u64, rounding: Rounding) -> (u64, u64) {
    match rounding {
        Rounding::CutOff => (sum, count),
        Rounding::HalfUp => ((sum * 2 + count) / (count * 2), 1),
    }
}

/// How many sheets may be shared out, as panels go.
fn divisors(rulebook: &Rulebook) -> Vec<u64> {
    let panel = &rulebook.panel;
    let lawful = |size: u32| size >= panel.minimum_size && (!panel.odd || size % 2 == 1);
    let left_out = if rulebook.scoring.aggregation == Aggregation::TrimmedMean { 2 } else { 0 };
    (1 + left_out..=99)
        .filter(|size| panel.deviation_allowed || lawful(*size))
        .map(|size| u64::from(size - left_out))
        .collect()
}

fn every_score_has_one_outcome(rulebook: &Rulebook) {
    let step = u64::from(rulebook.scoring.step.hundredths());
    let mut reached = BTreeSet::new();
    for (nth, count) in divisors(rulebook).into_iter().enumerate() {
        // Every score of the smaller panels; of the larger ones those around each bound.
        let sums: Vec<u64> = if nth < 4 && step >= 10 {
            (0..=count * 10_000 / step).map(|steps| steps * step).collect()
        } else {
            let bounds = rulebook
                .bands
                .iter()
                .flat_map(|band| [Some(band.at_least), band.below, band.at_most].into_iter().flatten());
            let around = bounds.flat_map(|bound| {
                let middle = u64::from(bound.hundredths()) * count / step;
                (middle.saturating_sub(3)..=middle + 3).map(|steps| steps * step).collect::<Vec<_>>()
            });
            around.filter(|sum| *sum <= count * 10_000).collect()
        };
        for sum in sums {
            let (exact, of) = decisive(sum, count, rulebook.scoring.rounding);
            let holding: Vec<&Band> = rulebook.bands.iter().filter(|band| covers(band, exact, of)).collect();
            assert_eq!(holding.len(), 1, "{sum}/{count} lies in {} bands", holding.len());
            let mean = Mean::from_parts(sum, u32::try_from(count).unwrap()).unwrap();
            let ruling = rulebook.ruling(mean).unwrap();
            assert_eq!(ruling.outcome.code, holding[0].outcome);
            assert_eq!(ruling.grade, holding[0].grade);
            assert_eq!(rulebook.ruling(Mean::of([rulebook.scoring.shown(mean)]).unwrap()), Some(ruling));
            reached.insert(holding[0].outcome.clone());
        }
    }
    let declared: BTreeSet<String> = rulebook.outcomes.iter().map(|outcome| outcome.code.clone()).collect();
    assert_eq!(reached, declared);
}

fn points_always_add_up(rulebook: &Rulebook) {
    for object in [ObjectKind::Project, ObjectKind::Policy] {
        let tree = rulebook.tree(object);
        for chosen in 0_u8..8 {
            let lacking: BTreeSet<AppliesTo> = AppliesTo::CONDITIONS
                .into_iter()
                .enumerate()
                .filter(|(place, condition)| chosen & (1 << place) != 0 || !condition.can_be_met(object))
                .map(|(_, condition)| condition)
                .collect();
            let scoring = &rulebook.scoring;
            let weights = tree.weights(&lacking, scoring.conditional_weights, scoring.step).unwrap();
            assert_eq!(weights.values().map(|weight| weight.hundredths()).sum::<u32>(), 10_000);
            for code in weights.keys() {
                let indicator = tree.indicator(code).unwrap();
                assert!(indicator.points.iter().any(|point| !lacking.contains(&point.applies_to)), "{code}");
            }
        }
    }
}

fn numbers_differ(rulebook: &Rulebook) {
    let Some(numbers) = &rulebook.document_numbers else { return };
    for (key, _, pattern) in numbers.patterns() {
        assert!(pattern.matches(&pattern.example()));
        let others = numbers.patterns().into_iter().filter(|(other, ..)| *other != key);
        for (_, _, other) in others {
            assert!(!other.matches(&pattern.example()), "{pattern} and {other}");
        }
    }
}

fn assert_proved(rulebook: &Rulebook) {
    every_score_has_one_outcome(rulebook);
    points_always_add_up(rulebook);
    numbers_differ(rulebook);
    assert!(!rulebook.settings().is_empty());
    let written = toml::to_string(rulebook).unwrap();
    assert_eq!(&Rulebook::parse(&written).unwrap(), rulebook, "written out it reads back the same");
}

#[test]
fn a_changed_rulebook_is_refused_or_proved() {
    check!().with_type::<(u8, Vec<Mutation>)>().with_iterations(1_000).for_each(|(book, mutations)| {
        let mut text = BOOKS[usize::from(*book) % BOOKS.len()].to_owned();
        for mutation in mutations.iter().take(1 + usize::from(*book) / 3 % 4) {
            text = mutate(&text, *mutation);
        }
        match Rulebook::parse(&text) {
            Ok(rulebook) => assert_proved(&rulebook),
            Err(errors) => {
                assert!(!errors.issues.is_empty());
                assert!(errors.issues.iter().all(|issue| !issue.message.is_empty()), "{errors}");
            }
        }
    });
}

#[test]
fn no_bytes_make_the_loader_panic() {
    check!().with_type::<Vec<u8>>().with_iterations(2_000).for_each(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Ok(rulebook) = Rulebook::parse(&text) {
            assert_proved(&rulebook);
        }
    });
}

/// The plainer way of counting finds what is wrong, too: it is not blind.
#[test]
fn the_real_rulebooks_are_proved_and_a_hole_is_seen() {
    for text in BOOKS {
        assert_proved(&Rulebook::parse(text).unwrap());
    }
    let mut rulebook = Rulebook::parse(BOOKS[0]).unwrap();
    rulebook.bands[1].below = Score::from_hundredths(8_999);
    assert!(std::panic::catch_unwind(|| every_score_has_one_outcome(&rulebook)).is_err());
}
