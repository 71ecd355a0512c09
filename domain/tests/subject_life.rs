//! Exemptions, joins and performance targets from outside: who may, what is refused, and that undoing restores.

// The attribute tells clippy that helpers outside of test functions are test code as well.
#[cfg(test)]
mod subject_life {
    use chrono::{DateTime, NaiveDate, Utc};
    use domain::actor::{Actor, Role};
    use domain::classification::{
        Application, Designation, DistrictMoney, Fact, Facts, ObjectKind, PossibleParts, ProjectClass,
        Question, UnitKind, Verdict, classify,
    };
    use domain::evaluation::{Rejection, RejectionKind};
    use domain::id::{ActorId, SubjectId};
    use domain::money::{Money, Share};
    use domain::rulebook::Rulebook;
    use domain::subject::{
        Answer, Declaration, EvaluationsSoFar, JoinEvents, Joining, Member, Registration, Standing,
        StandingKind, Subject, SubjectEvent, answer, begin, designate, dissolve, evolve, exempt, join,
        register, replay, revoke_exemption, set_targets,
    };
    use domain::target::{Comparison, Dimension, PerformanceTarget, Quantity};
    use proptest::prelude::*;
    use uuid::Uuid;

    const TOWN: &str = "陆城镇";

    fn moment() -> DateTime<Utc> {
        "2026-11-24T07:56:57.123456Z".parse().unwrap()
    }

    fn actor(role: Role, organisation: &str) -> Actor {
        Actor {
            id: ActorId(Uuid::from_u128(7)),
            post: format!("{organisation}经办"),
            role,
            organisation: organisation.to_owned(),
            known_as: Vec::new(),
        }
    }

    fn bureau() -> Actor {
        actor(Role::FinanceBureau, "云溪区财政局")
    }

    fn rulebook() -> Rulebook {
        Rulebook::yunxi().unwrap()
    }

    fn registered(id: u128, name: &str, facts: Facts) -> Subject {
        let declaration =
            Declaration { name: name.to_owned(), unit: Some(TOWN.to_owned()), ..Declaration::default() };
        let registration =
            Registration { id: SubjectId(Uuid::from_u128(id)), place: None, declaration, facts };
        begin(&register(registration, &bureau(), &rulebook(), moment()).unwrap()).unwrap()
    }

    /// A new policy that district money pays for.
    fn policy() -> Subject {
        let facts = Facts {
            object: Some(Fact::stated(ObjectKind::Policy, "对象类型")),
            application: Some(Fact::stated(Application::New, "申请事项")),
            district_money: Some(Fact::stated(DistrictMoney::Some, "资金来源")),
            total_amount: Some(Fact::stated(Money::from_ten_thousand_yuan(5), "总投资")),
            ..Facts::default()
        };
        registered(1, "困难群众临时救助", facts)
    }

    fn waterworks_facts(amount: Money, share: u32) -> Facts {
        Facts {
            object: Some(Fact::stated(ObjectKind::Project, "对象类型")),
            application: Some(Fact::stated(Application::New, "建设性质")),
            class: Some(Fact::stated(ProjectClass::Infrastructure, "项目类别")),
            total_amount: Some(Fact::stated(amount, "总投资")),
            district_money: Some(Fact::stated(DistrictMoney::Some, "资金来源")),
            district_share: Some(Fact::stated(Share::from_basis_points(share).unwrap(), "资金来源")),
            unit: Some(Fact::stated(UnitKind::Town, "建设单位")),
            ..Facts::default()
        }
    }

    /// The three waterworks of the published list, each below the threshold.
    fn waterworks() -> Vec<Subject> {
        [(1, 298), (2, 313), (3, 332)]
            .map(|(id, amount)| {
                let facts = waterworks_facts(Money::from_ten_thousand_yuan(amount), 7000);
                registered(id, &format!("自来水工程{id}"), facts)
            })
            .into()
    }

