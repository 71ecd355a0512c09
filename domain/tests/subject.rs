//! Subjects from outside: registering, answering, designating, and that the history tells everything.

// The attribute tells clippy that helpers outside of test functions are test code as well.
#[cfg(test)]
mod subject {
    use chrono::{DateTime, NaiveDate, Utc};
    use domain::actor::{Actor, Role};
    use domain::classification::{
        Application, Designation, DistrictMoney, Fact, Facts, ObjectKind, Origin, PossibleParts,
        ProjectClass, Question, UnitKind, Verdict, classify,
    };
    use domain::evaluation::RejectionKind;
    use domain::id::{ActorId, ImportId, SubjectId};
    use domain::money::{Money, Share};
    use domain::rulebook::Rulebook;
    use domain::subject::{
        Answer, Declaration, ListPlace, Registration, Subject, SubjectChange, SubjectEvent, answer, begin,
        designate, evolve, may_import, register, replay,
    };
    use domain::supposition::suppose;
    use uuid::Uuid;

    const UNIT: &str = "云溪区水利局";

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

    fn wan(amount: u32) -> Money {
        Money::from_ten_thousand_yuan(amount)
    }

    /// A registration about which nothing is known but its name and unit.
    fn unknown() -> Registration {
        Registration {
            id: SubjectId(Uuid::from_u128(1)),
            place: None,
            declaration: Declaration {
                name: "白泥湖撇洪渠整治".to_owned(),
                unit: Some(UNIT.to_owned()),
                ..Declaration::default()
            },
            facts: Facts::default(),
        }
    }

    /// A new infrastructure project of 500万元 with district money.
    fn road() -> Registration {
        let mut registration = unknown();
        registration.facts = Facts {
            object: Some(Fact::stated(ObjectKind::Project, "对象类型")),
            application: Some(Fact::inferred(Application::New, "新建", "建设性质为新建")),
            class: Some(Fact::stated(ProjectClass::Infrastructure, "项目类别")),
            total_amount: Some(Fact::stated(wan(500), "总投资")),
            district_money: Some(Fact::stated(DistrictMoney::Some, "资金来源")),
            district_share: Some(Fact::stated(Share::WHOLE, "资金来源")),
            unit: Some(Fact::stated(UnitKind::Department, "建设单位")),
            ..Facts::default()
        };
        registration
    }

    /// A history that grows.
    struct Story {
        rulebook: Rulebook,
        events: Vec<SubjectEvent>,
        subject: Subject,
    }

    impl Story {
        fn of(registration: Registration) -> Self {
            let rulebook = Rulebook::yunxi().unwrap();
            let event = register(registration, &bureau(), &rulebook, moment()).unwrap();
            let subject = begin(&event).unwrap();
            Self { rulebook, events: vec![event], subject }
        }

        fn answer(&mut self, given: Answer, document: Option<&str>) {
            let event = answer(
                &self.subject,
                given,
                document.map(str::to_owned),
                &bureau(),
                &self.rulebook,
                moment(),
            );
            self.happened(event.unwrap());
        }

        fn happened(&mut self, event: SubjectEvent) {
            self.subject = evolve(self.subject.clone(), &event);
            self.events.push(event);
        }

        fn refused(&self, given: Answer, document: Option<&str>, by: &Actor) -> (RejectionKind, Vec<String>) {
            let rejection =
                answer(&self.subject, given, document.map(str::to_owned), by, &self.rulebook, moment())
                    .unwrap_err();
            (rejection.kind, rejection.issues.into_iter().map(|issue| issue.code).collect())
        }
    }

    fn every_answer() -> Vec<(Answer, Option<&'static str>)> {
        vec![
            (Answer::Object { object: ObjectKind::Project }, None),
            (Answer::Application { application: Application::Adjustment }, None),
            (Answer::Amount { amount: wan(500) }, Some("概算批复")),
            (Answer::Class { class: ProjectClass::Infrastructure }, None),
            (Answer::OneProject { one_project: true }, None),
            (Answer::Money { district_money: true }, None),
            (Answer::Unit { name: "云溪区住建局".to_owned(), unit: UnitKind::Department }, None),
            (Answer::DistrictShare { share: Share::WHOLE }, None),
            (Answer::ApprovedDistrictBudget { amount: wan(1000) }, None),
            (Answer::RequestedIncrease { amount: wan(200), cause: "增加护坡".to_owned() }, None),
            (Answer::HigherLevelOrder { amount: wan(10) }, Some("岳政发〔2026〕1号")),
        ]
    }

