//! Article 22 and C57: who sees what, and when. A case is walked along its path with secrets planted in everything
//! that the evaluated unit must not read; at every stage everybody reads everything that can be read.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::case::{
    Case, DEPUTY_OPINION, DISSENT, MEETING, OPINION, PRELIMINARY, REASON, REPORT, SECRETS, Stage, World,
};
use crate::cast::{PANEL, post_of};
use crate::server::Answer;

/// An identifier that nothing has.
const NOTHING: &str = "00000000-0000-7000-8000-000000000000";
/// What can be read of a case.
const OF_A_CASE: [&str; 9] = [
    "",
    "/sheets",
    "/sheets/mine/revisions",
    "/statistics",
    "/opinion-draft",
    "/report",
    "/report.html",
    "/result",
    "/journal",
];
/// Those who have nothing to do with the case: an expert, a third party, another unit, another department.
const STRANGERS: [&str; 4] = ["outsider", "firm", "rival", "neighbour"];
/// Those who see a case from inside: they may read everything but sheets that are sealed for them.
const INSIDERS: [&str; 6] = ["organiser", "confirmer", "leader", "clerk", "bureau", "auditor"];

/// One of each relation to the case.
const EVERY_KIND: [&str; 12] = [
    "applicant",
    "organiser",
    "leader",
    "clerk",
    "expert1",
    "deputy",
    "bureau",
    "auditor",
    "outsider",
    "firm",
    "rival",
    "neighbour",
];

/// Everything that somebody can read, with where it came from.
struct Reading<'a> {
    who: &'a str,
    stage: Stage,
    answers: Vec<(String, Answer)>,
}

impl<'a> Reading<'a> {
    fn of(world: &World, case: &Case, who: &'a str) -> Self {
        let subject = case.subject.as_str();
        let mut paths = vec![
            "/me".to_owned(),
            "/actors".to_owned(),
            "/subjects?verdict=required".to_owned(),
            "/subjects/counts".to_owned(),
            format!("/subjects/{subject}"),
            format!("/subjects/{subject}/determination"),
            format!("/subjects/{subject}/similar"),
            "/similar?status=all".to_owned(),
            "/evaluations".to_owned(),
            format!("/evaluations?subject={subject}"),
            "/evaluations?organiser=住建局".to_owned(),
            "/journal?limit=500".to_owned(),
        ];
        paths.extend(OF_A_CASE.map(|below| case.path(below)));
        let answers = paths.into_iter().map(|path| (path.clone(), world.get(who, &path))).collect();
        Self { who, stage: case.stage, answers }
    }

    /// Nothing of `hidden` is in it.
    #[track_caller]
    fn assert_without(&self, hidden: &[&str]) {
        let Self { who, stage, answers } = self;
        for (path, answer) in answers {
            assert!(answer.status < 500, "{path}: {}", answer.text);
            // One's own post is no secret, and the list of posts is for those who choose people.
            if path == "/me" || path == "/actors" {
                continue;
            }
            for secret in hidden {
                assert!(!answer.text.contains(secret), "{who} reads “{secret}” at {path}, {stage:?}");
            }
        }
    }
}

/// What every endpoint says of an evaluation that does not exist, whoever asks.
fn absence(world: &World, case: &Case) -> String {
    let nothing = Case { id: NOTHING.to_owned(), ..case.clone() };
    let absent = world.get("bureau", &nothing.path("")).expect(404).text;
    for who in ["bureau", "organiser", "applicant", "expert1", "outsider"] {
        for answer in attempts(world, &nothing, who) {
            assert_eq!((answer.status, &answer.text), (404, &absent), "{who}");
        }
    }
    absent
}

/// What somebody gets who tries everything on a case: reading it, giving commands, writing a sheet.
fn attempts(world: &World, case: &Case, who: &str) -> Vec<Answer> {
    let mut answers: Vec<Answer> = OF_A_CASE.iter().map(|below| world.get(who, &case.path(below))).collect();
    let commands = [
        ("withdraw", json!({ "reason": "x" })),
        ("accept", Value::Null),
        ("draft-opinion", json!({ "text": "x" })),
        ("submit-material", json!({ "item": "M01", "title": "x", "digest": "0".repeat(64) })),
    ];
    answers.push(case.upload(world, who, "资料.txt", "甲"));
    answers.extend(commands.iter().map(|(command, body)| case.command(world, who, command, body).send()));
    answers.push(case.save(world, who, 0, &json!([{ "indicator": "A1", "score": "1" }])).send());
    answers.push(case.lock(world, who, 0).send());
    answers
}

/// The case does not exist for somebody: every attempt is answered as if it were not there, and no list has it.
#[track_caller]
fn assert_hidden(world: &World, case: &Case, who: &str, absent: &str) {
    for answer in attempts(world, case, who) {
        assert_eq!((answer.status, answer.text.as_str()), (404, absent), "{who}, {:?}", case.stage);
    }
    let list = world.get(who, "/evaluations").expect(200).body;
    assert_eq!(list["evaluations"], json!([]), "{who}, {:?}", case.stage);
}

