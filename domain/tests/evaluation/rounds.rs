//! Later rounds: after 一般 (C43) and by order of the bureau (C46).

use domain::evaluation::{
    Command, CommandKind, Person, Rejection, RejectionKind, RoundKind, State, begin, open,
};
use domain::panel::{ExpertKind, PanelMember};
use domain::rulebook::Effect;

use crate::samples;
use crate::world::{
    FIRMS, World, at, bureau, candidate, consultant, department, expert, member, opening, points,
};

fn issue_codes(rejection: &Rejection) -> Vec<&str> {
    assert_eq!(rejection.kind, RejectionKind::Invalid, "{rejection}");
    rejection.issues.iter().map(|issue| issue.code.as_str()).collect()
}

fn revise(world: &mut World) {
    world.must(&department(2), Command::OpenNextRound { revision: "压减了预算".to_owned() });
}

fn grade_of(round: &domain::evaluation::Round) -> &str {
    round.result.as_ref().and_then(|result| result.grade.as_ref()).map_or("", |grade| &grade.label)
}

#[test]
fn a_revision_keeps_the_preparation_and_starts_afresh_with_material_and_marks() {
    let mut world = World::until(State::ReturnedForRevision);
    let first = world.round().clone();
    assert_eq!(grade_of(&first), "一般");
    revise(&mut world);
    let second = world.round();
    assert_eq!((second.number, second.kind, second.state), (2, RoundKind::Revision, State::Collecting));
    assert_eq!(second.opening_reason.as_deref(), Some("压减了预算"));
    assert_eq!(second.supersedes, None);
    assert_eq!(second.working_group, first.working_group);
    assert_eq!(second.panel, first.panel);
    assert_eq!((&second.plan, &second.notice), (&first.plan, &first.notice));
    assert!(second.checklist.keys().eq(first.checklist.keys()));
    assert!(second.checklist.values().all(|item| item.materials.is_empty() && item.waiver.is_none()));
    assert!(second.preliminary.is_empty() && second.sheets.is_empty() && second.report.is_empty());
    assert!(second.site_visit.is_none() && second.opinion.is_none() && second.result.is_none());
    world.total = points("88");
    world.advance_to(State::Supported);
    assert_eq!(grade_of(world.round()), "良好");
    assert_eq!(world.evaluation.earlier, [first], "the old 一般 never becomes 良好 by editing");
}

#[test]
fn rounds_are_not_limited() {
    let mut world = World::until(State::ReturnedForRevision);
    for number in 2..6 {
        revise(&mut world);
        world.advance_to(State::ReturnedForRevision);
        assert_eq!(world.round().number, number);
    }
    assert_eq!(world.evaluation.earlier.len(), 4);
}

#[test]
fn a_poor_result_closes_the_budget_year() {
    let mut world = World::until(State::Excluded);
    assert_eq!(world.round().result.as_ref().unwrap().outcome.effect, Effect::Excluded);
    world.blocked(&department(2), Command::OpenNextRound { revision: "改好了".to_owned() }, "round_ended");
    let mut again = opening(candidate());
    again.candidate.closed_years.push(world.evaluation.budget_year);
    let refusal = open(again.clone(), &department(2), at(0)).unwrap_err();
    assert_eq!((refusal.code, refusal.article), ("closed_for_year", "第十七条第（三）项"));
    again.budget_year += 1;
    assert!(begin(&open(again, &department(2), at(0)).unwrap()[0]).is_some());
}

