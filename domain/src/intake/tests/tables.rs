//! Rows whose cells somebody else has told apart: workbooks with their sheets, printed headers and hidden rows.

use super::*;

/// The cells below [`COLUMNS`] of a project that nothing is wrong with.
const GOOD: [&str; 9] = ["1", "甲路", "新建", "住建局", "900", "道路", "年内", "财政统筹", ""];
const COLUMNS: [&str; 9] = [
    "序号",
    "项目名称",
    "建设性质",
    "建设单位",
    "总投资（万元）",
    "建设内容",
    "工作计划",
    "资金来源",
    "备注",
];

/// What is handed to the reader, one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece<'a> {
    Sheet(&'a str),
    HiddenSheet(&'a str),
    Row(&'a [&'a str]),
    HiddenRow(&'a [&'a str]),
}

use Piece::{HiddenRow, HiddenSheet, Row, Sheet};

pub(super) fn read_pieces(pieces: &[Piece<'_>]) -> (Vec<ListedProject>, Vec<RowIssue>, ListSummary) {
    let directory = directory();
    let (mut projects, mut issues) = (Vec::new(), Vec::new());
    let mut sink = |item| match item {
        ListItem::Project(project) => projects.push(*project),
        ListItem::Issue(issue) => issues.push(issue),
    };
    let mut reader = ListReader::new(&directory, doubt_zone());
    let mut line = 0;
    for piece in pieces {
        line += 1;
        match piece {
            Sheet(name) => {
                reader.sheet(name, &mut sink);
                line = 0;
            }
            HiddenSheet(name) => reader.hidden_sheet(name, &mut sink),
            Row(cells) | HiddenRow(cells) => {
                let is_hidden = matches!(piece, HiddenRow(_));
                reader.row(TableRow { line, cells, is_sparse: true, is_hidden, merged: &[] }, &mut sink);
            }
        }
    }
    let summary = reader.finish(&mut sink);
    (projects, issues, summary)
}

fn row(number: &'static str, name: &'static str, amount: &'static str) -> [&'static str; 9] {
    [number, name, "新建", "住建局", amount, "道路", "年内", "财政统筹", ""]
}

#[test]
fn a_header_may_take_several_rows() {
    let two_rows: [&[&[&str]]; 4] = [
        // The unit below the name.
        &[
            &["序号", "项目名称", "建设性质", "建设单位", "总投资", "建设内容", "计划", "资金来源", "备注"],
            &["", "", "", "", "（万元）"],
        ],
        // A group of columns above two of them, merged from the left.
        &[
            &["序号", "项目名称", "建设性质", "建设单位", "投资（万元）", "", "资金来源", "备注"],
            &["", "", "", "", "总投资", "年度投资"],
        ],
        // The same, with the names of the other columns in the lower row.
        &[
            &["", "", "", "", "投资情况", "", "", ""],
            &["序号", "项目名称", "建设性质", "建设单位", "总投资（万元）", "年度投资", "资金来源", "备注"],
        ],
        // A cell whose lines are separate rows.
        &[
            &["序号", "项目", "建设", "建设", "总投资", "资金", "备注"],
            &["", "名称", "性质", "单位", "(万元)", "来源"],
        ],
    ];
    let good: [&[&str]; 4] = [
        &["1", "甲路", "新建", "住建局", "900", "道路", "年内", "财政统筹"],
        &["1", "甲路", "新建", "住建局", "900", "300", "财政统筹"],
        &["1", "甲路", "新建", "住建局", "900", "300", "财政统筹"],
        &["1", "甲路", "新建", "住建局", "900", "财政统筹"],
    ];
    for (header, good) in two_rows.into_iter().zip(good) {
        let mut pieces: Vec<Piece<'_>> = header.iter().map(|cells| Row(cells)).collect();
        pieces.push(Row(good));
        let (projects, issues, _) = read_pieces(&pieces);
        assert_eq!(issues, [], "{header:?}");
        let project = &projects[0];
        assert_eq!((project.name.as_str(), project.funding.as_str()), ("甲路", "财政统筹"), "{header:?}");
        assert_eq!(project.amount, Money::from_ten_thousand_yuan(900), "{header:?}");
    }
}

#[test]
fn a_line_break_inside_a_header_cell_is_no_matter() {
    let mut columns = COLUMNS;
    (columns[1], columns[4]) = ("项目\n名称", "总投资\n(万 元)");
    let (projects, issues, _) = read_pieces(&[Row(&columns), Row(&GOOD)]);
    assert_eq!((projects.len(), issues), (1, vec![]));
}

#[test]
fn the_unit_stands_in_the_header_in_the_cell_or_above_the_table() {
    let bare = COLUMNS.map(|column| if column.starts_with("总投资") { "总投资" } else { column });
    for (above, columns, amount, expected) in [
        (None, bare, "900万元", 900),
        (None, bare, "0.09 亿元", 900),
        (None, bare, "９，０００，０００元", 900),
        (None, bare, "1.2亿", 12_000),
        (None, COLUMNS, "1,900.00", 1_900),
        (None, COLUMNS, "１９００", 1_900),
        (None, COLUMNS, "900万元", 900),
        (Some("单位：万元"), bare, "900", 900),
        (Some("（金额单位: 亿元）"), bare, "0.09", 900),
        (Some("单位：元"), bare, "9000000", 900),
        // The header speaks for its own column.
        (Some("单位：元"), COLUMNS, "900", 900),
    ] {
        let cells = row("1", "甲路", amount);
        let above = [above.unwrap_or_default()];
        let (projects, issues, _) = read_pieces(&[Row(&above), Row(&columns), Row(&cells)]);
        assert_eq!(issues, [], "{above:?} {amount}");
        assert_eq!(projects[0].amount, Money::from_ten_thousand_yuan(expected), "{above:?} {amount}");
    }
    let conflict = row("1", "甲路", "0.09亿元");
    let (_, issues, _) = read_pieces(&[Row(&COLUMNS), Row(&conflict)]);
    assert_eq!(codes(&issues), [(2, "amount_unit_conflict")]);
    assert!(
        issues[0].message.contains("亿元") && issues[0].message.contains("万元"),
        "{}",
        issues[0].message
    );
}

#[test]
fn issues_name_sheet_row_and_column() {
    let bad = row("2", "乙路", "很多");
    let (projects, issues, _) =
        read_pieces(&[Sheet("市政"), Row(&COLUMNS), Row(&GOOD), Sheet("水利"), Row(&COLUMNS), Row(&bad)]);
    assert_eq!(projects.len(), 1);
    let issue = issues.iter().find(|issue| issue.severity == Severity::Error).unwrap();
    assert_eq!(
        (issue.sheet.as_deref(), issue.line, issue.column.as_deref()),
        (Some("水利"), 2, Some("总投资"))
    );
    assert!(issue.message.starts_with("工作表“水利”第2行“总投资”："), "{}", issue.message);
}

#[test]
fn a_sheet_has_its_own_header_and_sections_go_on() {
    let other = ["项目名称", "序号", "总投资（亿元）", "资金来源", "建设单位", "建设性质"];
    let second = ["乙路", "2", "0.05", "财政统筹", "住建局", "新建"];
    let (projects, issues, summary) = read_pieces(&[
        Sheet("一"),
        Row(&COLUMNS),
        Row(&["一、政府投资（2个）"]),
        Row(&GOOD),
        Sheet("续表"),
        Row(&other),
        Row(&second),
    ]);
    assert_eq!(issues, []);
    assert_eq!(projects[1].amount, Money::from_ten_thousand_yuan(500));
    assert_eq!((projects[1].section_title.as_str(), summary.sections.len()), ("政府投资", 1));
}

#[test]
fn numbers_that_start_again_with_a_sheet_make_it_a_section() {
    for first in ["1", "2"] {
        let (long, again) = (row("2", "乙路", "500"), row(first, "丙路", "500"));
        let (projects, issues, summary) = read_pieces(&[
            Sheet("市政"),
            Row(&COLUMNS),
            Row(&GOOD),
            Row(&long),
            Sheet("水利"),
            Row(&COLUMNS),
            Row(&again),
        ]);
        assert!(issues.iter().all(|issue| issue.code == "number_gap"), "{issues:?}");
        assert_eq!((projects.len(), projects[2].section.as_str()), (3, "水利"));
        assert_eq!(summary.sections.len(), 2);
    }
}

#[test]
fn what_is_hidden_is_said() {
    let second = row("2", "乙路", "500");
    let (projects, issues, summary) = read_pieces(&[
        Sheet("项目"),
        Row(&COLUMNS),
        Row(&GOOD),
        HiddenRow(&second),
        HiddenSheet("底稿"),
        Sheet("填写说明"),
        Row(&["请逐行填写"]),
        Sheet("联系人"),
        Row(&["请逐行填写"]),
        Row(&["联系人", "绩效股"]),
    ]);
    assert_eq!((projects.len(), summary.issues), (2, 0));
    let found: Vec<_> = issues.iter().map(|issue| (issue.sheet.as_deref(), issue.code)).collect();
    assert_eq!(
        found,
        [(Some("项目"), "row_hidden"), (Some("底稿"), "sheet_hidden"), (Some("联系人"), "sheet_skipped")]
    );
}

#[test]
fn a_formula_without_a_value_is_an_error_of_its_cell() {
    for (at, error) in [(4, "#REF!"), (1, "#N/A"), (7, "#DIV/0!")] {
        let mut cells = GOOD;
        cells[at] = error;
        let next = row("2", "乙路", "500");
        let (projects, issues, _) = read_pieces(&[Row(&COLUMNS), Row(&cells), Row(&next)]);
        assert_eq!(codes(&issues), [(2, "formula_error")], "{error}");
        assert!(issues[0].message.contains(error));
        assert_eq!(projects.len(), 1, "the next row is read");
    }
}

#[test]
fn noise_of_printed_pages_is_no_project() {
    let second = row("2", "乙路", "500");
    let (projects, issues, _) = read_pieces(&[
        Row(&["某区2023年投资计划"]),
        Row(&["编制单位：区发改局", "", "", "", "", "", "", "单位：万元"]),
        Row(&COLUMNS),
        Row(&GOOD),
        Row(&["", "本页小计", "", "", "900"]),
        Row(&["第 1 页，共 2 页"]),
        Row(&["某区2023年投资计划"]),
        Row(&COLUMNS),
        Row(&second),
        Row(&["合计", "", "", "", "1400"]),
        Row(&["注：总投资以批复为准。"]),
    ]);
    assert_eq!((projects.len(), issues), (2, vec![]));
}

#[test]
fn a_file_that_is_refused_is_one_error_without_a_row() {
    let directory = directory();
    let mut issues = Vec::new();
    let mut reader = ListReader::new(&directory, doubt_zone());
    reader.refuse("workbook_encrypted", "工作簿设有打开密码", &mut |item| issues.push(item));
    let summary = reader.finish(&mut |item| issues.push(item));
    let [ListItem::Issue(issue)] = issues.as_slice() else { panic!("{issues:?}") };
    assert_eq!(
        (issue.code, issue.message.as_str(), summary.issues),
        ("workbook_encrypted", "工作簿设有打开密码", 1)
    );
}
