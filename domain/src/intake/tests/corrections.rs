use super::tables::{Piece, read_pieces};
use super::*;
use crate::classification::{ProjectClass, UnitKind};
use crate::issue::Issue;

const GOOD: [&str; 9] = ["1", "甲路", "新建", "住建局", "900", "道路", "年内", "财政统筹", ""];

fn place(sheet: Option<&str>, line: u64) -> RowPlace {
    RowPlace { sheet: sheet.map(str::to_owned), line }
}

fn mapping(header_line: Option<u64>, columns: &[(u32, Column)], unit: Option<MoneyUnit>) -> Corrections {
    let columns =
        columns.iter().map(|(position, column)| ColumnMeaning { position: *position, column: *column });
    let table = TableMapping { sheet: None, header_line, columns: columns.collect(), unit };
    Corrections { tables: vec![table], ..Corrections::default() }
}

fn cell(line: u64, column: Column, value: &str) -> CellCorrection {
    CellCorrection { row: place(None, line), column, value: value.to_owned() }
}

/// Reads a tab-separated list with corrections.
fn corrected(text: &str, corrections: Corrections) -> (Vec<ListedProject>, Vec<RowIssue>, ListSummary) {
    assert_eq!(corrections.issues(), []);
    let directory = directory();
    let (mut projects, mut issues) = (Vec::new(), Vec::new());
    let mut sink = |item| match item {
        ListItem::Project(project) => projects.push(*project),
        ListItem::Issue(issue) => issues.push(issue),
    };
    let mut reader = ListReader::new(&directory, doubt_zone()).with_corrections(corrections);
    reader.feed(text.as_bytes(), &mut sink);
    let summary = reader.finish(&mut sink);
    (projects, issues, summary)
}

#[test]
fn the_proposed_mapping_names_every_column() {
    let text = list(&[&GOOD.join("\t")]).replace("备注", "不认识的列");
    let (.., summary) = corrected(&text, Corrections::default());
    let [table] = summary.tables.as_slice() else { panic!("{:?}", summary.tables) };
    assert_eq!((table.header_line, table.unit), (1, Some(MoneyUnit::TenThousand)));
    let amount = &table.columns[4];
    assert_eq!(
        (amount.position, amount.heading.as_str(), amount.column),
        (5, "总投资（万元）", Some(Column::Amount))
    );
    assert_eq!((table.columns[8].heading.as_str(), table.columns[8].column), ("不认识的列", None));
}

#[test]
fn a_column_means_what_somebody_says_it_means() {
    let text = list(&[&GOOD.join("\t")]).replace("项目名称", "名目").replace("总投资(万元)", "造价");
    assert_eq!(codes(&corrected(&text, Corrections::default()).1), [(2, "before_header")]);
    let columns: Vec<(u32, Column)> = (1..).zip(Column::ALL).take(9).collect();
    let (projects, issues, summary) =
        corrected(&text, mapping(Some(1), &columns, Some(MoneyUnit::TenThousand)));
    assert_eq!(issues, []);
    assert_eq!((projects[0].name.as_str(), projects[0].amount), ("甲路", Money::from_ten_thousand_yuan(900)));
    assert_eq!(summary.tables[0].columns[1].heading, "名目");
}

#[test]
fn the_unit_of_a_table_can_be_put_right_alone() {
    let text = list(&[&GOOD.join("\t").replace("900", "9000000")]).replace("万元", "千元");
    assert_eq!(codes(&corrected(&text, Corrections::default()).1), [(2, "amount_unit_unknown")]);
    let (projects, issues, _) = corrected(&text, mapping(None, &[], Some(MoneyUnit::Yuan)));
    assert_eq!((issues, projects[0].amount), (vec![], Money::from_ten_thousand_yuan(900)));
}

