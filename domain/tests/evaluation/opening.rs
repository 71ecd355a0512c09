//! Whether a case can be opened at all (Arts. 3, 10, 13(1), 17(3)).

use domain::actor::Actor;
use domain::classification::Verdict;
use domain::evaluation::{Candidate, Opening, Rejection, RejectionKind, begin, open};

use crate::world::{
    BUREAU, DEPARTMENT, applicant, at, auditor, bureau, candidate, consultant, department, deputy, expert,
    opening,
};

fn refusal(opening: Opening, actor: &Actor) -> Rejection {
    open(opening, actor, at(0)).expect_err("the case should not be opened")
}

fn code(candidate: Candidate) -> &'static str {
    let rejection = refusal(opening(candidate), &department(2));
    assert_eq!(rejection.kind, RejectionKind::Blocked);
    rejection.code
}

#[test]
fn the_opener_organises_the_round() {
    for (opener, organisation, finance_bureau) in
        [(department(2), DEPARTMENT, false), (bureau(0), BUREAU, true)]
    {
        let events = open(opening(candidate()), &opener, at(0)).unwrap();
        let evaluation = begin(&events[0]).unwrap();
        assert_eq!(evaluation.round.organiser.organisation, organisation);
        assert_eq!(evaluation.round.organiser.finance_bureau, finance_bureau);
        assert_eq!((evaluation.version, evaluation.round.number), (1, 1));
        assert!(!evaluation.subject.voluntary);
    }
}

#[test]
fn nobody_but_a_department_or_the_bureau_opens() {
    for actor in [applicant(), expert(0), deputy(), consultant("甲咨询公司", 0), auditor()] {
        let rejection = refusal(opening(candidate()), &actor);
        // There is nothing yet that could be hidden from them.
        assert_eq!(
            (rejection.kind, rejection.code),
            (RejectionKind::Forbidden, "forbidden"),
            "{}",
            actor.post
        );
    }
}

#[test]
fn a_pending_unit_an_unknown_object_and_missing_facts_are_refused() {
    assert_eq!(code(Candidate { applicant: None, ..candidate() }), "unit_pending");
    assert_eq!(code(Candidate { applicant: None, object: None, ..candidate() }), "unit_pending");
    assert_eq!(code(Candidate { object: None, ..candidate() }), "object_unknown");
    assert_eq!(code(Candidate { verdict: Verdict::NeedsInformation, ..candidate() }), "needs_information");
    assert_eq!(code(Candidate { verdict: Verdict::NotRequired, ..candidate() }), "not_required");
    assert_eq!(code(Candidate { verdict: Verdict::OutOfScope, ..candidate() }), "out_of_scope");
}

#[test]
fn a_voluntary_evaluation_is_never_called_mandatory() {
    let subject = Candidate { verdict: Verdict::NotRequired, ..candidate() };
    let events = open(Opening { voluntary: true, ..opening(subject) }, &department(2), at(0)).unwrap();
    assert!(begin(&events[0]).unwrap().subject.voluntary);
    // Calling a required one voluntary does not make it so, and nothing else becomes open to choice.
    let events = open(Opening { voluntary: true, ..opening(candidate()) }, &department(2), at(0)).unwrap();
    assert!(!begin(&events[0]).unwrap().subject.voluntary);
    for (verdict, code) in
        [(Verdict::OutOfScope, "out_of_scope"), (Verdict::NeedsInformation, "needs_information")]
    {
        let subject = Candidate { verdict, ..candidate() };
        assert_eq!(refusal(Opening { voluntary: true, ..opening(subject) }, &department(2)).code, code);
    }
}

#[test]
fn one_evaluation_at_a_time_and_none_in_a_closed_year() {
    assert_eq!(code(Candidate { has_open_evaluation: true, ..candidate() }), "evaluation_open");
    let closed = Candidate { closed_years: vec![2022, 2024], ..candidate() };
    assert_eq!(code(closed.clone()), "closed_for_year");
    assert!(open(Opening { budget_year: 2025, ..opening(closed) }, &department(2), at(0)).is_ok());
}

#[test]
fn an_absurd_budget_year_is_refused() {
    for (year, fits) in [(1999, false), (2000, true), (2100, true), (2101, false)] {
        let result = open(Opening { budget_year: year, ..opening(candidate()) }, &department(2), at(0));
        assert_eq!(result.is_ok(), fits, "{year}");
        if let Err(rejection) = result {
            assert_eq!(
                (rejection.kind, rejection.issues[0].code.as_str()),
                (RejectionKind::Invalid, "out_of_range")
            );
        }
    }
}
