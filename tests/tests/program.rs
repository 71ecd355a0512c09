//! Running the built program.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The program that `cargo build` left two folders above this test.
pub(crate) fn path() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let built = test.parent().and_then(|deps| deps.parent()).unwrap().join("quanheng");
    assert!(built.exists(), "{} is missing: build it first, as ./run test does", built.display());
    built
}

/// The folder of uploaded files that all tests share: files are named by their content, so none is in the way of another.
pub(crate) fn files() -> PathBuf {
    path().with_file_name("e2e-files")
}

/// Runs the program with `arguments`, feeding it `input`.
pub(crate) fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(path())
        .args(arguments)
        .env("QUANHENG_FILES", files())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeding = std::thread::spawn(move || {
        // The program may stop reading early, as on a binary file.
        let fed = stdin.write_all(&input);
        drop(stdin);
        fed.is_ok()
    });
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    output
}

/// The demonstration list as the repository keeps it.
pub(crate) fn list() -> Vec<u8> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/demo/investment-plan-2023.tsv");
    std::fs::read(file).unwrap()
}

/// The verdicts of `quanheng classify - --format json` on `input`.
pub(crate) fn classified(input: &[u8]) -> (Vec<Value>, String, Option<i32>) {
    let output = run(&["classify", "-", "--format", "json"], input);
    let rows = serde_json::from_slice(&output.stdout).unwrap();
    (rows, String::from_utf8(output.stderr).unwrap(), output.status.code())
}