/// The list, its narrowed forms and the case itself agree on whether the case is there.
#[track_caller]
fn assert_lists_agree(world: &World, case: &Case, who: &str) {
    let found = world.get(who, &case.path("")).status == 200;
    let state = case.stage.code();
    for list in ["/evaluations".to_owned(), format!("/evaluations?state={state}")] {
        let page = world.get(who, &list).expect(200).body;
        let ids: Vec<&str> = page["evaluations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, if found { vec![case.id.as_str()] } else { Vec::new() }, "{who} {list}");
    }
}

/// The list of subjects and their count agree.
#[track_caller]
fn assert_counts_agree(world: &World, who: &str) {
    let page = world.get(who, "/subjects").expect(200).body;
    let counts = world.get(who, "/subjects/counts").expect(200).body;
    let counted: u64 = counts.as_object().unwrap().values().filter_map(Value::as_u64).sum();
    assert_eq!(page["subjects"].as_array().unwrap().len() as u64, counted, "{who}");
}

fn panel_posts() -> Vec<&'static str> {
    PANEL.iter().map(|(expert, _)| post_of(expert)).collect()
}

/// The score and the grade, in every form in which they are shown.
const RESULT: [&str; 4] = ["85.42", "良好", "\"good\"", "598.00"];

#[test]
fn nobody_learns_before_the_time_what_the_measure_keeps_from_them() {
    let world = World::fresh();
    let mut case = Case::open(&world);
    let absent = absence(&world, &case);
    let unit: Vec<&str> = SECRETS.into_iter().chain(panel_posts()).collect();
    for stage in Stage::PATH {
        case.walk_to(&world, stage);
        let before = stage < Stage::Concluded;
        for who in STRANGERS {
            assert_hidden(&world, &case, who, &absent);
        }
        if stage < Stage::Preliminary {
            assert_hidden(&world, &case, "deputy", &absent);
        }
        if stage == Stage::Opened {
            assert_hidden(&world, &case, "expert1", &absent);
        }
        for who in ["applicant", "neighbour"] {
            let reading = Reading::of(&world, &case, who);
            reading.assert_without(&unit);
            reading.assert_without(if before || who == "neighbour" { &RESULT } else { &[] });
        }
        let deputy = Reading::of(&world, &case, "deputy");
        deputy.assert_without(&[REASON, PRELIMINARY, OPINION, DISSENT, REPORT, MEETING]);
        if before {
            deputy.assert_without(&RESULT);
            Reading::of(&world, &case, "expert1").assert_without(&RESULT);
        }
        for who in EVERY_KIND {
            assert_lists_agree(&world, &case, who);
        }
    }
    for who in EVERY_KIND {
        assert_counts_agree(&world, who);
    }
    let unit = world.get("applicant", &case.path("")).expect(200).body;
    assert_eq!(unit["round"]["result"]["grade"]["label"], "良好");
    assert_eq!(unit["round"]["panel"], json!([]));
    assert_eq!(world.get("applicant", &case.path("/sheets")).body, json!([]));
    for below in ["/report", "/report.html", "/journal"] {
        assert_eq!(world.get("applicant", &case.path(below)).status, 403, "{below}");
    }
    for who in INSIDERS {
        let report = world.get(who, &case.path("/report.html")).expect(200).text;
        for part in [REASON, OPINION, DISSENT, DEPUTY_OPINION, REPORT] {
            assert!(report.contains(part), "{who} misses {part}: the test would see nothing either");
        }
    }
}

#[test]
fn an_expert_sees_the_others_only_after_locking_an_own_sheet() {
    let (world, case) = World::in_meeting();
    let sheets = |who: &str| -> BTreeSet<String> {
        let sheets = world.get(who, &case.path("/sheets")).expect(200).body;
        sheets.as_array().unwrap().iter().map(|sheet| sheet["expert"].as_str().unwrap().to_owned()).collect()
    };
    let ids = |keys: &[&str]| -> BTreeSet<String> {
        keys.iter().map(|key| world.cast.id(key).to_owned()).collect()
    };
    case.save(&world, "expert1", 0, &case.marks("90")).send().expect(200);
    assert_eq!(sheets("expert1"), ids(&["expert1"]));
    assert_eq!(sheets("expert2"), ids(&["expert2"]), "an open sheet is nobody else's");
    for who in INSIDERS {
        assert_eq!(sheets(who), ids(&[]), "{who} sees no open sheet");
        Reading::of(&world, &case, who).assert_without(&[REASON]);
    }
    case.lock(&world, "expert1", 1).send().expect(200);
    assert_eq!(sheets("expert1"), ids(&["expert1"]));
    assert_eq!(sheets("expert2"), ids(&["expert2"]), "an own sheet comes first");
    Reading::of(&world, &case, "expert2").assert_without(&[REASON]);
    assert_eq!(sheets("organiser"), ids(&["expert1"]));
    for who in ["applicant", "deputy"] {
        assert_eq!(sheets(who), ids(&[]), "{who}");
    }

    case.save(&world, "expert2", 0, &case.marks("80")).send().expect(200);
    assert_eq!(sheets("expert2"), ids(&["expert2"]));
    case.lock(&world, "expert2", 1).send().expect(200);
    assert_eq!(sheets("expert2"), ids(&["expert1", "expert2"]));
    let reopened = json!({ "expert": world.cast.id("expert2"), "reason": "漏填" });
    let mut case = case.clone();
    case.version = world.get("bureau", &case.path("")).expect(200).version.unwrap();
    let answer = case.command(&world, "organiser", "reopen-sheet", &reopened).send().expect(200);
    assert!(!answer.text.contains(REASON));
    assert_eq!(sheets("expert2"), ids(&["expert2"]), "an opened sheet closes the view of the others again");
    assert_eq!(sheets("expert1"), ids(&["expert1"]));
}

