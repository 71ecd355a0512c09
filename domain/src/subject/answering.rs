//! Answers to the questions that a verdict asks.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Subject, SubjectChange, SubjectEvent, authorise, check_own_unit, concluded, relation_to};
use crate::actor::Actor;
use crate::classification::{
    Application, DistrictMoney, Fact, Facts, ObjectKind, Origin, ProjectClass, Question, UnitKind,
};
use crate::evaluation::Rejection;
use crate::issue::{Issue, require};
use crate::money::{Money, Share};
use crate::policy::Action;
use crate::rulebook::Rulebook;

/// An answer to a [`Question`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "question", rename_all = "snake_case")]
pub enum Answer {
    /// 政策还是项目
    Object {
        /// The kind.
        object: ObjectKind,
    },
    /// 申请事项
    Application {
        /// What is applied for.
        application: Application,
    },
    /// 总投资
    Amount {
        /// The total investment.
        amount: Money,
    },
    /// 基础设施类还是非基础设施类
    Class {
        /// The class.
        class: ProjectClass,
    },
    /// 是一个项目还是几个项目
    OneProject {
        /// Whether they are one project.
        one_project: bool,
    },
    /// 是否使用区级财政资金
    Money {
        /// Whether district money pays for some of it.
        district_money: bool,
    },
    /// 实施单位
    Unit {
        /// Its name.
        name: String,
        /// Its kind.
        unit: UnitKind,
    },
    /// 区级出资比例
    DistrictShare {
        /// District money ÷ total investment.
        share: Share,
    },
    /// 已批准的区级预算
    ApprovedDistrictBudget {
        /// The whole approved district budget.
        amount: Money,
    },
    /// 申请增加的区级预算资金
    RequestedIncrease {
        /// The increase applied for now.
        amount: Money,
        /// Why the content or standard changed (C14).
        cause: String,
    },
    /// 上级统一部署调整的金额
    HigherLevelOrder {
        /// How much of the increase a higher level ordered; more than nothing needs a document.
        amount: Money,
    },
}

impl Answer {
    /// The question that it answers.
    #[must_use]
    pub const fn question(&self) -> Question {
        match self {
            Self::Object { .. } => Question::Object,
            Self::Application { .. } => Question::Application,
            Self::Amount { .. } => Question::Amount,
            Self::Class { .. } => Question::Class,
            Self::OneProject { .. } => Question::OneProject,
            Self::Money { .. } => Question::Money,
            Self::Unit { .. } => Question::Unit,
            Self::DistrictShare { .. } => Question::DistrictShare,
            Self::ApprovedDistrictBudget { .. } => Question::ApprovedDistrictBudget,
            Self::RequestedIncrease { .. } => Question::RequestedIncrease,
            Self::HigherLevelOrder { .. } => Question::HigherLevelOrder,
        }
    }
}

/// Decides on an answer and classifies anew.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn answer(
    subject: &Subject,
    answer: Answer,
    document: Option<String>,
    actor: &Actor,
    rulebook: &Rulebook,
    at: DateTime<Utc>,
) -> Result<SubjectEvent, Rejection> {
    authorise(actor, Action::AnswerQuestion, &relation_to(subject, actor), "答复分类问题")?;
    subject.standing.check_counts()?;
    let document = document.filter(|document| !document.trim().is_empty());
    check_answer(subject, &answer, document.as_deref(), actor)?;
    let change = SubjectChange::QuestionAnswered { answer, document };
    Ok(concluded(subject, change, actor, rulebook, at))
}

fn check_answer(
    subject: &Subject,
    answer: &Answer,
    document: Option<&str>,
    actor: &Actor,
) -> Result<(), Rejection> {
    let mut issues = Vec::new();
    match answer {
        Answer::Amount { amount } | Answer::ApprovedDistrictBudget { amount } if amount.fen() < 0 => {
            issues.push(Issue::new("amount", "out_of_range", "金额不能为负数"));
        }
        Answer::RequestedIncrease { amount, cause } => {
            if amount.fen() < 0 {
                issues.push(Issue::new("amount", "out_of_range", "增加额不能为负数；调减预算不属本项"));
            }
            require(&mut issues, "cause", "调整原因", cause);
        }
        Answer::HigherLevelOrder { amount } => {
            if amount.fen() < 0 {
                issues.push(Issue::new("amount", "out_of_range", "金额不能为负数"));
            }
            if amount.fen() > 0 && document.is_none() {
                issues.push(Issue::new("document", "required", "上级统一部署的调整须填写文号"));
            }
        }
        Answer::Unit { name, unit: _ } => {
            require(&mut issues, "name", "单位名称", name);
            check_own_unit(&mut issues, actor, Some(name));
        }
        Answer::OneProject { .. } if subject.facts.possible_parts.is_none() => {
            issues.push(not_asked("question"));
        }
        Answer::Object { .. }
        | Answer::Application { .. }
        | Answer::Amount { .. }
        | Answer::Class { .. }
        | Answer::OneProject { .. }
        | Answer::Money { .. }
        | Answer::DistrictShare { .. }
        | Answer::ApprovedDistrictBudget { .. } => {}
    }
    if issues.is_empty() { Ok(()) } else { Err(Rejection::invalid("第三条", issues)) }
}

/// Whether several objects are one project is no question where there is only one.
pub(crate) fn not_asked(field: impl Into<String>) -> Issue {
    Issue::new(field, "not_asked", "没有发现可能属同一项目的其他对象，无需答复")
}

/// Puts the fact that `answer` states in its place.
pub(crate) fn apply_answer(facts: &mut Facts, answer: &Answer, origin: Origin) {
    match answer {
        Answer::Object { object } => facts.object = Some(Fact { value: *object, origin }),
        Answer::Application { application } => facts.application = Some(Fact { value: *application, origin }),
        Answer::Amount { amount } => facts.total_amount = Some(Fact { value: *amount, origin }),
        Answer::Class { class } => {
            facts.class = Some(Fact { value: *class, origin });
            facts.class_doubt = None;
        }
        Answer::OneProject { one_project } => {
            if let Some(parts) = &mut facts.possible_parts {
                parts.one_project = Some(Fact { value: *one_project, origin });
            }
        }
        Answer::Money { district_money } => {
            let value = if *district_money { DistrictMoney::Some } else { DistrictMoney::ConfirmedNone };
            facts.district_money = Some(Fact { value, origin });
        }
        Answer::Unit { name: _, unit } => facts.unit = Some(Fact { value: *unit, origin }),
        Answer::DistrictShare { share } => facts.district_share = Some(Fact { value: *share, origin }),
        Answer::ApprovedDistrictBudget { amount } => {
            facts.adjustment.approved_district_budget = Some(Fact { value: *amount, origin });
        }
        Answer::RequestedIncrease { amount, cause } => {
            facts.adjustment.requested_increase = Some(Fact { value: *amount, origin });
            facts.adjustment.cause = Some(cause.clone());
        }
        Answer::HigherLevelOrder { amount } => {
            facts.adjustment.ordered_by_higher_level = Some(Fact { value: *amount, origin });
        }
    }
}
