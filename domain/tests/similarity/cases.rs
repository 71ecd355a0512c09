use super::*;

fn splits(samples: &[Sample]) -> Vec<Vec<usize>> {
    grouped(samples, FindingKind::Split)
}

fn overlaps(samples: &[Sample]) -> Vec<Vec<usize>> {
    grouped(samples, FindingKind::Overlap)
}

fn grouped(samples: &[Sample], kind: FindingKind) -> Vec<Vec<usize>> {
    let numbers = |finding: &Finding| {
        let number = |subject: &SubjectId| usize::try_from(subject.0.as_u128()).unwrap();
        finding.subjects.iter().map(number).collect()
    };
    of_kind(&findings(samples), kind).into_iter().map(numbers).collect()
}

#[test]
fn phases_reach_the_amount_together_and_exactly() {
    let phases = |first, second| {
        splits(&[
            sample("滨湖路改造一期工程", "住建局", first),
            sample("滨湖路改造二期工程", "住建局", second),
        ])
    };
    assert_eq!(phases(250, 150), [[0, 1]], "together exactly the amount");
    assert!(phases(250, 149).is_empty(), "together below it");
    assert_eq!(phases(250, 5_000), [[0, 1]], "the small one escapes beside the large one");
    assert!(phases(400, 5_000).is_empty(), "both are evaluated anyway");
}

#[test]
fn a_village_is_its_town_and_a_bureau_is_one_under_every_name() {
    let villages = [
        sample("香铺村自来水改造", "陆城镇香铺村", 300),
        sample("陆城村自来水改造", "陆城镇人民政府", 300),
        sample("丁山村自来水改造", "路口镇丁山村", 300),
    ];
    assert_eq!(splits(&villages), [[0, 1]]);
    let reason = &findings(&villages)[0].reason;
    assert!(reason.contains("陆城镇香铺村") && reason.contains("同属陆城镇"), "{reason}");
    let bureau = [
        sample("滨湖路道路改造（一）", "云溪区住建局", 300),
        sample("滨湖路道路改造（二）", "岳阳市云溪区住建局", 300),
        sample("滨湖路道路改造（三）", "水利局", 300),
    ];
    assert_eq!(splits(&bureau), [[0, 1]]);
}

#[test]
fn the_same_place_or_content_needs_the_same_kind_of_works() {
    let rows = [
        sample("滨湖路道路维修", "住建局", 300),
        sample("滨湖路路灯更换", "住建局", 300),
        sample("滨湖路路面修复", "住建局", 300),
        sample("新荷路路面修复", "住建局", 300),
    ];
    assert_eq!(splits(&rows), [[0, 2]], "neither other works there nor the same works elsewhere");
    let nurseries = [
        sample("甲幼儿园托育项目", "教体局", 250).about("空余教室 3 间改成托育用房"),
        sample("乙幼儿园托育项目", "教体局", 250).about("空余教室 5 间改成托育用房"),
        sample("丙幼儿园托育项目", "教体局", 250).about("新建托育综合楼一栋"),
    ];
    assert_eq!(splits(&nurseries), [[0, 1]], "the same but for the figures");
}

#[test]
fn what_no_amount_applies_to_is_no_part() {
    let beside = |other: Sample| splits(&[sample("滨湖路改造一期", "住建局", 300), other]);
    let phase = || sample("滨湖路改造二期", "住建局", 300);
    assert_eq!(beside(phase()), [[0, 1]]);
    let in_progress = phase().with(|facts| {
        facts.application = None;
        facts.in_progress = Some(Fact::stated(true, "建设性质"));
    });
    assert!(beside(in_progress).is_empty(), "under way already");
    let enterprise = phase().with(|facts| {
        facts.district_money = Some(Fact::stated(DistrictMoney::OutsideBudget, "资金来源"));
    });
    assert!(beside(enterprise).is_empty(), "none of the district's money");
    let continued =
        phase().with(|facts| facts.application = Some(Fact::stated(Application::Continuation, "申请事项")));
    assert!(beside(continued).is_empty(), "another application");
    let policy = phase().with(|facts| facts.object = Some(Fact::stated(ObjectKind::Policy, "类型")));
    assert!(beside(policy).is_empty(), "a policy has no amount");
}

#[test]
fn what_happens_at_other_times_is_no_part() {
    let pair = |first: Sample, second: Sample| splits(&[first, second]);
    let (one, two) = (sample("滨湖路改造一期", "住建局", 300), sample("滨湖路改造二期", "住建局", 300));
    assert_eq!(pair(one.clone().during("上半年完工"), two.clone().during("第三季度动工")), [[0, 1]]);
    assert!(pair(one.during("第一季度完工"), two.during("第四季度动工")).is_empty());
    let yearly = |name| sample(name, "住建局", 300);
    assert!(pair(yearly("2023年危房修缮"), yearly("2024年危房修缮")).is_empty(), "a yearly programme");
    assert_eq!(pair(yearly("2023-2024年危房修缮"), yearly("2024年危房修缮")), [[0, 1]]);
}