    #[test]
    fn every_answer_becomes_a_confirmed_fact_and_a_new_verdict() {
        let mut registration = unknown();
        registration.facts.possible_parts = Some(PossibleParts {
            siblings: vec!["二期".to_owned()],
            joint_amount: wan(900),
            one_project: None,
        });
        let mut story = Story::of(registration);
        assert_eq!(story.subject.determination.verdict, Verdict::NeedsInformation);
        let mut answered = Vec::new();
        for (given, document) in every_answer() {
            answered.push(given.question());
            let before = story.subject.facts.clone();
            story.answer(given, document);
            assert_ne!(story.subject.facts, before, "{answered:?}");
            assert_eq!(story.subject.determination, classify(&story.subject.facts, &story.rulebook));
            assert!(!story.subject.determination.missing.contains(answered.last().unwrap()), "{answered:?}");
        }
        assert_eq!(answered.len(), 11, "every question has an answer");
        assert_eq!(story.subject.version, 12);
        assert_eq!(story.subject.declaration.unit.as_deref(), Some("云溪区住建局"));
        let origin = story.subject.facts.total_amount.unwrap().origin;
        let on = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let by = "云溪区财政局经办".to_owned();
        assert_eq!(origin, Origin::Confirmed { by, on, document: Some("概算批复".to_owned()) });
    }

    #[test]
    fn answering_what_is_missing_ends_in_a_verdict() {
        let mut registration = road();
        registration.facts.total_amount = None;
        let mut story = Story::of(registration);
        assert_eq!(story.subject.determination.missing, [Question::Amount]);
        story.answer(Answer::Amount { amount: Money::from_fen(399_999_900) }, None);
        assert_eq!(story.subject.determination.verdict, Verdict::NotRequired);
        story.answer(Answer::Amount { amount: wan(400) }, None);
        assert_eq!(story.subject.determination.verdict, Verdict::Required, "a corrected answer counts");
    }

    #[test]
    fn an_answer_late_in_the_evening_of_utc_is_given_on_the_next_day_in_china() {
        let story = Story::of(unknown());
        let late = "2026-11-24T16:30:00Z".parse().unwrap();
        let given = Answer::Amount { amount: wan(1) };
        let event = answer(&story.subject, given, None, &bureau(), &story.rulebook, late).unwrap();
        let subject = evolve(story.subject, &event);
        let Some(Fact { origin: Origin::Confirmed { on, .. }, .. }) = subject.facts.total_amount else {
            panic!()
        };
        assert_eq!(on, NaiveDate::from_ymd_opt(2026, 11, 25).unwrap());
    }

    #[test]
    fn the_class_that_was_answered_is_in_doubt_no_more() {
        let mut registration = road();
        registration.facts.class = None;
        registration.facts.class_doubt = Some("名称像房屋，内容像设备".to_owned());
        let mut story = Story::of(registration);
        story.answer(Answer::Class { class: ProjectClass::NonInfrastructure }, None);
        assert_eq!(story.subject.facts.class_doubt, None);
    }

    #[test]
    fn contents_that_are_wrong_are_refused() {
        let story = Story::of(road());
        let negative = Money::from_fen(-1);
        let cases = [
            (Answer::Amount { amount: negative }, None, vec!["out_of_range"]),
            (Answer::ApprovedDistrictBudget { amount: negative }, None, vec!["out_of_range"]),
            (Answer::HigherLevelOrder { amount: negative }, None, vec!["out_of_range"]),
            (Answer::HigherLevelOrder { amount: wan(1) }, None, vec!["required"]),
            (Answer::HigherLevelOrder { amount: wan(1) }, Some("  "), vec!["required"]),
            (
                Answer::RequestedIncrease { amount: negative, cause: " ".to_owned() },
                None,
                vec!["out_of_range", "required"],
            ),
            (Answer::Unit { name: String::new(), unit: UnitKind::Park }, None, vec!["required"]),
            (Answer::OneProject { one_project: true }, None, vec!["not_asked"]),
        ];
        for (given, document, codes) in cases {
            let refused = story.refused(given.clone(), document, &bureau());
            assert_eq!(
                refused,
                (RejectionKind::Invalid, codes.into_iter().map(str::to_owned).collect()),
                "{given:?}"
            );
        }
        assert!(
            answer(
                &story.subject,
                Answer::HigherLevelOrder { amount: Money::ZERO },
                None,
                &bureau(),
                &story.rulebook,
                moment()
            )
            .is_ok()
        );
    }

