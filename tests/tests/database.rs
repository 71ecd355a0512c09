//! What the program keeps: import, verify, demo.

use crate::program::{list, run};

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn an_imported_list_verifies_and_is_not_imported_twice() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}/quanheng.db", folder.path().display());
    let file = folder.path().join("list.tsv");
    std::fs::write(&file, list()).unwrap();
    let file = file.to_str().unwrap();
    let add = |role| {
        let added = run(
            &[
                "actor",
                "add",
                "--post",
                "测试岗",
                "--role",
                role,
                "--organisation",
                "区财政局",
                "--database",
                &database,
            ],
            b"",
        );
        assert_eq!(added.status.code(), Some(0));
        text(added.stdout).trim().to_owned()
    };
    let import = |token: &str| run(&["import", file, "--token", token, "--database", &database], b"");

    let refused = import(&add("applicant"));
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(refused.stderr).contains("没有"), "an applicant does not import lists");
    let wrong = import("no-such-token");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(wrong.stderr).contains("令牌无效"));

    let token = add("finance-bureau");
    let imported = import(&token);
    assert_eq!(imported.status.code(), Some(0));
    assert!(text(imported.stdout).contains("已导入87个项目"));
    let again = import(&token);
    assert_eq!(again.status.code(), Some(2), "the same file is imported once");

    let verified = run(&["verify", "--database", &database], b"");
    assert_eq!(verified.status.code(), Some(0));
    let report = text(verified.stdout);
    assert!(report.contains("评估对象87个") && report.contains("导入1次"), "{report}");
}

#[test]
fn the_demo_starts_afresh_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_str().unwrap();
    for _ in 0..2 {
        let output = run(&["demo", "--no-serve", "--folder", folder], b"");
        assert_eq!(output.status.code(), Some(0));
        let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(summary["projects"], 87);
        assert_eq!(summary["journal_verified"], true);
        assert_eq!(summary["verdicts"]["required"], 13);
        let policies = summary["policies"].as_array().unwrap();
        let verdicts: Vec<&str> = policies.iter().map(|policy| policy["verdict"].as_str().unwrap()).collect();
        assert_eq!(verdicts, ["需补充信息", "需补充信息", "不需评估", "需补充信息", "不需评估"]);
        assert!(policies.iter().all(|policy| policy["targets"].as_u64().unwrap() >= 4));
        let file = format!("sqlite:{folder}/demo.db");
        let verified = text(run(&["verify", "--database", &file], b"").stdout);
        assert!(verified.contains("评估对象92个"), "{verified}");
    }
}
