//! What is known of a joint subject: what its parts agree on, and their exact sums. Where they leave something open,
//! it is left open and has to be asked; nothing depends on the order of the parts.

use crate::classification::{
    AdjustmentFacts, DistrictMoney, Fact, Facts, FundingSource, PossibleParts, ProjectClass,
};
use crate::issue::Issue;
use crate::money::{Money, Share};

use super::joining::{Joining, total};
use super::standing::Part;
use super::{Declaration, Subject};

/// The rules by which facts of the whole follow from facts of the parts, as their origin names them.
const SUM: &str = "按归并决定合计各部分金额";
const AGREED: &str = "归并的各部分一致";
const LARGER: &str = "混合的从金额多的一类";
const WEIGHTED: &str = "按各部分金额加权计算";
const SOME_DISTRICT: &str = "有一部分使用区级财政资金";

/// The facts of the whole, whose parts are `subjects`, sorted by identifier. `None` when an amount does not fit.
pub(super) fn joint_facts(subjects: &[&Subject], parts: &[Part]) -> Option<Facts> {
    let sum = total(parts)?;
    let words: Vec<String> = parts.iter().map(|part| part.amount.to_string()).collect();
    let class = joint_class(subjects, parts, sum);
    Some(Facts {
        object: agreed(subjects, |facts| facts.object.as_ref()),
        application: agreed(subjects, |facts| facts.application.as_ref()),
        in_progress: agreed(subjects, |facts| facts.in_progress.as_ref()),
        class_doubt: class.is_none().then(|| "归并的各部分没有一类占到总金额的一半以上".to_owned()),
        class,
        total_amount: Some(Fact::inferred(sum, words.join("＋"), SUM)),
        funding: funding(subjects),
        district_money: district_money(subjects),
        district_share: district_share(subjects, parts, sum),
        unit: agreed(subjects, |facts| facts.unit.as_ref()),
        adjustment: adjustment(subjects)?,
        possible_parts: remaining_siblings(subjects, sum),
        designation: subjects.iter().find_map(|subject| subject.facts.designation.clone()),
        decided_on: latest_decision(subjects),
    })
}

/// What the parts count as evidence for each other, in words.
fn names(subjects: &[&Subject]) -> String {
    let names: Vec<&str> = subjects.iter().map(|subject| subject.declaration.name.as_str()).collect();
    names.join("、")
}

/// The value on which all parts agree.
fn agreed<T: Copy + PartialEq>(
    subjects: &[&Subject],
    fact: impl Fn(&Facts) -> Option<&Fact<T>>,
) -> Option<Fact<T>> {
    let mut values = subjects.iter().map(|subject| fact(&subject.facts).map(|fact| fact.value));
    let first = values.next()??;
    values.all(|value| value == Some(first)).then(|| Fact::inferred(first, names(subjects), AGREED))
}

/// The class with more than half of the money (C2), however the rest may be classed.
fn joint_class(subjects: &[&Subject], parts: &[Part], sum: Money) -> Option<Fact<ProjectClass>> {
    if let Some(agreed) = agreed(subjects, |facts| facts.class.as_ref()) {
        return Some(agreed);
    }
    [ProjectClass::Infrastructure, ProjectClass::NonInfrastructure].into_iter().find_map(|class| {
        let of_class = subjects
            .iter()
            .zip(parts)
            .filter(|(subject, _)| subject.facts.class.as_ref().is_some_and(|known| known.value == class));
        let amount: i128 = of_class.map(|(_, part)| i128::from(part.amount.fen())).sum();
        (amount * 2 > i128::from(sum.fen())).then(|| Fact::inferred(class, names(subjects), LARGER))
    })
}

/// The sources in words. A share of one part is no share of the whole.
fn funding(subjects: &[&Subject]) -> Vec<FundingSource> {
    let sources = subjects.iter().flat_map(|subject| {
        subject.facts.funding.iter().map(|source| FundingSource {
            words: format!("{}：{}", subject.declaration.name, source.words),
            share: None,
            ..source.clone()
        })
    });
    sources.collect()
}

fn district_money(subjects: &[&Subject]) -> Option<Fact<DistrictMoney>> {
    let some = |subject: &&&Subject| {
        subject.facts.district_money.as_ref().is_some_and(|money| money.value == DistrictMoney::Some)
    };
    if let Some(subject) = subjects.iter().find(some) {
        return Some(Fact::inferred(DistrictMoney::Some, subject.declaration.name.clone(), SOME_DISTRICT));
    }
    if let Some(agreed) = agreed(subjects, |facts| facts.district_money.as_ref()) {
        return Some(agreed);
    }
    // None of the parts has any: what differs is only how that is known.
    let all_known = subjects.iter().all(|subject| subject.facts.district_money.is_some());
    all_known.then(|| Fact::inferred(DistrictMoney::ConfirmedNone, names(subjects), AGREED))
}

/// District money of all parts ÷ their total. Cut off to a ten-thousandth, which changes no comparison with a share
/// of whole ten-thousandths.
fn district_share(subjects: &[&Subject], parts: &[Part], sum: Money) -> Option<Fact<Share>> {
    if let Some(agreed) = agreed(subjects, |facts| facts.district_share.as_ref()) {
        return Some(agreed);
    }
    if subjects.iter().all(|subject| subject.facts.district_share.is_none()) {
        return None;
    }
    let mut weighted: i128 = 0;
    for (subject, part) in subjects.iter().zip(parts) {
        let none =
            subject.facts.district_money.as_ref().is_some_and(|money| money.value != DistrictMoney::Some);
        let share = match &subject.facts.district_share {
            Some(share) => share.value.basis_points(),
            None if none => 0,
            None => return None,
        };
        weighted += i128::from(share) * i128::from(part.amount.fen());
    }
    let points = weighted.checked_div(i128::from(sum.fen()))?;
    let share = u32::try_from(points).ok().and_then(Share::from_basis_points)?;
    Some(Fact::inferred(share, names(subjects), WEIGHTED))
}