#[test]
fn the_journal_keeps_open_sheets_sealed() {
    let (world, case) = World::in_meeting();
    case.save(&world, "expert1", 0, &case.marks("90")).send().expect(200);
    for who in ["bureau", "auditor"] {
        for path in ["/journal?limit=500".to_owned(), case.path("/journal?limit=500")] {
            let journal = world.get(who, &path).expect(200);
            assert!(!journal.text.contains(REASON), "{who} reads an open sheet at {path}");
        }
    }
    let journal = world.get("organiser", &case.path("/journal?limit=500")).expect(200);
    assert!(!journal.text.contains(REASON));
    let entries = journal.body["entries"].as_array().unwrap();
    let sealed: Vec<_> = entries.iter().filter(|entry| entry["payload"].is_null()).collect();
    assert_eq!(sealed.len(), 1, "only the sheet is sealed");
    assert_eq!(world.get("expert1", &case.path("/journal")).status, 403);
}

#[test]
fn a_member_who_leaves_the_panel_is_a_stranger() {
    let (world, mut case) = World::in_meeting();
    let absent = absence(&world, &case);
    let leaving = json!({ "expert": world.cast.id("expert1"), "reason": "与申报单位有业务往来" });
    case.step(&world, "organiser", "withdraw-panel-member", &leaving);
    assert_hidden(&world, &case, "expert1", &absent);
    let joining = json!({ "expert": world.cast.id("outsider"), "kind": "business" });
    case.step(&world, "organiser", "appoint-replacement", &joining);
    assert_eq!(world.get("outsider", &case.path("")).status, 200);
    Reading::of(&world, &case, "applicant").assert_without(&[
        post_of("expert1"),
        post_of("outsider"),
        "业务往来",
    ]);
}

#[test]
fn a_subject_that_is_hidden_answers_like_one_that_is_not_there() {
    let world = World::fresh();
    let subject = world.subject();
    let id = subject["id"].as_str().unwrap();
    for who in ["rival", "outsider", "firm", "deputy"] {
        for below in ["", "/determination"] {
            let hidden = world.get(who, &format!("/subjects/{id}{below}"));
            let nothing = world.get(who, &format!("/subjects/{NOTHING}{below}"));
            assert_eq!((hidden.status, &hidden.text), (404, &nothing.text), "{who} {below}");
        }
        for (below, body) in [
            ("answers", json!({ "question": "class", "value": "infrastructure" })),
            ("designation", json!({ "by": "区政府", "document": "纪要", "on": "2026-11-24" })),
            ("evaluations", json!({ "budget_year": 2027 })),
        ] {
            let ask =
                |id: &str| world.post(who, &format!("/subjects/{id}/{below}")).version(1).json(&body).send();
            let (hidden, nothing) = (ask(id), ask(NOTHING));
            assert_eq!((hidden.status, &hidden.text), (nothing.status, &nothing.text), "{who} {below}");
            assert!([403, 404].contains(&hidden.status), "{}", hidden.text);
        }
    }
}

#[test]
fn nobody_learns_a_post_by_naming_an_identifier() {
    let (world, case) = World::in_meeting();
    let expert = world.cast.id("expert1");
    let requests = [
        ("form-working-group", json!({ "leader": expert, "members": [] })),
        ("appoint-panel", json!({ "members": [{ "expert": world.cast.id("clerk"), "kind": "finance" }] })),
        ("appoint-replacement", json!({ "expert": world.cast.id("clerk"), "kind": "finance" })),
        ("invite-deputy", json!({ "deputy": expert })),
    ];
    for (command, body) in requests {
        for (who, status) in
            [("applicant", 403), ("expert2", 403), ("auditor", 403), ("rival", 404), ("outsider", 404)]
        {
            let refused = case.command(&world, who, command, &body).send().expect(status);
            assert!(
                !refused.text.contains("席位") && !refused.text.contains("工作组记录岗"),
                "{}",
                refused.text
            );
        }
        assert_eq!(case.command(&world, "organiser", command, &body).send().fields().len(), 1, "{command}");
    }
}
