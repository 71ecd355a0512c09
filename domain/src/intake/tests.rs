//! The reader through its public face: the demonstration list, bad lists and any bytes at all.

mod any_bytes;
mod any_table;
mod bad_rows;
mod corrections;
mod demonstration_list;
mod money_words;
mod tables;

use std::ops::Range;

use super::*;

const HEADER: &str =
    "序号\t项目名称\t建设性质\t建设单位\t总投资(万元)\t主要建设内容\t2023年工作计划\t资金来源\t备注\n";

fn directory() -> UnitDirectory {
    UnitDirectory::yunxi().unwrap()
}

/// The zone between the thresholds of the rulebook `yunxi-2023`.
fn doubt_zone() -> Range<Money> {
    Money::from_ten_thousand_yuan(200)..Money::from_ten_thousand_yuan(400)
}

fn read_list(bytes: &[u8]) -> (Vec<ListedProject>, Vec<RowIssue>, ListSummary) {
    read(bytes, &directory(), doubt_zone())
}

/// A list of `rows` under one header.
fn list(rows: &[&str]) -> String {
    let mut text = HEADER.to_owned();
    for row in rows {
        text.push_str(row);
        text.push('\n');
    }
    text
}

fn codes(issues: &[RowIssue]) -> Vec<(u64, &'static str)> {
    issues.iter().map(|issue| (issue.line, issue.code)).collect()
}
