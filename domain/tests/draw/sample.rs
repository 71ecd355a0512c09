//! A whole record with every kind of step, byte for byte. The end-to-end tests read the same file.

use domain::draw::{Command, DrawRecord, verify};
use domain::panel::ExpertKind;

use crate::world::{AUDIT, FINANCE, World, contribution, opening};

/// Round 1 is abandoned, round 2 thrown away, and round 3 closed because it runs out of finance experts.
pub(crate) fn record() -> DrawRecord {
    let mut world = World::new();
    world.open();
    world.commit(FINANCE);
    world
        .ok(Command::Abandon { reason: "名册漏列一名财政财务专家，更正后重抽".to_owned() });

    world.ok(opening(Some("名册已更正")));
    world.draw();
    world.ok(Command::Void {
        reason: "抽取时有一名专家的回避申报未登记".to_owned(),
        approved_by: "财政局分管负责人".to_owned(),
    });

    world.ok(opening(Some("补登记回避申报后重抽")));
    world.draw();
    let business = world.called(ExpertKind::Business).awaited[0].clone();
    world.ok(Command::Decline { candidate: business, reason: "同期参加省级评审".to_owned() });
    for _ in 0..3 {
        let candidate = world.called(ExpertKind::Finance).awaited[0].clone();
        world.ok(Command::Accept { candidate: candidate.clone() });
        world.ok(Command::Withdraw {
            candidate, reason: "补充申报利益关系，应当回避".to_owned()
        });
    }
    world.accept_all();
    world.ok(Command::Close { reason: "财政财务专家候补用尽，扩充名册后补抽".to_owned() });
    world.record().clone()
}

/// `OpenSSL` and a program written from the description alone prove this very file.
#[test]
fn the_sample_replays_byte_for_byte() {
    let record = record();
    let json = serde_json::to_string_pretty(&record).unwrap() + "\n";
    let read: DrawRecord = serde_json::from_str(&json).unwrap();
    assert_eq!(read, record);
    let report = verify(&read).unwrap();
    assert_eq!(report.head, record.head());
    insta::assert_binary_snapshot!("record.json", json.into_bytes());
}

#[test]
fn the_report_says_what_each_step_proves() {
    let record = record();
    let report = verify(&record).unwrap();
    assert_eq!(report.steps.len(), record.steps.len());
    let lines: Vec<String> =
        report.steps.iter().map(|step| format!("{} {}", step.number, step.sentence)).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

/// Nothing hangs on this program: the commitment is SM3 over four netstrings.
#[test]
fn a_commitment_can_be_made_with_any_sm3_tool() {
    use sm3::{Digest, Sm3};
    let part = contribution(AUDIT);
    let opening = "0".repeat(64);
    let bytes =
        format!("26:quanheng/draw/commitment/1,64:{opening},18:{AUDIT},32:{},12:{},", part.salt, part.text);
    assert_eq!(part.text.len(), 12);
    assert_eq!(part.commitment(&opening, AUDIT), hex::encode(Sm3::digest(bytes)));
}
