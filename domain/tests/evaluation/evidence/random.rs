//! What the random walk does with the registers, and what must hold of them after every step.

use domain::evaluation::{Command, CommandKind, ComparisonKind, CrossCheck, EvidenceLink, Round, State};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::samples;
use crate::world::{World, points};

/// A link that mostly leads somewhere.
fn link(detail: u32) -> EvidenceLink {
    let number = detail / 6 % 4;
    match detail % 6 {
        0 => EvidenceLink::Material { item: format!("M0{}", detail / 6 % 9) },
        1 => EvidenceLink::Inquiry { number },
        2 => EvidenceLink::CrossCheck { number },
        3 => EvidenceLink::Comparison { number },
        4 => EvidenceLink::SiteVisit,
        _ => {
            EvidenceLink::Words { text: if number == 0 { " ".to_owned() } else { format!("来源{number}") } }
        }
    }
}

/// A mark, now and then of no indicator of the table or with evidence that is not there.
pub(crate) fn preliminary(detail: u32) -> Command {
    let indicator = if detail.is_multiple_of(9) { "Z9" } else { "B1" };
    let command = samples::score_preliminary(indicator, points("3.5"));
    let Command::ScorePreliminary { indicator, score, basis, points, evidence: _, reason } = command else {
        panic!("a mark was expected")
    };
    let evidence = (0..detail % 3).map(|step| link(detail.wrapping_add(step * 7))).collect();
    Command::ScorePreliminary { indicator, score, basis, points, evidence, reason }
}

/// Contents for a command about the registers: mostly lawful, sometimes not.
pub(crate) fn contents(kind: CommandKind, world: &World, detail: u32) -> Command {
    let text = || if detail.is_multiple_of(11) { " ".to_owned() } else { "情况属实".to_owned() };
    let number = |open: Option<usize>| match open {
        Some(index) if !detail.is_multiple_of(5) => index as u32 + 1,
        Some(_) | None => detail % 4,
    };
    let evidence = &world.round().evidence;
    if kind == CommandKind::RecordInquiry {
        let mut inquiry = samples::inquiry();
        inquiry.learnt = text();
        inquiry.digests.extend(detail.is_multiple_of(4).then(|| "无".to_owned()));
        return Command::RecordInquiry(inquiry);
    }
    if kind == CommandKind::RecordCrossCheck {
        let mut cross_check = samples::cross_check((!detail.is_multiple_of(3)).then_some("数量不一"));
        cross_check.sources.extend((0..detail % 2).map(|step| link(detail.wrapping_add(step))));
        cross_check.resolution = detail.is_multiple_of(4).then(text);
        return Command::RecordCrossCheck(cross_check);
    }
    if kind == CommandKind::ResolveContradiction {
        let open = evidence.cross_checks.iter().position(|entry| !entry.is_settled());
        return Command::ResolveContradiction { number: number(open), resolution: text() };
    }
    if kind == CommandKind::RecordComparison {
        let mut comparison = samples::comparison(ComparisonKind::ALL[detail as usize % 2]);
        comparison.finding = text();
        return Command::RecordComparison(comparison);
    }
    if kind == CommandKind::RaiseRedFlag {
        let point = [None, Some("7(1)k"), Some("7(6)d"), Some("7(1)a")][detail as usize % 4];
        return Command::RaiseRedFlag { point: point.map(str::to_owned), text: text() };
    }
    let open = evidence.red_flags.iter().position(|flag| flag.answer.is_none());
    Command::AnswerRedFlag { number: number(open), answer: text() }
}

/// Every link of the round leads to something that is there.
fn all_links_lead_somewhere(round: &Round) -> bool {
    let evidence = &round.evidence;
    let within = |number: u32, count: usize| (1..=count).contains(&(number as usize));
    let mut links = round
        .preliminary
        .values()
        .flat_map(|entry| &entry.evidence)
        .chain(evidence.cross_checks.iter().flat_map(|entry| &entry.sources));
    links.all(|link| match link {
        EvidenceLink::Material { item } => !round.checklist[item].materials.is_empty(),
        EvidenceLink::Inquiry { number } => within(*number, evidence.inquiries.len()),
        EvidenceLink::CrossCheck { number } => within(*number, evidence.cross_checks.len()),
        EvidenceLink::Comparison { number } => within(*number, evidence.comparisons.len()),
        EvidenceLink::SiteVisit => round.site_visit.is_some(),
        EvidenceLink::Words { text } => !text.trim().is_empty(),
    })
}

/// What was entered stays as it was, and nothing goes on over an open contradiction or a red flag without an answer.
pub(crate) fn hold(old: &Round, new: &Round, kind: CommandKind) -> Result<(), TestCaseError> {
    let (before, after) = (&old.evidence, &new.evidence);
    prop_assert!(after.inquiries.starts_with(&before.inquiries), "{:?} changed an inquiry", kind);
    prop_assert!(after.comparisons.starts_with(&before.comparisons), "{:?} changed a comparison", kind);
    for (was, is) in before.cross_checks.iter().zip(&after.cross_checks) {
        prop_assert!(was == is || !was.is_settled(), "{:?} changed a settled cross-check", kind);
        prop_assert_eq!(&was.sources, &is.sources);
    }
    for (was, is) in before.red_flags.iter().zip(&after.red_flags) {
        prop_assert!(was == is || was.answer.is_none(), "{:?} changed an answered red flag", kind);
        prop_assert_eq!(&was.text, &is.text);
    }
    prop_assert!(after.cross_checks.len() >= before.cross_checks.len());
    prop_assert!(after.red_flags.len() >= before.red_flags.len());
    prop_assert!(all_links_lead_somewhere(new), "a link leads nowhere after {:?}", kind);
    if new.state.is_convened() {
        prop_assert!(after.cross_checks.iter().all(CrossCheck::is_settled), "a meeting over a contradiction");
    }
    if new.state.is_convened() && new.state != State::InMeeting {
        prop_assert!(after.red_flags.iter().all(|flag| flag.answer.is_some()), "a red flag was passed over");
    }
    if kind == CommandKind::RecordComparison && new.state == State::Reporting {
        prop_assert!(new.report_signatures.is_empty(), "a signature under another report");
    }
    Ok(())
}
