//! Entry into the next budget step, overrides of it, and batches (Arts. 9(3), 17, 18; C48–C51).

use domain::actor::Actor;
use domain::batch::{self, Batch, Candidate as BatchCandidate, ItemState, NewBatch};
use domain::budget::{BudgetEntry, CaseOutline, EntryStanding, budget_entry};
use domain::classification::{Application, DistrictMoney, Fact, Facts, ObjectKind, ProjectClass, UnitKind};
use domain::evaluation::{Command, CommandKind, Evaluation, Rejection, State};
use domain::id::{BatchId, SubjectId};
use domain::money::Money;
use domain::rulebook::{NumberPattern, Rulebook};
use domain::subject::{
    Declaration, Registration, Subject, approve_budget_override, begin, evolve, register,
    request_budget_override,
};
use uuid::Uuid;

use crate::conditions::confirm_with;
use crate::samples;
use crate::world::{FIRMS, World, applicant, at, bureau, department, stranger};

const YEAR: u16 = 2024;

fn project(wan: u32) -> Subject {
    let facts = Facts {
        object: Some(Fact::stated(ObjectKind::Project, "类型")),
        application: Some(Fact::stated(Application::New, "申请事项")),
        class: Some(Fact::stated(ProjectClass::Infrastructure, "类别")),
        total_amount: Some(Fact::stated(Money::from_ten_thousand_yuan(wan), "总投资")),
        district_money: Some(Fact::stated(DistrictMoney::Some, "资金来源")),
        unit: Some(Fact::stated(UnitKind::Department, "单位")),
        ..Facts::default()
    };
    let unit = Some(applicant().organisation);
    let declaration = Declaration { name: "新荷路".to_owned(), unit, ..Declaration::default() };
    let registration = Registration { id: SubjectId(Uuid::from_u128(1)), place: None, declaration, facts };
    begin(&register(registration, &bureau(0), &Rulebook::yunxi().unwrap(), at(0)).unwrap()).unwrap()
}

fn entry_for(subject: &Subject, evaluation: &Evaluation, year: u16) -> BudgetEntry {
    budget_entry(subject, &[CaseOutline::from(evaluation)], year)
}

/// The standing and what keeps it.
#[track_caller]
fn assert_entry(entry: &BudgetEntry, standing: EntryStanding, obstacles: &[&str]) {
    let codes: Vec<&str> = entry.obstacles.iter().map(|obstacle| obstacle.code).collect();
    assert_eq!((entry.standing, codes.as_slice()), (standing, obstacles), "{entry:?}");
}

#[test]
fn a_required_object_enters_with_an_accepted_result_of_the_year_and_nothing_less() {
    use EntryStanding::{Blocked, Open};
    let subject = project(900);
    assert_entry(&budget_entry(&subject, &[], YEAR), Blocked, &["no_evaluation"]);
    for (state, standing, obstacles) in [
        (State::Opened, Blocked, &["round_open"][..]),
        (State::Reporting, Blocked, &["round_open"]),
        (State::Concluded, Blocked, &["not_submitted"]),
        (State::Submitted, Blocked, &["not_accepted"]),
        (State::Supported, Open, &[]),
        (State::ReturnedForRevision, Blocked, &["returned_for_revision"]),
        (State::Excluded, Blocked, &["excluded"]),
        (State::Withdrawn, Blocked, &["no_evaluation"]),
    ] {
        let world = World::until(state);
        assert_entry(&entry_for(&subject, &world.evaluation, YEAR), standing, obstacles);
    }
    let world = World::until(State::Supported);
    assert_entry(&entry_for(&subject, &world.evaluation, YEAR + 1), Blocked, &["result_of_earlier_year"]);
    assert_entry(&entry_for(&subject, &world.evaluation, YEAR - 1), Blocked, &["no_evaluation"]);
}

#[test]
fn open_conditions_keep_an_object_until_they_are_settled() {
    let subject = project(900);
    let mut world = World::new();
    world.advance_before(CommandKind::ConfirmResult);
    world.must(&department(3), confirm_with(&world, None, 1));
    world.advance_to(State::Supported);
    let entry = entry_for(&subject, &world.evaluation, YEAR);
    assert_entry(&entry, EntryStanding::Blocked, &["conditions_open"]);
    let waiver = Some("已由上级承担".to_owned());
    world.must(&department(2), Command::SettleCondition { number: 1, waiver });
    assert_entry(&entry_for(&subject, &world.evaluation, YEAR), EntryStanding::Open, &[]);
}

