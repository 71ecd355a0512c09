//! Conditions of a change: `If-Match` against lost updates, `Idempotency-Key` against doing a thing twice.

use std::sync::Barrier;

use serde_json::{Value, json};

use crate::case::{Case, World};
use crate::server::{Answer, Request};

/// How many entries the case's journal has.
fn entries(world: &World, case: &Case) -> usize {
    let journal = world.get("bureau", &case.path("/journal?limit=500")).expect(200).body;
    journal["entries"].as_array().unwrap().len()
}

fn group(world: &World) -> Value {
    json!({ "leader": world.cast.id("leader"), "members": [] })
}

#[test]
fn a_change_without_the_version_seen_is_refused() {
    let world = World::fresh();
    let case = Case::open(&world);
    let path = case.path("/form-working-group");
    let missing = world.post("organiser", &path).json(&group(&world)).send();
    assert_eq!((missing.status, missing.code()), (428, "version_missing"));
    assert!(missing.detail().contains("If-Match"), "{}", missing.detail());
    for malformed in ["abc", "*", "-1", "\"\"", "1.0", "99999999999999999999999"] {
        let refused =
            world.post("organiser", &path).header("if-match", malformed).json(&group(&world)).send();
        assert_eq!(refused.status, 400, "{malformed}: {}", refused.text);
    }
    let stale = world.post("organiser", &path).version(0).json(&group(&world)).send();
    assert_eq!((stale.status, stale.code()), (412, "stale_version"));
    assert!(stale.detail().contains("第0版") && stale.detail().contains("第1版"), "{}", stale.detail());
    let future = world.post("organiser", &path).version(7).json(&group(&world)).send();
    assert_eq!(future.status, 412);

    let unchanged = world.get("organiser", &case.path("")).expect(200);
    assert_eq!(unchanged.version, Some(1));
    assert_eq!(unchanged.body["round"]["working_group"], json!([]));
    assert_eq!(entries(&world, &case), 1);
    let weak = world.post("organiser", &path).header("if-match", "W/\"1\"").json(&group(&world)).send();
    assert_eq!(weak.status, 200, "an intermediary may weaken the tag: {}", weak.text);
}

#[test]
fn the_same_request_twice_is_done_once() {
    let world = World::fresh();
    let subject = world.subject();
    let path = format!("/subjects/{}/evaluations", subject["id"].as_str().unwrap());
    let open = |key: &str, year: u16| {
        let request = world.post("organiser", &path).version(subject["version"].as_u64().unwrap()).key(key);
        request.json(&json!({ "budget_year": year })).send()
    };
    let (first, again) = (open("open-1", 2027).expect(201), open("open-1", 2027).expect(201));
    assert_eq!(first.body["id"], again.body["id"], "a retry opens no second case");
    let other = open("open-1", 2028);
    assert_eq!((other.status, other.code()), (422, "idempotency_key_reused"), "{}", other.text);
    assert!(other.detail().contains("Idempotency-Key"), "{}", other.detail());

    let id = first.body["id"].as_str().unwrap();
    let form = |who: &str, version: u64, body: &Value| {
        let path = format!("/evaluations/{id}/form-working-group");
        world.post(who, &path).version(version).key("form-group").json(body).send()
    };
    let formed = form("organiser", 1, &group(&world)).expect(200);
    assert_eq!(formed.version, Some(2));
    let retried = form("organiser", 1, &group(&world)).expect(200);
    assert_eq!(retried.version, Some(2));
    assert_eq!(retried.body, formed.body);
    let changed = json!({ "leader": world.cast.id("clerk"), "members": [] });
    assert_eq!(form("organiser", 1, &changed).code(), "idempotency_key_reused");
    assert_eq!(form("organiser", 2, &group(&world)).code(), "idempotency_key_reused");
    let somebody_else = form("confirmer", 1, &group(&world));
    assert_eq!(somebody_else.code(), "stale_version", "a key is its sender's own: {}", somebody_else.text);
    let journal = world.get("bureau", &format!("/evaluations/{id}/journal")).expect(200).body;
    assert_eq!(journal["entries"].as_array().unwrap().len(), 2);
    world.verify();
}

