//! Ends that nobody planned: the server is killed while several clients write. What it acknowledged must be there,
//! what it did not acknowledge must be there whole or not at all, and the path must go on to its end.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::case::{Case, Stage, World};
use crate::cast::PANEL;
use crate::engine::TestDatabase;
use crate::program::{self, run};
use crate::server::{Request, Server};

/// How often the server is killed on the way of one case.
const KILLS: usize = 3;

#[test]
fn acknowledged_writes_survive_on_sqlite() {
    let (world, case) = World::in_meeting();
    killed_again_and_again(world, case);
}

#[test]
fn acknowledged_writes_survive_on_postgres() {
    let world = World::prepared(TestDatabase::postgres());
    let mut case = Case::open(&world);
    case.walk_to(&world, Stage::InMeeting);
    killed_again_and_again(world, case);
}

/// What one writer knows: the last version that was acknowledged, and what each version holds.
#[derive(Default)]
struct Acknowledged {
    version: u64,
    /// The contents asked for, by the version that they would make.
    asked: BTreeMap<u64, String>,
}

fn killed_again_and_again(mut world: World, mut case: Case) {
    let mut sheets: BTreeMap<&str, Acknowledged> =
        PANEL.iter().map(|(expert, _)| (*expert, Acknowledged::default())).collect();
    for _ in 0..KILLS {
        let (record, written) = write_until_killed(&mut world, &case, sheets);
        sheets = written;
        world = restarted(world);
        for (expert, acknowledged) in &mut sheets {
            check_sheet(&world, &case, expert, acknowledged);
        }
        case.version = check_record(&world, &case, &record);
        world.verify();
    }
    finish(&world, &mut case, &sheets);
}

fn restarted(mut world: World) -> World {
    world.restart();
    world
}

