//! What follows a result: amounts and conditions, batches, entry into the budget, re-evaluation, insufficient evidence.

use reqwest::Method;
use serde_json::{Value, json};

use crate::case::{Case, FAIR, Stage, World};
use crate::server::{Answer, Server};

/// A project of the unit whose evaluation Article 3(2) requires.
fn registered(world: &World, name: &str) -> Value {
    let subject = json!({
        "name": name,
        "unit": "住建局",
        "content": "更换雨污水管网",
        "facts": {
            "object": "project",
            "application": "new",
            "class": "infrastructure",
            "amount_wan": "900",
            "district_money": "some",
            "unit": "department",
        },
    });
    world.post("applicant", "/subjects").json(&subject).send().expect(201).body
}

/// A case whose report is signed, so that its result can be confirmed.
fn reported(world: &World, name: &str) -> Case {
    let mut case = Case::open_on(world, &registered(world, name));
    case.walk_to(world, Stage::Reporting);
    case.write_report(world);
    case
}

fn refresh(world: &World, case: &mut Case) {
    case.version = world.get("bureau", &case.path("")).expect(200).body["version"].as_u64().unwrap();
}

fn entry(world: &World, who: &str, subject: &str) -> Value {
    world.get(who, &format!("/subjects/{subject}/budget-entry?budget_year=2027")).expect(200).body
}

/// Standing and codes of what keeps it.
fn told(entry: &Value) -> (String, Vec<String>) {
    let code = |value: &Value| value["code"].as_str().unwrap().to_owned();
    let obstacles = entry["obstacles"].as_array().unwrap().iter().map(code).collect();
    (code(&entry["standing"]), obstacles)
}

#[track_caller]
fn assert_entry(world: &World, subject: &str, standing: &str, obstacles: &[&str]) {
    let (found, codes) = told(&entry(world, "bureau", subject));
    assert_eq!(
        (found.as_str(), codes),
        (standing, obstacles.iter().map(|code| (*code).to_owned()).collect())
    );
}

#[track_caller]
fn assert_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.code()), (status, code), "{}", answer.text);
}

#[test]
fn a_result_with_an_amount_below_and_conditions_that_are_met_and_waived() {
    let world = World::fresh();
    let mut case = reported(&world, "排水一期工程");
    let confirmation = |amount: &str| {
        json!({
            "recommended_amount_wan": amount,
            "reason": "管材单价偏高",
            "conditions": [
                { "text": "落实养护经费", "due": "2099-12-30" },
                { "text": "取得用地批复", "due": "2099-12-31" },
            ],
        })
    };
    let raised = case.command(&world, "confirmer", "confirm-result", &confirmation("900.01")).send();
    assert_eq!((raised.status, raised.fields()), (422, vec!["recommended_amount_wan"]), "{}", raised.text);
    case.step(&world, "confirmer", "confirm-result", &confirmation("860.5"));
    let result = world.get("applicant", &case.path("/result")).expect(200).body;
    assert_eq!(
        (&result["requested_amount_wan"], &result["recommended_amount_wan"]),
        (&json!("900"), &json!("860.5"))
    );
    assert_eq!(result["reason"], "管材单价偏高");
    assert!(result["note"].as_str().unwrap().contains("不等于预算已经批准"));
    assert_eq!(result["conditions"][0]["standing"]["code"], "open");
    let whole = world.get("applicant", &case.path("")).expect(200).body;
    let deadlines = whole["deadlines"].as_array().unwrap();
    assert_eq!(deadlines.iter().filter(|deadline| deadline["step"]["code"] == "condition").count(), 2);

    case.step(&world, "organiser", "submit-to-bureau", &json!({ "batch": "第1批" }));
    case.step(&world, "bureau", "accept", &Value::Null);
    assert_entry(&world, &case.subject, "blocked", &["conditions_open"]);
    let unknown = json!({ "number": 1, "text": "已列入预算", "files": ["a".repeat(64)] });
    let refused = case.command(&world, "applicant", "report-condition", &unknown).send();
    assert_eq!((refused.status, refused.fields()), (422, vec!["files.1"]), "{}", refused.text);
    let digest = case.upload(&world, "applicant", "预算.txt", "养护经费").expect(201).body["digest"].clone();
    let report = json!({ "number": 1, "text": "已列入预算", "files": [digest] });
    case.step(&world, "applicant", "report-condition", &report);
    case.step(&world, "organiser", "report-condition", &json!({ "number": 1, "text": "已核对" }));
    let alone = case.command(&world, "organiser", "settle-condition", &json!({ "number": 1 })).send();
    assert_refused(&alone, 409, "second_person_needed");
    case.step(&world, "confirmer", "settle-condition", &json!({ "number": 1 }));
    let waiver = json!({ "number": 2, "waiver_reason": "不新增用地" });
    case.step(&world, "organiser", "settle-condition", &waiver);
    let result = world.get("applicant", &case.path("/result")).expect(200).body;
    assert_eq!(result["conditions"][0]["standing"]["code"], "met");
    assert_eq!(result["conditions"][0]["reports"].as_array().unwrap().len(), 2);
    assert_eq!(result["conditions"][1]["waived_because"], "不新增用地");
    assert_entry(&world, &case.subject, "open", &[]);
    let html = world.get("bureau", &case.path("/report.html")).expect(200).text;
    assert!(html.contains("建议支持金额") && html.contains("落实养护经费") && html.contains("管材单价偏高"));
    let said = world.verify();
    assert!(said.contains("数据与日志一致"), "{said}");
}

