//! What judgements rest on, over HTTP: every register once with right and wrong input, and who sees none of it.

use serde_json::{Value, json};

use crate::case::{Case, SUBJECT, Stage, World};
use crate::server::Answer;

/// What must not reach the evaluated unit, each in another register.
const HIDDEN: [&str; 6] = ["暗记水", "暗记木", "暗记金", "暗记火", "暗记土", "暗记风"];
const LEARNT: &str = HIDDEN[0];
const CLAIM: &str = HIDDEN[1];
const COMPARED: &str = HIDDEN[2];
const FLAG: &str = HIDDEN[3];
const PHOTOGRAPH: &str = HIDDEN[4];
const ANSWER: &str = HIDDEN[5];

fn inquiry() -> Value {
    json!({
        "channel": "电话采访",
        "on": "2026-11-24",
        "source": "沿线村（社区）负责人",
        "learnt": LEARNT,
    })
}

fn cross_check() -> Value {
    json!({
        "claim": CLAIM,
        "sources": [{ "inquiry": 1 }, { "words": "规划红线图" }],
        "contradiction": "相差100米",
    })
}

fn comparison(kind: &str) -> Value {
    json!({
        "kind": kind,
        "name": "同类道路",
        "place": "邻县",
        "compared": "每公里造价",
        "finding": COMPARED,
        "source": "公开的概算批复",
    })
}

fn visit(digest: &Value) -> Value {
    json!({
        "on": "2026-11-24",
        "place": "新荷路",
        "participants": ["工作组组长岗"],
        "findings": "与申报一致",
        "explanations": "无",
        "files": [{ "digest": digest, "caption": PHOTOGRAPH }],
    })
}

/// The faults of a refused command as `field: code`.
#[track_caller]
fn faults(world: &World, case: &Case, who: &str, command: &str, body: &Value) -> Vec<String> {
    let refused = case.command(world, who, command, body).send().expect(422);
    assert!(refused.body["article"].is_string() || refused.body["errors"].is_array(), "{}", refused.text);
    let text = |fault: &Value, name: &str| fault[name].as_str().unwrap().to_owned();
    let faults = refused.body["errors"].as_array().unwrap().iter();
    faults.map(|fault| format!("{}: {}", text(fault, "field"), text(fault, "code"))).collect()
}

/// The same body with one field changed.
fn with(body: Value, field: &str, value: Value) -> Value {
    let mut body = body;
    body[field] = value;
    body
}

/// The codes of what blocks somebody's command.
fn blocking(world: &World, case: &Case, who: &str, command: &str) -> Vec<String> {
    let seen = world.get(who, &case.path("")).expect(200).body;
    let commands = seen["allowed_commands"].as_array().unwrap();
    let entry = commands.iter().find(|entry| entry["command"] == command).unwrap();
    let blocks = entry["blocked_by"].as_array().unwrap().iter();
    blocks.map(|block| block["code"].as_str().unwrap().to_owned()).collect()
}

/// Supplies the material of a case that has its site visit recorded, and completes the collection.
fn complete_collection(world: &World, case: &mut Case) {
    let seen = world.get("applicant", &case.path("")).expect(200).body;
    let digest = case.upload(world, "applicant", "资料.txt", "测试资料").expect(201).body["digest"].clone();
    let required =
        seen["round"]["checklist"].as_array().unwrap().iter().filter(|item| item["required"] == true);
    for item in required {
        let material = json!({ "item": item["code"], "title": format!("{SUBJECT}资料"), "digest": digest });
        case.step(world, "applicant", "submit-material", &material);
        case.step(world, "clerk", "accept-material", &json!({ "item": item["code"] }));
    }
    let deputy = json!({ "deputy": world.cast.id("deputy") });
    case.step(world, "organiser", "invite-deputy", &deputy);
    case.step(world, "leader", "complete-collection", &Value::Null);
    case.stage = Stage::Preliminary;
}

/// A case that collects material, and the digest of a photograph of its working group.
fn collecting() -> (World, Case, Value) {
    let world = World::fresh();
    let mut case = Case::open(&world);
    case.walk_to(&world, Stage::Collecting);
    let photograph = case.upload(&world, "leader", "现场.txt", "现场照片").expect(201);
    let digest = photograph.body["digest"].clone();
    (world, case, digest)
}

