//! The sheets of one round as a table of marks: its figures, and what the second round of scoring changed.

use std::collections::BTreeMap;

use super::{PanelStatistics, ScoreTable, panel_statistics};
use crate::evaluation::Round;
use crate::panel::ExpertKind;
use crate::rulebook::Rulebook;
use crate::score::Score;
use crate::scoring::{Mark, Sheet, total_of};

/// Figures of the marks that count: those of every member's locked sheet, experts in the order of the panel. `None`
/// while a member has not locked one.
#[must_use]
pub fn round_statistics(round: &Round, rulebook: &Rulebook) -> Option<PanelStatistics> {
    statistics_of(round, rulebook, |sheet| sheet.locked_at.map(|_| &sheet.marks))
}

/// Figures of the first round of scoring, which a revision does not change. `None` while a member has not locked a
/// sheet for it.
#[must_use]
pub fn first_round_statistics(round: &Round, rulebook: &Rulebook) -> Option<PanelStatistics> {
    statistics_of(round, rulebook, Sheet::first_round)
}

fn statistics_of(
    round: &Round,
    rulebook: &Rulebook,
    marks: impl Fn(&Sheet) -> Option<&BTreeMap<String, Mark>>,
) -> Option<PanelStatistics> {
    // An indicator whose points all went elsewhere has nothing to give.
    let indicators: Vec<(String, Score)> = round
        .weights()?
        .iter()
        .filter(|(_, weight)| **weight > Score::ZERO)
        .map(|(code, weight)| (code.clone(), *weight))
        .collect();
    let row = |sheet: &Sheet| {
        let marks = marks(sheet)?;
        indicators.iter().map(|(code, _)| Some(marks.get(code)?.score)).collect::<Option<Vec<Score>>>()
    };
    let members = &round.panel.members;
    let rows: Vec<Vec<Score>> = members
        .iter()
        .map(|member| row(round.sheets.get(&member.person.actor)?))
        .collect::<Option<Vec<Vec<Score>>>>()?;
    let kinds: Vec<ExpertKind> = members.iter().map(|member| member.kind).collect();
    let table = ScoreTable::new(indicators, rows).ok()?;
    Some(panel_statistics(&table, &kinds, rulebook))
}

/// One expert's totals in both rounds of scoring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpertTotals {
    /// The expert's number: 1, 2, 3 …
    pub expert: usize,
    /// The total of the first round.
    pub first: Score,
    /// The total that counts; `None` while the expert is revising.
    pub second: Option<Score>,
    /// Whether the expert used the revision.
    pub revised: bool,
    /// Whether a mark differs from the first round; false while the expert is revising.
    pub changed: bool,
}

/// Both rounds of scoring side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoRounds {
    /// Every member of the panel.
    pub experts: Vec<ExpertTotals>,
}

impl TwoRounds {
    /// How many used the revision.
    #[must_use]
    pub fn revised(&self) -> usize {
        self.experts.iter().filter(|expert| expert.revised).count()
    }

    /// How many gave an indicator another mark in it.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.experts.iter().filter(|expert| expert.changed).count()
    }
}

/// The two rounds of scoring of a round, once somebody has begun a revision. `None` before.
#[must_use]
pub fn two_rounds(round: &Round) -> Option<TwoRounds> {
    let sheet_of = |member: &crate::panel::PanelMember| round.sheets.get(&member.person.actor);
    if !round.panel.members.iter().filter_map(sheet_of).any(|sheet| sheet.first.is_some()) {
        return None;
    }
    let members = round.panel.members.iter().enumerate();
    let totals = members.map(|(index, member)| {
        let sheet = sheet_of(member)?;
        let first = sheet.first_round()?;
        let scores = |marks: &BTreeMap<String, Mark>| -> Vec<Score> {
            marks.values().map(|mark| mark.score).collect()
        };
        Some(ExpertTotals {
            expert: index + 1,
            first: total_of(first)?,
            second: sheet.locked_total(),
            revised: sheet.first.is_some(),
            changed: sheet.locked_at.is_some() && scores(first) != scores(&sheet.marks),
        })
    });
    Some(TwoRounds { experts: totals.collect::<Option<Vec<ExpertTotals>>>()? })
}
