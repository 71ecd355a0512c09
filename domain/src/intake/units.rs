//! Who carries a project out: the directory of a place's units, and what a name alone reveals (B5, C7, C8, C23).

use std::collections::HashMap;

use serde::Deserialize;

use super::text::{Cleaning, clean};
use crate::classification::{Fact, UnitKind};

/// The directory that ships with the program.
const YUNXI: &str = include_str!("../../rulebooks/yunxi-2023-units.toml");

/// Why a unit directory cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitDirectoryError {
    /// The text is no TOML of the expected shape.
    #[error("单位名录格式有误：{0}")]
    Malformed(String),
    /// One name stands for units of two kinds.
    #[error("单位名录中“{0}”对应两种不同的单位性质")]
    Ambiguous(String),
}

/// The file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DirectoryFile {
    city: String,
    district: String,
    unit: Vec<ListedUnit>,
}

/// One unit of a directory.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedUnit {
    /// Its full name.
    pub name: String,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What kind of body it is.
    pub kind: UnitKind,
}

/// The units of one place with their kinds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitDirectory {
    city: String,
    district: String,
    kinds: HashMap<String, UnitKind>,
    units: Vec<ListedUnit>,
}

impl UnitDirectory {
    /// Reads a directory from TOML: `city`, `district`, and a `[[unit]]` with `name`, `aliases` and `kind` each.
    ///
    /// # Errors
    /// [`UnitDirectoryError`] when the text has another shape or a name is ambiguous.
    pub fn parse(text: &str) -> Result<Self, UnitDirectoryError> {
        let file: DirectoryFile = toml::from_str(text)
            .map_err(|error| UnitDirectoryError::Malformed(error.message().to_owned()))?;
        let mut kinds = HashMap::new();
        for entry in &file.unit {
            for name in std::iter::once(&entry.name).chain(&entry.aliases) {
                let name = clean(name, Cleaning::Term);
                if kinds.insert(name.clone(), entry.kind).is_some_and(|known| known != entry.kind) {
                    return Err(UnitDirectoryError::Ambiguous(name));
                }
            }
        }
        Ok(Self { city: file.city, district: file.district, kinds, units: file.unit })
    }

    /// The units of the directory, in its order.
    #[must_use]
    pub fn units(&self) -> &[ListedUnit] {
        &self.units
    }

    /// A directory of the same place with other units. Of a name that two units have, the first keeps it.
    #[must_use]
    pub fn with_units(&self, units: Vec<ListedUnit>) -> Self {
        let mut kinds = HashMap::new();
        for unit in &units {
            for name in std::iter::once(&unit.name).chain(&unit.aliases) {
                kinds.entry(clean(name, Cleaning::Term)).or_insert(unit.kind);
            }
        }
        Self { city: self.city.clone(), district: self.district.clone(), kinds, units }
    }

    /// Whether the directory has the unit printed as `unit`; several units together when it has each of them.
    #[must_use]
    pub fn knows(&self, unit: &str) -> bool {
        let unit = clean(unit, Cleaning::Term);
        self.kinds.contains_key(&unit)
            || unit.split(SEPARATORS).all(|part| self.kinds.contains_key(part.trim()))
    }

    /// The directory of 岳阳市云溪区 for the rulebook `yunxi-2023`.
    ///
    /// # Errors
    /// [`UnitDirectoryError`] when the file that the program was built with is broken.
    pub fn yunxi() -> Result<Self, UnitDirectoryError> {
        Self::parse(YUNXI)
    }

    /// Names of the place that every project may begin with, in the order of a full name.
    pub(super) fn place_names(&self) -> [&str; 2] {
        [&self.city, &self.district]
    }

    /// The kind of the unit printed as `unit`; `None` when neither the directory nor the words reveal it.
    /// Several units together have a kind only when they share it.
    #[must_use]
    pub fn kind(&self, unit: &str) -> Option<Fact<UnitKind>> {
        if let Some(kind) = self.kinds.get(unit) {
            return Some(Fact::inferred(*kind, unit, "见单位名录"));
        }
        let unit = clean(unit, Cleaning::Term);
        let mut kinds = unit.split(SEPARATORS).map(|part| self.kind_of_one(part));
        let first = kinds.next()??;
        if kinds.any(|kind| kind != Some(first)) {
            return None;
        }
        Some(Fact::inferred(first, unit, rule_of(first)))
    }

    fn kind_of_one(&self, unit: &str) -> Option<UnitKind> {
        if let Some(kind) = self.kinds.get(unit) {
            return Some(*kind);
        }
        // 岳阳市云溪区财政局 is the district's; 岳阳市财政局 and 市财政局 are the city's.
        let local = unit.strip_prefix(self.city.as_str()).unwrap_or(unit);
        let of_district = local.starts_with(self.district.as_str()) || unit.contains(self.district.as_str());
        let of_city = !of_district && (local.len() < unit.len() || unit.starts_with('市'));
        let ends = |endings: &[&str]| endings.iter().any(|ending| unit.ends_with(ending));
        let has = |words: &[&str]| words.iter().any(|word| unit.contains(word));
        if of_city && has(MUNICIPAL_COMPANIES) {
            return Some(UnitKind::Municipal);
        }
        if ends(COMPANY_ENDINGS) {
            return Some(UnitKind::Enterprise);
        }
        if has(PARKS) {
            return Some(UnitKind::Park);
        }
        if ends(TOWN_ENDINGS) {
            return Some(UnitKind::Town);
        }
        if ends(DEPARTMENT_ENDINGS) {
            return Some(if of_city { UnitKind::Municipal } else { UnitKind::Department });
        }
        None
    }
}

