//! The grounds of a verdict in the words of an official, the main ground first.

use super::classify::Examination;
use super::conditions::{exclusion, why};
use super::space::{OpenQuestion, Verdicts};
use super::{Facts, ProjectClass, Question, Truth, Verdict};
use crate::rulebook::{AmountThreshold, Occasion};

/// The grounds, step by step.
pub(super) fn reasons(examination: &Examination<'_>) -> Vec<String> {
    match examination.survey.verdict {
        Verdict::Required => required(examination),
        Verdict::NotRequired => not_required(examination),
        Verdict::OutOfScope => vec![out_of_scope(examination)],
        Verdict::NeedsInformation => {
            examination.survey.open.iter().map(|open| why_it_matters(open, examination)).collect()
        }
    }
}

fn required(examination: &Examination<'_>) -> Vec<String> {
    let triggers = examination.rulebook.triggers.iter().enumerate();
    let mut grounds: Vec<String> = triggers
        .clone()
        .filter(|(position, _)| examination.truth(*position) == Truth::True)
        .map(|(position, trigger)| {
            ["符合", &trigger.article, "：", &why(examination, position, trigger), "，应评估"].concat()
        })
        .collect();
    if grounds.is_empty() {
        // Every completion meets some clause, though not always the same one.
        let clauses: Vec<&str> = triggers
            .filter(|(position, _)| examination.survey.ever.contains(*position))
            .map(|(_, trigger)| trigger.article.as_str())
            .collect();
        grounds.push(["不论未查明的情况如何，总符合", &clauses.join("或"), "，应评估"].concat());
    }
    grounds
}

fn not_required(examination: &Examination<'_>) -> Vec<String> {
    let triggers = examination.rulebook.triggers.iter().enumerate();
    let grounds: Vec<String> = triggers
        .filter(|(position, _)| examination.reaches(*position))
        .map(|(position, trigger)| {
            ["不符合", &trigger.article, "：", &why(examination, position, trigger), "，不需评估"].concat()
        })
        .collect();
    if grounds.is_empty() {
        return vec!["没有申请新增、调整预算或到期继续执行，不需评估".to_owned()];
    }
    grounds
}

fn out_of_scope(examination: &Examination<'_>) -> String {
    let (ground, occasion) = match exclusion(examination) {
        Some(ground) if examination.circumstances.decided_before => (ground, Occasion::DecidedBefore),
        Some(ground) => (ground, Occasion::OutsideBudget),
        None => ("经确认没有区级财政资金".to_owned(), Occasion::NoDistrictMoney),
    };
    let article = examination
        .rulebook
        .readings
        .iter()
        .find(|reading| reading.applied_when.contains(&occasion))
        .map_or(String::new(), |reading| format!("（{}）", reading.article));
    format!("{ground}，不属适用范围{article}")
}

/// One question with what each answer leads to.
fn why_it_matters(open: &OpenQuestion, examination: &Examination<'_>) -> String {
    let Examination { facts, rulebook, .. } = examination;
    let label = open.question.label();
    let increase = rulebook.triggers.iter().find_map(|trigger| trigger.increase.map(|rule| rule.at_least));
    if let (true, Some(least)) = (open.question.concerns_adjustment(), increase) {
        let gate = if facts.application.is_none() { "如申请调整预算，" } else { "" };
        if open.question == Question::HigherLevelOrder {
            return format!("{gate}请补充{label}：扣除上级部署的部分后仍达到{least}则应评估，不足则不需评估");
        }
        return format!("{gate}请补充{label}：增加额达到已批准区级预算的{least}则应评估，不足则不需评估");
    }
    let answers: Vec<String> = answers(open.question, examination)
        .into_iter()
        .zip(&open.effects)
        .map(|(answer, effect)| format!("{answer}，{}", effect.words()))
        .collect();
    format!("请补充{label}{}：{}", doubt(open.question, facts), answers.join("；"))
}

/// What was read that leaves the question open.
fn doubt(question: Question, facts: &Facts) -> String {
    if question == Question::Class
        && let Some(doubt) = &facts.class_doubt
    {
        return format!("（{doubt}）");
    }
    if question == Question::Money && !facts.funding.is_empty() {
        let sources: Vec<&str> = facts.funding.iter().map(|source| source.words.as_str()).collect();
        return format!("（资金来源写的是“{}”）", sources.join("、"));
    }
    String::new()
}

/// The candidates of a question in words, in the order of its candidates.
fn answers(question: Question, examination: &Examination<'_>) -> Vec<String> {
    let Examination { facts, rulebook, space, .. } = examination;
    let at_or_below = |values: Vec<String>| {
        let lowest = values.first().map(|lowest| format!("不足{lowest}"));
        lowest.into_iter().chain(values.iter().map(|value| format!("达到{value}"))).collect()
    };
    match question {
        Question::Object => space.objects.iter().map(|object| format!("属{}", object.label())).collect(),
        Question::Application => {
            space.applications.iter().map(|application| application.label().to_owned()).collect()
        }
        Question::Amount => {
            at_or_below(space.amounts.iter().skip(1).map(|amount| amount.to_string()).collect())
        }
        Question::Class => {
            let triggers = rulebook.triggers.iter().enumerate();
            let threshold = triggers
                .filter(|(position, _)| examination.reaches(*position))
                .find_map(|(_, trigger)| trigger.amount);
            space.classes.iter().map(|class| class_answer(class, threshold, facts)).collect()
        }
        Question::OneProject => space.one_project.iter().map(|one| one_project_answer(one, facts)).collect(),
        Question::Money => vec!["有区级财政资金".to_owned(), "确认没有".to_owned()],
        Question::DistrictShare => {
            at_or_below(space.shares.iter().skip(1).map(|share| share.to_string()).collect())
        }
        Question::Unit
        | Question::ApprovedDistrictBudget
        | Question::RequestedIncrease
        | Question::HigherLevelOrder => Vec::new(),
    }
}

fn class_answer(class: ProjectClass, threshold: Option<AmountThreshold>, facts: &Facts) -> String {
    let name = class.label();
    match (threshold, facts.total_amount.as_ref()) {
        (Some(threshold), Some(amount)) if amount.value < threshold.of(class) => {
            format!("属{name}则不足{}", threshold.of(class))
        }
        (Some(threshold), Some(_)) => format!("属{name}则达到{}", threshold.of(class)),
        (None, _) | (_, None) => format!("属{name}"),
    }
}

fn one_project_answer(one: bool, facts: &Facts) -> String {
    let joint = facts.possible_parts.as_ref().map(|parts| parts.joint_amount);
    let own = facts.total_amount.as_ref().map(|amount| amount.value);
    match (one, joint, own) {
        (true, Some(joint), _) => format!("是一个项目则合并为{joint}"),
        (false, _, Some(own)) => format!("是几个项目则单独为{own}"),
        (true, None, _) => "是一个项目".to_owned(),
        (false, _, None) => "是几个项目".to_owned(),
    }
}

impl Verdicts {
    /// The verdict that an answer leads to, or that others have to be answered too.
    const fn words(self) -> &'static str {
        match (self.required, self.not_required, self.out_of_scope) {
            (true, false, false) => "应评估",
            (false, true, false) => "不需评估",
            (false, false, true) => "不属适用范围",
            (true, _, _) => "是否应评估还要看其他情况",
            (false, _, _) => "不需评估或者不属适用范围",
        }
    }
}