/// Fills every register and records a visit with a photograph.
fn gather(world: &World, case: &mut Case, digest: &Value) -> Answer {
    case.step(world, "clerk", "record-inquiry", &with(inquiry(), "digests", json!([digest])));
    case.step(world, "leader", "record-site-visit", &visit(digest));
    case.step(world, "leader", "record-cross-check", &cross_check());
    for kind in ["comparable", "overlap"] {
        case.step(world, "clerk", "record-comparison", &comparison(kind));
    }
    case.step(world, "leader", "raise-red-flag", &json!({ "point": "7(6)d", "text": FLAG }))
}

/// Wrong input to each register is refused with the field and the reason.
fn what_is_wrong_is_named(world: &World, case: &Case, digest: &Value) {
    let nowhere = "f".repeat(64);
    let wrong = |who: &str, command: &str, body: Value| faults(world, case, who, command, &body);
    assert_eq!(
        wrong("clerk", "record-inquiry", with(inquiry(), "digests", json!([digest, nowhere]))),
        ["digests.2: file_not_uploaded"]
    );
    assert_eq!(wrong("clerk", "record-inquiry", with(inquiry(), "on", json!("明天"))), ["on: not_a_date"]);
    assert_eq!(
        wrong("clerk", "record-inquiry", with(inquiry(), "on", json!("2099-01-01"))),
        ["on: in_future"]
    );
    assert_eq!(wrong("leader", "record-site-visit", visit(&json!(nowhere))), ["files.1: file_not_uploaded"]);
    assert_eq!(
        wrong(
            "leader",
            "record-cross-check",
            with(cross_check(), "sources", json!([{ "material": "M01" }, {}]))
        ),
        ["sources.2: one_source_each"]
    );
    assert_eq!(
        wrong(
            "leader",
            "record-cross-check",
            with(
                cross_check(),
                "sources",
                json!([{ "inquiry": 1, "words": "两种" }, { "site_visit": false }])
            )
        ),
        ["sources.1: one_source_each", "sources.2: one_source_each"]
    );
    assert_eq!(
        wrong("leader", "record-cross-check", cross_check()),
        ["sources.1: unknown_evidence"],
        "nothing was learnt yet"
    );
    assert_eq!(wrong("clerk", "record-comparison", comparison("neighbour")), ["kind: unknown_code"]);
    assert_eq!(
        wrong("leader", "raise-red-flag", json!({ "point": "7(1)a", "text": FLAG })),
        ["point: unknown_point"]
    );
    for (who, status) in [("applicant", 403), ("bureau", 403), ("rival", 404)] {
        let refused = case.command(world, who, "record-inquiry", &inquiry()).send().expect(status);
        assert!(!refused.text.contains("评估工作组记录岗"), "{}", refused.text);
    }
}

