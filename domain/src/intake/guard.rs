//! Texts that a spreadsheet program would take for a formula when it opens a file.

use std::borrow::Cow;

/// What a formula begins with, for one program or another.
const BEGINNINGS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// What makes a spreadsheet program take a cell for text.
const GUARD: char = '\'';

/// The text as it may stand in a file for spreadsheet programs: one that would begin a formula is preceded by `'`.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if needs_guard(text) { Cow::Owned(format!("{GUARD}{text}")) } else { Cow::Borrowed(text) }
}

/// The text that [`guarded`] was given.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix(GUARD).filter(|rest| needs_guard(rest)).unwrap_or(text)
}

/// Guards before a beginning count as well, so that a text which has one by itself keeps it.
fn needs_guard(text: &str) -> bool {
    text.trim_start_matches(GUARD).starts_with(BEGINNINGS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_become_text() {
        for text in ["=1+1", "+86", "-道路", "@SUM(A1)", "\tx", "\rx", "'=x"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["", "甲路", "'引号'", "5=5", "１-２"] {
            assert_eq!(guarded(text), text);
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "['=+@\t\r-]{0,4}\\PC{0,6}") {
            let kept = guarded(&text);
            prop_assert_eq!(unguarded(&kept), text.as_str());
            prop_assert!(!kept.starts_with(BEGINNINGS));
        }
    }
}
