//! When something is carried out, as far as a plan's words say.

/// Years and quarters of a year that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Period {
    /// The first and last year that are named.
    years: Option<(u16, u16)>,
    /// The first and last quarter that are named, 0 to 3.
    quarters: Option<(u8, u8)>,
}

/// Words for quarters of the year, longer ones before those that they contain.
const QUARTERS: &[(&str, u8, u8)] = &[
    ("前三季度", 0, 2),
    ("一、二季度", 0, 1),
    ("三、四季度", 2, 3),
    ("上半年", 0, 1),
    ("下半年", 2, 3),
    ("一季度", 0, 0),
    ("二季度", 1, 1),
    ("三季度", 2, 2),
    ("四季度", 3, 3),
    ("年初", 0, 0),
    ("年中", 1, 2),
    ("年末", 3, 3),
    ("年底", 3, 3),
    ("年内", 0, 3),
    ("当年", 0, 3),
    ("全年", 0, 3),
];

impl Period {
    /// Of a work plan and the years that the name gives.
    pub(super) fn of(schedule: &str, years: Option<(u16, u16)>) -> Self {
        let named = QUARTERS.iter().filter(|(words, ..)| schedule.contains(words));
        let quarters = named
            .map(|(_, first, last)| (*first, *last))
            .chain(months(schedule).map(|month| ((month - 1) / 3, (month - 1) / 3)))
            .reduce(|(first, last), (from, to)| (first.min(from), last.max(to)));
        Self { years, quarters }
    }

    /// Whether both can be under way in the same years, and within one list in the same quarters or one right after
    /// the other; in another list a quarter is of another year. What is not said excludes nothing.
    pub(super) fn meets(&self, other: &Self, in_one_list: bool) -> bool {
        if let (Some((first, last)), Some((from, to))) = (self.years, other.years)
            && (last < from || to < first)
        {
            return false;
        }
        match (self.quarters, other.quarters) {
            (Some((first, last)), Some((from, to))) if in_one_list => last + 1 >= from && to + 1 >= first,
            (Some(_) | None, Some(_) | None) => true,
        }
    }
}

/// The months that a text names as `6月`.
fn months(text: &str) -> impl Iterator<Item = u8> + '_ {
    text.match_indices('月').filter_map(|(at, _)| {
        let before = text.get(..at)?.trim_end();
        let start = before.rfind(|character: char| !character.is_ascii_digit()).map_or(0, |at| {
            at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        });
        let month: u8 = before.get(start..)?.parse().ok()?;
        (1..=12).contains(&month).then_some(month)
    })
}
