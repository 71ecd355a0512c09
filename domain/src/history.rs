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
                let proof = document.as_ref().map_or(String::new(), |document| format!("（据{document}）"));
                format!("答复“{question}”：{}{proof}", answer.words())
            }
            Self::SubjectDesignated { designation } => {
                format!("{}于{}部署评估（{}）", designation.by, designation.on, designation.document)
            }
        }
    }
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
