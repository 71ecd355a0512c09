//! Why a file is not read as a list at all.

use super::table::{LONGEST_CELL, MOST_COLUMNS, MOST_ROWS};

/// What is wrong with a file as a whole, in Chinese with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("文件超过64MB，请拆分后分别导入")]
    TooLarge,
    #[error("文件展开后超过512MB，没有读取；请删除图片和无关的工作表后重新保存")]
    ExpandsTooFar,
    #[error("工作簿设有打开密码，无法读取；请取消密码并重新保存后再导入")]
    Encrypted,
    #[error("是压缩文件，里面不是电子表格；请解压后导入其中的xlsx、xls或者ods文件")]
    NotAWorkbook,
    #[error("是二进制工作簿（xlsb），无法读取；请用电子表格软件另存为xlsx后再导入")]
    BinaryWorkbook,
    #[error("是网页或者XML文件，不是电子表格；请用电子表格软件打开后另存为xlsx再导入")]
    Markup,
    #[error("工作簿已损坏或者格式有误，无法读取；请用电子表格软件打开并另存为xlsx后再导入")]
    Unreadable,
    #[error("工作表超过100个，没有读取；请只保留项目清单后重新保存")]
    TooManySheets,
    #[error("表格超过{MOST_ROWS}行，没有读取；请拆分后分别导入")]
    TooManyRows,
    #[error("{place}在第{MOST_COLUMNS}列以后还有内容，没有读取；请删除多余的列后重新保存")]
    TooManyColumns { place: String },
    #[error("{place}有单元格超过{LONGEST_CELL}字，没有读取；请核对内容（CSV请核对引号是否成对）")]
    CellTooLong { place: String },
    #[error("工作簿的内容或者所占区域过大，没有读取；请删除多余的行列后重新保存，或者拆分后分别导入")]
    TooMuch,
}

impl Refusal {
    /// A stable code for programs.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "file_too_large",
            Self::ExpandsTooFar => "workbook_expands_too_far",
            Self::Encrypted => "workbook_encrypted",
            Self::NotAWorkbook => "not_a_workbook",
            Self::BinaryWorkbook => "workbook_binary",
            Self::Markup => "markup",
            Self::Unreadable => "workbook_unreadable",
            Self::TooManySheets => "too_many_sheets",
            Self::TooManyRows => "too_many_rows",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::CellTooLong { .. } => "cell_too_long",
            Self::TooMuch => "workbook_too_much",
        }
    }
}
