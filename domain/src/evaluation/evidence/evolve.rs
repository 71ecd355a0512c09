//! What a change makes of the registers.

use super::change::EvidenceChange;
use super::records::{Comparison, Contradiction, CrossCheck, Inquiry, RedFlag, RedFlagAnswer, Resolution};
use crate::evaluation::event::Event;
use crate::evaluation::evolve::nth;
use crate::evaluation::state::{Round, State};

pub(in crate::evaluation) fn gather(round: &mut Round, change: &EvidenceChange, event: &Event) {
    let by = || event.by.clone();
    let evidence = &mut round.evidence;
    match change {
        EvidenceChange::InquiryRecorded { number: _, inquiry } => {
            evidence.inquiries.push(Inquiry { contents: inquiry.clone(), recorded_by: by() });
        }
        EvidenceChange::CrossCheckRecorded { number: _, cross_check } => {
            let resolution =
                cross_check.resolution.clone().map(|text| Resolution { text, resolved_by: by() });
            evidence.cross_checks.push(CrossCheck {
                claim: cross_check.claim.clone(),
                sources: cross_check.sources.clone(),
                contradiction: cross_check
                    .contradiction
                    .clone()
                    .map(|text| Contradiction { text, resolution }),
                recorded_by: by(),
            });
        }
        EvidenceChange::ContradictionResolved { number, resolution } => {
            let contradiction = nth(&mut evidence.cross_checks, *number)
                .and_then(|cross_check| cross_check.contradiction.as_mut());
            if let Some(contradiction) = contradiction {
                contradiction.resolution = Some(Resolution { text: resolution.clone(), resolved_by: by() });
            }
        }
        EvidenceChange::ComparisonRecorded { number: _, comparison } => {
            evidence.comparisons.push(Comparison { contents: comparison.clone(), recorded_by: by() });
            if round.state == State::Reporting {
                revise_report(round);
            }
        }
        EvidenceChange::RedFlagRaised { number: _, point, text } => evidence.red_flags.push(RedFlag {
            point: point.clone(),
            text: text.clone(),
            raised_by: by(),
            answer: None,
        }),
        EvidenceChange::RedFlagAnswered { number, answer } => {
            if let Some(flag) = nth(&mut evidence.red_flags, *number) {
                flag.answer = Some(RedFlagAnswer { text: answer.clone(), answered_by: by() });
            }
        }
    }
}

/// The report shows the comparisons (Art. 15): one more makes it another report, so signatures under the one before
/// lapse, and a report that was returned counts as changed.
fn revise_report(round: &mut Round) {
    round.report_signatures.clear();
    if let Some(returned) = round.report_returns.last_mut() {
        returned.revised = true;
    }
}
