//! Lists as commands read them: whatever kind of file it is, from a file or from standard input.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use domain::intake::{ListReader, ListSummary, RowIssue, Severity};
use domain::money::Money;

use super::{Failure, load_units, note, system_reason};
use crate::spreadsheet::{Listener, read_list};

/// The list in `file`, or on standard input for `-`.
pub(super) fn open(file: &Path) -> Result<Box<dyn Read + Send>, Failure> {
    if file.as_os_str() == "-" {
        return Ok(Box::new(io::stdin()));
    }
    let opened = File::open(file).map_err(|error| {
        Failure(format!("{}无法打开：{}。请核对文件名", file.display(), system_reason(&error)))
    })?;
    Ok(Box::new(opened))
}

/// Reads the list in `file` to its end, or for as long as it is wanted. `doubt_zone` holds the amounts for which the
/// class decides.
pub(super) fn read(
    file: &Path,
    doubt_zone: Range<Money>,
    listener: &mut impl Listener,
) -> Result<ListSummary, Failure> {
    let units = load_units()?;
    let input = open(file)?;
    read_list(input, ListReader::new(&units, doubt_zone), listener).map_err(|error| unreadable(file, &error))
}

/// A list that cannot be read to its end.
pub(super) fn unreadable(file: &Path, error: &io::Error) -> Failure {
    Failure(format!("{}无法读取：{}", file.display(), system_reason(error)))
}

/// Says what is wrong with a row.
pub(super) fn report(issue: &RowIssue) {
    let kind = match issue.severity {
        Severity::Error => "错误",
        Severity::Hint => "提示",
    };
    note(format_args!("{kind}：{}", issue.message));
}
