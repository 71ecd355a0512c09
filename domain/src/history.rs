//! What happened to a subject, in the words of an official: for the history of its verdicts.

use crate::subject::{Answer, SubjectChange};

impl SubjectChange {
    /// What happened, as one Chinese clause.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::SubjectRegistered(registration) => match &registration.place {
                Some(place) => format!("从项目清单登记（编号{}-{}）", place.section, place.number),
                None => "登记评估对象".to_owned(),
            },
            Self::QuestionAnswered { answer, document } => {
                let question = answer.question().label();
                format!("答复“{question}”：{}{}", answer.words(), proof(document.as_ref()))
            }
            Self::SubjectDesignated { designation } => {
                format!("{}于{}部署评估（{}）", designation.by, designation.on, designation.document)
            }
            Self::UnitRecognised { declared, name, unit } => {
                let kind = unit.map_or(String::new(), |unit| format!("，属{}", unit.label()));
                format!("单位名录：{declared}即{name}{kind}")
            }
            Self::TargetsSet { targets } => format!("绩效目标改为{}项", targets.len()),
            Self::SubjectExempted { reason, document } => {
                format!("豁免评估：{reason}{}", proof(document.as_ref()))
            }
            Self::ExemptionRevoked { reason } => format!("撤销豁免：{reason}"),
            Self::SubjectsJoined(joint) => {
                let names: Vec<&str> = joint.parts.iter().map(|part| part.name.as_str()).collect();
                let proof = proof(joint.document.as_ref());
                format!("由{}归并形成：{}{proof}", names.join("、"), joint.reason)
            }
            Self::SubjectJoined { into: _, name, reason, document } => {
                format!("归并到{name}：{reason}{}", proof(document.as_ref()))
            }
            Self::JoinDissolved { reason } => format!("解除归并：{reason}"),
            Self::SubjectReleased { from: _, reason } => format!("恢复单列（归并解除）：{reason}"),
            Self::BudgetOverrideRequested { budget_year, reason } => {
                format!("申请特批进入{budget_year}年度预算编审：{reason}")
            }
            Self::BudgetOverrideApproved { budget_year } => {
                format!("批准特批进入{budget_year}年度预算编审")
            }
        }
    }
}

/// The document in brackets, when there is one.
fn proof(document: Option<&String>) -> String {
    document.map_or(String::new(), |document| format!("（据{document}）"))
}

impl Answer {
    /// What was answered, in a few Chinese words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Object { object } => object.label().to_owned(),
            Self::Application { application } => application.label().to_owned(),
            Self::Amount { amount }
            | Self::ApprovedDistrictBudget { amount }
            | Self::HigherLevelOrder { amount } => amount.to_string(),
            Self::Class { class } => class.label().to_owned(),
            Self::OneProject { one_project: true } => "是一个项目".to_owned(),
            Self::OneProject { one_project: false } => "是几个项目".to_owned(),
            Self::Money { district_money: true } => "使用区级财政资金".to_owned(),
            Self::Money { district_money: false } => "没有区级财政资金".to_owned(),
            Self::Unit { name, unit } => format!("{name}，属{}", unit.label()),
            Self::DistrictShare { share } => share.to_string(),
            Self::RequestedIncrease { amount, cause } => format!("{amount}，原因是{cause}"),
        }
    }
}
