//! The header: which column is where, and in which unit amounts are stated. A printed header may take several
//! rows: `总投资` above `（万元）`, or `投资` above `总投资` and `年度投资`.

use serde::{Deserialize, Serialize};

use super::corrections::TableMapping;
use super::heading::Heading;
use super::text::{Cleaning, clean, whole_number};
use super::{MappedColumn, MappedTable};
use crate::money::{Money, MoneyUnit};

/// The most rows that one header takes.
const MOST_ROWS: usize = 3;

/// The longest text of a header cell; whatever is longer belongs to a project.
const LONGEST_NAME: usize = 20;

/// The columns that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// 序号
    Number,
    /// 项目名称
    Name,
    /// 建设性质
    Nature,
    /// 建设单位
    Unit,
    /// 总投资
    Amount,
    /// 主要建设内容
    Content,
    /// 年度工作计划
    Schedule,
    /// 资金来源
    Funding,
    /// 备注
    Remark,
    /// 项目类别: infrastructure or not, where the list says it
    Class,
    /// 单位类别, where the list says it
    UnitKind,
}

impl Column {
    /// Every column, in the order in which a list has them.
    pub const ALL: [Self; 11] = [
        Self::Number,
        Self::Name,
        Self::Nature,
        Self::Unit,
        Self::Amount,
        Self::Content,
        Self::Schedule,
        Self::Funding,
        Self::Remark,
        Self::Class,
        Self::UnitKind,
    ];

    /// Without these a row gives no facts.
    const REQUIRED: [Self; 6] =
        [Self::Number, Self::Name, Self::Nature, Self::Unit, Self::Amount, Self::Funding];

    /// The column's name in messages and in the origin of facts.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Number => "序号",
            Self::Name => "项目名称",
            Self::Nature => "建设性质",
            Self::Unit => "建设单位",
            Self::Amount => "总投资",
            Self::Content => "主要建设内容",
            Self::Schedule => "年度工作计划",
            Self::Funding => "资金来源",
            Self::Remark => "备注",
            Self::Class => "项目类别",
            Self::UnitKind => "单位类别",
        }
    }

    /// The column that a header cell names, ignoring a unit in brackets.
    fn named(cell: &str) -> Option<Self> {
        let name = cell.split('（').next().unwrap_or(cell);
        match name {
            "序号" | "编号" => Some(Self::Number),
            "项目名称" | "名称" => Some(Self::Name),
            "建设性质" | "项目性质" => Some(Self::Nature),
            "建设单位" | "项目单位" | "实施单位" | "责任单位" => Some(Self::Unit),
            "总投资" | "总投资额" | "计划总投资" | "投资总额" => Some(Self::Amount),
            "主要建设内容" | "建设内容" | "建设内容及规模" | "主要建设内容及规模" => {
                Some(Self::Content)
            }
            "资金来源" | "资金筹措" => Some(Self::Funding),
            "备注" => Some(Self::Remark),
            "项目类别" => Some(Self::Class),
            "单位类别" | "单位性质" => Some(Self::UnitKind),
            _ if name.ends_with("工作计划") || name.ends_with("进度计划") => Some(Self::Schedule),
            _ => None,
        }
    }
}

/// What a header says about the unit of amounts: the unit, nothing, or words that are none of the units.
pub(super) type StatedUnit = Result<Option<MoneyUnit>, String>;

/// Where the columns of the rows below a header stand.
#[derive(Debug, Clone)]
pub(super) struct Header {
    columns: Vec<Option<Column>>,
    /// What stands above each column.
    headings: Vec<String>,
    missing: Vec<Column>,
    /// The unit of amounts.
    pub(super) amount_unit: StatedUnit,
}

impl Header {
    /// Reads the cells of a header's rows, from top to bottom; `None` when they are no header.
    pub(super) fn read(rows: &[&[&str]]) -> Option<Self> {
        let width = rows.iter().map(|row| row.len()).max().unwrap_or(0);
        let mut columns: Vec<Option<Column>> = Vec::with_capacity(width);
        let mut headings = Vec::with_capacity(width);
        let mut amount_unit = Ok(None);
        let mut filled = 0;
        for at in 0..width {
            let words = words_of_column(rows, at);
            let column = column_named(&words).filter(|column| !columns.contains(&Some(*column)));
            if column == Some(Column::Amount) {
                amount_unit = unit_of(&words);
            }
            // Empty cells at the end of a header row are printing noise, not columns.
            if !words.is_empty() {
                filled = at + 1;
            }
            columns.push(column);
            headings.push(words.concat());
        }
        if !columns.contains(&Some(Column::Name)) || columns.iter().flatten().count() < 2 {
            return None;
        }
        columns.truncate(filled);
        headings.truncate(filled);
        let missing = missing_in(&columns);
        Some(Self { columns, headings, missing, amount_unit })
    }

