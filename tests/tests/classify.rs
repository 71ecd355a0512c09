//! `quanheng classify` on the district's published list, and on lists that are wrong.

use serde_json::Value;

use crate::program::{classified, list, run};

fn row<'a>(rows: &'a [Value], section: &str, number: u64) -> &'a Value {
    rows.iter().find(|row| row["section"] == section && row["no"] == number).unwrap()
}

fn missing(row: &Value) -> Vec<&str> {
    row["missing"].as_array().unwrap().iter().map(|question| question.as_str().unwrap()).collect()
}

#[test]
fn the_published_list_gives_87_projects_and_its_three_totals() {
    let (rows, totals, code) = classified(&list());
    assert_eq!(rows.len(), 87);
    assert_eq!(code, Some(0), "{totals}");
    for total in ["514,989", "675,624", "5,758,900"] {
        assert!(totals.contains(total), "{totals}");
    }
    for key in [
        "section",
        "subsection",
        "no",
        "name",
        "nature",
        "unit",
        "amount_wan",
        "verdict",
        "clauses",
        "missing",
        "reasons",
    ] {
        assert!(rows.iter().all(|row| row.get(key).is_some()), "{key}");
    }
}

#[test]
fn the_worked_cases_get_their_verdicts() {
    let (rows, ..) = classified(&list());
    let verdict = |section, number| row(&rows, section, number)["verdict"].as_str().unwrap();
    for number in [2, 3, 10, 11, 27, 32, 33, 45, 46, 47, 51] {
        assert_eq!(verdict("一", number), "required", "一-{number}");
    }
    for number in [5, 6, 7, 9, 28, 29, 34, 35] {
        assert_eq!(verdict("一", number), "not_required", "一-{number}");
    }
    for number in 40..=44 {
        assert_eq!(verdict("一", number), "out_of_scope", "一-{number}");
    }
    for number in 1..=11 {
        assert_eq!(verdict("三", number), "out_of_scope", "三-{number}");
    }
    assert_eq!(verdict("二", 14), "not_required");
    assert_eq!(verdict("二", 18), "needs_information");
    assert_eq!(row(&rows, "一", 51)["clauses"], serde_json::json!(["3(2)"]));
    assert_eq!(row(&rows, "三", 1)["amount_wan"], "416000");
    assert_eq!(missing(row(&rows, "一", 48)), ["class", "money"]);
    for number in 19..=21 {
        assert_eq!(verdict("一", number), "needs_information");
        assert_eq!(missing(row(&rows, "一", number)), ["class", "one_project"], "一-{number}");
    }
}

#[test]
fn one_bad_row_is_named_and_the_others_come_through() {
    let text = String::from_utf8(list())
        .unwrap()
        .replace("新荷路建设工程\t新建\t住建局\t900", "新荷路建设工程\t新建\t住建局\t-900");
    let (rows, errors, code) = classified(text.as_bytes());
    assert_eq!(rows.len(), 86);
    assert_eq!(code, Some(1));
    assert!(errors.contains("总投资") && errors.contains("负"), "{errors}");
}

#[test]
fn a_list_with_a_byte_order_mark_reads_the_same() {
    let (plain, ..) = classified(&list());
    let marked: Vec<u8> = [b"\xEF\xBB\xBF".as_slice(), &list()].concat();
    assert_eq!(classified(&marked).0, plain);
}

#[test]
fn what_is_no_text_is_refused_without_a_panic() {
    for input in [&b"\x00\x01\x02PK\x03\x04"[..], &[0xff; 4096][..], &b""[..]] {
        let output = run(&["classify", "-", "--format", "json"], input);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!errors.contains("panicked"), "{errors}");
        assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap(), serde_json::json!([]));
    }
}

#[test]
fn csv_and_table_have_a_line_for_every_project() {
    for (format, heads) in [("csv", 1), ("table", 1)] {
        let output = run(&["classify", "-", "--format", format], &list());
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.lines().count(), 87 + heads, "{format}");
    }
}

#[test]
fn a_missing_file_is_a_usage_error() {
    let output = run(&["classify", "没有这个文件.tsv"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("请核对文件名"));
}
