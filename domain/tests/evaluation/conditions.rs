//! What a supported result may carry, and what becomes of it (Arts. 16–18): amounts, conditions, and the outcome beside
//! the grades.

use chrono::Duration;
use domain::evaluation::{
    Command, CommandKind, ConditionStanding, ConditionTerms, Confirmation, Rejection, RejectionKind, State,
};
use domain::money::Money;
use domain::rulebook::{Effect, Rulebook};

use crate::samples;
use crate::world::{FIRMS, World, applicant, bureau, department, points, stranger};

/// A confirmation with an amount in 万元 and as many conditions, each due in ten days.
pub(crate) fn confirm_with(world: &World, amount: Option<u32>, conditions: usize) -> Command {
    let due = world.today() + Duration::days(10);
    let terms = ConditionTerms { text: "落实养护经费".to_owned(), due };
    Command::ConfirmResult(Confirmation {
        recommended_amount: amount.map(Money::from_ten_thousand_yuan),
        reason: amount.map(|_| "单价偏高".to_owned()),
        conditions: vec![terms; conditions],
        insufficient_evidence: false,
    })
}

fn report(number: u32) -> Command {
    Command::ReportCondition { number, text: "已列入预算".to_owned(), files: vec!["a".repeat(64)] }
}

fn settle(number: u32, waiver: Option<&str>) -> Command {
    Command::SettleCondition { number, waiver: waiver.map(str::to_owned) }
}

fn before_confirmation(total: &str) -> World {
    let mut world = World { total: points(total), ..World::new() };
    world.advance_before(CommandKind::ConfirmResult);
    world
}

/// A supported result with an amount of 800 万元 of 900 and two conditions.
fn supported() -> World {
    let mut world = before_confirmation("85");
    world.must(&department(3), confirm_with(&world, Some(800), 2));
    world
}

fn codes(rejection: &Rejection) -> Vec<String> {
    assert_eq!(rejection.kind, RejectionKind::Invalid, "{rejection}");
    rejection.issues.iter().map(|issue| format!("{}: {}", issue.field, issue.code)).collect()
}

/// A test book with an outcome beside the grades.
fn with_insufficient_evidence() -> Rulebook {
    let outcome = "[[outcome]]\ncode = \"insufficient_evidence\"\nlabel = \"证据不足，补充论证后再报\"\n\
                   effect = \"revise_and_resubmit\"\narticle = \"第十九条\"\nbeside_grades = true\n\n[[band]]";
    Rulebook::parse(&Rulebook::YUNXI.replacen("[[band]]", outcome, 1)).unwrap()
}

#[test]
fn an_amount_is_cut_with_a_reason_and_never_raised() {
    let mut world = before_confirmation("85");
    let confirm = |amount: u32, reason: Option<&str>| {
        Command::ConfirmResult(Confirmation {
            recommended_amount: Some(Money::from_ten_thousand_yuan(amount)),
            reason: reason.map(str::to_owned),
            ..Confirmation::default()
        })
    };
    for (command, expected) in [
        (confirm(901, Some("涨价")), vec!["recommended_amount_wan: above_requested"]),
        (confirm(0, Some("不需要")), vec!["recommended_amount_wan: out_of_range"]),
        (confirm(800, None), vec!["reason: required"]),
        (confirm(800, Some(" ")), vec!["reason: required"]),
    ] {
        assert_eq!(codes(&world.refused(&department(3), command)), expected);
    }
    let pointless = Command::ConfirmResult(Confirmation {
        reason: Some("单价偏高".to_owned()),
        ..Confirmation::default()
    });
    assert_eq!(codes(&world.refused(&department(3), pointless)), ["reason: not_needed"]);
    // The whole amount needs no reason.
    let mut whole = world.clone();
    whole.must(&department(3), confirm(900, None));
    world.must(&department(3), confirm(800, Some("单价偏高")));
    let result = world.round().result.as_ref().unwrap();
    assert_eq!(result.recommended_amount, Some(Money::from_ten_thousand_yuan(800)));
    assert_eq!(result.outcome.effect, Effect::Supported);
    assert_eq!(result.score.to_string(), "85.00", "an amount never touches the score");
}

