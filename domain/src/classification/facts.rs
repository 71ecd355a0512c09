//! What is known about an object before Article 3 is asked, and where each fact comes from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::money::{Money, Share};

/// A known value with its origin. What is not known is `Option::None` around it, never a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Fact<T> {
    /// A value written down as such, in the column or form field named `field`.
    pub fn stated(value: T, field: impl Into<String>) -> Self {
        Self { value, origin: Origin::Stated { field: field.into() } }
    }

    /// A value concluded from `words`.
    pub fn inferred(value: T, words: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { value, origin: Origin::Inferred { words: words.into(), rule: rule.into() } }
    }
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// Written down as such.
    Stated {
        /// The column or form field: `建设性质`.
        field: String,
    },
    /// Concluded from words.
    Inferred {
        /// The words it was concluded from, as printed.
        words: String,
        /// The rule, as a Chinese clause: `工程内容属建筑施工`.
        rule: String,
    },
    /// Answered by a person to a question the engine asked.
    Confirmed {
        /// The post of the person.
        by: String,
        /// The day of the answer.
        on: NaiveDate,
        /// The document that proves it, when there is one.
        document: Option<String>,
    },
}

/// Art. 6: the two kinds of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// 政策
    Policy,
    /// 项目
    Project,
}

/// Art. 3, opening sentence: what is being applied for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Application {
    /// 新增: for a policy 拟新出台或修订, for a project 新建 or 改建 (C3).
    New,
    /// 申请调整预算: an existing policy or project asks for more district money (Art. 3(3)).
    Adjustment,
    /// 执行到期申请继续执行 (Art. 3(4)).
    Continuation,
    /// Nothing is being applied for: work in progress under an earlier decision.
    Nothing,
}

/// Art. 3(2): the two classes with different thresholds (C2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectClass {
    /// 基础设施类
    Infrastructure,
    /// 非基础设施类
    NonInfrastructure,
}

/// What kind of body carries the object out (B5, C7, C8, C23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// 区级预算部门、单位
    Department,
    /// 镇（街道）; a village counts as its town (C7)
    Town,
    /// 园区
    Park,
    /// 区属国有企业
    DistrictCompany,
    /// 市级部门或市属国有企业
    Municipal,
    /// 其他企业
    Enterprise,
}

/// Whose money it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FundingLevel {
    /// 中央
    Central,
    /// 省级
    Province,
    /// 市级
    City,
    /// Higher-level money whose level is not named: 上级专项资金, 国省补助
    HigherLevel,
    /// 区级财政: also 地方配套, 财政统筹, 财政投入, 财政拨款 (C4)
    District,
    /// 地方政府专项债券: repaid by the district, so it counts as district money (C4, C7)
    SpecialBond,
    /// A bare 自筹 or 单位自筹: whose money it is has to be asked (C5)
    SelfRaised,
    /// 企业自筹 and money of named companies
    Enterprise,
    /// 业主、群众、社会资本
    Society,
    /// Words that name no level at all: 项目配套, 项目争取
    Unclear,
}

/// How certain the money is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Nothing said.
    Unstated,
    /// 拟争取、拟发行: planned to be applied for.
    Intended,
    /// 争取: being applied for.
    Sought,
    /// 已下达、已发行: assigned.
    Assigned,
    /// 已到位: received.
    Received,
}

/// One source of an object's money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundingSource {
    /// Whose money.
    pub level: FundingLevel,
    /// The share of the total, when stated.
    pub share: Option<Share>,
    /// The amount, when stated.
    pub amount: Option<Money>,
    /// Of the amount, how much is already certain, when that is stated: 已发行2900万元.
    pub secured: Option<Money>,
    /// How certain it is.
    pub certainty: Certainty,
    /// The words that were read.
    pub words: String,
}

/// Whether district budget money pays for any of it (Art. 3, opening sentence; C4–C6, C8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DistrictMoney {
    /// Some of the money is the district's.
    Some,
    /// It was asked, and none is.
    ConfirmedNone,
    /// By its nature none can be: enterprise or municipal money only (C8).
    OutsideBudget,
}

/// Facts that only an adjustment has (Art. 3(3)).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AdjustmentFacts {
    /// The whole approved district budget of the policy or project (C12).
    pub approved_district_budget: Option<Fact<Money>>,
    /// The additional district money applied for now.
    pub requested_increase: Option<Fact<Money>>,
    /// Increases already granted since the last evaluation or approval (C13). Nothing stated means none.
    pub earlier_increases: Option<Fact<Money>>,
    /// How much of the increase a higher level ordered (C15): zero means that none of it was. Needs a document.
    pub ordered_by_higher_level: Option<Fact<Money>>,
    /// Why the content or standard changed (C14).
    pub cause: Option<String>,
}

/// Art. 3(5): who ordered the evaluation. A designation without its document does not count (C17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Designation {
    /// The deciding body or post.
    pub by: String,
    /// The document or meeting minute.
    pub document: String,
    /// Its date.
    pub on: NaiveDate,
}

/// Whether the object and its likely siblings are one project (C19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PossibleParts {
    /// Names of the likely siblings, without this one.
    pub siblings: Vec<String>,
    /// All amounts together, this one included.
    pub joint_amount: Money,
    /// Whether they are one project, once somebody decided.
    pub one_project: Option<Fact<bool>>,
}

/// Everything Article 3 can ask about one object.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Policy or project.
    pub object: Option<Fact<ObjectKind>>,
    /// What is applied for.
    pub application: Option<Fact<Application>>,
    /// Whether it is work in progress (续建), which can no longer be a new application (C3). Only needed while
    /// `application` is unknown; `None` when nothing is said.
    #[serde(default)]
    pub in_progress: Option<Fact<bool>>,
    /// Infrastructure or not. `None` when the evidence disagrees or is missing.
    pub class: Option<Fact<ProjectClass>>,
    /// Why the class is undecided, for the question that will be asked: the two pieces of evidence.
    pub class_doubt: Option<String>,
    /// Total investment, all years (C1, C19).
    pub total_amount: Option<Fact<Money>>,
    /// The sources of the money as read.
    pub funding: Vec<FundingSource>,
    /// Whether district money pays for any of it. `None` has to be asked.
    pub district_money: Option<Fact<DistrictMoney>>,
    /// District money ÷ total investment (C7). `None` has to be asked, where it matters.
    pub district_share: Option<Fact<Share>>,
    /// The kind of the implementing unit.
    pub unit: Option<Fact<UnitKind>>,
    /// Facts of an adjustment.
    pub adjustment: AdjustmentFacts,
    /// Likely siblings, when there are any.
    pub possible_parts: Option<PossibleParts>,
    /// An order to evaluate.
    pub designation: Option<Designation>,
    /// When the object was decided on, if that was before the rulebook took effect (C22).
    pub decided_on: Option<Fact<NaiveDate>>,
}
