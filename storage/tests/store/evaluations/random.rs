//! Commands in any order by anybody: taken or refused, the tables hold what the journal says.

use chrono::NaiveDate;
use domain::actor::Actor;
use domain::evaluation::{
    Command, ComparisonKind, ConditionTerms, Confirmation, EvidenceLink, Person, WorkingGroup, decide,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use storage::evaluations::SheetAction;

use super::evidence;
use super::people::{
    Case, FIRM, OTHER_FIRM, applicant, commission, deputy, expert, group_member, leader, member,
    new_group_member, organiser, second_organiser,
};
use crate::store::listing::bureau;
use crate::store::support::{TestDatabase, moment};

fn actors() -> Vec<Actor> {
    let mut actors = vec![
        organiser(),
        second_organiser(),
        applicant(),
        leader(),
        group_member(),
        new_group_member(),
        deputy(),
        bureau(),
    ];
    actors.extend(Case::panel());
    actors
}

#[expect(clippy::too_many_lines, reason = "one line a command, and every command")]
fn commands() -> Vec<Command> {
    let text = || "说明".to_owned();
    let item = || "M02".to_owned();
    vec![
        Command::CommissionThirdParty(commission(OTHER_FIRM)),
        Command::FormWorkingGroup(WorkingGroup { leader: Person::from(&leader()), members: Vec::new() }),
        Command::AppointPanel { members: [2, 5, 1].map(member).to_vec() },
        Command::RequestPanelDeviation { reason: text() },
        Command::ApprovePanelDeviation,
        Command::CompleteOrganisation,
        Command::ApprovePlan,
        Command::SubmitMaterial { item: item(), title: text(), digest: "a".repeat(64) },
        Command::ReturnMaterial { item: item(), reason: text() },
        Command::AcceptMaterial { item: item() },
        Command::RequestWaiver { item: item(), reason: text() },
        Command::ApproveWaiver { item: item() },
        Command::RequestSupplement {
            text: text(),
            due: NaiveDate::from_ymd_opt(2027, 12, 1).unwrap(),
            item: Some(item()),
            indicator: Some("A1".to_owned()),
        },
        Command::AnswerSupplement { number: 1, answer: text(), digests: Case::digests(2) },
        Command::CloseSupplement { number: 1, reason: text() },
        Command::SkipSiteVisit { reason: text() },
        Case::visit(),
        Command::RecordInquiry(evidence::inquiry()),
        Command::RecordCrossCheck(evidence::cross_check(Some("数量不一"))),
        Command::ResolveContradiction { number: 1, resolution: text() },
        Command::ResolveContradiction { number: 2, resolution: text() },
        Command::RecordComparison(evidence::comparison(ComparisonKind::Overlap)),
        Command::RaiseRedFlag { point: None, text: text() },
        Command::AnswerRedFlag { number: 1, answer: text() },
        Command::AnswerRedFlag { number: 3, answer: text() },
        evidence::mark(Case::links(text())),
        evidence::mark(vec![EvidenceLink::Words { text: text() }]),
        Command::CompleteCollection,
        Command::InviteDeputy { deputy: Person::from(&deputy()) },
        Command::ReleaseDeputy { deputy: deputy().id, reason: text() },
        Command::ReplaceGroupMember { leaving: group_member().id, joining: None, reason: text() },
        Command::ReplaceGroupMember {
            leaving: leader().id,
            joining: Some(Person::from(&new_group_member())),
            reason: text(),
        },
        Command::ReplaceGroupMember {
            leaving: new_group_member().id,
            joining: Some(Person::from(&leader())),
            reason: text(),
        },
        Command::ConveneMeeting,
        Command::LockSheet,
        Command::ReviseSheet,
        Command::ReopenSheet { expert: expert(1).id, reason: text() },
        Command::WithdrawPanelMember { expert: expert(5).id, reason: text() },
        Command::RequestPanelWithdrawal { expert: expert(5).id, reason: text() },
        Command::ApprovePanelWithdrawal { expert: expert(5).id },
        Command::AppointReplacement { member: member(10) },
        Command::DraftOpinion { text: text() },
        Command::SignOpinion { dissent: Some(text()) },
        Command::SubmitDeputyOpinion { text: text(), suggestions: Some(text()) },
        Command::ConcludeMeeting,
        Command::WriteReportSection { section: "overview".to_owned(), text: text() },
        Command::SignReport,
        Command::ConfirmResult(Confirmation::default()),
        Command::ConfirmResult(Confirmation {
            conditions: vec![
                ConditionTerms {
                    text: text(),
                    due: NaiveDate::from_ymd_opt(2027, 12, 1).unwrap()
                };
                2
            ],
            ..Confirmation::default()
        }),
        Command::ReportCondition { number: 1, text: text(), files: vec!["a".repeat(64), "b".repeat(64)] },
        Command::SettleCondition { number: 1, waiver: None },
        Command::SettleCondition { number: 2, waiver: Some(text()) },
        Command::CancelPanelWithdrawal { expert: expert(5).id },
        Command::RecordReview { score: None, finding: text() },
        Command::SubmitToBureau { batch: text() },
        Command::Accept,
        Command::ReturnReport { reason: text() },
        Command::OrderReevaluation { commission: commission(OTHER_FIRM), reason: text() },
        Command::OrderReevaluation { commission: commission(FIRM), reason: text() },
        Command::OpenNextRound { revision: text() },
        Command::Withdraw { reason: text() },
    ]
}

/// Takes a new case `stage` steps along its path.
async fn prepared<'s>(store: &'s storage::Store, stage: u8) -> Case<'s> {
    let case = Case::open(store, 1).await;
    if stage > 0 {
        case.organise().await
    }
    if stage > 1 {
        case.plan().await
    }
    if stage > 2 {
        case.collect().await
    }
    if stage > 3 {
        case.convene().await
    }
    if stage > 4 {
        case.meet(if stage.is_multiple_of(2) { 100 } else { 75 }).await
    }
    if stage > 6 {
        case.report().await
    }
    case
}

