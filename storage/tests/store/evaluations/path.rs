//! Every command once at least, and after each the tables hold what the journal says.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::budget::CaseOutline;
use domain::evaluation::{Command, CommandKind, ConditionTerms, Confirmation, Person, RoundKind, State};
use domain::id::ActorId;
use domain::money::Money;
use domain::rulebook::Effect;
use storage::evaluations::{SheetAction, events, outlines};

use super::people::{
    Case, FIRM, OTHER_FIRM, applicant, commission, evaluation_id, expert, group_member, leader, member,
    new_group_member, organiser, second_organiser,
};
use crate::store::listing::{bureau, subject_id};

fn report_condition(number: u32) -> Command {
    let files = vec!["a".repeat(64), "b".repeat(64)];
    Command::ReportCondition { number, text: "已办理".to_owned(), files }
}

on_both_engines! {
    async fn a_supported_object_a_returned_report_and_a_reevaluation(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.until_meeting().await;
        case.meet(100).await;
        case.report().await;
        case.give(&bureau(), Command::RecordReview { score: None, finding: "抽查一".to_owned() }).await;
        let score = case.weights().into_values().next();
        case.give(&bureau(), Command::RecordReview { score, finding: "抽查二".to_owned() }).await;
        case.give(&organiser(), Command::SubmitToBureau { batch: "2026-1".to_owned() }).await;
        case.give(&bureau(), Command::ReturnReport { reason: "论证不充分".to_owned() }).await;
        let returned = case.loaded().await.round;
        assert!(returned.result.is_none() && returned.batch.is_none() && returned.report_signatures.is_empty());
        assert_eq!((returned.reviews.len(), returned.report_returns.len()), (2, 1));
        let terms = |text: &str| ConditionTerms { text: text.to_owned(), due: NaiveDate::from_ymd_opt(2027, 12, 1).unwrap() };
        let confirmation = Confirmation {
            recommended_amount: Some(Money::from_ten_thousand_yuan(4800)),
            reason: Some("单价偏高".to_owned()),
            conditions: vec![terms("落实养护经费"), terms("取得用地批复"), terms("公示")],
            insufficient_evidence: false,
        };
        case.report_with(confirmation).await;
        case.give(&organiser(), Command::SubmitToBureau { batch: "2026-2".to_owned() }).await;
        case.give(&applicant(), report_condition(1)).await;
        case.give(&bureau(), Command::Accept).await;
        case.give(&applicant(), report_condition(1)).await;
        case.give(&organiser(), Command::SettleCondition { number: 1, waiver: None }).await;
        let waiver = Some("不新增用地".to_owned());
        case.give(&organiser(), Command::SettleCondition { number: 2, waiver }).await;
        let settled = case.loaded().await;
        assert_eq!(settled.conditions[0].reports.len(), 2);
        assert_eq!(settled.open_conditions().count(), 1);
        assert_eq!(case.loaded().await.round.state, State::Supported);

        let reason = "群众反映强烈".to_owned();
        let order = Command::OrderReevaluation { commission: commission(OTHER_FIRM), reason };
        case.give(&bureau(), order).await;
        let reevaluated = case.loaded().await;
        assert_eq!((reevaluated.round.kind, reevaluated.round.supersedes), (RoundKind::Reevaluation, Some(1)));
        assert!(reevaluated.round.working_group.is_none() && reevaluated.round.sheets.is_empty());
        assert_eq!(reevaluated.earlier[0].third_party.as_ref().unwrap().firm, FIRM);
        case.give(&bureau(), Command::Withdraw { reason: "不再申报".to_owned() }).await;
        // The earlier result holds again, and with it what it asked for.
        case.give(&applicant(), report_condition(3)).await;
        let outlines = outlines(store.reader(), &[subject_id(1)]).await.unwrap();
        assert_eq!(outlines[&subject_id(1)], [CaseOutline::from(&case.loaded().await)]);

        let missing: BTreeSet<CommandKind> =
            CommandKind::ALL.iter().copied().filter(|kind| !case.given.borrow().contains(kind)).collect();
        assert_eq!(missing, BTreeSet::from([CommandKind::OpenNextRound]), "the other path gives this one");
        case.verify().await;
        store.close().await.unwrap();
    }

    async fn a_returned_object_comes_back_with_what_was_prepared(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.until_meeting().await;
        case.meet(75).await;
        case.report().await;
        let first = case.loaded().await;
        assert_eq!(first.round.result.as_ref().unwrap().outcome.effect, Effect::ReviseAndResubmit);
        case.give(&organiser(), Command::OpenNextRound { revision: "调减规模".to_owned() }).await;
        let second = case.loaded().await;
        assert_eq!(second.earlier, std::slice::from_ref(&first.round));
        assert_eq!((second.round.number, second.round.state), (2, State::Collecting));
        assert_eq!(second.round.panel.members, first.round.panel.members);
        assert!(second.round.panel.former.is_empty() && second.round.sheets.is_empty());
        assert_eq!((&second.round.plan, &second.round.notice), (&first.round.plan, &first.round.notice));
        case.collect().await;
        case.convene().await;
        case.meet(50).await;
        case.report().await;
        assert_eq!(case.loaded().await.round.state, State::Excluded);
        case.refused(&leader(), Command::SignReport).await;
        case.verify().await;
        store.close().await.unwrap();
    }

    async fn another_panel_signs_again_and_needs_another_exception(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.until_meeting().await;
        let [first, ..] = Case::panel();
        for expert in Case::panel() {
            case.score(&expert, SheetAction::Save(case.marks(90))).await;
            case.score(&expert, SheetAction::Lock).await;
        }
        let sign = || Command::SignOpinion { dissent: None };
        case.give(&first, Command::DraftOpinion { text: "同意".to_owned() }).await;
        case.give(&first, sign()).await;
        case.give(&organiser(), Command::AppointReplacement { member: member(10) }).await;
        case.give(&organiser(), Command::RequestPanelDeviation { reason: "难以回避".to_owned() }).await;
        case.give(&second_organiser(), Command::ApprovePanelDeviation).await;
        case.score(&expert(10), SheetAction::Save(case.marks(90))).await;
        case.score(&expert(10), SheetAction::Lock).await;
        let unsigned = case.loaded().await.round;
        assert!(unsigned.opinion.unwrap().signatures.is_empty() && unsigned.panel.deviation.is_some());
        case.give(&first, sign()).await;
        case.give(&expert(10), sign()).await;
        let leaving = expert(10).id;
        let ask = Command::RequestPanelWithdrawal { expert: leaving, reason: "回避".to_owned() };
        case.give(&organiser(), ask).await;
        case.give(&second_organiser(), Command::ApprovePanelWithdrawal { expert: leaving }).await;
        let round = case.loaded().await.round;
        assert!(round.panel.deviation.is_none() && round.panel.withdrawals.is_empty());
        let opinion = round.opinion.unwrap();
        assert_eq!((opinion.text.as_str(), opinion.signatures.len()), ("同意", 0));
        case.verify().await;
        store.close().await.unwrap();
    }

    async fn whoever_leaves_the_group_takes_the_signature_along(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.until_meeting().await;
        case.meet(100).await;
        for section in &case.rulebook.report_sections {
            let (section, text) = (section.code.clone(), "初稿".to_owned());
            case.give(&leader(), Command::WriteReportSection { section, text }).await;
        }
        for signer in [leader(), group_member()] {
            case.give(&signer, Command::SignReport).await;
        }
        let replace = Command::ReplaceGroupMember {
            leaving: leader().id,
            joining: Some(Person::from(&new_group_member())),
            reason: "离职".to_owned(),
        };
        case.give(&organiser(), replace).await;
        let round = case.loaded().await.round;
        assert_eq!(round.report_signatures.len(), 1);
        let former: Vec<(ActorId, State)> =
            round.former_group_members.iter().map(|former| (former.person.actor, former.left_in)).collect();
        assert_eq!(former, [
            (group_member().id, State::Organised),
            (new_group_member().id, State::Organised),
            (leader().id, State::Reporting),
        ]);
        case.refused(&second_organiser(), Command::ConfirmResult(Confirmation::default())).await;
        case.give(&new_group_member(), Command::SignReport).await;
        case.give(&second_organiser(), Command::ConfirmResult(Confirmation::default())).await;
        case.verify().await;
        store.close().await.unwrap();
    }

    async fn events_of_one_case_are_not_those_of_another(database) {
        let store = database.open().await;
        let (one, other) = (Case::open(&store, 1).await, Case::open(&store, 2).await);
        one.organise().await;
        let history = events(store.reader(), other.id).await.unwrap();
        assert_eq!(history.len(), 1);
        assert!(events(store.reader(), evaluation_id(3)).await.unwrap().is_empty());
        store.close().await.unwrap();
    }
}
