//! Assumptions on the command line: `类别=非基础设施类`, in the words of officials or in the codes of the API.

use domain::classification::{Application, ObjectKind, ProjectClass, Question, UnitKind};
use domain::subject::Answer;
use serde::de::DeserializeOwned;

use super::Failure;
use crate::http::answers::WhatIfRequest;
use crate::http::facts::{APPLICATIONS, CLASSES, OBJECTS, UNITS};
use crate::view::from_code;

/// The short name of each question.
const fn name(question: Question) -> &'static str {
    match question {
        Question::Object => "对象",
        Question::Application => "申请事项",
        Question::Amount => "总投资",
        Question::Class => "类别",
        Question::OneProject => "合并计算",
        Question::Money => "区级资金",
        Question::Unit => "实施单位",
        Question::DistrictShare => "区级出资比例",
        Question::ApprovedDistrictBudget => "已批准预算",
        Question::RequestedIncrease => "申请增加",
        Question::HigherLevelOrder => "上级部署",
    }
}

/// One assumption, as it was typed.
#[derive(Debug, Clone)]
pub(super) struct Assumption {
    question: Question,
    value: String,
}

impl Assumption {
    /// Reads `问题=答案`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let (asked, value) = text.split_once(['=', '＝']).ok_or("应写作“问题=答案”，如 类别=非基础设施类")?;
        let asked = asked.trim();
        let mut questions = Question::ALL.into_iter();
        let question = questions
            .find(|question| [name(*question), question.label(), question.code()].contains(&asked))
            .ok_or_else(|| format!("没有“{asked}”这个问题，可填：{}", Question::ALL.map(name).join("、")))?;
        Ok(Self { question, value: code(question, value.trim())? })
    }
}

/// The answers that are assumed.
pub(super) fn answers(assumptions: &[Assumption]) -> Result<Vec<Answer>, Failure> {
    let pairs = assumptions
        .iter()
        .map(|assumption| (assumption.question.code().to_owned(), assumption.value.clone()));
    WhatIfRequest::assuming(pairs).read().map_err(|error| Failure(error.message()))
}

/// The value as the API has it. Whether it is a number is checked there.
fn code(question: Question, value: &str) -> Result<String, String> {
    Ok(match question {
        Question::Object => labelled(value, OBJECTS, ObjectKind::label)?,
        Question::Application => labelled(value, APPLICATIONS, Application::label)?,
        Question::Class => labelled(value, CLASSES, ProjectClass::label)?,
        Question::Unit => labelled(value, UNITS, UnitKind::label)?,
        Question::OneProject | Question::Money => match value {
            "是" | "有" | "true" => "true".to_owned(),
            "否" | "无" | "没有" | "false" => "false".to_owned(),
            other => return Err(format!("“{other}”应为是（有）或者否（没有）")),
        },
        Question::Amount
        | Question::ApprovedDistrictBudget
        | Question::RequestedIncrease
        | Question::HigherLevelOrder => value.trim_end_matches("万元").to_owned(),
        Question::DistrictShare => value.to_owned(),
    })
}

/// The code of the value with that label or code.
fn labelled<T: DeserializeOwned>(
    value: &str,
    codes: &[&str],
    label: impl Fn(T) -> &'static str,
) -> Result<String, String> {
    let label = |code: &&str| from_code(code).map_or("", &label);
    let code = codes.iter().find(|code| **code == value || label(code) == value);
    code.map(|code| (*code).to_owned()).ok_or_else(|| {
        let labels: Vec<&str> = codes.iter().map(label).collect();
        format!("“{value}”不在可选范围，可填：{}", labels.join("；"))
    })
}
