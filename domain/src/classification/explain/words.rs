//! Assumed answers as an official would say them.

use super::super::{Application, Facts, Verdict};
use super::{AssumedAnswer, AssumedValue, Bounds};
use crate::money::{Money, Share};

/// The answers and what follows from them, as one sentence.
pub(super) fn sentence(answers: &[AssumedAnswer], verdict: Verdict) -> String {
    let clauses: Vec<&str> = answers.iter().map(|answer| answer.text.as_str()).collect();
    let conditions = match clauses.split_last() {
        Some((last, rest)) if !rest.is_empty() => [&rest.join("、"), "且", last].concat(),
        Some(_) | None => clauses.concat(),
    };
    ["若", &conditions, "，则", verdict.label()].concat()
}

/// One answer as a clause.
pub(super) fn text(value: &AssumedValue, facts: &Facts) -> String {
    match value {
        AssumedValue::Object(object) => ["为", object.label()].concat(),
        AssumedValue::Application(Application::New) => "申请事项为新增".to_owned(),
        AssumedValue::Application(
            application @ (Application::Adjustment | Application::Continuation | Application::Nothing),
        ) => application.label().to_owned(),
        AssumedValue::Amount(bounds) => ["总投资", &reached(bounds, Money::to_string)].concat(),
        AssumedValue::Class(class) => ["为", class.label()].concat(),
        AssumedValue::OneProject(true) => match &facts.possible_parts {
            Some(parts) => format!("按一个项目合并计算（合计{}）", parts.joint_amount),
            None => "按一个项目合并计算".to_owned(),
        },
        AssumedValue::OneProject(false) => "按几个项目分别计算".to_owned(),
        AssumedValue::Money(money) => money.label().to_owned(),
        AssumedValue::Town => "由镇（街道）实施".to_owned(),
        AssumedValue::DistrictShare(Bounds { at_least, below }) => {
            let least = at_least.map(|share| format!("不低于{share}"));
            let below = below.map(|share| format!("低于{share}"));
            ["区级出资比例", &both(least, below)].concat()
        }
        AssumedValue::ApprovedDistrictBudget(Bounds { at_least, below }) => {
            let above = at_least.map(|least| format!("超过{}", a_fen_less(least)));
            let at_most = below.map(|below| format!("大于零、不超过{}", a_fen_less(below)));
            ["已批准的区级预算", &both(above, at_most)].concat()
        }
        AssumedValue::RequestedIncrease(bounds) => increase(bounds),
        AssumedValue::IncreaseRatio(bounds) => {
            let share = |share: &Share| format!("已批准区级预算的{share}");
            [&counted_increase(facts), reached(bounds, share).as_str()].concat()
        }
        AssumedValue::HigherLevelOrder(true) => "增加额全部由上级统一部署".to_owned(),
        AssumedValue::HigherLevelOrder(false) => "增加额中没有上级统一部署的部分".to_owned(),
    }
}

fn both(lower: Option<String>, upper: Option<String>) -> String {
    lower.into_iter().chain(upper).collect::<Vec<_>>().join("、")
}

fn reached<T>(bounds: &Bounds<T>, words: impl Fn(&T) -> String) -> String {
    let least = bounds.at_least.as_ref().map(|least| ["达到", &words(least)].concat());
    let below = bounds.below.as_ref().map(|below| ["不足", &words(below)].concat());
    both(least, below)
}

fn a_fen_less(amount: Money) -> Money {
    Money::from_fen(amount.fen().saturating_sub(1))
}

/// From the smallest amount there is on, an increase is simply an increase.
fn increase(bounds: &Bounds<Money>) -> String {
    let smallest = Some(Money::from_fen(1));
    match (bounds.at_least, bounds.below) {
        (least, None) if least == smallest => "申请增加区级预算".to_owned(),
        (None, below) if below == smallest => "没有申请增加区级预算".to_owned(),
        (Some(_) | None, Some(_) | None) => {
            ["申请增加的区级预算", &reached(bounds, Money::to_string)].concat()
        }
    }
}

/// What of the increase is compared with the approved budget.
fn counted_increase(facts: &Facts) -> String {
    let positive =
        |fact: &Option<super::super::Fact<Money>>| fact.as_ref().is_some_and(|fact| fact.value > Money::ZERO);
    let mut words = "申请增加的区级预算".to_owned();
    if positive(&facts.adjustment.ordered_by_higher_level) {
        words.push_str("扣除上级统一部署的部分后");
    }
    if positive(&facts.adjustment.earlier_increases) {
        words.push_str("连同此前已增加的部分");
    }
    words
}
