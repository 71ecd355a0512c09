use super::*;
use crate::classification::{
    Application, Certainty, DistrictMoney, FundingLevel, Origin, ProjectClass, UnitKind,
};

const LIST: &str = include_str!("../../../../api/demo/investment-plan-2023.tsv");

fn projects() -> Vec<ListedProject> {
    read_list(LIST.as_bytes()).0
}

fn find<'a>(projects: &'a [ListedProject], section: &str, number: u32) -> &'a ListedProject {
    projects.iter().find(|project| project.section == section && project.number == number).unwrap()
}

fn class(project: &ListedProject) -> Option<ProjectClass> {
    project.facts.class.as_ref().map(|class| class.value)
}

fn money(project: &ListedProject) -> Option<DistrictMoney> {
    project.facts.district_money.as_ref().map(|money| money.value)
}

#[test]
fn the_whole_list_is_read_with_its_totals() {
    let (projects, issues, summary) = read_list(LIST.as_bytes());
    assert_eq!(projects.len(), 87);
    assert_eq!((summary.projects, summary.issues, summary.hints), (87, 0, 1));
    assert_eq!(codes(&issues), [(65, "unit_undecided")]);
    let totals: Vec<_> = summary
        .sections
        .iter()
        .map(|total| (total.section.as_str(), total.projects, total.declared, total.amount.to_string()))
        .collect();
    assert_eq!(
        totals,
        [
            ("一", 58, Some(58), "514989万元".to_owned()),
            ("二", 18, Some(18), "675624万元".to_owned()),
            ("三", 11, Some(11), "5758900万元".to_owned()),
        ]
    );
    assert!(projects.windows(2).all(|pair| pair[0].line < pair[1].line), "the order of the list is kept");
}

#[test]
fn cells_lose_their_printing_noise_and_keep_their_place() {
    let projects = projects();
    let slope = find(&projects, "一", 49);
    assert_eq!(slope.name, "铜鼓山遗址西侧边坡防护工程");
    assert_eq!(slope.funding, "国家文物保护经费");
    assert_eq!(slope.subsection.as_deref(), Some("基础设施类项目"));
    assert_eq!(find(&projects, "一", 16).name, "云溪街道青坡养老院项目（二期）");
    let park = find(&projects, "二", 1);
    assert_eq!((park.section_title.as_str(), park.subsection.as_deref()), ("高新区基础类项目", None));
    assert_eq!(find(&projects, "三", 1).amount.to_string(), "416000万元");
}

#[test]
fn class_follows_the_works_and_is_left_open_only_where_it_matters() {
    let projects = projects();
    for (number, expected) in [
        (27, Some(ProjectClass::NonInfrastructure)),
        (29, Some(ProjectClass::Infrastructure)),
        (38, Some(ProjectClass::Infrastructure)),
        (51, Some(ProjectClass::Infrastructure)),
        // 民生实事类 by heading, but 4512万元: the works decide.
        (8, Some(ProjectClass::Infrastructure)),
        (48, None),
        (19, None),
    ] {
        assert_eq!(class(find(&projects, "一", number)), expected, "一-{number}");
    }
    let doubt = find(&projects, "一", 48).facts.class_doubt.clone().unwrap();
    assert!(
        doubt.contains("指挥调度") && doubt.contains("基础设施类项目"),
        "both pieces of evidence: {doubt}"
    );
    assert_eq!(class(find(&projects, "二", 14)), Some(ProjectClass::Infrastructure));
    assert_eq!(class(find(&projects, "二", 3)), Some(ProjectClass::NonInfrastructure));
}

#[test]
fn application_follows_the_column_and_not_the_name() {
    let projects = projects();
    let application = |number| find(&projects, "一", number).facts.application.clone().map(|fact| fact.value);
    assert!(find(&projects, "一", 32).name.contains("续建"));
    assert_eq!(application(32), Some(Application::New));
    assert_eq!(application(15), None);
    let in_progress = |number| find(&projects, "一", number).facts.in_progress.clone().map(|fact| fact.value);
    assert_eq!((in_progress(15), in_progress(32)), (Some(true), None));
    assert_eq!(
        find(&projects, "一", 51).facts.application.clone().unwrap().origin,
        Origin::Stated { field: "建设性质".to_owned() }
    );
}

#[test]
fn money_is_district_money_outside_the_budget_or_asked_for() {
    let projects = projects();
    for (number, expected) in [
        (51, Some(DistrictMoney::Some)),
        (45, Some(DistrictMoney::Some)),
        (58, Some(DistrictMoney::Some)),
        (44, Some(DistrictMoney::OutsideBudget)),
        (40, Some(DistrictMoney::OutsideBudget)),
        (48, None),
        (5, None),
        (30, None),
        (37, None),
    ] {
        assert_eq!(money(find(&projects, "一", number)), expected, "一-{number}");
    }
    assert_eq!(money(find(&projects, "二", 18)), None);
    assert!(
        projects
            .iter()
            .filter(|project| project.section == "三")
            .all(|project| money(project) == Some(DistrictMoney::OutsideBudget))
    );
}

#[test]
fn sources_carry_level_amount_and_certainty() {
    let projects = projects();
    let bond = &find(&projects, "二", 2).facts.funding[0];
    assert_eq!((bond.level, bond.certainty), (FundingLevel::SpecialBond, Certainty::Intended));
    assert_eq!(bond.amount, Some(Money::from_ten_thousand_yuan(53_200)));
    assert_eq!(bond.secured, Some(Money::from_ten_thousand_yuan(2_900)));
    let central = &find(&projects, "一", 31).facts.funding[0];
    assert_eq!((central.level, central.certainty), (FundingLevel::Central, Certainty::Assigned));
    assert_eq!(central.secured, Some(Money::from_ten_thousand_yuan(1_081)));
    let received = &find(&projects, "一", 22).facts.funding;
    assert_eq!(received.len(), 2);
    assert!(received.iter().all(|source| source.certainty == Certainty::Received));
    let sought = find(&projects, "一", 56).facts.funding.last().unwrap();
    assert_eq!((sought.level, sought.certainty), (FundingLevel::HigherLevel, Certainty::Sought));
}

#[test]
fn a_unit_not_decided_on_is_asked_for_and_the_row_comes_through() {
    let projects = projects();
    let road = find(&projects, "一", 45);
    assert_eq!((road.unit.as_str(), &road.facts.unit), ("待定", &None));
    let unit = |section, number| find(&projects, section, number).facts.unit.clone().map(|fact| fact.value);
    assert_eq!(unit("一", 19), Some(UnitKind::Town));
    assert_eq!(unit("一", 12), Some(UnitKind::DistrictCompany));
    assert_eq!(unit("二", 18), Some(UnitKind::Park));
    assert_eq!(projects.iter().filter(|project| project.facts.unit.is_none()).count(), 1);
}

#[test]
fn only_the_three_water_pipes_look_like_one_project() {
    let projects = projects();
    let joined: Vec<_> = projects.iter().filter(|project| project.facts.possible_parts.is_some()).collect();
    let numbers: Vec<_> = joined.iter().map(|project| (project.section.as_str(), project.number)).collect();
    assert_eq!(numbers, [("一", 19), ("一", 20), ("一", 21)]);
    for project in joined {
        let parts = project.facts.possible_parts.as_ref().unwrap();
        assert_eq!(parts.joint_amount, Money::from_ten_thousand_yuan(943));
        assert_eq!(parts.siblings.len(), 2);
        assert!(!parts.siblings.contains(&project.name));
        assert_eq!(project.facts.district_share.as_ref().unwrap().value.basis_points(), 7_000);
    }
}
