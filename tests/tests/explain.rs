//! Why a verdict is what it is, and what would settle or change it: `quanheng explain` and the API, on the district's
//! published list.

use reqwest::Method;
use serde_json::{Value, json};

use crate::case::World;
use crate::program::{list, run};

fn explained(arguments: &[&str], input: &[u8]) -> (String, String, Option<i32>) {
    let output = run(&[&["explain", "-"], arguments].concat(), input);
    (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
        output.status.code(),
    )
}

#[test]
fn one_project_is_explained_with_everything_that_would_settle_it() {
    let (text, errors, code) = explained(&["--no", "一-48"], &list());
    assert_eq!((errors.as_str(), code), ("", Some(0)));
    assert!(
        text.starts_with("一-48 云溪区应急指挥调度平台（280万元）：需补充信息\n  还缺的信息：\n"),
        "{text}"
    );
    assert!(
        text.contains("    请补充是否属基础设施类") && text.contains("    请补充是否使用区级财政资金"),
        "{text}"
    );
    let paths = [
        "  怎样答复就能定下来：",
        "    若为基础设施类，则不需评估",
        "    若为非基础设施类且使用区级财政资金，则应评估",
        "    若为非基础设施类且确认没有区级财政资金，则不属适用范围",
    ];
    assert!(text.contains(&paths.join("\n")), "{text}");
}

#[test]
fn a_settled_project_is_explained_with_what_would_change_it() {
    let (text, _, code) = explained(&["--no", " 一－５１ "], &list());
    assert_eq!(code, Some(0));
    assert!(text.starts_with("一-51 新荷路建设工程（900万元）：应评估\n  理由：\n"), "{text}");
    assert!(text.contains("  什么情况会改变结论：\n"), "{text}");
    assert!(text.contains("若总投资不足400万元，则不需评估"), "{text}");
    assert!(!text.contains("还缺的信息"), "{text}");
}

#[test]
fn without_a_number_every_project_is_explained() {
    let (text, errors, code) = explained(&[], &list());
    assert_eq!(code, Some(0), "{errors}");
    let heads = text.lines().filter(|line| !line.is_empty() && !line.starts_with(' '));
    assert_eq!(heads.count(), 87);
    let open = text.matches("：需补充信息\n").count();
    assert_eq!(text.matches("怎样答复就能定下来").count(), open);
    assert!(open > 40, "{open}");
}

#[test]
fn what_is_not_there_is_said_with_what_to_do() {
    let (text, errors, code) = explained(&["--no", "一-99"], &list());
    assert_eq!((text.as_str(), code), ("", Some(2)));
    assert!(errors.contains("没有编号为一-99的项目") && errors.contains("一-48"), "{errors}");
    let broken = String::from_utf8(list()).unwrap().replace("住建局\t900", "住建局\t-900");
    let (text, errors, code) = explained(&["--no", "一-48"], broken.as_bytes());
    assert_eq!(code, Some(1), "{errors}");
    assert!(text.starts_with("一-48 "), "{text}");
}

#[test]
fn assumptions_are_made_in_the_words_of_officials_or_in_codes() {
    let chinese = ["--no", "一-48", "--if", "类别=非基础设施类", "--if", "区级资金＝有"];
    let codes = ["--no", "一-48", "--if", "class=non_infrastructure", "--if", "money=true"];
    let (text, errors, code) = explained(&chinese, &list());
    assert_eq!((errors.as_str(), code), ("", Some(0)));
    assert!(text.starts_with("一-48 云溪区应急指挥调度平台（280万元）：按下列假设，应评估\n"), "{text}");
    assert!(
        text.contains("    是否属基础设施类：非基础设施类\n    是否使用区级财政资金：使用区级财政资金\n"),
        "{text}"
    );
    assert_eq!(explained(&codes, &list()).0, text);
    let (joined, _, _) = explained(&["--no", "一-19", "--if", "合并计算=是"], &list());
    assert!(joined.contains("合并计算943万元") && joined.contains("按下列假设，应评估"), "{joined}");
}

