//! Rulebooks from outside: put into a folder, checked, compared, and tried out on the list before they are used.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::case::{Case, Stage, World};
use crate::program::{classified, list, run};
use crate::server::Server;

/// The built-in measure.
fn yunxi() -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../domain/rulebooks/yunxi-2023.toml");
    std::fs::read_to_string(file).unwrap()
}

/// The measure as it might be amended: infrastructure from 500 万元 on.
fn amended() -> String {
    let text = yunxi().replacen("id = \"yunxi-2023\"", "id = \"yunxi-2030\"", 1).replacen(
        "effective_from = \"2023-04-14\"",
        "effective_from = \"2030-01-01\"",
        1,
    );
    let changed = text.replacen("infrastructure = \"400万元\"", "infrastructure = \"500万元\"", 1);
    assert_ne!(text, changed);
    changed
}

/// Another county that nobody built in, with one outcome more.
fn elsewhere() -> String {
    yunxi()
        .replacen("id = \"yunxi-2023\"", "id = \"elsewhere-2026\"", 1)
        .replacen("place = \"岳阳市云溪区\"", "place = \"某市某县\"", 1)
        .replacen("infrastructure = \"400万元\"", "infrastructure = \"1亿元\"", 1)
        .replacen("non_infrastructure = \"200万元\"", "non_infrastructure = \"1亿元\"", 1)
}

fn folder(rulebooks: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("rulebooks")).unwrap();
    for (name, text) in rulebooks {
        std::fs::write(folder.path().join("rulebooks").join(name), text).unwrap();
    }
    folder
}