/// What stands between the names of several units.
const SEPARATORS: [char; 5] = ['、', '，', ',', '/', '；'];

const MUNICIPAL_COMPANIES: &[&str] =
    &["交投", "城投", "产投", "文旅投", "交通建设投资", "城市建设投资", "水务集团"];
const COMPANY_ENDINGS: &[&str] = &["公司", "集团", "厂", "企业", "合作社"];
const PARKS: &[&str] =
    &["高新区", "高新技术产业", "开发区", "新港区", "管委会", "管理委员会", "工业园", "产业园"];
const TOWN_ENDINGS: &[&str] = &[
    "镇",
    "乡",
    "街道",
    "街道办",
    "街道办事处",
    "镇政府",
    "乡政府",
    "镇人民政府",
    "乡人民政府",
    "村",
    "村委会",
    "村民委员会",
    "社区",
    "居委会",
    "居民委员会",
];
const DEPARTMENT_ENDINGS: &[&str] = &[
    "局",
    "中心",
    "委",
    "委员会",
    "办",
    "办公室",
    "学校",
    "中学",
    "小学",
    "幼儿园",
    "医院",
    "卫生院",
    "大队",
    "支队",
    "站",
    "馆",
    "所",
    "联社",
    "工作部",
    "法院",
    "检察院",
    "总工会",
    "妇联",
    "残联",
];

const fn rule_of(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Department => "名称为部门或事业单位",
        UnitKind::Town => "名称为镇、街道或村、社区",
        UnitKind::Park => "名称为园区管理机构",
        UnitKind::DistrictCompany => "区属国有企业",
        UnitKind::Municipal => "名称为市级部门或市属国有企业",
        UnitKind::Enterprise => "名称为企业",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_speaks_before_the_words() {
        let directory = UnitDirectory::yunxi().unwrap();
        let kind = |unit| directory.kind(unit).map(|fact| fact.value);
        assert_eq!(kind("城建投"), Some(UnitKind::DistrictCompany));
        assert_eq!(kind("教体局"), Some(UnitKind::Department));
        assert_eq!(kind("岳阳市交投"), Some(UnitKind::Municipal));
        assert_eq!(kind("松杨湖街道"), Some(UnitKind::Town));
        assert_eq!(kind("高新区"), Some(UnitKind::Park));
        assert_eq!(kind("中石化长岭分公司"), Some(UnitKind::Enterprise));
    }

    #[test]
    fn words_reveal_the_kind_of_an_unlisted_unit() {
        let directory = UnitDirectory::parse("city = '岳阳市'\ndistrict = '云溪区'\nunit = []").unwrap();
        let kind = |unit| directory.kind(unit).map(|fact| fact.value);
        assert_eq!(kind("滨湖村"), Some(UnitKind::Town));
        assert_eq!(kind("岳阳市云溪区财政局"), Some(UnitKind::Department));
        assert_eq!(kind("岳阳市财政局"), Some(UnitKind::Municipal));
        assert_eq!(kind("岳阳市惠鑫米业有限公司"), Some(UnitKind::Enterprise));
        assert_eq!(kind("岳阳市城投集团"), Some(UnitKind::Municipal));
        assert_eq!(kind("教体局、城管局"), Some(UnitKind::Department));
        assert_eq!(kind("教体局、陆城镇"), None);
        assert_eq!(kind("待定"), None);
        assert_eq!(kind(""), None);
    }

    #[test]
    fn a_directory_with_other_units_is_of_the_same_place() {
        let shipped = UnitDirectory::yunxi().unwrap();
        let unit = ListedUnit {
            name: "滨江建设指挥部".to_owned(),
            aliases: vec!["滨江指挥部".to_owned()],
            kind: UnitKind::Department,
        };
        let directory = shipped.with_units(vec![unit]);
        assert!(directory.knows(" 滨江指挥部 ") && directory.knows("滨江建设指挥部、滨江指挥部"));
        assert!(!directory.knows("教体局") && !directory.knows("滨江指挥部、教体局") && !directory.knows(""));
        assert_eq!(directory.kind("滨江指挥部").unwrap().value, UnitKind::Department);
        assert_eq!(directory.place_names(), shipped.place_names());
        assert_eq!(shipped.with_units(shipped.units().to_vec()), shipped);
    }

    #[test]
    fn a_broken_directory_is_refused_with_the_reason() {
        assert!(matches!(UnitDirectory::parse("city = 1"), Err(UnitDirectoryError::Malformed(_))));
        let twice = "city = 'a'\ndistrict = 'b'\n[[unit]]\nname = '甲'\nkind = 'town'\n[[unit]]\nname = '乙'\naliases = ['甲']\nkind = 'park'";
        assert_eq!(UnitDirectory::parse(twice), Err(UnitDirectoryError::Ambiguous("甲".to_owned())));
    }
}
