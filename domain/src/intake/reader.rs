//! The list reader: lines in, projects and issues out, with the state that runs down a printed list.

use std::ops::Range;

use super::header::Header;
use super::heading::{Heading, Level};
use super::lines::{Line, LineFault, LineSplitter};
use super::row::{Place, RowReader};
use super::serial::SerialRun;
use super::text::{quote, whole_number};
use super::{
    ListItem, ListSummary, ListedProject, RowIssue, SectionTotal, Severity, UnitDirectory, siblings,
};
use crate::money::Money;

/// How many items wait for their neighbours at most, issues between the projects included.
const LONGEST_WAIT: usize = 2 * siblings::WINDOW;

/// Room for the cells of a row before more has to be found.
const USUAL_COLUMNS: usize = 16;

/// Rows that add up others instead of naming a project.
const TOTAL_ROWS: [&str; 3] = ["合计", "小计", "总计"];

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

    /// Takes the next bytes of the file. A project may be handed over later than its row was read, once its
    /// neighbours are known.
    pub fn feed(&mut self, bytes: &[u8], sink: &mut impl FnMut(ListItem)) {
        let Self { lines, list } = self;
        lines.feed(bytes, &mut |line| list.take(line, sink));
    }

    /// Says that there are no more bytes and sums up.
    #[must_use]
    pub fn finish(self, sink: &mut impl FnMut(ListItem)) -> ListSummary {
        let Self { lines, mut list } = self;
        lines.finish(&mut |line| list.take(line, sink));
        list.finish(sink)
    }
}

/// A part of the list with the number of rows its title announces.
#[derive(Debug, Default)]
struct Part {
    title: String,
    declared: Option<u32>,
    rows: u32,
}

/// What runs down the list.
#[derive(Debug)]
struct List<'a> {
    rows: RowReader<'a>,
    header: Option<Header>,
    title: String,
    place: Place,
    section: Part,
    subsection: Part,
    serial: SerialRun,
    waiting: Vec<ListItem>,
    waiting_projects: usize,
    waiting_unit: String,
    summary: ListSummary,
    /// Issues of the row being read, kept to save an allocation a row.
    issues: Vec<RowIssue>,
    last_line: u64,
    refused: bool,
}

impl<'a> List<'a> {
    fn new(rows: RowReader<'a>) -> Self {
        Self {
            rows,
            header: None,
            title: String::new(),
            place: Place::default(),
            section: Part::default(),
            subsection: Part::default(),
            serial: SerialRun::default(),
            waiting: Vec::new(),
            waiting_projects: 0,
            waiting_unit: String::new(),
            summary: ListSummary::default(),
            issues: Vec::new(),
            last_line: 0,
            refused: false,
        }
    }

    fn take(&mut self, line: Line<'_>, sink: &mut impl FnMut(ListItem)) {
        self.last_line = line.number;
        match line.text {
            Ok(text) => self.take_text(line, text, sink),
            Err(fault) => self.take_fault(line, fault, sink),
        }
    }

    fn take_fault(&mut self, line: Line<'_>, fault: LineFault, sink: &mut impl FnMut(ListItem)) {
        let (code, reason) = match fault {
            LineFault::NotText => {
                self.refused = true;
                ("not_text", "不是文本文件，请把表格另存为制表符分隔的文本文件（UTF-8或GBK编码）后再导入")
            }
            LineFault::Encoding if !line.ended => ("file_truncated", TRUNCATED),
            LineFault::Encoding => {
                ("encoding_invalid", "含有无法识别的字符编码，请核对本行并用UTF-8或GBK编码保存")
            }
            LineFault::Control => ("control_character", "含有不可见的控制字符，请删除后重新保存"),
            LineFault::TooLong => ("line_too_long", "一行超过1MiB，请检查换行是否丢失"),
        };
        if !self.refused {
            self.count_row();
        }
        self.push_issue(RowIssue::error(line.number, code, reason), sink);
    }

