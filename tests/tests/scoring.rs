//! Scoring under load and under attack, its second round, and how sure the result is.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use crate::case::{Case, REASON, World};
use crate::cast::PANEL;
use crate::server::Answer;

/// How many saves are made at once.
const SAVES: usize = 200;
/// How many windows are open: about three for each expert.
const WINDOWS: usize = 20;

/// One save: who, which indicator, and words that nobody else uses.
#[derive(Clone)]
struct Save {
    expert: &'static str,
    indicator: String,
    words: String,
}

/// Saves one mark as a window does: whoever was overtaken looks again and saves on top of what is there.
fn save_until_done(world: &World, case: &Case, save: &Save) {
    let mark = json!([{ "indicator": save.indicator, "score": "0.5", "reason": save.words }]);
    loop {
        let version = case.sheet_of(world, save.expert)["version"].as_u64().unwrap();
        let answer = case.save(world, save.expert, version, &mark).send();
        match answer.status {
            200 => return,
            412 => {}
            _ => panic!("{}: {}", save.expert, answer.text),
        }
    }
}

#[test]
fn two_hundred_saves_at_once_lose_none() {
    let (world, case) = World::in_meeting();
    let indicators = case.indicators();
    let saves: Vec<Save> = (0..SAVES)
        .map(|number| Save {
            expert: PANEL[number % PANEL.len()].0,
            indicator: indicators[number / PANEL.len() % indicators.len()].to_owned(),
            words: format!("第{number}次保存的理由"),
        })
        .collect();
    std::thread::scope(|scope| {
        for window in 0..WINDOWS {
            let (world, case, saves) = (&world, &case, &saves);
            scope.spawn(move || {
                for save in saves.iter().skip(window).step_by(WINDOWS) {
                    save_until_done(world, case, save);
                }
            });
        }
    });
    let mut told = BTreeSet::new();
    for (expert, _) in PANEL {
        let own: Vec<&Save> = saves.iter().filter(|save| save.expert == expert).collect();
        let sheet = case.sheet_of(&world, expert);
        assert_eq!(sheet["version"].as_u64().unwrap(), own.len() as u64, "each save is one version");
        let mut last: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for save in &own {
            last.entry(&save.indicator).or_default().push(&save.words);
        }
        let marks = sheet["marks"].as_array().unwrap();
        assert_eq!(marks.len(), last.len(), "{expert}: every indicator that was marked is there");
        for mark in marks {
            let words = mark["reason"].as_str().unwrap();
            assert!(last[mark["indicator"].as_str().unwrap()].contains(&words), "{mark}");
        }
        let path = case.path("/sheets/mine/revisions");
        let revisions = world.get(expert, &path).expect(200).body;
        for revision in revisions.as_array().unwrap() {
            assert_eq!(revision["kind"]["code"], "sheet_saved");
            told.insert(revision["marks"][0]["reason"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(told, saves.into_iter().map(|save| save.words).collect(), "every save is in the journal");
    let said = world.verify();
    assert!(said.contains("日志链完整") && said.contains("数据与日志一致"), "{said}");
}

/// Refused with this status, code and article, and the sheet is what it was.
#[track_caller]
fn assert_refused(world: &World, case: &Case, answer: &Answer, expected: (u16, &str), article: Option<&str>) {
    assert_eq!((answer.status, answer.code()), expected, "{}", answer.text);
    assert_eq!(answer.body["article"].as_str(), article, "{}", answer.text);
    let sheet = case.sheet_of(world, "expert1");
    assert_eq!((&sheet["version"], &sheet["locked"]), (&json!(1), &json!(false)));
    assert_eq!(sheet["marks"].as_array().unwrap().len(), 1);
    assert_eq!(sheet["marks"][0]["score"], "1.00");
}

#[test]
fn what_no_sheet_takes_is_refused_with_code_and_article_and_changes_nothing() {
    const MEETING: Option<&str> = Some("第十四条第（四）项");
    let (world, case) = World::in_meeting();
    let (indicator, weight) = case.weights[0].clone();
    let one = |score: &str| json!([{ "indicator": indicator, "score": score, "reason": REASON }]);
    let first = case.save(&world, "expert1", 0, &one("1")).key("首次").send();
    assert_eq!(first.status, 400, "a key is ASCII");
    case.save(&world, "expert1", 0, &one("1")).key("first").send().expect(200);

    let over = format!("{}.50", weight / 100);
    for (score, code) in [(over.as_str(), "out_of_range"), ("100", "out_of_range"), ("1.25", "off_step")] {
        let answer = case.save(&world, "expert1", 1, &one(score)).send();
        assert_refused(&world, &case, &answer, (422, "invalid_content"), MEETING);
        assert_eq!(answer.body["errors"][0]["code"], code, "{}", answer.text);
    }
    for score in ["-1", "100.5", "1.234", "一分"] {
        let answer = case.save(&world, "expert1", 1, &one(score)).send();
        assert_refused(&world, &case, &answer, (422, "invalid_content"), None);
    }
    let everything: Vec<Value> = case
        .indicators()
        .iter()
        .map(|code| json!({ "indicator": code, "score": "50", "reason": REASON }))
        .collect();
    let answer = case.save(&world, "expert1", 1, &Value::Array(everything)).send();
    assert_refused(&world, &case, &answer, (422, "invalid_content"), MEETING);
    assert_eq!(answer.fields().len(), case.weights.len(), "every indicator is named at once");
    let unknown = json!([{ "indicator": "Z9", "score": "1", "reason": REASON }]);
    let answer = case.save(&world, "expert1", 1, &unknown).send();
    assert_refused(&world, &case, &answer, (422, "invalid_content"), MEETING);

    // A sheet of another panel, and of nobody who scores.
    let answer = case.save(&world, "outsider", 0, &one("1")).send();
    assert_refused(&world, &case, &answer, (404, "not_found"), None);
    let answer = case.save(&world, "leader", 0, &one("1")).send();
    assert_refused(&world, &case, &answer, (403, "forbidden"), MEETING);
    // A version that has passed, one that is to come, and a name that another request bears.
    for version in [0, 2] {
        let answer = case.save(&world, "expert1", version, &one("2")).send();
        assert_refused(&world, &case, &answer, (412, "stale_version"), None);
    }
    let answer = case.save(&world, "expert1", 1, &one("2")).key("first").send();
    assert_refused(&world, &case, &answer, (answer.status, answer.code()), None);
    assert!(matches!(answer.status, 409 | 422), "{}", answer.text);
    let replayed = case.save(&world, "expert1", 0, &one("1")).key("first").send().expect(200);
    assert_refused(&world, &case, &Answer { status: 0, body: Value::Null, ..replayed }, (0, ""), None);
    // An open sheet with points missing is not locked.
    let answer = case.lock(&world, "expert1", 1).send();
    assert_refused(&world, &case, &answer, (422, "invalid_content"), MEETING);
    // A panel of even size scores nothing.
    let mut case = case;
    let leaving = json!({ "expert": world.cast.id("expert7"), "reason": "因病退出" });
    case.step(&world, "organiser", "withdraw-panel-member", &leaving);
    let answer = case.save(&world, "expert1", 1, &one("2")).send();
    assert_refused(&world, &case, &answer, (409, "panel_not_lawful"), Some("第十三条第（二）项"));

    // A locked sheet.
    let joining = json!({ "expert": world.cast.id("outsider"), "kind": "finance" });
    case.step(&world, "organiser", "appoint-replacement", &joining);
    case.save(&world, "expert1", 1, &case.marks("90")).send().expect(200);
    case.lock(&world, "expert1", 2).send().expect(200);
    let before = case.sheet_of(&world, "expert1");
    for answer in [case.save(&world, "expert1", 3, &one("2")).send(), case.lock(&world, "expert1", 3).send()]
    {
        assert_eq!((answer.status, answer.code()), (409, "sheet_locked"), "{}", answer.text);
        assert_eq!(answer.body["article"].as_str(), MEETING);
    }
    assert_eq!(case.sheet_of(&world, "expert1"), before);
    world.verify();
}

/// Everybody locks a sheet with these totals.
fn lock_all(world: &World, case: &Case, totals: [&str; 7]) {
    for ((expert, _), total) in PANEL.iter().zip(totals) {
        let saved = case.save(world, expert, 0, &case.marks(total)).send().expect(200);
        case.lock(world, expert, saved.version.unwrap()).send().expect(200);
    }
}

fn version_of(world: &World, case: &Case, expert: &str) -> u64 {
    case.sheet_of(world, expert)["version"].as_u64().unwrap()
}

#[test]
fn a_second_round_is_sealed_shown_beside_the_first_and_counts() {
    let (world, mut case) = World::in_meeting();
    let early = case.command(&world, "expert1", "revise-sheet", &Value::Null).send();
    assert_eq!((early.status, early.code()), (409, "sheets_open"), "{}", early.text);
    for who in ["organiser", "expert1"] {
        let open = world.get(who, &case.path("/statistics"));
        assert!(
            open.status == 409 && open.code() == "sheets_open" || open.status == 403,
            "{who}: {}",
            open.text
        );
    }
    lock_all(&world, &case, ["81", "80.5", "80", "80", "79.5", "79", "81"]);
    let answer = case.step(&world, "expert1", "revise-sheet", &Value::Null);
    assert!(!answer.text.contains("良好") && !answer.text.contains("一般"), "{}", answer.text);
    let second = case.save(&world, "expert1", version_of(&world, &case, "expert1"), &case.marks("95"));
    second.send().expect(200);

    let sheet_for = |who: &str, expert: &str| -> Value {
        let sheets = world.get(who, &case.path("/sheets")).expect(200).body;
        let id = world.cast.id(expert);
        sheets.as_array().unwrap().iter().find(|sheet| sheet["expert"] == id).cloned().unwrap_or_default()
    };
    for who in ["expert2", "organiser", "bureau"] {
        let seen = sheet_for(who, "expert1");
        assert_eq!(
            (&seen["total"], &seen["marks"], &seen["first_total"]),
            (&Value::Null, &json!([]), &json!("81.00"))
        );
    }
    let seen = sheet_for("expert1", "expert2");
    assert_eq!(
        (&seen["marks"], &seen["first_total"]),
        (&json!([]), &json!("80.50")),
        "the reviser sees the first"
    );
    let figures = world.get("organiser", &case.path("/statistics")).expect(200).body;
    assert_eq!(figures["now"], Value::Null, "a sheet is open");
    assert_eq!(figures["first_round"]["total"]["median"]["value"], "80.00");
    assert!(figures["two_rounds"]["sentence"].as_str().unwrap().contains("正在进行"));

    case.lock(&world, "expert1", version_of(&world, &case, "expert1")).send().expect(200);
    let again = case.command(&world, "expert1", "revise-sheet", &Value::Null).send();
    assert_eq!((again.status, again.code()), (409, "already_revised"), "{}", again.text);
    let figures = world.get("organiser", &case.path("/statistics")).expect(200).body;
    assert_eq!(
        (&figures["two_rounds"]["revised"], &figures["two_rounds"]["changed"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(figures["two_rounds"]["experts"][0]["first"], "81.00");
    assert_eq!(figures["two_rounds"]["experts"][0]["second"], "95.00");
    // 575 ÷ 7 = 82.14 now, and 561 ÷ 7 = 80.14 in the first round.
    assert_eq!(figures["now"]["score"]["value"], "82.14");
    assert_eq!(figures["first_round"]["score"]["value"], "80.14");
    let sentences = figures["now"]["sentences"].as_array().unwrap();
    assert_eq!(sentences[0], "等次在去掉任何一位专家后不变");
    assert!(sentences.iter().any(|sentence| sentence.as_str().unwrap().contains("专家一（高于中位数")));

    case.step(&world, "expert6", "answer-argument-request", &json!({ "number": 1, "answer": "合理" }));
    let draft = world.get("expert2", &case.path("/opinion-draft")).expect(200).body;
    let text = draft["text"].as_str().unwrap();
    assert!(text.contains(REASON) && text.contains("专家一（"), "{text}");
    case.conclude_meeting(&world);
    case.write_report(&world);
    rate_and_confirm(&world, &mut case);
    assert_after_confirmation(&world, &case);
}

/// The organiser rates beside the panel; under this rulebook that moves nothing.
fn rate_and_confirm(world: &World, case: &mut Case) {
    let rating = json!({ "marks": case.marks("60") });
    let refused = case.command(world, "leader", "rate-result", &rating).send();
    assert_eq!((refused.status, refused.code()), (409, "second_person_needed"), "{}", refused.text);
    let refused = case.command(world, "expert1", "rate-result", &rating).send();
    assert_eq!((refused.status, refused.code()), (403, "forbidden"), "{}", refused.text);
    case.step(world, "confirmer", "rate-result", &rating);
    case.step(world, "confirmer", "confirm-result", &Value::Null);
    let result = world.get("bureau", &case.path("/result")).expect(200).body;
    assert_eq!((&result["score"], &result["panel_score"]), (&json!("82.14"), &json!("82.14")));
    assert_eq!(result["organiser_score"], "60.00");
    let unit = world.get("applicant", &case.path("/result")).expect(200).body;
    assert_eq!(
        (&unit["panel_score"], &unit["organiser_score"], &unit["how_sure"]),
        (&Value::Null, &Value::Null, &json!([])),
    );
}

fn assert_after_confirmation(world: &World, case: &Case) {
    let report = world.get("bureau", &case.path("/report")).expect(200).body;
    assert_eq!(report["scores"]["statistics"]["two_rounds"]["changed"], 1);
    let page = world.get("bureau", &case.path("/report.html")).expect(200).text;
    assert!(page.contains("等次在去掉任何一位专家后不变。") && page.contains("其中1位改动了分值"), "{page}");

    let path = case.path(&format!("/sheets/{}/revisions", world.cast.id("expert1")));
    for who in ["organiser", "bureau", "auditor"] {
        let revisions = world.get(who, &path).expect(200).body;
        let kinds: Vec<&str> =
            revisions.as_array().unwrap().iter().map(|one| one["kind"]["code"].as_str().unwrap()).collect();
        assert_eq!(
            kinds,
            ["sheet_saved", "sheet_locked", "sheet_revision_begun", "sheet_saved", "sheet_locked"],
            "{who}"
        );
    }
    for who in ["applicant", "deputy", "expert2"] {
        let refused = world.get(who, &path);
        assert_eq!(refused.status, 403, "{who}: {}", refused.text);
    }

    let year = world.get("bureau", "/experts/statistics?year=2000").expect(200).body;
    assert_eq!(year["experts"], json!([]));
    let this_year =
        world.get("bureau", &case.path("")).expect(200).body["round"]["result"]["confirmed_at"].clone();
    let this_year: String = this_year.as_str().unwrap().chars().take(4).collect();
    let year = world.get("bureau", &format!("/experts/statistics?year={this_year}")).expect(200).body;
    let experts = year["experts"].as_array().unwrap();
    assert_eq!((experts.len(), &year["panels"]), (7, &json!(1)));
    // 95 less 82.142857 is 12.86; one panel of five with the four that are added.
    let lenient = experts.last().unwrap();
    assert_eq!(lenient["expert"].as_str().unwrap(), world.cast.id("expert1"));
    assert_eq!((&lenient["deviation"], &lenient["shrunk_deviation"]), (&json!("+12.86"), &json!("+2.57")));
    assert_eq!(lenient["tendency"], "偏宽");
    assert!(lenient["inconsistency_undefined"].as_str().unwrap().contains("只参加了1次"));
    for who in ["organiser", "auditor", "expert1", "applicant", "deputy"] {
        assert_eq!(world.get(who, "/experts/statistics?year=2026").status, 403, "{who}");
    }
    assert_eq!(world.get("bureau", "/experts/statistics?year=1999").fields(), ["year"]);
    world.verify();
}

#[test]
fn revisions_and_figures_are_sealed_as_the_sheets_are() {
    let (world, case) = World::in_meeting();
    case.save(&world, "expert1", 0, &case.marks("90")).send().expect(200);
    case.lock(&world, "expert1", 1).send().expect(200);
    let path = case.path(&format!("/sheets/{}/revisions", world.cast.id("expert1")));
    for (who, status) in [
        ("organiser", 409),
        ("bureau", 409),
        ("auditor", 409),
        ("expert2", 403),
        ("applicant", 403),
        ("rival", 404),
    ] {
        let refused = world.get(who, &path);
        assert_eq!(refused.status, status, "{who}: {}", refused.text);
        assert!(!refused.text.contains(REASON), "{who}");
    }
    let own = world.get("expert1", &path).expect(200).body;
    assert_eq!(own.as_array().unwrap().len(), 2);
    assert_eq!(world.get("expert1", &case.path("/sheets/mine/revisions?round=9")).status, 404);
    for below in ["/statistics", "/opinion-draft"] {
        for (who, status) in [
            ("organiser", 409),
            ("bureau", 409),
            ("expert1", 409),
            ("expert2", 403),
            ("applicant", 403),
            ("deputy", 403),
            ("rival", 404),
        ] {
            let refused = world.request(Method::GET, who, &case.path(below)).send();
            assert_eq!(refused.status, status, "{who} {below}: {}", refused.text);
        }
    }
    // A panel that has locked sees how far it lies apart, and no word of a grade before the result is confirmed.
    for (expert, _) in &PANEL[1..] {
        let saved = case.save(&world, expert, 0, &case.marks("85")).send().expect(200);
        case.lock(&world, expert, saved.version.unwrap()).send().expect(200);
    }
    let seen = world.get("expert2", &case.path("/statistics")).expect(200);
    assert_eq!(seen.body["now"]["total"]["range"]["value"], "5.00");
    assert_eq!(seen.body["now"]["influence"], json!([]));
    for word in ["良好", "优秀", "等次"] {
        assert!(!seen.text.contains(word), "{}", seen.text);
    }
    assert_eq!(world.get("applicant", &case.path("/statistics")).status, 403);
}
