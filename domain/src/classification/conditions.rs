//! Why one clause holds, does not hold or is undecided, in Chinese.

use super::adjustment::AdjustmentFigures;
use super::classify::Examination;
use super::space::Space;
use super::{Application, DistrictMoney, Facts, ProjectClass, Truth, UnitKind};
use crate::money::{Money, Share};
use crate::rulebook::{AmountBase, AmountThreshold, IncreaseThreshold, Trigger};

/// One condition of a clause: whether the facts meet it, and the words for that.
struct Condition {
    truth: Truth,
    words: String,
}

/// Why the clause has that truth value: the first condition that fails, everything still open, or everything that
/// makes it hold.
pub(super) fn why(examination: &Examination<'_>, position: usize, trigger: &Trigger) -> String {
    let Examination { facts, space, .. } = examination;
    if trigger.designation {
        return designation(examination);
    }
    if let Some(words) = exclusion(examination) {
        return words;
    }
    if !examination.reaches(position) {
        return misfit(trigger, facts);
    }
    // Money comes last: what is too small is settled without asking who pays for it.
    let conditions = [
        scope_condition(facts),
        amount_condition(trigger, facts),
        town_condition(trigger, facts, space),
        increase_condition(trigger, facts),
        money_condition(trigger, facts),
    ];
    join(examination.truth(position), conditions.into_iter().flatten())
}

fn join(truth: Truth, conditions: impl Iterator<Item = Condition>) -> String {
    let mut words = String::new();
    for condition in conditions.filter(|condition| condition.truth == truth) {
        if truth == Truth::False {
            return condition.words;
        }
        if !words.is_empty() {
            words.push('；');
        }
        words.push_str(&condition.words);
    }
    if words.is_empty() {
        words.push_str(match truth {
            Truth::True => "各项条件都满足",
            Truth::False => "各项条件不能同时满足",
            Truth::Undecided => "取决于尚未查明的情况",
        });
    }
    words
}

fn designation(examination: &Examination<'_>) -> String {
    match &examination.facts.designation {
        Some(order) if examination.circumstances.designated => {
            format!("{}于{}部署评估（{}）", order.by, order.on, order.document)
        }
        Some(_) => "部署评估没有写明由谁决定或没有附文件".to_owned(),
        None => "没有部署评估的文件".to_owned(),
    }
}

/// Why the measure does not apply to the object at all.
pub(super) fn exclusion(examination: &Examination<'_>) -> Option<String> {
    if examination.circumstances.decided_before {
        let decided = examination.facts.decided_on.as_ref()?.value;
        let effective = examination.rulebook.measure.effective_from;
        return Some(format!("{decided}已经决定，早于办法施行日{effective}"));
    }
    let outside = examination.circumstances.outside_budget;
    outside.then(|| "资金全部由企业或市级承担，不是区级财政预算安排".to_owned())
}

/// Why the clause, which is out of reach, does not speak of such an object or application.
fn misfit(trigger: &Trigger, facts: &Facts) -> String {
    if let Some(object) = facts.object.as_ref()
        && !trigger.covers(object.value)
    {
        return ["评估对象是", object.value.label(), "，不属此项范围"].concat();
    }
    let Some(application) = facts.application.as_ref() else {
        return "续建项目不属新增".to_owned();
    };
    match application.value {
        Application::Nothing => "没有新的申请".to_owned(),
        application @ (Application::New | Application::Adjustment | Application::Continuation) => {
            ["申请事项是", application.label(), "，不属此项范围"].concat()
        }
    }
}

fn undecided(words: &str) -> Condition {
    Condition { truth: Truth::Undecided, words: words.to_owned() }
}

fn decided(holds: bool, words: String) -> Condition {
    Condition { truth: if holds { Truth::True } else { Truth::False }, words }
}

fn scope_condition(facts: &Facts) -> Option<Condition> {
    match (facts.object.is_none(), facts.application.is_none()) {
        (true, true) => Some(undecided("未说明是政策还是项目，也未说明申请事项")),
        (true, false) => Some(undecided("未说明是政策还是项目")),
        (false, true) => Some(undecided("未说明申请事项")),
        (false, false) => None,
    }
}

fn money_condition(trigger: &Trigger, facts: &Facts) -> Option<Condition> {
    if !trigger.district_money || is_new_money(trigger, facts) {
        return None;
    }
    Some(match facts.district_money.as_ref().map(|money| money.value) {
        Some(money) => decided(money == DistrictMoney::Some, money.label().to_owned()),
        None => undecided("未说明是否使用区级财政资金"),
    })
}

/// An adjustment reaches a clause that does not cover adjustments only where nothing was approved (C12).
fn is_new_money(trigger: &Trigger, facts: &Facts) -> bool {
    let adjusting = facts.application.as_ref().is_some_and(|fact| fact.value == Application::Adjustment);
    adjusting && !trigger.covers_application(Application::Adjustment)
}

fn amount_condition(trigger: &Trigger, facts: &Facts) -> Option<Condition> {
    let threshold = trigger.amount?;
    let class = facts.class.as_ref().map(|class| class.value);
    let parts = facts.possible_parts.as_ref();
    let joint = parts.map(|parts| (parts.joint_amount, parts.one_project.as_ref().map(|fact| fact.value)));
    let own = facts.total_amount.as_ref().map(|amount| amount.value);
    let share = facts.district_share.as_ref().map(|share| share.value);
    let compare = |name: &str, amount: Money| {
        let compared = compare(name, amount, share, class, threshold);
        let matters = threshold.base == AmountBase::DistrictMoney && share.is_none();
        // Too little is too little even if all of it were district money.
        if matters && compared.truth != Truth::False {
            return undecided("未说明本级财政资金占多少");
        }
        compared
    };
    Some(match (own, joint) {
        (_, Some((joint, Some(true)))) => compare("合并计算", joint),
        (Some(own), None | Some((_, Some(false)))) => compare("总投资", own),
        (None, None | Some((_, Some(false)))) => undecided("未说明总投资"),
        (own, Some((joint, None))) => {
            let together = compare("合并计算", joint);
            let alone = own.map_or_else(|| undecided("未说明总投资"), |own| compare("单独计算", own));
            let truth = if alone.truth == together.truth { alone.truth } else { Truth::Undecided };
            Condition { truth, words: [alone.words.as_str(), &together.words].join("；") }
        }
    })
}