#[test]
fn an_amount_of_an_object_whose_amount_is_unknown_needs_a_reason() {
    let mut world = before_confirmation("85");
    world.evaluation.subject.requested_amount = None;
    let confirm = |reason: Option<&str>| {
        Command::ConfirmResult(Confirmation {
            recommended_amount: Some(Money::from_ten_thousand_yuan(50)),
            reason: reason.map(str::to_owned),
            ..Confirmation::default()
        })
    };
    assert_eq!(codes(&world.refused(&department(3), confirm(None))), ["reason: required"]);
    world.must(&department(3), confirm(Some("按受益人数测算")));
}

#[test]
fn what_is_not_supported_carries_nothing() {
    for total in ["75", "65"] {
        let mut world = before_confirmation(total);
        let refusal = world.refused(&department(3), confirm_with(&world.clone(), Some(800), 1));
        assert_eq!(codes(&refusal), ["recommended_amount_wan: not_supported", "conditions: not_supported"]);
    }
}

#[test]
fn a_condition_has_a_text_and_a_day_to_come() {
    let mut world = before_confirmation("85");
    let terms = ConditionTerms { text: " ".to_owned(), due: world.today() - Duration::days(1) };
    let confirmation = Confirmation { conditions: vec![terms], ..Confirmation::default() };
    let refusal = world.refused(&department(3), Command::ConfirmResult(confirmation));
    assert_eq!(codes(&refusal), ["conditions.1.text: required", "conditions.1.due: in_past"]);
    let many = confirm_with(&world, None, 51);
    assert_eq!(codes(&world.refused(&department(3), many)), ["conditions: too_many"]);
}

#[test]
fn a_condition_is_met_by_another_than_who_reported_and_waived_with_a_reason() {
    let mut world = supported();
    assert_eq!(codes(&world.refused(&department(2), settle(1, None))), ["number: not_reported"]);
    assert_eq!(codes(&world.refused(&department(2), settle(3, Some("无此项")))), ["number: unknown_number"]);
    assert_eq!(codes(&world.refused(&department(2), settle(2, Some(" ")))), ["waiver_reason: required"]);
    world.must(&applicant(), report(1));
    world.must(&department(2), report(1));
    world.blocked(&department(2), settle(1, None), "second_person_needed");
    world.blocked(&department(2), settle(1, Some("算了")), "second_person_needed");
    let refusal = world.refused(&applicant(), settle(1, None));
    assert_eq!(refusal.kind, RejectionKind::Forbidden);
    assert_eq!(world.refused(&stranger(), report(1)).kind, RejectionKind::Hidden);
    world.must(&department(3), settle(1, None));
    assert_eq!(world.evaluation.conditions[0].standing(), ConditionStanding::Met);
    assert_eq!(world.evaluation.conditions[0].reports.len(), 2, "nothing is overwritten");
    assert_eq!(codes(&world.refused(&applicant(), report(1))), ["number: already_settled"]);
    world.must(&department(2), settle(2, Some("已由上级承担")));
    assert_eq!(world.evaluation.conditions[1].standing(), ConditionStanding::Waived);
    world.blocked(&applicant(), report(2), "no_open_conditions");
}

#[test]
fn conditions_are_followed_after_the_round_has_ended_and_the_round_stays_as_it_was() {
    let mut world = supported();
    world.advance_to(State::Supported);
    let ended = world.round().clone();
    world.must(&applicant(), report(1));
    world.must(&department(2), settle(1, None));
    assert_eq!(*world.round(), ended);
    assert_eq!(world.evaluation.open_conditions().count(), 1);
}

#[test]
fn an_overdue_condition_is_shown_and_decides_nothing() {
    let mut world = supported();
    let due = world.evaluation.conditions[0].terms.due;
    assert!(!world.evaluation.conditions[0].is_overdue(due));
    assert!(world.evaluation.conditions[0].is_overdue(due + Duration::days(1)));
    world.must(&applicant(), report(1));
    assert!(!world.evaluation.conditions[0].is_overdue(due + Duration::days(1)), "reported in time");
    world.idle_days += 20;
    world.must(&applicant(), report(2));
    assert!(world.evaluation.conditions[1].is_overdue(world.today()), "reported too late");
    world.must(&department(2), settle(2, None));
    assert!(!world.evaluation.conditions[1].is_overdue(world.today()));
}

#[test]
fn a_returned_report_takes_its_conditions_with_it() {
    let mut world = supported();
    world.must(&applicant(), report(1));
    world.advance_to(State::Submitted);
    world.must(&bureau(0), Command::ReturnReport { reason: "论证不充分".to_owned() });
    assert!(world.evaluation.conditions.is_empty());
    assert_eq!(world.evaluation.deciding_round(), None);
}

