//! The measure's own data and what the papers are made of: checklists, report sections, rounds.

use super::Problems;
use crate::rulebook::{ChecklistEntry, Rulebook};

const MAXIMUM_ENTRIES: usize = 200;

/// What Art. 15(1) asks of the main part of a report.
const REQUIRED_SECTIONS: [&str; 6] =
    ["overview", "methods", "findings", "recommendations", "comparison", "overlap"];

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
}

pub(super) fn check(rulebook: &Rulebook, problems: &mut Problems) {
    problems.demand_text(&rulebook.checklist.article, "checklist.article");
    check_list(&rulebook.checklist.project, "checklist.project", problems);
    check_list(&rulebook.checklist.policy, "checklist.policy", problems);

    let sections = &rulebook.report_sections;
    problems.demand_size(sections.len(), MAXIMUM_ENTRIES, "report_section");
    problems.demand_unique(sections.iter().map(|section| section.code.as_str()), "report_section");
    for section in sections {
        problems.demand_text(&section.title, format!("report_section.{}.title", section.code));
        problems.demand_text(&section.article, format!("report_section.{}.article", section.code));
    }
    for code in REQUIRED_SECTIONS {
        if !sections.iter().any(|section| section.code == code) {
            problems.add("report_section", "section_missing", format!("报告缺少第十五条要求的部分“{code}”"));
        }
    }

    problems.demand_text(&rulebook.rounds.article, "rounds.article");
    let positive = rulebook.rounds.warn_after > 0;
    problems.demand(positive, "rounds.warn_after", "not_positive", "提醒的轮次应大于零");
}

fn check_list(entries: &[ChecklistEntry], path: &str, problems: &mut Problems) {
    problems.demand_size(entries.len(), MAXIMUM_ENTRIES, path);
    problems.demand_unique(entries.iter().map(|entry| entry.code.as_str()), path);
    for entry in entries {
        problems.demand_text(&entry.name, format!("{path}.{}.name", entry.code));
    }
}
