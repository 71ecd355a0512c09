//! Every refusal is a problem in one form, in plain Chinese, with a stable code, and says nothing of our insides.

use std::io::{Read, Write};
use std::net::TcpStream;

use reqwest::Method;
use serde_json::{Value, json};

use crate::case::{Case, Stage, World};
use crate::server::Answer;

/// Words of the framework, the database and the language that no official should read.
const INSIDES: [&str; 26] = [
    "poem",
    "serde",
    "sqlx",
    "sea_orm",
    "SQLITE",
    "SELECT",
    "INSERT",
    "UNIQUE",
    "constraint",
    "panick",
    ".rs",
    "Request\"",
    "string_uuid",
    "optional_",
    "integer_",
    "param0",
    "failed to",
    "parse",
    "expected",
    "invalid ",
    "Invalid",
    "/tmp",
    "Err(",
    "None",
    "unknown field",
    "occurred",
];

/// Checks the form of a problem.
#[track_caller]
fn assert_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.code()), (status, code), "{}", answer.text);
    assert_eq!(answer.content_type, "application/problem+json", "{}", answer.text);
    assert_eq!(answer.number.len(), 36, "every answer has a number that the log names");
    let problem = answer.body.as_object().unwrap();
    assert_eq!(problem["type"], format!("urn:quanheng:problem:{code}"));
    assert_eq!(problem["status"], status);
    for field in ["title", "detail"] {
        assert_chinese(problem[field].as_str().unwrap());
    }
    for error in problem["errors"].as_array().unwrap() {
        assert_chinese(error["message"].as_str().unwrap());
        assert!(!error["code"].as_str().unwrap().is_empty());
    }
    for inside in INSIDES {
        assert!(!answer.text.contains(inside), "“{inside}” in {}", answer.text);
    }
    assert!(answer.text.len() < 20_000, "a refusal of {} bytes", answer.text.len());
}

#[track_caller]
fn assert_chinese(sentence: &str) {
    let chinese = sentence.chars().filter(|character| ('\u{4e00}'..='\u{9fff}').contains(character)).count();
    assert!(chinese >= 3, "no Chinese sentence: {sentence}");
}

#[test]
fn nobody_without_a_token_is_served() {
    let world = World::fresh();
    let path = "/api/v1/subjects";
    let refused = [
        world.server.plain(Method::GET, path),
        world.server.plain(Method::GET, path).header("authorization", ""),
        world.server.plain(Method::GET, path).header("authorization", "Bearer"),
        world.server.plain(Method::GET, path).header("authorization", "Bearer "),
        world.server.plain(Method::GET, path).header("authorization", "Bearer 不是令牌"),
        world.server.plain(Method::GET, path).header("authorization", "Basic dXNlcjpwYXNz"),
        world.server.plain(Method::GET, path).header("authorization", &format!("Bearer {}", "0".repeat(64))),
        world.server.plain(Method::GET, path).header("authorization", world.cast.token("bureau")),
        world.server.plain(Method::POST, path).text("application/json", "{"),
    ];
    for request in refused {
        let answer = request.send();
        assert_problem(&answer, 401, "unauthorised");
        assert_eq!(answer.authenticate.as_deref(), Some("Bearer"));
        assert!(answer.detail().contains("令牌"));
    }
}

#[test]
fn a_wrong_address_is_named() {
    let world = World::fresh();
    assert_problem(&world.get("bureau", "/没有"), 404, "not_found");
    assert_problem(&world.server.plain(Method::GET, "/nothing").send(), 404, "not_found");
    assert_problem(&world.request(Method::DELETE, "bureau", "/subjects").send(), 405, "method_not_allowed");
    assert_problem(&world.request(Method::PATCH, "bureau", "/me").send(), 405, "method_not_allowed");

    for (path, parameter) in [
        ("/evaluations/1", "“evaluation”"),
        ("/evaluations/abc/report", "“evaluation”"),
        ("/subjects/%E8%B7%AF", "“subject”"),
        ("/subjects/1/determination", "“subject”"),
    ] {
        let answer = world.get("bureau", path);
        assert_problem(&answer, 400, "malformed_request");
        assert!(answer.detail().contains(parameter), "{path}: {}", answer.detail());
    }
    for command in ["withdraw", "accept"] {
        let answer = world.post("organiser", &format!("/evaluations/x/{command}")).version(1);
        let answer = answer.json(&json!({ "reason": "x" })).send();
        assert_problem(&answer, 400, "malformed_request");
        assert!(answer.detail().contains("“evaluation”"), "{}", answer.detail());
    }
}

