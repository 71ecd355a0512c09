//! Recusal from outside: each rule, the boundary days, and that no fact and nobody removes a hard conflict.

// The attribute tells clippy that helpers outside of test functions are test code as well.
#[cfg(test)]
mod recusal {
    use chrono::{Days, Months, NaiveDate};
    use domain::draw::Exclusion;
    use domain::evaluation::Person;
    use domain::id::ActorId;
    use domain::recusal::{
        CaseParties, Clearance, Conflict, Engagement, Examinee, ExamineeKind, Fact, Interest, Standing, Tie,
        conflicts, standing,
    };
    use proptest::prelude::*;
    use uuid::Uuid;

    const APPLICANT: &str = "云溪区住建局";
    const PROJECT_UNIT: &str = "云溪区城建投公司（国有）";
    const FIRM: &str = "某会计师事务所";

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn today() -> NaiveDate {
        date("2026-11-24")
    }

    fn parties() -> CaseParties {
        CaseParties {
            applicant: APPLICANT.to_owned(),
            project_units: vec![PROJECT_UNIT.to_owned()],
            third_party: Some(FIRM.to_owned()),
        }
    }

    fn expert(organisation: &str, facts: Vec<Fact>) -> Examinee {
        Examinee {
            kind: ExamineeKind::Person,
            actor: Some(ActorId(Uuid::from_u128(1))),
            name: "评估专家3".to_owned(),
            organisation: organisation.to_owned(),
            declared_on: Some(date("2026-11-20")),
            facts,
        }
    }

    fn firm(name: &str, facts: Vec<Fact>) -> Examinee {
        Examinee {
            kind: ExamineeKind::Firm,
            actor: None,
            name: name.to_owned(),
            organisation: name.to_owned(),
            declared_on: Some(date("2026-11-20")),
            facts,
        }
    }

    fn engagement(organisation: &str, until: Option<&str>) -> Fact {
        Fact::Engagement {
            kind: Engagement::Employment,
            organisation: organisation.to_owned(),
            until: until.map(date),
        }
    }

    fn acquaintance(detail: &str) -> Fact {
        Fact::Tie { kind: Tie::Acquaintance, detail: detail.to_owned() }
    }