/// Seven experts save their sheets and a clerk records the meeting, each as fast as answers come, until the server is
/// killed after a number of acknowledged answers that differs from run to run.
fn write_until_killed<'a>(
    world: &mut World,
    case: &Case,
    mut sheets: BTreeMap<&'a str, Acknowledged>,
) -> (Acknowledged, BTreeMap<&'a str, Acknowledged>) {
    let mut record = Acknowledged { version: case.version, ..Acknowledged::default() };
    let answered = AtomicUsize::new(0);
    let enough = 10 + chance() % 60;
    let started = Barrier::new(sheets.len() + 2);
    std::thread::scope(|scope| {
        let world: &World = world;
        for (expert, acknowledged) in &mut sheets {
            let (answered, started) = (&answered, &started);
            scope.spawn(move || {
                started.wait();
                while let Some(version) = save_once(world, case, expert, acknowledged) {
                    acknowledged.version = version;
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        let (record, counter, barrier) = (&mut record, &answered, &started);
        scope.spawn(move || {
            barrier.wait();
            while let Some(version) = record_once(world, case, record) {
                record.version = version;
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
        started.wait();
        while answered.load(Ordering::SeqCst) < enough {
            std::thread::yield_now();
        }
        world.server.cut_off();
    });
    (record, sheets)
}

/// A number that differs from run to run; a failing run prints what it led to.
fn chance() -> usize {
    #[expect(clippy::disallowed_methods, reason = "the moment of a crash is nobody's to choose")]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).unwrap().subsec_nanos() as usize / 1000
}

/// Saves the whole sheet once more. `None` when the server is gone.
fn save_once(world: &World, case: &Case, expert: &str, acknowledged: &mut Acknowledged) -> Option<u64> {
    let next = acknowledged.version + 1;
    let reason = format!("{expert}第{next}次");
    acknowledged.asked.insert(next, reason.clone());
    let answer = saving(world, case, expert, next, &reason).try_send().ok()?;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.version, Some(next));
    Some(next)
}

/// The request that makes a version of a sheet, with a name of its own.
fn saving(world: &World, case: &Case, expert: &str, version: u64, reason: &str) -> Request {
    let marks = sheet_of(case, reason);
    case.save(world, expert, version - 1, &marks).key(&format!("{expert}-{version}"))
}

/// Marks that all carry the same reason, so that half a sheet would show.
fn sheet_of(case: &Case, reason: &str) -> Value {
    let indicators = case.indicators();
    indicators.iter().map(|code| json!({ "indicator": code, "score": "1", "reason": reason })).collect()
}

/// Records the meeting once more. `None` when the server is gone.
fn record_once(world: &World, case: &Case, acknowledged: &mut Acknowledged) -> Option<u64> {
    let next = acknowledged.version + 1;
    let discussion = format!("第{next}次记录");
    acknowledged.asked.insert(next, discussion.clone());
    let answer = recording(world, case, next, &discussion).try_send().ok()?;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.version, Some(next));
    Some(next)
}

/// The request that makes a version of the case, with a name of its own.
fn recording(world: &World, case: &Case, version: u64, discussion: &str) -> Request {
    let record = json!({
        "on": "2026-11-24",
        "place": "住建局会议室",
        "attendees": ["住建局"],
        "unit_report": "汇报了建设目标",
        "preliminary_report": "介绍了初步评估情况",
        "discussion": discussion,
    });
    let seen = Case { version: version - 1, ..case.clone() };
    seen.command(world, "clerk", "record-meeting", &record).key(&format!("clerk-{version}"))
}

/// The sheet is what was acknowledged last, or the one request that was under way when the server died; whole. Sending
/// that request again does it exactly once, whether or not it had been done.
fn check_sheet(world: &World, case: &Case, expert: &str, acknowledged: &mut Acknowledged) {
    let sheet = case.sheet_of(world, expert);
    let found = sheet["version"].as_u64().unwrap();
    let last = acknowledged.version;
    assert!(found == last || found == last + 1, "{expert}: acknowledged {last}, found {found}");
    let marks = sheet["marks"].as_array().unwrap();
    if found > 0 {
        assert_eq!(marks.len(), case.indicators().len());
        assert!(marks.iter().all(|mark| mark["reason"] == acknowledged.asked[&found].as_str()), "{sheet}");
    }
    let next = last + 1;
    let retried = saving(world, case, expert, next, &acknowledged.asked[&next]).send().expect(200);
    assert_eq!(retried.version, Some(next));
    assert_eq!(case.sheet_of(world, expert)["version"], next);
    acknowledged.version = next;
}

/// As for a sheet; returns the version of the case.
fn check_record(world: &World, case: &Case, acknowledged: &Acknowledged) -> u64 {
    let found = world.get("bureau", &case.path("")).expect(200).version.unwrap();
    let last = acknowledged.version;
    assert!(found == last || found == last + 1, "acknowledged {last}, found {found}");
    let next = last + 1;
    let retried = recording(world, case, next, &acknowledged.asked[&next]).send().expect(200);
    assert_eq!(retried.version, Some(next));
    let journal = world.get("bureau", &case.path("/journal?limit=500&after=0")).expect(200).text;
    for version in case.version + 1..=next {
        assert_eq!(journal.matches(&acknowledged.asked[&version]).count(), 1, "version {version}");
    }
    next
}

/// The path goes on to its end.
fn finish(world: &World, case: &mut Case, sheets: &BTreeMap<&str, Acknowledged>) {
    let totals = case.totals;
    let answer = json!({ "number": 1, "answer": "单价合理" });
    case.step(world, "expert6", "answer-argument-request", &answer);
    for ((expert, _), total) in PANEL.iter().zip(totals) {
        let saved = case.save(world, expert, sheets[expert].version, &case.marks(total)).send().expect(200);
        case.lock(world, expert, saved.version.unwrap()).send().expect(200);
    }
    case.conclude_meeting(world);
    case.stage = Stage::Reporting;
    case.walk_to(world, Stage::Supported);
    let result = world.get("applicant", &case.path("/result")).expect(200).body;
    assert_eq!(result["score"], "85.42");
    world.verify();
}

#[test]
fn a_server_that_is_asked_to_stop_finishes_what_it_began() {
    let (mut world, case) = World::in_meeting();
    let marks = case.marks("90");
    let mut acknowledged = BTreeMap::new();
    let started = Barrier::new(PANEL.len() + 1);
    std::thread::scope(|scope| {
        let world: &World = &world;
        let writers: Vec<_> = PANEL
            .iter()
            .map(|(expert, _)| {
                let (started, case, marks) = (&started, &case, &marks);
                scope.spawn(move || {
                    started.wait();
                    let mut version = 0;
                    // The connection is refused or closed once the server has stopped; what it took, it answers.
                    while let Ok(answer) = case.save(world, expert, version, marks).try_send() {
                        version = answer.expect(200).version.unwrap();
                    }
                    (*expert, version)
                })
            })
            .collect();
        started.wait();
        while writers.iter().all(|writer| !writer.is_finished()) && !wrote(world, &case, "expert7") {}
        world.server.ask_to_stop();
        acknowledged.extend(writers.into_iter().map(|writer| writer.join().unwrap()));
    });
    assert_eq!(world.server.wait().code(), Some(0), "{}", world.server.log());
    world.server = Server::start(&world.database.url);
    for (expert, version) in acknowledged {
        assert_eq!(case.sheet_of(&world, expert)["version"], version, "{expert}");
    }
    world.verify();
}

fn wrote(world: &World, case: &Case, expert: &str) -> bool {
    case.sheet_of(world, expert)["version"].as_u64().is_some_and(|version| version > 2)
}

#[test]
fn a_demonstration_that_is_killed_can_be_verified() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let database = format!("sqlite:{path}/demo.db");
    let mut child = Command::new(program::path())
        .args(["demo", "--no-serve", "--folder", path])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Names of events are kept as they are, so the files tell how far the demonstration has come.
    let scoring = || {
        ["demo.db", "demo.db-wal"].iter().any(|name| {
            let written = std::fs::read(folder.path().join(name)).unwrap_or_default();
            String::from_utf8_lossy(&written).contains("preliminary_scored")
        })
    };
    while child.try_wait().unwrap().is_none() && !scoring() {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let files = format!("{path}/files");
    let verified = run(&["verify", "--database", &database, "--files", &files], b"");
    let said = String::from_utf8(verified.stdout).unwrap();
    assert_eq!(verified.status.code(), Some(0), "{said}");
    assert!(said.contains("评估对象92个") && said.contains("评估1项"), "{said}");
}