#[test]
fn a_batch_goes_as_a_whole_and_comes_back_item_by_item() {
    let world = World::fresh();
    let mut cases: Vec<Case> =
        ["排水一期工程", "排水二期工程", "排水三期工程"].map(|name| reported(&world, name)).into();
    for case in &mut cases {
        case.step(&world, "confirmer", "confirm-result", &Value::Null);
    }
    let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    let new = |number: &str| json!({ "number": number, "items": ids });
    let foreign = world.post("neighbour", "/batches").json(&new("甲1")).send();
    assert_eq!((foreign.status, foreign.fields()), (422, vec!["items.1", "items.2", "items.3"]));
    assert_refused(&world.post("applicant", "/batches").json(&new("甲1")).send(), 403, "forbidden");
    let batch = world.post("organiser", "/batches").json(&new("2026年第1批")).send().expect(201);
    let path = format!("/batches/{}", batch.body["id"].as_str().unwrap());
    let again = world.post("organiser", "/batches").json(&new("2026年第1批")).send();
    assert_eq!((again.status, again.fields()), (422, vec!["number", "items.1", "items.2", "items.3"]));
    for (who, status) in [("bureau", 200), ("auditor", 200), ("neighbour", 404), ("applicant", 404)] {
        assert_eq!(world.get(who, &path).status, status, "{who}");
    }
    assert!(world.get("neighbour", "/batches").expect(200).body["batches"].as_array().unwrap().is_empty());

    // One that went by itself keeps the others.
    cases[0].step(&world, "organiser", "submit-to-bureau", &json!({ "batch": "单报" }));
    let send = |version: u64| {
        world
            .post("organiser", &format!("{path}/send"))
            .version(version)
            .json(&json!({ "on": "2026-11-24" }))
            .send()
    };
    let today = world.get("organiser", &path).expect(200).body;
    let kept = world
        .post("organiser", &format!("{path}/send"))
        .version(1)
        .json(&json!({ "on": created_on(&today) }))
        .send();
    assert_eq!((kept.status, kept.fields()), (422, vec!["items.1"]), "{}", kept.text);
    assert_eq!(cases[1].state(&world), "concluded");
    cases[0].step(&world, "bureau", "return-report", &json!({ "reason": "没有注明来源" }));
    let returned = world.get("organiser", &cases[0].path("")).expect(200).body;
    assert_eq!(returned["round"]["report_returns"][0]["revised"], false);
    cases[0].write_report(&world);
    cases[0].step(&world, "confirmer", "confirm-result", &Value::Null);

    let on = json!({ "on": created_on(&today) });
    let sent = world.post("organiser", &format!("{path}/send")).version(1).json(&on).send().expect(200).body;
    assert_eq!(sent["state"]["code"], "sent");
    assert_eq!(send(2).code(), "batch_closed");
    for case in &mut cases {
        assert_eq!(case.state(&world), "submitted");
        refresh(&world, case);
    }
    cases[0].step(&world, "bureau", "accept", &Value::Null);
    cases[1].step(&world, "bureau", "return-report", &json!({ "reason": "对比不充分" }));
    cases[2].step(&world, "bureau", "accept", &Value::Null);
    let shown = world.get("bureau", &path).expect(200).body;
    let states: Vec<&str> = shown["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["state"]["code"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["accepted", "returned", "accepted"]);
    assert_eq!(shown["items"][1]["returned_because"], "对比不充分");
    // What came back can go with another batch.
    cases[1].write_report(&world);
    cases[1].step(&world, "confirmer", "confirm-result", &Value::Null);
    let next = json!({ "number": "2026年第2批", "items": [cases[1].id] });
    let next = world.post("organiser", "/batches").json(&next).send().expect(201).body;
    let next = format!("/batches/{}", next["id"].as_str().unwrap());
    let discarded =
        world.request(Method::DELETE, "organiser", &format!("{next}?reason=误编")).version(1).send();
    assert_eq!(discarded.expect(200).body["items"][0]["state"]["code"], "discarded");
    let said = world.verify();
    assert!(said.contains("报送批次2个"), "{said}");
}

/// The day on which a batch was made, as a request writes it.
fn created_on(batch: &Value) -> String {
    let text = batch["created_at"].as_str().unwrap();
    let (year, rest) = text.split_once('年').unwrap();
    let (month, rest) = rest.split_once('月').unwrap();
    let (day, _) = rest.split_once('日').unwrap();
    format!("{year}-{month:0>2}-{day:0>2}")
}

#[test]
fn entry_into_the_budget_is_overridden_by_two_people_and_not_by_one() {
    let world = World::fresh();
    let subject = registered(&world, "防汛抢险工程");
    let id = subject["id"].as_str().unwrap();
    assert_entry(&world, id, "blocked", &["no_evaluation"]);
    let blocked = "/budget-entries?budget_year=2027&standing=blocked";
    let listed = |who: &str| {
        let page = world.get(who, blocked).expect(200).body;
        page["entries"].as_array().unwrap().iter().any(|entry| entry["subject"] == id)
    };
    assert!(listed("bureau") && listed("applicant") && !listed("neighbour"));
    assert_eq!(world.get("neighbour", &format!("/subjects/{id}/budget-entry")).status, 404);
    assert_eq!(world.get("bureau", "/budget-entries?standing=maybe").status, 422);

    let ask = json!({ "budget_year": 2027, "reason": "汛期将至，来不及评估" });
    let request = format!("/subjects/{id}/request-budget-override");
    let approve = format!("/subjects/{id}/approve-budget-override");
    let year = json!({ "budget_year": 2027 });
    assert_eq!(world.post("organiser", &request).version(1).json(&ask).send().status, 404);
    world.post("bureau", &request).version(1).json(&ask).send().expect(200);
    let alone = world.post("bureau", &approve).version(2).json(&year).send();
    assert_refused(&alone, 409, "second_person_needed");
    assert_entry(&world, id, "blocked", &["no_evaluation"]);
    assert_eq!(world.post("bureau2", &approve).version(1).json(&year).send().status, 412);
    world.post("bureau2", &approve).version(2).json(&year).send().expect(200);
    assert_entry(&world, id, "overridden", &["no_evaluation"]);
    assert!(!listed("bureau"));
    let shown = world.get("applicant", &format!("/subjects/{id}")).expect(200).body;
    assert_eq!(shown["budget_overrides"][0]["approved_by"], "绩效股复核");
    assert_eq!(shown["determination"]["verdict"]["code"], "required", "the verdict stays");
    let history = world.get("bureau", &format!("/subjects/{id}/history")).expect(200).text;
    assert!(history.contains("budget_override_approved") && history.contains("汛期将至"));
    // What needs no evaluation passes.
    let page = world.get("bureau", "/subjects?verdict=not_required").expect(200).body;
    let small = page["subjects"][0]["id"].as_str().unwrap().to_owned();
    assert_entry(&world, &small, "not_required", &[]);
    world.verify();
}

/// People for an independent evaluation anew: organised by the bureau, carried out by a firm, judged by another panel.
fn recast(world: &mut World) {
    world.cast.take_over("organiser", "bureau");
    world.cast.take_over("confirmer", "bureau2");
    world.cast.take_over("leader", "firm");
    let World { server, database, cast } = world;
    cast.recruit(server, &database.url, &("clerk", "third-party", "受托机构记录岗", "壬咨询公司"));
    for part in [
        ("expert1", "expert", "复评子", "甲一设计院"),
        ("expert2", "expert", "复评丑", "乙一设计院"),
        ("expert3", "expert", "复评寅", "丙一规划院"),
        ("expert4", "expert", "复评卯", "丁一咨询公司"),
        ("expert5", "expert", "复评辰", "戊一学院"),
        ("expert6", "expert", "复评巳", "己一造价公司"),
        ("expert7", "expert", "复评午", "庚一会计师事务所"),
    ] {
        cast.recruit(server, &database.url, &part);
    }
}

#[test]
fn a_reevaluation_supersedes_and_both_results_stay_readable() {
    let mut world = World::fresh();
    let mut case = Case::open_on(&world, &registered(&world, "排水一期工程"));
    case.walk_to(&world, Stage::Supported);
    assert_entry(&world, &case.subject, "open", &[]);
    let order = json!({
        "commission": { "firm": "壬咨询公司", "contract": "委托合同1号", "fee_wan": "3", "fee_source": "部门预算" },
        "reason": "造价依据有疑问",
    });
    case.step(&world, "bureau", "order-reevaluation", &order);
    assert_entry(&world, &case.subject, "blocked", &["round_open", "result_superseded"]);
    // Withdrawn, the earlier result holds again; ordered for another case, it is carried out.
    let mut other = Case::open_on(&world, &registered(&world, "排水二期工程"));
    other.walk_to(&world, Stage::Concluded);
    other.step(&world, "bureau", "order-reevaluation", &order);
    other.step(&world, "bureau", "withdraw", &json!({ "reason": "疑点已查清" }));
    let kept = world.get("applicant", &other.path("/result")).expect(200).body;
    assert_eq!((&kept["round"], &kept["superseded_by"]), (&json!(1), &Value::Null));
    assert_entry(&world, &other.subject, "open", &[]);

    recast(&mut world);
    case.stage = Stage::Opened;
    case.totals = FAIR;
    case.walk_to(&world, Stage::Reporting);
    case.write_report(&world);
    case.step(&world, "confirmer", "confirm-result", &Value::Null);
    assert_entry(&world, &case.subject, "blocked", &["returned_for_revision"]);
    let current = world.get("applicant", &case.path("/result")).expect(200).body;
    assert_eq!((&current["round"], &current["score"]), (&json!(2), &json!("79.92")));
    let earlier = world.get("applicant", &case.path("/result?round=1")).expect(200).body;
    assert_eq!((&earlier["superseded_by"], &earlier["score"]), (&json!(2), &json!("85.42")));
    let entry = entry(&world, "applicant", &case.subject);
    assert_eq!((&entry["result"]["round"], &entry["earlier_results"][0]["round"]), (&json!(2), &json!(1)));
    for (round, score) in [(1, "85.42"), (2, "79.92")] {
        let html = world.get("bureau", &case.path(&format!("/report.html?round={round}"))).expect(200).text;
        assert!(html.contains(score), "round {round}");
        let journal =
            world.get("bureau", &case.path(&format!("/journal?round={round}&limit=500"))).expect(200);
        let kinds: Vec<&str> = journal.body["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["kind"].as_str().unwrap())
            .collect();
        assert_eq!(kinds.first(), Some(&if round == 1 { "opened" } else { "reevaluation_ordered" }));
        assert_eq!(kinds.iter().filter(|kind| **kind == "result_confirmed").count(), 1);
    }
    assert_eq!(world.get("bureau", &case.path("/report?round=3")).status, 404);
    assert_eq!(world.get("bureau", &case.path("/result?round=0")).status, 404);
    assert_eq!(world.get("applicant", &case.path("/report?round=1")).status, 403);
    world.verify();
}

#[test]
fn insufficient_evidence_is_an_outcome_beside_the_grades_where_the_book_has_it() {
    let mut world = World::fresh();
    let yunxi = concat!(env!("CARGO_MANIFEST_DIR"), "/../domain/rulebooks/yunxi-2023.toml");
    let outcome = "[[outcome]]\ncode = \"insufficient_evidence\"\nlabel = \"证据不足，补充论证后再报\"\n\
                   effect = \"revise_and_resubmit\"\narticle = \"第十九条\"\nbeside_grades = true\n\n[[band]]";
    let book = std::fs::read_to_string(yunxi)
        .unwrap()
        .replacen("id = \"yunxi-2023\"", "id = \"careful-2026\"", 1)
        .replacen("place = \"岳阳市云溪区\"", "place = \"某市某县\"", 1)
        .replacen("[[band]]", outcome, 1);
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("rulebooks")).unwrap();
    std::fs::write(folder.path().join("rulebooks/careful.toml"), book).unwrap();
    let confirmation = json!({ "insufficient_evidence": true, "reason": "造价没有依据" });
    let mut usual = reported(&world, "排水一期工程");
    let refused = usual.command(&world, "confirmer", "confirm-result", &confirmation).send();
    assert_eq!((refused.status, refused.fields()), (422, vec!["insufficient_evidence"]), "{}", refused.text);
    usual.step(&world, "confirmer", "confirm-result", &json!({}));
    assert_eq!(usual.state(&world), "concluded");

    world.server.kill();
    let configuration = folder.path().to_str().unwrap();
    world.server = Server::start_with(
        &world.database.url,
        &["--configuration", configuration, "--rulebook", "careful-2026"],
    );
    let mut case = reported(&world, "排水二期工程");
    case.step(&world, "confirmer", "confirm-result", &confirmation);
    let result = world.get("applicant", &case.path("/result")).expect(200).body;
    assert_eq!((&result["score"], &result["grade"]), (&json!("85.42"), &Value::Null));
    assert_eq!(
        (&result["outcome"]["code"], &result["reason"]),
        (&json!("insufficient_evidence"), &json!("造价没有依据"))
    );
    assert_eq!(result["insufficient_evidence"], true);
    assert_eq!(case.state(&world), "returned_for_revision");
    assert_entry(&world, &case.subject, "blocked", &["returned_for_revision"]);
    let html = world.get("bureau", &case.path("/report.html")).expect(200).text;
    assert!(html.contains("证据不足，不评定等次") && html.contains("造价没有依据"));
    case.step(&world, "organiser", "open-next-round", &json!({ "revision": "补充了造价依据" }));
    world.verify();
}
