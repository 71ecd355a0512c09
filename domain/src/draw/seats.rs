//! How many are drawn from each stratum.

use serde::{Deserialize, Serialize};

use crate::evaluation::Rejection;
use crate::issue::Issue;
use crate::panel::ExpertKind;
use crate::rulebook::PanelRule;

/// The seats of one stratum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seats {
    /// The stratum: `业务专家`.
    pub stratum: String,
    /// How many are drawn.
    pub seats: u32,
}

/// The seats of a panel of `size` experts by the rulebook (Art. 13(2), C27).
///
/// The measure asks for all three kinds and says no more. The seats are dealt one at a time to business, management
/// and finance experts, in the measure's order, until none is left: 5 become 2, 2 and 1; 7 become 3, 2 and 2.
///
/// # Errors
/// A size below the rulebook's minimum, an even one where it must be odd, or too small for every kind. A panel with
/// an approved deviation gets its seats from whoever approved it.
pub fn panel_seats(rule: &PanelRule, size: u32) -> Result<Vec<Seats>, Rejection> {
    let kinds = ExpertKind::ALL.len() as u32;
    let mut issues = Vec::new();
    if size < rule.minimum_size {
        let message = format!("专家小组应不少于{}人，现要求抽取{size}人", rule.minimum_size);
        issues.push(Issue::new("size", "panel_too_small", message));
    }
    if rule.odd && size.is_multiple_of(2) {
        let message = format!("专家小组人数应为奇数，现要求抽取{size}人");
        issues.push(Issue::new("size", "panel_even", message));
    }
    if rule.all_kinds && size < kinds {
        let message = format!("专家小组应包括{kinds}类专家，{size}人不够");
        issues.push(Issue::new("size", "kind_missing", message));
    }
    if !issues.is_empty() {
        return Err(Rejection::invalid("第十三条第（二）项", issues));
    }
    let seats = (0_u32..).zip(ExpertKind::ALL).map(|(place, kind)| Seats {
        stratum: kind.label().to_owned(),
        seats: size / kinds + u32::from(place < size % kinds),
    });
    Ok(seats.filter(|seats| seats.seats > 0).collect())
}
