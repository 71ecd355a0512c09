use super::*;
use crate::classification::{Certainty, DistrictMoney, FundingLevel};

/// The only project of a list whose row has this unit, total in 万元, funding and remark.
fn project(unit: &str, total: &str, funding: &str, remark: &str) -> ListedProject {
    let row = format!("1\t某某路建设\t新建\t{unit}\t{total}\t道路 1 公里\t年内完工\t{funding}\t{remark}");
    let (mut projects, issues, _) = read_list(list(&[&row]).as_bytes());
    assert!(issues.iter().all(|issue| issue.severity == Severity::Hint), "{issues:?}");
    projects.pop().unwrap()
}

fn levels(funding: &str) -> Vec<FundingLevel> {
    project("教体局", "1000", funding, "").facts.funding.iter().map(|source| source.level).collect()
}

fn district_money(unit: &str, funding: &str) -> Option<DistrictMoney> {
    project(unit, "1000", funding, "").facts.district_money.map(|fact| fact.value)
}

fn share(total: &str, funding: &str) -> Option<u32> {
    project("陆城镇", total, funding, "").facts.district_share.map(|fact| fact.value.basis_points())
}

#[test]
fn every_wording_names_its_level() {
    use FundingLevel::{
        Central, City, District, Enterprise, HigherLevel, Province, SelfRaised, Society, SpecialBond, Unclear,
    };
    for (funding, expected) in [
        ("区财政统筹", vec![District]),
        ("地方配套", vec![District]),
        ("市财政统筹", vec![City]),
        ("省财政补助与市级配套", vec![Province, City]),
        ("部、省补助资金 +地方配套", vec![Central, Province, District]),
        ("中央省级资金", vec![Central, Province]),
        ("国省补助", vec![HigherLevel]),
        ("业主自筹+财政奖补", vec![Society, District]),
        ("企业自筹", vec![Enterprise]),
        ("单位自筹", vec![SelfRaised]),
        ("高新区自筹", vec![SelfRaised]),
        ("区属公司自筹", vec![SelfRaised]),
        ("地方专债资金", vec![SpecialBond]),
        ("三峡PPP项目资金及地方配套资金", vec![Society, District]),
        ("项目争取", vec![Unclear]),
        ("争取绿色发展专项资金", vec![HigherLevel]),
        ("", vec![]),
    ] {
        assert_eq!(levels(funding), expected, "{funding}");
    }
}

#[test]
fn a_bare_self_raised_decides_nothing_whoever_builds() {
    assert_eq!(district_money("教体局", "自筹"), None);
    assert_eq!(district_money("岳阳市交投", "国省补助+自筹"), None);
    assert_eq!(district_money("岳阳市交投", "国省补助+市财政统筹"), Some(DistrictMoney::OutsideBudget));
    assert_eq!(district_money("教体局", "国省补助+市财政统筹"), None);
    assert_eq!(district_money("教体局", "市财政统筹"), Some(DistrictMoney::OutsideBudget));
    assert_eq!(district_money("教体局", "企业自筹+区财政"), Some(DistrictMoney::Some));
    assert_eq!(district_money("教体局", ""), None);
}

#[test]
fn the_district_share_is_stated_computed_or_asked() {
    assert_eq!(share("500", "自筹 30%+区级财政投入 ７０％"), Some(7_000));
    assert_eq!(share("500", "自筹60%+区级财政投入40%"), Some(4_000));
    assert_eq!(share("500", "上级补助+区财政250万元"), Some(5_000));
    assert_eq!(share("500", "上级补助+区财政249.999万元"), Some(4_999));
    assert_eq!(share("1,000", "上级补助+专项债0.03亿元+区财政2，00万元"), Some(5_000));
    assert_eq!(share("500", "财政统筹"), Some(10_000));
    assert_eq!(share("500", "上级补助60%+区财政"), None);
    assert_eq!(share("500", "自筹"), None);
}

#[test]
fn a_remark_adds_money_but_general_words_in_it_do_not() {
    let sought = project("教体局", "1000", "财政统筹", "正在争取绿色发展专项资金");
    assert_eq!(sought.facts.funding.len(), 2);
    assert_eq!(sought.facts.funding[1].certainty, Certainty::Sought);
    assert_eq!(project("教体局", "1000", "财政统筹", "项目配套").facts.funding.len(), 1);
    assert_eq!(project("教体局", "1000", "企业自筹", "省重点项目").facts.funding.len(), 1);
    let received = project("教体局", "1000", "省级资金", "资金已到位");
    assert_eq!(received.facts.funding[0].certainty, Certainty::Received);
    let waiting = project("教体局", "1000", "省级资金", "资金未到位");
    assert_eq!(waiting.facts.funding[0].certainty, Certainty::Unstated);
}
