//! `quanheng draw verify` on the record that the domain's tests keep, and on changed ones.

use std::path::PathBuf;
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::run;

fn sample() -> PathBuf {
    let file = "../domain/tests/draw/snapshots/draw__sample__record.snap.json";
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn verify(file: &str, more: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = run(&[&["draw", "verify", file], more].concat(), b"");
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// What the program says about the sample after `change`.
fn verify_changed(change: impl FnOnce(&mut Value)) -> (Option<i32>, String) {
    let mut record: Value = serde_json::from_slice(&std::fs::read(sample()).unwrap()).unwrap();
    change(&mut record);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("抽取记录.json");
    std::fs::write(&file, serde_json::to_vec(&record).unwrap()).unwrap();
    let (code, printed, _) = verify(file.to_str().unwrap(), &[]);
    (code, printed)
}

#[test]
fn the_sample_is_proved_step_by_step() {
    let (code, printed, errors) = verify(sample().to_str().unwrap(), &[]);
    assert_eq!(code, Some(0), "{printed}{errors}");
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines[0], "抽取专家小组成员：评估〔2026〕12号第1轮，共28步");
    for (number, line) in lines.iter().enumerate().skip(1).take(28) {
        assert!(line.starts_with(&format!("第{number}步 2026年11月24日 09:")), "{line}");
    }
    assert_eq!(lines.iter().filter(|line| line.starts_with("入选：")).count(), 4);
    assert_eq!(*lines.last().unwrap(), "核对通过：28步全部相符；第3轮已结束：财政财务专家待答复0个、空缺1个");
}

#[test]
fn a_digest_noted_elsewhere_is_compared() {
    let (_, printed, _) = verify(sample().to_str().unwrap(), &[]);
    let head = printed.lines().find_map(|line| line.strip_prefix("记录摘要（SM3）：")).unwrap();
    let (code, ..) = verify(sample().to_str().unwrap(), &["--head", head]);
    assert_eq!(code, Some(0));
    let (code, printed, _) = verify(sample().to_str().unwrap(), &["--head", &"0".repeat(64)]);
    assert_eq!(code, Some(1));
    assert!(printed.contains("记录被替换或者截短") && !printed.contains("核对通过"), "{printed}");
}

#[test]
fn a_changed_order_is_named_with_its_step() {
    let (code, printed) = verify_changed(|record| {
        let order = record.pointer_mut("/steps/15/action/drawn/orders/0/order").unwrap();
        order.as_array_mut().unwrap().swap(0, 3);
    });
    assert_eq!(code, Some(1));
    assert!(
        printed.contains("核对未通过：第16步不符（第十三条第（二）项，result_differs）：业务专家第1位"),
        "{printed}"
    );
    assert!(!printed.contains("核对通过"), "{printed}");
}

#[test]
fn a_changed_contribution_and_a_changed_reason_are_named() {
    let (code, printed) = verify_changed(|record| {
        *record.pointer_mut("/steps/13/action/revealed/contribution/text").unwrap() = "骰子 6 6 6".into();
    });
    assert_eq!(code, Some(1));
    assert!(printed.contains("第14步不符（第四条，commitment_mismatch）"), "{printed}");
    let (code, printed) = verify_changed(|record| {
        *record.pointer_mut("/steps/16/action/declined/reason").unwrap() = "个人原因".into();
    });
    assert_eq!(code, Some(1));
    assert!(printed.contains("第17步不符") && printed.contains("digest_differs"), "{printed}");
}

#[test]
fn what_is_no_record_is_said_to_be_none() {
    let (code, printed) = verify_changed(|record| *record = serde_json::json!({"steps": []}));
    assert_eq!(code, Some(1));
    assert!(printed.contains("不是抽取记录的内容"), "{printed}");
    let (code, _, errors) = verify("没有这个文件.json", &[]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("请核对文件名"), "{errors}");
}