#[test]
fn every_register_takes_what_is_whole_and_names_what_is_not() {
    let (world, mut case, digest) = collecting();
    what_is_wrong_is_named(&world, &case, &digest);
    let seen = gather(&world, &mut case, &digest).body;
    let evidence = &seen["round"]["evidence"];
    assert_eq!(evidence["inquiries"][0]["digests"], json!([digest]));
    assert_eq!(evidence["cross_checks"][0]["settled"], false);
    assert_eq!(evidence["cross_checks"][0]["sources"][0]["label"], "信息收集第1项");
    assert_eq!(
        (&evidence["comparable"][0]["number"], &evidence["overlaps"][0]["number"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(evidence["red_flags"][0]["point"]["code"], "7(6)d");
    assert_eq!(evidence["site_visit"]["files"][0]["caption"], PHOTOGRAPH);
    assert_eq!(evidence["channels"].as_array().unwrap().len(), 5);

    supplements_with_files(&world, &mut case, &"f".repeat(64));
    complete_collection(&world, &mut case);
    marks_rest_on_evidence(&world, &mut case);
    case.walk_to(&world, Stage::InMeeting);
    red_flags_are_answered(&world, &mut case);
    case.walk_to(&world, Stage::Concluded);
    let report = world.get("auditor", &case.path("/report")).expect(200).body;
    let of_report = &report["evidence"];
    assert_eq!(of_report["overlaps"][0]["finding"], COMPARED);
    assert_eq!(of_report["red_flags"][1]["answer"], ANSWER);
    assert_eq!(of_report["cross_checks"][0]["resolution"], "以红线图为准");
    assert_eq!(world.get("auditor", &case.path("/report.html")).status, 200);
    world.verify();
}

/// A request for more names what it is about; its answer carries a file that everybody reads who takes part.
fn supplements_with_files(world: &World, case: &mut Case, nowhere: &str) {
    let ask = |item: &str, indicator: &str| json!({ "text": "补交批复", "due": "2099-01-01", "item": item, "indicator": indicator });
    assert_eq!(faults(world, case, "clerk", "request-supplement", &ask("M99", "A1")), ["item: unknown_item"]);
    assert_eq!(
        faults(world, case, "clerk", "request-supplement", &ask("M01", "Z9")),
        ["indicator: unknown_indicator"]
    );
    case.step(world, "clerk", "request-supplement", &ask("M01", "A1"));
    let answer = |digest: &Value| json!({ "number": 1, "answer": "已补", "digests": [digest] });
    let faulty = answer(&json!(nowhere));
    assert_eq!(
        faults(world, case, "applicant", "answer-supplement", &faulty),
        ["digests.1: file_not_uploaded"]
    );
    let uploaded = case.upload(world, "applicant", "批复.txt", "批复全文").expect(201);
    let digest = &uploaded.body["digest"];
    case.step(world, "applicant", "answer-supplement", &answer(digest));
    let seen = world.get("expert1", &case.path("")).expect(200).body;
    let supplement = &seen["round"]["supplements"][0];
    assert_eq!((&supplement["item"], &supplement["indicator"]), (&json!("M01"), &json!("A1")));
    let file = case.path(&format!("/files/{}", digest.as_str().unwrap()));
    assert_eq!(world.get("expert1", &file).expect(200).text, "批复全文");
}

/// A mark links to what is there, and no meeting is convened over a contradiction.
fn marks_rest_on_evidence(world: &World, case: &mut Case) {
    let mark = |evidence: Value| {
        json!({
            "indicator": "A1", "score": "1", "basis": "申报资料", "points": "依据", "evidence": evidence,
            "reason": "缺批复",
        })
    };
    let wrong = |evidence: Value| faults(world, case, "leader", "score-preliminary", &mark(evidence));
    assert_eq!(wrong(json!([])), ["evidence: required"]);
    assert_eq!(
        wrong(json!([{ "material": "M99" }, { "comparison": 3 }, { "cross_check": 0 }])),
        ["evidence.1: unknown_evidence", "evidence.2: unknown_evidence", "evidence.3: unknown_evidence"]
    );
    assert_eq!(wrong(json!([{}])), ["evidence.1: one_source_each"]);
    let links = json!([
        { "material": "M01" }, { "inquiry": 1 }, { "cross_check": 1 }, { "comparison": 2 },
        { "site_visit": true }, { "words": "可研批复" },
    ]);
    let scored = case.step(world, "leader", "score-preliminary", &mark(links.clone())).body;
    let shown = scored["round"]["preliminary_scores"][0]["evidence"].as_array().unwrap().clone();
    for (link, shown) in links.as_array().unwrap().iter().zip(&shown) {
        let (field, value) = link.as_object().unwrap().iter().next().unwrap();
        assert_eq!(&shown[field], value);
    }
    assert_eq!(shown.len(), 6);
    assert!(
        blocking(world, case, "organiser", "convene_meeting").contains(&"contradictions_open".to_owned())
    );
    let resolve = |number: u32| json!({ "number": number, "resolution": "以红线图为准" });
    assert_eq!(
        faults(world, case, "leader", "resolve-contradiction", &resolve(2)),
        ["number: unknown_number"]
    );
    case.step(world, "leader", "resolve-contradiction", &resolve(1));
    assert!(
        !blocking(world, case, "organiser", "convene_meeting").contains(&"contradictions_open".to_owned())
    );
}

/// A member of the panel raises one as well; the meeting does not end before both are dealt with.
fn red_flags_are_answered(world: &World, case: &mut Case) {
    case.step(world, "expert2", "raise-red-flag", &json!({ "text": "工期过紧" }));
    let refused = case.command(world, "deputy", "raise-red-flag", &json!({ "text": "工期过紧" })).send();
    assert_eq!((refused.status, refused.code()), (403, "forbidden"), "{}", refused.text);
    for number in [1, 2] {
        assert!(blocking(world, case, "leader", "conclude_meeting").contains(&"red_flags_open".to_owned()));
        let answer = json!({ "number": number, "answer": ANSWER });
        case.step(world, "clerk", "answer-red-flag", &answer);
        assert_eq!(faults(world, case, "clerk", "answer-red-flag", &answer), ["number: already_answered"]);
    }
    assert!(!blocking(world, case, "leader", "conclude_meeting").contains(&"red_flags_open".to_owned()));
}

#[test]
fn a_commission_names_its_fee_and_where_it_comes_from() {
    let world = World::fresh();
    let mut case = Case::open(&world);
    let commission = |fee: &str| json!({ "firm": "壬咨询公司", "contract": "委托合同1号", "fee_wan": fee, "fee_source": "机动经费" });
    let wrong = |fee: &str| faults(&world, &case, "organiser", "commission-third-party", &commission(fee));
    assert_eq!(wrong("十二"), ["fee_wan: not_an_amount"]);
    assert_eq!(wrong("0"), ["fee: out_of_range"]);
    let seen = case.step(&world, "organiser", "commission-third-party", &commission("12.5")).body;
    let shown = &seen["round"]["evidence"]["commission"];
    assert_eq!((&shown["fee"], &shown["fee_source"]), (&json!("12.5万元"), &json!("机动经费")));
    let unit = world.get("applicant", &case.path("")).expect(200);
    assert!(!unit.text.contains("12.5") && !unit.text.contains("机动经费"), "{}", unit.text);
    assert_eq!(unit.body["round"]["third_party"], "壬咨询公司");
    world.verify();
}

/// Everything that somebody can read of a case, and the photograph of its visit.
fn reads(world: &World, case: &Case, who: &str, digest: &Value) -> (String, u16) {
    let paths = ["", "/report", "/report.html", "/result", "/sheets", "/journal?limit=500"];
    let answers = paths.map(|below| world.get(who, &case.path(below)).text).concat();
    let photograph = world.get(who, &case.path(&format!("/files/{}", digest.as_str().unwrap())));
    (answers, photograph.status)
}

#[test]
fn the_unit_sees_none_of_it_and_panel_and_deputies_only_from_the_meeting_on() {
    let (world, mut case, digest) = collecting();
    gather(&world, &mut case, &digest);
    complete_collection(&world, &mut case);
    let unit_sees_nothing = |case: &Case| {
        for who in ["applicant", "neighbour", "rival", "outsider"] {
            let (text, photograph) = reads(&world, case, who, &digest);
            for hidden in HIDDEN {
                assert!(!text.contains(hidden), "{who} reads {hidden} in {:?}", case.stage);
            }
            assert_eq!(photograph, 404, "{who}, {:?}", case.stage);
        }
    };
    unit_sees_nothing(&case);
    for who in ["expert1", "deputy"] {
        let (text, photograph) = reads(&world, &case, who, &digest);
        assert!(HIDDEN.iter().all(|hidden| !text.contains(hidden)), "{who} before the meeting");
        assert_eq!(photograph, 404, "{who} before the meeting");
    }
    let own = case.step(&world, "expert1", "raise-red-flag", &json!({ "text": "本人所提" })).body;
    let flags = own["round"]["evidence"]["red_flags"].as_array().unwrap();
    assert_eq!(flags.len(), 1, "one's own is no secret to oneself");
    assert_eq!((&flags[0]["number"], &flags[0]["text"]), (&json!(2), &json!("本人所提")));

    case.step(&world, "leader", "resolve-contradiction", &json!({ "number": 1, "resolution": "已核" }));
    case.walk_to(&world, Stage::InMeeting);
    for number in [1, 2] {
        case.step(&world, "clerk", "answer-red-flag", &json!({ "number": number, "answer": ANSWER }));
    }
    let inside = ["organiser", "leader", "clerk", "bureau", "auditor"];
    for who in inside.into_iter().chain(["expert1", "deputy"]) {
        let (text, photograph) = reads(&world, &case, who, &digest);
        for shown in HIDDEN {
            assert!(text.contains(shown), "{who} misses {shown}: the test would see nothing either");
        }
        assert_eq!(photograph, 200, "{who}");
    }
    unit_sees_nothing(&case);
    for stage in [Stage::Reporting, Stage::Concluded, Stage::Supported] {
        case.walk_to(&world, stage);
        unit_sees_nothing(&case);
    }
    let unit = world.get("applicant", &case.path("")).expect(200).body;
    let evidence = &unit["round"]["evidence"];
    for register in ["inquiries", "cross_checks", "comparable", "overlaps", "red_flags"] {
        assert_eq!(evidence[register], json!([]), "{register}");
    }
    assert_eq!((&evidence["site_visit"], &unit["round"]["preliminary_scores"]), (&Value::Null, &json!([])));
    world.verify();
}
