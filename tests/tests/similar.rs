//! Possible splits and overlaps over HTTP and on the command line: what is found, who sees it, what was decided.

use serde_json::{Value, json};

use crate::case::World;
use crate::engine::TestDatabase;
use crate::program::{list, run};
use crate::server::{Answer, Server};

fn findings(world: &World, who: &str, query: &str) -> Vec<Value> {
    let page = world.get(who, &format!("/similar{query}")).expect(200).body;
    page["findings"].as_array().unwrap().clone()
}

/// The identifiers of a finding's subjects.
fn subjects(finding: &Value) -> Vec<String> {
    let subjects = finding["subjects"].as_array().unwrap();
    subjects.iter().map(|subject| subject["id"].as_str().unwrap().to_owned()).collect()
}

/// The finding about subjects with this word in their names.
fn about(world: &World, word: &str) -> Value {
    let all = findings(world, "bureau", "?status=all");
    all.into_iter().find(|finding| finding["subjects"][0]["name"].as_str().unwrap().contains(word)).unwrap()
}

fn decide(world: &World, who: &str, finding: &Value, choice: &str, version: Option<u64>) -> Answer {
    let body = json!({
        "subjects": subjects(finding), "choice": choice, "reason": "经核实", "version": version,
    });
    world.post(who, "/similar/decisions").json(&body).send()
}

#[test]
fn the_real_list_has_its_three_splits_with_amounts_and_reasons() {
    let world = World::fresh();
    let found = findings(&world, "bureau", "");
    assert_eq!(found.len(), 3, "{found:?}");
    let water = about(&world, "自来水");
    assert_eq!(water["kind"]["code"], "split");
    assert_eq!((&water["together_wan"], &water["threshold_wan"]), (&json!("943"), &json!("400")));
    assert_eq!(subjects(&water).len(), 3);
    let reason = water["reason"].as_str().unwrap();
    assert!(reason.contains("同为陆城镇实施") && reason.contains("合计943万元"), "{reason}");
    assert_eq!(about(&world, "托育")["together_wan"], "360");
    assert_eq!(about(&world, "科发")["together_wan"], "1637");
    let first = world.get("bureau", "/similar?limit=2").expect(200).body;
    assert_eq!((&first["total"], &first["next"]), (&json!(3), &json!(2)));
    assert_eq!(findings(&world, "bureau", "?after=2"), found[2..]);
    let wrong = world.get("bureau", "/similar?status=perhaps").expect(422);
    assert_eq!(wrong.fields(), ["status"]);
}

#[test]
fn a_unit_sees_its_own_and_nothing_of_others() {
    let world = World::fresh();
    let (water, nurseries) = (about(&world, "自来水"), about(&world, "托育"));
    assert_eq!(findings(&world, "rival", ""), std::slice::from_ref(&nurseries), "the schools' own");
    assert!(findings(&world, "applicant", "").is_empty());
    assert!(findings(&world, "outsider", "").is_empty());
    let similar =
        |who: &str, finding: &Value| world.get(who, &format!("/subjects/{}/similar", subjects(finding)[0]));
    assert_eq!(similar("rival", &nurseries).expect(200).body["findings"], json!([nurseries]));
    for who in ["rival", "applicant", "outsider", "firm"] {
        assert_eq!(similar(who, &water).status, 404, "{who}");
    }
    for who in ["bureau", "auditor", "organiser"] {
        assert_eq!(similar(who, &water).expect(200).body["findings"], json!([water]), "{who}");
    }
}

