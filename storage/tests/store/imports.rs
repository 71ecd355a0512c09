//! Importing lists: everything or nothing, once, and the tables say what the journal says.

use domain::actor::Role;
use domain::classification::{Facts, Verdict};
use domain::evaluation::RejectionKind;
use domain::id::SubjectId;
use storage::comparison::TableVerifyError;
use storage::imports::{self, ImportReceipt};
use storage::subjects::{SubjectFilter, VerdictCounts, counts, load, load_many, page, verify_subjects};
use storage::{Receipt, Refusal, Store, journal, rulebooks};

use crate::store::listing::{
    SCHOOLS, WATER, actor, bureau, every_fact, import, named, project, registration, replayed, request,
    rulebook, subject_id, verified_subjects, wan,
};
use crate::store::support::{TestDatabase, count, moment, somebody, verified};

/// A list of four projects: everything known, something to ask, required, not required.
fn small_list() -> imports::Import {
    let everything = domain::subject::Registration { facts: every_fact(), ..registration(1, WATER) };
    let projects = vec![
        everything,
        registration(2, SCHOOLS),
        project(3, WATER, wan(400)),
        project(4, SCHOOLS, wan(399)),
    ];
    import(100, projects)
}

/// The message of the first fault, or nothing.
async fn fault(store: &Store) -> Option<String> {
    match verify_subjects(store.reader()).await {
        Ok(_) => None,
        Err(TableVerifyError::Fault(fault)) => Some(fault.to_string()),
        Err(TableVerifyError::Store(error)) => panic!("{error:?}"),
    }
}

async fn imported(database: &TestDatabase) -> Store {
    let store = database.open().await;
    store.write(small_list()).await.unwrap();
    store
}

