//! Section and subsection rows: `一、政府投资建设项目（58个）`, `（一）民生实事类项目（23个）`.

use super::text::{Cleaning, clean, whole_number};
use crate::classification::ProjectClass;

const NUMERALS: &str = "一二三四五六七八九十百";

/// How deep a heading stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// `一、`
    Section,
    /// `（一）`
    Subsection,
}

/// A heading taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) level: Level,
    /// The number as printed.
    pub(super) number: String,
    /// The title without number and count.
    pub(super) title: String,
    /// How many projects the title says follow.
    pub(super) declared: Option<u32>,
}

impl Heading {
    /// Reads the only filled cell of a row; `None` when it is no heading.
    pub(super) fn read(cell: &str) -> Option<Self> {
        let cell = clean(cell, Cleaning::Term);
        let (level, start) = match cell.strip_prefix('（') {
            Some(rest) => (Level::Subsection, rest),
            None => (Level::Section, cell.as_str()),
        };
        let rest = start.trim_start_matches(|character| NUMERALS.contains(character));
        let number = start.strip_suffix(rest).filter(|number| !number.is_empty())?.to_owned();
        let rest = match level {
            Level::Section => rest.strip_prefix('、')?,
            Level::Subsection => rest.strip_prefix('）')?,
        };
        let counted =
            rest.strip_suffix('）').and_then(|rest| rest.rsplit_once('（')).and_then(|(title, count)| {
                let digits = count.strip_suffix(['个', '项']).unwrap_or(count);
                Some((title, whole_number(digits)?))
            });
        let (title, declared) = match counted {
            Some((title, count)) => (title, Some(count)),
            None => (rest, None),
        };
        Some(Self { level, number, title: title.to_owned(), declared })
    }
}

/// The class that a heading suggests. It is weak evidence: lists group by policy, not by the works (C2).
pub(super) fn suggested_class(title: &str) -> Option<ProjectClass> {
    if title.contains("基础设施") || title.contains("基础类") {
        Some(ProjectClass::Infrastructure)
    } else if title.contains("民生实事") || title.contains("生态环保") {
        Some(ProjectClass::NonInfrastructure)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_taken_apart_as_printed() {
        let section = Heading::read("一、政府投资建设项目（58个）").unwrap();
        assert_eq!((section.level, section.number.as_str()), (Level::Section, "一"));
        assert_eq!((section.title.as_str(), section.declared), ("政府投资建设项目", Some(58)));
        let part = Heading::read("(十二) 生态环保类 项目( ５ 个)").unwrap();
        assert_eq!((part.level, part.number.as_str()), (Level::Subsection, "十二"));
        assert_eq!((part.title.as_str(), part.declared), ("生态环保类项目", Some(5)));
        assert_eq!(Heading::read("三、其他（暂定）").unwrap().declared, None);
        assert_eq!(Heading::read("岳阳市云溪区2023年计划"), None);
        assert_eq!(Heading::read("一般项目"), None);
        assert_eq!(Heading::read(""), None);
    }
}
