//! Tables of any cells: whatever is in them, nothing is lost without a word and nothing breaks the reader.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

/// What lists are made of.
const WORDS: &[&str] = &[
    "",
    " ",
    "序号",
    "项目名称",
    "建设性质",
    "建设单位",
    "总投资",
    "（万元）",
    "总投资（亿元）",
    "资金来源",
    "项目类别",
    "单位类别",
    "备注",
    "合计",
    "本页小计",
    "第 3 页",
    "一、甲类（2个）",
    "（一）乙类",
    "单位：万元",
    "新建",
    "续建",
    "住建局",
    "待定",
    "900",
    "9,0０0.5",
    "0.09亿元",
    "-3",
    "1e9",
    "#REF!",
    "财政70%+自筹30%",
    "非基础设施类",
    "'=甲",
];

/// A cell of a list, of its header, or of neither.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(WORDS).prop_map(str::to_owned),
        2 => (0_u32..9).prop_map(|number| number.to_string()),
        1 => "\\PC{0,8}",
        1 => any::<String>(),
    ]
}

/// Sheet and line.
type Place = (Option<String>, u64);

#[derive(Debug, Clone)]
enum Piece {
    Sheet,
    HiddenSheet,
    Row { cells: Vec<String>, is_sparse: bool, is_hidden: bool },
    Header,
    Numbered(Vec<String>),
}

fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        1 => Just(Piece::Sheet),
        1 => Just(Piece::HiddenSheet),
        3 => Just(Piece::Header),
        8 => prop::collection::vec(cell(), 1..12).prop_map(Piece::Numbered),
        6 => (prop::collection::vec(cell(), 0..12), any::<bool>(), any::<bool>())
            .prop_map(|(cells, is_sparse, is_hidden)| Piece::Row { cells, is_sparse, is_hidden }),
    ]
}

fn corrections() -> impl Strategy<Value = Corrections> {
    let sheet = || prop_oneof![Just(None), (0_u32..4).prop_map(|number| Some(format!("表{number}")))];
    let row = move || (sheet(), 0_u64..12).prop_map(|(sheet, line)| RowPlace { sheet, line });
    let column = || prop::sample::select(&Column::ALL[..]);
    let meaning = (1_u32..14, column()).prop_map(|(position, column)| ColumnMeaning { position, column });
    let unit = prop::option::of(prop::sample::select(&[MoneyUnit::Yuan, MoneyUnit::HundredMillion][..]));
    let table = (sheet(), prop::option::of(0_u64..9), prop::collection::vec(meaning, 0..12), unit)
        .prop_map(|(sheet, header_line, columns, unit)| TableMapping { sheet, header_line, columns, unit });
    let changed =
        (row(), column(), cell()).prop_map(|(row, column, value)| CellCorrection { row, column, value });
    let tables = prop::collection::vec(table, 0..3);
    (tables, prop::collection::vec(row(), 0..4), prop::collection::vec(changed, 0..4))
        .prop_map(|(tables, skipped, cells)| Corrections { tables, skipped, cells })
}

/// Reads the pieces. Returns what was found, and the place of every row that begins with a number.
fn read_pieces(pieces: &[Piece], corrections: Corrections) -> (Vec<ListItem>, ListSummary, Vec<Place>) {
    const HEADER: [&str; 8] =
        ["序号", "项目名称", "建设性质", "建设单位", "总投资（万元）", "建设内容", "资金来源", "备注"];
    let directory = directory();
    let (mut items, mut numbered) = (Vec::new(), Vec::new());
    let mut reader = ListReader::new(&directory, doubt_zone()).with_corrections(corrections);
    let (mut sheet, mut sheets, mut line) = (None, 0, 0);
    for piece in pieces {
        line += 1;
        let mut sink = |item| items.push(item);
        match piece {
            Piece::Sheet | Piece::HiddenSheet => {
                let name = format!("表{sheets}");
                sheets += 1;
                if matches!(piece, Piece::Sheet) {
                    reader.sheet(&name, &mut sink);
                    (sheet, line) = (Some(name), 0);
                } else {
                    reader.hidden_sheet(&name, &mut sink);
                    sheet = Some(name);
                }
            }
            Piece::Header => {
                reader.row(
                    TableRow { line, cells: &HEADER, is_sparse: true, is_hidden: false, merged: &[] },
                    &mut sink,
                );
            }
            Piece::Numbered(rest) => {
                let cells: Vec<&str> = std::iter::once("7").chain(rest.iter().map(String::as_str)).collect();
                reader.row(
                    TableRow { line, cells: &cells, is_sparse: true, is_hidden: false, merged: &[] },
                    &mut sink,
                );
                numbered.push((sheet.clone(), line));
            }
            Piece::Row { cells, is_sparse, is_hidden } => {
                let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
                let row = TableRow {
                    line,
                    cells: &cells,
                    is_sparse: *is_sparse,
                    is_hidden: *is_hidden,
                    merged: &[],
                };
                reader.row(row, &mut sink);
            }
        }
    }
    let summary = reader.finish(&mut |item| items.push(item));
    (items, summary, numbered)
}

fn place_of(item: &ListItem) -> Place {
    match item {
        ListItem::Project(project) => (project.sheet.clone(), project.line),
        ListItem::Issue(issue) => (issue.sheet.clone(), issue.line),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_numbered_row_is_a_project_or_an_issue(pieces in prop::collection::vec(piece(), 0..24)) {
        let (items, summary, numbered) = read_pieces(&pieces, Corrections::default());
        let places: HashSet<_> = items.iter().map(place_of).collect();
        for place in numbered {
            prop_assert!(places.contains(&place), "{:?} is lost: {:?}", place, items);
        }
        let projects = items.iter().filter(|item| matches!(item, ListItem::Project(_))).count();
        prop_assert_eq!(projects as u64, summary.projects);
        prop_assert_eq!((items.len() - projects) as u64, summary.issues + summary.hints);
    }

    #[test]
    fn no_correction_breaks_the_reader(
        pieces in prop::collection::vec(piece(), 0..24),
        corrections in corrections(),
    ) {
        let skipped: HashSet<_> =
            corrections.skipped.iter().map(|row| (row.sheet.clone(), row.line)).collect();
        let headers: HashSet<_> = corrections
            .tables
            .iter()
            .filter_map(|table| Some((table.sheet.clone(), table.header_line?)))
            .collect();
        let corrected: HashSet<_> =
            corrections.cells.iter().map(|cell| (cell.row.sheet.clone(), cell.row.line)).collect();
        let (items, summary, numbered) = read_pieces(&pieces, corrections);
        let places: HashSet<_> = items.iter().map(place_of).collect();
        for place in numbered {
            // A corrected cell may take its number away, so that the row is a heading or a total.
            let is_changed = [&skipped, &headers, &corrected].iter().any(|places| places.contains(&place));
            prop_assert!(is_changed || places.contains(&place), "{:?} is lost: {:?}", place, items);
        }
        prop_assert_eq!(items.len() as u64, summary.projects + summary.issues + summary.hints);
    }
}