/// The figures of an adjustment, added up. `None` when a sum does not fit.
fn adjustment(subjects: &[&Subject]) -> Option<AdjustmentFacts> {
    let of_all = |figure: fn(&AdjustmentFacts) -> Option<&Fact<Money>>, partly: bool| {
        let known: Vec<Money> = subjects
            .iter()
            .filter_map(|subject| figure(&subject.facts.adjustment))
            .map(|fact| fact.value)
            .collect();
        if known.is_empty() || (known.len() < subjects.len() && !partly) {
            return Some(None);
        }
        let words: Vec<String> = known.iter().map(Money::to_string).collect();
        let sum = known.iter().try_fold(Money::ZERO, |sum, amount| sum.checked_add(*amount))?;
        Some(Some(Fact::inferred(sum, words.join("＋"), SUM)))
    };
    let mut causes: Vec<&str> =
        subjects.iter().filter_map(|subject| subject.facts.adjustment.cause.as_deref()).collect();
    causes.dedup();
    Some(AdjustmentFacts {
        approved_district_budget: of_all(|facts| facts.approved_district_budget.as_ref(), false)?,
        requested_increase: of_all(|facts| facts.requested_increase.as_ref(), false)?,
        // Where nothing is stated of earlier increases, there were none.
        earlier_increases: of_all(|facts| facts.earlier_increases.as_ref(), true)?,
        ordered_by_higher_level: of_all(|facts| facts.ordered_by_higher_level.as_ref(), false)?,
        cause: (!causes.is_empty()).then(|| causes.join("；")),
    })
}

/// Likely siblings of the parts that are not among them: still to be asked about.
fn remaining_siblings(subjects: &[&Subject], sum: Money) -> Option<PossibleParts> {
    let is_part = |name: &str| subjects.iter().any(|subject| subject.declaration.name == name);
    let open = subjects.iter().filter_map(|subject| subject.facts.possible_parts.as_ref()).filter(|parts| {
        parts.one_project.as_ref().is_none_or(|decided| decided.value)
            && parts.siblings.iter().any(|name| !is_part(name))
    });
    let mut siblings: Vec<String> = Vec::new();
    let mut joint_amount = sum;
    for parts in open {
        siblings.extend(parts.siblings.iter().filter(|name| !is_part(name)).cloned());
        joint_amount = joint_amount.max(parts.joint_amount);
    }
    siblings.sort();
    siblings.dedup();
    (!siblings.is_empty()).then_some(PossibleParts { siblings, joint_amount, one_project: None })
}

/// The whole was decided on when its last part was.
fn latest_decision(subjects: &[&Subject]) -> Option<Fact<chrono::NaiveDate>> {
    let known: Option<Vec<&Fact<chrono::NaiveDate>>> =
        subjects.iter().map(|subject| subject.facts.decided_on.as_ref()).collect();
    known?.into_iter().max_by_key(|decided| decided.value).cloned()
}

/// The declaration of the whole, or what is missing for it.
pub(super) struct JointDeclaration {
    pub(super) declaration: Declaration,
    pub(super) issues: Vec<Issue>,
}

pub(super) fn joint_declaration(subjects: &[&Subject], joining: &Joining) -> JointDeclaration {
    let mut issues = Vec::new();
    let mut units: Vec<&str> =
        subjects.iter().filter_map(|subject| subject.declaration.unit.as_deref()).collect();
    units.sort_unstable();
    units.dedup();
    let unit = match (joining.unit.as_deref(), units.as_slice()) {
        (Some(chosen), units) if units.contains(&chosen) => Some(chosen.to_owned()),
        (Some(_), _) => {
            let message = format!("牵头单位应为各对象的申报单位之一：{}", units.join("、"));
            issues.push(Issue::new("unit", "not_a_members_unit", message));
            None
        }
        (None, [only]) => Some((*only).to_owned()),
        (None, []) => None,
        (None, units) => {
            let message = format!("各对象的申报单位不同（{}），请选定牵头单位", units.join("、"));
            issues.push(Issue::new("unit", "required", message));
            None
        }
    };
    let declaration = Declaration {
        name: joining.name.clone(),
        unit,
        nature: merged(subjects, |declaration| &declaration.nature, false),
        content: merged(subjects, |declaration| &declaration.content, true),
        schedule: merged(subjects, |declaration| &declaration.schedule, true),
        funding: merged(subjects, |declaration| &declaration.funding, true),
        remark: merged(subjects, |declaration| &declaration.remark, true),
        targets: Vec::new(),
    };
    JointDeclaration { declaration, issues }
}

/// The texts of all parts, each after the part's name when `named`, else each text once.
fn merged(subjects: &[&Subject], text: impl Fn(&Declaration) -> &String, named: bool) -> String {
    let mut texts: Vec<String> = Vec::new();
    for subject in subjects {
        let declared = text(&subject.declaration);
        let line =
            if named { format!("{}：{declared}", subject.declaration.name) } else { declared.clone() };
        if !declared.is_empty() && !texts.contains(&line) {
            texts.push(line);
        }
    }
    texts.join(if named { "\n" } else { "、" })
}
