//! Neighbouring rows that may be parts of one project (C19): the same unit, nature, place and kind of works,
//! each too small to be evaluated alone, together not.

use std::ops::Range;

use super::{ListItem, ListedProject, UnitDirectory};
use crate::classification::{PossibleParts, ProjectClass, UnitKind};
use crate::money::Money;

/// How many neighbouring rows of one unit are compared.
pub(super) const WINDOW: usize = 32;

/// Words at the end of a name that say nothing about the kind of works.
const GENERAL_ENDINGS: [&str; 8] = ["项目", "工程", "建设", "改造", "提质", "新建", "配套", "（）"];

/// A kind of works or a place needs at least two characters to mean something.
const SHORTEST_WORD: usize = 2;

/// What counts phases and parts: 一期 and 二期, A段 and B段.
const COUNTING: &str = "一二三四五六七八九十0123456789ABCDEF";

/// Fills in the likely siblings of the projects in a window of rows of one unit.
pub(super) fn mark(items: &mut [ListItem], directory: &UnitDirectory, doubt_zone: &Range<Money>) {
    let small: Vec<&ListedProject> =
        projects(items).filter(|project| project.amount < threshold(project, doubt_zone)).collect();
    if small.len() < 2 {
        return;
    }
    let mut groups: Vec<Vec<&ListedProject>> = Vec::new();
    for project in small {
        let is_related =
            |group: &Vec<&ListedProject>| group.iter().any(|member| are_siblings(member, project, directory));
        match groups.iter_mut().find(|group| is_related(group)) {
            Some(group) => group.push(project),
            None => groups.push(vec![project]),
        }
    }
    let mut found: Vec<(u64, PossibleParts)> = Vec::new();
    for group in groups.iter().filter(|group| group.len() > 1) {
        let Some(joint_amount) =
            group.iter().try_fold(Money::ZERO, |sum, project| sum.checked_add(project.amount))
        else {
            continue;
        };
        for project in group.iter().filter(|project| joint_amount >= threshold(project, doubt_zone)) {
            let siblings = group
                .iter()
                .filter(|other| other.line != project.line)
                .map(|other| other.name.clone())
                .collect();
            found.push((project.line, PossibleParts { siblings, joint_amount, one_project: None }));
        }
    }
    for item in items {
        if let ListItem::Project(project) = item
            && let Some(at) = found.iter().position(|(line, _)| *line == project.line)
        {
            project.facts.possible_parts = Some(found.swap_remove(at).1);
        }
    }
}

fn projects(items: &[ListItem]) -> impl Iterator<Item = &ListedProject> {
    items.iter().filter_map(|item| match item {
        ListItem::Project(project) => Some(project.as_ref()),
        ListItem::Issue(_) => None,
    })
}

/// The amount from which a project of its class is evaluated; an unknown class counts as the dearer one,
/// because the class question is asked by itself.
fn threshold(project: &ListedProject, doubt_zone: &Range<Money>) -> Money {
    match project.facts.class.as_ref().map(|class| class.value) {
        Some(ProjectClass::NonInfrastructure) => doubt_zone.start,
        Some(ProjectClass::Infrastructure) | None => doubt_zone.end,
    }
}

fn are_siblings(first: &ListedProject, second: &ListedProject, directory: &UnitDirectory) -> bool {
    if first.nature != second.nature {
        return false;
    }
    let start = common_start(&first.name, &second.name);
    let (first_rest, second_rest) = (after(&first.name, start), after(&second.name, start));
    let end = common_end(first_rest, second_rest);
    let counts = |rest: &str| {
        rest.strip_suffix(end)
            .is_some_and(|middle| middle.chars().all(|character| COUNTING.contains(character)))
    };
    if start.chars().count() >= SHORTEST_WORD && counts(first_rest) && counts(second_rest) {
        return true;
    }
    let is_town = first.facts.unit.as_ref().is_some_and(|unit| unit.value == UnitKind::Town);
    let place = narrow_place(start, directory);
    let same_place = is_town || place.chars().count() >= SHORTEST_WORD;
    same_place && kind_of_works(end).chars().count() >= SHORTEST_WORD
}

/// The place within the district that a common beginning names: 云溪区陆城镇 names 陆城镇, 云溪 names none.
fn narrow_place<'a>(start: &'a str, directory: &UnitDirectory) -> &'a str {
    let names = directory.place_names();
    let place = names.iter().fold(start, |place, name| place.strip_prefix(name).unwrap_or(place));
    if names.iter().any(|name| name.starts_with(place)) { "" } else { place }
}

fn common_start<'a>(first: &'a str, second: &str) -> &'a str {
    let end = first
        .char_indices()
        .zip(second.chars())
        .find(|((_, one), other)| one != other)
        .map_or(first.len().min(second.len()), |((at, _), _)| at);
    first.get(..end).unwrap_or_default()
}

fn after<'a>(name: &'a str, start: &str) -> &'a str {
    name.get(start.len()..).unwrap_or_default()
}

fn common_end<'a>(first: &'a str, second: &str) -> &'a str {
    let length: usize = first
        .chars()
        .rev()
        .zip(second.chars().rev())
        .take_while(|(one, other)| one == other)
        .map(|(one, _)| one.len_utf8())
        .sum();
    first.get(first.len() - length..).unwrap_or_default()
}

/// The common end of two names without words that every project bears.
fn kind_of_works(end: &str) -> &str {
    let mut kind = end;
    while let Some(shorter) = GENERAL_ENDINGS.iter().find_map(|ending| kind.strip_suffix(ending)) {
        kind = shorter;
    }
    kind
}
