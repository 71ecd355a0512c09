//! The measure's own data and what the papers are made of: checklists, report sections, rounds, deadlines, numbers.

use super::Problems;
use crate::rulebook::{ChecklistEntry, Rulebook};

const MAXIMUM_ENTRIES: usize = 200;
/// A step that may take longer than a year of working days has no deadline.
const MAXIMUM_WORKING_DAYS: u32 = 250;

/// What no report of any place can do without: what was judged, how, what was found and what is advised.
const REQUIRED_SECTIONS: [&str; 4] = ["overview", "methods", "findings", "recommendations"];

pub(super) fn check_measure(rulebook: &Rulebook, problems: &mut Problems) {
    let measure = &rulebook.measure;
    for (text, path) in [
        (&rulebook.id, "id"),
        (&measure.title, "measure.title"),
        (&measure.document_number, "measure.document_number"),
        (&measure.issued_by, "measure.issued_by"),
        (&measure.place, "measure.place"),
    ] {
        problems.demand_text(text, path);
    }
    problems.demand_size(measure.based_on.len(), MAXIMUM_ENTRIES, "measure.based_on");
    for text in &measure.based_on {
        problems.demand_text(text, "measure.based_on");
    }
    if let Some(text) = &measure.to_confirm {
        problems.demand_text(text, "measure.to_confirm");
    }
}

pub(super) fn check(rulebook: &Rulebook, problems: &mut Problems) {
    problems.demand_text(&rulebook.checklist.article, "checklist.article");
    check_list(&rulebook.checklist.project, "checklist.project", problems);
    check_list(&rulebook.checklist.policy, "checklist.policy", problems);
    check_channels(rulebook, problems);

    let sections = &rulebook.report_sections;
    problems.demand_size(sections.len(), MAXIMUM_ENTRIES, "report_section");
    problems.demand_unique(sections.iter().map(|section| section.code.as_str()), "report_section");
    for section in sections {
        problems.demand_text(&section.title, format!("report_section.{}.title", section.code));
        problems.demand_text(&section.article, format!("report_section.{}.article", section.code));
    }
    for code in REQUIRED_SECTIONS {
        if !sections.iter().any(|section| section.code == code) {
            problems.add("report_section", "section_missing", format!("报告缺少必备的部分“{code}”"));
        }
    }

    problems.demand_text(&rulebook.rounds.article, "rounds.article");
    let positive = rulebook.rounds.warn_after > 0;
    problems.demand(positive, "rounds.warn_after", "not_positive", "提醒的轮次应大于零");
    problems.demand(rulebook.rounds.limit != Some(0), "rounds.limit", "not_positive", "轮次上限应大于零");
    check_deadlines(rulebook, problems);
    check_numbers(rulebook, problems);
}

/// A channel that is named twice, or not at all, cannot be chosen.
fn check_channels(rulebook: &Rulebook, problems: &mut Problems) {
    let Some(channels) = &rulebook.information_channels else { return };
    problems.demand_text(&channels.article, "information_channels.article");
    problems.demand_size(channels.names.len(), MAXIMUM_ENTRIES, "information_channels.names");
    let mut seen = std::collections::BTreeSet::new();
    for name in &channels.names {
        problems.demand_text(name, "information_channels.names");
        if !seen.insert(name) {
            problems.add("information_channels.names", "duplicate_name", format!("信息渠道“{name}”重复"));
        }
    }
}

fn check_deadlines(rulebook: &Rulebook, problems: &mut Problems) {
    let mut seen = Vec::new();
    for (position, deadline) in rulebook.deadlines.iter().enumerate() {
        let path = format!("deadline[{position}]");
        problems.demand_text(&deadline.article, format!("{path}.article"));
        if !(1..=MAXIMUM_WORKING_DAYS).contains(&deadline.working_days) {
            let message = format!("工作日数应在1至{MAXIMUM_WORKING_DAYS}之间，现为{}", deadline.working_days);
            problems.add(format!("{path}.working_days"), "out_of_range", message);
        }
        if seen.contains(&deadline.step) {
            let message = format!("“{}”的期限写了两次", deadline.step.label());
            problems.add(format!("{path}.step"), "duplicate_step", message);
        }
        seen.push(deadline.step);
    }
}

/// No two papers can ever bear the same number.
fn check_numbers(rulebook: &Rulebook, problems: &mut Problems) {
    let Some(numbers) = &rulebook.document_numbers else { return };
    problems.demand_text(&numbers.article, "document_numbers.article");
    let patterns = numbers.patterns();
    for (position, (key, label, pattern)) in patterns.iter().enumerate() {
        for (_, earlier, other) in patterns.iter().take(position) {
            if let Some(number) = pattern.shared_with(other) {
                let message = format!("“{number}”既可以是{earlier}的编号，也可以是{label}的编号");
                problems.add(format!("document_numbers.{key}"), "numbers_collide", message);
            }
        }
    }
}

fn check_list(entries: &[ChecklistEntry], path: &str, problems: &mut Problems) {
    problems.demand_size(entries.len(), MAXIMUM_ENTRIES, path);
    problems.demand_unique(entries.iter().map(|entry| entry.code.as_str()), path);
    for entry in entries {
        problems.demand_text(&entry.name, format!("{path}.{}.name", entry.code));
    }
}