    #[test]
    fn only_the_units_own_officers_the_department_and_the_bureau_answer() {
        let story = Story::of(road());
        let given = || Answer::Amount { amount: wan(300) };
        for allowed in [bureau(), actor(Role::BudgetDepartment, "云溪区发改局"), actor(Role::Applicant, UNIT)]
        {
            assert!(
                answer(&story.subject, given(), None, &allowed, &story.rulebook, moment()).is_ok(),
                "{allowed:?}"
            );
        }
        for (role, organisation, kind) in [
            (Role::Applicant, "云溪区教育局", RejectionKind::Hidden),
            (Role::Expert, UNIT, RejectionKind::Hidden),
            (Role::Deputy, UNIT, RejectionKind::Hidden),
            (Role::ThirdParty, UNIT, RejectionKind::Hidden),
            (Role::AuditBureau, UNIT, RejectionKind::Forbidden),
        ] {
            assert_eq!(story.refused(given(), None, &actor(role, organisation)), (kind, vec![]), "{role:?}");
        }
        let mut undecided = unknown();
        undecided.declaration.unit = None;
        let story = Story::of(undecided);
        assert_eq!(story.refused(given(), None, &actor(Role::Applicant, UNIT)).0, RejectionKind::Hidden);
    }

    #[test]
    fn an_applicant_registers_and_keeps_only_subjects_of_its_own_unit() {
        let rulebook = Rulebook::yunxi().unwrap();
        let other = actor(Role::Applicant, "云溪区教育局");
        let rejection = register(unknown(), &other, &rulebook, moment()).unwrap_err();
        assert_eq!(rejection.issues[0].code, "not_own_unit");
        assert!(register(unknown(), &actor(Role::Applicant, UNIT), &rulebook, moment()).is_ok());
        let story = Story::of(road());
        let handed_over = Answer::Unit { name: "云溪区教育局".to_owned(), unit: UnitKind::Department };
        let refused = story.refused(handed_over.clone(), None, &actor(Role::Applicant, UNIT));
        assert_eq!(refused, (RejectionKind::Invalid, vec!["not_own_unit".to_owned()]));
        assert!(answer(&story.subject, handed_over, None, &bureau(), &rulebook, moment()).is_ok());
    }

    #[test]
    fn a_name_is_needed_and_a_list_is_the_bureaus() {
        let rulebook = Rulebook::yunxi().unwrap();
        let mut nameless = unknown();
        nameless.declaration.name = " \u{3000}".to_owned();
        assert_eq!(register(nameless, &bureau(), &rulebook, moment()).unwrap_err().issues[0].field, "name");
        let mut listed = unknown();
        listed.place = Some(ListPlace {
            import: ImportId(Uuid::from_u128(3)),
            section: "一".to_owned(),
            section_title: "政府投资项目".to_owned(),
            subsection: None,
            number: 1,
        });
        for role in Role::ALL {
            let by = actor(role, UNIT);
            let bureau = role == Role::FinanceBureau;
            assert_eq!(register(listed.clone(), &by, &rulebook, moment()).is_ok(), bureau, "{role:?}");
            assert_eq!(may_import(&by).is_ok(), bureau, "{role:?}");
        }
    }

    #[test]
    fn a_designation_makes_any_amount_required_and_needs_its_document() {
        let mut registration = road();
        registration.facts.total_amount = Some(Fact::stated(wan(1), "总投资"));
        let mut story = Story::of(registration);
        assert_eq!(story.subject.determination.verdict, Verdict::NotRequired);
        let on = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let order =
            |by: &str, document: &str| Designation { by: by.to_owned(), document: document.to_owned(), on };
        let refused =
            designate(&story.subject, order("", " "), &bureau(), &story.rulebook, moment()).unwrap_err();
        let fields: Vec<&str> = refused.issues.iter().map(|issue| issue.field.as_str()).collect();
        assert_eq!((refused.kind, fields), (RejectionKind::Invalid, vec!["by", "document"]));
        let complete = order("区政府常务会议", "会议纪要〔2026〕8号");
        for role in Role::ALL.into_iter().filter(|role| *role != Role::FinanceBureau) {
            let by = actor(role, UNIT);
            assert!(
                designate(&story.subject, complete.clone(), &by, &story.rulebook, moment()).is_err(),
                "{role:?}"
            );
        }
        let event = designate(&story.subject, complete, &bureau(), &story.rulebook, moment()).unwrap();
        story.happened(event);
        assert_eq!(story.subject.determination.verdict, Verdict::Required);
        assert!(story.subject.determination.clauses().contains(&"3(5)"));
    }

