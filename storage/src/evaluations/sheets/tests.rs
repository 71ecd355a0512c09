//! What only the inside can show: how many statements a set needs, and that a case read in part decides as a whole one.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use domain::actor::{Actor, Role};
use domain::classification::ObjectKind;
use domain::evaluation::{
    CaseChange, Change, Command, Commission, EvaluatedSubject, Evaluation, Event, MeetingChange, Organiser,
    Person, PlanContents, PreparationChange, RulebookPin, SheetChange, WorkingGroup, begin, decide,
};
use domain::id::{ActorId, EvaluationId, SubjectId};
use domain::panel::{ExpertKind, PanelMember};
use domain::rulebook::Rulebook;
use domain::score::Score;
use domain::scoring::{Mark, Sheet};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, TransactionTrait};
use tempfile::TempDir;
use uuid::Uuid;

use super::scoring::load_for_scoring;
use super::{SheetAction, SheetOperation};
use crate::error::StoreError;
use crate::evaluations::load;
use crate::evaluations::project::{SheetChanges, happen, insert, write_sheets};
use crate::evaluations::statements::RoundKey;
use crate::journal::{PendingEntries, read_head};
use crate::migrations::migrate;
use crate::operation::{BatchOperation, WriteTransaction};
use crate::request::{IdempotencyKey, Request};
use crate::settings::Engine;

fn at() -> DateTime<Utc> {
    "2026-11-24T07:56:57.123Z".parse().unwrap()
}

fn actor(number: u128, role: Role) -> Actor {
    let organisation = format!("单位{number}");
    Actor {
        id: ActorId(Uuid::from_u128(number)),
        post: "岗位".to_owned(),
        role,
        organisation,
        known_as: Vec::new(),
    }
}

fn event(change: impl Into<Change>) -> Event {
    event_by(1, change)
}

fn event_by(number: u128, change: impl Into<Change>) -> Event {
    Event { at: at(), by: Person::from(&actor(number, Role::BudgetDepartment)), change: change.into() }
}

/// A database without its foreign keys, because the cases of this test have no subjects.
async fn database(folder: &TempDir, statements: Arc<AtomicUsize>) -> DatabaseConnection {
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("quanheng.db").display());
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).map_sqlx_sqlite_opts(|sqlite| sqlite.foreign_keys(false));
    let mut connection = Database::connect(options).await.unwrap();
    migrate(&connection, Engine::Sqlite).await.unwrap();
    connection.set_metric_callback(move |_| {
        statements.fetch_add(1, Ordering::Relaxed);
    });
    connection
}

#[expect(clippy::disallowed_methods, reason = "this test stands in for the writer")]
async fn begin_transaction(connection: &DatabaseConnection) -> DatabaseTransaction {
    connection.begin().await.unwrap()
}

/// What happens to a case until its experts score: opened, then one event each.
fn history(number: u128, rulebook: &Rulebook) -> Vec<Event> {
    let person = |number| Person::from(&actor(number, Role::Expert));
    let kinds = [ExpertKind::Business, ExpertKind::Management, ExpertKind::Finance];
    let members = (100..105).zip(kinds.into_iter().cycle());
    let members = members.map(|(number, kind)| PanelMember { person: person(number), kind }).collect();
    let weights = rulebook.indicators.project.indicators();
    let opened = CaseChange::Opened {
        id: EvaluationId(Uuid::from_u128(number)),
        subject: EvaluatedSubject {
            id: SubjectId(Uuid::from_u128(number)),
            name: "项目".to_owned(),
            object: ObjectKind::Project,
            applicant: "单位2".to_owned(),
            voluntary: false,
            requested_amount: None,
        },
        rulebook: RulebookPin { id: rulebook.id.clone(), digest: rulebook.digest() },
        budget_year: 2027,
        organiser: Organiser { organisation: "单位1".to_owned(), finance_bureau: false },
    };
    let commission = Commission {
        firm: "单位4".to_owned(),
        contract: "合同".to_owned(),
        fee: None,
        fee_source: "预算".to_owned(),
    };
    let withdrawn =
        PreparationChange::PanelMemberWithdrawn { expert: person(104).actor, reason: "回避".to_owned() };
    let deviation = PreparationChange::PanelDeviationRequested { reason: "人手不足".to_owned() };
    let group = WorkingGroup { leader: person(5), members: vec![person(6)] };
    vec![
        event(opened),
        event(PreparationChange::ThirdPartyCommissioned { commission }),
        event(PreparationChange::WorkingGroupFormed { group }),
        event(PreparationChange::PanelAppointed { members }),
        event(PreparationChange::PlanDrafted {
            contents: PlanContents::default(),
            methods: vec!["专家咨询".to_owned()],
            weights: weights.map(|indicator| (indicator.code.clone(), indicator.weight)).collect(),
        }),
        event(MeetingChange::DeputyInvited { deputy: person(7) }),
        event(MeetingChange::MeetingConvened),
        event(SheetChange::SheetSaved { expert: person(100).actor, marks: marks(rulebook, 1) }),
        event(SheetChange::SheetLocked { expert: person(101).actor }),
        event(withdrawn),
        event(deviation),
        event_by(2, PreparationChange::PanelDeviationApproved),
    ]
}