async fn wander(stage: u8, steps: Vec<(usize, usize)>) {
    let database = TestDatabase::sqlite();
    let store = database.open().await;
    let case = prepared(&store, stage).await;
    let (actors, commands) = (actors(), commands());
    for (first, command) in steps {
        let command = if command % 6 == 0 {
            Command::SaveSheet { marks: case.marks(90 - u32::try_from(first % 20).unwrap()) }
        } else if command % 13 == 0 {
            Command::RateResult { marks: case.marks(80) }
        } else {
            commands[command % commands.len()].clone()
        };
        // Somebody who may, if anybody may; the search begins anywhere.
        let evaluation = case.loaded().await;
        let may =
            |actor: &&Actor| decide(&evaluation, command.clone(), actor, &case.rulebook, moment()).is_ok();
        let order = || actors.iter().cycle().skip(first % actors.len()).take(actors.len());
        let able = order().find(may);
        let actor = able.or_else(|| order().next()).unwrap();
        let sheet = if let Command::SaveSheet { marks } = &command {
            Some(SheetAction::Save(marks.clone()))
        } else {
            matches!(command, Command::LockSheet).then_some(SheetAction::Lock)
        };
        let taken = match sheet {
            Some(action) => store.write_together(case.sheet(actor, action)).await.is_ok(),
            None => store.write(case.command(actor, command)).await.is_ok(),
        };
        assert_eq!(taken, able.is_some(), "the store takes what the domain takes");
        case.check().await;
    }
    case.verify().await;
    store.close().await.unwrap();
}

#[test]
fn whatever_is_asked_in_whatever_order_the_tables_follow_the_journal() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let steps = prop::collection::vec((0_usize..1000, 0_usize..1000), 1..60);
    let config = Config { cases: 12, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&(0_u8..9, steps), |(stage, steps)| {
            runtime.block_on(wander(stage, steps));
            Ok(())
        })
        .unwrap();
}