    fn take_text(&mut self, line: Line<'_>, text: &str, sink: &mut impl FnMut(ListItem)) {
        if text.trim().is_empty() {
            return;
        }
        let mut cells = Vec::with_capacity(USUAL_COLUMNS);
        cells.extend(text.split('\t'));
        let is_numbered = cells.first().is_some_and(|first| whole_number(first).is_some());
        if is_numbered || !self.take_special(&line, &cells, sink) {
            self.take_row(&line, &cells, sink);
        }
    }

    /// Takes a line that is no data row: a heading, a header, a title, a total. `false` when it is none.
    fn take_special(&mut self, line: &Line<'_>, cells: &[&str], sink: &mut impl FnMut(ListItem)) -> bool {
        let mut filled = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let first = filled.next().unwrap_or_default();
        if filled.next().is_none() {
            if let Some(heading) = Heading::read(first) {
                self.take_heading(line.number, heading, sink);
                return true;
            }
            // Text above the first header is the list's title; a printed list repeats it on later pages.
            if self.header.is_none() && self.title.is_empty() {
                self.title = first.to_owned();
            }
            return self.header.is_none() || first == self.title;
        }
        if let Some(header) = Header::read(cells) {
            for column in header.missing() {
                let reason = format!("表头缺少“{}”列，其下各行无法读取，请补充该列", column.label());
                self.push_issue(RowIssue::error(line.number, "column_missing", reason), sink);
            }
            self.header = Some(header);
            return true;
        }
        TOTAL_ROWS.iter().any(|total| cells.iter().take(2).any(|cell| cell.trim() == *total))
    }

    fn take_heading(&mut self, line: u64, heading: Heading, sink: &mut impl FnMut(ListItem)) {
        self.end_subsection(line, sink);
        let part = Part { title: heading.title.clone(), declared: heading.declared, rows: 0 };
        match heading.level {
            Level::Section => {
                self.end_section(line, sink);
                self.serial.section();
                self.section = part;
                self.summary.sections.push(SectionTotal {
                    section: heading.number.clone(),
                    title: heading.title.clone(),
                    declared: heading.declared,
                    ..SectionTotal::default()
                });
                self.place =
                    Place { section: heading.number, section_title: heading.title, subsection: None };
            }
            Level::Subsection => {
                self.serial.subsection();
                self.subsection = part;
                self.place.subsection = Some(heading.title);
            }
        }
    }

    fn take_row(&mut self, line: &Line<'_>, cells: &[&str], sink: &mut impl FnMut(ListItem)) {
        self.count_row();
        let Some(header) = &self.header else {
            let reason = "在表头之前，不知道各列的含义，请先写表头（序号、项目名称、总投资等）";
            return self.push_issue(RowIssue::error(line.number, "before_header", reason), sink);
        };
        let filled = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        let issue = if cells.len() < header.width() && !line.ended {
            Some(RowIssue::error(line.number, "file_truncated", TRUNCATED))
        } else if cells.len() < header.width() || filled > header.width() {
            Some(wrong_width(line.number, cells, header))
        } else if header.missing().is_empty() {
            None
        } else {
            Some(RowIssue::error(line.number, "column_missing", "表头缺少必需的列，本行无法读取"))
        };
        if let Some(issue) = issue {
            // The number is used, though its row is not: the next row must not seem to leave it out.
            if let Some(number) = header.number(cells) {
                self.serial.take(number);
            }
            return self.push_issue(issue, sink);
        }
        let mut issues = std::mem::take(&mut self.issues);
        let project = self.rows.read(line.number, header, cells, &self.place, &mut self.serial, &mut issues);
        match project {
            Some(project) => self.push_project(project, &mut issues, sink),
            None => issues.drain(..).for_each(|issue| self.push_issue(issue, sink)),
        }
        self.issues = issues;
    }

    fn count_row(&mut self) {
        self.section.rows = self.section.rows.saturating_add(1);
        self.subsection.rows = self.subsection.rows.saturating_add(1);
    }

    fn end_section(&mut self, line: u64, sink: &mut impl FnMut(ListItem)) {
        self.flush(sink);
        let section = std::mem::take(&mut self.section);
        self.check_declared(line, &section, sink);
    }

