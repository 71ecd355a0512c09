//! The list reader's public face: bytes or rows in, projects and issues out.

use std::ops::Range;

use super::lines::{LineFault, LineSplitter, has_control};
use super::list::{List, Row};
use super::row::RowReader;
use super::{Corrections, ListItem, ListSummary, UnitDirectory};
use crate::money::Money;

/// A row of a table whose cells somebody else has told apart.
#[derive(Debug, Clone, Copy)]
pub struct TableRow<'a> {
    /// The row of its sheet or the line of its file, counted from 1.
    pub line: u64,
    /// Its cells as text, from the first column of the table on.
    pub cells: &'a [&'a str],
    /// Whether cells at its end are left out when they are empty, as in a workbook. Otherwise a short row is
    /// a damaged one.
    pub is_sparse: bool,
    /// Whether the table hides it from people.
    pub is_hidden: bool,
    /// Its cells that are one with a cell above, in a table that can merge cells.
    pub merged: &'a [MergedCell<'a>],
}

/// A cell that is merged with the ones above it. It is empty itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergedCell<'a> {
    /// Where it stands in its row, counted from 0.
    pub column: usize,
    /// The row of the topmost cell, which has the text.
    pub from_line: u64,
    /// That text.
    pub text: &'a str,
}

/// Reads a printed project list that arrives in pieces of any size.
#[derive(Debug)]
pub struct ListReader<'a> {
    lines: LineSplitter,
    list: List<'a>,
}

impl<'a> ListReader<'a> {
    /// A reader that knows the units of `directory`.
    ///
    /// `doubt_zone` is the range of amounts in which the class decides, from the lower of the rulebook's two
    /// thresholds for new projects up to but without the higher one. Only inside it is a class left open
    /// because works and heading disagree, and its ends tell when small neighbours are worth joining.
    #[must_use]
    pub fn new(directory: &'a UnitDirectory, doubt_zone: Range<Money>) -> Self {
        Self { lines: LineSplitter::default(), list: List::new(RowReader { directory, doubt_zone }) }
    }

    /// The same reader, reading what `corrections` say instead of what stands in the file. A correction for which
    /// the file has no place is reported at the end.
    #[must_use]
    pub fn with_corrections(mut self, corrections: Corrections) -> Self {
        self.list.correct(corrections);
        self
    }

    /// Takes the next bytes of the file. A project may be handed over later than its row was read, once its
    /// neighbours are known.
    pub fn feed(&mut self, bytes: &[u8], sink: &mut impl FnMut(ListItem)) {
        let Self { lines, list } = self;
        lines.feed(bytes, &mut |line| list.take(line, sink));
    }

    /// Takes the next row of a table. A list comes either as bytes or as rows, not as both.
    pub fn row(&mut self, row: TableRow<'_>, sink: &mut impl FnMut(ListItem)) {
        let TableRow { line, cells, is_sparse, is_hidden, merged } = row;
        if cells.iter().any(|cell| has_control(cell.as_bytes())) {
            return self.list.take_fault(line, true, LineFault::Control, sink);
        }
        self.list.take_cells(&Row { line, cells, is_whole: true, is_sparse, is_hidden, merged }, sink);
    }

    /// Says that the bytes of a table's row mean nothing in the encoding of the file.
    pub fn undecodable_row(&mut self, line: u64, sink: &mut impl FnMut(ListItem)) {
        self.list.take_fault(line, true, LineFault::Encoding, sink);
    }

    /// Says that the rows of another sheet follow. A sheet has its own header; sections may go on.
    pub fn sheet(&mut self, name: &str, sink: &mut impl FnMut(ListItem)) {
        self.list.begin_sheet(name, sink);
    }

    /// Says that the workbook hides a sheet, whose rows are therefore not handed over.
    pub fn hidden_sheet(&mut self, name: &str, sink: &mut impl FnMut(ListItem)) {
        self.list.pass_hidden_sheet(name, sink);
    }

    /// Says that the file cannot be read as a list: `reason` in Chinese with what to do, `code` for programs.
    pub fn refuse(&mut self, code: &'static str, reason: &str, sink: &mut impl FnMut(ListItem)) {
        self.list.refuse(code, reason, sink);
    }

    /// Says that there is no more of the list and sums up.
    #[must_use]
    pub fn finish(self, sink: &mut impl FnMut(ListItem)) -> ListSummary {
        let Self { lines, mut list } = self;
        lines.finish(&mut |line| list.take(line, sink));
        list.finish(sink)
    }
}
