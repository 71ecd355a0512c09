//! What is known about somebody who is to judge, and about whom they would judge.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::id::ActorId;

/// How long an employment or advice counts. The measure names no period; three years is what the rules on experts in
/// government procurement use.
const YEARS: u32 = 3;

/// Whom an evaluation is about, and who works on it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CaseParties {
    /// 预算申报单位
    pub applicant: String,
    /// 项目单位: who carries the object out, where that is somebody else.
    pub project_units: Vec<String>,
    /// 第三方机构 commissioned with the evaluation.
    pub third_party: Option<String>,
}

impl CaseParties {
    /// Every party with its role.
    pub(super) fn all(&self) -> impl Iterator<Item = (PartyRole, &str)> {
        let project_units = self.project_units.iter().map(|unit| (PartyRole::ProjectUnit, unit.as_str()));
        let third_party = self.third_party.iter().map(|firm| (PartyRole::ThirdParty, firm.as_str()));
        std::iter::once((PartyRole::Applicant, self.applicant.as_str()))
            .chain(project_units)
            .chain(third_party)
    }
}

/// What a party is in the evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyRole {
    /// 申报单位
    Applicant,
    /// 项目单位
    ProjectUnit,
    /// 第三方机构
    ThirdParty,
}

impl PartyRole {
    /// As papers name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Applicant => "申报单位",
            Self::ProjectUnit => "项目单位",
            Self::ThirdParty => "受托的第三方机构",
        }
    }
}

/// Whether a person or a firm is examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExamineeKind {
    /// An expert, or anybody else who takes part in person.
    Person,
    /// A firm that is commissioned, or is to be.
    Firm,
}

/// Who is examined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examinee {
    /// Person or firm.
    pub kind: ExamineeKind,
    /// The person's identifier; a firm has none.
    pub actor: Option<ActorId>,
    /// How papers call them: a post, or the firm.
    pub name: String,
    /// The unit the person belongs to; for a firm, the firm.
    pub organisation: String,
    /// The day of the declaration. `None`: they have not been asked, or have not answered.
    pub declared_on: Option<NaiveDate>,
    /// What they declared and what is known besides.
    pub facts: Vec<Fact>,
}

/// One thing known about the examinee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Took part in the application.
    Participation {
        /// In what: `编制可行性研究报告`.
        work: String,
    },
    /// An interest in the object or in one of the parties.
    Interest {
        /// Of which kind.
        kind: Interest,
        /// Which.
        detail: String,
    },
    /// Worked for an organisation.
    Engagement {
        /// How.
        kind: Engagement,
        /// For whom.
        organisation: String,
        /// The last day. `None`: it goes on, or nobody knows when it ended.
        until: Option<NaiveDate>,
    },
    /// Any other tie to the object or to one of the parties.
    Tie {
        /// Of which kind.
        kind: Tie,
        /// Which.
        detail: String,
    },
}

/// A declared interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interest {
    /// A spouse or near relative at one of the parties, or concerned by the object.
    Family,
    /// Shares, contracts, payments.
    Money,
}

/// How somebody worked for an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engagement {
    /// 任职
    Employment,
    /// 担任顾问、提供咨询服务
    Advice,
}

impl Engagement {
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Employment => "任职",
            Self::Advice => "担任顾问或者提供咨询",
        }
    }
}

/// Another tie. None of them is named by the measure, so each may be cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// A lawsuit or arbitration with one of the parties.
    LegalDispute,
    /// Teacher and student, fellow student, former colleague, friend.
    Acquaintance,
    /// Spoke in public for or against the object.
    StatedOpinion,
    /// The authority above one of the parties, or a unit below it.
    SuperiorOrSubordinate,
    /// Anything else that may cast doubt.
    Other,
}

impl Tie {
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::LegalDispute => "与有关单位有诉讼、仲裁",
            Self::Acquaintance => "与有关人员有师生、同学、同事等关系",
            Self::StatedOpinion => "曾就评估对象公开表态",
            Self::SuperiorOrSubordinate => "与有关单位有隶属、主管关系",
            Self::Other => "有其他可能影响公正的关系",
        }
    }
}

/// The last day on which an engagement that ended on `until` still counts. The day it ended is not counted, and the
/// period ends on the day of the same date three years later, or on the last day of that month where it has no such
/// date (Civil Code, Arts. 201 and 202). `None` is beyond the calendar.
pub(super) fn counts_through(until: NaiveDate) -> Option<NaiveDate> {
    until.checked_add_months(Months::new(12 * YEARS))
}

/// `2026年11月24日`.
pub(super) fn day(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// Whether two names mean one organisation: the same but for blanks and the width of brackets. Never a part of a
/// name: 云溪区水利局 is not 云溪区水利局下属某公司. A blank name is nobody's.
pub(super) fn is_same_organisation(one: &str, other: &str) -> bool {
    fn written(name: &str) -> impl Iterator<Item = char> {
        name.chars().filter(|character| !character.is_whitespace()).map(|character| match character {
            '（' => '(',
            '）' => ')',
            other => other,
        })
    }
    written(one).next().is_some() && written(one).eq(written(other))
}