#[test]
fn a_reevaluation_blocks_while_it_goes_on_and_decides_when_it_is_done() {
    let subject = project(900);
    let mut world = World::until(State::Supported);
    world.must(&bureau(0), samples::order_reevaluation(FIRMS[1]));
    let entry = entry_for(&subject, &world.evaluation, YEAR);
    assert_entry(&entry, EntryStanding::Blocked, &["round_open", "result_superseded"]);
    let mut withdrawn = world.clone();
    withdrawn.must(&bureau(2), Command::Withdraw { reason: "疑点已查清".to_owned() });
    assert_entry(&entry_for(&subject, &withdrawn.evaluation, YEAR), EntryStanding::Open, &[]);
    world.total = crate::world::points("65");
    world.advance_to(State::Excluded);
    let entry = entry_for(&subject, &world.evaluation, YEAR);
    assert_entry(&entry, EntryStanding::Blocked, &["excluded"]);
    let case = entry.case.unwrap();
    assert_eq!(case.deciding_round().map(|round| round.number), Some(2));
    assert!(case.rounds[0].result.is_some() && entry.notes[0].contains("第1轮"), "the earlier one is shown");
}

#[test]
fn what_needs_no_evaluation_passes_with_a_note_and_what_is_undecided_does_not() {
    let small = project(100);
    let entry = budget_entry(&small, &[], YEAR);
    assert_entry(&entry, EntryStanding::NotRequired, &[]);
    assert_eq!(entry.notes.len(), 1);
    let mut undecided = project(300);
    undecided.facts.class = None;
    undecided.determination = domain::classification::classify(&undecided.facts, &Rulebook::yunxi().unwrap());
    let entry = budget_entry(&undecided, &[], YEAR);
    assert_entry(&entry, EntryStanding::Blocked, &["needs_information"]);
    let refusal = ask(&undecided, &entry, &bureau(0)).unwrap_err();
    assert_eq!(refusal.code, "needs_information");
    assert_eq!(
        ask(&small, &budget_entry(&small, &[], YEAR), &bureau(0)).unwrap_err().code,
        "nothing_to_override"
    );
}

fn ask(subject: &Subject, entry: &BudgetEntry, actor: &Actor) -> Result<Subject, Rejection> {
    let event = request_budget_override(subject, entry, "防汛抢险，来不及评估".to_owned(), actor, at(1))?;
    Ok(evolve(subject.clone(), &event))
}

fn approve(subject: &Subject, actor: &Actor) -> Result<Subject, Rejection> {
    let entry = budget_entry(subject, &[], YEAR);
    Ok(evolve(subject.clone(), &approve_budget_override(subject, &entry, actor, at(2))?))
}

#[test]
fn two_people_of_the_bureau_override_and_one_does_not() {
    let subject = project(900);
    let entry = budget_entry(&subject, &[], YEAR);
    assert_eq!(ask(&subject, &entry, &department(2)).unwrap_err().code, "not_found");
    assert_eq!(ask(&subject, &entry, &applicant()).unwrap_err().code, "forbidden");
    let blank = request_budget_override(&subject, &entry, " ".to_owned(), &bureau(0), at(1));
    assert_eq!(blank.unwrap_err().code, "invalid_content");
    assert_eq!(approve(&subject, &bureau(0)).unwrap_err().code, "override_not_requested");
    let asked = ask(&subject, &entry, &bureau(0)).unwrap();
    assert_entry(&budget_entry(&asked, &[], YEAR), EntryStanding::Blocked, &["no_evaluation"]);
    assert_eq!(approve(&asked, &bureau(0)).unwrap_err().code, "second_person_needed");
    let approved = approve(&asked, &bureau(1)).unwrap();
    assert_entry(&budget_entry(&approved, &[], YEAR), EntryStanding::Overridden, &["no_evaluation"]);
    assert_entry(&budget_entry(&approved, &[], YEAR + 1), EntryStanding::Blocked, &["no_evaluation"]);
    assert_eq!(approve(&approved, &bureau(2)).unwrap_err().code, "nothing_to_override");
    assert_eq!(approved.determination, subject.determination, "the verdict stays");
}

fn created(evaluations: &[&Evaluation], held_by: Option<&str>, actor: &Actor) -> Result<Batch, Rejection> {
    let candidates: Vec<BatchCandidate<'_>> = evaluations
        .iter()
        .map(|evaluation| BatchCandidate { evaluation: Some(evaluation), held_by })
        .collect();
    let new = NewBatch { id: BatchId(Uuid::from_u128(9)), number: "第1批".to_owned(), number_taken: false };
    batch::create(new, &candidates, None, actor, at(1)).map(|event| batch::begin(&event).unwrap())
}

