//! The header row: which column is where, and in which unit amounts are stated.

use super::text::{Cleaning, clean, whole_number};
use crate::money::MoneyUnit;

/// The columns that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Number,
    Name,
    Nature,
    Unit,
    Amount,
    Content,
    Schedule,
    Funding,
    Remark,
}

impl Column {
    /// Without these a row gives no facts.
    const REQUIRED: [Self; 6] =
        [Self::Number, Self::Name, Self::Nature, Self::Unit, Self::Amount, Self::Funding];

    /// The column's name in messages and in the origin of facts.
    pub(super) const fn label(self) -> &'static str {
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
            _ if name.ends_with("工作计划") || name.ends_with("进度计划") => Some(Self::Schedule),
            _ => None,
        }
    }
}

/// Where the columns of the rows below a header stand.
#[derive(Debug, Clone)]
pub(super) struct Header {
    columns: Vec<Option<Column>>,
    missing: Vec<Column>,
    /// The unit of amounts, or what the header says instead.
    pub(super) amount_unit: Result<MoneyUnit, String>,
}

impl Header {
    /// Reads the cells of a row; `None` when it is no header row.
    pub(super) fn read(cells: &[&str]) -> Option<Self> {
        let mut columns: Vec<Option<Column>> = Vec::with_capacity(cells.len());
        let mut amount_unit = Err(String::new());
        for cell in cells {
            let cell = clean(cell, Cleaning::Term);
            let column = Column::named(&cell).filter(|column| !columns.contains(&Some(*column)));
            if column == Some(Column::Amount) {
                amount_unit = unit_in(&cell);
            }
            columns.push(column);
        }
        if !columns.contains(&Some(Column::Name)) || columns.iter().flatten().count() < 2 {
            return None;
        }
        // Empty cells at the end of a header row are printing noise, not columns.
        let filled = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        columns.truncate(filled);
        let missing = Column::REQUIRED
            .into_iter()
            .filter(|column| !columns.contains(&Some(*column)))
            .collect::<Vec<_>>();
        Some(Self { columns, missing, amount_unit })
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

    /// The cells of a row with the column each belongs to.
    pub(super) fn cells<'a>(&'a self, row: &'a [&'a str]) -> impl Iterator<Item = (Column, &'a str)> {
        self.columns.iter().zip(row).filter_map(|(column, cell)| column.map(|column| (column, *cell)))
    }
}

/// The unit in the brackets of `总投资（万元）`.
fn unit_in(cell: &str) -> Result<MoneyUnit, String> {
    let words = cell.split_once('（').map_or("", |(_, rest)| rest.trim_end_matches('）'));
    match words.strip_prefix("单位：").unwrap_or(words) {
        "元" => Ok(MoneyUnit::Yuan),
        "万元" => Ok(MoneyUnit::TenThousand),
        "亿元" => Ok(MoneyUnit::HundredMillion),
        other => Err(other.to_owned()),
    }
}
