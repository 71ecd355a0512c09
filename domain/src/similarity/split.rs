//! Gathering what may be parts of one project.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::features::{Features, Likeness};
use super::finding::{Finding, FindingKind, JointAmount};
use super::index::{Place, SimilarityIndex};
use super::limits::{Limit, Limits};
use super::settings::{
    MOST_PARTS, MOST_POINTS_FOR_LIKENESS, POINTS_CLASS_AS_READ, POINTS_NONE_EVALUATED, POINTS_SAME_CONTENT,
    POINTS_SAME_NAME, POINTS_SAME_PLACE,
};
use crate::classification::ProjectClass;
use crate::id::SubjectId;
use crate::money::Money;

/// Objects that look like one project.
struct Group<'a> {
    parts: BTreeMap<SubjectId, &'a Features>,
    likeness: BTreeSet<Likeness>,
}

/// The strongest split that the object at `start` may belong to, among the objects that `sees` lets through.
pub(super) fn find(
    index: &SimilarityIndex,
    start: Place,
    limits: &Limits,
    sees: &dyn Fn(SubjectId) -> bool,
) -> Option<Finding> {
    let (_, features) = index.at(start)?;
    let application = features.money.application?;
    // The class that was read off the object speaks first; the other one only when it says nothing.
    let mut applicable: Vec<&Limit> =
        limits.of_application(application).filter(|limit| features.money.can_be(limit.class)).collect();
    applicable.sort_by_key(|limit| {
        (features.money.class.is_some_and(|class| class != limit.class), std::cmp::Reverse(limit.amount))
    });
    applicable.iter().find_map(|limit| found(&gather(index, start, limit, sees)?, limit))
}

/// Everything that hangs together with the object at `start` under one limit.
fn gather<'a>(
    index: &'a SimilarityIndex,
    start: Place,
    limit: &Limit,
    sees: &dyn Fn(SubjectId) -> bool,
) -> Option<Group<'a>> {
    let (id, features) = index.at(start)?;
    amount_under(features, limit)?;
    let mut group = Group { parts: BTreeMap::from([(id, features)]), likeness: BTreeSet::new() };
    let mut waiting = VecDeque::from([features]);
    while let Some(features) = waiting.pop_front() {
        for (place, likeness) in index.sharing_a_key(features) {
            let Some((id, other)) = index.at(place).filter(|(id, _)| sees(*id)) else { continue };
            if std::ptr::eq(other, features) || !belongs_together(features, other, likeness, limit) {
                continue;
            }
            group.likeness.insert(likeness);
            if !group.parts.contains_key(&id) && group.parts.len() < MOST_PARTS {
                group.parts.insert(id, other);
                waiting.push_back(other);
            }
        }
    }
    Some(group)
}

/// The amount of an object to which the limit can apply.
fn amount_under(features: &Features, limit: &Limit) -> Option<Money> {
    let applies = features.money.application == Some(limit.application) && features.money.can_be(limit.class);
    features.money.amount.filter(|_| applies)
}

/// Whether a likeness makes two objects parts of one project. The same name tells even when one of them is large
/// enough to be evaluated by itself; the same place or content only when both escape.
fn belongs_together(one: &Features, other: &Features, likeness: Likeness, limit: &Limit) -> bool {
    let (Some(amount), Some(other_amount)) = (amount_under(one, limit), amount_under(other, limit)) else {
        return false;
    };
    let enough = match likeness {
        Likeness::Name => amount < limit.amount || other_amount < limit.amount,
        Likeness::Place | Likeness::Content => amount < limit.amount && other_amount < limit.amount,
    };
    enough && one.period.meets(&other.period, one.is_in_list_with(other))
}

fn found(group: &Group<'_>, limit: &Limit) -> Option<Finding> {
    let amounts: Vec<Money> = group.parts.values().filter_map(|part| part.money.amount).collect();
    let together = amounts.iter().try_fold(Money::ZERO, |sum, amount| sum.checked_add(*amount))?;
    let escaping = amounts.iter().filter(|amount| **amount < limit.amount).count();
    if group.parts.len() < 2 || escaping == 0 || together < limit.amount || is_town_affair(group, limit) {
        return None;
    }
    Some(Finding {
        kind: FindingKind::Split,
        subjects: group.parts.keys().copied().collect(),
        score: score(group, limit, escaping == amounts.len()),
        reason: reason(group, limit, together, escaping),
        amounts: Some(JointAmount { together, threshold: limit.amount }),
    })
}

