//! The directory in the tables and the journal, and what follows it: subjects, verdicts and who sees what.

use std::sync::Arc;

use domain::actor::{Actor, Role};
use domain::classification::{UnitKind, Verdict};
use domain::evaluation::RejectionKind;
use domain::id::OrganisationId;
use domain::intake::{ListedUnit, UnitDirectory};
use domain::organisation::{Organisation, seed};
use domain::subject::Registration;
use storage::organisations::{
    AddAlias, AddOrganisation, MergeOrganisations, list, names_of, unknown_units, verify_organisations,
};
use storage::subjects::{Register, find_visible, load};
use storage::{Refusal, Request, Store};
use uuid::Uuid;

use crate::store::listing::{
    SCHOOLS, WATER, actor, bureau, import, named, project, replayed, request, rulebook, subject_id,
    verified_subjects, wan,
};
use crate::store::support::{TestDatabase, verified};

const NEW: OrganisationId = OrganisationId(Uuid::from_u128(0x0a));

/// Two units of a town and a department, as a file would tell them.
fn shipped() -> Arc<[ListedUnit]> {
    let unit = |name: &str, aliases: &[&str], kind| ListedUnit {
        name: name.to_owned(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        kind,
    };
    Arc::from([
        unit(WATER, &["水利局", "水利局"], UnitKind::Department),
        unit("陆城镇人民政府", &["陆城镇"], UnitKind::Town),
    ])
}

fn seeded(name: &str) -> Organisation {
    seed(&shipped()).into_iter().find(|unit| unit.name == name).unwrap()
}

fn add(name: &str, aliases: &[&str], kind: UnitKind) -> AddOrganisation {
    AddOrganisation {
        request: request(bureau()),
        organisation: NEW,
        name: name.to_owned(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        kind,
        shipped: shipped(),
        rulebook: rulebook(),
    }
}

fn alias(organisation: OrganisationId, version: u64, alias: &str) -> AddAlias {
    AddAlias {
        request: Request { expected_version: Some(version), ..request(bureau()) },
        organisation,
        alias: alias.to_owned(),
        shipped: shipped(),
        rulebook: rulebook(),
    }
}

fn merge(from: (OrganisationId, u64), into: (OrganisationId, u64)) -> MergeOrganisations {
    MergeOrganisations {
        request: request(bureau()),
        from,
        into,
        reason: "机构改革".to_owned(),
        shipped: shipped(),
        rulebook: rulebook(),
    }
}

/// A project of a unit of which the kind is not known, at 500万元 with 30% district money.
fn unknown(number: u128, unit: &str) -> Registration {
    let mut registration = project(number, unit, wan(500));
    registration.facts.unit = None;
    registration.facts.district_share = Some(domain::classification::Fact::stated(
        domain::money::Share::from_basis_points(3000).unwrap(),
        "资金来源",
    ));
    registration
}

async fn registered(database: &TestDatabase, units: &[&str]) -> Store {
    let store = database.open().await;
    for (number, unit) in (1..).zip(units) {
        let registration = unknown(number, unit);
        store
            .write(Register { request: request(bureau()), registration, rulebook: rulebook() })
            .await
            .unwrap();
    }
    store
}

/// Somebody of the unit, as the program recognises them.
async fn of_unit(store: &Store, organisation: &str) -> Actor {
    let known_as = names_of(store.reader(), organisation).await.unwrap();
    Actor { known_as, ..actor(Role::Applicant, organisation) }
}

async fn sees(store: &Store, organisation: &str, number: u128) -> bool {
    let reader = of_unit(store, organisation).await;
    find_visible(store.reader(), &reader, subject_id(number)).await.unwrap().is_some()
}

async fn agrees(store: &Store, subjects: &[u128]) {
    for number in subjects {
        let loaded = load(store.reader(), subject_id(*number)).await.unwrap();
        assert_eq!(loaded, replayed(store, subject_id(*number)).await, "{number}");
    }
    verified_subjects(store).await;
    verify_organisations(store.reader()).await.unwrap();
    verified(store).await;
}

on_both_engines! {
    async fn the_directory_is_the_file_until_somebody_changes_it(database) {
        let store = database.open().await;
        assert_eq!(list(store.reader(), &shipped()).await.unwrap(), seed(&shipped()));
        assert_eq!(verify_organisations(store.reader()).await.unwrap(), 0);
        let water = seeded(WATER);
        store.write(alias(water.id, 1, "区水利局")).await.unwrap();
        let units = list(store.reader(), &[]).await.unwrap();
        assert_eq!(units.len(), 2);
        let changed = units.iter().find(|unit| unit.id == water.id).unwrap();
        assert_eq!((changed.version, changed.aliases.as_slice()), (2, ["水利局", "区水利局"].map(str::to_owned).as_slice()));
        agrees(&store, &[]).await;
        assert!(matches!(store.write(alias(water.id, 1, "水务局")).await, Err(Refusal::Stale { expected: 1, found: 2 })));
        assert!(matches!(store.write(alias(NEW, 1, "水务局")).await, Err(Refusal::Missing)));
        let Refusal::Rule(rejection) = store.write(alias(water.id, 2, "陆城镇")).await.unwrap_err() else { panic!() };
        assert_eq!(rejection.issues[0].code, "name_taken");
        store.close().await.unwrap();
    }

    async fn whoever_may_not_manage_the_directory_changes_nothing(database) {
        let store = database.open().await;
        for role in [Role::Applicant, Role::BudgetDepartment, Role::AuditBureau] {
            let request = request(actor(role, WATER));
            let Refusal::Rule(rejection) = store.write(AddOrganisation { request, ..add("新局", &[], UnitKind::Department) }).await.unwrap_err() else { panic!() };
            assert_eq!(rejection.kind, RejectionKind::Forbidden);
        }
        assert_eq!(verified(&store).await.entries, 0);
        store.close().await.unwrap();
    }

    async fn an_unknown_unit_is_asked_about_and_judged_once_it_is_known(database) {
        let store = registered(database, &["滨江指挥部", "水利局", "滨江指挥部"]).await;
        let directory = UnitDirectory::yunxi().unwrap().with_units(shipped().to_vec());
        let knows = |unit: &str| directory.knows(unit);
        let unknown = unknown_units(store.reader(), &bureau(), knows).await.unwrap();
        assert_eq!(unknown, [("滨江指挥部".to_owned(), 2)]);
        assert_eq!(unknown_units(store.reader(), &actor(Role::Applicant, WATER), knows).await.unwrap(), []);

        let once = || AddOrganisation { request: named(request(bureau()), "add"), ..add("滨江建设指挥部", &["滨江指挥部"], UnitKind::Town) };
        let receipt = store.write(once()).await.unwrap();
        assert_eq!(receipt.value.subjects, 2);
        assert!(store.write(once()).await.unwrap().replayed);
        let subject = load(store.reader(), subject_id(1)).await.unwrap().unwrap();
        assert_eq!(subject.facts.unit.unwrap().value, UnitKind::Town);
        assert_eq!(subject.determination.verdict, Verdict::NotRequired, "a town with 30% district money");
        assert_eq!(subject.declaration.unit.as_deref(), Some("滨江指挥部"), "a name is not rewritten");
        assert!(sees(&store, "滨江建设指挥部", 1).await, "the unit sees it under each of its names");
        assert!(!sees(&store, WATER, 1).await);
        agrees(&store, &[1, 2, 3]).await;
        store.close().await.unwrap();
    }

    async fn a_merge_moves_names_subjects_and_sight_in_one_transaction(database) {
        let store = registered(database, &["滨江指挥部", "水利局"]).await;
        store.write(add("滨江建设指挥部", &["滨江指挥部"], UnitKind::Town)).await.unwrap();
        let before = load(store.reader(), subject_id(1)).await.unwrap().unwrap();
        assert_eq!(before.determination.verdict, Verdict::NotRequired);
        let water = seeded(WATER);
        assert!(matches!(store.write(merge((NEW, 9), (water.id, 1))).await, Err(Refusal::Stale { expected: 9, found: 1 })));
        let itself = store.write(merge((NEW, 1), (NEW, 1))).await;
        assert!(matches!(itself, Err(Refusal::Rule(rejection)) if rejection.kind == RejectionKind::Invalid));

        let receipt = store.write(merge((NEW, 1), (water.id, 1))).await.unwrap();
        assert_eq!((receipt.value.organisation, receipt.value.subjects), (water.id, 1));
        let after = load(store.reader(), subject_id(1)).await.unwrap().unwrap();
        assert_eq!(after.declaration.unit.as_deref(), Some(WATER));
        assert_eq!(after.facts.unit.as_ref().unwrap().value, UnitKind::Department);
        assert_eq!(after.determination.verdict, Verdict::Required, "no town carries it out any more");
        for organisation in [WATER, "水利局", "滨江建设指挥部", "滨江指挥部"] {
            assert!(sees(&store, organisation, 1).await, "{organisation}");
            assert!(sees(&store, organisation, 2).await, "{organisation}");
        }
        assert!(!sees(&store, SCHOOLS, 1).await);
        let again = store.write(merge((NEW, 2), (water.id, 2))).await;
        assert!(matches!(again, Err(Refusal::Rule(rejection)) if rejection.code == "organisation_merged"));
        let back = store.write(merge((water.id, 2), (NEW, 2))).await;
        assert!(matches!(back, Err(Refusal::Rule(rejection)) if rejection.code == "organisation_merged"));
        agrees(&store, &[1, 2]).await;
        store.close().await.unwrap();
    }

    async fn a_directory_that_was_tampered_with_is_found(database) {
        let store = database.open().await;
        store.write(import(100, vec![project(1, WATER, wan(500))])).await.unwrap();
        store.write(alias(seeded(WATER).id, 1, "区水利局")).await.unwrap();
        assert_eq!(verify_organisations(store.reader()).await.unwrap(), 2);
        for (tampered, restored) in [
            ("UPDATE organisations SET kind = 'town' WHERE kind = 'department'", "UPDATE organisations SET kind = 'department' WHERE version = 2"),
            ("UPDATE organisation_names SET name = '别处' WHERE name = '区水利局'", "UPDATE organisation_names SET name = '区水利局' WHERE name = '别处'"),
        ] {
            database.execute(tampered).await;
            assert!(verify_organisations(store.reader()).await.is_err(), "{tampered}");
            database.execute(restored).await;
            assert!(verify_organisations(store.reader()).await.is_ok(), "{restored}");
        }
        store.close().await.unwrap();
    }
}