#[test]
fn a_refused_request_does_not_use_up_its_key() {
    let world = World::fresh();
    let case = Case::open(&world);
    let complete =
        || case.command(&world, "organiser", "complete-organisation", &Value::Null).key("complete").send();
    assert_eq!(complete().code(), "working_group_missing");
    assert_eq!(complete().code(), "working_group_missing", "the retry is judged anew");
    let long = case.command(&world, "organiser", "complete-organisation", &Value::Null).key(&"k".repeat(129));
    let long = long.send();
    let foreign = case.command(&world, "organiser", "complete-organisation", &Value::Null).key("完成").send();
    assert_eq!((foreign.status, foreign.code()), (400, "header_malformed"), "never read as no key at all");
    assert_eq!((long.status, long.code()), (400, "idempotency_key_too_long"));
}

#[test]
fn a_list_and_a_subject_are_not_taken_twice() {
    let world = World::fresh();
    let register = || {
        let subject = json!({ "name": "路灯改造", "unit": "住建局", "facts": { "object": "project" } });
        world.post("applicant", "/subjects").key("register").json(&subject).send().expect(201).body["id"]
            .clone()
    };
    assert_eq!(register(), register());
    let small = "序号\t项目名称\n";
    let unusable =
        world.post("bureau", "/imports?file_name=a.tsv").text("application/octet-stream", small).send();
    assert_eq!(unusable.status, 422, "{}", unusable.text);
    let known = world.import().key("import").send();
    assert_eq!(known.status, 409, "the same list under another key is noticed: {}", known.text);
}

#[test]
fn a_retried_save_and_a_retried_lock_are_done_once() {
    let (world, case) = World::in_meeting();
    let marks = case.marks("90");
    let save = || case.save(&world, "expert1", 0, &marks).key("save").send().expect(200);
    let (first, again) = (save(), save());
    assert_eq!((first.version, &first.body), (Some(1), &again.body));
    let other = case.save(&world, "expert1", 0, &case.marks("89")).key("save").send();
    assert_eq!((other.status, other.code()), (422, "idempotency_key_reused"));
    assert_eq!(case.save(&world, "expert1", 0, &marks).send().code(), "stale_version");

    let lock = || case.lock(&world, "expert1", 1).key("lock").send().expect(200);
    let (first, again) = (lock(), lock());
    assert_eq!((first.version, &first.body), (Some(2), &again.body));
    assert_eq!(save().version, Some(1), "a late retry of the save is answered as it was, and undoes nothing");
    let sheet = case.sheet_of(&world, "expert1");
    assert_eq!(
        (&sheet["version"], &sheet["locked"], &sheet["total"]),
        (&json!(2), &json!(true), &json!("90.00"))
    );
    let late = case.save(&world, "expert1", 2, &marks).send();
    assert_eq!((late.status, late.code()), (409, "sheet_locked"), "{}", late.text);
    world.verify();
}

#[test]
fn of_two_who_saw_the_same_version_one_wins() {
    let (world, mut case) = World::in_meeting();
    for turn in 0..5 {
        let version = one_wins(["leader", "clerk"].map(|who| {
            let record = json!({
                "on": "2026-11-24",
                "place": "住建局会议室",
                "attendees": ["住建局"],
                "unit_report": format!("{who}记录"),
                "preliminary_report": "介绍了初步评估情况",
                "discussion": format!("第{turn}次"),
            });
            case.command(&world, who, "record-meeting", &record)
        }));
        assert_eq!(version, case.version + 1);
        case.version = version;
    }
    for turn in 0..5 {
        let version =
            one_wins(["90", "80"].map(|total| case.save(&world, "expert2", turn, &case.marks(total))));
        assert_eq!(version, turn + 1);
    }
    world.verify();
}

/// Sends both at the same moment; returns the version that the winner made.
pub(crate) fn one_wins(requests: [Request; 2]) -> u64 {
    let barrier = Barrier::new(requests.len());
    let mut answers: Vec<Answer> = std::thread::scope(|scope| {
        let racers = requests.map(|request| {
            let barrier = &barrier;
            scope.spawn(move || {
                barrier.wait();
                request.send()
            })
        });
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    answers.sort_by_key(|answer| answer.status);
    let [winner, loser] = answers.as_slice() else { panic!("{answers:?}") };
    assert_eq!((winner.status, loser.status, loser.code()), (200, 412, "stale_version"), "{}", loser.text);
    winner.version.unwrap()
}