#[test]
fn a_cell_is_read_as_corrected_and_a_row_is_passed_over() {
    let text = list(&[
        &GOOD.join("\t"),
        "2\t乙路\t新建\t住建局\t多\t道路\t年内\t财政统筹\t",
        "2\t乙路\t新建\t住建局\t500\t道路\t年内\t财政统筹\t",
        "3\t丙路\t拆掉\t住建局\t500\t道路\t年内\t财政统筹\t",
    ]);
    let corrections = Corrections {
        skipped: vec![place(None, 3)],
        cells: vec![
            cell(4, Column::Number, "2"),
            cell(5, Column::Nature, "改建"),
            cell(5, Column::Amount, "0.06亿元"),
        ],
        ..mapping(None, &[], None)
    };
    let (projects, issues, summary) = corrected(&text, corrections);
    let read: Vec<_> = projects.iter().map(|project| (project.line, project.nature.as_str())).collect();
    // The number of the row that is passed over is used all the same.
    assert_eq!(codes(&issues), [(4, "number_duplicate"), (5, "amount_unit_conflict")]);
    assert_eq!((read, summary.projects), (vec![(2, "新建")], 1));
    let corrections = Corrections {
        skipped: vec![place(None, 3)],
        cells: vec![
            cell(4, Column::Number, "3"),
            cell(5, Column::Number, "4"),
            cell(5, Column::Nature, "改建"),
        ],
        ..Corrections::default()
    };
    let (projects, issues, _) = corrected(&text, corrections);
    assert_eq!((projects.len(), issues, projects[2].nature.as_str()), (3, vec![], "改建"));
}

#[test]
fn a_correction_without_a_place_is_reported() {
    let corrections = Corrections {
        skipped: vec![place(Some("没有的表"), 2), place(None, 99)],
        cells: vec![cell(2, Column::Class, "基础设施类"), cell(77, Column::Name, "丁路")],
        ..Corrections::default()
    };
    let (projects, issues, _) = corrected(&list(&[&GOOD.join("\t")]), corrections);
    assert_eq!(projects.len(), 1);
    let found: Vec<_> = issues.iter().map(|issue| (issue.sheet.as_deref(), issue.line, issue.code)).collect();
    assert_eq!(
        found,
        [
            (None, 2, "correction_unused"),
            (None, 77, "correction_unused"),
            (None, 99, "correction_unused"),
            (Some("没有的表"), 2, "correction_unused"),
        ]
    );
}

#[test]
fn corrections_that_contradict_themselves_are_refused() {
    let name = |position| (position, Column::Name);
    let mut wrong = mapping(None, &[name(1), name(2), (2, Column::Unit), (0, Column::Amount)], None);
    wrong.tables.push(wrong.tables[0].clone());
    wrong.cells = vec![cell(2, Column::Name, "甲\u{0}"), cell(2, Column::Name, "乙")];
    let fields: Vec<String> = wrong.issues().into_iter().map(|Issue { field, .. }| field).collect();
    for field in [
        "tables.0.columns.1.column",
        "tables.0.columns.2.position",
        "tables.0.columns.3.position",
        "tables.1.sheet",
        "cells.0.value",
        "cells.1",
    ] {
        assert!(fields.iter().any(|found| found == field), "{field} in {fields:?}");
    }
}

#[test]
fn a_list_may_state_class_and_kind_of_unit() {
    let header =
        ["序号", "项目名称", "建设性质", "建设单位", "总投资（万元）", "资金来源", "项目类别", "单位类别"];
    let stated = ["1", "某某", "新建", "甲乙丙", "300", "财政统筹", "非基础设施类", "镇（街道）"];
    let wrong = ["2", "某某", "新建", "甲乙丙", "300", "财政统筹", "其他类", ""];
    let (projects, issues, _) = read_pieces(&[Piece::Row(&header), Piece::Row(&stated), Piece::Row(&wrong)]);
    let facts = &projects[0].facts;
    assert_eq!(
        facts.class,
        Some(crate::classification::Fact::stated(ProjectClass::NonInfrastructure, "项目类别"))
    );
    assert_eq!(facts.unit.as_ref().map(|unit| unit.value), Some(UnitKind::Town));
    assert_eq!(codes(&issues), [(3, "choice_unknown")]);
    assert!(issues[0].message.contains("基础设施类、非基础设施类"), "{}", issues[0].message);
}

#[test]
fn a_text_that_was_kept_from_being_a_formula_is_read_as_it_was() {
    for (cell, name) in
        [("'=甲路", "=甲路"), ("'-甲路", "-甲路"), ("''=甲路", "'=甲路"), ("'甲路'", "'甲路'")]
    {
        let (projects, ..) = read_list(list(&[&GOOD.join("\t").replace("甲路", cell)]).as_bytes());
        assert_eq!(projects[0].name, name);
    }
}
