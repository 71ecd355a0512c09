//! The facts that a verdict rests on, as Chinese sentences with their origin.

use super::classify::Examination;
use super::{Application, Fact, Origin};
use crate::money::Money;

/// Every known fact that some clause looked at, in the order of the questions.
pub(super) fn facts_used(examination: &Examination<'_>) -> Vec<String> {
    let Examination { facts, space, .. } = examination;
    let mut sentences = Vec::with_capacity(8);
    let mut add = |sentence: Option<String>| sentences.extend(sentence);
    add(facts.object.as_ref().map(|fact| sentence("评估对象：", fact.value.label(), &fact.origin)));
    add(facts.application.as_ref().map(|fact| sentence("申请事项：", fact.value.label(), &fact.origin)));
    if let (Some(in_progress), None) = (&facts.in_progress, &facts.application) {
        let words = if in_progress.value { "是续建项目" } else { "不是续建项目" };
        add(Some(sentence(words, "", &in_progress.origin)));
    }
    if space.uses.amount {
        add(facts.total_amount.as_ref().map(|fact| amount("总投资", fact)));
        if space.uses.class {
            add(facts.class.as_ref().map(|fact| sentence(fact.value.label(), "", &fact.origin)));
        }
        if let Some(parts) = &facts.possible_parts {
            let siblings = parts.siblings.join("、");
            let joint = parts.joint_amount;
            add(Some(format!(
                "与{siblings}可能是一个项目，合计{joint}（由单位、建设性质、地点和工程内容相近推断）"
            )));
            add(parts.one_project.as_ref().map(|fact| {
                sentence(if fact.value { "作为一个项目" } else { "作为几个项目" }, "", &fact.origin)
            }));
        }
    }
    if space.uses.money {
        add(facts.district_money.as_ref().map(|fact| sentence(fact.value.label(), "", &fact.origin)));
    }
    if space.uses.town_share {
        add(facts.unit.as_ref().map(|fact| sentence("实施单位：", fact.value.label(), &fact.origin)));
    }
    if space.uses.town_share || space.uses.amount_share {
        add(facts
            .district_share
            .as_ref()
            .map(|fact| sentence("区级出资比例", &fact.value.to_string(), &fact.origin)));
    }
    if space.uses.adjustment {
        let adjustment = &facts.adjustment;
        add(adjustment.approved_district_budget.as_ref().map(|fact| amount("已批准区级预算", fact)));
        add(adjustment.requested_increase.as_ref().map(|fact| amount("申请增加区级预算", fact)));
        add(adjustment.earlier_increases.as_ref().map(|fact| amount("此前已增加", fact)));
        add(adjustment.ordered_by_higher_level.as_ref().map(|fact| amount("其中上级统一部署", fact)));
        let stated = facts.application.as_ref().is_some_and(|fact| fact.value == Application::Adjustment);
        add(adjustment.cause.as_ref().filter(|_| stated).map(|cause| ["调整原因：", cause].concat()));
    }
    if let Some(order) = &facts.designation {
        add(Some(format!("部署评估：{}{}决定（据{}）", order.by, order.on, order.document)));
    }
    if let Some(decided) = &facts.decided_on {
        add(Some(sentence("决定日期：", &decided.value.to_string(), &decided.origin)));
    }
    sentences
}

fn amount(name: &str, fact: &Fact<Money>) -> String {
    sentence(name, &fact.value.to_string(), &fact.origin)
}

fn sentence(name: &str, value: &str, origin: &Origin) -> String {
    match origin {
        Origin::Stated { field } => [name, value, "（据“", field, "”栏）"].concat(),
        Origin::Inferred { words, rule } => [name, value, "（由“", words, "”推断：", rule, "）"].concat(),
        Origin::Confirmed { by, on, document: Some(document) } => {
            format!("{name}{value}（{by}{on}确认，据{document}）")
        }
        Origin::Confirmed { by, on, document: None } => format!("{name}{value}（{by}{on}确认）"),
    }
}
