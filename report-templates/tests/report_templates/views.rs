//! The three views every paper is looked at with: filled, with nothing optional, and overlong.

use report_templates::evaluation_report::sample;
use serde_json::{Value, json};

pub(crate) fn filled() -> Value {
    sample()
}

/// Everything that may be null is null and everything that may be empty is empty, before the panel has scored.
pub(crate) fn minimal() -> Value {
    let mut view = sample();
    let nothing =
        ["/third_party", "/subject/implementing_unit", "/methods/text", "/scores", "/annexes/opinion"];
    let empty = [
        "/dates",
        "/subject/funding",
        "/subject/determination/clauses",
        "/methods/ways",
        "/methods/methods",
        "/plan",
        "/working_group",
        "/panel",
        "/annexes/materials",
        "/annexes/deputies",
        "/signatures",
    ];
    for pointer in nothing {
        set(&mut view, pointer, Value::Null);
    }
    for pointer in empty {
        set(&mut view, pointer, json!([]));
    }
    for section in view["sections"].as_array_mut().unwrap() {
        section["paragraphs"] = json!([]);
    }
    view
}

/// Scored, but with everything that may be missing inside the scores and the annexes missing.
pub(crate) fn unconfirmed() -> Value {
    let mut view = sample();
    for pointer in [
        "/scores/grade",
        "/scores/outcome",
        "/scores/requested_amount",
        "/scores/recommended_amount",
        "/scores/result_reason",
        "/scores/preliminary_total",
        "/subject/funding/0/amount",
    ] {
        set(&mut view, pointer, Value::Null);
    }
    set(&mut view, "/subject/funding/0/certainty", Value::Null);
    set(&mut view, "/scores/headings/0/indicators/0/preliminary", Value::Null);
    set(&mut view, "/scores/headings/0/indicators/0/reasons", json!([]));
    set(&mut view, "/scores/awaits_rating", json!("待评估组织部门评分。"));
    set(&mut view, "/scores/final_score", Value::Null);
    set(&mut view, "/scores/exact_score", Value::Null);
    set(&mut view, "/scores/how_sure", json!([]));
    set(&mut view, "/scores/conditions", json!([]));
    set(&mut view, "/annexes/opinion/dissents", json!([]));
    set(&mut view, "/annexes/deputies/0/suggestions", Value::Null);
    view
}

/// Longer than any office would write: a name of 200 characters, an unbroken word of 300 letters, paragraphs of
/// 10,000 characters, eleven experts, twelve indicators a heading, sixty materials.
pub(crate) fn overlong() -> Value {
    let mut view = sample();
    set(&mut view, "/title", json!("云溪区老旧小区改造及配套设施提升工程".repeat(6) + "事前绩效评估报告"));
    set(&mut view, "/subject/name", json!("云溪区老旧小区改造工程".repeat(18)));
    set(&mut view, "/subject/content", json!("X".repeat(300)));
    set(&mut view, "/organiser", json!("区住房和城乡建设局".repeat(10)));
    set(&mut view, "/sections/2/paragraphs", json!(["评估结论依据充分。".repeat(1_112), "第一行\n第二行"]));
    set(&mut view, "/annexes/deputies/0/text", json!("意见".repeat(2_000)));

    let experts: Vec<String> = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"]
        .map(|n| format!("专家{n}"))
        .into();
    set(&mut view, "/scores/totals", json!(vec!["100.00"; experts.len()]));
    for heading in view["scores"]["headings"].as_array_mut().unwrap() {
        let mut indicator = heading["indicators"][0].clone();
        indicator["marks"] = json!(vec!["10.00"; experts.len()]);
        indicator["reasons"] =
            json!(vec!["专家一：测算依据没有附件，扣0.50分。".repeat(3); 4]);
        heading["indicators"] = json!(vec![indicator; 12]);
    }
    view["scores"]["experts"] = json!(experts);
    view["annexes"]["materials"] = json!(vec![view["annexes"]["materials"][0].clone(); 60]);
    view
}

/// Puts `value` where `pointer` leads.
pub(crate) fn set(view: &mut Value, pointer: &str, value: Value) {
    *view.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is not in the view")) = value;
}