#[test]
fn a_reevaluation_replaces_an_open_round_and_leaves_an_ended_one_as_it_was() {
    for (state, left_in) in [
        (State::Concluded, State::Superseded),
        (State::Submitted, State::Superseded),
        (State::Supported, State::Supported),
        (State::ReturnedForRevision, State::ReturnedForRevision),
        (State::Excluded, State::Excluded),
    ] {
        let mut world = World::until(state);
        let before = world.round().clone();
        world.must(&bureau(0), samples::order_reevaluation(FIRMS[0]));
        let earlier = &world.evaluation.earlier[0];
        assert_eq!(earlier.state, left_in);
        assert_eq!(earlier.result, before.result, "both results are kept");
        if state.is_end() {
            assert_eq!(*earlier, before);
        }
        let round = world.round();
        assert_eq!((round.number, round.kind, round.state), (2, RoundKind::Reevaluation, State::Opened));
        assert_eq!(round.supersedes, Some(1));
        assert!(round.organiser.finance_bureau);
        assert_eq!(round.third_party.as_ref().unwrap().firm, FIRMS[0]);
        assert!(round.panel.members.is_empty() && round.plan.is_none() && round.notice.is_none());
        world.total = points("85");
        world.advance_to(State::Supported);
    }
}

#[test]
fn a_reevaluation_is_not_ordered_before_a_result_or_after_a_withdrawal() {
    for state in [State::Opened, State::InMeeting, State::Reporting] {
        World::until(state).blocked(&bureau(0), samples::order_reevaluation(FIRMS[0]), "wrong_state");
    }
    World::until(State::Withdrawn).blocked(&bureau(0), samples::order_reevaluation(FIRMS[0]), "round_ended");
}

/// A case whose first round had [`FIRMS`]`[0]` and experts 0 to 6, under re-evaluation by `FIRMS[1]`.
fn reevaluated() -> World {
    let mut world = World::new();
    world.must(&department(2), Command::CommissionThirdParty(samples::commission(FIRMS[0])));
    world.advance_to(State::Concluded);
    let again = world.refused(&bureau(0), samples::order_reevaluation(FIRMS[0]));
    assert_eq!(issue_codes(&again), ["conflict_of_interest"]);
    world.must(&bureau(0), samples::order_reevaluation(FIRMS[1]));
    world
}

#[test]
fn panel_and_third_party_of_the_replaced_round_take_no_part() {
    let mut world = reevaluated();
    let organiser = world.organiser(2);
    let rejection = world.refused(&organiser, samples::appoint_panel(6..13));
    assert_eq!(issue_codes(&rejection), ["conflict_of_interest"]);
    let former_firm = Person::from(&consultant(FIRMS[0], 5));
    let mut members: Vec<PanelMember> = (7..13).map(member).collect();
    members.push(PanelMember { person: former_firm, kind: ExpertKind::Business });
    let rejection = world.refused(&organiser, Command::AppointPanel { members });
    assert_eq!(issue_codes(&rejection), ["conflict_of_interest"]);
    let rejection = world.refused(&organiser, Command::CommissionThirdParty(samples::commission(FIRMS[0])));
    assert_eq!(issue_codes(&rejection), ["conflict_of_interest"]);
    world.must(&organiser, Command::CommissionThirdParty(samples::commission(FIRMS[2])));
}

#[test]
fn a_revision_of_a_reevaluation_stays_independent_of_the_first_round() {
    let mut world = reevaluated();
    world.total = points("75");
    world.advance_to(State::ReturnedForRevision);
    let organiser = world.organiser(2);
    world.must(&organiser, Command::OpenNextRound { revision: "修改后重报".to_owned() });
    let own = world.panel()[0].id;
    world.must(&organiser, Command::WithdrawPanelMember { expert: own, reason: "出差".to_owned() });
    let rejection = world.refused(&organiser, Command::AppointReplacement { member: member(0) });
    assert_eq!(issue_codes(&rejection), ["conflict_of_interest"]);
    world.must(&organiser, Command::AppointReplacement { member: member(21) });
    assert!(world.round().panel.member(expert(21).id).is_some());
}

#[test]
fn the_department_has_no_hand_in_a_round_that_the_bureau_organises() {
    let mut world = reevaluated();
    let rejection = world.refused(&department(2), samples::command(CommandKind::FormWorkingGroup, &world));
    // It organised the round before, so it knows of the case.
    assert_eq!(rejection.kind, RejectionKind::Forbidden);
}
