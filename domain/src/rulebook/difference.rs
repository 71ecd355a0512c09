//! What changes from one rulebook to another, in words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Rulebook;
use super::settings::Setting;

/// One change: of a setting, or of a whole entry that comes or goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Stable name of the setting or entry.
    pub key: String,
    /// The article, of the new rulebook where it has the entry.
    pub article: String,
    /// What changes: `新增项目达到金额标准：基础设施类金额标准`.
    pub subject: String,
    /// What it was; `None` where it is new.
    pub before: Option<String>,
    /// What it becomes; `None` where it goes.
    pub after: Option<String>,
}

/// One line for people: `第三条第（二）项 新增项目达到金额标准：基础设施类金额标准由“400万元”改为“500万元”`.
impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.article.is_empty() {
            write!(formatter, "{} ", self.article)?;
        }
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => {
                write!(formatter, "{}由“{before}”改为“{after}”", self.subject)
            }
            (None, Some(after)) => write!(formatter, "新增“{}”：{after}", self.subject),
            (Some(before), None) => write!(formatter, "删去“{}”：{before}", self.subject),
            (None, None) => formatter.write_str(&self.subject),
        }
    }
}

/// Everything that changes from one rulebook to the other, in the order of the new one; what goes comes last.
#[must_use]
pub fn differences(before: &Rulebook, after: &Rulebook) -> Vec<Difference> {
    let (old, new) = (before.settings(), after.settings());
    let by_key = |settings: &[Setting]| -> BTreeMap<String, String> {
        settings.iter().map(|setting| (setting.key.clone(), setting.value.clone())).collect()
    };
    let groups = |settings: &[Setting]| -> BTreeSet<String> {
        settings.iter().map(|setting| setting.group.clone()).collect()
    };
    let (old_values, new_values) = (by_key(&old), by_key(&new));
    let (old_groups, new_groups) = (groups(&old), groups(&new));
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for setting in &new {
        if !old_groups.contains(&setting.group) {
            if told.insert(setting.group.clone()) {
                found.push(whole(setting, &new, true));
            }
            continue;
        }
        let was = old_values.get(&setting.key);
        if was != Some(&setting.value) {
            found.push(one(setting, was.cloned(), Some(setting.value.clone())));
        }
    }
    for setting in &old {
        if !new_groups.contains(&setting.group) {
            if told.insert(setting.group.clone()) {
                found.push(whole(setting, &old, false));
            }
        } else if !new_values.contains_key(&setting.key) {
            found.push(one(setting, Some(setting.value.clone()), None));
        }
    }
    found
}

fn one(setting: &Setting, before: Option<String>, after: Option<String>) -> Difference {
    let Setting { key, subject, article, label, .. } = setting;
    Difference {
        key: key.clone(),
        article: article.clone(),
        subject: format!("{subject}：{label}"),
        before,
        after,
    }
}

/// An entry that comes or goes as a whole, with all it says.
fn whole(first: &Setting, settings: &[Setting], comes: bool) -> Difference {
    let said: Vec<String> = settings
        .iter()
        .filter(|setting| setting.group == first.group)
        .map(|setting| format!("{}{}", setting.label, setting.value))
        .collect();
    let said = Some(said.join("，"));
    let (before, after) = if comes { (None, said) } else { (said, None) };
    Difference {
        key: first.group.clone(),
        article: first.article.clone(),
        subject: first.subject.clone(),
        before,
        after,
    }
}