on_both_engines! {
    async fn the_tables_say_what_the_journal_says_for_every_kind_of_fact(database) {
        let store = database.open().await;
        let list = small_list();
        let receipt = store.write(list.clone()).await.unwrap();
        let expected = ImportReceipt { import: list.import, subjects: 4 };
        assert_eq!(receipt, Receipt { value: expected, replayed: false });
        let ids: Vec<SubjectId> = list.projects.iter().map(|project| project.id).collect();
        let loaded = load_many(store.reader(), &ids).await.unwrap();
        for (project, subject) in list.projects.iter().zip(&loaded) {
            assert_eq!((&project.facts, &project.place), (&subject.facts, &subject.place));
            assert_eq!(project.declaration, subject.declaration);
            assert_eq!(replayed(&store, project.id).await.as_ref(), Some(subject));
            assert_eq!(load(store.reader(), project.id).await.unwrap().as_ref(), Some(subject));
        }
        let verdicts: Vec<Verdict> = loaded.iter().map(|subject| subject.determination.verdict).collect();
        assert_eq!(verdicts[1..], [Verdict::NeedsInformation, Verdict::Required, Verdict::NotRequired]);
        let backwards = [ids[2], subject_id(99), ids[0], ids[2]];
        let names = |subjects: &[domain::subject::Subject]| -> Vec<SubjectId> { subjects.iter().map(|subject| subject.id).collect() };
        assert_eq!(names(&load_many(store.reader(), &backwards).await.unwrap()), [ids[2], ids[0]]);
        assert_eq!(load(store.reader(), subject_id(99)).await.unwrap(), None);
        let (listed, next) = page(store.reader(), &bureau(), &SubjectFilter::default(), None, 10).await.unwrap();
        assert_eq!((names(&listed), next), (ids, None), "in the order of the list");
        assert_eq!(verified_subjects(&store).await.subjects, 4);
        assert_eq!(verified(&store).await.entries, 5);
        store.close().await.unwrap();
    }

    async fn an_import_is_listed_with_its_issues_for_those_who_see_every_subject(database) {
        let store = imported(database).await;
        let list = small_list();
        for role in Role::ALL {
            let reader = actor(role, WATER);
            let sees = matches!(role, Role::FinanceBureau | Role::AuditBureau | Role::BudgetDepartment);
            let records = imports::list(store.reader(), &reader).await.unwrap();
            assert_eq!(records.len(), usize::from(sees), "{role:?}");
            let issues = imports::issues(store.reader(), &reader, list.import).await.unwrap();
            assert_eq!(issues, if sees { list.issues.clone() } else { vec![] }, "{role:?}");
        }
        let records = imports::list(store.reader(), &bureau()).await.unwrap();
        let record = &records[0];
        assert_eq!((record.import, record.projects, record.row_errors), (list.import, 4, 1));
        assert_eq!((record.rulebook.as_str(), record.at), (rulebook().digest().as_str(), moment()));
        assert_eq!(record.by.post, bureau().post);
        store.close().await.unwrap();
    }

    async fn the_same_file_is_imported_once(database) {
        let store = imported(database).await;
        let mut again = import(101, vec![project(9, WATER, wan(1))]);
        again.file_digest = small_list().file_digest;
        let Refusal::Rule(rejection) = store.write(again.clone()).await.unwrap_err() else { panic!() };
        assert_eq!((rejection.kind, rejection.code), (RejectionKind::Blocked, "already_imported"));
        assert!(rejection.detail.contains("2026年11月24日15时56分"), "{}", rejection.detail);
        assert!(rejection.detail.contains("投资计划100.csv"), "{}", rejection.detail);
        again.file_digest = "digest 101".to_owned();
        store.write(again).await.unwrap();
        assert_eq!(verified_subjects(&store).await.imports, 2);
        store.close().await.unwrap();
    }

    async fn a_retry_is_answered_with_the_first_answer(database) {
        let store = database.open().await;
        let list = imports::Import { request: named(request(bureau()), "one"), ..small_list() };
        let first = store.write(list.clone()).await.unwrap();
        let second = store.write(list).await.unwrap();
        assert_eq!((first.value, first.replayed, second.replayed), (second.value, false, true));
        assert_eq!(count(store.reader(), "imports").await, 1);
        let mut other = imports::Import { request: named(request(bureau()), "one"), ..import(101, vec![]) };
        if let Some(key) = &mut other.request.idempotency {
            key.digest = "another".to_owned();
        }
        assert!(matches!(store.write(other).await, Err(Refusal::KeyReused)));
        store.close().await.unwrap();
    }

    async fn a_failure_in_the_middle_leaves_nothing(database) {
        let store = database.open().await;
        let with = |last| import(100, vec![project(1, WATER, wan(1)), project(2, WATER, wan(2)), last]);
        let mut nameless = project(3, WATER, wan(3));
        nameless.declaration.name = String::new();
        let Refusal::Rule(rejection) = store.write(with(nameless)).await.unwrap_err() else { panic!() };
        assert_eq!(rejection.issues[0].field, "projects.2.name");
        let repeated = store.write(with(project(1, WATER, wan(3)))).await.unwrap_err();
        assert!(matches!(repeated, Refusal::Store(_) | Refusal::Stale { .. }), "{repeated:?}");
        let mut unprintable = project(3, WATER, wan(3));
        unprintable.declaration.remark = "空\0字符".to_owned();
        let Refusal::Rule(rejection) = store.write(with(unprintable)).await.unwrap_err() else { panic!() };
        assert_eq!(rejection.issues[0].code, "unprintable");
        let mut elsewhere = with(project(3, WATER, wan(3)));
        elsewhere.projects[2].place = None;
        assert!(matches!(store.write(elsewhere).await, Err(Refusal::Store(_))));
        for table in ["imports", "import_issues", "subjects", "subject_facts", "determinations"] {
            assert_eq!(count(store.reader(), table).await, 0, "{table}");
        }
        assert_eq!(verified(&store).await.entries, 0);
        let mut backslashed = project(3, WATER, wan(3));
        backslashed.declaration.remark = "\\u0000 is no NUL".to_owned();
        store.write(with(backslashed)).await.unwrap();
        assert_eq!(verified_subjects(&store).await.subjects, 3);
        store.close().await.unwrap();
    }

    async fn only_the_bureau_imports(database) {
        let store = database.open().await;
        for role in Role::ALL.into_iter().filter(|role| *role != Role::FinanceBureau) {
            let empty = imports::Import { request: request(actor(role, WATER)), ..import(100, vec![]) };
            assert!(matches!(store.write(empty).await, Err(Refusal::Rule(_))), "{role:?}");
        }
        assert_eq!(count(store.reader(), "imports").await, 0);
        store.close().await.unwrap();
    }

    async fn five_thousand_rows_come_in_together(database) {
        let store = database.open().await;
        let projects = (1..=5000)
            .map(|number| match number % 3 {
                0 => domain::subject::Registration { facts: every_fact(), ..registration(number, WATER) },
                1 => project(number, SCHOOLS, wan(500)),
                _ => domain::subject::Registration { facts: Facts::default(), ..registration(number, WATER) },
            })
            .collect();
        let receipt = store.write(import(100, projects)).await.unwrap();
        assert_eq!(receipt.value.subjects, 5000);
        let VerdictCounts { required, not_required, needs_information, out_of_scope, .. } =
            counts(store.reader(), &bureau()).await.unwrap();
        assert_eq!(required + not_required + needs_information + out_of_scope, 5000);
        assert_eq!(needs_information, 1667);
        let mut seen = 0;
        let mut after = None;
        loop {
            let (subjects, next) =
                page(store.reader(), &bureau(), &SubjectFilter::default(), after, 400).await.unwrap();
            for subject in subjects {
                seen += 1;
                assert_eq!(subject.id, subject_id(seen));
            }
            after = next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, 5000);
        assert_eq!(verified_subjects(&store).await.subjects, 5000);
        store.close().await.unwrap();
    }

    async fn whatever_is_changed_in_a_table_is_found(database) {
        let store = imported(database).await;
        assert_eq!(fault(&store).await, None);
        let three = subject_id(3);
        for (change, undo, said) in [
            ("UPDATE subject_facts SET value = '39999' WHERE subject_id = '$' AND fact = 'total_amount'",
             "UPDATE subject_facts SET value = '400000000' WHERE subject_id = '$' AND fact = 'total_amount'", "total_amount"),
            ("UPDATE subject_facts SET value = '很多' WHERE subject_id = '$' AND fact = 'total_amount'",
             "UPDATE subject_facts SET value = '400000000' WHERE subject_id = '$' AND fact = 'total_amount'", "无法读取"),
            ("UPDATE subjects SET verdict = 'not_required' WHERE id = '$'",
             "UPDATE subjects SET verdict = 'required' WHERE id = '$'", "用于列表"),
            ("UPDATE subjects SET amount_fen = 1 WHERE id = '$'",
             "UPDATE subjects SET amount_fen = 400000000 WHERE id = '$'", "用于列表"),
            ("UPDATE subjects SET unit = '某局' WHERE id = '$'",
             "UPDATE subjects SET unit = '云溪区水利局' WHERE id = '$'", "declaration.unit"),
            ("UPDATE determinations SET verdict = 'out_of_scope' WHERE subject_id = '$'",
             "UPDATE determinations SET verdict = 'required' WHERE subject_id = '$'", "determination.verdict"),
            ("UPDATE imports SET row_errors = 0", "UPDATE imports SET row_errors = 1", "清单的登记"),
            ("UPDATE import_issues SET line = 8 WHERE position = 0",
             "UPDATE import_issues SET line = 7 WHERE position = 0", "清单的问题记录"),
        ] {
            let id = three.to_string();
            database.execute(&change.replace('$', &id)).await;
            let found = fault(&store).await.unwrap_or_default();
            assert!(found.contains(said), "{change}: {found}");
            database.execute(&undo.replace('$', &id)).await;
            assert_eq!(fault(&store).await, None, "{undo}");
        }
        database.execute(&format!("UPDATE determinations SET findings = '[]' WHERE subject_id = '{three}'")).await;
        let found = fault(&store).await.unwrap();
        assert!(found.starts_with(&format!("subject/{three}：")), "{found}");
        assert!(found.contains("findings"), "{found}");
        store.close().await.unwrap();
    }

    async fn rows_and_events_without_a_counterpart_are_found(database) {
        let store = imported(database).await;
        let columns = "version, list_position, name, nature, content, schedule, funding, remark, verdict, created_at, updated_at";
        let stranger = subject_id(77);
        database.execute(&format!(
            "INSERT INTO subjects (id, {columns}) VALUES ('{stranger}', 1, 77, '', '', '', '', '', '', 'required', '', '')",
        )).await;
        assert_eq!(fault(&store).await, Some(format!("subject/{stranger}：数据表有此评估对象，日志没有")));
        database.execute(&format!("DELETE FROM subjects WHERE id = '{stranger}'")).await;
        assert_eq!(fault(&store).await, None);
        database.execute("DELETE FROM journal WHERE stream LIKE 'import/%'").await;
        assert!(fault(&store).await.unwrap().contains("数据表有此清单，日志没有"));
        store.close().await.unwrap();
    }

    async fn a_rulebook_is_kept_once_and_found_by_its_digest(database) {
        let store = database.open().await;
        let text = include_str!("../../../domain/rulebooks/yunxi-2023.toml");
        let keep = || rulebooks::Keep::new(text, somebody(), moment()).unwrap();
        let digest = keep().digest().to_owned();
        assert_eq!(rulebooks::find(store.reader(), &digest).await.unwrap(), None);
        assert!(store.write(keep()).await.unwrap());
        let commented = format!("# 换了说明\n{text}");
        assert!(!store.write(rulebooks::Keep::new(&commented, somebody(), moment()).unwrap()).await.unwrap());
        assert_eq!(rulebooks::find(store.reader(), &digest).await.unwrap().as_deref(), Some(text));
        assert_eq!(journal::stream(store.reader(), &format!("rulebook/{digest}")).await.unwrap().len(), 1);
        assert!(rulebooks::Keep::new("id = 1", somebody(), moment()).is_err());
        assert_eq!(verified_subjects(&store).await.rulebooks, 1);
        database.execute("UPDATE rulebooks SET text = 'id = 2'").await;
        assert!(fault(&store).await.unwrap().contains("“text”与日志不一致"));
        database.execute("DELETE FROM rulebooks").await;
        assert_eq!(fault(&store).await, Some(format!("rulebook/{digest}：日志有此项，数据表没有")));
        store.close().await.unwrap();
    }
}
