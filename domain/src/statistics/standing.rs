//! Where a score stands by the rulebook: its grade or, where the measure has no grades, its outcome.

use super::Undefined;
use crate::rulebook::Rulebook;
use crate::score::{Mean, Score};

/// Where a score stands. The better of two is the greater.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    /// The lowest score of its band.
    pub at_least: Score,
    /// The grade's name, or the outcome's: `良好`.
    pub label: String,
    /// Whether the measure has a grade for it.
    pub is_grade: bool,
}

impl Standing {
    /// Where an exact mean stands.
    ///
    /// # Errors
    /// [`Undefined::NoBand`], which never comes of a rulebook that was proved.
    pub fn of(mean: Mean, rulebook: &Rulebook) -> Result<Self, Undefined> {
        let band = rulebook.band_of(mean).ok_or(Undefined::NoBand)?;
        let ruling = rulebook.ruling(mean).ok_or(Undefined::NoBand)?;
        let is_grade = ruling.grade.is_some();
        let label = ruling.grade.map_or(ruling.outcome.label, |grade| grade.label);
        Ok(Self { at_least: band.at_least, label, is_grade })
    }

    /// What it is called: `等次` or `结论`.
    #[must_use]
    pub const fn noun(&self) -> &'static str {
        if self.is_grade { "等次" } else { "结论" }
    }
}
