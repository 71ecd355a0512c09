//! Units as they are compared: without the place that every unit begins with, a village counted as its town.

/// The names of the place a measure applies to, with which names of units and projects may begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locality {
    /// Longest first: 岳阳市云溪区, 岳阳市, 云溪区.
    names: Vec<String>,
}

/// What ends the name of one level of the administration.
const LEVELS: [char; 6] = ['省', '市', '州', '区', '县', '旗'];

/// What a town's own office adds to its name.
const OFFICES: [&str; 5] = ["人民政府", "办事处", "政府", "村民委员会", "村委会"];

/// What ends the name of a town or street.
const TOWNS: [&str; 3] = ["街道", "镇", "乡"];

impl Locality {
    /// The place that a rulebook names: `岳阳市云溪区`.
    #[must_use]
    pub fn new(place: &str) -> Self {
        let mut levels: Vec<String> = Vec::new();
        let mut level = String::new();
        for character in place.chars() {
            level.push(character);
            if LEVELS.contains(&character) && level.chars().count() > 1 {
                levels.push(std::mem::take(&mut level));
            }
        }
        if !level.is_empty() {
            levels.push(level);
        }
        let mut names: Vec<String> = (0..levels.len())
            .flat_map(|start| (start + 1..=levels.len()).map(move |end| (start, end)))
            .map(|(start, end)| levels.iter().skip(start).take(end - start).map(String::as_str).collect())
            .collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        Self { names }
    }

    /// `name` without the place that it begins with. A name that is nothing else stays.
    pub(super) fn without<'a>(&self, name: &'a str) -> &'a str {
        let rest = self.names.iter().find_map(|place| name.strip_prefix(place.as_str()));
        rest.filter(|rest| !rest.is_empty()).unwrap_or(name)
    }

    /// The unit that answers for what `unit` does: the town of a village, the body without its office's words.
    pub(super) fn root_of(&self, unit: &str) -> String {
        let local = self.without(unit);
        if let Some(town) = town_at_start(local) {
            return town.to_owned();
        }
        OFFICES.iter().find_map(|office| local.strip_suffix(office)).unwrap_or(local).to_owned()
    }
}

/// The town that a name begins with: 陆城镇 of 陆城镇香铺村, nothing of 镇海 or 乡村振兴局.
pub(super) fn town_at_start(name: &str) -> Option<&str> {
    let end = TOWNS
        .iter()
        .filter_map(|ending| name.find(ending).filter(|at| *at > 0).map(|at| at + ending.len()))
        .min()?;
    let town = name.get(..end)?;
    (3..=6).contains(&town.chars().count()).then_some(town)
}