#[test]
fn a_wrong_parameter_is_named() {
    let world = World::fresh();
    for (path, parameter) in [
        ("/subjects?limit=many", "limit"),
        ("/subjects?limit=-1", "limit"),
        ("/subjects?after=x", "after"),
        ("/subjects?import=x", "import"),
        ("/evaluations?subject=1", "subject"),
        ("/journal?after=1.5", "after"),
    ] {
        let answer = world.get("bureau", path);
        assert_problem(&answer, 400, "malformed_request");
        assert!(answer.detail().contains(&format!("“{parameter}”")), "{path}: {}", answer.detail());
    }
    let unnamed = world.post("bureau", "/imports").text("application/octet-stream", "x").send();
    assert_problem(&unnamed, 400, "malformed_request");
    assert!(unnamed.detail().contains("“file_name”"), "{}", unnamed.detail());
    for (path, field) in [("/subjects?verdict=maybe", "verdict"), ("/evaluations?state=x", "state")] {
        let answer = world.get("bureau", path);
        assert_problem(&answer, 422, "invalid_content");
        assert_eq!(answer.fields(), [field]);
    }
}

#[test]
fn a_body_that_is_no_json_is_refused_by_line_and_column() {
    let world = World::fresh();
    let classify = |content_type: &str, body: Vec<u8>| {
        world.post("bureau", "/classifications").text(content_type, body).send()
    };
    for body in
        [&b"{"[..], b"{\"object\": project}", b"[1,]", b"\xff\xfe", b"{\"object\":\"project\"} x", b"\x00"]
    {
        let answer = classify("application/json", body.to_vec());
        assert_problem(&answer, 400, "malformed_request");
        assert!(answer.detail().contains("第1行"), "{}", answer.detail());
    }
    let deep = classify("application/json", b"[".repeat(100_000));
    assert_problem(&deep, 400, "malformed_request");
    assert_problem(&classify("application/json", Vec::new()), 400, "malformed_request");
    assert_problem(&classify("text/plain", b"{}".to_vec()), 415, "unsupported_media_type");
    assert_problem(
        &classify("application/x-www-form-urlencoded", b"a=b".to_vec()),
        415,
        "unsupported_media_type",
    );
    let untyped = world.post("bureau", "/classifications").send();
    assert_problem(&untyped, 415, "unsupported_media_type");
    assert!(untyped.detail().contains("application/json"), "{}", untyped.detail());
    classify("application/json; charset=utf-8", b"{}".to_vec()).expect(200);
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let world = World::fresh();
    let classify = |body: &Value| world.post("bureau", "/classifications").json(body).send();
    let answer = classify(&json!({
        "object": "road",
        "amount_wan": "-3",
        "district_share": "101",
        "decided_on": "昨天",
        "class": "infrastructure",
    }));
    assert_problem(&answer, 422, "invalid_content");
    let mut fields = answer.fields();
    fields.sort_unstable();
    assert_eq!(fields, ["amount_wan", "decided_on", "district_share", "object"]);
    for part in ["policy", "万元", "2026-11-24"] {
        assert!(answer.detail().contains(part), "{}", answer.detail());
    }

    let answer = classify(&json!({
        "object": 1,
        "amount_wan": 400,
        "colour": "红",
        "designation": { "by": true, "document": null, "date": "2026-11-24" },
    }));
    assert_problem(&answer, 422, "invalid_content");
    assert_eq!(
        answer.fields(),
        [
            "object",
            "amount_wan",
            "designation.by",
            "designation.document",
            "designation.on",
            "designation.date",
            "colour"
        ]
    );
    for (body, field) in [(json!([]), ""), (json!("{}"), ""), (json!(null), "")] {
        let answer = classify(&body);
        assert_problem(&answer, 422, "invalid_content");
        assert_eq!(answer.fields(), [field]);
    }
}

#[test]
fn fields_of_lists_are_named_with_their_place() {
    let world = World::fresh();
    let case = Case::open(&world);
    let appoint =
        |members: Value| case.command(&world, "organiser", "appoint-panel", &json!({ "members": members }));
    let id = world.cast.id("expert1");
    let answer =
        appoint(json!([{ "expert": id, "kind": "business" }, { "expert": "子", "kind": 1, "age": 50 }]));
    let answer = answer.send();
    assert_problem(&answer, 422, "invalid_content");
    assert_eq!(answer.fields(), ["members.2.expert", "members.2.kind", "members.2.age"]);
    let answer =
        appoint(json!([{ "expert": id, "kind": "business" }, { "expert": id, "kind": "doctor" }])).send();
    assert_problem(&answer, 422, "invalid_content");
    assert_eq!(answer.fields(), ["members.2.kind"]);
    let nobody = "00000000-0000-7000-8000-000000000000";
    let answer = appoint(json!([
        { "expert": nobody, "kind": "business" },
        { "expert": world.cast.id("clerk"), "kind": "finance" },
    ]));
    let answer = answer.send();
    assert_problem(&answer, 422, "invalid_content");
    assert_eq!(answer.fields(), ["members.1", "members.2"]);
    let many = vec![json!({ "expert": 1 }); 5_000];
    assert_problem(&appoint(Value::Array(many)).send(), 422, "invalid_content");
    let year = world.subject();
    let open = |year_applied: Value| {
        let path = format!("/subjects/{}/evaluations", year["id"].as_str().unwrap());
        world.post("organiser", &path).version(1).json(&json!({ "budget_year": year_applied })).send()
    };
    for wrong in [json!("2027"), json!(2027.5), json!(-1), json!(99999999), json!(null)] {
        let answer = open(wrong);
        assert_problem(&answer, 422, "invalid_content");
        assert_eq!(answer.fields(), ["budget_year"], "{}", answer.text);
    }
}

