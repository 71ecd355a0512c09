//! Article 3 at its numbers, the worked cases of the list, and what must hold for any facts.

mod cases;
mod clauses;
mod explaining;
pub(super) mod laws;
mod monotone;

use std::sync::LazyLock;

use super::*;
use crate::money::{Money, MoneyUnit, Share};
use crate::rulebook::Rulebook;

pub(super) static YUNXI: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::yunxi().unwrap());

fn classified(facts: &Facts) -> Determination {
    classify(facts, &YUNXI)
}

fn stated<T>(value: T) -> Option<Fact<T>> {
    Some(Fact::stated(value, "表格"))
}

fn wan(text: &str) -> Money {
    Money::parse(text, MoneyUnit::TenThousand).unwrap()
}

fn percent(percent: u32) -> Option<Fact<Share>> {
    stated(Share::from_basis_points(percent * 100).unwrap())
}

/// A new infrastructure project with district money.
fn new_project(amount: &str) -> Facts {
    Facts {
        object: stated(ObjectKind::Project),
        application: stated(Application::New),
        class: stated(ProjectClass::Infrastructure),
        total_amount: stated(wan(amount)),
        district_money: stated(DistrictMoney::Some),
        unit: stated(UnitKind::Department),
        ..Facts::default()
    }
}

fn policy(application: Application) -> Facts {
    Facts {
        object: stated(ObjectKind::Policy),
        application: stated(application),
        district_money: stated(DistrictMoney::Some),
        ..Facts::default()
    }
}

/// A project that asks for more district money, none of it ordered from above.
fn adjustment(increase: &str, approved: &str) -> Facts {
    Facts {
        application: stated(Application::Adjustment),
        adjustment: AdjustmentFacts {
            approved_district_budget: stated(wan(approved)),
            requested_increase: stated(wan(increase)),
            ordered_by_higher_level: stated(Money::ZERO),
            ..AdjustmentFacts::default()
        },
        ..new_project("1000")
    }
}

#[track_caller]
fn assert_settled(facts: &Facts, verdict: Verdict, clauses: &[&str]) {
    let determination = classified(facts);
    assert_eq!(
        (determination.verdict, determination.clauses()),
        (verdict, clauses.to_vec()),
        "{determination:#?}"
    );
    assert_eq!(determination.missing, [], "{determination:#?}");
    assert!(!determination.reasons.is_empty());
}

#[track_caller]
fn assert_asked(facts: &Facts, missing: &[Question], follow_up: &[Question]) {
    let determination = classified(facts);
    assert_eq!(determination.verdict, Verdict::NeedsInformation, "{determination:#?}");
    assert_eq!(
        (determination.missing.as_slice(), determination.follow_up.as_slice()),
        (missing, follow_up),
        "{determination:#?}"
    );
    assert_eq!(determination.reasons.len(), missing.len() + follow_up.len());
}