#[test]
fn a_decision_closes_the_finding_and_stays_to_be_seen() {
    let mut world = World::fresh();
    let water = about(&world, "自来水");
    for who in ["applicant", "organiser", "auditor", "outsider"] {
        assert_eq!(decide(&world, who, &water, "separate", None).status, 403, "{who}");
    }
    let wrong = decide(&world, "bureau", &water, "duplicate", None).expect(422);
    assert_eq!(wrong.fields(), ["subjects"], "a split is no duplicate");
    let decided = decide(&world, "bureau", &water, "one_project", None).expect(201);
    assert_eq!(decided.version, Some(1));
    assert_eq!(findings(&world, "bureau", "").len(), 2);
    let closed = findings(&world, "bureau", "?status=decided");
    assert_eq!(closed[0]["decision"], decided.body);
    assert_eq!(closed[0]["decision"]["organisation"], "区财政局");
    assert_eq!(closed[0]["decision"]["reason"], "经核实");

    assert_eq!(decide(&world, "bureau", &water, "separate", None).status, 412, "somebody has decided");
    decide(&world, "bureau2", &water, "separate", Some(1)).expect(201);
    let similar =
        world.get("auditor", &format!("/subjects/{}/similar", subjects(&water)[1])).expect(200).body;
    assert_eq!(similar["decisions"][0]["choice"]["code"], "separate");
    assert_eq!(similar["decisions"][0]["version"], 2);
    let twice = |key: &str| {
        let body = json!({ "subjects": subjects(&about(&world, "科发")), "choice": "one_project", "reason": "同一道路" });
        world.post("bureau", "/similar/decisions").key(key).json(&body).send()
    };
    assert_eq!(twice("once").expect(201).body, twice("once").expect(201).body);
    world.restart();
    assert_eq!(findings(&world, "bureau", "").len(), 1);
    assert!(world.verify().contains("疑似拆分和重复的处理2项"));
}

#[test]
fn a_change_of_a_subject_is_found_at_once() {
    let world = World::fresh();
    assert_eq!(findings(&world, "bureau", "").len(), 3);
    let side = subjects(&about(&world, "科发"))[1].clone();
    let subject = world.get("bureau", &format!("/subjects/{side}")).expect(200);
    let answer = json!({ "question": "amount", "value": "400" });
    let path = format!("/subjects/{side}/answers");
    world.post("bureau", &path).version(subject.version.unwrap()).json(&answer).send().expect(200);
    assert_eq!(findings(&world, "bureau", "").len(), 2, "neither side escapes any more");

    let facts =
        json!({ "object": "project", "application": "new", "class": "infrastructure", "amount_wan": "300" });
    let body = json!({
        "name": "陆城镇丁山村自来水巩固提升改造项目", "unit": "陆城镇", "facts": facts,
    });
    let registered = world.post("bureau", "/subjects").json(&body).send();
    let id = registered.expect(201).body["id"].as_str().unwrap().to_owned();
    let similar = world.get("bureau", &format!("/subjects/{id}/similar")).expect(200).body;
    let split = &similar["findings"][0];
    assert_eq!((subjects(split).len(), &split["together_wan"]), (4, &json!("1243")));
}

#[test]
fn two_servers_find_the_same_whoever_wrote() {
    let world = World::prepared(TestDatabase::postgres());
    let second = Server::start(&world.database.url);
    let elsewhere = |path: &str| {
        second.request(reqwest::Method::GET, path, world.cast.token("bureau")).send().expect(200).body
    };
    assert_eq!(elsewhere("/similar"), world.get("bureau", "/similar").expect(200).body);
    let water = about(&world, "自来水");
    decide(&world, "bureau", &water, "one_project", None).expect(201);
    assert_eq!(elsewhere("/similar")["total"], 2);
    let id = subjects(&water)[0].clone();
    let version = world.get("bureau", &format!("/subjects/{id}")).expect(200).version.unwrap();
    let answer = json!({ "question": "amount", "value": "500" });
    world
        .post("bureau", &format!("/subjects/{id}/answers"))
        .version(version)
        .json(&answer)
        .send()
        .expect(200);
    let path = format!("/subjects/{}/similar", subjects(&water)[1]);
    assert_eq!(elsewhere(&path)["findings"][0]["together_wan"], "645", "the other two alone");
    world.verify();
}

#[test]
fn the_command_line_lists_what_a_file_has() {
    let output = run(&["similar", "-"], &list());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("一-19") && text.contains("合计943万元"), "{text}");
    assert!(text.ends_with("核实处理\n") && text.contains("疑似拆分3组，疑似重复0对"), "{text}");
    let nothing = run(&["similar", "-"], b"");
    assert!(String::from_utf8(nothing.stdout).unwrap().contains("共0个项目"));
    assert_eq!(run(&["similar", "没有这个文件.tsv"], b"").status.code(), Some(2));
}
