//! The scores of a round as the rulebook forms them: the panel's, and the one that carries the grade (Art. 16, C31).

use super::rating::OrganiserRating;
use super::state::Round;
use crate::grade::{Ballot, panel_score};
use crate::rulebook::{Carrier, ScoringRule};
use crate::score::Mean;

/// What each member of the panel gave, in the order of the panel. `None` while a member has not locked a sheet (C33).
#[must_use]
pub fn ballots(round: &Round) -> Option<Vec<Ballot>> {
    let ballot = |member: &crate::panel::PanelMember| {
        let total = round.sheets.get(&member.person.actor)?.locked_total()?;
        Some(Ballot { kind: member.kind, total })
    };
    round.panel.members.iter().map(ballot).collect()
}

/// The panel's exact score. `None` while a sheet is open, and where the rulebook cannot form a score of so few.
#[must_use]
pub fn panel_score_of(round: &Round, rule: &ScoringRule) -> Option<Mean> {
    panel_score(&ballots(round)?, rule)
}

/// The exact score that carries the grade. The panel has to have scored in either case.
#[must_use]
pub fn deciding_score(round: &Round, rule: &ScoringRule) -> Option<Mean> {
    let panel = panel_score_of(round, rule)?;
    match rule.carried_by {
        Carrier::Panel => Some(panel),
        Carrier::Organiser => round.rating.as_ref().and_then(OrganiserRating::score),
    }
}
