//! An import with a life: uploaded, looked at, put right, and committed once.

use reqwest::Method;
use serde_json::{Value, json};

use crate::case::World;
use crate::program::{list, run};
use crate::server::Answer;
use crate::spreadsheet::workbook_of_the_list;

/// A list whose second row has no usable amount and whose third is noise.
const LIST: &str = "名目\t序号\t性质\t建设单位\t造价\t资金来源\n\
    甲路改造\t1\t改建\t住建局\t900\t财政统筹\n\
    乙路改造\t2\t改建\t住建局\t多\t财政统筹\n\
    （以下空白）\t\t\t\t\t\n";

fn upload(world: &World, content: impl Into<reqwest::blocking::Body>) -> Answer {
    world
        .post("bureau", "/imports?file_name=plan.xlsx&commit=false")
        .text("application/octet-stream", content)
        .send()
        .expect(201)
}

fn path(draft: &Answer, rest: &str) -> String {
    format!("/imports/{}{rest}", draft.body["id"].as_str().unwrap())
}

fn correct(world: &World, draft: &Answer, version: u64, corrections: &Value) -> Answer {
    world
        .request(Method::PUT, "bureau", &path(draft, "/corrections"))
        .version(version)
        .json(corrections)
        .send()
}

fn columns() -> Value {
    let columns = ["name", "number", "nature", "unit", "amount", "funding"];
    let columns: Vec<Value> = (1..)
        .zip(columns)
        .map(|(position, column)| json!({ "position": position, "column": column }))
        .collect();
    json!([{ "header_line": 1, "columns": columns, "unit": "ten_thousand" }])
}