#[test]
fn a_reevaluation_takes_the_place_of_a_result_only_while_it_is_not_withdrawn() {
    let mut world = supported();
    world.advance_to(State::Submitted);
    world.must(&bureau(0), samples::order_reevaluation(FIRMS[1]));
    assert_eq!(world.evaluation.deciding_round(), None, "nothing is decided while it goes on");
    assert_eq!(world.evaluation.superseding_round(1).map(|round| round.number), Some(2));
    assert_eq!(world.refused(&applicant(), report(1)).code, "wrong_state");
    let mut withdrawn = world.clone();
    withdrawn.must(&bureau(2), Command::Withdraw { reason: "疑点已查清".to_owned() });
    assert_eq!(withdrawn.evaluation.deciding_round().map(|round| round.number), Some(1));
    assert_eq!(withdrawn.evaluation.superseding_round(1), None);
    withdrawn.must(&applicant(), report(1));
    withdrawn.must(&bureau(2), settle(1, None));
    world.total = points("75");
    world.advance_to(State::ReturnedForRevision);
    let deciding = world.evaluation.deciding_round().unwrap();
    assert_eq!(
        (deciding.number, deciding.result.as_ref().unwrap().outcome.effect),
        (2, Effect::ReviseAndResubmit)
    );
    assert!(world.evaluation.earlier[0].result.is_some(), "both stay visible");
}

#[test]
fn insufficient_evidence_stands_beside_the_grades_where_the_book_has_it() {
    let insufficient = |reason: Option<&str>| {
        Command::ConfirmResult(Confirmation {
            reason: reason.map(str::to_owned),
            insufficient_evidence: true,
            ..Confirmation::default()
        })
    };
    let refusal = before_confirmation("85").refused(&department(3), insufficient(Some("造价无依据")));
    assert_eq!(codes(&refusal), ["insufficient_evidence: outcome_not_in_rulebook"]);
    let mut world = World { total: points("85"), ..World::under(with_insufficient_evidence()) };
    world.advance_before(CommandKind::ConfirmResult);
    assert_eq!(codes(&world.refused(&department(3), insufficient(None))), ["reason: required"]);
    let mut by_score = world.clone();
    by_score.must(&department(3), Command::ConfirmResult(Confirmation::default()));
    assert_eq!(by_score.state(), State::Concluded, "the score still decides where nobody says otherwise");
    world.must(&department(3), insufficient(Some("造价无依据")));
    assert_eq!(world.state(), State::ReturnedForRevision);
    let result = world.round().result.as_ref().unwrap();
    assert_eq!((result.score.to_string().as_str(), &result.grade), ("85.00", &None));
    assert_eq!(result.outcome.code, "insufficient_evidence");
    world.must(&department(2), Command::OpenNextRound { revision: "补充了造价依据".to_owned() });
}

#[test]
fn blanks_and_line_breaks_do_not_revise_a_returned_report() {
    let mut world = World::until(State::Submitted);
    world.must(&bureau(0), Command::ReturnReport { reason: "论证不充分".to_owned() });
    let section = world.rulebook.report_sections[0].code.clone();
    let before = world.round().report[&section].text.clone();
    let spread: String = before.chars().flat_map(|character| [character, '\n', '　']).collect();
    world.must(&department(0), Command::WriteReportSection { section: section.clone(), text: spread });
    world.blocked(&department(0), Command::SignReport, "report_unchanged");
    world.must(&department(0), Command::WriteReportSection { section, text: format!("{before}补充对比。") });
    world.must(&department(0), Command::SignReport);
}

#[test]
fn only_who_asked_takes_a_withdrawal_back() {
    let mut world = World::until(State::InMeeting);
    let expert = world.panel()[0].clone();
    world.must(&expert, Command::SaveSheet { marks: world.marks() });
    world.must(&expert, Command::LockSheet);
    let ask = Command::RequestPanelWithdrawal { expert: expert.id, reason: "利害关系".to_owned() };
    let cancel = Command::CancelPanelWithdrawal { expert: expert.id };
    world.blocked(&department(2), cancel.clone(), "withdrawal_not_requested");
    world.must(&department(2), ask);
    world.blocked(&department(3), cancel.clone(), "not_requested_by_you");
    world.must(&department(2), cancel);
    assert!(world.round().panel.withdrawals.is_empty() && world.round().panel.member(expert.id).is_some());
}