#[test]
fn assumptions_that_make_no_sense_are_refused_with_what_may_be_filled_in() {
    let refused = |assumptions: &[&str], said: &str| {
        let arguments: Vec<&str> = assumptions.iter().flat_map(|assumed| ["--if", assumed]).collect();
        let (text, errors, code) = explained(&[&["--no", "一-48"], &arguments[..]].concat(), &list());
        assert_eq!((text.as_str(), code), ("", Some(2)), "{assumptions:?}");
        assert!(errors.contains(said), "{assumptions:?}: {errors}");
    };
    refused(&["类别"], "应写作“问题=答案”");
    refused(&["规模=大"], "没有“规模”这个问题，可填：对象、申请事项、总投资");
    refused(&["类别=桥"], "可填：基础设施类；非基础设施类");
    refused(&["区级资金=也许"], "应为是（有）或者否（没有）");
    refused(&["总投资=很多"], "不是有效金额");
    refused(&["区级出资比例=101"], "不是有效比例");
    refused(&["类别=基础设施类", "class=non_infrastructure"], "只能假设一个答案");
    refused(&["合并计算=是"], "没有发现可能属同一项目的其他对象");
    let (text, _, code) = explained(&["--if", "类别=基础设施类"], &list());
    assert_eq!((text.as_str(), code), ("", Some(2)));
}

fn sentences(determination: &Value) -> Vec<&str> {
    let paths = determination["explanation"]["paths"].as_array().unwrap();
    paths.iter().map(|path| path["sentence"].as_str().unwrap()).collect()
}

#[test]
fn a_subject_is_explained_supposed_answered_and_remembered_over_http() {
    let world = World::fresh();
    let facts = json!({
        "object": "project", "application": "new", "amount_wan": "280", "unit": "town",
        "district_money": "some",
    });
    let settling = [
        "若为基础设施类，则不需评估",
        "若区级出资比例低于50%，则不需评估",
        "若为非基础设施类且区级出资比例不低于50%，则应评估",
    ];
    let stateless = world.post("bureau", "/classifications/explanation").json(&facts).send().expect(200).body;
    assert_eq!(stateless["verdict"]["code"], "needs_information");
    assert_eq!(sentences(&stateless), settling);
    assert_eq!(stateless["explanation"]["paths"][2]["answers"][1]["at_least"], "50");

    let registration = json!({ "name": "村级水厂", "facts": facts });
    let subject = world.post("bureau", "/subjects").json(&registration).send().expect(201).body;
    let path = |rest: &str| format!("/subjects/{}{rest}", subject["id"].as_str().unwrap());
    let determination = world.get("bureau", &path("/determination")).expect(200).body;
    assert_eq!(determination, stateless);

    let class = json!({ "question": "class", "value": "non_infrastructure" });
    let share = json!({ "question": "district_share", "value": "50" });
    let suppose =
        |answers: Value| world.post("bureau", &path("/what-if")).json(&json!({ "answers": answers })).send();
    let supposed = suppose(json!([class, share])).expect(200).body;
    assert_eq!(supposed["verdict"]["code"], "required");
    let half_way = suppose(json!([class])).expect(200).body;
    assert_eq!(
        sentences(&half_way),
        ["若区级出资比例低于50%，则不需评估", "若区级出资比例不低于50%，则应评估"]
    );
    assert_eq!(sentences(&suppose(json!([])).expect(200).body), settling);
    let refused = suppose(json!([class, { "question": "class", "value": "infrastructure" }])).expect(422);
    assert_eq!(refused.fields(), ["answers.2.question"]);
    let refused = suppose(
        json!([class, { "question": "colour", "value": "red" }, { "question": "amount", "value": "-1" }]),
    );
    assert_eq!(refused.fields(), ["answers.2.question", "answers.3.value"]);
    let unchanged = world.get("bureau", &path("")).expect(200).body;
    assert_eq!((&unchanged["version"], &unchanged["determination"]), (&json!(1), &subject["determination"]));

    let answer = json!({ "question": "class", "value": "infrastructure", "document": "岳云发改〔2023〕8号" });
    world.post("bureau", &path("/answers")).version(1).json(&answer).send().expect(200);
    let history = world.get("bureau", &path("/history")).expect(200).body;
    let events = history["events"].as_array().unwrap();
    let told: Vec<(&Value, &Value, &Value)> =
        events.iter().map(|event| (&event["by"], &event["what"], &event["verdict"]["label"])).collect();
    assert_eq!(
        json!(told),
        json!([
            ["绩效股经办", "登记评估对象", "需补充信息"],
            ["绩效股经办", "答复“是否属基础设施类”：基础设施类（据岳云发改〔2023〕8号）", "不需评估"],
        ])
    );

    // Whoever may not see the subject learns nothing about it by any of the three.
    let nothing = json!({ "answers": [] });
    world.get("rival", &path("/determination")).expect(404);
    world.get("rival", &path("/history")).expect(404);
    world.post("rival", &path("/what-if")).json(&nothing).send().expect(404);
}

