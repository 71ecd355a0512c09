//! What the experts wrote beside their marks, indicator by indicator: the panel's opinion can start from it (Art. 14(4),
//! C40).

use std::fmt::Write;

use super::state::Round;
use crate::panel::expert_label;
use crate::rulebook::IndicatorTree;
use crate::score::Score;

/// One expert's words on one indicator, unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpertNote {
    /// The expert's number: 1, 2, 3 …
    pub expert: usize,
    /// The mark that they explain.
    pub score: Score,
    /// The words.
    pub words: String,
}

/// What was said on one indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorNotes {
    /// The indicator's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The notes in the order of the panel.
    pub notes: Vec<ExpertNote>,
}

/// The notes on every indicator that somebody wrote on, in the order of the tree. `None` while a member of the panel
/// has not locked a sheet: nobody's words are known before all of them stand.
#[must_use]
pub fn panel_notes(round: &Round, tree: &IndicatorTree) -> Option<Vec<IndicatorNotes>> {
    let sheets = round
        .panel
        .members
        .iter()
        .map(|member| round.sheets.get(&member.person.actor).filter(|sheet| sheet.locked_at.is_some()))
        .collect::<Option<Vec<_>>>()?;
    let notes_on = |code: &str| -> Vec<ExpertNote> {
        let marks =
            sheets.iter().enumerate().filter_map(|(index, sheet)| Some((index, sheet.marks.get(code)?)));
        marks
            .filter(|(_, mark)| !mark.reason.trim().is_empty())
            .map(|(index, mark)| ExpertNote {
                expert: index + 1,
                score: mark.score,
                words: mark.reason.clone(),
            })
            .collect()
    };
    let indicators = tree.indicators().map(|indicator| IndicatorNotes {
        code: indicator.code.clone(),
        name: indicator.name.clone(),
        notes: notes_on(&indicator.code),
    });
    Some(indicators.filter(|indicator| !indicator.notes.is_empty()).collect())
}

/// The notes as the text that the panel's opinion can start from: each indicator, then who said what.
#[must_use]
pub fn opinion_draft(indicators: &[IndicatorNotes]) -> String {
    let mut text = String::new();
    for IndicatorNotes { code, name, notes } in indicators {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{code} {name}");
        for ExpertNote { expert, score, words } in notes {
            let _ = writeln!(text, "{}（{}分）：{words}", expert_label(*expert), score.plain());
        }
    }
    text
}
