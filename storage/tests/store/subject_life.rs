//! Exemptions, joins and targets in the tables, in the journal and in the counts.

use domain::actor::Role;
use domain::classification::{Application, DistrictMoney, Fact, Facts, ObjectKind, Verdict};
use domain::evaluation::RejectionKind;
use domain::id::{EvaluationId, SubjectId};
use domain::subject::{Answer as Given, Joining, Registration, Standing, StandingKind};
use domain::target::{Comparison, Dimension, PerformanceTarget, Quantity};
use storage::evaluations::Open;
use storage::subjects::{
    Answer, Dissolve, Exempt, Join, Register, RevokeExemption, SetTargets, SubjectFilter, VerdictCounts,
    counts, find_visible, load, page,
};
use storage::{Refusal, Request, Store};
use uuid::Uuid;

use crate::store::listing::{
    SCHOOLS, WATER, actor, bureau, import, named, project, registration, replayed, request, rulebook,
    subject_id, verified_subjects, wan,
};
use crate::store::support::{Gate, TestDatabase, queue, verified};

const JOINT: u128 = 50;

/// A new policy that district money pays for.
fn policy(number: u128) -> Registration {
    let facts = Facts {
        object: Some(Fact::stated(ObjectKind::Policy, "对象类型")),
        application: Some(Fact::stated(Application::New, "申请事项")),
        district_money: Some(Fact::stated(DistrictMoney::Some, "资金来源")),
        ..Facts::default()
    };
    let mut policy = Registration { facts, ..registration(number, WATER) };
    policy.declaration.targets = vec![target("公示时间", "7")];
    policy
}

fn target(indicator: &str, value: &str) -> PerformanceTarget {
    PerformanceTarget {
        dimension: Dimension::Timeliness,
        indicator: indicator.to_owned(),
        comparison: Comparison::AtLeast,
        value: Quantity::parse(value).unwrap(),
        unit: "天".to_owned(),
        year: Some(2023),
    }
}

fn join(members: &[(u128, u64)]) -> Join {
    Join {
        request: request(bureau()),
        joining: Joining {
            id: subject_id(JOINT),
            name: "自来水工程".to_owned(),
            unit: None,
            reason: "同一片区".to_owned(),
            document: Some("纪要".to_owned()),
        },
        members: members.iter().map(|(id, version)| (subject_id(*id), *version)).collect(),
        rulebook: rulebook(),
    }
}

fn dissolve(version: u64) -> Dissolve {
    let request = Request { expected_version: Some(version), ..request(bureau()) };
    Dissolve { request, joint: subject_id(JOINT), reason: "误并".to_owned() }
}

fn exempt(version: u64) -> Exempt {
    let request = Request { expected_version: Some(version), ..request(bureau()) };
    Exempt {
        request,
        subject: subject_id(1),
        reason: "金额小".to_owned(),
        document: None,
        rulebook: rulebook(),
    }
}

fn open(subject: u128) -> Open {
    Open {
        request: request(bureau()),
        evaluation: EvaluationId(Uuid::from_u128(0xe0 + subject)),
        subject: subject_id(subject),
        budget_year: 2026,
        voluntary: true,
        rulebook: rulebook(),
    }
}

fn amount(subject: u128, amount: u32) -> Answer {
    let answer = Given::Amount { amount: wan(amount) };
    Answer {
        request: request(bureau()),
        subject: subject_id(subject),
        answer,
        document: None,
        rulebook: rulebook(),
    }
}

/// Three projects of one list, each below the threshold.
async fn listed(database: &TestDatabase) -> Store {
    let store = database.open().await;
    let projects = [(1, 298), (2, 313), (3, 332)].map(|(id, amount)| project(id, WATER, wan(amount)));
    store.write(import(100, projects.into())).await.unwrap();
    store
}

async fn narrowed(store: &Store, filter: SubjectFilter) -> Vec<SubjectId> {
    let (subjects, _) = page(store.reader(), &bureau(), &filter, None, 100).await.unwrap();
    subjects.into_iter().map(|subject| subject.id).collect()
}

fn code(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Rule(rejection) => rejection.code,
        other @ (Refusal::Missing | Refusal::Stale { .. } | Refusal::KeyReused | Refusal::Store(_)) => {
            panic!("{other:?}")
        }
    }
}

async fn agrees(store: &Store, ids: &[u128]) {
    for id in ids {
        let loaded = load(store.reader(), subject_id(*id)).await.unwrap();
        assert!(loaded.is_some());
        assert_eq!(loaded, replayed(store, subject_id(*id)).await, "{id}");
    }
    verified_subjects(store).await;
    verified(store).await;
}