/// What a client makes of assumed answers: one answer for each, within its range.
fn concrete(answers: &[Value]) -> Vec<Value> {
    let answer = |question: &str, value: String| json!({ "question": question, "value": value });
    let whole = |number: &Value| number.as_str().map(|text| text.parse::<i64>().unwrap());
    let mut given = Vec::new();
    for assumed in answers {
        let question = assumed["question"]["code"].as_str().unwrap();
        let (least, below) = (whole(&assumed["at_least"]), whole(&assumed["below"]));
        match (assumed["measure"].as_str(), assumed["value"].as_str()) {
            (None, Some("all")) => {
                given.push(answer("requested_increase", "100".to_owned()));
                given.push(answer(question, "100".to_owned()));
            }
            (None, Some("none")) => given.push(answer(question, "0".to_owned())),
            (None, Some(value)) => given.push(answer(question, value.to_owned())),
            (Some("wan" | "percent"), None) => {
                let value =
                    least.map_or_else(|| format!("{}.99", below.unwrap() - 1), |least| least.to_string());
                given.push(answer(question, value));
            }
            (Some("percent_of_approved"), None) => {
                let value = least.map_or_else(|| below.unwrap() * 10 - 1, |least| least * 10);
                given.push(answer("approved_district_budget", "1000".to_owned()));
                given.push(answer("requested_increase", value.to_string()));
            }
            other => panic!("{other:?}"),
        }
    }
    given
}

/// Everything that the API says about one verdict is there, and every claim of it is true.
fn check_explained(world: &World, subject: &Value) -> usize {
    let path = |rest: &str| format!("/subjects/{}{rest}", subject["id"].as_str().unwrap());
    let determination = world.get("bureau", &path("/determination")).expect(200).body;
    let name = &subject["name"];
    let list = |field: &str| determination[field].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    assert_eq!(determination["verdict"], subject["determination"]["verdict"], "{name}");
    assert_eq!(list("findings").len(), 6, "{name}");
    for finding in list("findings") {
        assert!(
            ["true", "false", "undecided"].contains(&text(&finding["truth"]).as_str()),
            "{name}: {finding}"
        );
        assert!(
            !text(&finding["why"]).is_empty() && text(&finding["article"]).starts_with("第三条"),
            "{name}: {finding}"
        );
    }
    assert!(!list("facts_used").is_empty() && !list("reasons").is_empty(), "{name}");
    for fact in list("facts_used") {
        let origin = ["（据“", "（由“", "（由单位、"];
        assert!(
            origin.iter().any(|begin| text(fact).contains(begin)) && text(fact).ends_with('）'),
            "{name}: {fact}"
        );
    }
    assert!(!list("readings").is_empty(), "{name}");
    let read: Vec<&Value> = list("readings_applied").iter().map(|reading| &reading["code"]).collect();
    assert_eq!(json!(read), determination["readings"], "{name}");
    assert!(list("readings_applied").iter().all(|reading| !text(&reading["text"]).is_empty()), "{name}");
    let paths = determination["explanation"]["paths"].as_array().unwrap();
    let open = determination["verdict"]["code"] == "needs_information";
    assert!(!open || (!paths.is_empty() && !list("missing").is_empty()), "{name}");
    for claimed in paths {
        let answers = json!({ "answers": concrete(claimed["answers"].as_array().unwrap()) });
        let reached = world.post("bureau", &path("/what-if")).json(&answers).send().expect(200).body;
        assert_eq!(reached["verdict"], claimed["verdict"], "{name}: {}", claimed["sentence"]);
        assert_ne!(reached["verdict"], determination["verdict"], "{name}: {}", claimed["sentence"]);
    }
    paths.len()
}

#[test]
fn every_verdict_of_the_list_is_explained_from_the_api_alone() {
    let world = World::fresh();
    let (mut subjects, mut after) = (0, String::new());
    let mut paths = 0;
    loop {
        let page = world
            .request(Method::GET, "bureau", &format!("/subjects?limit=20{after}"))
            .send()
            .expect(200)
            .body;
        for subject in page["subjects"].as_array().unwrap() {
            paths += check_explained(&world, subject);
            subjects += 1;
        }
        match page["next"].as_i64() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(subjects, 87);
    assert!(paths > subjects, "{paths}");
}
