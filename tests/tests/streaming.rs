//! `quanheng classify` on lists that are longer than anybody's memory or patience.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::{path, run};

const HEADER: &str =
    "序号\t项目名称\t建设性质\t建设单位\t总投资(万元)\t主要建设内容\t2023年工作计划\t资金来源\t备注\n";

/// A row that is judged without a question, with its amount as printed.
fn row(number: u32, amount: &str) -> String {
    format!(
        "{number}\t第{number}号道路拓宽工程\t改建\t住建局\t{amount}\t拓宽道路，路面、人行道、路灯和绿化一并改造\t年内完工\t区级财政资金\t\n"
    )
}

/// A program that judges what is written to its standard input and prints CSV.
fn judging(program: &mut Command) -> Child {
    program
        .args(["classify", "-", "--format", "csv"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Writes rows until there are enough of them or nobody reads any more.
fn feed(mut list: &ChildStdin, rows: std::ops::RangeInclusive<u32>) -> bool {
    rows.into_iter().all(|number| list.write_all(row(number, "900").as_bytes()).is_ok())
}

#[test]
fn a_long_list_needs_no_more_memory_than_a_short_one() {
    /// Kept in memory, a row takes more than a kilobyte.
    const ROWS: u32 = 300_000;
    /// Many times what the program needs, and a fraction of what that many rows would take.
    const KIBIBYTES: u32 = 64 * 1024;

    let limited = format!("ulimit -d {KIBIBYTES} && exec \"$0\" \"$@\"");
    let mut child = judging(Command::new("sh").args(["-c", &limited]).arg(path()));
    let list = child.stdin.take().unwrap();
    let feeding =
        std::thread::spawn(move || (&list).write_all(HEADER.as_bytes()).is_ok() && feed(&list, 1..=ROWS));
    let lines = BufReader::new(child.stdout.take().unwrap()).split(b'\n').map_while(Result::ok).count();
    assert!(feeding.join().unwrap(), "the program stopped reading after {lines} lines");
    assert!(child.wait().unwrap().success());
    assert_eq!(lines, usize::try_from(ROWS).unwrap() + 1);
}

#[test]
fn verdicts_and_issues_come_in_the_order_of_a_list_of_many_pieces() {
    const ROWS: u32 = 3_000;
    let is_wrong = |number: &u32| number % 100 == 7;
    let rows = (1..=ROWS).map(|number| row(number, if is_wrong(&number) { "-900" } else { "900" }));
    let list: String = std::iter::once(HEADER.to_owned()).chain(rows).collect();
    let output = run(&["classify", "-", "--format", "csv"], list.as_bytes());
    assert_eq!(output.status.code(), Some(1));

    let verdicts = String::from_utf8(output.stdout).unwrap();
    let judged: Vec<&str> = verdicts.lines().skip(1).filter_map(|line| line.split(',').nth(2)).collect();
    let good: Vec<String> =
        (1..=ROWS).filter(|number| !is_wrong(number)).map(|number| number.to_string()).collect();
    assert_eq!(judged, good);

    let issues = String::from_utf8(output.stderr).unwrap();
    let named: Vec<&str> = issues
        .lines()
        .filter_map(|line| line.strip_prefix("错误：第").and_then(|rest| rest.split('行').next()))
        .collect();
    // The header is the first line.
    let bad: Vec<String> = (1..=ROWS).filter(is_wrong).map(|number| (number + 1).to_string()).collect();
    assert_eq!(named, bad);
}

#[test]
fn the_program_ends_when_nobody_reads_its_verdicts_though_the_list_goes_on() {
    /// Many more verdicts than the program holds back before it prints.
    const ROWS: u32 = 2_000;
    /// Not a measure of speed: without it a program that hangs would hang the tests.
    const PATIENCE: Duration = Duration::from_secs(120);

    let mut child = judging(&mut Command::new(path()));
    drop(child.stdout.take());
    let list = child.stdin.take().unwrap();
    // It may end before it has read all of them.
    let _is_fed = (&list).write_all(HEADER.as_bytes()).is_ok() && feed(&list, 1..=ROWS);

    // The list stays open: the program must not wait for more of it.
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("the program waits for a list whose verdicts nobody reads");
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    drop(list);
    assert!(status.success());
}
