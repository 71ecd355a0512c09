//! What a name says: which part of a whole it is, where it is, and what is left.

use super::unit::{Locality, town_at_start};
use super::works::without_general_ending;

/// A name taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Name {
    /// Without blanks, with narrow letters, digits and brackets, without the place that every name begins with.
    pub(super) plain: String,
    /// Without part, years and general ending words: what two parts of one project have in common.
    pub(super) stem: String,
    /// Which part it is, as written: 二期, 北侧, A段.
    pub(super) parts: Vec<String>,
    /// Places and institutions: 陆城镇, 西二路, 长炼幼儿园.
    pub(super) places: Vec<String>,
    /// The first and last year.
    pub(super) years: Option<(u16, u16)>,
}

/// What counts parts.
const COUNTING: &str = "一二三四五六七八九十0123456789ABCDEFGHIJ";

/// What a count of parts stands before, longer words first.
const PARTS: [&str; 9] = ["号地块", "标段", "阶段", "组团", "地块", "区块", "号楼", "期", "段"];

/// The same after an ordinal, a figure or a letter. After a bare Chinese figure they would be found in 统一标准.
const PARTS_AFTER_ORDINAL: [&str; 13] =
    ["号地块", "标段", "阶段", "组团", "地块", "区块", "号楼", "期", "段", "标", "批", "号", "区"];

/// Directions.
const DIRECTIONS: &str = "东西南北中上下左右";

/// What a direction stands before to name a part.
const SIDES: [&str; 4] = ["侧", "段", "岸", "地块"];

/// What ends the name of a place or an institution, longer words first.
const PLACES: [&str; 24] = [
    "街道",
    "社区",
    "片区",
    "园区",
    "大道",
    "水库",
    "干堤",
    "小学",
    "中学",
    "学校",
    "幼儿园",
    "卫生院",
    "医院",
    "大院",
    "镇",
    "乡",
    "村",
    "路",
    "街",
    "河",
    "港",
    "湖",
    "垸",
    "矶",
];

/// Words that end like a place and are none.
const NO_PLACES: [&str; 9] = ["道路", "公路", "铁路", "线路", "支路", "小区", "乡村", "农村", "新农村"];

/// A place has at most this many characters before what ends it.
const LONGEST_PLACE: usize = 6;

/// Areas so wide that lying in the same one says little, and in different ones much.
const WIDE_PLACES: [&str; 5] = ["街道", "镇", "乡", "片区", "园区"];

impl Name {
    /// Of a name as declared.
    pub(super) fn of(name: &str, locality: &Locality) -> Self {
        let narrow = narrowed(name);
        let plain = locality.without(&narrow).to_owned();
        let mut reading = Reading::default();
        reading.read(&plain);
        let Reading { rest, parts, years } = reading;
        let stem = without_general_ending(&rest).to_owned();
        let places = places(&rest);
        Self { plain, stem, parts, places, years }
    }

    /// Whether both names name places and none of the same kind of extent agrees.
    pub(super) fn is_elsewhere(&self, other: &Self) -> bool {
        let apart = |first: &[&String], second: &[&String]| {
            !first.is_empty() && !second.is_empty() && !first.iter().any(|place| second.contains(place))
        };
        let (narrow, wide) = split_by_extent(&self.places);
        let (other_narrow, other_wide) = split_by_extent(&other.places);
        apart(&narrow, &other_narrow) || apart(&wide, &other_wide)
    }
}

fn split_by_extent(places: &[String]) -> (Vec<&String>, Vec<&String>) {
    places.iter().partition(|place| !WIDE_PLACES.iter().any(|ending| place.ends_with(ending)))
}

/// Without blanks, full-width letters, digits and brackets made narrow, letters in capitals.
pub(super) fn narrowed(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
            other => other,
        })
        .map(|character| character.to_ascii_uppercase())
        .collect()
}

/// Reads a name from its start, keeping apart what counts parts and years.
#[derive(Default)]
struct Reading {
    rest: String,
    parts: Vec<String>,
    years: Option<(u16, u16)>,
}

impl Reading {
    fn read(&mut self, name: &str) {
        let mut text = name;
        while let Some(character) = text.chars().next() {
            let after = text.get(character.len_utf8()..).unwrap_or_default();
            if let Some((part, rest)) = bracketed_part(text).or_else(|| part_at_start(text)) {
                self.parts.push(part);
                text = rest;
            } else if let Some((first, last, rest)) = years_at_start(text) {
                let (from, to) = self.years.unwrap_or((first, last));
                self.years = Some((from.min(first), to.max(last)));
                text = rest;
            } else {
                // A bracket around words is no part: the words stay, the bracket goes.
                if !matches!(character, '(' | ')') {
                    self.rest.push(character);
                }
                text = after;
            }
        }
    }
}

/// `(二期)` or `(一)` at the start of `text`, and what follows.
fn bracketed_part(text: &str) -> Option<(String, &str)> {
    let (inside, rest) = text.strip_prefix('(')?.split_once(')')?;
    let counts = !inside.is_empty() && inside.chars().all(|character| COUNTING.contains(character));
    let is_part = counts || part_at_start(inside).is_some_and(|(_, rest)| rest.is_empty());
    is_part.then(|| (inside.to_owned(), rest))
}