    /// A header whose row names no columns: `mapping` has to say what they mean.
    pub(super) fn unnamed(cells: &[&str]) -> Self {
        let headings: Vec<String> = cells.iter().map(|cell| clean(cell, Cleaning::Term)).collect();
        let columns = vec![None; headings.len()];
        let missing = missing_in(&columns);
        Self { columns, headings, missing, amount_unit: Ok(None) }
    }

    /// Reads the columns as somebody says they are.
    pub(super) fn follow(&mut self, mapping: &TableMapping) {
        if !mapping.columns.is_empty() {
            let positions =
                mapping.columns.iter().filter_map(|meaning| usize::try_from(meaning.position).ok());
            let width = positions.max().unwrap_or(0).max(self.headings.len());
            self.headings.resize(width, String::new());
            self.columns = vec![None; width];
            for meaning in &mapping.columns {
                let place =
                    usize::try_from(meaning.position).ok().and_then(|position| position.checked_sub(1));
                if let Some(column) = place.and_then(|place| self.columns.get_mut(place)) {
                    *column = Some(meaning.column);
                }
            }
            self.missing = missing_in(&self.columns);
        }
        if mapping.unit.is_some() {
            self.amount_unit = Ok(mapping.unit);
        }
    }

    /// Where a column stands, counted from 0.
    pub(super) fn position(&self, wanted: Column) -> Option<usize> {
        self.columns.iter().position(|column| *column == Some(wanted))
    }

    /// How the rows below are read, for people to look at.
    pub(super) fn describe(&self, sheet: Option<&str>, line: u64) -> MappedTable {
        let columns = (1..)
            .zip(self.columns.iter().zip(&self.headings))
            .map(|(position, (column, heading))| MappedColumn {
                position,
                heading: heading.clone(),
                column: *column,
            })
            .collect();
        MappedTable {
            sheet: sheet.map(str::to_owned),
            header_line: line,
            columns,
            unit: self.amount_unit.clone().unwrap_or_default(),
        }
    }

    /// How many columns a row must have.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// Required columns that the header lacks.
    pub(super) fn missing(&self) -> &[Column] {
        &self.missing
    }

    /// The serial number of a row, when it has one.
    pub(super) fn number(&self, row: &[&str]) -> Option<u32> {
        let (_, cell) = self.cells(row).find(|(column, _)| *column == Column::Number)?;
        whole_number(cell)
    }

    /// What the cells at this position mean, counted from 0.
    pub(super) fn column(&self, position: usize) -> Option<Column> {
        self.columns.get(position).copied().flatten()
    }

    /// The cells of a row with the column each belongs to.
    pub(super) fn cells<'a>(&'a self, row: &'a [&'a str]) -> impl Iterator<Item = (Column, &'a str)> {
        self.columns.iter().zip(row).filter_map(|(column, cell)| column.map(|column| (column, *cell)))
    }
}

fn missing_in(columns: &[Option<Column>]) -> Vec<Column> {
    Column::REQUIRED.into_iter().filter(|column| !columns.contains(&Some(*column))).collect()
}

/// A header that its next row may add to.
#[derive(Debug)]
pub(super) struct OpenHeader {
    /// The line of its last row.
    pub(super) line: u64,
    rows: Vec<Vec<String>>,
}

impl OpenHeader {
    /// Reads a header row with the row above it, which may hold the names of groups of columns; `None` when
    /// they are no header.
    pub(super) fn read(line: u64, above: Option<&[String]>, cells: &[&str]) -> Option<Self> {
        let own = || cells.iter().map(|cell| (*cell).to_owned()).collect();
        let Some(above) = above else {
            return Header::read(&[cells]).map(|_| Self { line, rows: vec![own()] });
        };
        let groups: Vec<&str> = above.iter().map(String::as_str).collect();
        let together = Header::read(&[&groups, cells])?;
        // A row that names no column and no unit is a title or a remark above the header.
        let adds = Header::read(&[cells]).is_none_or(|alone| {
            alone.missing.len() > together.missing.len() || alone.amount_unit != together.amount_unit
        });
        let rows = if adds { vec![above.to_vec(), own()] } else { vec![own()] };
        Some(Self { line, rows })
    }

    /// The header of the rows so far. They were checked when they were taken in.
    pub(super) fn header(&self) -> Option<Header> {
        let rows: Vec<Vec<&str>> =
            self.rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        Header::read(&rows)
    }