#[test]
fn a_list_is_looked_at_put_right_and_imported() {
    let world = World::fresh();
    let draft = upload(&world, LIST);
    assert_eq!((draft.body["state"].as_str(), draft.version), (Some("draft"), Some(1)));
    assert_eq!(draft.body["projects"], 0);
    let before = world.get("bureau", "/subjects/counts").expect(200).body;

    let mapped = correct(&world, &draft, 1, &json!({ "tables": columns() })).expect(200);
    assert_eq!((mapped.body["projects"].as_u64(), mapped.version), (Some(1), Some(2)));
    assert_eq!(mapped.body["tables"][0]["columns"][4]["heading"], "造价");
    let refused = world.post("bureau", &path(&draft, "/commit")).version(2).send().expect(409);
    assert_eq!(refused.code(), "import_has_errors");

    let wrong = world.get("bureau", &path(&draft, "/rows?only_errors=true")).expect(200).body;
    let lines: Vec<u64> =
        wrong["rows"].as_array().unwrap().iter().map(|row| row["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [3, 4]);
    let corrections = json!({
        "tables": columns(),
        "skipped": [{ "line": 4 }],
        "cells": [{ "line": 3, "column": "amount", "value": "0.05亿元" }],
    });
    let stale = correct(&world, &draft, 1, &corrections);
    assert_eq!(stale.expect(412).code(), "stale_version");
    let conflict = correct(&world, &draft, 2, &corrections).expect(200);
    assert_eq!(conflict.body["issues"][0]["code"], "amount_unit_conflict", "{}", conflict.text);
    let corrections = json!({
        "tables": columns(),
        "skipped": [{ "line": 4 }],
        "cells": [{ "line": 3, "column": "amount", "value": "500" }],
    });
    let right = correct(&world, &draft, 3, &corrections).expect(200);
    assert_eq!((right.body["errors"].as_u64(), right.body["projects"].as_u64()), (Some(0), Some(2)));
    assert_eq!(right.body["corrections"]["cells"][0]["value"], "500");
    let rows = world.get("bureau", &path(&draft, "/rows?limit=1")).expect(200).body;
    assert_eq!((&rows["rows"][0]["verdict"], &rows["next"]), (&json!("required"), &json!(1)));
    let rows = world.get("bureau", &path(&draft, "/rows?limit=1&after=1")).expect(200).body;
    assert_eq!((&rows["rows"][0]["amount_wan"], &rows["next"]), (&json!("500"), &Value::Null));

    assert_eq!(world.get("bureau", "/subjects/counts").expect(200).body, before, "nothing is registered yet");
    let commit =
        || world.post("bureau", &path(&draft, "/commit")).version(4).key("commit").send().expect(200);
    let committed = commit();
    assert_eq!(
        (committed.body["state"].as_str(), committed.body["projects"].as_u64()),
        (Some("committed"), Some(2))
    );
    assert_eq!(commit().body["id"], committed.body["id"], "a retry does nothing twice");
    let again = world.post("bureau", &path(&draft, "/commit")).version(5).send().expect(409);
    assert_eq!(again.code(), "draft_committed");
    let found =
        world.get("bureau", &format!("/subjects?import={}", draft.body["id"].as_str().unwrap())).expect(200);
    assert_eq!(found.body["subjects"].as_array().unwrap().len(), 2);
    assert_eq!(world.get("auditor", &path(&draft, "")).expect(200).body["state"], "committed");
    world.verify();
}

#[test]
fn the_same_file_is_recognised_and_imported_again_only_on_purpose() {
    let world = World::fresh();
    let draft = upload(&world, list());
    let same = &draft.body["same_file"];
    assert_eq!((same["file_name"].as_str(), same["projects"].as_u64()), (Some("plan.tsv"), Some(87)));
    assert!(same["imported_by"].as_str().unwrap().contains("区财政局"), "{same}");
    let refused = world.post("bureau", &path(&draft, "/commit")).version(1).send().expect(409);
    assert_eq!(refused.code(), "already_imported");
    let committed = world.post("bureau", &path(&draft, "/commit?again=true")).version(1).send().expect(200);
    assert_eq!(committed.body["projects"], 87);
    let at_once = world.import().send().expect(409);
    assert_eq!(at_once.code(), "already_imported");
    let imports = world.get("bureau", "/imports").expect(200).body;
    let states: Vec<&str> = imports["imports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|import| import["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["committed", "committed"]);
    world.verify();
}

#[test]
fn rows_with_errors_are_left_out_only_on_purpose_and_a_draft_can_be_dropped() {
    let world = World::fresh();
    let text = String::from_utf8(list()).unwrap().replace("住建局\t900\t", "住建局\t-900\t");
    let draft = upload(&world, text);
    assert_eq!((draft.body["errors"].as_u64(), draft.body["projects"].as_u64()), (Some(1), Some(86)));
    let dropped = upload(&world, "别的".to_owned());
    let gone = world.request(Method::DELETE, "bureau", &path(&dropped, "")).version(1).send();
    assert_eq!(gone.expect(204).text, "");
    assert_eq!(world.get("bureau", &path(&dropped, "")).expect(404).code(), "not_found");
    let committed =
        world.post("bureau", &path(&draft, "/commit?leave_out_errors=true")).version(1).send().expect(200);
    assert_eq!((committed.body["errors"].as_u64(), committed.body["projects"].as_u64()), (Some(1), Some(86)));
    world.verify();
}

#[test]
fn only_the_bureau_sees_and_changes_drafts() {
    let world = World::fresh();
    let draft = upload(&world, LIST);
    for who in ["auditor", "applicant", "organiser", "expert1"] {
        world.get(who, &path(&draft, "")).expect(404);
        world.get(who, &path(&draft, "/rows")).expect(404);
        world.post(who, &path(&draft, "/commit")).version(1).send().expect(404);
        world.request(Method::DELETE, who, &path(&draft, "")).version(1).send().expect(404);
        let refused = world
            .post(who, "/imports?file_name=a&commit=false")
            .text("application/octet-stream", LIST)
            .send();
        assert_eq!(refused.expect(403).code(), "forbidden");
    }
    let wrong =
        correct(&world, &draft, 1, &json!({ "cells": [{ "line": 2, "column": "price", "value": "1" }] }));
    assert_eq!(wrong.expect(422).fields(), ["cells.0.column"]);
    let twice = json!({ "skipped": [], "tables": [{ "sheet": "一" }, { "sheet": "一" }] });
    assert_eq!(correct(&world, &draft, 1, &twice).expect(422).fields(), ["tables.1.sheet"]);
    world.request(Method::PUT, "bureau", &path(&draft, "/corrections")).json(&json!({})).send().expect(428);
}

/// What of a subject must survive: everything but identifiers.
fn essence(subject: &Value) -> Value {
    let mut subject = subject.clone();
    for changing in ["id", "version"] {
        subject.as_object_mut().unwrap().remove(changing);
    }
    subject
}

fn subjects(world: &World, query: &str) -> Vec<Value> {
    let page = world.get("bureau", &format!("/subjects?{query}")).expect(200).body;
    assert_eq!(page["next"], Value::Null);
    page["subjects"].as_array().unwrap().iter().map(essence).collect()
}

#[test]
fn what_is_exported_is_imported_again_unchanged() {
    let world = World::fresh();
    let before = subjects(&world, "");
    let export = world.server.plain_bytes("/api/v1/subjects/export", world.cast.token("bureau"));
    let imported = world
        .post("bureau", "/imports?file_name=e.xlsx")
        .text("application/octet-stream", export)
        .send()
        .expect(201);
    assert_eq!(imported.body["errors"], 0, "{}", imported.text);
    let after = subjects(&world, &format!("import={}", imported.body["id"].as_str().unwrap()));
    assert_eq!(after.len(), 87);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after);
    }
    // A view narrows the export as it narrows the list.
    let own =
        world.server.plain_bytes("/api/v1/subjects/export?verdict=required", world.cast.token("applicant"));
    let (rows, ..) = crate::program::classified(&own);
    assert!(!rows.is_empty() && rows.iter().all(|row| row["unit"] == "住建局"), "{rows:?}");
    world.verify();
}

