//! Rows that printing leaves between the projects: totals, numbers of pages, remarks.

use super::text::{Cleaning, clean};

/// Ends of what rows are called that add up others instead of naming a project: `本页小计`.
const TOTAL_ROWS: [&str; 3] = ["合计", "小计", "总计"];

/// The longest such name, in characters.
const LONGEST_TOTAL: usize = 8;

/// Beginnings of a remark below the table.
const NOTES: [&str; 4] = ["注：", "注:", "备注：", "说明："];

/// Whether a cell says that its row adds up others.
pub(super) fn is_total(cell: &str) -> bool {
    let cell = clean(cell, Cleaning::Term);
    cell.chars().count() <= LONGEST_TOTAL
        && TOTAL_ROWS.iter().any(|word| cell.trim_end_matches('：').ends_with(word))
}

/// Whether a cell is the number of a printed page: `第 3 页 共 5 页`, `— 3 —`.
pub(super) fn is_page_number(cell: &str) -> bool {
    let cell = clean(cell, Cleaning::Term);
    (cell.contains('页') || cell.starts_with(['-', '—', '–']))
        && cell.chars().any(|character| character.is_ascii_digit())
        && cell.chars().all(|character| "第共页，,/-—–".contains(character) || character.is_ascii_digit())
}

/// Whether a cell begins a remark below the table.
pub(super) fn is_note(cell: &str) -> bool {
    NOTES.iter().any(|note| cell.starts_with(note))
}
