use std::fmt::Write as _;

use super::*;

fn findings_of_the_list() -> (Vec<ListedProject>, Vec<Finding>) {
    let projects = projects();
    let index = index(projects.iter().map(listed).enumerate());
    let findings = everything(&index);
    (projects, findings)
}

fn split_with(section: &str, number: u32) -> (Vec<(String, u32)>, Finding) {
    let (projects, findings) = findings_of_the_list();
    let wanted = projects
        .iter()
        .position(|project| project.section == section && project.number == number)
        .map(id)
        .unwrap();
    let finding = findings
        .into_iter()
        .find(|finding| finding.kind == FindingKind::Split && finding.subjects.contains(&wanted))
        .unwrap_or_else(|| panic!("{section}-{number} is in no split"));
    let parts = finding
        .subjects
        .iter()
        .map(|subject| projects.iter().enumerate().find(|(at, _)| id(*at) == *subject).unwrap().1)
        .map(|project| (project.section.clone(), project.number))
        .collect();
    (parts, finding)
}

fn wan(amount: u32) -> Money {
    Money::from_ten_thousand_yuan(amount)
}

#[test]
fn the_three_waterworks_are_one_group_of_943() {
    let (parts, finding) = split_with("一", 19);
    assert_eq!(parts, [("一".to_owned(), 19), ("一".to_owned(), 20), ("一".to_owned(), 21)]);
    let amounts = finding.amounts.unwrap();
    assert_eq!((amounts.together, amounts.threshold), (wan(943), wan(400)));
}

#[test]
fn the_two_nurseries_are_a_group_of_360() {
    let (parts, finding) = split_with("一", 6);
    assert_eq!(parts, [("一".to_owned(), 6), ("一".to_owned(), 7)]);
    let amounts = finding.amounts.unwrap();
    assert_eq!((amounts.together, amounts.threshold), (wan(360), wan(200)));
}

#[test]
fn the_two_sides_of_one_plant_are_a_group_though_one_is_large() {
    let (parts, finding) = split_with("二", 14);
    assert_eq!(parts, [("二".to_owned(), 13), ("二".to_owned(), 14)]);
    let amounts = finding.amounts.unwrap();
    assert_eq!((amounts.together, amounts.threshold), (wan(1_637), wan(400)));
}

/// A project of each finding on the list that is worth an official's time; every other finding is a false alarm.
const WORTH_ASKING: [(&str, u32); 3] = [("一", 19), ("二", 14), ("一", 6)];

/// Reviewed line by line.
#[test]
fn the_whole_list_has_few_findings() {
    let (projects, findings) = findings_of_the_list();
    let mut text = String::new();
    let mut false_alarms = 0;
    for finding in &findings {
        writeln!(text, "{}（{}分）：{}", finding.kind.label(), finding.score, finding.reason).unwrap();
        for subject in &finding.subjects {
            let project = projects.iter().enumerate().find(|(at, _)| id(*at) == *subject).unwrap().1;
            let (section, number) = (&project.section, project.number);
            writeln!(text, "    {section}-{number} {} {} {}", project.name, project.unit, project.amount)
                .unwrap();
        }
        let known = finding.subjects.iter().any(|subject| {
            projects.iter().enumerate().any(|(at, project)| {
                id(at) == *subject && WORTH_ASKING.contains(&(project.section.as_str(), project.number))
            })
        });
        false_alarms += usize::from(!known);
    }
    writeln!(text, "共{}项提示，其中误报{false_alarms}项", findings.len()).unwrap();
    insta::assert_snapshot!("findings_of_the_real_list", text);
}

#[test]
fn nothing_depends_on_the_order_of_the_list() {
    let projects = projects();
    let forwards = everything(&index(projects.iter().map(listed).enumerate()));
    let mut backwards: Vec<_> = projects.iter().map(listed).enumerate().collect();
    backwards.reverse();
    assert_eq!(everything(&index(backwards)), forwards);
}

#[test]
fn without_any_one_project_the_findings_about_the_others_stay() {
    let projects = projects();
    let all = everything(&index(projects.iter().map(listed).enumerate()));
    for left_out in 0..projects.len() {
        let rest = projects.iter().map(listed).enumerate().filter(|(number, _)| *number != left_out);
        let found = everything(&index(rest));
        for finding in all.iter().filter(|finding| !finding.subjects.contains(&id(left_out))) {
            assert!(found.contains(finding), "{finding:?} went with {}", projects[left_out].name);
        }
    }
}
