//! A row that somebody changed by hand is found, whatever it is.

use domain::evaluation::Command;
use storage::comparison::TableVerifyError;
use storage::evaluations::verify_evaluations;

use super::people::{Case, evaluation_id, organiser};
use crate::store::listing::bureau;
use crate::store::support::TestDatabase;

async fn found(database: &TestDatabase, statement: &str) -> String {
    database.execute(statement).await;
    let store = database.open().await;
    let fault = verify_evaluations(store.reader()).await;
    store.close().await.unwrap();
    let Err(TableVerifyError::Fault(fault)) = fault else { panic!("{statement}: {fault:?}") };
    assert_eq!(fault.stream, format!("evaluation/{}", evaluation_id(1)));
    fault.what
}

on_both_engines! {
    async fn every_kind_of_change_behind_the_back_is_found(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.until_meeting().await;
        case.meet(100).await;
        case.report().await;
        case.give(&bureau(), Command::RecordReview { score: None, finding: "抽查".to_owned() }).await;
        case.give(&organiser(), Command::SubmitToBureau { batch: "2026-1".to_owned() }).await;
        case.verify().await;
        store.close().await.unwrap();
        for (change, repair, field) in [
            ("UPDATE evaluations SET version = version + 1", "UPDATE evaluations SET version = version - 1", "version"),
            ("UPDATE evaluations SET applicant = applicant || '甲'", "UPDATE evaluations SET applicant = replace(applicant, '甲', '')", "applicant"),
            ("UPDATE evaluations SET state = 'concluded'", "UPDATE evaluations SET state = 'submitted'", "latest round"),
            ("UPDATE evaluation_rounds SET organiser = organiser || '甲'", "UPDATE evaluation_rounds SET organiser = replace(organiser, '甲', '')", "organiser"),
            ("UPDATE round_seats SET post = post || '甲' WHERE seat = 'panel' AND position = 2", "UPDATE round_seats SET post = replace(post, '甲', '')", "round.panel.members.1.person.post"),
            ("UPDATE round_entries SET entry = entry || '甲' WHERE list = 'plan_methods'", "UPDATE round_entries SET entry = replace(entry, '甲', '')", "round.plan.methods"),
            ("UPDATE plan_weights SET weight = weight + 1", "UPDATE plan_weights SET weight = weight - 1", "round.plan.weights"),
            ("UPDATE sheet_marks SET score = score - 1 WHERE score > 0", "UPDATE sheet_marks SET score = score + 1", "round.sheets"),
            ("UPDATE score_sheets SET version = version + 1", "UPDATE score_sheets SET version = version - 1", "round.sheets"),
            ("UPDATE score_sheets SET reopened = NOT reopened", "UPDATE score_sheets SET reopened = NOT reopened", "reopened"),
            ("UPDATE supplements SET close_reason = close_reason || '甲'", "UPDATE supplements SET close_reason = replace(close_reason, '甲', '')", "round.supplements"),
            ("UPDATE round_seats SET note = note || '甲' WHERE seat = 'released_deputy'", "UPDATE round_seats SET note = replace(note, '甲', '')", "round.deputies"),
            ("UPDATE round_seats SET left_in = 'reporting' WHERE seat = 'former_member'", "UPDATE round_seats SET left_in = 'organised' WHERE seat = 'former_member'", "round.former_group_members"),
            ("UPDATE round_results SET score_sum = score_sum - 1", "UPDATE round_results SET score_sum = score_sum + 1", "round.result.score.sum"),
            ("UPDATE report_sections SET text = text || '甲'", "UPDATE report_sections SET text = replace(text, '甲', '')", "round.report"),
            ("UPDATE inquiries SET learnt = learnt || '甲'", "UPDATE inquiries SET learnt = replace(learnt, '甲', '')", "round.evidence.inquiries"),
            ("UPDATE cross_checks SET claim = claim || '甲'", "UPDATE cross_checks SET claim = replace(claim, '甲', '')", "round.evidence.cross_checks"),
            ("UPDATE comparisons SET finding = finding || '甲'", "UPDATE comparisons SET finding = replace(finding, '甲', '')", "round.evidence.comparisons"),
            ("UPDATE red_flags SET answer = answer || '甲'", "UPDATE red_flags SET answer = replace(answer, '甲', '')", "round.evidence.red_flags"),
            ("UPDATE evidence_links SET words = words || '甲' WHERE owner = 'preliminary'", "UPDATE evidence_links SET words = replace(words, '甲', '') WHERE owner = 'preliminary'", "round.preliminary"),
            ("UPDATE evidence_links SET number = number + 1 WHERE owner = 'cross_check'", "UPDATE evidence_links SET number = number - 1 WHERE owner = 'cross_check'", "round.evidence.cross_checks"),
            ("UPDATE evidence_links SET reference = '77' WHERE owner = 'cross_check' AND reference = '1'", "UPDATE evidence_links SET reference = '1' WHERE reference = '77'", "missing \"77\""),
            ("UPDATE evidence_files SET caption = caption || '甲'", "UPDATE evidence_files SET caption = replace(caption, '甲', '')", "round.site_visit.files"),
            ("UPDATE evidence_files SET number = 77 WHERE owner = 'supplement' AND number = 1", "UPDATE evidence_files SET number = 1 WHERE number = 77", "Supplement 77"),
            ("UPDATE evaluation_rounds SET fee = fee + 1", "UPDATE evaluation_rounds SET fee = fee - 1", "round.third_party.fee"),
            ("UPDATE supplements SET item = 'M01'", "UPDATE supplements SET item = NULL", "round.supplements"),
            ("UPDATE materials SET title = title || '甲'", "UPDATE materials SET title = replace(title, '甲', '')", "round.checklist"),
        ] {
            let what = found(database, change).await;
            assert!(what.contains(field), "{change}: {what}");
            database.execute(repair).await;
        }
        let what = found(database, "DELETE FROM reviews").await;
        assert!(what.contains("round.reviews"), "{what}");
    }

    async fn an_evaluation_that_only_one_of_the_two_has_is_found(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.verify().await;
        store.close().await.unwrap();
        database.execute("DELETE FROM evaluation_rounds").await;
        let what = found(database, "DELETE FROM evaluations").await;
        assert_eq!(what, "日志有此评估，数据表没有");
    }

    async fn an_evaluation_without_a_history_is_found(database) {
        let store = database.open().await;
        Case::open(&store, 1).await;
        store.close().await.unwrap();
        let what = found(database, "DELETE FROM journal WHERE stream LIKE 'evaluation/%'").await;
        assert_eq!(what, "数据表有此评估，日志没有");
    }

    async fn a_part_without_a_round_is_found(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.organise().await;
        store.close().await.unwrap();
        // An intruder who switches the foreign keys off.
        if database.is_postgres() {
            database.execute("ALTER TABLE round_seats DROP CONSTRAINT round_seats_evaluation_id_round_fkey").await;
        }
        let off = if database.is_postgres() { "" } else { "PRAGMA foreign_keys = OFF;" };
        let copy = "INSERT INTO round_seats SELECT evaluation_id, 7, seat, position, actor, post, organisation, \
            expert_kind, note, left_in FROM round_seats";
        assert_eq!(found(database, &format!("{off} {copy}")).await, "数据表有不属于任何一轮评估的内容");
    }
}