    fn codes(examinee: &Examinee) -> Vec<&'static str> {
        conflicts(examinee, &parties(), today()).iter().map(|conflict| conflict.ground.code()).collect()
    }

    fn person(number: u128) -> Person {
        Person {
            actor: ActorId(Uuid::from_u128(number)),
            post: format!("财政局岗位{number}"),
            organisation: "云溪区财政局".to_owned(),
        }
    }

    #[test]
    fn the_unit_decides() {
        for (organisation, expected) in [
            (APPLICANT, &["same_unit_as_applicant"][..]),
            (" 云溪区 住建局 ", &["same_unit_as_applicant"]),
            (PROJECT_UNIT, &["same_unit_as_project_unit"]),
            ("云溪区城建投公司(国有)", &["same_unit_as_project_unit"]),
            (FIRM, &["same_unit_as_third_party"]),
            ("云溪区住建局下属设计院", &[]),
            ("住建局", &[]),
            ("", &[]),
            ("湖南某大学", &[]),
        ] {
            assert_eq!(codes(&expert(organisation, Vec::new())), expected, "{organisation}");
        }
    }

    /// An evaluation whose units are not named is no reason to exclude whoever has no unit.
    #[test]
    fn nobody_shares_a_unit_without_a_name() {
        let unnamed = CaseParties::default();
        assert_eq!(conflicts(&expert("", Vec::new()), &unnamed, today()), Vec::new());
        assert_eq!(conflicts(&expert("　", Vec::new()), &unnamed, today()), Vec::new());
    }

    #[test]
    fn taking_part_and_interests_are_hard() {
        let facts = vec![
            Fact::Participation { work: "编制可行性研究报告".to_owned() },
            Fact::Interest { kind: Interest::Family, detail: "配偶在申报单位任职".to_owned() },
            Fact::Interest { kind: Interest::Money, detail: "持有中标单位股份".to_owned() },
        ];
        let found = conflicts(&expert("湖南某大学", facts), &parties(), today());
        assert!(found.iter().all(|conflict| conflict.is_hard() && conflict.article() == "第二十二条"));
        let reasons: Vec<&str> = found.iter().map(|conflict| conflict.reason.as_str()).collect();
        assert_eq!(
            reasons,
            [
                "评估专家3参与过本项申报（编制可行性研究报告），应当回避",
                "评估专家3申报有亲属关系（配偶在申报单位任职），应当回避",
                "评估专家3申报有经济利益关系（持有中标单位股份），应当回避",
            ]
        );
    }

    /// The day it ended is not counted; the period ends with the same date three years later, or with the month where
    /// there is no such date.
    #[test]
    fn three_years_by_the_calendar() {
        for (until, on, recent) in [
            ("2023-11-24", "2026-11-24", true),
            ("2023-11-24", "2026-11-25", false),
            ("2023-11-23", "2026-11-24", false),
            ("2024-02-29", "2027-02-28", true),
            ("2024-02-29", "2027-03-01", false),
            ("2025-02-28", "2028-02-28", true),
            ("2025-02-28", "2028-02-29", false),
            ("2023-12-31", "2026-12-31", true),
            ("2023-12-31", "2027-01-01", false),
            // It ends today, or is agreed to end later.
            ("2026-11-24", "2026-11-24", true),
            ("2030-01-01", "2026-11-24", true),
            // Beyond the calendar of the program.
            ("+262142-12-31", "2026-11-24", true),
        ] {
            let examinee = expert("湖南某大学", vec![engagement(APPLICANT, Some(until))]);
            let found = conflicts(&examinee, &parties(), date(on));
            let expected = if recent { "recent_employment" } else { "past_employment" };
            assert_eq!(found[0].ground.code(), expected, "{until} {on}");
            assert_eq!(found[0].is_hard(), recent, "{until} {on}");
        }
    }

    #[test]
    fn an_end_that_nobody_knows_has_not_come() {
        assert_eq!(codes(&expert("湖南某大学", vec![engagement(APPLICANT, None)])), ["recent_employment"]);
    }

    #[test]
    fn work_for_others_is_no_conflict() {
        let elsewhere = vec![engagement("云溪区水利局", None), engagement("", None)];
        assert!(codes(&expert("湖南某大学", elsewhere)).is_empty());
        let advice = Fact::Engagement {
            kind: Engagement::Advice,
            organisation: FIRM.to_owned(),
            until: Some(date("2025-01-01")),
        };
        assert_eq!(codes(&expert("湖南某大学", vec![advice])), ["recent_advice"]);
    }

    #[test]
    fn firms_are_judged_by_the_same_rules() {
        assert!(codes(&firm(FIRM, Vec::new())).is_empty());
        assert!(codes(&firm(FIRM, vec![engagement(FIRM, None)])).is_empty());
        assert_eq!(codes(&firm(PROJECT_UNIT, Vec::new())), ["same_unit_as_project_unit"]);
        let wrote_it = vec![Fact::Participation { work: "编制项目建议书".to_owned() }];
        assert_eq!(codes(&firm(FIRM, wrote_it)), ["took_part_in_application"]);
        let served = Fact::Engagement {
            kind: Engagement::Advice,
            organisation: APPLICANT.to_owned(),
            until: Some(date("2024-05-01")),
        };
        assert_eq!(codes(&firm(FIRM, vec![served])), ["recent_advice"]);
        let found = conflicts(&firm(APPLICANT, Vec::new()), &parties(), today());
        assert_eq!(found[0].reason, "云溪区住建局就是申报单位，应当回避");
    }

    #[test]
    fn nobody_overrides_a_hard_conflict() {
        let examinee = expert(APPLICANT, vec![acquaintance("同学")]);
        let found = conflicts(&examinee, &parties(), today());
        let refused = Clearance::request(&examinee, found[0].clone(), "专业性强", &person(7)).unwrap_err();
        assert_eq!((refused.code, refused.article), ("recusal_not_overridable", "第二十二条"));
        // Not even a clearance that somebody wrote by hand.
        let forged: Vec<Clearance> = found
            .iter()
            .map(|conflict| Clearance {
                conflict: conflict.clone(),
                reason: "专业性强".to_owned(),
                requested_by: person(7),
                approved_by: Some(person(8)),
            })
            .collect();
        let hard: Vec<Conflict> = found.into_iter().filter(Conflict::is_hard).collect();
        assert_eq!(standing(&examinee, &parties(), today(), &forged), Standing::MustRecuse(hard));
    }

    #[test]
    fn a_soft_conflict_needs_a_reason_and_a_second_person() {
        let examinee = expert("湖南某大学", vec![acquaintance("与申报单位负责人系大学同学")]);
        let soft = conflicts(&examinee, &parties(), today()).remove(0);
        let ask = |reason: &str, by: &Person| Clearance::request(&examinee, soft.clone(), reason, by);
        assert_eq!(ask(" ", &person(7)).unwrap_err().issues[0].code, "required");
        assert_eq!(ask("毕业二十年未有往来", &person(1)).unwrap_err().code, "own_conflict");
        let asked = ask(" 毕业二十年未有往来 ", &person(7)).unwrap();
        assert_eq!(asked.reason, "毕业二十年未有往来");
        let alone = standing(&examinee, &parties(), today(), std::slice::from_ref(&asked));
        assert_eq!(alone, Standing::NeedsClearance(vec![soft.clone()]));
        let approve = |by: &Person| asked.clone().approve(&examinee, by);
        assert_eq!(approve(&person(7)).unwrap_err().code, "second_person_needed");
        assert_eq!(approve(&person(1)).unwrap_err().code, "own_conflict");
        let cleared = approve(&person(8)).unwrap();
        assert_eq!(standing(&examinee, &parties(), today(), &[cleared]), Standing::Free);
    }

    #[test]
    fn a_clearance_covers_one_conflict_and_no_other_of_its_kind() {
        let mut examinee = expert("湖南某大学", vec![acquaintance("同学")]);
        let soft = conflicts(&examinee, &parties(), today()).remove(0);
        let asked = Clearance::request(&examinee, soft, "多年未往来", &person(7)).unwrap();
        let cleared = asked.approve(&examinee, &person(8)).unwrap();
        examinee.facts.push(acquaintance("现为申报单位负责人的导师"));
        let Standing::NeedsClearance(open) = standing(&examinee, &parties(), today(), &[cleared]) else {
            panic!("the second acquaintance is not cleared");
        };
        assert_eq!(open.len(), 1);
        assert!(open[0].reason.contains("导师"));
    }

    #[test]
    fn not_asked_is_not_the_same_as_nothing_to_declare() {
        let mut examinee = expert("湖南某大学", Vec::new());
        assert_eq!(standing(&examinee, &parties(), today(), &[]), Standing::Free);
        examinee.declared_on = None;
        assert_eq!(standing(&examinee, &parties(), today(), &[]), Standing::Undeclared);
        examinee.declared_on = Some(date("2026-11-25"));
        assert_eq!(standing(&examinee, &parties(), today(), &[]), Standing::Undeclared);
        // What is known already does not wait for a declaration.
        APPLICANT.clone_into(&mut examinee.organisation);
        assert!(matches!(standing(&examinee, &parties(), today(), &[]), Standing::MustRecuse(_)));
    }

    #[test]
    fn a_conflict_leaves_somebody_out_of_the_pool_with_its_reason() {
        let found = conflicts(&expert(APPLICANT, Vec::new()), &parties(), today());
        assert_eq!(
            Exclusion::from(&found[0]),
            Exclusion {
                code: "same_unit_as_applicant".to_owned(),
                article: "第二十二条".to_owned(),
                reason: "评估专家3与申报单位同属云溪区住建局，应当回避".to_owned(),
            }
        );
    }

    fn any_fact() -> impl Strategy<Value = Fact> {
        let organisation = prop::sample::select(vec![APPLICANT, PROJECT_UNIT, FIRM, "湖南某大学", ""]);
        let day = prop::option::of((0_u64..5_000).prop_map(|days| date("2016-01-01") + Days::new(days)));
        let kind = prop::sample::select(vec![Engagement::Employment, Engagement::Advice]);
        prop_oneof![
            "[甲乙丙丁]{1,3}".prop_map(|work| Fact::Participation { work }),
            (prop::sample::select(vec![Interest::Family, Interest::Money]), "[甲乙丙丁]{0,3}")
                .prop_map(|(kind, detail)| Fact::Interest { kind, detail }),
            (kind, organisation, day).prop_map(|(kind, organisation, until)| Fact::Engagement {
                kind,
                organisation: organisation.to_owned(),
                until
            }),
            (prop::sample::select(vec![Tie::LegalDispute, Tie::Other]), "[甲乙丙丁]{0,3}")
                .prop_map(|(kind, detail)| Fact::Tie { kind, detail }),
        ]
    }

    fn any_examinee() -> impl Strategy<Value = Examinee> {
        let organisation = prop::sample::select(vec![APPLICANT, PROJECT_UNIT, FIRM, "湖南某大学"]);
        (any::<bool>(), organisation, prop::collection::vec(any_fact(), 0..6)).prop_map(
            |(is_firm, organisation, facts)| {
                if is_firm { firm(organisation, facts) } else { expert(organisation, facts) }
            },
        )
    }

    proptest! {
        #[test]
        fn no_further_fact_removes_a_conflict(
            examinee in any_examinee(), further in any_fact(), place in any::<prop::sample::Index>()
        ) {
            let before = conflicts(&examinee, &parties(), today());
            let mut more = examinee;
            let place = place.index(more.facts.len() + 1);
            more.facts.insert(place, further);
            let after = conflicts(&more, &parties(), today());
            for conflict in &before {
                prop_assert!(after.contains(conflict), "{conflict:?}");
            }
        }

        /// Nor does a further unit that carries out the project, or a clearance of anything.
        #[test]
        fn nothing_lifts_a_recusal(examinee in any_examinee(), unit in "[甲乙丙丁]{1,3}") {
            let found = conflicts(&examinee, &parties(), today());
            let clearances: Vec<Clearance> = found
                .iter()
                .map(|conflict| Clearance {
                    conflict: conflict.clone(),
                    reason: "理由".to_owned(),
                    requested_by: person(7),
                    approved_by: Some(person(8)),
                })
                .collect();
            let mut wider = parties();
            wider.project_units.push(unit);
            let must_recuse = found.iter().any(Conflict::is_hard);
            let after = standing(&examinee, &wider, today(), &clearances);
            prop_assert_eq!(matches!(after, Standing::MustRecuse(_)), must_recuse);
        }

        /// A conflict by employment ends once, on one day, and does not come back.
        #[test]
        fn an_employment_stops_counting_on_one_day(days in 0_u64..4_000) {
            let until = date("2016-01-01") + Days::new(days);
            let examinee = expert("湖南某大学", vec![Fact::Engagement {
                kind: Engagement::Employment,
                organisation: APPLICANT.to_owned(),
                until: Some(until),
            }]);
            let is_hard = |on: NaiveDate| conflicts(&examinee, &parties(), on)[0].is_hard();
            let last = until + Months::new(36);
            prop_assert!(is_hard(last) && !is_hard(last + Days::new(1)));
            for step in 0..30 {
                let on = until + Days::new(50 * step);
                prop_assert_eq!(is_hard(on), on <= last);
            }
        }
    }
}
