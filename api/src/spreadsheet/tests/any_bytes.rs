//! No file breaks the reader, whatever happened to it on its way.

use proptest::prelude::*;

use super::files::{COLUMNS, GOOD, ods, ods_row, xls, xlsx};
use super::read;

fn whole(kind: u8) -> Vec<u8> {
    match kind {
        0 => xlsx(&[&COLUMNS, &GOOD]),
        1 => xls(&[&COLUMNS, &GOOD], &[], None),
        _ => ods(&format!(
            "<table:table table:name=\"表\">{}{}</table:table>",
            ods_row(&COLUMNS),
            ods_row(&GOOD)
        )),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_workbook_gives_its_list_or_says_why_not(
        kind in 0_u8..3,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..24),
        cut in any::<prop::sample::Index>(),
        is_cut: bool,
    ) {
        let mut bytes = whole(kind);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let found = read(&bytes);
        prop_assert_eq!(found.projects.len() as u64, found.summary.projects);
        prop_assert_eq!(found.issues.len() as u64, found.summary.issues + found.summary.hints);
        prop_assert!(found.summary.projects > 0 || found.summary.issues > 0, "{:?}", found.issues);
    }
}