    fn end_subsection(&mut self, line: u64, sink: &mut impl FnMut(ListItem)) {
        let subsection = std::mem::take(&mut self.subsection);
        self.check_declared(line, &subsection, sink);
    }

    /// Compares the number of rows with the number that the part's title announces.
    fn check_declared(&mut self, line: u64, part: &Part, sink: &mut impl FnMut(ListItem)) {
        if let Some(declared) = part.declared.filter(|declared| *declared != part.rows) {
            let reason = format!(
                "“{}”标题写明{declared}个项目，实际读到{}行，请核对是否缺行或多行",
                part.title, part.rows
            );
            self.push_issue(RowIssue::error(line, "count_mismatch", reason), sink);
        }
    }

    fn push_project(
        &mut self,
        project: ListedProject,
        issues: &mut Vec<RowIssue>,
        sink: &mut impl FnMut(ListItem),
    ) {
        self.summary.projects += 1;
        if self.summary.sections.is_empty() {
            self.summary.sections.push(SectionTotal::default());
        }
        let mut fits = true;
        if let Some(total) = self.summary.sections.last_mut() {
            total.projects += 1;
            match total.amount.checked_add(project.amount) {
                Some(sum) => total.amount = sum,
                None => fits = false,
            }
        }
        if self.waiting_unit != project.unit {
            self.flush(sink);
            self.waiting_unit.clone_from(&project.unit);
        }
        let line = project.line;
        self.waiting.push(ListItem::Project(Box::new(project)));
        self.waiting_projects += 1;
        issues.drain(..).for_each(|issue| self.push_issue(issue, sink));
        if !fits {
            let reason = "本部分的总投资合计过大，合计数不再包含本行，请核对金额单位";
            self.push_issue(RowIssue::error(line, "total_too_large", reason), sink);
        }
        if self.waiting_projects >= siblings::WINDOW {
            self.flush(sink);
        }
    }

    /// Hands an issue over after the projects above it.
    fn push_issue(&mut self, issue: RowIssue, sink: &mut impl FnMut(ListItem)) {
        match issue.severity {
            Severity::Error => self.summary.issues += 1,
            Severity::Hint => self.summary.hints += 1,
        }
        if self.waiting.is_empty() {
            return sink(ListItem::Issue(issue));
        }
        self.waiting.push(ListItem::Issue(issue));
        if self.waiting.len() >= LONGEST_WAIT {
            self.flush(sink);
        }
    }

    fn flush(&mut self, sink: &mut impl FnMut(ListItem)) {
        if self.waiting_projects > 1 {
            siblings::mark(&mut self.waiting, self.rows.directory, &self.rows.doubt_zone);
        }
        self.waiting.drain(..).for_each(sink);
        self.waiting_projects = 0;
    }

    fn finish(mut self, sink: &mut impl FnMut(ListItem)) -> ListSummary {
        let line = self.last_line.max(1);
        self.end_subsection(line, sink);
        self.end_section(line, sink);
        if self.header.is_none() && !self.refused && self.summary.issues == 0 {
            let found = if self.title.is_empty() {
                String::new()
            } else {
                format!("，只读到{}", quote(&self.title))
            };
            let reason = format!("没有找到表头（序号、项目名称、总投资等）{found}，请核对文件");
            self.push_issue(RowIssue::error(line, "header_missing", reason), sink);
        }
        self.flush(sink);
        self.summary
    }
}

const TRUNCATED: &str = "在中途结束，文件可能不完整，请重新获取完整的文件";

fn wrong_width(line: u64, cells: &[&str], header: &Header) -> RowIssue {
    let (code, word) = if cells.len() < header.width() {
        ("columns_missing", "少于")
    } else {
        ("columns_extra", "多于")
    };
    let reason = format!(
        "有{}列，{word}表头的{}列，请核对是否缺列或单元格内有制表符（本行开头为{}）",
        cells.len(),
        header.width(),
        quote(cells.iter().find(|cell| !cell.trim().is_empty()).copied().unwrap_or_default())
    );
    RowIssue::error(line, code, reason)
}