    fn members(subjects: &[Subject]) -> Vec<Member> {
        let evaluations = EvaluationsSoFar::default();
        subjects.iter().map(|subject| Member { subject: subject.clone(), evaluations }).collect()
    }

    fn joining() -> Joining {
        Joining {
            id: SubjectId(Uuid::from_u128(100)),
            name: "陆城镇自来水工程".to_owned(),
            unit: None,
            reason: "同一单位、同一片区、同期实施".to_owned(),
            document: Some("会审纪要〔2026〕2号".to_owned()),
        }
    }

    fn joined(subjects: &[Subject]) -> (Subject, Vec<Subject>) {
        let JoinEvents { joint, members: events } =
            join(&joining(), &members(subjects), &bureau(), &rulebook(), moment()).unwrap();
        let joint = begin(&joint).unwrap();
        (joint, happened(subjects, &events))
    }

    fn happened(subjects: &[Subject], events: &[(SubjectId, SubjectEvent)]) -> Vec<Subject> {
        let after = subjects.iter().map(|subject| {
            let (_, event) = events.iter().find(|(id, _)| *id == subject.id).unwrap();
            evolve(subject.clone(), event)
        });
        after.collect()
    }

    fn refused(subjects: &[Subject]) -> &'static str {
        join(&joining(), &members(subjects), &bureau(), &rulebook(), moment()).unwrap_err().code
    }

    fn exempted(subject: &Subject) -> Result<SubjectEvent, Rejection> {
        let evaluations = EvaluationsSoFar::default();
        exempt(subject, "金额小".to_owned(), None, evaluations, &bureau(), &rulebook(), moment())
    }

    #[test]
    fn an_exemption_stands_beside_the_verdict_and_is_taken_back_with_a_reason() {
        let policy = policy();
        assert_eq!(policy.determination.verdict, Verdict::Required);
        let after = evolve(policy.clone(), &exempted(&policy).unwrap());
        assert_eq!(after.determination, policy.determination, "the verdict stays required");
        assert_eq!(after.standing.kind(), StandingKind::Exempted);
        assert_eq!(after.standing.check_opening().unwrap_err().code, "subject_exempted");
        assert_eq!(exempted(&after).unwrap_err().code, "already_exempted");
        let blank = revoke_exemption(&after, " ".to_owned(), &bureau(), moment()).unwrap_err();
        assert_eq!((blank.kind, blank.issues[0].field.as_str()), (RejectionKind::Invalid, "reason"));
        let revoked = revoke_exemption(&after, "金额有误".to_owned(), &bureau(), moment()).unwrap();
        let restored = evolve(after, &revoked);
        assert_eq!(Subject { version: policy.version, ..restored.clone() }, policy);
        let again = revoke_exemption(&restored, "再撤".to_owned(), &bureau(), moment());
        assert_eq!(again.unwrap_err().code, "not_exempted");
    }

    #[test]
    fn an_exemption_ends_with_the_facts_it_was_decided_on() {
        let policy = policy();
        let after = evolve(policy.clone(), &exempted(&policy).unwrap());
        let amount = Answer::Amount { amount: Money::from_ten_thousand_yuan(5000) };
        let event = answer(&after, amount, None, &bureau(), &rulebook(), moment()).unwrap();
        assert_eq!(evolve(after.clone(), &event).standing, Standing::Independent);
        let order = Designation {
            by: "区委常委会".to_owned(),
            document: "纪要1号".to_owned(),
            on: NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        };
        let event = designate(&after, order, &bureau(), &rulebook(), moment()).unwrap();
        assert_eq!(evolve(after, &event).standing, Standing::Independent);
    }

    #[test]
    fn only_what_the_measure_left_open_is_exempted() {
        let road = registered(5, "道路", waterworks_facts(Money::from_ten_thousand_yuan(500), 7000));
        assert_eq!(exempted(&road).unwrap_err().code, "exemption_not_allowed", "it reached a figure");
        let small = registered(5, "道路", waterworks_facts(Money::from_ten_thousand_yuan(5), 7000));
        assert_eq!(exempted(&small).unwrap_err().code, "nothing_to_exempt");
        let order = Designation {
            by: "区委常委会".to_owned(),
            document: "纪要1号".to_owned(),
            on: NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        };
        let ordered = designate(&policy(), order, &bureau(), &rulebook(), moment()).unwrap();
        let ordered = evolve(policy(), &ordered);
        assert_eq!(exempted(&ordered).unwrap_err().code, "exemption_not_allowed", "it was ordered");
        let open = EvaluationsSoFar { open: true, concluded: false };
        let refused =
            exempt(&policy(), "小".to_owned(), None, open, &bureau(), &rulebook(), moment()).unwrap_err();
        assert_eq!(refused.code, "evaluation_open");
    }

    #[test]
    fn exempting_and_joining_are_the_bureaus() {
        let policy = policy();
        let works = waterworks();
        for role in Role::ALL.into_iter().filter(|role| *role != Role::FinanceBureau) {
            let by = actor(role, TOWN);
            let kinds = [RejectionKind::Hidden, RejectionKind::Forbidden];
            let so_far = EvaluationsSoFar::default();
            let refused = exempt(&policy, "小".to_owned(), None, so_far, &by, &rulebook(), moment());
            assert!(kinds.contains(&refused.unwrap_err().kind), "{role:?}");
            let refused = join(&joining(), &members(&works), &by, &rulebook(), moment());
            assert!(kinds.contains(&refused.unwrap_err().kind), "{role:?}");
            let (joint, parts) = joined(&works);
            let refused = dissolve(&joint, &parts, so_far, "误并", &by, moment());
            assert!(kinds.contains(&refused.unwrap_err().kind), "{role:?}");
        }
    }

    #[test]
    fn an_order_of_somebody_else_or_of_tomorrow_is_not_registered() {
        let mut facts = waterworks_facts(Money::from_ten_thousand_yuan(5), 7000);
        let order = |day: u32| Designation {
            by: "区委常委会".to_owned(),
            document: "纪要1号".to_owned(),
            on: NaiveDate::from_ymd_opt(2026, 11, day).unwrap(),
        };
        facts.designation = Some(order(24));
        let declaration =
            Declaration { name: "渠道".to_owned(), unit: Some(TOWN.to_owned()), ..Declaration::default() };
        let id = SubjectId(Uuid::from_u128(1));
        let registration = Registration { id, place: None, declaration, facts };
        let unit = actor(Role::Applicant, TOWN);
        let refused = register(registration.clone(), &unit, &rulebook(), moment()).unwrap_err();
        assert_eq!(refused.kind, RejectionKind::Forbidden, "a unit orders no evaluation of its own");
        assert!(register(registration.clone(), &bureau(), &rulebook(), moment()).is_ok());
        let facts = Facts { designation: Some(order(25)), ..registration.facts.clone() };
        let tomorrow = Registration { facts, ..registration };
        let refused = register(tomorrow, &bureau(), &rulebook(), moment()).unwrap_err();
        assert_eq!(refused.issues[0].field, "designation.on");
    }

    #[test]
    fn the_three_waterworks_together_are_required() {
        let works = waterworks();
        assert!(works.iter().all(|subject| subject.determination.verdict == Verdict::NotRequired));
        let (joint, parts) = joined(&works);
        assert_eq!(joint.determination.verdict, Verdict::Required);
        assert_eq!(joint.facts.total_amount.as_ref().unwrap().value, Money::from_ten_thousand_yuan(943));
        assert_eq!(
            joint.parts.iter().map(|part| part.subject).collect::<Vec<_>>(),
            [1, 2, 3].map(subject_id)
        );
        assert_eq!(joint.declaration.unit.as_deref(), Some(TOWN));
        for (part, before) in parts.iter().zip(&works) {
            assert_eq!(part.version, 2);
            assert!(matches!(part.standing, Standing::Joined { into, .. } if into == joint.id));
            assert_eq!(part.determination, before.determination);
            let given = Answer::Class { class: ProjectClass::NonInfrastructure };
            let refused = answer(part, given, None, &bureau(), &rulebook(), moment()).unwrap_err();
            assert_eq!(refused.code, "subject_joined");
            assert_eq!(part.standing.check_opening().unwrap_err().code, "subject_joined");
        }
    }

    fn subject_id(number: u128) -> SubjectId {
        SubjectId(Uuid::from_u128(number))
    }

    #[test]
    fn what_cannot_be_one_project_is_not_joined() {
        let works = waterworks();
        let with = |change: fn(&mut Subject)| {
            let mut works = waterworks();
            change(&mut works[0]);
            works
        };
        assert_eq!(refused(&works[..1]), "invalid_content");
        assert_eq!(refused(&[works[0].clone(), works[0].clone()]), "invalid_content");
        assert_eq!(refused(&with(|subject| subject.facts.total_amount = None)), "amount_unknown");
        assert_eq!(refused(&with(|subject| subject.facts.object = None)), "not_a_project");
        assert_eq!(refused(&[policy(), works[1].clone()]), "not_a_project");
        let continued = Some(Fact::stated(Application::Continuation, "申请事项"));
        let mut mixed = waterworks();
        mixed[0].facts.application = continued;
        assert_eq!(refused(&mixed), "applications_differ");
        let huge = Some(Fact::stated(Money::from_fen(i64::MAX), "总投资"));
        let mut large = waterworks();
        large[0].facts.total_amount = huge;
        assert_eq!(refused(&large), "amount_too_large");
        let (joint, parts) = joined(&works);
        assert_eq!(refused(&[joint, waterworks()[0].clone()]), "nested_join");
        assert_eq!(refused(&parts), "subject_joined");
        let mut busy = members(&works);
        busy[1].evaluations.open = true;
        let rejection = join(&joining(), &busy, &bureau(), &rulebook(), moment()).unwrap_err();
        assert_eq!(rejection.code, "evaluation_open");
        assert!(rejection.detail.contains(&works[1].declaration.name), "{}", rejection.detail);
    }

    #[test]
    fn members_of_different_units_need_one_that_answers_for_the_whole() {
        let mut works = waterworks();
        works[2].declaration.unit = Some("路口镇".to_owned());
        let ask = |unit: Option<&str>| {
            let joining = Joining { unit: unit.map(str::to_owned), ..joining() };
            join(&joining, &members(&works), &bureau(), &rulebook(), moment())
        };
        assert_eq!(ask(None).unwrap_err().issues[0].code, "required");
        assert_eq!(ask(Some("云溪镇")).unwrap_err().issues[0].code, "not_a_members_unit");
        let joint = begin(&ask(Some("路口镇")).unwrap().joint).unwrap();
        assert_eq!(joint.declaration.unit.as_deref(), Some("路口镇"));
    }

    #[test]
    fn what_the_parts_leave_open_is_asked_of_the_whole() {
        let mut works = waterworks();
        works[0].facts.district_share = None;
        let (joint, _) = joined(&works);
        assert_eq!(joint.determination.verdict, Verdict::NeedsInformation);
        assert_eq!(joint.determination.missing, [Question::DistrictShare]);
        let siblings = |names: &[&str]| PossibleParts {
            siblings: names.iter().map(|name| (*name).to_owned()).collect(),
            joint_amount: Money::from_ten_thousand_yuan(1200),
            one_project: None,
        };
        let mut works = waterworks();
        works[0].facts.possible_parts = Some(siblings(&["自来水工程2", "自来水工程3"]));
        assert_eq!(joined(&works).0.facts.possible_parts, None, "all of them are parts");
        works[0].facts.possible_parts = Some(siblings(&["自来水工程2", "自来水工程9"]));
        let (joint, _) = joined(&works);
        assert_eq!(joint.facts.possible_parts.unwrap().siblings, ["自来水工程9"]);
    }

    #[test]
    fn the_larger_class_decides_and_a_tie_is_asked() {
        let mut works = waterworks();
        works[0].facts.class = Some(Fact::stated(ProjectClass::NonInfrastructure, "项目类别"));
        works[1].facts.class = None;
        assert_eq!(joined(&works).0.facts.class, None, "332 of 943 is not the larger part");
        works[1].facts.class = Some(Fact::stated(ProjectClass::Infrastructure, "项目类别"));
        assert_eq!(joined(&works).0.facts.class.unwrap().value, ProjectClass::Infrastructure);
    }

    #[test]
    fn a_join_that_was_evaluated_is_not_undone() {
        let (joint, parts) = joined(&waterworks());
        let attempt = |evaluations| dissolve(&joint, &parts, evaluations, "误并", &bureau(), moment());
        let code = |open, concluded| attempt(EvaluationsSoFar { open, concluded }).unwrap_err().code;
        assert_eq!(code(true, false), "evaluation_open");
        assert_eq!(code(false, true), "already_evaluated");
        let none = EvaluationsSoFar::default();
        let part = dissolve(&parts[0], &[], none, "误并", &bureau(), moment()).unwrap_err();
        assert_eq!(part.code, "subject_joined");
        let never = dissolve(&policy(), &[], none, "误并", &bureau(), moment()).unwrap_err();
        assert_eq!(never.code, "not_a_join");
        let dissolved = evolve(joint.clone(), &attempt(none).unwrap().joint);
        assert_eq!(dissolved.standing.kind(), StandingKind::Dissolved);
        let again = dissolve(&dissolved, &parts, none, "误并", &bureau(), moment()).unwrap_err();
        assert_eq!(again.code, "join_dissolved");
    }

    #[test]
    fn the_history_tells_it_in_words_and_survives_json() {
        let works = waterworks();
        let events = join(&joining(), &members(&works), &bureau(), &rulebook(), moment()).unwrap();
        let read: SubjectEvent =
            serde_json::from_str(&serde_json::to_string(&events.joint).unwrap()).unwrap();
        assert_eq!(read, events.joint);
        assert_eq!(replay([&read]), begin(&events.joint));
        assert_eq!(
            read.change.words(),
            "由自来水工程1、自来水工程2、自来水工程3归并形成：同一单位、同一片区、同期实施（据会审纪要〔2026〕2号）"
        );
        let (_, event) = &events.members[0];
        let expected = "归并到陆城镇自来水工程：同一单位、同一片区、同期实施（据会审纪要〔2026〕2号）";
        assert_eq!(event.change.words(), expected);
    }

    #[test]
    fn targets_are_changed_by_whoever_answers_for_the_subject_and_leave_the_verdict() {
        let policy = policy();
        let target = PerformanceTarget {
            dimension: Dimension::Timeliness,
            indicator: "公示时间".to_owned(),
            comparison: Comparison::AtLeast,
            value: Quantity::whole(7),
            unit: "天".to_owned(),
            year: None,
        };
        let exempted = evolve(policy.clone(), &exempted(&policy).unwrap());
        let set = |by: &Actor, target: &PerformanceTarget| {
            set_targets(&exempted, vec![target.clone()], by, moment())
        };
        let event = set(&actor(Role::Applicant, TOWN), &target).unwrap();
        let after = evolve(exempted.clone(), &event);
        assert_eq!(after.declaration.targets, std::slice::from_ref(&target));
        assert_eq!(after.determination, policy.determination);
        assert_eq!(after.standing, exempted.standing, "a target is no fact of Art. 3");
        let stranger = set(&actor(Role::Applicant, "路口镇"), &target).unwrap_err();
        assert_eq!(stranger.kind, RejectionKind::Hidden);
        let bad = PerformanceTarget { unit: String::new(), ..target };
        let refused = set(&bureau(), &bad).unwrap_err();
        assert_eq!(refused.issues[0].field, "targets.1.unit");
    }

    fn any_fact<T: std::fmt::Debug + Clone + 'static>(values: Vec<T>) -> BoxedStrategy<Option<Fact<T>>> {
        proptest::option::weighted(0.8, proptest::sample::select(values))
            .prop_map(|value| value.map(|value| Fact::stated(value, "表")))
            .boxed()
    }

    fn any_part() -> BoxedStrategy<Facts> {
        (
            1_u32..500,
            any_fact(vec![ProjectClass::Infrastructure, ProjectClass::NonInfrastructure]),
            any_fact(vec![DistrictMoney::Some, DistrictMoney::ConfirmedNone, DistrictMoney::OutsideBudget]),
            any_fact(vec![0_u32, 3333, 5000, 7000, 10_000]),
            any_fact(vec![UnitKind::Town, UnitKind::Department]),
            proptest::option::weighted(0.8, Just(Fact::stated(Application::New, "表"))),
        )
            .prop_map(|(amount, class, district_money, share, unit, application)| Facts {
                class,
                district_money,
                district_share: share
                    .map(|share| Fact::stated(Share::from_basis_points(share.value).unwrap(), "表")),
                unit,
                application,
                ..waterworks_facts(Money::from_ten_thousand_yuan(amount), 0)
            })
            .boxed()
    }

    fn subjects_of(parts: Vec<Facts>) -> Vec<Subject> {
        (1..).zip(parts).map(|(id, facts)| registered(id, &format!("部分{id}"), facts)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn equal_parts_are_judged_as_their_joint_amount(
            facts in any_part(),
            amounts in proptest::collection::vec(1_u32..500, 2..6),
        ) {
            let parts: Vec<Facts> = amounts
                .iter()
                .map(|amount| {
                    let amount = Money::from_ten_thousand_yuan(*amount);
                    Facts { total_amount: Some(Fact::stated(amount, "表")), ..facts.clone() }
                })
                .collect();
            let (joint, _) = joined(&subjects_of(parts));
            let total = Money::from_ten_thousand_yuan(amounts.iter().sum());
            let whole = Facts { total_amount: Some(Fact::stated(total, "表")), ..facts };
            let expected = classify(&whole, &rulebook());
            prop_assert_eq!(joint.determination.verdict, expected.verdict);
            prop_assert_eq!(joint.determination.missing, expected.missing);
            prop_assert_eq!(joint.determination.findings.len(), expected.findings.len());
        }

        #[test]
        fn the_order_of_the_parts_does_not_matter_and_undoing_restores(
            parts in proptest::collection::vec(any_part(), 2..6),
            turn in 0_usize..6,
        ) {
            let subjects = subjects_of(parts);
            let mut turned = subjects.clone();
            turned.rotate_left(turn % subjects.len());
            turned.swap(0, 1);
            let (joint, members) = joined(&subjects);
            prop_assert_eq!(&joined(&turned).0, &joint);
            prop_assert_eq!(&joint.determination, &classify(&joint.facts, &rulebook()));
            let none = EvaluationsSoFar::default();
            let events = dissolve(&joint, &members, none, "误并", &bureau(), moment()).unwrap();
            for (restored, before) in happened(&members, &events.members).into_iter().zip(subjects) {
                prop_assert_eq!(restored.version, before.version + 2);
                prop_assert_eq!(Subject { version: before.version, ..restored }, before);
            }
        }

        #[test]
        fn joining_never_takes_a_required_part_out(parts in proptest::collection::vec(any_part(), 2..5)) {
            let subjects = subjects_of(parts);
            let all_town = subjects.iter().all(|subject| {
                subject.facts.unit.as_ref().is_some_and(|unit| unit.value == UnitKind::Town)
            });
            let (joint, _) = joined(&subjects);
            let required = subjects.iter().any(|subject| subject.determination.verdict == Verdict::Required);
            // A town's part may reach its share of district money where the whole does not (C7).
            if required && !all_town {
                prop_assert_ne!(joint.determination.verdict, Verdict::NotRequired);
                prop_assert_ne!(joint.determination.verdict, Verdict::OutOfScope);
            }
        }
    }
}
