//! What runs down a printed list: its title, headers, sections, numbers and neighbours.

mod corrected;
mod merged;

use super::corrections::{Corrections, Pending};
use super::header::{Header, OpenHeader, unit_above_header};
use super::heading::{Heading, Level};
use super::lines::{Line, LineFault};
use super::noise::{is_note, is_page_number, is_total};
use super::reader::MergedCell;
use super::row::{Place, RowReader};
use super::serial::SerialRun;
use super::text::{quote, whole_number};
use super::{ListItem, ListSummary, ListedProject, MappedTable, RowIssue, SectionTotal, Severity, siblings};
use crate::money::MoneyUnit;

/// How many items wait for their neighbours at most, issues between the projects included.
const LONGEST_WAIT: usize = 2 * siblings::WINDOW;

/// Room for the cells of a row before more has to be found.
const USUAL_COLUMNS: usize = 16;

/// The most tables that the summary describes.
const MOST_TABLES: usize = 1_000;

/// What the sheet with the instructions of a template is called. It is passed over without a word.
pub const INSTRUCTIONS_SHEET: &str = "填写说明";

/// The longest name of a sheet that messages repeat.
const LONGEST_SHEET_NAME: usize = 40;

/// A row on its way to a project.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) line: u64,
    pub(super) cells: &'a [&'a str],
    /// Whether it cannot have been cut off by the end of the file.
    pub(super) is_whole: bool,
    pub(super) is_sparse: bool,
    pub(super) is_hidden: bool,
    pub(super) merged: &'a [MergedCell<'a>],
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
pub(super) struct List<'a> {
    rows: RowReader<'a>,
    corrections: Pending,
    /// The sheet that the rows are from, in a workbook.
    sheet: Option<String>,
    /// Whether the sheet has a header, or needs none.
    has_table: bool,
    /// Whether the sheet has had neither a heading nor a project so far.
    is_sheet_fresh: bool,
    header: Option<Header>,
    /// The header being read, until a row shows that it is complete.
    open_header: Option<OpenHeader>,
    /// The row just read above the first header.
    above_header: Option<Vec<String>>,
    /// The unit of amounts that the list states above its header.
    stated_unit: Option<MoneyUnit>,
    found_header: bool,
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
    pub(super) fn new(rows: RowReader<'a>) -> Self {
        Self {
            rows,
            corrections: Pending::new(Corrections::default()),
            sheet: None,
            has_table: true,
            is_sheet_fresh: false,
            header: None,
            open_header: None,
            above_header: None,
            stated_unit: None,
            found_header: false,
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

    pub(super) fn correct(&mut self, corrections: Corrections) {
        self.corrections = Pending::new(corrections);
    }

    pub(super) fn take(&mut self, line: Line<'_>, sink: &mut impl FnMut(ListItem)) {
        match line.text {
            Ok(text) if text.trim().is_empty() => self.last_line = line.number,
            Ok(text) => {
                let mut cells = Vec::with_capacity(USUAL_COLUMNS);
                cells.extend(text.split('\t'));
                let row = Row {
                    line: line.number,
                    cells: &cells,
                    is_whole: line.ended,
                    is_sparse: false,
                    is_hidden: false,
                    merged: &[],
                };
                self.take_cells(&row, sink);
            }
            Err(fault) => self.take_fault(line.number, line.ended, fault, sink),
        }
    }

    pub(super) fn take_fault(
        &mut self,
        line: u64,
        is_whole: bool,
        fault: LineFault,
        sink: &mut impl FnMut(ListItem),
    ) {
        self.last_line = line;
        let (code, reason) = match fault {
            LineFault::NotText => {
                self.refused = true;
                (
                    "not_text",
                    "不是文本文件，也不是可以读取的电子表格，请另存为xlsx、xls、ods、CSV或者制表符分隔的文本（UTF-8或GBK编码）后再导入",
                )
            }
            LineFault::Encoding if !is_whole => ("file_truncated", TRUNCATED),
            LineFault::Encoding => {
                ("encoding_invalid", "含有无法识别的字符编码，请核对本行并用UTF-8或GBK编码保存")
            }
            LineFault::Control => ("control_character", "含有不可见的控制字符，请删除后重新保存"),
            LineFault::TooLong => ("line_too_long", "一行超过1MiB，请检查换行是否丢失"),
        };
        if !self.refused {
            self.count_row();
        }
        self.push_issue(RowIssue::error(line, code, reason), sink);
    }

    fn take_as_it_is(&mut self, row: &Row<'_>, sink: &mut impl FnMut(ListItem)) {
        let Some(first) = row.cells.iter().find(|cell| !cell.trim().is_empty()) else {
            return;
        };
        self.last_line = row.line;
        if let Some(open) = &mut self.open_header {
            if open.take(row.line, row.cells) {
                return;
            }
            self.close_header(sink);
        }
        let is_numbered = whole_number(first).is_some();
        if is_numbered || !self.take_special(row, sink) {
            self.take_row(row, sink);
        }
    }

    /// Takes a row that is no data row: a heading, a header, a title, a total. `false` when it is none.
    fn take_special(&mut self, row: &Row<'_>, sink: &mut impl FnMut(ListItem)) -> bool {
        if self.header.is_none() {
            self.stated_unit = unit_above_header(row.cells).or(self.stated_unit);
        }
        let mut filled = row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let first = filled.next().unwrap_or_default();
        if filled.next().is_none() {
            if let Some(heading) = Heading::read(first) {
                self.take_heading(row.line, heading, sink);
                return true;
            }
            // Text above the first header is the list's title; a printed list repeats it on later pages.
            if self.header.is_none() && self.title.is_empty() {
                self.title = first.to_owned();
            }
            return self.header.is_none()
                || first == self.title
                || is_page_number(first)
                || is_total(first)
                || is_note(first);
        }
        let above = self.above_header.take();
        if let Some(header) = OpenHeader::read(row.line, above.as_deref(), row.cells) {
            self.open_header = Some(header);
            return true;
        }
        if row.cells.iter().take(2).any(|cell| is_total(cell)) {
            return true;
        }
        if self.header.is_some() {
            return false;
        }
        // 编制单位 and 日期, or the names of groups of columns: the next row tells.
        self.above_header = Some(row.cells.iter().map(|cell| (*cell).to_owned()).collect());
        true
    }

    /// The header that was being read is complete.
    fn close_header(&mut self, sink: &mut impl FnMut(ListItem)) {
        let Some(open) = self.open_header.take() else {
            return;
        };
        if let Some(header) = open.header() {
            self.use_header(header, open.line, sink);
        }
    }

    /// Reads the rows that follow under a header whose last row is at `line`.
    fn use_header(&mut self, mut header: Header, line: u64, sink: &mut impl FnMut(ListItem)) {
        if header.amount_unit == Ok(None) {
            header.amount_unit = Ok(self.stated_unit);
        }
        if let Some(mapping) = self.corrections.table(self.sheet.as_deref()) {
            header.follow(mapping);
        }
        for column in header.missing() {
            let reason = format!("表头缺少“{}”列，其下各行无法读取，请补充该列", column.label());
            self.push_issue(RowIssue::error(line, "column_missing", reason), sink);
        }
        let table = header.describe(self.sheet.as_deref(), line);
        let repeats = |known: &MappedTable| {
            (&known.sheet, &known.columns, known.unit) == (&table.sheet, &table.columns, table.unit)
        };
        let tables = &mut self.summary.tables;
        if tables.len() < MOST_TABLES && !tables.last().is_some_and(repeats) {
            tables.push(table);
        }
        self.header = Some(header);
        self.found_header = true;
        self.has_table = true;
    }

    /// A row that is not read has its number all the same: the next one must not seem to leave it out.
    fn use_number(&mut self, cells: &[&str]) {
        if let Some(number) = self.header.as_ref().and_then(|header| header.number(cells)) {
            self.serial.take(number);
        }
    }

    pub(super) fn begin_sheet(&mut self, name: &str, sink: &mut impl FnMut(ListItem)) {
        self.end_sheet(sink);
        self.flush(sink);
        let name =
            name.chars().filter(|character| !character.is_control()).take(LONGEST_SHEET_NAME).collect();
        self.sheet = Some(name);
        self.has_table = false;
        self.is_sheet_fresh = true;
        self.header = None;
        self.above_header = None;
        self.stated_unit = None;
        self.title.clear();
        self.serial.subsection();
        self.last_line = 0;
    }

    pub(super) fn pass_hidden_sheet(&mut self, name: &str, sink: &mut impl FnMut(ListItem)) {
        self.begin_sheet(name, sink);
        self.has_table = true;
        let reason = "在工作簿中是隐藏的，没有读取；如需读取，请取消隐藏后重新导入";
        self.hint(1, "sheet_hidden", reason, sink);
    }

    pub(super) fn refuse(&mut self, code: &'static str, reason: &str, sink: &mut impl FnMut(ListItem)) {
        self.sheet = None;
        self.refused = true;
        self.push_issue(RowIssue::refusal(code, reason), sink);
    }

    /// A sheet without a table, such as a page of instructions, is named: it may be a list that has lost its
    /// header.
    fn end_sheet(&mut self, sink: &mut impl FnMut(ListItem)) {
        self.close_header(sink);
        let is_instructions = self.sheet.as_deref() == Some(INSTRUCTIONS_SHEET);
        if !self.has_table && self.last_line > 0 && !is_instructions {
            self.hint(1, "sheet_skipped", "没有找到表头（序号、项目名称、总投资等），本工作表没有读取", sink);
        }
    }

    fn hint(&mut self, line: u64, code: &'static str, reason: &str, sink: &mut impl FnMut(ListItem)) {
        let issue = RowIssue { severity: Severity::Hint, ..RowIssue::error(line, code, reason) };
        self.push_issue(issue, sink);
    }

    fn take_heading(&mut self, line: u64, heading: Heading, sink: &mut impl FnMut(ListItem)) {
        self.is_sheet_fresh = false;
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

    fn take_row(&mut self, row: &Row<'_>, sink: &mut impl FnMut(ListItem)) {
        if std::mem::take(&mut self.is_sheet_fresh) {
            self.begin_section_of_sheet(row, sink);
        }
        self.count_row();
        let Some(header) = &self.header else {
            // A row that looks like a project is named by itself.
            self.has_table = true;
            let reason = "在表头之前，不知道各列的含义，请先写表头（序号、项目名称、总投资等）";
            return self.push_issue(RowIssue::error(row.line, "before_header", reason), sink);
        };
        let width = header.width();
        let mut cells = row.cells;
        let mut padded = Vec::new();
        if row.is_sparse && cells.len() != width {
            padded.extend(cells.iter().copied().chain(std::iter::repeat("")).take(width.max(cells.len())));
            cells = &padded;
        }
        let filled = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        let issue = if cells.len() < width && !row.is_whole {
            Some(RowIssue::error(row.line, "file_truncated", TRUNCATED))
        } else if cells.len() < width || filled > width {
            Some(wrong_width(row.line, cells, header))
        } else if header.missing().is_empty() {
            None
        } else {
            Some(RowIssue::error(row.line, "column_missing", "表头缺少必需的列，本行无法读取"))
        };
        if let Some(issue) = issue {
            self.use_number(cells);
            return self.push_issue(issue, sink);
        }
        let mut issues = std::mem::take(&mut self.issues);
        let project = self.rows.read(row.line, header, cells, &self.place, &mut self.serial, &mut issues);
        match project {
            Some(project) => self.push_project(project, &mut issues, sink),
            None => issues.drain(..).for_each(|issue| self.push_issue(issue, sink)),
        }
        self.issues = issues;
        if row.is_hidden {
            self.hint(row.line, "row_hidden", "在表格中是隐藏的，已照常读取，请核对是否应当计入", sink);
        }
    }

    /// Where the numbers start again with a sheet that has no heading, the sheet is a section of its own.
    fn begin_section_of_sheet(&mut self, row: &Row<'_>, sink: &mut impl FnMut(ListItem)) {
        let number = self.header.as_ref().and_then(|header| header.number(row.cells));
        let starts_anew = number.is_some_and(|number| self.serial.starts_anew_with(number));
        let Some(name) = self.sheet.clone().filter(|_| starts_anew && self.section.rows > 0) else {
            return;
        };
        let heading = Heading { level: Level::Section, number: name.clone(), title: name, declared: None };
        self.take_heading(row.line, heading, sink);
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
        mut project: ListedProject,
        issues: &mut Vec<RowIssue>,
        sink: &mut impl FnMut(ListItem),
    ) {
        project.sheet.clone_from(&self.sheet);
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
        let issue = match &self.sheet {
            Some(sheet) => issue.in_sheet(sheet),
            None => issue,
        };
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

    pub(super) fn finish(mut self, sink: &mut impl FnMut(ListItem)) -> ListSummary {
        self.end_sheet(sink);
        let line = self.last_line.max(1);
        self.end_subsection(line, sink);
        self.end_section(line, sink);
        for place in std::mem::take(&mut self.corrections).unused() {
            self.sheet = place.sheet;
            let reason = "文件中没有这一行，或者该行不是表格的内容，对它的更正没有用上，请核对";
            self.push_issue(RowIssue::error(place.line, "correction_unused", reason), sink);
        }
        self.sheet = None;
        if !self.found_header && !self.refused && self.summary.issues == 0 {
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
        "有{}列，{word}表头的{}列，请核对是否缺列或单元格内有分隔符（本行开头为{}）",
        cells.len(),
        header.width(),
        quote(cells.iter().find(|cell| !cell.trim().is_empty()).copied().unwrap_or_default())
    );
    RowIssue::error(line, code, reason)
}
