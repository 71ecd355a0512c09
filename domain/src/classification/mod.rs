//! Whether an object must be evaluated before money is spent (Art. 3), in three-valued logic.
//!
//! `settle` decides an object about which everything is known. `space` completes the unknown facts in every way
//! that can matter and compares the verdicts. `adjustment` holds the 10 % rule of Art. 3(3). `conditions`,
//! `evidence` and `reasons` say in Chinese what was found, `explain` what would settle or flip the verdict.

mod adjustment;
mod classify;
mod conditions;
mod evidence;
mod explain;
mod facts;
mod labels;
mod reasons;
mod settle;
mod space;
#[cfg(test)]
mod tests;

pub(crate) use classify::triggers_that_can_fire;
pub use classify::{Examination, classify, examine};
pub use explain::{
    AnswerPath, AssumedAnswer, AssumedValue, Bounds, Explanation, LONGEST_EXPLANATION, explain,
};
pub use facts::{
    AdjustmentFacts, Application, Certainty, Designation, DistrictMoney, Fact, Facts, FundingLevel,
    FundingSource, ObjectKind, Origin, PossibleParts, ProjectClass, UnitKind,
};

use serde::{Deserialize, Serialize};

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 应评估
    Required,
    /// 不需评估 (may be evaluated voluntarily, C21)
    NotRequired,
    /// 需补充信息
    NeedsInformation,
    /// 不属适用范围
    OutOfScope,
}

/// A truth value of three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It holds, whatever is still unknown.
    True,
    /// It does not hold, whatever is still unknown.
    False,
    /// It depends on what is still unknown.
    Undecided,
}

/// A fact that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// 政策还是项目
    Object,
    /// 申请事项：新增、调整预算、到期延续，或者没有申请
    Application,
    /// 总投资
    Amount,
    /// 基础设施类还是非基础设施类
    Class,
    /// 是一个项目还是几个项目
    OneProject,
    /// 是否使用区级财政资金
    Money,
    /// 实施单位的性质
    Unit,
    /// 区级出资比例
    DistrictShare,
    /// 已批准的区级预算
    ApprovedDistrictBudget,
    /// 申请增加的区级预算资金
    RequestedIncrease,
    /// 上级统一部署调整的金额和文号
    HigherLevelOrder,
}

/// One trigger of the rulebook with its truth value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseFinding {
    /// Short name: `3(2)`.
    pub clause: String,
    /// As papers cite it.
    pub article: String,
    /// Whether it holds.
    pub truth: Truth,
    /// Why, in Chinese.
    pub why: String,
}

/// The verdict on one object, with everything it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Determination {
    /// The answer.
    pub verdict: Verdict,
    /// Every trigger, in the order of the text.
    pub findings: Vec<ClauseFinding>,
    /// Exactly the questions whose answer could change the verdict, in the order in which to ask.
    pub missing: Vec<Question>,
    /// Questions that arise only once one of `missing` is answered: the figures of an adjustment.
    pub follow_up: Vec<Question>,
    /// The facts used, as Chinese sentences with their origin.
    pub facts_used: Vec<String>,
    /// The readings applied, by code.
    pub readings: Vec<String>,
    /// Why, in Chinese, step by step.
    pub reasons: Vec<String>,
    /// The rulebook.
    pub rulebook: String,
}

impl Determination {
    /// Short names of the clauses that hold, without repetition; for `needs_information` of those that may hold.
    #[must_use]
    pub fn clauses(&self) -> Vec<&str> {
        let findings = self.findings.iter();
        distinct_clauses(self.verdict, findings.map(|finding| (finding.clause.as_str(), finding.truth)))
    }
}

/// The clauses that carry the verdict, without repetition.
fn distinct_clauses<'a>(verdict: Verdict, findings: impl Iterator<Item = (&'a str, Truth)>) -> Vec<&'a str> {
    let wanted = if verdict == Verdict::NeedsInformation { Truth::Undecided } else { Truth::True };
    let mut clauses: Vec<&str> = Vec::new();
    for (clause, _) in findings.filter(|(_, truth)| *truth == wanted) {
        if !clauses.contains(&clause) {
            clauses.push(clause);
        }
    }
    clauses
}