fn marks(rulebook: &Rulebook, count: usize) -> BTreeMap<String, Mark> {
    let mark = |weight| Mark { score: weight, reason: String::new() };
    let indicators = rulebook.indicators.project.indicators().take(count);
    indicators.map(|indicator| (indicator.code.clone(), mark(indicator.weight))).collect()
}

fn operation(number: u128, actor: Actor, rulebook: &Arc<Rulebook>, action: SheetAction) -> SheetOperation {
    let key = format!("{number} {}", actor.id);
    let idempotency = Some(IdempotencyKey { key, digest: String::new() });
    SheetOperation {
        request: Request { actor, at: at(), expected_version: None, idempotency },
        evaluation: EvaluationId(Uuid::from_u128(number)),
        rulebook: rulebook.clone(),
        action,
    }
}

async fn put(transaction: &mut WriteTransaction<'_>, history: &[Event]) -> Evaluation {
    let (first, rest) = history.split_first().unwrap();
    let mut evaluation = begin(first).unwrap();
    insert(transaction.connection(), &evaluation).await.unwrap();
    for event in rest {
        evaluation = happen(transaction, evaluation, event).await.unwrap();
    }
    evaluation
}

#[tokio::test]
async fn a_set_needs_as_many_statements_however_large_it_is() {
    let rulebook = Arc::new(Rulebook::yunxi().unwrap());
    let folder = TempDir::new().unwrap();
    let statements = Arc::new(AtomicUsize::new(0));
    let connection = database(&folder, statements.clone()).await;
    let open = begin_transaction(&connection).await;
    let mut pending = PendingEntries::after(read_head(&open, true).await.unwrap());
    let mut transaction = WriteTransaction::new(&open, &mut pending);
    for number in 1..=64 {
        put(&mut transaction, &history(number, &rulebook)[..7]).await;
    }
    let mut counts = Vec::new();
    for (first, cases, experts, indicators) in [(1, 1, 1, 1), (2, 2, 5, 3), (10, 51, 5, 20)] {
        let save = |number| {
            let rulebook = &rulebook;
            (0..experts).map(move |expert| {
                let action = SheetAction::Save(marks(rulebook, indicators));
                operation(number, actor(100 + expert, Role::Expert), rulebook, action)
            })
        };
        let operations: Vec<SheetOperation> = (first..first + cases).flat_map(save).collect();
        let before = statements.load(Ordering::Relaxed);
        let outcomes = SheetOperation::apply_all(&operations, &mut transaction).await.unwrap();
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        counts.push((operations.len(), statements.load(Ordering::Relaxed) - before));
    }
    // The largest set writes so many marks that they need a second statement for each thousand.
    let written = 255 * marks(&rulebook, 20).len();
    assert_eq!(counts, [(1, 11), (10, 11), (255, 10 + written.div_ceil(1000))]);
}

/// A case whose panel scores, with as many experts and indicators as asked for.
fn scoring_case(number: u128, experts: u128, indicators: u32, rulebook: &Rulebook) -> Vec<Event> {
    let kinds = [ExpertKind::Business, ExpertKind::Management, ExpertKind::Finance];
    let members = (100..100 + experts).zip(kinds.into_iter().cycle());
    let members = members
        .map(|(number, kind)| PanelMember { person: Person::from(&actor(number, Role::Expert)), kind })
        .collect();
    let weights = many_marks(indicators).into_iter().map(|(code, mark)| (code, mark.score)).collect();
    let mut events = history(number, rulebook);
    events.truncate(7);
    events[3] = event(PreparationChange::PanelAppointed { members });
    events[4] = event(PreparationChange::PlanDrafted {
        contents: PlanContents::default(),
        methods: vec!["专家咨询".to_owned()],
        weights,
    });
    events
}

/// Full marks for so many indicators, a hundred points in half points altogether.
fn many_marks(indicators: u32) -> BTreeMap<String, Mark> {
    let each = 200 / indicators;
    let rest = 200 - each * indicators;
    let mark = |number: u32| {
        let halves = each + if number == 0 { rest } else { 0 };
        Mark { score: Score::from_hundredths(halves * 50).unwrap(), reason: String::new() }
    };
    (0..indicators).map(|number| (format!("A{number}"), mark(number))).collect()
}