    /// Takes the next row in when it belongs to the header; `false` when the header is complete without it.
    pub(super) fn take(&mut self, line: u64, cells: &[&str]) -> bool {
        let belongs =
            self.rows.len() < MOST_ROWS && self.header().is_some_and(|so_far| self.fits(&so_far, cells));
        if belongs {
            self.line = line;
            self.rows.push(cells.iter().map(|cell| (*cell).to_owned()).collect());
        }
        belongs
    }

    /// Whether every filled cell of a row names a unit, completes a name, or names a column of a group.
    fn fits(&self, so_far: &Header, cells: &[&str]) -> bool {
        let mut any = false;
        for (at, cell) in cells.iter().enumerate() {
            let cell = clean(cell, Cleaning::Term);
            if cell.is_empty() {
                continue;
            }
            if Heading::read(&cell).is_some() {
                return false;
            }
            any = true;
            let is_name =
                cell.chars().count() <= LONGEST_NAME && Money::parse(&cell, MoneyUnit::Yuan).is_err();
            let fits = match so_far.columns.get(at).copied().flatten() {
                None => is_name,
                Some(known) => stated_unit(&cell) != Ok(None) || self.completes(at, &cell, known),
            };
            if !fits {
                return false;
            }
        }
        any
    }

    /// Whether the words so far together with `cell` name the same column: `主要建设内容` and `及规模`.
    fn completes(&self, at: usize, cell: &str, known: Column) -> bool {
        let above = self.rows.last().and_then(|row| row.get(at)).map(|above| clean(above, Cleaning::Term));
        above.is_some_and(|above| Column::named(&format!("{above}{cell}")) == Some(known))
    }
}

/// The words above each other in one column, from top to bottom. A cell that spans several columns is filled
/// only in the first of them, so it also counts for the empty ones after it.
fn words_of_column(rows: &[&[&str]], at: usize) -> Vec<String> {
    let last = rows.len().saturating_sub(1);
    let is_filled = |row: &[&str]| row.get(at).is_some_and(|cell| !cell.trim().is_empty());
    let has_own = rows.last().is_some_and(|row| is_filled(row));
    let mut words = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let cell = if index == last || !has_own || is_filled(row) {
            row.get(at).copied()
        } else {
            row.iter().take(at).rev().find(|cell| !cell.trim().is_empty()).copied()
        };
        let cell = clean(cell.unwrap_or_default(), Cleaning::Term);
        if !cell.is_empty() {
            words.push(cell);
        }
    }
    words
}

/// The column that the words of a header name: the lowest of them, or all of them in one.
fn column_named(words: &[String]) -> Option<Column> {
    let is_name = |word: &&String| bare_unit(word).is_none() && !word.starts_with('（');
    let lowest = words.iter().rev().find(is_name)?;
    Column::named(lowest)
        .or_else(|| Column::named(&words.iter().filter(is_name).cloned().collect::<String>()))
}

/// The unit that the words of the amount's column state, the lowest first; two different ones are no unit.
fn unit_of(words: &[String]) -> StatedUnit {
    let mut found = Ok(None);
    for word in words.iter().rev() {
        match (stated_unit(word), &found) {
            (Ok(None), _) => {}
            (stated, Ok(None)) => found = stated,
            (Ok(Some(other)), Ok(Some(unit))) if other != *unit => {
                return Err(format!("{}、{}", other.label(), unit.label()));
            }
            (Ok(Some(_)) | Err(_), _) => {}
        }
    }
    found
}

/// The unit that one header cell states: in the brackets of `总投资（万元）`, or as its only words.
fn stated_unit(cell: &str) -> StatedUnit {
    let words = cell.split_once('（').map_or("", |(_, rest)| rest.trim_end_matches('）'));
    let words = words.rsplit(['：', ':', '，', ',', '、']).next().unwrap_or(words);
    match bare_unit(words).or_else(|| bare_unit(cell)) {
        Some(unit) => Ok(Some(unit)),
        // 含税 in the brackets says nothing about the unit; 美元 and 千元 do.
        None if words.ends_with('元') => Err(words.to_owned()),
        None => Ok(None),
    }
}

/// The unit of a list that states it above its header: `单位：万元`.
pub(super) fn unit_above_header(cells: &[&str]) -> Option<MoneyUnit> {
    cells.iter().find_map(|cell| {
        let cell = clean(cell, Cleaning::Term);
        let cell = cell.trim_start_matches('（').trim_end_matches('）');
        let (what, unit) = cell.split_once(['：', ':'])?;
        if matches!(what, "单位" | "金额单位" | "计量单位") { bare_unit(unit) } else { None }
    })
}

fn bare_unit(words: &str) -> Option<MoneyUnit> {
    [MoneyUnit::Yuan, MoneyUnit::TenThousand, MoneyUnit::HundredMillion]
        .into_iter()
        .find(|unit| unit.label() == words)
}
