//! Who acts: a person in a post of an organisation, with one role.

use serde::{Deserialize, Serialize};

use crate::id::ActorId;

/// The roles that the measure names (Articles 9–14, 19), and the audit bureau of Article 9(1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 预算申报单位 (also 项目单位, 被评估单位): files the object and supplies material (Art. 10).
    Applicant,
    /// 预算部门: organises evaluations of its own objects (Art. 9(2)).
    BudgetDepartment,
    /// 区财政局: manages, spot-checks, accepts, returns, re-evaluates (Arts. 9(1), 19).
    FinanceBureau,
    /// 第三方机构 commissioned with an evaluation (Art. 11).
    ThirdParty,
    /// 评估专家 (Arts. 13(2), 14(4)).
    Expert,
    /// 人大代表、政协委员: an opinion, never a score (Arts. 11, 14(4), 21).
    Deputy,
    /// 区审计局: reads everything, changes nothing (Art. 9(1)).
    AuditBureau,
}

impl Role {
    /// Every role, in the order in which documents list them.
    pub const ALL: [Self; 7] = [
        Self::Applicant,
        Self::BudgetDepartment,
        Self::FinanceBureau,
        Self::ThirdParty,
        Self::Expert,
        Self::Deputy,
        Self::AuditBureau,
    ];

    /// The role as the measure names it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Applicant => "预算申报单位",
            Self::BudgetDepartment => "预算部门",
            Self::FinanceBureau => "财政局",
            Self::ThirdParty => "第三方机构",
            Self::Expert => "评估专家",
            Self::Deputy => "代表、委员",
            Self::AuditBureau => "审计局",
        }
    }
}

/// Somebody who acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The actor's identifier.
    pub id: ActorId,
    /// The post that papers name, not a personal name: `财政局绩效股经办`.
    pub post: String,
    /// The role in which the actor acts.
    pub role: Role,
    /// The organisation the post belongs to.
    pub organisation: String,
    /// The other names under which the directory knows that organisation, those of units merged into it among them.
    /// Filled in when the actor is recognised; nobody else has any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known_as: Vec<String>,
}

impl Actor {
    /// Whether the actor's organisation goes by this name.
    #[must_use]
    pub fn is_of(&self, organisation: &str) -> bool {
        self.organisation == organisation || self.known_as.iter().any(|name| name == organisation)
    }

    /// Every name by which the actor's organisation goes.
    pub fn organisation_names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.organisation.as_str()).chain(self.known_as.iter().map(String::as_str))
    }
}