fn text_of(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn verdicts(rows: &[Value]) -> BTreeMap<String, String> {
    let key = |row: &Value| format!("{}-{}", row["section"].as_str().unwrap(), row["no"]);
    rows.iter().map(|row| (key(row), row["verdict"].as_str().unwrap().to_owned())).collect()
}

fn classified_under(arguments: &[&str]) -> BTreeMap<String, String> {
    let output = run(&[&["classify", "-", "--format", "json"], arguments].concat(), &list());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    verdicts(&serde_json::from_slice::<Vec<Value>>(&output.stdout).unwrap())
}

fn said(arguments: &[&str], code: i32) -> String {
    let output = run(arguments, b"");
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(code), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

#[test]
fn a_place_is_added_by_a_file_alone() {
    let folder = folder(&[("elsewhere.toml", &elsewhere()), ("elsewhere-units.toml", "city = \"某市\"")]);
    let folder = text_of(folder.path());
    let listed = said(&["rulebook", "list", "--configuration", folder], 0);
    for line in ["elsewhere-2026", "yunxi-2023", "tongzhou-profile", "样例，待确认"] {
        assert!(listed.contains(line), "{listed}");
    }
    let under = classified_under(&["--configuration", folder, "--rulebook", "elsewhere-2026"]);
    assert_eq!(under.len(), 87);
    let usual = verdicts(&classified(&list()).0);
    let count = |all: &BTreeMap<String, String>, verdict| all.values().filter(|one| *one == verdict).count();
    assert_eq!(count(&usual, "required"), 13);
    assert!(count(&under, "required") < 13, "only the largest are left");
    assert_eq!(classified_under(&["--configuration", folder]), usual, "the usual book stays the usual one");
}

#[test]
fn a_broken_file_in_the_folder_is_named_with_its_line() {
    let folder = folder(&[("broken.toml", &yunxi().replacen("below = 90", "at_most = 89", 1))]);
    let output = run(&["classify", "-", "--configuration", text_of(folder.path())], b"");
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("broken.toml") && told.contains("没有等次"), "{told}");
    let output = run(&["classify", "-", "--configuration", "nowhere/at/all"], b"");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn check_prints_the_line_and_a_score_that_shows_the_mistake() {
    let folder = folder(&[("draft.toml", &yunxi().replacen("below = 90", "at_most = 90", 1))]);
    let draft = folder.path().join("rulebooks/draft.toml");
    let told = said(&["rulebook", "check", text_of(&draft)], 1);
    assert!(told.contains("同时落在“优秀”与“良好”") && told.contains("第"), "{told}");
    std::fs::write(&draft, yunxi()).unwrap();
    assert!(said(&["rulebook", "check", text_of(&draft)], 0).contains("检查通过"));
}

#[test]
fn a_difference_is_told_in_words_and_its_impact_by_name() {
    let folder = folder(&[("amended.toml", &amended())]);
    let configuration = text_of(folder.path());
    let told = said(&["rulebook", "diff", "yunxi-2023", "yunxi-2030", "--configuration", configuration], 0);
    assert!(told.contains("基础设施类金额标准由“400万元”改为“500万元”"), "{told}");
    assert!(told.contains("共2处不同"), "{told}");

    let before = verdicts(&classified(&list()).0);
    let after = classified_under(&["--configuration", configuration, "--rulebook", "yunxi-2030"]);
    let changed: Vec<&String> = before.keys().filter(|key| before[*key] != after[*key]).collect();
    let plan = folder.path().join("plan.tsv");
    std::fs::write(&plan, list()).unwrap();
    let told = said(
        &["rulebook", "impact", "yunxi-2030", "--configuration", configuration, "--list", text_of(&plan)],
        0,
    );
    assert!(told.contains(&format!("共87个对象，{}个的判断会改变", changed.len())), "{told}");
    for key in changed {
        assert!(told.contains(&format!("{key} ")), "{key} is missing: {told}");
    }
    let same = said(&["rulebook", "impact", "yunxi-2023", "--list", text_of(&plan)], 0);
    assert!(same.contains("共87个对象，0个的判断会改变"), "{same}");
}

#[test]
fn everybody_reads_the_rulebooks_and_which_is_in_force() {
    let world = World::fresh();
    let all = world.get("applicant", "/rulebooks").expect(200).body;
    let in_force: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .filter(|book| book["in_force"] == true)
        .map(|book| book["id"].as_str().unwrap())
        .collect();
    assert_eq!((all.as_array().unwrap().len(), in_force), (3, vec!["yunxi-2023"]));
    let before = world.get("applicant", "/rulebooks?on=2023-04-13").expect(200).body;
    assert!(before.as_array().unwrap().iter().all(|book| book["in_force"] == false));
    assert_eq!(world.get("applicant", "/rulebooks?on=yesterday").status, 400);
    let book = world.get("expert1", "/rulebooks/yunxi-2023").expect(200).body;
    assert_eq!(book["text"], Value::from(yunxi()));
    let settings = book["settings"].as_array().unwrap();
    let amount = settings.iter().find(|one| one["key"] == "trigger.3(2).amount.infrastructure").unwrap();
    assert_eq!((&amount["value"], &amount["article"]), (&json!("400万元"), &json!("第三条第（二）项")));
    assert_eq!(world.get("bureau", "/rulebooks/nowhere").status, 404);
}

#[test]
fn the_bureau_tries_a_draft_over_http_and_nobody_else_does() {
    let world = World::fresh();
    let draft = json!({ "text": yunxi().replacen("below = 90", "at_most = 90", 1) });
    let checked = world.post("bureau", "/rulebooks/check").json(&draft).send().expect(200).body;
    assert_eq!(checked["sound"], false);
    assert_eq!(checked["problems"][0]["code"], "bands_overlap");
    assert!(checked["problems"][0]["line"].as_u64().is_some(), "{checked}");

    let diff = json!({ "before": { "id": "yunxi-2023" }, "after": { "text": amended() } });
    let differences = world.post("bureau", "/rulebooks/diff").json(&diff).send().expect(200).body;
    assert_eq!(differences.as_array().unwrap().len(), 2, "{differences}");

    let proposed = json!({ "proposed": { "text": amended() } });
    let impact = world.post("bureau", "/rulebooks/impact").json(&proposed).send().expect(200).body;
    assert_eq!(impact["examined"], 87);
    let wrong = json!({ "proposed": { "id": "nowhere" } });
    let refused = world.post("bureau", "/rulebooks/impact").json(&wrong).send();
    assert_eq!((refused.status, refused.fields()), (422, vec!["proposed.id"]), "{}", refused.text);
    for who in ["applicant", "organiser", "expert1", "auditor"] {
        for (path, body) in
            [("/rulebooks/check", &draft), ("/rulebooks/diff", &diff), ("/rulebooks/impact", &proposed)]
        {
            assert_eq!(world.post(who, path).json(body).send().status, 403, "{who} {path}");
        }
    }
}

#[test]
fn the_impact_on_the_database_is_the_same_over_http_and_on_the_command_line() {
    let world = World::fresh();
    let proposed = json!({ "proposed": { "text": amended() } });
    let impact = world.post("bureau", "/rulebooks/impact").json(&proposed).send().expect(200).body;
    for affected in impact["affected"].as_array().unwrap() {
        assert_ne!(affected["from"], affected["to"]);
        assert!(!affected["after"].as_array().unwrap().is_empty());
    }
    let folder = folder(&[("amended.toml", &amended())]);
    let arguments = [
        "rulebook",
        "impact",
        "yunxi-2030",
        "--configuration",
        text_of(folder.path()),
        "--database",
        &world.database.url,
        "--token",
        world.cast.token("bureau"),
    ];
    let affected = impact["affected"].as_array().unwrap().len();
    let told = said(&arguments, 0);
    assert!(told.contains(&format!("共87个对象，{affected}个的判断会改变")), "{told}");
}

#[test]
fn due_dates_follow_the_calendars_of_the_folder() {
    let mut world = World::fresh();
    let subject = world.subject();
    let path = format!("/subjects/{}/evaluations", subject["id"].as_str().unwrap());
    let opened = world
        .post("organiser", &path)
        .version(subject["version"].as_u64().unwrap())
        .json(&json!({ "budget_year": 2027 }))
        .send()
        .expect(201)
        .body;
    let path = format!("/evaluations/{}", opened["id"].as_str().unwrap());
    let deadline = &opened["deadlines"][0];
    assert_eq!((&deadline["step"]["code"], &deadline["working_days"]), (&json!("notice"), &json!(15)));
    assert_eq!(deadline["article"], "第十三条");
    assert_ne!(deadline["due"].is_null(), deadline["note"].is_null(), "a date, or why there is none");

    // A folder may say of any year what it knows; here the years around are nothing but holidays' eves.
    let folder = tempfile::tempdir().unwrap();
    let calendars = folder.path().join("calendars");
    std::fs::create_dir(&calendars).unwrap();
    for year in 2026..2040 {
        let text = format!(
            "year = {year}\n[notice]\ntitle = \"某通知\"\ndocument_number = \"某号\"\n[[holiday]]\nname = \"元旦\"\n\
             from = \"{year}-01-01\"\nto = \"{year}-01-01\"\n"
        );
        std::fs::write(calendars.join(format!("{year}.toml")), text).unwrap();
    }
    world.server.kill();
    world.server = Server::start_with(&world.database.url, &["--configuration", text_of(folder.path())]);
    let deadline = world.get("organiser", &path).expect(200).body["deadlines"][0].clone();
    assert!(deadline["due"].as_str().is_some() && deadline["note"].is_null(), "{deadline}");
    assert_eq!(deadline["days_left"], 15);
}

/// Three outcomes, no grades, other indicators and other sections of the report.
#[test]
fn a_case_goes_its_way_under_a_book_without_grades() {
    let mut world = World::fresh();
    world.server.kill();
    world.server = Server::start_with(&world.database.url, &["--rulebook", "tongzhou-profile"]);
    assert!(world.server.log().contains("是样例"), "{}", world.server.log());
    let mut case = Case::open(&world);
    case.walk_to(&world, Stage::Supported);
    let result = world.get("applicant", &case.path("/result")).expect(200).body;
    assert_eq!((&result["score"], &result["grade"]), (&json!("85.42"), &Value::Null));
    assert_eq!(result["outcome"], json!({ "code": "supported", "label": "予以支持" }));
    assert_eq!(result["effect"]["code"], "supported");
    let html = world.get("bureau", &case.path("/report.html")).expect(200).text;
    assert!(html.contains("本办法不分等次") && html.contains("决策科学性"));

    // The case stays with its rulebook whatever the server works by.
    world.restart();
    let again = world.get("applicant", &case.path("")).expect(200).body;
    assert_eq!(again["rulebook"], "tongzhou-profile");
    assert_eq!(again["round"]["result"], result);
    let said = world.verify();
    assert!(said.contains("数据与日志一致"), "{said}");
}
