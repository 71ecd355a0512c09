//! What the 事前绩效评估报告 says, filled, bare and overlong.

use std::collections::HashSet;

use report_templates::evaluation_report::sample;
use serde_json::json;

use crate::page::{as_read, render, take_apart, without_style};
use crate::views::{filled, minimal, overlong, set, unconfirmed};

#[test]
fn filled_report() {
    insta::assert_snapshot!(without_style(&render(&filled())));
}

#[test]
fn filled_report_as_read() {
    insta::assert_snapshot!(as_read(&render(&filled())));
}

#[test]
fn minimal_report_as_read() {
    insta::assert_snapshot!(as_read(&render(&minimal())));
}

#[test]
fn unconfirmed_report_as_read() {
    insta::assert_snapshot!(as_read(&render(&unconfirmed())));
}

/// The snapshot shows each line once: sixty equal rows say no more than one.
#[test]
fn overlong_report_as_read() {
    let read = as_read(&render(&overlong()));
    let mut seen = HashSet::new();
    let lines: Vec<&str> = read.lines().filter(|line| seen.insert(*line)).collect();
    insta::assert_snapshot!("overlong_report_as_read", lines.join("\n"));
}

#[test]
fn no_heading_stands_over_nothing() {
    for view in [filled(), minimal(), unconfirmed()] {
        let (tags, _) = take_apart(&render(&view));
        let shown: Vec<&String> = tags.iter().filter(|tag| !tag.starts_with("!--")).collect();
        for pair in shown.windows(2) {
            let [first, second] = pair else { unreachable!() };
            if first.as_str() == "/h3" {
                assert!(second.starts_with('p') || second.starts_with("div"), "after a heading: <{second}>");
            }
        }
    }
}

#[test]
fn every_row_of_an_overlong_report_is_there() {
    let (_, texts) = take_apart(&render(&overlong()));
    assert_eq!(texts.iter().filter(|text| text.as_str() == "项目申报书").count(), 60);
    assert_eq!(texts.iter().filter(|text| text.as_str() == "10.00").count(), 6 * 12 * 11 + weights_of_ten());
}

/// How many of the overlong report's weights read like the marks: indicators 1.1 and 5.1 weigh ten points, twelve
/// times each and in two tables, and so does heading five, whose mean is ten points too; indicator 5.1 has a mean
/// of ten points twelve times.
fn weights_of_ten() -> usize {
    2 * 12 * 2 + 1 + 1 + 12
}

#[test]
fn the_page_stands_alone() {
    let page = render(&filled()).to_lowercase();
    for loader in
        ["<script", "<link", "<img", "<iframe", "url(", "@import", "src=", "http:", "https:", "javascript:"]
    {
        assert!(!page.contains(loader), "the page holds {loader}");
    }
}

#[test]
fn every_opened_element_is_closed() {
    for view in [filled(), minimal(), overlong()] {
        let (tags, _) = take_apart(&render(&view));
        let mut open: Vec<String> = Vec::new();
        for tag in tags.iter().filter(|tag| !tag.starts_with('!')) {
            let name = tag.split(' ').next().unwrap_or_default();
            match name.strip_prefix('/') {
                Some(closed) => assert_eq!(open.pop().as_deref(), Some(closed)),
                None if matches!(name, "meta" | "br") => {}
                None => open.push(name.to_owned()),
            }
        }
        assert_eq!(open, Vec::<String>::new());
    }
}

#[test]
fn preliminary_score_is_marked_as_not_counted_and_the_outcome_as_no_budget() {
    let read = as_read(&render(&sample()));
    assert!(read.contains("85.50分（评估工作组评分，仅供参考，不计入最终得分）"));
    assert!(read.contains("予以支持，可进入预算编审（不等同于预算批复）"));
}

#[test]
fn the_paper_invents_no_outcome() {
    let mut view = sample();
    set(&mut view, "/scores/outcome", json!(null));
    assert!(!as_read(&render(&view)).contains("予以支持，"));
}

#[test]
fn a_measure_without_grades_says_so() {
    let mut view = sample();
    set(&mut view, "/scores/grade", json!(null));
    let read = as_read(&render(&view));
    assert!(read.contains("本办法不分等次") && read.contains("予以支持，可进入预算编审"));
}

#[test]
fn insufficient_evidence_takes_the_place_of_a_grade() {
    let mut view = sample();
    set(&mut view, "/scores/grade", json!(null));
    set(&mut view, "/scores/insufficient_evidence", json!(true));
    set(&mut view, "/scores/recommended_amount", json!(null));
    set(&mut view, "/scores/result_reason", json!("造价没有依据"));
    let read = as_read(&render(&view));
    assert!(read.contains("证据不足，不评定等次") && read.contains("造价没有依据"));
    assert!(!read.contains("本办法不分等次") && !read.contains("建议支持金额"));
}

#[test]
fn a_superseded_result_says_so() {
    let mut view = sample();
    set(&mut view, "/scores/superseded", json!("本轮结果由第2轮（重新评估）取代"));
    assert!(as_read(&render(&view)).contains("本轮结果由第2轮（重新评估）取代"));
}