/// `二期`, `第3标段`, `A段`, `北侧` or `之一` at the start of `text`, and what follows.
fn part_at_start(text: &str) -> Option<(String, &str)> {
    let counted = text.strip_prefix('第').unwrap_or(text);
    if let Some(rest) = text.strip_prefix('之') {
        let count = rest.chars().next().filter(|character| COUNTING.contains(*character))?;
        let rest = rest.get(count.len_utf8()..)?;
        return rest.is_empty().then(|| (format!("之{count}"), rest));
    }
    let after_count = counted.trim_start_matches(|character| COUNTING.contains(character));
    let (before, endings): (&str, &[&str]) = if after_count.len() == counted.len() {
        (text.trim_start_matches(|character| DIRECTIONS.contains(character)), &SIDES)
    } else if counted.len() < text.len() || counted.starts_with(|first: char| first.is_ascii()) {
        (after_count, &PARTS_AFTER_ORDINAL)
    } else {
        (after_count, &PARTS)
    };
    if before.len() == text.len() {
        return None;
    }
    let rest = endings.iter().find_map(|ending| before.strip_prefix(ending))?;
    let part = text.get(..text.len() - rest.len())?;
    Some((part.to_owned(), rest))
}

/// `2023年`, `2023-2025年度` at the start of `text`, and what follows.
fn years_at_start(text: &str) -> Option<(u16, u16, &str)> {
    let year = |text: &str| -> Option<u16> {
        let year: u16 = text.get(..4)?.parse().ok()?;
        (1990..2100).contains(&year).then_some(year)
    };
    let first = year(text)?;
    let mut rest = text.get(4..)?;
    let mut last = first;
    if let Some(after) = ['-', '~', '—', '至'].iter().find_map(|sign| rest.strip_prefix(*sign))
        && let Some(second) = year(after)
    {
        last = second.max(first);
        rest = after.get(4..)?;
    }
    let rest = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年'))?;
    Some((first, last, rest))
}

/// The places that a name goes through, from its start.
fn places(name: &str) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    let mut text = name;
    if let Some(town) = town_at_start(name) {
        places.push(town.to_owned());
        text = name.get(town.len()..).unwrap_or_default();
    }
    let mut before = String::new();
    while let Some(character) = text.chars().next() {
        if let Some(word) = NO_PLACES.iter().find(|word| text.starts_with(**word)) {
            before.clear();
            text = text.get(word.len()..).unwrap_or_default();
        } else if let Some(ending) =
            PLACES.iter().find(|ending| !before.is_empty() && text.starts_with(**ending))
        {
            let start = before.char_indices().rev().nth(LONGEST_PLACE - 1).map_or(0, |(at, _)| at);
            places.push(format!("{}{ending}", before.get(start..).unwrap_or_default()));
            before.clear();
            text = text.get(ending.len()..).unwrap_or_default();
        } else {
            before.push(character);
            text = text.get(character.len_utf8()..).unwrap_or_default();
        }
    }
    places.sort();
    places.dedup();
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::of(text, &Locality::new("岳阳市云溪区"))
    }

    #[test]
    fn parts_go_and_proper_names_stay() {
        for (text, stem, parts) in [
            ("长岭片区科发北侧道路工程", "长岭片区科发道路", &["北侧"][..]),
            ("平安城市（二期）", "平安城市", &["二期"]),
            ("滨湖路改造一期工程", "滨湖路", &["一期"]),
            ("尾水排江管线 (三期) 建设项目", "尾水排江管线", &["三期"]),
            ("滨湖路Ａ段", "滨湖路", &["A段"]),
            ("滨湖路第2标段工程", "滨湖路", &["第2标段"]),
            ("安置房建设（一）", "安置房", &["一"]),
            ("安置房建设之二", "安置房", &["之二"]),
            ("云溪片区西二路道路工程", "云溪片区西二路道路", &[]),
            ("随岳高速云溪连接线提质改造", "随岳高速云溪连接线", &[]),
            ("云溪区应急指挥调度平台", "应急指挥调度平台", &[]),
        ] {
            let name = name(text);
            assert_eq!(
                (name.stem.as_str(), name.parts.as_slice()),
                (stem, &parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>()[..]),
                "{text}"
            );
        }
    }

    #[test]
    fn years_are_told_from_other_figures() {
        assert_eq!(name("2023年老旧小区改造").years, Some((2023, 2023)));
        assert_eq!(name("节水改造2023-2025年项目").years, Some((2023, 2025)));
        assert_eq!(name("17万吨/年高性能环氧树脂装置").years, None);
        assert_eq!(name("2023年老旧小区改造").stem, name("2024年老旧小区改造").stem);
    }

    #[test]
    fn places_lead_and_general_words_are_none() {
        let places = |text: &str| name(text).places;
        assert_eq!(places("陆城镇香铺村自来水巩固提升改造项目"), ["陆城镇", "香铺村"]);
        assert_eq!(places("云溪片区西二路道路工程"), ["云溪片区", "西二路"]);
        assert_eq!(places("长炼幼儿园公办托育项目"), ["长炼幼儿园"]);
        assert_eq!(places("大田至青坡公路建设"), [] as [&str; 0]);
        assert!(name("云溪片区西二路道路工程").is_elsewhere(&name("云溪片区西三路道路工程")));
        assert!(!name("云溪区高标准农田建设项目").is_elsewhere(&name("陆城镇陆城村高标准农田建设项目")));
    }

    #[test]
    fn any_text_can_be_a_name() {
        for text in
            ["", "(", "（）", "第", "之", "202", "2023", "东", "期", "镇", "𠀀路", "((一)", "第一期第二期"]
        {
            let _ = name(text);
        }
    }
}
