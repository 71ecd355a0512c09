//! How strictly and how steadily experts marked over a year. For the finance bureau alone (Art. 9(1)).

use std::collections::BTreeMap;

use domain::evaluation::Person;
use domain::score::Score;
use domain::statistics::{Severity, severity};
use poem_openapi::Object;
use storage::evaluations::ConcludedPanel;

/// One expert over the year.
#[derive(Debug, Clone, Object)]
pub struct ExpertSeverityView {
    /// The expert.
    pub expert: String,
    /// The post, as papers named it.
    pub post: String,
    /// The organisation.
    pub organisation: String,
    /// On how many panels with a confirmed result the expert marked.
    pub panels: usize,
    /// The mean distance from the panel's mean, in points with its sign: negative is strict.
    pub deviation: String,
    /// The same drawn towards zero where it rests on few panels.
    pub shrunk_deviation: String,
    /// In a word: `偏严`, `偏宽` or `适中`.
    pub tendency: String,
    /// The standard deviation of the distances, in points: small is steady.
    pub inconsistency: Option<String>,
    /// Why that is not defined.
    pub inconsistency_undefined: Option<String>,
}

/// Every expert of the year.
#[derive(Debug, Clone, Object)]
pub struct ExpertStatisticsView {
    /// The year in which the results were confirmed.
    pub year: i32,
    /// How many panels there were.
    pub panels: usize,
    /// The experts, the strictest first.
    pub experts: Vec<ExpertSeverityView>,
    /// What the figures are for.
    pub note: String,
}

/// Within so many points of the others an expert is neither strict nor lenient. A choice of this program.
const MODERATE: f64 = 1.0;

impl ExpertStatisticsView {
    /// The figures of a year's panels.
    pub fn new(year: i32, panels: &[ConcludedPanel]) -> Self {
        let mut people: BTreeMap<String, &Person> = BTreeMap::new();
        let mut totals: Vec<BTreeMap<String, Score>> = Vec::with_capacity(panels.len());
        for panel in panels {
            let mut of_panel = BTreeMap::new();
            for (expert, (person, total)) in &panel.totals {
                people.insert(expert.to_string(), person);
                of_panel.insert(expert.to_string(), *total);
            }
            totals.push(of_panel);
        }
        let mut figures = severity(&totals);
        figures.sort_by(|one, other| one.shrunk_deviation.total_cmp(&other.shrunk_deviation));
        let experts = figures.into_iter().map(|figures| {
            let person = people.get(&figures.expert).copied();
            of_expert(figures, person)
        });
        Self {
            year,
            panels: panels.len(),
            experts: experts.collect(),
            note: "供财政局培训专家、组建专家小组参考，不改变任何得分；参加次数少的，已向零收缩。".to_owned(),
        }
    }
}

fn of_expert(figures: Severity, person: Option<&Person>) -> ExpertSeverityView {
    let tendency = if figures.shrunk_deviation <= -MODERATE {
        "偏严"
    } else if figures.shrunk_deviation >= MODERATE {
        "偏宽"
    } else {
        "适中"
    };
    ExpertSeverityView {
        post: person.map_or_else(String::new, |person| person.post.clone()),
        organisation: person.map_or_else(String::new, |person| person.organisation.clone()),
        panels: figures.panels,
        deviation: format!("{:+.2}", figures.deviation),
        shrunk_deviation: format!("{:+.2}", figures.shrunk_deviation),
        tendency: tendency.to_owned(),
        inconsistency: figures.inconsistency.ok().map(|value| format!("{value:.2}")),
        inconsistency_undefined: figures.inconsistency.err().map(|why| why.to_string()),
        expert: figures.expert,
    }
}
