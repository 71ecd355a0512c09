//! The columns of a list as the program writes it: what they are called, how they are to be filled, and what they offer.

use std::borrow::Cow;

use domain::intake::{CLASSES, Column, NATURES_IN_PROGRESS, NEW_NATURES, UNIT_KINDS};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// What a sheet with instructions is called; it is never read as a list.
pub(super) use domain::intake::INSTRUCTIONS_SHEET;

/// The place of a column in what is written.
pub(super) fn position(column: Column) -> u16 {
    let at = Column::ALL.iter().position(|known| *known == column);
    at.and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX)
}

/// The text above a column.
pub(super) fn heading(column: Column) -> Cow<'static, str> {
    if column == Column::Amount { "总投资（万元）".into() } else { column.label().into() }
}

/// The width of a column, in characters.
const fn width(column: Column) -> f64 {
    match column {
        Column::Number => 6.0,
        Column::Nature => 10.0,
        Column::Amount | Column::Class => 14.0,
        Column::Unit | Column::UnitKind | Column::Remark => 18.0,
        Column::Funding => 30.0,
        Column::Name | Column::Schedule => 36.0,
        Column::Content => 50.0,
    }
}

/// How a column is to be filled.
pub(super) const fn instruction(column: Column) -> &'static str {
    match column {
        Column::Number => "从1开始的整数，每一部分重新编号，不重复。必填。",
        Column::Name => "项目全称。必填。",
        Column::Nature => "从下拉列表选择；续建、在建是指已经开工的项目。",
        Column::Unit => "承担项目的单位全称或者通用简称；尚未确定的填“待定”。",
        Column::Amount => "以万元为单位的数字，最多六位小数；单元格中也可以写明“1.2亿元”。必填。",
        Column::Content => "建设内容和规模，或者购置、服务的内容。",
        Column::Schedule => "本年度的进度安排。",
        Column::Funding => "各项资金的来源，写明级次、金额或者比例，例如“区财政70%+自筹30%”。",
        Column::Remark => "其他需要说明的事项。",
        Column::Class => "可不填，由系统按建设内容判断；填写的以填写的为准。",
        Column::UnitKind => "可不填，由系统按单位名录判断；填写的以填写的为准。",
    }
}

/// An example of what a column holds.
pub(super) const fn example(column: Column) -> &'static str {
    match column {
        Column::Number => "1",
        Column::Name => "某某路道路改造工程",
        Column::Nature => "改建",
        Column::Unit => "住建局",
        Column::Amount => "912.5",
        Column::Content => "改造道路1.2公里，更换雨污管网",
        Column::Schedule => "上半年完成招标，年底完工",
        Column::Funding => "区财政70%+上级补助30%",
        Column::Remark => "已列入年度计划",
        Column::Class => "基础设施类",
        Column::UnitKind => "区级部门、单位",
    }
}

/// The words that a column offers; empty where anything may be written.
pub(super) fn choices(column: Column) -> Vec<&'static str> {
    match column {
        // A comma would end an entry of the list, and brackets come in two forms.
        Column::Nature => NEW_NATURES
            .into_iter()
            .chain(NATURES_IN_PROGRESS)
            .filter(|nature| !nature.contains('（'))
            .collect(),
        Column::Class => CLASSES.iter().map(|(label, _)| *label).collect(),
        Column::UnitKind => UNIT_KINDS.iter().map(|(label, _)| *label).collect(),
        Column::Number
        | Column::Name
        | Column::Unit
        | Column::Amount
        | Column::Content
        | Column::Schedule
        | Column::Funding
        | Column::Remark => Vec::new(),
    }
}

/// A4 in the numbering of the file format.
const A4: u8 = 9;

/// Makes a sheet print on A4 across the page, all columns on one page.
pub(super) fn set_page(sheet: &mut Worksheet) {
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
}

/// Writes the header into the first row, where it stays in sight and on every printed page, and sets the widths of the
/// columns.
pub(super) fn write_header(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    set_page(sheet);
    sheet.set_freeze_panes(1, 2)?;
    sheet.set_repeat_rows(0, 0)?;
    let bold = Format::new()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    for column in Column::ALL {
        let at = position(column);
        sheet.set_column_width(at, width(column))?;
        sheet.write_string_with_format(0, at, heading(column), &bold)?;
    }
    Ok(())
}