#[test]
fn a_formula_in_a_text_leaves_as_text_and_comes_back_as_it_was() {
    let world = World::fresh();
    let names = ["=HYPERLINK(0)", "+86路", "-甲路", "@乙路", "'=丙路"];
    let rows: String = (1..)
        .zip(names)
        .map(|(number, name)| format!("{number}\t'{name}\t新建\t住建局\t900\t财政统筹\n"))
        .collect();
    let text = format!("序号\t项目名称\t建设性质\t建设单位\t总投资（万元）\t资金来源\n{rows}");
    let imported = world
        .post("bureau", "/imports?file_name=f.tsv")
        .text("application/octet-stream", text.clone())
        .send();
    let query = format!("import={}", imported.expect(201).body["id"].as_str().unwrap());
    let before = subjects(&world, &query);
    assert_eq!(before.iter().map(|subject| subject["name"].as_str().unwrap()).collect::<Vec<_>>(), names);
    let csv = run(&["classify", "-", "--format", "csv"], text.as_bytes());
    let csv = String::from_utf8(csv.stdout).unwrap();
    assert!(csv.contains(",'=HYPERLINK(0),") && !csv.contains(",=HYPERLINK"), "{csv}");
    let export =
        world.server.plain_bytes(&format!("/api/v1/subjects/export?{query}"), world.cast.token("bureau"));
    let again = world
        .post("bureau", "/imports?file_name=g.xlsx")
        .text("application/octet-stream", export)
        .send()
        .expect(201);
    assert_eq!(subjects(&world, &format!("import={}", again.body["id"].as_str().unwrap())), before);
}

#[test]
fn the_template_is_a_list_without_projects() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("清单模板.xlsx");
    let written = run(&["template", file.to_str().unwrap()], b"");
    assert_eq!(written.status.code(), Some(0), "{}", String::from_utf8_lossy(&written.stderr));
    let (rows, said, code) = crate::program::classified(&std::fs::read(&file).unwrap());
    assert_eq!((rows.len(), code), (0, Some(0)), "{said}");
    assert!(!said.contains("提示"), "{said}");
    let twice = run(&["template", file.to_str().unwrap()], b"");
    assert_eq!(twice.status.code(), Some(2), "nothing is overwritten");
    let world = World::fresh();
    let content = world.server.plain_bytes("/api/v1/imports/template", world.cast.token("applicant"));
    assert_eq!(crate::program::classified(&content), (rows, said, code));
}

#[test]
fn a_workbook_is_put_right_by_sheet_and_row() {
    let world = World::fresh();
    let draft = upload(&world, workbook_of_the_list());
    assert_eq!(draft.body["tables"].as_array().unwrap().len(), 3);
    let table = &draft.body["tables"][2];
    assert_eq!(
        (&table["unit"], table["columns"][4]["column"].as_str()),
        (&json!("hundred_million"), Some("amount"))
    );
    let first = world.get("bureau", &path(&draft, "/rows?limit=1")).expect(200).body["rows"][0].clone();
    let renamed = json!({ "cells": [{
        "sheet": first["sheet"], "line": first["line"], "column": "name", "value": "改名的项目",
    }] });
    correct(&world, &draft, 1, &renamed).expect(200);
    let row = world.get("bureau", &path(&draft, "/rows?limit=1")).expect(200).body["rows"][0].clone();
    assert_eq!((row["name"].as_str(), &row["line"]), (Some("改名的项目"), &first["line"]));
}