/// Where district money is compared, `share` is the district's part of the amount (C1); unknown, it may be all of it.
fn compare(
    name: &str,
    amount: Money,
    share: Option<Share>,
    class: Option<ProjectClass>,
    threshold: AmountThreshold,
) -> Condition {
    let same = threshold.infrastructure == threshold.non_infrastructure;
    let reached = |class| threshold.is_reached(class, amount, share.unwrap_or(Share::WHOLE));
    let part = match (threshold.base, share) {
        (AmountBase::TotalInvestment, _) => String::new(),
        (AmountBase::DistrictMoney, Some(share)) => format!("，其中本级财政资金占{share}"),
        (AmountBase::DistrictMoney, None) => "，即使全部为本级财政资金".to_owned(),
    };
    let relation = |class: ProjectClass| {
        let relation = match (reached(class), share.is_none() && threshold.base == AmountBase::DistrictMoney)
        {
            (true, _) => "，达到",
            (false, false) => "，不足",
            (false, true) => "也不足",
        };
        [relation, if same { "" } else { class.label() }, &threshold.of(class).to_string()].concat()
    };
    if let Some(class) = class.or_else(|| same.then_some(ProjectClass::Infrastructure)) {
        return decided(reached(class), [name, &amount.to_string(), &part, &relation(class)].concat());
    }
    let (one, other) = (ProjectClass::Infrastructure, ProjectClass::NonInfrastructure);
    let words = [name, &amount.to_string(), &part, &relation(one), &relation(other)].concat();
    if reached(one) == reached(other) {
        decided(reached(one), words)
    } else {
        undecided(&[&words, "，未说明类别"].concat())
    }
}

fn town_condition(trigger: &Trigger, facts: &Facts, space: &Space) -> Option<Condition> {
    let least = trigger.town_share?;
    let unit = facts.unit.as_ref()?;
    if unit.value != UnitKind::Town || !space.uses.town_share {
        return None;
    }
    Some(match facts.district_share.as_ref().map(|share| share.value) {
        Some(share) if share >= least => {
            decided(true, format!("镇（街道）实施，区级出资{share}，达到{least}"))
        }
        Some(share) => decided(false, format!("镇（街道）实施，区级出资{share}，不足{least}")),
        None => undecided("镇（街道）实施，未说明区级出资比例"),
    })
}

fn increase_condition(trigger: &Trigger, facts: &Facts) -> Option<Condition> {
    let threshold = trigger.increase.as_ref()?;
    let adjustment = &facts.adjustment;
    let least = threshold.at_least;
    let (Some(approved), Some(increase)) =
        (adjustment.approved_district_budget.as_ref(), adjustment.requested_increase.as_ref())
    else {
        return Some(match adjustment.requested_increase.as_ref() {
            Some(increase) if increase.value <= Money::ZERO => {
                decided(false, "没有申请增加区级预算".to_owned())
            }
            Some(_) => undecided("未说明已批准的区级预算，无法计算增加的比例"),
            None => undecided("未说明申请增加多少区级预算"),
        });
    };
    let (approved, increase) = (approved.value, increase.value);
    if approved <= Money::ZERO {
        return Some(decided(false, "已批准的区级预算为零，增加的资金按新增对待".to_owned()));
    }
    let fen = |amount: Money| i128::from(amount.fen());
    let figures = |ordered: i128| AdjustmentFigures {
        approved: fen(approved),
        increase: fen(increase),
        earlier: adjustment.earlier_increases.as_ref().map_or(0, |earlier| fen(earlier.value)),
        ordered,
    };
    let ordered = adjustment.ordered_by_higher_level.as_ref().map(|ordered| fen(ordered.value));
    let figures_now = figures(ordered.unwrap_or(0));
    let reached = figures_now.reaches(threshold);
    let too_little = figures_now.counted(threshold) < fen(threshold.minimum);
    let relation = match (reached, too_little) {
        (true, _) => format!("达到{least}"),
        (false, false) => format!("不足{least}"),
        (false, true) => format!("不足最低增加额{}", threshold.minimum),
    };
    let parts = counted_parts(threshold, facts);
    let words = format!("申请增加{increase}{parts}，已批准{approved}，{relation}");
    if ordered.is_none() && threshold.without_higher_level_orders && reached {
        return Some(undecided(&format!("{words}，未说明其中有无上级统一部署的部分")));
    }
    Some(decided(reached, words))
}

/// What besides the increase itself enters the count.
fn counted_parts(threshold: &IncreaseThreshold, facts: &Facts) -> String {
    let mut words = String::new();
    if let Some(earlier) = &facts.adjustment.earlier_increases
        && threshold.cumulative
        && earlier.value > Money::ZERO
    {
        words.push_str(&format!("，连同此前已增加{}", earlier.value));
    }
    if let Some(ordered) = &facts.adjustment.ordered_by_higher_level
        && threshold.without_higher_level_orders
        && ordered.value > Money::ZERO
    {
        words.push_str(&format!("，扣除上级统一部署{}", ordered.value));
    }
    words
}