    #[test]
    fn the_history_alone_tells_the_state_also_after_a_round_trip_through_json() {
        let mut registration = road();
        registration.facts.possible_parts = Some(PossibleParts {
            siblings: vec!["二期".to_owned()],
            joint_amount: wan(900),
            one_project: None,
        });
        let mut story = Story::of(registration);
        for (given, document) in every_answer() {
            story.answer(given, document);
        }
        let designation = Designation {
            by: "区委财经委".to_owned(),
            document: "纪要〔2026〕3号".to_owned(),
            on: NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        };
        let event = designate(&story.subject, designation, &bureau(), &story.rulebook, moment()).unwrap();
        story.happened(event);
        let read: Vec<SubjectEvent> = story
            .events
            .iter()
            .map(|event| serde_json::from_str(&serde_json::to_string(event).unwrap()).unwrap())
            .collect();
        assert_eq!(read, story.events);
        assert_eq!(replay(&read), Some(story.subject.clone()));
        let subject: Subject = serde_json::from_str(&serde_json::to_string(&story.subject).unwrap()).unwrap();
        assert_eq!(subject, story.subject);
        assert_eq!(replay(&read[1..]), None, "a history begins with the registration");
        assert_eq!(replay([]), None);
        assert!(matches!(read.last().unwrap().change, SubjectChange::SubjectDesignated { .. }));
    }

    #[test]
    fn supposing_answers_says_what_giving_them_would() {
        let mut registration = unknown();
        registration.facts.possible_parts = Some(PossibleParts {
            siblings: vec!["二期".to_owned()],
            joint_amount: wan(900),
            one_project: None,
        });
        let mut story = Story::of(registration);
        let (answers, _): (Vec<Answer>, Vec<Option<&str>>) = every_answer().into_iter().unzip();
        for count in 0..=answers.len() {
            let supposed = suppose(&story.subject.facts, &answers[..count]).unwrap();
            let supposed = classify(&supposed, &story.rulebook);
            let mut given = Story { events: Vec::new(), subject: story.subject.clone(), ..story };
            for (answer, document) in every_answer().into_iter().take(count) {
                given.answer(answer, document);
            }
            let determination = &given.subject.determination;
            assert_eq!(supposed.verdict, determination.verdict, "{count}");
            assert_eq!(supposed.missing, determination.missing, "{count}");
            assert_eq!(supposed.reasons, determination.reasons, "{count}");
            story = Story { subject: story.subject, ..given };
        }
    }

    #[test]
    fn what_cannot_be_supposed_together_is_refused_answer_by_answer() {
        let story = Story::of(unknown());
        let answers = [
            Answer::Class { class: ProjectClass::Infrastructure },
            Answer::OneProject { one_project: true },
            Answer::Class { class: ProjectClass::NonInfrastructure },
        ];
        let rejection = suppose(&story.subject.facts, &answers).unwrap_err();
        assert_eq!(rejection.kind, RejectionKind::Invalid);
        let issues: Vec<(&str, &str)> =
            rejection.issues.iter().map(|issue| (issue.field.as_str(), issue.code.as_str())).collect();
        assert_eq!(issues, [("answers.2.question", "not_asked"), ("answers.3.question", "answered_twice")]);
    }

    #[test]
    fn what_happened_is_told_in_words() {
        let mut story = Story::of(road());
        story.answer(Answer::Amount { amount: wan(390) }, Some("概算批复"));
        story.answer(Answer::Unit { name: "云溪街道".to_owned(), unit: UnitKind::Town }, None);
        let designation = Designation {
            by: "区委财经委".to_owned(),
            document: "纪要〔2026〕3号".to_owned(),
            on: NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        };
        story.happened(designate(&story.subject, designation, &bureau(), &story.rulebook, moment()).unwrap());
        let told: Vec<String> = story.events.iter().map(|event| event.change.words()).collect();
        assert_eq!(
            told,
            [
                "登记评估对象",
                "答复“总投资”：390万元（据概算批复）",
                "答复“实施单位的性质”：云溪街道，属镇（街道）",
                "区委财经委于2026-11-01部署评估（纪要〔2026〕3号）",
            ]
        );
    }
}
