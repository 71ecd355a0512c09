//! The workbook that units fill in.

use domain::intake::Column;
use rust_xlsxwriter::{DataValidation, Format, Note, Workbook, XlsxError};

use super::columns::{
    INSTRUCTIONS_SHEET, choices, example, heading, instruction, position, set_page, write_header,
};

/// The last row for which the drop-down lists are offered, counted from 0.
const LAST_ROW: u32 = 2_000;

/// What is said above the table of instructions.
const RULES: [&str; 4] = [
    "请在“项目清单”表中逐行填写，一行一个项目；不要合并单元格，不要改动表头。",
    "分部分填报时，在各部分之前单独占一行写明“一、部分名称”，其下可以再用“（一）分类名称”。",
    "本表的示例不会被导入。",
    "填好后可直接导入；哪一行哪一列有问题，系统会逐项列出。",
];

/// The template as an xlsx file.
///
/// # Errors
/// When the workbook cannot be put together, which is a fault of the program.
pub(crate) fn template() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("项目清单")?;
    write_header(sheet)?;
    for column in Column::ALL {
        let at = position(column);
        sheet.insert_note(0, at, &Note::new(instruction(column)).add_author_prefix(false))?;
        let offered = choices(column);
        if !offered.is_empty() {
            let list = DataValidation::new()
                .allow_list_strings(&offered)?
                .set_error_title("填写有误")?
                .set_error_message("请从下拉列表中选择")?;
            sheet.add_data_validation(1, at, LAST_ROW, at, &list)?;
        }
    }
    write_instructions(&mut workbook)?;
    workbook.save_to_buffer()
}

/// One line for each column, because a row that looks like a list would be read as one.
fn write_instructions(workbook: &mut Workbook) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(INSTRUCTIONS_SHEET)?;
    set_page(sheet);
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap();
    let mut row = 0;
    for rule in RULES {
        sheet.write_string(row, 0, rule)?;
        row += 1;
    }
    row += 1;
    for (at, words) in (0_u16..).zip(["列", "填写要求", "示例"]) {
        sheet.write_string_with_format(row, at, words, &bold)?;
    }
    for column in Column::ALL {
        row += 1;
        sheet.write_string(row, 0, heading(column))?;
        sheet.write_string_with_format(row, 1, instruction(column), &wrapped)?;
        sheet.write_string_with_format(row, 2, example(column), &wrapped)?;
    }
    for (at, width) in [(0, 18.0), (1, 70.0), (2, 40.0)] {
        sheet.set_column_width(at, width)?;
    }
    Ok(())
}
