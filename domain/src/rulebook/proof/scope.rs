//! Art. 3: triggers and the readings they rest on.

use super::Problems;
use crate::classification::triggers_that_can_fire;
use crate::money::{Money, Share};
use crate::rulebook::{Rulebook, Trigger};

/// With more triggers the truth of each would no longer fit the set that classification keeps.
const MAXIMUM_TRIGGERS: usize = 16;
const MAXIMUM_READINGS: usize = 200;

pub(super) fn check(rulebook: &Rulebook, problems: &mut Problems) {
    let readings = &rulebook.readings;
    if readings.len() > MAXIMUM_READINGS {
        problems.demand_size(readings.len(), MAXIMUM_READINGS, "reading");
    }
    problems.demand_unique(readings.iter().map(|reading| reading.code.as_str()), "reading");
    for reading in readings {
        problems.demand_text(&reading.article, format!("reading.{}.article", reading.code));
        problems.demand_text(&reading.text, format!("reading.{}.text", reading.code));
    }

    problems.demand_size(rulebook.triggers.len(), MAXIMUM_TRIGGERS, "trigger");
    if rulebook.triggers.len() > MAXIMUM_TRIGGERS {
        return;
    }
    let can_fire = triggers_that_can_fire(rulebook);
    for (position, trigger) in rulebook.triggers.iter().enumerate() {
        let path = format!("trigger[{position}]");
        check_trigger(trigger, &path, problems);
        for code in trigger.readings.iter().filter(|code| rulebook.reading(code).is_none()) {
            problems.add(format!("{path}.readings"), "unknown_reading", format!("没有编号为“{code}”的理解"));
        }
        if !can_fire.contains(position) {
            problems.add(path, "never_fires", format!("“{}”的条件互相矛盾，永远不会成立", trigger.title));
        }
    }
}

fn check_trigger(trigger: &Trigger, path: &str, problems: &mut Problems) {
    problems.demand_text(&trigger.clause, format!("{path}.clause"));
    problems.demand_text(&trigger.article, format!("{path}.article"));
    problems.demand_text(&trigger.title, format!("{path}.title"));
    let positive = |share: Share| share.basis_points() > 0;
    if let Some(amount) = trigger.amount {
        let both_positive = amount.infrastructure.min(amount.non_infrastructure) > Money::ZERO;
        problems.demand(both_positive, &format!("{path}.amount"), "not_positive", "金额标准应大于零");
    }
    if let Some(share) = trigger.town_share {
        problems.demand(positive(share), &format!("{path}.town_share"), "not_positive", "比例应大于零");
    }
    if let Some(increase) = trigger.increase {
        problems.demand(
            positive(increase.at_least),
            &format!("{path}.increase.at_least"),
            "not_positive",
            "比例应大于零",
        );
    }
    let conditional = !trigger.objects.is_empty()
        || !trigger.applications.is_empty()
        || trigger.district_money
        || trigger.amount.is_some()
        || trigger.town_share.is_some()
        || trigger.increase.is_some();
    if trigger.designation && conditional {
        problems.add(path, "designation_with_conditions", "部署评估不论其他条件，不能再附条件");
    }
    if !trigger.designation && !conditional {
        problems.add(path, "without_conditions", "没有写任何条件，会使所有对象都应评估");
    }
}
