//! Whether district money pays, and how much of the whole (C4–C8).

use crate::classification::{DistrictMoney, Fact, FundingLevel, FundingSource, UnitKind};
use crate::money::{Money, Share};

/// Whether district budget money pays for any of it; `None` has to be asked.
pub(super) fn district_money(
    sources: &[FundingSource],
    unit: Option<UnitKind>,
) -> Option<Fact<DistrictMoney>> {
    if let Some(source) = sources.iter().find(|source| is_district(source)) {
        let rule = if source.level == FundingLevel::SpecialBond {
            "专项债券由本区偿还，属区级财政资金"
        } else {
            "财政资金未指明上级的，属区级财政资金"
        };
        return Some(Fact::inferred(DistrictMoney::Some, source.words.as_str(), rule));
    }
    let outside_budget = |level: FundingLevel| match level {
        FundingLevel::Enterprise | FundingLevel::City | FundingLevel::Society => true,
        FundingLevel::Central | FundingLevel::Province | FundingLevel::HigherLevel => {
            // What a higher level gives to a municipal body or a company does not pass the district budget.
            matches!(unit, Some(UnitKind::Municipal | UnitKind::Enterprise))
        }
        FundingLevel::District
        | FundingLevel::SpecialBond
        | FundingLevel::SelfRaised
        | FundingLevel::Unclear => false,
    };
    if sources.is_empty() || !sources.iter().all(|source| outside_budget(source.level)) {
        return None;
    }
    let words = sources.iter().map(|source| source.words.as_str()).collect::<Vec<_>>().join("+");
    Some(Fact::inferred(
        DistrictMoney::OutsideBudget,
        words,
        "全部为企业、社会或市级及以上资金，不通过区级预算安排",
    ))
}

/// District money ÷ total investment, where the text says enough to compute it. A share computed from
/// amounts is cut off at 0.01 %, which never moves it across a threshold stated in whole hundredths.
pub(super) fn district_share(sources: &[FundingSource], total: Money) -> Option<Fact<Share>> {
    let district: Vec<&FundingSource> = sources.iter().filter(|source| is_district(source)).collect();
    if district.is_empty() {
        return None;
    }
    let words = || district.iter().map(|source| source.words.as_str()).collect::<Vec<_>>().join("+");
    if district.len() == sources.len() {
        return Some(Fact::inferred(Share::WHOLE, words(), "资金来源只有区级财政资金"));
    }
    if let Some(shares) = district.iter().map(|source| source.share).collect::<Option<Vec<_>>>() {
        let together = shares.iter().map(|share| share.basis_points()).sum();
        return Some(Fact::inferred(
            Share::from_basis_points(together)?,
            words(),
            "资金来源写明的区级出资比例",
        ));
    }
    let amounts = district.iter().map(|source| source.amount).collect::<Option<Vec<_>>>()?;
    let together: i128 = amounts.iter().map(|amount| i128::from(amount.fen())).sum();
    let basis_points =
        (together * i128::from(Share::WHOLE.basis_points())).checked_div(i128::from(total.fen()))?;
    let share = Share::from_basis_points(u32::try_from(basis_points).ok()?)?;
    Some(Fact::inferred(share, words(), "资金来源写明的区级出资金额除以总投资"))
}

fn is_district(source: &FundingSource) -> bool {
    matches!(source.level, FundingLevel::District | FundingLevel::SpecialBond)
}