on_both_engines! {
    async fn a_join_counts_once_and_undoing_it_restores(database) {
        let store = listed(database).await;
        let before = load(store.reader(), subject_id(2)).await.unwrap().unwrap();
        let apart = VerdictCounts { not_required: 3, ..VerdictCounts::default() };
        assert_eq!(counts(store.reader(), &bureau()).await.unwrap(), apart);
        let once = || Join { request: named(request(bureau()), "join"), ..join(&[(3, 1), (1, 1), (2, 1)]) };
        let receipt = store.write(once()).await.unwrap();
        assert_eq!((receipt.value.subject, receipt.value.verdict), (subject_id(JOINT), Verdict::Required));
        assert!(store.write(once()).await.unwrap().replayed, "a retry joins nothing twice");
        agrees(&store, &[1, 2, 3, JOINT]).await;
        let together = VerdictCounts { required: 1, joined: 3, ..VerdictCounts::default() };
        assert_eq!(counts(store.reader(), &bureau()).await.unwrap(), together);
        let of = |verdict| SubjectFilter { verdict: Some(verdict), ..SubjectFilter::default() };
        assert_eq!(narrowed(&store, of(Verdict::Required)).await, [subject_id(JOINT)]);
        assert_eq!(narrowed(&store, of(Verdict::NotRequired)).await, []);
        let joined = SubjectFilter { standing: Some(StandingKind::Joined), ..SubjectFilter::default() };
        assert_eq!(narrowed(&store, joined).await, [1, 2, 3].map(subject_id));
        assert_eq!(narrowed(&store, SubjectFilter::default()).await.len(), 4, "nothing is hidden");

        assert_eq!(code(store.write(amount(1, 5)).await.unwrap_err()), "subject_joined");
        assert_eq!(code(store.write(open(1)).await.unwrap_err()), "subject_joined");
        assert!(matches!(store.write(dissolve(9)).await, Err(Refusal::Stale { expected: 9, found: 1 })));
        store.write(dissolve(1)).await.unwrap();
        agrees(&store, &[1, 2, 3, JOINT]).await;
        assert_eq!(counts(store.reader(), &bureau()).await.unwrap(), apart);
        let after = load(store.reader(), subject_id(2)).await.unwrap().unwrap();
        assert_eq!(domain::subject::Subject { version: 1, ..after }, before);
        assert_eq!(code(store.write(open(JOINT)).await.unwrap_err()), "join_dissolved");
        store.write(amount(1, 500)).await.unwrap();
        store.close().await.unwrap();
    }

    async fn a_join_is_all_or_nothing(database) {
        let store = listed(database).await;
        store.write(amount(2, 100)).await.unwrap();
        let refused = store.write(join(&[(1, 1), (2, 1)])).await.unwrap_err();
        let Refusal::Rule(rejection) = refused else { panic!() };
        assert_eq!(rejection.code, "member_changed");
        assert!(rejection.detail.contains("项目2") && !rejection.detail.contains("项目1"), "{}", rejection.detail);
        assert!(matches!(store.write(join(&[(1, 1), (9, 1)])).await, Err(Refusal::Missing)));
        let by_unit = Join { request: request(actor(Role::Applicant, WATER)), ..join(&[(1, 1), (3, 1)]) };
        let Refusal::Rule(rejection) = store.write(by_unit).await.unwrap_err() else { panic!() };
        assert_eq!(rejection.kind, RejectionKind::Forbidden);
        assert!(load(store.reader(), subject_id(JOINT)).await.unwrap().is_none());
        agrees(&store, &[1, 2, 3]).await;

        // An answer to a member and the join of it wait at the same time: one of them is refused.
        let gate = Gate::close(&store).await;
        let answered = queue(&store, amount(1, 10));
        let joined = queue(&store, join(&[(1, 1), (3, 1)]));
        gate.open().await;
        answered.await.unwrap();
        assert_eq!(code(joined.await.unwrap_err()), "member_changed");
        agrees(&store, &[1, 2, 3]).await;
        store.close().await.unwrap();
    }

    async fn an_evaluation_keeps_its_subject_from_being_joined_and_its_join_from_being_undone(database) {
        let store = listed(database).await;
        store.write(open(1)).await.unwrap();
        assert_eq!(code(store.write(join(&[(1, 1), (2, 1)])).await.unwrap_err()), "evaluation_open");
        store.write(join(&[(2, 1), (3, 1)])).await.unwrap();
        store.write(open(JOINT)).await.unwrap();
        assert_eq!(code(store.write(dissolve(1)).await.unwrap_err()), "evaluation_open");
        database.execute("UPDATE evaluations SET state = 'excluded'").await;
        assert_eq!(code(store.write(dissolve(1)).await.unwrap_err()), "already_evaluated");
        store.close().await.unwrap();
    }

    async fn what_is_closed_for_the_year_is_not_opened_again_by_joining_it(database) {
        let store = listed(database).await;
        store.write(open(1)).await.unwrap();
        for table in ["evaluations", "evaluation_rounds"] {
            database.execute(&format!("UPDATE {table} SET state = 'excluded'")).await;
        }
        store.write(join(&[(1, 1), (2, 1)])).await.unwrap();
        assert_eq!(code(store.write(open(JOINT)).await.unwrap_err()), "closed_for_year");
        store.close().await.unwrap();
    }

    async fn units_see_their_own_members_and_the_unit_in_charge_the_whole(database) {
        let store = database.open().await;
        store.write(Register { request: request(bureau()), registration: project(1, WATER, wan(300)), rulebook: rulebook() }).await.unwrap();
        store.write(Register { request: request(bureau()), registration: project(2, SCHOOLS, wan(300)), rulebook: rulebook() }).await.unwrap();
        let mut order = join(&[(1, 1), (2, 1)]);
        order.joining.unit = Some(SCHOOLS.to_owned());
        store.write(order).await.unwrap();
        for (unit, visible) in [(WATER, vec![1]), (SCHOOLS, vec![2, JOINT])] {
            let reader = actor(Role::Applicant, unit);
            for id in [1, 2, JOINT] {
                let found = find_visible(store.reader(), &reader, subject_id(id)).await.unwrap();
                assert_eq!(found.is_some(), visible.contains(&id), "{unit} {id}");
            }
        }
        let water = counts(store.reader(), &actor(Role::Applicant, WATER)).await.unwrap();
        assert_eq!(water, VerdictCounts { joined: 1, ..VerdictCounts::default() });
        store.close().await.unwrap();
    }

    async fn an_exempted_subject_stays_required_and_is_not_evaluated_by_mistake(database) {
        let store = database.open().await;
        store.write(Register { request: request(bureau()), registration: policy(1), rulebook: rulebook() }).await.unwrap();
        store.write(exempt(1)).await.unwrap();
        agrees(&store, &[1]).await;
        let expected = VerdictCounts { required: 1, exempted: 1, ..VerdictCounts::default() };
        assert_eq!(counts(store.reader(), &bureau()).await.unwrap(), expected);
        let filter = SubjectFilter { standing: Some(StandingKind::Exempted), ..SubjectFilter::default() };
        assert_eq!(narrowed(&store, filter).await, [subject_id(1)]);
        let required = SubjectFilter { verdict: Some(Verdict::Required), ..SubjectFilter::default() };
        assert_eq!(narrowed(&store, required).await, [subject_id(1)]);
        assert_eq!(code(store.write(open(1)).await.unwrap_err()), "subject_exempted");
        assert!(matches!(store.write(exempt(1)).await, Err(Refusal::Stale { expected: 1, found: 2 })));
        let revoke = RevokeExemption { request: request(bureau()), subject: subject_id(1), reason: "有误".to_owned() };
        store.write(revoke).await.unwrap();
        agrees(&store, &[1]).await;
        store.write(open(1)).await.unwrap();
        assert_eq!(code(store.write(exempt(3)).await.unwrap_err()), "evaluation_open");
        store.close().await.unwrap();
    }

    async fn an_answer_ends_an_exemption(database) {
        let store = database.open().await;
        store.write(Register { request: request(bureau()), registration: policy(1), rulebook: rulebook() }).await.unwrap();
        store.write(exempt(1)).await.unwrap();
        store.write(amount(1, 9000)).await.unwrap();
        let subject = load(store.reader(), subject_id(1)).await.unwrap().unwrap();
        assert_eq!((subject.version, subject.standing), (3, Standing::Independent));
        agrees(&store, &[1]).await;
        store.close().await.unwrap();
    }

    async fn targets_are_kept_exactly_and_replaced_together(database) {
        let store = database.open().await;
        store.write(Register { request: request(bureau()), registration: policy(1), rulebook: rulebook() }).await.unwrap();
        agrees(&store, &[1]).await;
        let targets = vec![target("排放强度下降", "-16.500001"), target("报告时限", "9223372036854.775807")];
        let set = SetTargets { request: request(actor(Role::Applicant, WATER)), subject: subject_id(1), targets: targets.clone() };
        store.write(set).await.unwrap();
        agrees(&store, &[1]).await;
        let loaded = load(store.reader(), subject_id(1)).await.unwrap().unwrap();
        assert_eq!(loaded.declaration.targets, targets);


        store.close().await.unwrap();
    }
}
