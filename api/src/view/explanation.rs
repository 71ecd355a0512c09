//! A verdict with everything that explains it: what it rests on, and what would settle it or flip it.

use domain::classification::{
    AnswerPath, AssumedAnswer, AssumedValue, Bounds, Determination, DistrictMoney, Explanation, UnitKind,
};
use domain::money::{Money, MoneyUnit, Share};
use domain::rulebook::Rulebook;
use poem_openapi::Object;

use super::determination::DeterminationView;
use super::{Labelled, code_of};

/// 认定 with its explanation.
#[derive(Debug, Clone, Object)]
pub struct ExplainedDeterminationView {
    /// The verdict and what it rests on.
    #[oai(flatten)]
    pub determination: DeterminationView,
    /// What the readings applied say.
    pub readings_applied: Vec<ReadingView>,
    /// What would settle the verdict, or flip it, under the rulebook in force.
    pub explanation: ExplanationView,
}

/// A choice where the measure leaves a gap.
#[derive(Debug, Clone, Object)]
pub struct ReadingView {
    /// Its code, as `readings` lists it.
    pub code: String,
    /// The article with the gap.
    pub article: String,
    /// The choice.
    pub text: String,
}

impl ExplainedDeterminationView {
    /// `rulebook` says what the readings mean.
    pub fn new(determination: &Determination, explanation: &Explanation, rulebook: &Rulebook) -> Self {
        let named = |code: &String| rulebook.readings.iter().find(|reading| reading.code == *code);
        let readings = determination.readings.iter().filter_map(named).map(|reading| ReadingView {
            code: reading.code.clone(),
            article: reading.article.clone(),
            text: reading.text.clone(),
        });
        Self {
            determination: DeterminationView::from(determination),
            readings_applied: readings.collect(),
            explanation: ExplanationView::new(explanation, rulebook),
        }
    }
}

/// The shortest sets of answers that would settle an open verdict, or change whether a settled one requires an evaluation.
#[derive(Debug, Clone, Object)]
pub struct ExplanationView {
    /// The rulebook in force, by which it is judged.
    pub rulebook: String,
    /// The shortest first; at most twelve. Of an open verdict there is at least one for each verdict that can still be
    /// reached. Of a settled one there may be none: a document or an order stands.
    pub paths: Vec<AnswerPathView>,
    /// Whether there are more.
    pub more: bool,
}

/// One set of answers with the verdict that follows, whatever else is answered.
#[derive(Debug, Clone, Object)]
pub struct AnswerPathView {
    /// The answers, in the order in which to ask.
    pub answers: Vec<AssumedAnswerView>,
    /// The verdict.
    pub verdict: Labelled,
    /// Both as one sentence: `若为基础设施类，则不需评估`.
    pub sentence: String,
}

/// One answer that is assumed: a `value`, or a range that begins `at_least` somewhere or ends `below` something.
#[derive(Debug, Clone, Object)]
pub struct AssumedAnswerView {
    /// The question.
    pub question: Labelled,
    /// The answer as a clause.
    pub text: String,
    /// A code, `true` or `false`, as an answer to the question has it. For `higher_level_order`: `all` or `none` of the
    /// increase.
    pub value: Option<String>,
    /// The lower end of the range, included.
    pub at_least: Option<String>,
    /// The upper end of the range, not included.
    pub below: Option<String>,
    /// What the ends are in: `wan` (万元), `percent`, or `percent_of_approved` for an increase by its ratio to the
    /// approved district budget.
    pub measure: Option<String>,
}

impl ExplanationView {
    fn new(explanation: &Explanation, rulebook: &Rulebook) -> Self {
        Self {
            rulebook: rulebook.id.clone(),
            paths: explanation.paths.iter().map(AnswerPathView::from).collect(),
            more: explanation.more,
        }
    }
}

impl From<&AnswerPath> for AnswerPathView {
    fn from(path: &AnswerPath) -> Self {
        Self {
            answers: path.answers.iter().map(AssumedAnswerView::from).collect(),
            verdict: Labelled::new(&path.verdict, path.verdict.label()),
            sentence: path.sentence.clone(),
        }
    }
}

impl From<&AssumedAnswer> for AssumedAnswerView {
    fn from(answer: &AssumedAnswer) -> Self {
        let value = |value: String| (Some(value), None, None, None);
        let wan = |Bounds { at_least, below }: Bounds<Money>| {
            let words = |amount: Money| amount.to_decimal(MoneyUnit::TenThousand);
            (None, at_least.map(words), below.map(words), Some("wan"))
        };
        let percent = |Bounds { at_least, below }: Bounds<Share>, measure| {
            let words = |share: Share| share.to_string().trim_end_matches('%').to_owned();
            (None, at_least.map(words), below.map(words), Some(measure))
        };
        let (value, at_least, below, measure) = match answer.value {
            AssumedValue::Object(object) => value(code_of(&object)),
            AssumedValue::Application(application) => value(code_of(&application)),
            AssumedValue::Class(class) => value(code_of(&class)),
            AssumedValue::OneProject(one_project) => value(one_project.to_string()),
            AssumedValue::Money(money) => value((money == DistrictMoney::Some).to_string()),
            AssumedValue::Town => value(code_of(&UnitKind::Town)),
            AssumedValue::HigherLevelOrder(all) => value(if all { "all" } else { "none" }.to_owned()),
            AssumedValue::Amount(bounds)
            | AssumedValue::ApprovedDistrictBudget(bounds)
            | AssumedValue::RequestedIncrease(bounds) => wan(bounds),
            AssumedValue::DistrictShare(bounds) => percent(bounds, "percent"),
            AssumedValue::IncreaseRatio(bounds) => percent(bounds, "percent_of_approved"),
        };
        Self {
            question: Labelled::new(&answer.question, answer.question.label()),
            text: answer.text.clone(),
            value,
            at_least,
            below,
            measure: measure.map(str::to_owned),
        }
    }
}
