//! 专家小组: who sits on the panel and whether it is lawful (Art. 13(2), C27).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::evaluation::Person;
use crate::id::ActorId;
use crate::rulebook::PanelRule;

/// The three kinds of expert that the measure names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpertKind {
    /// 业务专家
    Business,
    /// 管理专家
    Management,
    /// 财政财务专家
    Finance,
}

impl ExpertKind {
    /// Every kind in the order of the measure.
    pub const ALL: [Self; 3] = [Self::Business, Self::Management, Self::Finance];

    /// As the measure names it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Business => "业务专家",
            Self::Management => "管理专家",
            Self::Finance => "财政财务专家",
        }
    }
}

/// How papers name an expert whose name they keep to themselves (Art. 22): `专家三` is the third of the panel.
#[must_use]
pub fn expert_label(place: usize) -> String {
    format!("专家{}", chinese_number(place))
}

/// `一` to `九十九`; larger numbers in digits.
fn chinese_number(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: usize| DIGITS.get(value).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens @ 2..=9, ones) => format!("{}十{}", digit(tens), digit(ones)),
        _ => number.to_string(),
    }
}

/// One member. A person counts for one kind (C27).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelMember {
    /// Who.
    pub person: Person,
    /// For which kind.
    pub kind: ExpertKind,
}

/// A member who left, with the reason. Kept for the record; their sheet does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerMember {
    /// The member.
    pub member: PanelMember,
    /// Why they left.
    pub reason: String,
}

/// A deviation from size, parity or kinds: 原则上 allows it with a reason and a second person (C27).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deviation {
    /// Why.
    pub reason: String,
    /// Who asked.
    pub requested_by: Person,
    /// Who approved: somebody else. The approval covers exactly the panel it was given for: when somebody leaves or
    /// joins, the deviation lapses.
    pub approved_by: Option<Person>,
}

/// A member who marked is to leave: one person asks, another approves, so that nobody alone drops a mark (Art. 20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawalRequest {
    /// Why the member is to leave.
    pub reason: String,
    /// Who asked.
    pub requested_by: Person,
}

/// The panel of one round.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Panel {
    /// Who sits on it now.
    pub members: Vec<PanelMember>,
    /// Who left.
    pub former: Vec<FormerMember>,
    /// A deviation asked for or approved.
    pub deviation: Option<Deviation>,
    /// Members who are to leave as soon as a second person approves.
    pub withdrawals: BTreeMap<ActorId, WithdrawalRequest>,
}

impl Panel {
    /// The member with this identity.
    #[must_use]
    pub fn member(&self, actor: ActorId) -> Option<&PanelMember> {
        self.members.iter().find(|member| member.person.actor == actor)
    }

    /// How many members there are.
    #[must_use]
    pub fn size(&self) -> u32 {
        u32::try_from(self.members.len()).unwrap_or(u32::MAX)
    }

    /// What is wrong with the panel under `rule`, in Chinese. Empty means that it may score.
    /// An approved deviation covers every defect but an empty panel.
    #[must_use]
    pub fn defects(&self, rule: &PanelRule) -> Vec<String> {
        if self.members.is_empty() {
            return vec!["专家小组尚未组建".to_owned()];
        }
        let covered = self.deviation.as_ref().is_some_and(|deviation| deviation.approved_by.is_some());
        if covered && rule.deviation_allowed {
            return Vec::new();
        }
        let mut defects = Vec::new();
        if self.size() < rule.minimum_size {
            defects.push(format!("专家小组现有{}人，应不少于{}人", self.size(), rule.minimum_size));
        }
        if rule.odd && self.size().is_multiple_of(2) {
            defects.push(format!("专家小组现有{}人，应为奇数", self.size()));
        }
        if rule.all_kinds {
            for kind in ExpertKind::ALL {
                if !self.members.iter().any(|member| member.kind == kind) {
                    defects.push(format!("专家小组缺少{}", kind.label()));
                }
            }
        }
        defects
    }
}