fn issue_codes(rejection: &Rejection) -> Vec<String> {
    rejection.issues.iter().map(|issue| format!("{}: {}", issue.field, issue.code)).collect()
}

#[test]
fn a_batch_holds_what_its_organiser_found_worth_supporting() {
    let concluded = World::until(State::Concluded).evaluation;
    let reporting = World::until(State::Reporting).evaluation;
    let refusal = created(&[&reporting, &concluded, &concluded], None, &department(2)).unwrap_err();
    assert_eq!(issue_codes(&refusal), ["items.1: not_ready", "items.3: duplicate"]);
    let held = created(&[&concluded], Some("第0批"), &department(2)).unwrap_err();
    assert_eq!(issue_codes(&held), ["items.1: in_other_batch"]);
    assert_eq!(issue_codes(&created(&[&concluded], None, &stranger()).unwrap_err()), ["items.1: not_found"]);
    assert_eq!(
        issue_codes(&created(&[&concluded], None, &bureau(0)).unwrap_err()),
        ["items.1: other_organiser"]
    );
    assert_eq!(created(&[&concluded], None, &applicant()).unwrap_err().code, "forbidden");
    assert_eq!(issue_codes(&created(&[], None, &department(2)).unwrap_err()), ["items: required"]);
    let pattern = NumberPattern::try_from("报〔{year}〕{number}号".to_owned()).unwrap();
    let candidates = [BatchCandidate { evaluation: Some(&concluded), held_by: None }];
    let new = NewBatch { id: BatchId(Uuid::from_u128(9)), number: "第1批".to_owned(), number_taken: true };
    let refusal = batch::create(new, &candidates, Some(&pattern), &department(2), at(1)).unwrap_err();
    assert_eq!(issue_codes(&refusal), ["number: number_malformed", "number: number_taken"]);
    created(&[&concluded], None, &department(2)).unwrap();
}

#[test]
fn a_batch_is_sent_once_whole_and_shows_what_becomes_of_its_items() {
    let mut world = World::until(State::Concluded);
    let batch = created(&[&world.evaluation], None, &department(2)).unwrap();
    let item = batch.items[0];
    let today = world.today();
    assert_eq!(batch.item_state(&item, &world.evaluation), ItemState::Waiting);
    let refused =
        vec![(item, "新荷路".to_owned(), Rejection::blocked("wrong_state", "第十八条", "已撤回".to_owned()))];
    let refusal = batch::send(&batch, today, &refused, &department(2), at(2)).unwrap_err();
    assert_eq!(issue_codes(&refusal), ["items.1: wrong_state"]);
    let late = batch::send(&batch, today.succ_opt().unwrap(), &[], &department(2), at(2)).unwrap_err();
    assert_eq!(issue_codes(&late), ["on: in_future"]);
    assert_eq!(batch::send(&batch, today, &[], &stranger(), at(2)).unwrap_err().code, "not_found");
    let sent_at = world.now();
    world.must(&department(2), Command::SubmitToBureau { batch: batch.number.clone() });
    let event = batch::send(&batch, today, &[], &department(2), sent_at).unwrap();
    let sent = batch::evolve(batch, &event);
    assert_eq!(sent.item_state(&item, &world.evaluation), ItemState::Submitted);
    assert_eq!(batch::send(&sent, today, &[], &department(2), at(3)).unwrap_err().code, "batch_closed");
    let discarded = batch::discard(&sent, "误编".to_owned(), &department(2), at(3));
    assert_eq!(discarded.unwrap_err().code, "batch_closed");
    let mut accepted = world.clone();
    accepted.must(&bureau(0), Command::Accept);
    assert_eq!(sent.item_state(&item, &accepted.evaluation), ItemState::Accepted);
    let mut anew = world.clone();
    anew.must(&bureau(0), samples::order_reevaluation(FIRMS[1]));
    assert_eq!(sent.item_state(&item, &anew.evaluation), ItemState::Superseded);
    world.must(&bureau(0), Command::ReturnReport { reason: "论证不充分".to_owned() });
    assert_eq!(sent.item_state(&item, &world.evaluation), ItemState::Returned);
    assert_eq!(sent.return_reason(&item, &world.evaluation), Some("论证不充分"));
}