#[test]
fn long_texts_are_refused_and_not_repeated() {
    let world = World::fresh();
    let case = Case::open(&world);
    let long = "长".repeat(100_000);
    let answer =
        world.post("bureau", "/classifications").json(&json!({ "amount_wan": long, "object": long })).send();
    assert_problem(&answer, 422, "invalid_content");
    let answer = world.post("bureau", "/classifications").json(&json!({ long.as_str(): 1 })).send();
    assert_problem(&answer, 422, "invalid_content");
    let answer = case.command(&world, "organiser", "withdraw", &json!({ "reason": long })).send();
    assert_problem(&answer, 422, "invalid_content");
    assert_eq!(answer.fields(), ["reason"]);
    assert!(answer.detail().contains("20000字"), "{}", answer.detail());
    let answer = case.command(&world, "organiser", "withdraw", &json!({ "reason": " 　" })).send();
    assert_problem(&answer, 422, "invalid_content");
    assert_eq!(answer.fields(), ["reason"]);
}

#[test]
fn a_rule_that_refuses_names_its_article() {
    let world = World::fresh();
    let mut case = Case::open(&world);
    let blocked = case.command(&world, "organiser", "complete-organisation", &Value::Null).send();
    assert_problem(&blocked, 409, "working_group_missing");
    assert_eq!(blocked.body["article"], "第十三条第（二）项");
    let forbidden = case.command(&world, "applicant", "withdraw", &json!({ "reason": "不做了" })).send();
    assert_problem(&forbidden, 403, "forbidden");
    assert!(forbidden.body["article"].is_string() && forbidden.detail().contains("本轮评估组织部门"));
    let import = world.post("applicant", "/imports?file_name=a").text("application/octet-stream", "x").send();
    assert_problem(&import, 403, "forbidden");
    assert!(import.body["article"].is_string(), "{}", import.text);
    let second = Case::open_refused(&world);
    assert_problem(&second, 409, "evaluation_open");
    assert_eq!(second.body["article"], "第十九条");
    case.walk_to(&world, Stage::Planned);
    let invalid = case.command(&world, "organiser", "issue-notice", &json!({
        "document_number": "", "scope": "", "basis": "依据", "content": "", "procedure": "程序",
        "requirements": "要求", "base_data_table": "表", "site_visit_schedule": "安排", "material_due": "2026-12-10",
    }));
    let invalid = invalid.send();
    assert_problem(&invalid, 422, "invalid_content");
    assert_eq!(invalid.body["article"], "第十三条第（四）项");
    assert_eq!(invalid.fields().len(), 3, "{}", invalid.text);
}

#[test]
fn a_body_that_is_too_large_is_refused_whether_or_not_its_length_is_known() {
    let world = World::fresh();
    let large = format!("{{\"object\":\"{}\"}}", "x".repeat(1024 * 1024));
    let known = world.post("bureau", "/classifications").text("application/json", large.clone()).try_send();
    // The server may answer and close before it has read everything; then the sender sees a broken connection.
    if let Ok(answer) = known {
        assert_problem(&answer, 413, "too_large");
    }
    let answer = chunked(&world, "/api/v1/classifications", large.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("application/problem+json") && answer.contains("too_large"), "{answer}");
    let small = chunked(&world, "/api/v1/classifications", b"{}");
    assert!(small.starts_with("HTTP/1.1 200"), "{small}");
    world.get("bureau", "/me").expect(200);
}

/// Sends a body in chunks without saying how long it is; returns the whole answer as text.
fn chunked(world: &World, path: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(&world.server.address).unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n",
        world.cast.token("bureau")
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut writer = stream.try_clone().unwrap();
    let body = body.to_vec();
    let writing = std::thread::spawn(move || {
        for chunk in body.chunks(64 * 1024) {
            writer.write_all(format!("{:x}\r\n", chunk.len()).as_bytes())?;
            writer.write_all(chunk)?;
            writer.write_all(b"\r\n")?;
        }
        writer.write_all(b"0\r\n\r\n")
    });
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    // A connection that the server closes early may end with an error; what came before it counts.
    while let Ok(length @ 1..) = stream.read(&mut buffer) {
        answer.extend_from_slice(&buffer[..length]);
    }
    let _written = writing.join().unwrap();
    String::from_utf8(answer).unwrap()
}
