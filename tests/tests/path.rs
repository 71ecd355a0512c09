//! The whole path over HTTP, on both engines: from the year's list to an accepted result, with every turn that the
//! measure allows on the way.

use serde_json::{Value, json};

use crate::case::{Case, FAIR, GOOD, Stage, World};
use crate::engine::TestDatabase;

#[test]
fn a_good_case_on_sqlite() {
    a_good_case(&World::fresh());
}

#[test]
fn a_fair_case_on_sqlite() {
    a_fair_case(&World::fresh());
}

#[test]
fn both_cases_on_postgres() {
    let world = World::prepared(TestDatabase::postgres());
    a_good_case(&world);
    a_fair_case(&world);
}

/// 良好, returned by the bureau, rewritten, accepted, and at last evaluated anew.
fn a_good_case(world: &World) {
    let subject = world.subject();
    let id = subject["id"].as_str().unwrap();
    let determination = world.get("applicant", &format!("/subjects/{id}/determination")).expect(200).body;
    assert_eq!(determination["verdict"]["code"], "required");

    let mut case = Case::open(world);
    case.walk_to(world, Stage::Submitted);
    assert_good_result(world, &case);

    case.step(world, "bureau", "return-report", &json!({ "reason": "对比分析没有注明来源" }));
    assert_eq!(case.state(world), "reporting");
    let taken_back = world.get("applicant", &case.path("/result"));
    assert_eq!(taken_back.status, 403, "a returned report takes the result back: {}", taken_back.text);
    case.stage = Stage::Reporting;
    case.walk_to(world, Stage::Submitted);
    let review = json!({ "score": "84.5", "finding": "抽查未发现问题" });
    case.step(world, "bureau", "record-review", &review);
    case.walk_to(world, Stage::Supported);
    assert_good_result(world, &case);
    let html = world.get("bureau", &case.path("/report.html")).expect(200);
    assert!(html.content_type.starts_with("text/html"), "{}", html.content_type);
    assert!(html.text.contains("85.42") && html.text.contains("良好"));

    let order = json!({
        "commission": { "firm": "壬咨询公司", "contract": "委托合同1号", "fee_wan": "12.5", "fee_source": "公用经费" },
        "reason": "审计发现造价依据有疑问",
    });
    let anew = case.step(world, "bureau", "order-reevaluation", &order).body;
    assert_eq!(anew["round"]["number"], 2);
    assert_eq!(anew["round"]["kind"]["code"], "reevaluation");
    assert_eq!(anew["round"]["organiser"], "区财政局");
    assert_eq!(anew["round"]["supersedes"], 1);
    assert_eq!(anew["earlier"][0]["result"]["score"], "85.42", "the ended round stays as it was");
    let said = world.verify();
    assert!(said.contains("日志链完整") && said.contains("数据与日志一致"), "{said}");
}

fn assert_good_result(world: &World, case: &Case) {
    let result = world.get("applicant", &case.path("/result")).expect(200).body;
    assert_eq!(result["score"], "85.42", "598 ÷ 7 is cut off, not rounded up to 85.43");
    assert_eq!(result["grade"], json!({ "code": "good", "label": "良好" }));
    assert_eq!(result["outcome"]["code"], "supported");
    let report = world.get("bureau", &case.path("/report")).expect(200).body;
    assert_eq!(report["scores"]["exact_score"], "598.00÷7");
}

/// 一般, returned for revision, and 良好 in the round that follows.
fn a_fair_case(world: &World) {
    let subject = json!({
        "name": "云溪大道排水改造工程",
        "unit": "住建局",
        "content": "更换雨污水管网",
        "facts": {
            "object": "project",
            "application": "new",
            "class": "infrastructure",
            "amount_wan": "400",
            "district_money": "some",
            "unit": "department",
        },
    });
    let registered = world.post("applicant", "/subjects").json(&subject).send().expect(201).body;
    assert_eq!(registered["determination"]["verdict"]["code"], "required", "exactly 400万元 is enough");

    let mut case = Case::open_on(world, &registered);
    case.totals = FAIR;
    case.walk_to(world, Stage::Reporting);
    case.write_report(world);
    case.step(world, "confirmer", "confirm-result", &Value::Null);
    assert_eq!(case.state(world), "returned_for_revision");
    let result = world.get("applicant", &case.path("/result")).expect(200).body;
    assert_eq!((&result["score"], &result["grade"]["label"]), (&json!("79.92"), &json!("一般")));
    let early = case.command(world, "organiser", "submit-to-bureau", &json!({ "batch": "1" })).send();
    assert_eq!((early.status, early.code()), (409, "round_ended"), "{}", early.text);

    case.step(world, "organiser", "open-next-round", &json!({ "revision": "补充了绩效目标和造价依据" }));
    assert_eq!(case.state(world), "collecting");
    case.stage = Stage::Collecting;
    case.totals = GOOD;
    case.walk_to(world, Stage::Supported);
    let whole = world.get("applicant", &case.path("")).expect(200).body;
    assert_eq!(whole["round"]["number"], 2);
    assert_eq!(whole["round"]["result"]["score"], "85.42");
    assert_eq!(whole["earlier"][0]["result"]["score"], "79.92");
    world.verify();
}
