//! Answers to the questions that a verdict asks, given or assumed.

use domain::subject::Answer;
use poem_openapi::Object;
use serde::Serialize;
use validator::Validate;

use super::facts::{APPLICATIONS, CLASSES, OBJECTS, UNITS};
use super::shape::{Shape, shown};
use crate::app::AppError;

/// An answer to a question that a verdict asks.
#[derive(Debug, Object, Serialize, Validate)]
#[oai(deny_unknown_fields)]
pub struct AnswerRequest {
    /// The question's code, as `missing` lists it.
    question: String,
    /// The answer: a code, `true` or `false`, an amount in 万元, or a share in per cent.
    value: String,
    /// For the question `unit`: its name.
    #[validate(length(max = 200))]
    name: Option<String>,
    /// For the question `requested_increase`: why the content or standard changed.
    #[validate(length(max = 20000))]
    cause: Option<String>,
    /// The document that proves the answer.
    #[validate(length(max = 200))]
    document: Option<String>,
}

/// Answers that are only assumed: `name`, `cause` and `document` are not needed.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct WhatIfRequest {
    /// At most one for each question.
    #[validate(length(max = 11), nested)]
    answers: Vec<AnswerRequest>,
}

/// The codes of the questions, in the order in which refusals name them.
const QUESTIONS: &str = "object、application、amount、class、one_project、money、unit、district_share、\
approved_district_budget、requested_increase、higher_level_order";

impl AnswerRequest {
    /// The answer with the document that proves it.
    ///
    /// # Errors
    /// What is wrong with the request, all at once.
    pub fn read(self) -> Result<(Answer, Option<String>), AppError> {
        let mut shape = Shape::of(&self);
        let document = self.document.clone();
        let answer = self.answer(&mut shape, "");
        shape.settled()?;
        answer.map(|answer| (answer, document)).ok_or(AppError::NotFound("该问题"))
    }

    /// The answer. What is wrong with it is noted in `shape`, its fields named with `prefix`; `None` then.
    fn answer(self, shape: &mut Shape, prefix: &str) -> Option<Answer> {
        let Self { question, value, name, cause, document: _ } = self;
        let field = format!("{prefix}value");
        match question.as_str() {
            "object" => shape.code(&field, &value, OBJECTS).map(|object| Answer::Object { object }),
            "application" => shape
                .code(&field, &value, APPLICATIONS)
                .map(|application| Answer::Application { application }),
            "amount" => Some(Answer::Amount { amount: shape.amount(&field, &value) }),
            "class" => shape.code(&field, &value, CLASSES).map(|class| Answer::Class { class }),
            "one_project" => shape.flag(&field, &value).map(|one_project| Answer::OneProject { one_project }),
            "money" => shape.flag(&field, &value).map(|district_money| Answer::Money { district_money }),
            "unit" => shape
                .code(&field, &value, UNITS)
                .map(|unit| Answer::Unit { name: name.unwrap_or_default(), unit }),
            "district_share" => Some(Answer::DistrictShare { share: shape.share(&field, &value) }),
            "approved_district_budget" => {
                Some(Answer::ApprovedDistrictBudget { amount: shape.amount(&field, &value) })
            }
            "requested_increase" => Some(Answer::RequestedIncrease {
                amount: shape.amount(&field, &value),
                cause: cause.unwrap_or_default(),
            }),
            "higher_level_order" => Some(Answer::HigherLevelOrder { amount: shape.amount(&field, &value) }),
            unknown => {
                let message = format!("没有“{}”这个问题，可填：{QUESTIONS}", shown(unknown));
                shape.issue(&format!("{prefix}question"), "unknown_code", message);
                None
            }
        }
    }
}

impl WhatIfRequest {
    /// Assumptions as pairs of a question's code and a value, as [`AnswerRequest`] has them.
    pub fn assuming(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let answers = pairs.into_iter().map(|(question, value)| AnswerRequest {
            question,
            value,
            name: None,
            cause: None,
            document: None,
        });
        Self { answers: answers.collect() }
    }

    /// The answers.
    ///
    /// # Errors
    /// What is wrong with the request, all at once.
    pub fn read(self) -> Result<Vec<Answer>, AppError> {
        let mut shape = Shape::of(&self);
        let numbered = (1..).zip(self.answers);
        let answers = numbered
            .filter_map(|(number, answer): (usize, _)| {
                answer.answer(&mut shape, &format!("answers.{number}."))
            })
            .collect();
        shape.settled()?;
        Ok(answers)
    }
}