#[tokio::test]
async fn locking_a_sheet_needs_as_many_statements_for_a_large_panel_as_for_a_small_one() {
    let rulebook = Arc::new(Rulebook::yunxi().unwrap());
    let folder = TempDir::new().unwrap();
    let statements = Arc::new(AtomicUsize::new(0));
    let connection = database(&folder, statements.clone()).await;
    let open = begin_transaction(&connection).await;
    let mut pending = PendingEntries::after(read_head(&open, true).await.unwrap());
    let mut transaction = WriteTransaction::new(&open, &mut pending);
    let mut counts = Vec::new();
    for (number, experts, indicators) in [(1, 5, 3), (2, 15, 60)] {
        put(&mut transaction, &scoring_case(number, experts, indicators, &rulebook)).await;
        for expert in (100..100 + experts).map(|number| actor(number, Role::Expert)) {
            let mut save =
                operation(number, expert.clone(), &rulebook, SheetAction::Save(many_marks(indicators)));
            save.request.idempotency = None;
            let saved = SheetOperation::apply_all(&[save], &mut transaction).await.unwrap();
            assert!(saved[0].is_ok(), "{saved:?}");
            let before = statements.load(Ordering::Relaxed);
            let lock = operation(number, expert, &rulebook, SheetAction::Lock);
            let locked = SheetOperation::apply_all(&[lock], &mut transaction).await.unwrap();
            assert!(locked[0].as_ref().is_ok_and(|receipt| receipt.value.locked), "{locked:?}");
            counts.push(statements.load(Ordering::Relaxed) - before);
        }
    }
    assert_eq!(counts, [10; 20], "keys, case, six parts of it, the sheet, the answer");
}

#[tokio::test]
async fn a_case_read_in_part_decides_as_a_whole_one() {
    let rulebook = Arc::new(Rulebook::yunxi().unwrap());
    let folder = TempDir::new().unwrap();
    let connection = database(&folder, Arc::default()).await;
    let open = begin_transaction(&connection).await;
    let mut pending = PendingEntries::after(read_head(&open, true).await.unwrap());
    let mut transaction = WriteTransaction::new(&open, &mut pending);
    let everything = SheetAction::Save(marks(&rulebook, 100));
    let unknown = SheetAction::Save(BTreeMap::from([(
        "X".to_owned(),
        Mark { score: Score::ZERO, reason: String::new() },
    )]));
    let actions = [everything, unknown, SheetAction::Save(BTreeMap::new()), SheetAction::Lock];
    let people: Vec<u128> = [1, 2, 3, 4, 5, 6, 7].into_iter().chain(100..106).collect();
    let whole = history(1, &rulebook);
    let mut allowed = 0;
    for length in 1..=whole.len() {
        let number = 1000 + u128::try_from(length).unwrap();
        put(&mut transaction, &[&history(number, &rulebook)[..1], &whole[1..length]].concat()).await;
        let id = EvaluationId(Uuid::from_u128(number));
        let full = load(&open, id).await.unwrap().unwrap();
        for (person, role) in people.iter().flat_map(|person| Role::ALL.map(|role| (*person, role))) {
            for action in &actions {
                let operation = operation(number, actor(person, role), &rulebook, action.clone());
                let partial = load_for_scoring(&open, std::slice::from_ref(&operation)).await.unwrap();
                let command = || match action.clone() {
                    SheetAction::Save(marks) => Command::SaveSheet { marks },
                    SheetAction::Lock => Command::LockSheet,
                };
                let actor = &operation.request.actor;
                let decided = decide(&full, command(), actor, &rulebook, at());
                assert_eq!(
                    decide(&partial[&id], command(), actor, &rulebook, at()),
                    decided,
                    "{length} {actor:?}"
                );
                allowed += usize::from(decided.is_ok());
            }
        }
    }
    assert!(allowed > 10, "some decisions must be to allow it");
}

#[tokio::test]
async fn a_row_that_moved_meanwhile_is_stale_and_stays_as_it_is() {
    let rulebook = Arc::new(Rulebook::yunxi().unwrap());
    let folder = TempDir::new().unwrap();
    let connection = database(&folder, Arc::default()).await;
    let open = begin_transaction(&connection).await;
    let mut pending = PendingEntries::after(read_head(&open, true).await.unwrap());
    let mut transaction = WriteTransaction::new(&open, &mut pending);
    let history = history(1, &rulebook);
    let stored = put(&mut transaction, &history).await;
    let outdated = begin(&history[0]).unwrap();
    let stale = happen(&mut transaction, outdated, &history[1]).await;
    assert!(matches!(stale, Err(StoreError::Stale { expected: 1, found: 10 })), "{stale:?}");
    for (expert, before, found) in [(100, 0, 1), (100, 2, 1), (102, 3, 0)] {
        let changes = SheetChanges {
            key: RoundKey::of(&stored, &stored.round),
            expert: ActorId(Uuid::from_u128(expert)),
            before,
            after: Sheet { version: before + 9, ..Sheet::default() },
            marks: marks(&rulebook, 3),
        };
        let stale = write_sheets(&open, &[changes]).await;
        let Err(StoreError::Stale { expected, found: named }) = stale else { panic!("{stale:?}") };
        assert_eq!((expected, named), (i64::try_from(before).unwrap(), found));
    }
    assert_eq!(load(&open, stored.id).await.unwrap(), Some(stored));
}
