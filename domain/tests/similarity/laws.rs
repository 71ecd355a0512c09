use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Names, units and contents that collide often.
fn any_sample() -> impl Strategy<Value = Sample> {
    let name = prop::sample::select(vec![
        "滨湖路改造一期",
        "滨湖路改造二期",
        "滨湖路路灯",
        "滨湖路改造",
        "香铺村自来水改造",
        "陆城村自来水改造",
        "陆城镇香铺村自来水",
        "甲幼儿园托育",
        "乙幼儿园托育",
        "2023年危房修缮",
        "2024年危房修缮",
        "设备采购（一）",
        "设备采购（二）",
        "项目",
        "（二期）",
    ]);
    let unit = prop::sample::select(vec!["住建局", "云溪区住建局", "陆城镇", "陆城镇香铺村", "教体局", ""]);
    let content = prop::sample::select(vec![
        "",
        "道路",
        "空余教室 3 间改造成托育用房",
        "空余教室 5 间改造成托育用房",
        "拆除路面 2530 平方米，土方 9849 立方米，砌井 403 座，入户管网 4269 米",
    ]);
    let class = prop::option::of(prop::sample::select(vec![
        ProjectClass::Infrastructure,
        ProjectClass::NonInfrastructure,
    ]));
    (name, unit, 1_u32..600, content, class).prop_map(|(name, unit, wan, content, class)| {
        sample(name, unit, wan)
            .about(content)
            .with(move |facts| facts.class = class.map(|class| Fact::stated(class, "类别")))
    })
}

/// Findings without their order.
fn known(findings: Vec<Finding>) -> BTreeSet<(FindingKind, Vec<SubjectId>, String)> {
    findings.into_iter().map(|finding| (finding.kind, finding.subjects, finding.reason)).collect()
}

proptest! {
    #[test]
    fn a_split_is_exact_and_makes_somebody_escape(samples in prop::collection::vec(any_sample(), 0..12)) {
        for finding in findings(&samples).iter().filter(|finding| finding.kind == FindingKind::Split) {
            let amounts = finding.amounts.unwrap();
            let parts: Vec<Money> = finding
                .subjects
                .iter()
                .map(|subject| usize::try_from(subject.0.as_u128()).unwrap())
                .map(|number| Money::from_ten_thousand_yuan(samples[number].wan))
                .collect();
            prop_assert_eq!(parts.iter().map(|part| part.fen()).sum::<i64>(), amounts.together.fen());
            prop_assert!(amounts.together >= amounts.threshold);
            prop_assert!(parts.iter().any(|part| *part < amounts.threshold));
            prop_assert!(finding.score <= 100 && finding.subjects.len() > 1);
            prop_assert!(finding.reason.contains(&amounts.together.to_string()));
        }
    }

    #[test]
    fn an_overlap_is_found_from_both_sides(samples in prop::collection::vec(any_sample(), 0..12)) {
        let index = index(samples.into_iter().map(Sample::features).enumerate());
        for finding in everything(&index).iter().filter(|finding| finding.kind == FindingKind::Overlap) {
            for subject in &finding.subjects {
                prop_assert!(index.findings_of(*subject, &limits(), &|_| true).contains(finding));
            }
        }
    }

    #[test]
    fn order_and_earlier_versions_leave_no_trace(
        (samples, order) in prop::collection::vec(any_sample(), 1..12)
            .prop_flat_map(|samples| {
                let order = Just((0..samples.len()).collect::<Vec<_>>()).prop_shuffle();
                (Just(samples), order)
            }),
        earlier in any_sample(),
    ) {
        let straight = known(findings(&samples));
        let mut index = SimilarityIndex::new();
        for number in &order {
            index.put(id(*number), earlier.clone().features());
        }
        for number in order {
            index.put(id(number), samples[number].clone().features());
        }
        prop_assert_eq!(known(everything(&index)), straight);
    }

    #[test]
    fn an_unrelated_object_changes_no_finding(samples in prop::collection::vec(any_sample(), 0..12)) {
        let unrelated = sample("森林防火瞭望台", "林业局", 120).about("瞭望塔三座");
        let mut more = samples.clone();
        more.push(unrelated);
        prop_assert_eq!(known(findings(&more)), known(findings(&samples)));
    }

    #[test]
    fn any_words_can_be_compared(names in prop::collection::vec(".{0,40}", 0..6), content in ".{0,60}") {
        let mut index = SimilarityIndex::new();
        for (number, name) in names.into_iter().enumerate() {
            let declaration =
                Declaration { unit: Some(name.clone()), schedule: name.clone(), name, content: content.clone(), ..Declaration::default() };
            index.put(id(number), Features::new(&declaration, &Facts::default(), None, &locality()));
        }
        for finding in everything(&index) {
            prop_assert!(!finding.reason.is_empty());
        }
    }
}
