//! What happens to subjects beside their verdict over real HTTP: facts with origin, targets, exemptions, joins.

use reqwest::Method;
use serde_json::{Value, json};

use crate::case::World;
use crate::engine::TestDatabase;
use crate::server::{Answer, Request};

#[test]
fn the_parts_of_one_project_are_joined_and_separated_again() {
    waterworks(&World::fresh());
}

#[test]
fn the_parts_of_one_project_are_joined_and_separated_again_on_postgres() {
    waterworks(&World::prepared(TestDatabase::postgres()));
}

/// The three waterworks of the list: 298, 313 and 332万元 by one town.
fn waterworks(world: &World) {
    let page = world.get("bureau", "/subjects?section=一").expect(200).body;
    let parts: Vec<&Value> = page["subjects"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|subject| (19..=21).contains(&subject["number"].as_u64().unwrap()))
        .collect();
    let members: Vec<Value> =
        parts.iter().map(|part| json!({ "subject": part["id"], "version": part["version"] })).collect();
    let before = world.get("bureau", "/subjects/counts").expect(200).body;
    assert_eq!((&before["joined"], &before["exempted"]), (&json!(0), &json!(0)));

    let order = json!({ "name": "自来水工程", "reason": "同一单位、同期实施", "members": members });
    let join = |who: &str, order: &Value| world.post(who, "/subjects/joins").json(order).send();
    assert_eq!(join("organiser", &order).expect(403).code(), "forbidden");
    let without_reason = json!({ "name": "自来水工程", "reason": " ", "members": members });
    assert_eq!(join("bureau", &without_reason).expect(422).fields(), ["reason"]);
    let alone = json!({ "name": "自来水工程", "reason": "同一单位", "members": [members[0]] });
    assert_eq!(join("bureau", &alone).expect(422).fields(), ["members"]);
    let joint = world.post("bureau", "/subjects/joins").key("join-1").json(&order).send().expect(201);
    let again = world.post("bureau", "/subjects/joins").key("join-1").json(&order).send().expect(201);
    assert_eq!(again.body["id"], joint.body["id"], "a retry joins nothing twice");
    assert_eq!(joint.body["amount_wan"], "943");
    assert_ne!(joint.body["determination"]["verdict"]["code"], "not_required");
    assert_eq!(joint.body["parts"].as_array().unwrap().len(), 3);

    let after = world.get("bureau", "/subjects/counts").expect(200).body;
    assert_eq!(after["joined"], 3);
    let sum = |counts: &Value| {
        ["required", "not_required", "needs_information", "out_of_scope"]
            .iter()
            .map(|verdict| counts[*verdict].as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!((sum(&before), sum(&after)), (87, 85));
    let part = format!("/subjects/{}", parts[0]["id"].as_str().unwrap());
    let seen = world.get("bureau", &part).expect(200);
    assert_eq!(seen.body["standing"]["kind"]["code"], "joined");
    assert_eq!(seen.body["standing"]["joined_into"], joint.body["id"]);
    let answer = json!({ "question": "class", "value": "infrastructure" });
    let answered = world.post("bureau", &format!("{part}/answers")).version(2).json(&answer).send();
    assert_eq!(answered.expect(409).code(), "subject_joined");
    assert_eq!(join("bureau", &order).expect(409).code(), "member_changed");

    let path = format!("/subjects/joins/{}", joint.body["id"].as_str().unwrap());
    let dissolve = |version| {
        world.request(Method::DELETE, "bureau", &format!("{path}?reason=误并")).version(version).send()
    };
    assert_eq!(dissolve(7).expect(412).code(), "stale_version");
    assert_eq!(dissolve(1).expect(200).body["standing"]["kind"]["code"], "dissolved");
    assert_eq!(world.get("bureau", "/subjects/counts").expect(200).body, before);
    let history = world.get("bureau", &format!("{part}/history")).expect(200).body;
    let told: Vec<&Value> =
        history["events"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(json!(told), json!(["subject_registered", "subject_joined", "subject_released"]));
}

fn registered(world: &World) -> Answer {
    let policy = json!({
        "name": "困难群众临时救助办法",
        "unit": "住建局",
        "facts": {
            "object": "policy", "application": "new", "district_money": "some", "amount_wan": "5",
        },
        "targets": [{
            "dimension": "timeliness", "indicator": "公示时间", "comparison": "at_least", "value": "7", "unit": "天",
        }],
    });
    world.post("applicant", "/subjects").json(&policy).send().expect(201)
}

#[test]
fn a_policy_is_exempted_shown_as_such_and_taken_back() {
    let world = World::fresh();
    let policy = registered(&world);
    assert_eq!(policy.body["determination"]["verdict"]["code"], "required");
    let path = format!("/subjects/{}", policy.body["id"].as_str().unwrap());
    let exemption = format!("{path}/exemption");
    let reason = json!({ "reason": "金额小，已随部门预算审核", "document": "区财政局会议纪要〔2026〕3号" });
    let ask = |who: &str| world.post(who, &exemption).version(1).json(&reason).send();
    assert_eq!(ask("applicant").expect(403).code(), "forbidden");
    assert_eq!(ask("rival").expect(404).code(), "not_found");
    let exempted = ask("bureau").expect(200);
    assert_eq!(exempted.body["determination"], policy.body["determination"], "the verdict stays");
    assert_eq!(exempted.body["standing"]["kind"]["label"], "已豁免");
    assert_eq!(exempted.body["standing"]["by"], "绩效股经办");
    let counts = world.get("bureau", "/subjects/counts").expect(200).body;
    assert_eq!((&counts["required"], &counts["exempted"]), (&json!(14), &json!(1)));
    let listed = world.get("bureau", "/subjects?standing=exempted").expect(200).body;
    assert_eq!(listed["subjects"][0]["id"], policy.body["id"]);
    assert_eq!(world.get("bureau", "/subjects?standing=gone").expect(422).fields(), ["standing"]);
    let opening = json!({ "budget_year": 2026, "voluntary": true });
    let opened = world.post("bureau", &format!("{path}/evaluations")).version(2).json(&opening).send();
    assert_eq!(opened.expect(409).code(), "subject_exempted");

    let revoke =
        |query: &str| world.request(Method::DELETE, "bureau", &format!("{exemption}{query}")).version(2);
    assert_eq!(revoke("").send().expect(400).code(), "malformed_request");
    assert_eq!(revoke("?reason=%20").send().expect(422).fields(), ["reason"]);
    let revoked = revoke("?reason=金额有误").send().expect(200);
    assert_eq!(revoked.body["standing"]["kind"]["code"], "independent");
    let opened = world.post("bureau", &format!("{path}/evaluations")).version(3).json(&opening).send();
    opened.expect(201);
    let road = world.subject();
    let path = format!("/subjects/{}/exemption", road["id"].as_str().unwrap());
    let refused = world.post("bureau", &path).version(1).json(&reason).send();
    assert_eq!(refused.expect(409).code(), "exemption_not_allowed", "what reaches a figure is evaluated");
}

#[test]
fn targets_are_structured_fields_that_the_unit_changes() {
    let world = World::fresh();
    let policy = registered(&world);
    assert_eq!(policy.body["targets"][0]["text"], "时效：公示时间≥7天");
    let path = format!("/subjects/{}/targets", policy.body["id"].as_str().unwrap());
    let put = |who: &str, targets: Value| -> Request {
        world.request(Method::PUT, who, &path).version(1).json(&json!({ "targets": targets }))
    };
    let target = |value: &str, unit: &str| {
        json!({
            "dimension": "satisfaction", "indicator": "群众满意度", "comparison": "at_least",
            "value": value, "unit": unit, "year": 2026,
        })
    };
    let bad = put("applicant", json!([target("很高", "%"), target("90", "%")])).send().expect(422);
    assert_eq!(bad.fields(), ["targets.1.value"]);
    let bad = put("applicant", json!([target("90.5", "%"), target("101", " ")])).send().expect(422);
    assert_eq!(bad.fields(), ["targets.2.unit", "targets.2.indicator"]);
    assert_eq!(put("rival", json!([])).send().expect(404).code(), "not_found");
    let changed = put("applicant", json!([target("90.50", "%")])).send().expect(200);
    assert_eq!(changed.body["targets"][0]["text"], "满意度：群众满意度≥90.5%（2026年）");
    assert_eq!(changed.version, Some(2));
}

#[test]
fn every_fact_says_where_it_comes_from() {
    let world = World::fresh();
    let road = world.subject();
    let path = format!("/subjects/{}", road["id"].as_str().unwrap());
    let origins = |facts: &Value| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let facts = facts["facts"].as_array().unwrap();
        facts.iter().map(|fact| (text(&fact["fact"]["code"]), text(&fact["origin"]["code"]))).collect()
    };
    let known = world.get("bureau", &format!("{path}/facts")).expect(200).body;
    let stated = ("total_amount".to_owned(), "stated".to_owned());
    assert!(origins(&known).contains(&stated), "{known}");
    let inferred =
        known["facts"].as_array().unwrap().iter().find(|fact| fact["origin"]["code"] == "inferred");
    let inferred = inferred.unwrap();
    assert!(inferred["words"].is_string() && inferred["rule"].is_string(), "{inferred}");
    let answer = json!({ "question": "class", "value": "infrastructure", "document": "发改批复〔2023〕1号" });
    let version = road["version"].as_u64().unwrap();
    world.post("bureau", &format!("{path}/answers")).version(version).json(&answer).send().expect(200);
    let known = world.get("bureau", &format!("{path}/facts")).expect(200).body;
    let class =
        known["facts"].as_array().unwrap().iter().find(|fact| fact["fact"]["code"] == "class").unwrap();
    assert_eq!(class["origin"]["label"], "确认");
    assert_eq!((&class["by"], &class["document"]), (&json!("绩效股经办"), &json!("发改批复〔2023〕1号")));
    assert_eq!(world.get("rival", &format!("{path}/facts")).expect(404).code(), "not_found");
}
