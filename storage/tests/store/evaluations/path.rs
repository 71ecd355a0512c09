//! Every command once at least, and after each the tables hold what the journal says.

use std::collections::BTreeSet;

use domain::evaluation::{Command, CommandKind, RoundKind, State};
use domain::rulebook::Outcome;
use storage::evaluations::events;

use super::people::{Case, FIRM, OTHER_FIRM, commission, evaluation_id, leader, organiser};
use crate::store::listing::bureau;

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
        case.report().await;
        case.give(&organiser(), Command::SubmitToBureau { batch: "2026-2".to_owned() }).await;
        case.give(&bureau(), Command::Accept).await;
        assert_eq!(case.loaded().await.round.state, State::Supported);

        let reason = "群众反映强烈".to_owned();
        let order = Command::OrderReevaluation { commission: commission(OTHER_FIRM), reason };
        case.give(&bureau(), order).await;
        let reevaluated = case.loaded().await;
        assert_eq!((reevaluated.round.kind, reevaluated.round.supersedes), (RoundKind::Reevaluation, Some(1)));
        assert!(reevaluated.round.working_group.is_none() && reevaluated.round.sheets.is_empty());
        assert_eq!(reevaluated.earlier[0].third_party.as_ref().unwrap().firm, FIRM);
        case.give(&bureau(), Command::Withdraw { reason: "不再申报".to_owned() }).await;

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
        assert_eq!(first.round.result.as_ref().unwrap().outcome, Outcome::ReturnedForRevision);
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
