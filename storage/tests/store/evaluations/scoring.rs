//! The second round of scoring, the organiser's rating and the deputies' suggestions come back as they were written.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::evaluation::{Change, Command, SheetChange};
use domain::score::Score;
use storage::evaluations::{SheetAction, concluded_panels, sheet_events};

use super::people::{Case, deputy, expert, leader, organiser, second_organiser};

fn revise(case: &Case<'_>, expert: &Actor) -> storage::evaluations::Execute {
    case.command(expert, Command::ReviseSheet)
}

on_both_engines! {
    async fn both_rounds_of_scoring_are_kept_and_every_revision_is_told(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.until_meeting().await;
        for expert in Case::panel() {
            case.score(&expert, SheetAction::Save(case.marks(80))).await;
            case.score(&expert, SheetAction::Lock).await;
        }
        let [first, ..] = Case::panel();
        let before = case.loaded().await.round.sheets[&first.id].clone();
        store.write(revise(&case, &first)).await.unwrap();
        case.check().await;
        case.score(&first, SheetAction::Save(case.marks(95))).await;
        case.check().await;
        case.score(&first, SheetAction::Lock).await;
        assert!(store.write(revise(&case, &first)).await.is_err(), "once and no more");
        let after = case.loaded().await.round.sheets[&first.id].clone();
        let kept = after.first.as_ref().unwrap();
        assert_eq!((&kept.marks, Some(kept.locked_at)), (&before.marks, before.locked_at));
        assert_ne!(after.marks, before.marks);

        let id = case.loaded().await.id;
        let events = sheet_events(store.reader(), id, 1, first.id).await.unwrap();
        let told: Vec<String> = events.iter().map(|event| event.change.name()).collect();
        assert_eq!(told, ["sheet_saved", "sheet_locked", "sheet_revision_begun", "sheet_saved", "sheet_locked"]);
        let Change::Sheet(SheetChange::SheetSaved { marks, .. }) = &events[0].change else { panic!() };
        assert_eq!(marks, &before.marks);
        assert!(events.iter().all(|event| event.by.actor == first.id));
        assert_eq!(sheet_events(store.reader(), id, 2, first.id).await.unwrap(), []);
        case.check().await;
        case.verify().await;
        store.close().await.unwrap();
    }

    async fn a_rating_and_suggestions_are_kept_until_they_lapse(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        case.until_meeting().await;
        let heard = |suggestions: Option<&str>| Command::SubmitDeputyOpinion {
            text: "同意".to_owned(),
            suggestions: suggestions.map(str::to_owned),
        };
        case.give(&deputy(), heard(Some("错峰施工"))).await;
        assert_eq!(case.loaded().await.round.deputies.last().unwrap().suggestions.as_deref(), Some("错峰施工"));
        case.give(&deputy(), heard(None)).await;
        assert_eq!(case.loaded().await.round.deputies.last().unwrap().suggestions, None);
        case.meet(100).await;
        case.write_report().await;
        let rate = |points| Command::RateResult { marks: case.marks(points) };
        case.give(&second_organiser(), rate(70)).await;
        case.give(&organiser(), rate(90)).await;
        case.check().await;
        let rating = case.loaded().await.round.rating.unwrap();
        assert_eq!((rating.rated_by.actor, &rating.marks), (organiser().id, &case.marks(90)));
        case.give(&leader(), Command::WriteReportSection {
            section: "overview".to_owned(),
            text: "改写".to_owned(),
        }).await;
        assert_eq!(case.loaded().await.round.rating, None);
        case.check().await;
        case.verify().await;
        store.close().await.unwrap();
    }

    async fn a_year_has_the_panels_whose_results_were_confirmed_in_it(database) {
        let store = database.open().await;
        let case = Case::open(&store, 1).await;
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let whole = (at("2000-01-01T00:00:00Z"), at("2100-01-01T00:00:00Z"));
        case.until_meeting().await;
        case.meet(100).await;
        assert_eq!(concluded_panels(store.reader(), whole.0, whole.1).await.unwrap(), []);
        case.report().await;
        let panels = concluded_panels(store.reader(), whole.0, whole.1).await.unwrap();
        assert_eq!(panels.len(), 1);
        assert_eq!(panels[0].totals.len(), Case::panel().len());
        let (person, total) = &panels[0].totals[&expert(1).id];
        assert_eq!((person.post.as_str(), *total), (expert(1).post.as_str(), Score::FULL));
        let confirmed = case.loaded().await.round.result.unwrap().confirmed_at;
        let none = concluded_panels(store.reader(), whole.0, confirmed).await.unwrap();
        assert_eq!(none, [], "the end of a span is not part of it");
        store.close().await.unwrap();
    }
}
