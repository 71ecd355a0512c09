//! Registering, answering and designating, and who sees what.

use chrono::NaiveDate;
use domain::actor::{Actor, Role};
use domain::classification::{Designation, ObjectKind, Verdict};
use domain::evaluation::RejectionKind;
use domain::id::SubjectId;
use domain::subject::{Answer as Given, Registration};
use storage::subjects::{
    Answer, Designate, Register, SubjectFilter, SubjectReceipt, VerdictCounts, counts, find_visible, history,
    load, page,
};
use storage::{Refusal, Request, Store};

use crate::store::listing::{
    SCHOOLS, WATER, actor, bureau, every_fact, import, later, named, project, registration, replayed,
    request, rulebook, subject_id, verified_subjects, wan,
};
use crate::store::support::{Gate, TestDatabase, queue, verified};

fn register(registration: Registration) -> Register {
    Register { request: request(bureau()), registration, rulebook: rulebook() }
}

fn answer(request: Request, subject: SubjectId, given: Given) -> Answer {
    Answer { request, subject, answer: given, document: None, rulebook: rulebook() }
}

fn amount(fen: u32) -> Given {
    Given::Amount { amount: wan(fen) }
}

fn expecting(version: u64, request: Request) -> Request {
    Request { expected_version: Some(version), ..request }
}

/// One subject of the water bureau of 500万元, at version 1.
async fn registered(database: &TestDatabase) -> Store {
    let store = database.open().await;
    store.write(register(project(1, WATER, wan(500)))).await.unwrap();
    store
}

async fn listed(store: &Store, reader: &Actor, filter: &SubjectFilter) -> Vec<SubjectId> {
    let (subjects, next) = page(store.reader(), reader, filter, None, 100).await.unwrap();
    assert_eq!(next, None);
    subjects.into_iter().map(|subject| subject.id).collect()
}