/// A town's project to which the district gives too little needs no evaluation, joined or not (C7).
fn is_town_affair(group: &Group<'_>, limit: &Limit) -> bool {
    limit.town_share.is_some_and(|least| {
        group
            .parts
            .values()
            .all(|part| part.money.is_town && part.money.town_share.is_some_and(|share| share < least))
    })
}

fn has_class_as_read(group: &Group<'_>, limit: &Limit) -> bool {
    limit.of_both_classes
        || group.parts.values().all(|part| part.money.class.is_none_or(|class| class == limit.class))
}

fn score(group: &Group<'_>, limit: &Limit, all_escape: bool) -> u32 {
    let likeness: u32 = group
        .likeness
        .iter()
        .map(|likeness| match likeness {
            Likeness::Name => POINTS_SAME_NAME,
            Likeness::Place => POINTS_SAME_PLACE,
            Likeness::Content => POINTS_SAME_CONTENT,
        })
        .sum();
    likeness.min(MOST_POINTS_FOR_LIKENESS)
        + if all_escape { POINTS_NONE_EVALUATED } else { 0 }
        + if has_class_as_read(group, limit) { POINTS_CLASS_AS_READ } else { 0 }
}

/// 同为陆城镇实施、同类供水工程，各不足400万元，合计943万元，达到400万元的标准（第三条第（二）项）.
fn reason(group: &Group<'_>, limit: &Limit, together: Money, escaping: usize) -> String {
    let alike = alike(group);
    let units = units(group);
    let small = if escaping == group.parts.len() {
        format!("各不足{}", limit.amount)
    } else {
        format!("其中{}不足{}", names_of_escaping(group, limit), limit.amount)
    };
    let class = match limit.class {
        ProjectClass::Infrastructure | ProjectClass::NonInfrastructure if is_class_certain(group, limit) => {
            ""
        }
        ProjectClass::Infrastructure => "如属基础设施类，",
        ProjectClass::NonInfrastructure => "如属非基础设施类，",
    };
    format!("{units}{alike}；{class}{small}，合计{together}，达到{}的标准（{}）", limit.amount, limit.article)
}

/// What the parts have in common. Where they hang together in several ways, each holds for some of them only.
fn alike(group: &Group<'_>) -> String {
    let works = group.parts.values().next().map(|part| part.works.label()).unwrap_or_default();
    let (same_name, same_content) = ("名称除期次、标段或者方位外相同", "建设内容除数量外相同");
    let mut ways = group.likeness.iter();
    match (ways.next(), ways.next()) {
        (Some(Likeness::Name), None) => format!("，{same_name}"),
        (Some(Likeness::Place), None) => format!("、{}同类{works}", shared_place(group)),
        (Some(Likeness::Content), None) => format!("、同类{works}，{same_content}"),
        (Some(Likeness::Name), Some(_)) => format!("，{same_name}，或者同类{works}在同一地点、内容相同"),
        (Some(Likeness::Place | Likeness::Content), Some(_)) => {
            format!("、同类{works}，在同一地点或者{same_content}")
        }
        (None, Some(_) | None) => String::new(),
    }
}

/// Whether the reason holds without saying of which class the parts are.
fn is_class_certain(group: &Group<'_>, limit: &Limit) -> bool {
    limit.of_both_classes || group.parts.values().all(|part| part.money.class == Some(limit.class))
}

fn units(group: &Group<'_>) -> String {
    let units: BTreeSet<&str> = group.parts.values().filter_map(|part| part.unit.as_deref()).collect();
    let root = group.parts.values().find_map(|part| part.root.as_deref()).unwrap_or_default();
    if units.len() == 1 {
        format!("同为{}实施", units.into_iter().next().unwrap_or_default())
    } else {
        format!("分别由{}实施，同属{root}", units.into_iter().collect::<Vec<_>>().join("、"))
    }
}

/// 同在长岭片区的 when a place is shared and is not the unit itself.
fn shared_place(group: &Group<'_>) -> String {
    let mut parts = group.parts.values();
    let Some(first) = parts.next() else { return String::new() };
    let shared = first.name.places.iter().find(|place| {
        first.root.as_deref() != Some(place.as_str())
            && group.parts.values().all(|part| part.name.places.contains(place))
    });
    shared.map_or_else(String::new, |place| format!("同在{place}的"))
}

fn names_of_escaping(group: &Group<'_>, limit: &Limit) -> String {
    group
        .parts
        .values()
        .filter(|part| part.money.amount.is_some_and(|amount| amount < limit.amount))
        .map(|part| format!("“{}”", part.title))
        .collect::<Vec<_>>()
        .join("、")
}
