//! The directory of units over real HTTP: asked about, added to, merged, and what follows.

use reqwest::Method;
use serde_json::{Value, json};

use crate::case::World;

fn find<'a>(directory: &'a Value, name: &str) -> &'a Value {
    let units = directory["organisations"].as_array().unwrap();
    let named = |unit: &&Value| {
        unit["name"] == name || unit["aliases"].as_array().unwrap().contains(&Value::from(name))
    };
    units.iter().find(named).unwrap()
}

#[test]
fn an_import_says_which_units_nobody_knows() {
    let world = World::fresh();
    let rows = [("甲", "滨江指挥部"), ("乙", "住建局"), ("丙", "滨江指挥部"), ("丁", "待定")];
    let rows = (1..).zip(rows).map(|(number, (name, unit))| {
        format!("{number}\t{name}闸改造\t改建\t{unit}\t900\t水闸\t年内\t财政统筹\t\n")
    });
    let list: String = std::iter::once(
        "序号\t项目名称\t建设性质\t建设单位\t总投资（万元）\t建设内容\t工作计划\t资金来源\t备注\n".to_owned(),
    )
    .chain(rows)
    .collect();
    let unknown = json!([{ "name": "滨江指挥部", "projects": 2 }]);
    for commit in [false, true] {
        let path = format!("/imports?file_name=plan.tsv&commit={commit}");
        let upload = world.post("bureau", &path).text("application/octet-stream", list.clone());
        assert_eq!(upload.send().expect(201).body["unknown_units"], unknown, "commit={commit}");
    }
}

#[test]
fn an_unknown_unit_is_asked_about_and_becomes_known() {
    let world = World::fresh();
    let directory = world.get("rival", "/organisations").expect(200).body;
    assert!(directory["organisations"].as_array().unwrap().len() > 80);
    assert_eq!(find(&directory, "教体局")["kind"]["code"], "department");
    let subject = json!({
        "name": "滨江防洪墙", "unit": "滨江指挥部",
        "facts": {
            "object": "project", "application": "new", "class": "infrastructure", "amount_wan": "500",
            "district_money": "some", "district_share": "30",
        },
    });
    let subject = world.post("bureau", "/subjects").json(&subject).send().expect(201);
    let path = format!("/subjects/{}", subject.body["id"].as_str().unwrap());
    let unknown = world.get("bureau", "/organisations/unknown").expect(200).body;
    assert!(
        unknown["units"].as_array().unwrap().contains(&json!({ "name": "滨江指挥部", "subjects": 1 })),
        "{unknown}"
    );
    assert_eq!(world.get("applicant", "/organisations/unknown").expect(403).code(), "forbidden");

    let unit = json!({ "name": "滨江建设指挥部", "aliases": ["滨江指挥部"], "kind": "town" });
    let add = |who: &str, unit: &Value| world.post(who, "/organisations").key("unit-1").json(unit).send();
    assert_eq!(add("organiser", &unit).expect(403).code(), "forbidden");
    let bad = json!({ "name": "滨江建设指挥部", "kind": "club" });
    assert_eq!(add("bureau", &bad).expect(422).fields(), ["kind"]);
    let taken = json!({ "name": "教体局", "kind": "department" });
    assert_eq!(add("bureau", &taken).expect(422).fields(), ["name"]);
    let added = add("bureau", &unit).expect(201).body;
    assert_eq!(added["subjects"], 1);
    assert_eq!(
        add("bureau", &unit).expect(201).body["organisation"],
        added["organisation"],
        "a retry adds nothing"
    );
    let judged = world.get("bureau", &path).expect(200).body;
    assert_eq!(judged["determination"]["verdict"]["code"], "not_required", "a town with 30% district money");
    let history = world.get("bureau", &format!("{path}/history")).expect(200).body;
    assert_eq!(history["events"][1]["what"], "单位名录：滨江指挥部即滨江指挥部，属镇（街道）");
    let alias = format!("/organisations/{}/aliases", added["organisation"]["id"].as_str().unwrap());
    let body = json!({ "alias": "江堤指挥部" });
    assert_eq!(
        world.post("bureau", &alias).version(7).json(&body).send().expect(412).code(),
        "stale_version"
    );
    let known = world.post("bureau", &alias).version(1).json(&body).send().expect(200);
    assert_eq!(known.version, Some(2));
    let unknown = world.get("bureau", "/organisations/unknown").expect(200).body;
    let named = |unit: &Value| unit["name"].as_str().unwrap().contains("指挥部");
    assert!(!unknown["units"].as_array().unwrap().iter().any(named), "{unknown}");
    world.verify();
}

#[test]
fn merged_units_see_what_was_theirs_and_nobody_else_does() {
    let world = World::fresh();
    let road = world.subject();
    let path = format!("/subjects/{}", road["id"].as_str().unwrap());
    assert_eq!(world.get("rival", &path).expect(404).code(), "not_found");
    let directory = world.get("bureau", "/organisations").expect(200).body;
    let seen = |name: &str| {
        let unit = find(&directory, name);
        json!({ "organisation": unit["id"], "version": unit["version"] })
    };
    let merge = |body: Value| world.post("bureau", "/organisations/merges").json(&body).send();
    let itself = json!({ "from": seen("住建局"), "into": seen("住建局"), "reason": "误登" });
    assert_eq!(merge(itself).expect(422).fields(), ["into"]);
    let body = json!({ "from": seen("住建局"), "into": seen("教体局"), "reason": "机构改革" });
    let merged = merge(body.clone()).expect(200).body;
    assert!(merged["subjects"].as_u64().unwrap() > 1, "{merged}");
    assert_eq!(merge(body).expect(412).code(), "stale_version");
    for who in ["applicant", "rival"] {
        let found = world.get(who, &path).expect(200).body;
        assert_eq!(found["unit"], merged["organisation"]["name"], "{who}");
    }
    let answer = json!({ "question": "class", "value": "infrastructure" });
    let version = world.get("applicant", &path).expect(200).version.unwrap();
    let answers = format!("{path}/answers");
    world.request(Method::POST, "applicant", &answers).version(version).json(&answer).send().expect(200);
    world.verify();
}