on_both_engines! {
    async fn what_happens_to_a_subject_is_in_the_tables_and_in_the_journal(database) {
        let store = database.open().await;
        let everything = Registration { facts: every_fact(), ..registration(1, WATER) };
        let receipt = store.write(register(everything)).await.unwrap();
        assert_eq!((receipt.value.subject, receipt.value.version), (subject_id(1), 1));
        let answers = [
            Given::Unit { name: SCHOOLS.to_owned(), unit: domain::classification::UnitKind::Department },
            Given::OneProject { one_project: true },
            Given::RequestedIncrease { amount: wan(90), cause: "扩容".to_owned() },
            Given::Object { object: ObjectKind::Policy },
            Given::Class { class: domain::classification::ProjectClass::Infrastructure },
        ];
        for (version, given) in (2..).zip(answers) {
            let request = Request { at: later(i64::try_from(version).unwrap()), ..request(bureau()) };
            let receipt = store.write(answer(request, subject_id(1), given)).await.unwrap();
            assert_eq!(receipt.value.version, version);
            let loaded = load(store.reader(), subject_id(1)).await.unwrap();
            assert_eq!(loaded, replayed(&store, subject_id(1)).await);
            assert_eq!(loaded.unwrap().determination.verdict, receipt.value.verdict);
            verified_subjects(&store).await;
        }
        assert_eq!(listed(&store, &actor(Role::Applicant, SCHOOLS), &SubjectFilter::default()).await, [subject_id(1)]);
        assert_eq!(verified(&store).await.entries, 6);
        store.close().await.unwrap();
    }

    async fn the_history_of_the_verdicts_is_kept_and_shown_to_whoever_sees_the_subject(database) {
        let store = registered(database).await;
        let request = Request { at: later(2), ..request(bureau()) };
        store.write(answer(request, subject_id(1), amount(1))).await.unwrap();
        let told = history(store.reader(), &actor(Role::Applicant, WATER), subject_id(1)).await.unwrap().unwrap();
        let changes: Vec<&str> = told.iter().map(|event| event.change.name()).collect();
        assert_eq!(changes, ["subject_registered", "question_answered"]);
        let current = load(store.reader(), subject_id(1)).await.unwrap().unwrap().determination;
        assert_ne!(told[0].determination, current);
        assert_eq!(told[1].determination, current);
        for (reader, subject) in [(actor(Role::Applicant, SCHOOLS), 1), (bureau(), 2)] {
            assert_eq!(history(store.reader(), &reader, subject_id(subject)).await.unwrap(), None);
        }
        store.close().await.unwrap();
    }

    async fn a_designation_changes_the_verdict_and_needs_its_document(database) {
        let store = database.open().await;
        store.write(register(project(1, WATER, wan(1)))).await.unwrap();
        let designate = |document: &str| Designate {
            request: request(bureau()),
            subject: subject_id(1),
            designation: Designation {
                by: "区政府常务会议".to_owned(),
                document: document.to_owned(),
                on: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
            },
            rulebook: rulebook(),
        };
        let Refusal::Rule(rejection) = store.write(designate(" ")).await.unwrap_err() else { panic!() };
        assert_eq!(rejection.kind, RejectionKind::Invalid);
        let receipt = store.write(designate("会议纪要〔2026〕8号")).await.unwrap();
        let expected = SubjectReceipt { subject: subject_id(1), version: 2, verdict: Verdict::Required };
        assert_eq!(receipt.value, expected);
        assert_eq!(load(store.reader(), subject_id(1)).await.unwrap(), replayed(&store, subject_id(1)).await);
        verified_subjects(&store).await;
        store.close().await.unwrap();
    }

    async fn a_change_of_a_version_that_has_passed_is_refused(database) {
        let store = registered(database).await;
        let at = |version| expecting(version, request(bureau()));
        let gate = Gate::close(&store).await;
        let first = queue(&store, answer(at(1), subject_id(1), amount(300)));
        let second = queue(&store, answer(at(1), subject_id(1), amount(200)));
        gate.open().await;
        first.await.unwrap();
        assert!(matches!(second.await, Err(Refusal::Stale { expected: 1, found: 2 })));
        assert!(matches!(store.write(answer(at(7), subject_id(1), amount(1))).await, Err(Refusal::Stale { expected: 7, found: 2 })));
        let stranger = expecting(7, request(actor(Role::Applicant, SCHOOLS)));
        let Refusal::Rule(rejection) = store.write(answer(stranger, subject_id(1), amount(1))).await.unwrap_err() else { panic!() };
        assert_eq!(rejection.kind, RejectionKind::Hidden, "a stranger learns nothing of the version");
        store.write(answer(at(2), subject_id(1), amount(100))).await.unwrap();
        let loaded = load(store.reader(), subject_id(1)).await.unwrap().unwrap();
        assert_eq!((loaded.version, loaded.facts.total_amount.unwrap().value), (3, wan(100)));
        let twice = store.write(register(project(1, WATER, wan(5)))).await;
        assert!(matches!(twice, Err(Refusal::Store(_) | Refusal::Stale { .. })), "{twice:?}");
        assert_eq!(verified_subjects(&store).await.subjects, 1);
        store.close().await.unwrap();
    }

    async fn a_retry_changes_nothing(database) {
        let store = registered(database).await;
        let once = || answer(named(expecting(1, request(bureau())), "a"), subject_id(1), amount(300));
        let first = store.write(once()).await.unwrap();
        let second = store.write(once()).await.unwrap();
        assert_eq!((first.value, first.replayed), (second.value, false));
        assert!(second.replayed);
        let missing = store.write(answer(request(bureau()), subject_id(9), amount(1))).await;
        assert!(matches!(missing, Err(Refusal::Missing)));
        assert_eq!(load(store.reader(), subject_id(1)).await.unwrap().unwrap().version, 2);
        store.close().await.unwrap();
    }

    async fn an_applicant_sees_only_the_subjects_of_its_own_unit(database) {
        let store = database.open().await;
        let mut nobodys = registration(3, WATER);
        nobodys.declaration.unit = None;
        store.write(import(100, vec![project(1, WATER, wan(500)), project(2, SCHOOLS, wan(300)), nobodys])).await.unwrap();
        store.write(register(project(4, WATER, wan(100)))).await.unwrap();
        let all = SubjectFilter::default();
        for role in [Role::FinanceBureau, Role::AuditBureau, Role::BudgetDepartment] {
            let reader = actor(role, "云溪区某局");
            assert_eq!(listed(&store, &reader, &all).await, [1, 2, 3, 4].map(subject_id), "{role:?}");
            assert!(find_visible(store.reader(), &reader, subject_id(3)).await.unwrap().is_some(), "{role:?}");
        }
        let water = actor(Role::Applicant, WATER);
        assert_eq!(listed(&store, &water, &all).await, [1, 4].map(subject_id));
        let of_schools = SubjectFilter { unit: Some(SCHOOLS.to_owned()), ..SubjectFilter::default() };
        assert_eq!(listed(&store, &water, &of_schools).await, [], "a filter does not widen what is seen");
        let expected = VerdictCounts { required: 1, not_required: 1, ..VerdictCounts::default() };
        assert_eq!(counts(store.reader(), &water).await.unwrap(), expected);
        for (number, visible) in [(1, true), (2, false), (3, false), (4, true), (5, false)] {
            let found = find_visible(store.reader(), &water, subject_id(number)).await.unwrap();
            assert_eq!(found.map(|subject| subject.id), visible.then(|| subject_id(number)));
        }
        let nobody = actor(Role::Applicant, "云溪区水利");
        assert_eq!(listed(&store, &nobody, &all).await, []);
        assert_eq!(counts(store.reader(), &nobody).await.unwrap(), VerdictCounts::default());
        store.close().await.unwrap();
    }

    async fn lists_are_narrowed_and_continue_where_a_page_ends(database) {
        let store = database.open().await;
        let first = import(100, vec![project(1, WATER, wan(500)), project(2, SCHOOLS, wan(300)), project(3, WATER, wan(399))]);
        let of_first = Some(first.import);
        store.write(first).await.unwrap();
        store.write(import(101, vec![project(4, WATER, wan(500)), registration(5, WATER)])).await.unwrap();
        let narrowed = |filter| {
            let store = store.clone();
            async move { listed(&store, &bureau(), &filter).await }
        };
        let all = SubjectFilter::default();
        assert_eq!(narrowed(SubjectFilter { verdict: Some(Verdict::Required), ..all.clone() }).await, [1, 4].map(subject_id));
        assert_eq!(narrowed(SubjectFilter { import: of_first, ..all.clone() }).await, [1, 2, 3].map(subject_id));
        assert_eq!(narrowed(SubjectFilter { section: Some("二".to_owned()), ..all.clone() }).await, [2, 5].map(subject_id));
        let several = SubjectFilter { import: of_first, unit: Some(WATER.to_owned()), verdict: Some(Verdict::NotRequired), section: Some("一".to_owned()), standing: None };
        assert_eq!(narrowed(several).await, [3].map(subject_id));
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let (subjects, next) = page(store.reader(), &bureau(), &all, after, 2).await.unwrap();
            assert!(subjects.len() <= 2);
            seen.extend(subjects.into_iter().map(|subject| subject.id));
            after = next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, [1, 2, 3, 4, 5].map(subject_id));
        assert_eq!(page(store.reader(), &bureau(), &all, None, 0).await.unwrap(), (vec![], None));
        store.close().await.unwrap();
    }

    async fn others_see_the_subjects_of_evaluations_in_which_they_take_part(database) {
        let store = registered(database).await;
        store.write(register(project(2, WATER, wan(500)))).await.unwrap();
        let seat = actor(Role::Expert, "").id;
        for statement in [
            format!(
                "INSERT INTO evaluations (id, version, subject_id, subject_name, object, applicant, voluntary, rulebook_id,
                    rulebook_digest, budget_year, round_number, state)
                 VALUES ('e', 1, '{}', '', 'project', '{WATER}', FALSE, '', '', 2026, 1, 'opened')",
                subject_id(1),
            ),
            "INSERT INTO evaluation_rounds (evaluation_id, round, kind, organiser, organiser_is_finance_bureau, state,
                opened_at, firm, contract, fee_source)
             VALUES ('e', 1, 'first', '云溪区财政局', TRUE, 'opened', '', '某咨询公司', '', '')".to_owned(),
            format!(
                "INSERT INTO round_seats (evaluation_id, round, seat, position, actor, post, organisation, expert_kind)
                 VALUES ('e', 1, 'panel', 1, '{seat}', '', '', 'finance')",
            ),
        ] {
            database.execute(&statement).await;
        }
        let all = SubjectFilter::default();
        let expert = actor(Role::Expert, "某大学");
        assert_eq!(listed(&store, &expert, &all).await, [subject_id(1)]);
        assert_eq!(counts(store.reader(), &expert).await.unwrap().required, 1);
        assert!(find_visible(store.reader(), &expert, subject_id(1)).await.unwrap().is_some());
        assert!(find_visible(store.reader(), &expert, subject_id(2)).await.unwrap().is_none());
        let unseated = |role, organisation| Actor { id: domain::id::ActorId(uuid::Uuid::from_u128(5)), ..actor(role, organisation) };
        assert_eq!(listed(&store, &unseated(Role::ThirdParty, "某咨询公司"), &all).await, [subject_id(1)]);
        assert_eq!(listed(&store, &unseated(Role::ThirdParty, "另一公司"), &all).await, []);
        for role in [Role::Expert, Role::Deputy] {
            assert_eq!(listed(&store, &unseated(role, "某咨询公司"), &all).await, [], "{role:?}");
        }
        database
            .execute("UPDATE round_seats SET seat = 'former', note = '回避'")
            .await;
        assert_eq!(listed(&store, &expert, &all).await, [], "somebody who was replaced sees it no more");
        store.close().await.unwrap();
    }

    async fn a_reader_never_sees_half_of_a_change(database) {
        let store = registered(database).await;
        let writing = tokio::spawn({
            let store = store.clone();
            async move {
                for round in 0..60 {
                    let given = amount(if round % 2 == 0 { 399 } else { 400 });
                    store.write(answer(request(bureau()), subject_id(1), given)).await.unwrap();
                }
            }
        });
        let rulebook = rulebook();
        while !writing.is_finished() {
            let subject = find_visible(store.reader(), &bureau(), subject_id(1)).await.unwrap().unwrap();
            assert_eq!(subject.determination, domain::classification::classify(&subject.facts, &rulebook));
            verified_subjects(&store).await;
        }
        writing.await.unwrap();
        assert_eq!(load(store.reader(), subject_id(1)).await.unwrap().unwrap().version, 61);
        store.close().await.unwrap();
    }
}
