//! What the registers hold, and what a link can lead to.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::evaluation::state::Person;

/// The registers of one round.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// 信息收集: what was learnt through the channels of Art. 14(1).
    pub inquiries: Vec<Inquiry>,
    /// 交叉比对 (Art. 14(1)).
    pub cross_checks: Vec<CrossCheck>,
    /// Comparable objects elsewhere and overlaps with current ones (Arts. 15, 7(1)).
    pub comparisons: Vec<Comparison>,
    /// What the meeting was asked to mind (C38).
    pub red_flags: Vec<RedFlag>,
}

/// What was learnt through one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryContents {
    /// The channel: a name of the rulebook's list, or another where the rulebook leaves its list open.
    pub channel: String,
    /// The day.
    pub on: NaiveDate,
    /// Where it was learnt: a document, or who was asked, as posts.
    pub source: String,
    /// What was learnt.
    pub learnt: String,
    /// SM3 of files that show it, 64 hexadecimal digits each.
    pub digests: Vec<String>,
}

/// An entry of the register of channels used (Art. 14(1)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inquiry {
    /// What it says.
    pub contents: InquiryContents,
    /// Who recorded it.
    pub recorded_by: Person,
}

/// A claim compared with several sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossCheckContents {
    /// What was claimed.
    pub claim: String,
    /// What it was compared with: at least two, none of them another comparison of this kind.
    pub sources: Vec<EvidenceLink>,
    /// How the sources contradict each other or the claim; `None` when they agree.
    pub contradiction: Option<String>,
    /// How that was resolved, where it was at once.
    pub resolution: Option<String>,
}

/// An entry of the register of cross-checks (Art. 14(1)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossCheck {
    /// What was claimed.
    pub claim: String,
    /// What it was compared with.
    pub sources: Vec<EvidenceLink>,
    /// What was found to contradict.
    pub contradiction: Option<Contradiction>,
    /// Who recorded it.
    pub recorded_by: Person,
}

impl CrossCheck {
    /// Whether nothing contradicts, or what did was resolved.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.contradiction.as_ref().is_none_or(|contradiction| contradiction.resolution.is_some())
    }
}

/// Sources that do not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// What does not agree.
    pub text: String,
    /// How it was resolved.
    pub resolution: Option<Resolution>,
}

/// How a contradiction was resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Which of the sources is relied on, and why.
    pub text: String,
    /// Who says so.
    pub resolved_by: Person,
}

/// What another policy or project is to this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComparisonKind {
    /// 外省市同类政策和项目 (Art. 15)
    Comparable,
    /// 同领域现行政策交叉重复 (Arts. 15, 7(1))
    Overlap,
}

impl ComparisonKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Comparable, Self::Overlap];

    /// As papers name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Comparable => "外地同类政策和项目",
            Self::Overlap => "与现行政策和项目交叉重复",
        }
    }
}

/// Another policy or project, and what the comparison with it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparisonContents {
    /// What it is to this one.
    pub kind: ComparisonKind,
    /// Its name.
    pub name: String,
    /// The place, or the unit that runs it.
    pub place: String,
    /// What is compared: standard, cost, scope, result.
    pub compared: String,
    /// What the comparison shows.
    pub finding: String,
    /// Where the other's figures are from.
    pub source: String,
}

/// An entry of the register of comparisons (Arts. 15, 7(1)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// What it says.
    pub contents: ComparisonContents,
    /// Who recorded it.
    pub recorded_by: Person,
}

/// 提请会议注意: a point for the meeting to mind. It fails nothing by itself (C38).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedFlag {
    /// The question of Art. 7, where the rulebook marks it; `None` for anything else.
    pub point: Option<String>,
    /// What has to be minded.
    pub text: String,
    /// Who raised it: of the working group or of the panel.
    pub raised_by: Person,
    /// How the meeting dealt with it.
    pub answer: Option<RedFlagAnswer>,
}

/// How the meeting dealt with a red flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedFlagAnswer {
    /// What the meeting found.
    pub text: String,
    /// Who recorded it.
    pub answered_by: Person,
}

/// A photograph, a measurement or another file of the site visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitFile {
    /// SM3 of the file, 64 hexadecimal digits.
    pub digest: String,
    /// What it shows.
    pub caption: String,
}

/// 证明资料: where a mark or a comparison has it from (Art. 14(3)).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EvidenceLink {
    /// An item of the checklist that has material.
    Material {
        /// Its code.
        item: String,
    },
    /// An entry of the register of channels used.
    Inquiry {
        /// Its number, from 1.
        number: u32,
    },
    /// An entry of the register of cross-checks.
    CrossCheck {
        /// Its number, from 1.
        number: u32,
    },
    /// An entry of the register of comparisons.
    Comparison {
        /// Its number, from 1.
        number: u32,
    },
    /// The site visit that took place.
    SiteVisit,
    /// Another source.
    Words {
        /// In words.
        text: String,
    },
}