#[test]
fn the_class_decides_the_amount_and_may_be_open() {
    let pair = |change: fn(&mut Facts)| {
        let part = |name| sample(name, "教体局", 150).with(change);
        findings(&[part("滨湖学校设备采购（一）"), part("滨湖学校设备采购（二）")])
    };
    assert!(pair(|_| {}).is_empty(), "300 of infrastructure are below 400");
    let other = pair(|facts| facts.class = Some(Fact::stated(ProjectClass::NonInfrastructure, "类别")));
    assert!(other[0].reason.contains("各不足200万元，合计300万元"), "{}", other[0].reason);
    let open = pair(|facts| facts.class = None);
    assert!(open[0].reason.contains("如属非基础设施类"), "{}", open[0].reason);
    let read_off =
        pair(|facts| facts.class = Some(Fact::inferred(ProjectClass::Infrastructure, "采购", "文字")));
    assert!(read_off[0].reason.contains("如属非基础设施类"), "what was only read off may be otherwise");
    assert!(read_off[0].score < open[0].score);
}

#[test]
fn a_town_project_with_little_district_money_is_left_alone() {
    let pair = |percent: u32| {
        let part = |name| {
            sample(name, "陆城镇", 300).with(move |facts| {
                facts.unit = Some(Fact::stated(UnitKind::Town, "单位"));
                let share = domain::money::Share::from_basis_points(percent * 100).unwrap();
                facts.district_share = Some(Fact::stated(share, "资金来源"));
            })
        };
        splits(&[part("香铺村自来水改造"), part("陆城村自来水改造")])
    };
    assert!(pair(49).is_empty());
    assert_eq!(pair(50), [[0, 1]]);
}

#[test]
fn nobody_answers_for_a_project_without_a_unit() {
    assert!(splits(&[sample("滨湖路改造一期", "", 300), sample("滨湖路改造二期", " ", 300)]).is_empty());
}

#[test]
fn overlaps_cross_units_and_years_but_not_places_and_parts() {
    let nursery = "空余教室改造成托育用房，购置桌椅、床具和教具，增设监控和消防设施";
    let base = || sample("2023年困难群众医疗救助项目", "民政局", 500);
    assert_eq!(overlaps(&[base(), sample("2024年困难群众医疗救助项目", "医保局", 100)]), [[0, 1]]);
    assert!(overlaps(&[base(), sample("困难群众住房救助项目", "住建局", 100)]).is_empty());
    assert!(
        overlaps(&[
            base().about("救助特困人员"),
            sample("困难群众医疗救助项目", "医保局", 9).about("采购仪器")
        ])
        .is_empty()
    );
    let renamed = [
        sample("普惠托位建设项目", "教体局", 500).about(nursery),
        sample("婴幼儿照护服务能力提升", "卫健局", 500).about(nursery),
    ];
    assert_eq!(overlaps(&renamed), [[0, 1]], "the same under a new name (C16)");
    let one_hand = [
        sample("甲楼维修", "机关事务中心", 500).about(nursery),
        sample("乙仓整理", "机关事务中心", 500).about(nursery),
    ];
    assert!(overlaps(&one_hand).is_empty(), "one unit writes alike about different things");
    assert!(overlaps(&[sample("滨湖路改造", "住建局", 9), sample("新荷路改造", "住建局", 9)]).is_empty());
    assert!(
        overlaps(&[sample("滨湖路北段改造", "住建局", 9), sample("滨湖路南段改造", "住建局", 9)]).is_empty()
    );
}

#[test]
fn hidden_objects_are_as_if_they_were_not_there() {
    let rows = [
        sample("香铺村自来水改造", "陆城镇", 250),
        sample("陆城村自来水改造", "陆城镇", 250),
        sample("丁山村自来水改造", "陆城镇", 250),
    ];
    let index = index(rows.into_iter().map(Sample::features).enumerate());
    let seen = |hidden: usize| index.findings_of(id(0), &limits(), &move |subject| subject != id(hidden));
    assert_eq!(seen(9)[0].subjects.len(), 3);
    assert_eq!(seen(2)[0].subjects, [id(0), id(1)]);
    assert!(!seen(2)[0].reason.contains("750万元"), "{}", seen(2)[0].reason);
    assert!(seen(0).is_empty(), "who may not see the object learns nothing");
}

#[test]
fn a_changed_object_leaves_its_old_findings() {
    let rows = [sample("滨湖路改造一期", "住建局", 300), sample("滨湖路改造二期", "住建局", 300)];
    let mut index = index(rows.into_iter().map(Sample::features).enumerate());
    assert_eq!(everything(&index).len(), 1);
    index.put(id(1), sample("新荷路路灯", "城管局", 300).features());
    assert!(everything(&index).is_empty());
    index.put(id(1), sample("滨湖路改造二期", "住建局", 100).features());
    assert_eq!(everything(&index)[0].amounts.unwrap().together, Money::from_ten_thousand_yuan(400));
    assert_eq!(index.len(), 2);
}
