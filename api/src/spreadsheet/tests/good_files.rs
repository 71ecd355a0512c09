use domain::money::Money;
use rust_xlsxwriter::{Format, Formula, Workbook};

use super::files::{COLUMNS, GOOD, archive, ods, ods_row, xls, xlsx};
use super::read;

const SECOND: [&str; 9] = ["2", "乙路", "新建", "住建局", "500", "道路", "年内", "财政统筹", ""];

#[test]
fn every_kind_of_file_gives_the_same_list() {
    let rows: [&[&str]; 3] = [&COLUMNS, &GOOD, &SECOND];
    let text = |separator: &str| rows.map(|cells| cells.join(separator)).join("\r\n").into_bytes();
    let table = format!("<table:table table:name=\"表\">{}</table:table>", rows.map(ods_row).concat());
    for (kind, bytes) in [
        ("tsv", text("\t")),
        ("csv", text(",")),
        ("xlsx", xlsx(&rows)),
        ("ods", ods(&table)),
        ("xls", xls(&rows, &[], None)),
    ] {
        let found = read(&bytes);
        assert_eq!(found.names(), ["甲路", "乙路"], "{kind}: {:?}", found.issues);
        assert_eq!(found.codes(), [] as [&str; 0], "{kind}");
        assert_eq!(
            found.projects[1].facts.total_amount.as_ref().unwrap().value,
            Money::from_ten_thousand_yuan(500)
        );
    }
}

#[test]
fn a_workbook_as_an_office_makes_it() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("政府投资").unwrap();
    let (plain, title) = (Format::new(), Format::new().set_bold());
    sheet.merge_range(0, 0, 0, 8, "某区投资计划", &title).unwrap();
    for column in [0, 1, 2, 3, 6, 7, 8] {
        sheet.merge_range(1, column, 2, column, COLUMNS[usize::from(column)], &title).unwrap();
    }
    sheet.merge_range(1, 4, 1, 5, "建设规模", &title).unwrap();
    sheet.write_string(2, 4, "总投资\n(万元)").unwrap();
    sheet.write_string(2, 5, "建设内容").unwrap();
    sheet.write_number(3, 0, 1.0).unwrap();
    for (column, cell) in [(1, "甲路"), (2, "新建"), (3, "住建局"), (5, "道路"), (6, "年内"), (7, "财政统筹")]
    {
        sheet.write_string(3, column, cell).unwrap();
        sheet.write_string(4, column, cell).unwrap();
    }
    sheet.write_formula(3, 4, Formula::new("=600+300.5").set_result("900.5")).unwrap();
    sheet.write_number(4, 0, 2.0).unwrap();
    sheet.write_number(4, 4, 0.1 + 0.2).unwrap();
    sheet.set_row_hidden(4).unwrap();
    sheet.merge_range(5, 0, 5, 3, "合计", &plain).unwrap();
    let draft = workbook.add_worksheet().set_name("底稿").unwrap();
    draft.write_string(0, 0, "1").unwrap().set_hidden(true);
    let found = read(&workbook.save_to_buffer().unwrap());
    assert_eq!(found.names(), ["甲路", "甲路"], "{:?}", found.issues);
    let amounts: Vec<String> = found.projects.iter().map(|project| project.amount.to_string()).collect();
    assert_eq!(amounts, ["900.5万元", "0.3万元"]);
    assert_eq!(found.codes(), ["row_hidden", "sheet_hidden"]);
    assert!(found.issues[0].message.starts_with("工作表“政府投资”第5行："), "{}", found.issues[0].message);
    assert_eq!(found.summary.issues, 0);
}

/// A unit beside three projects is the unit of each; an amount beside two is nobody knows whose.
#[test]
fn a_cell_beside_several_rows_counts_for_each_of_them_where_it_can() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = Format::new();
    for (row, cells) in (0..).zip([&COLUMNS, &GOOD, &SECOND, &SECOND, &SECOND]) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    for row in 1..=4 {
        sheet.write_number(row, 0, f64::from(row)).unwrap();
    }
    sheet.merge_range(1, 3, 3, 3, "住建局", &plain).unwrap();
    sheet.merge_range(2, 4, 3, 4, "900", &plain).unwrap();
    sheet.merge_range(3, 2, 4, 2, "改建", &plain).unwrap();
    let found = read(&workbook.save_to_buffer().unwrap());
    let units: Vec<&str> = found.projects.iter().map(|project| project.unit.as_str()).collect();
    assert_eq!(units, ["住建局", "住建局", "住建局"], "{:?}", found.issues);
    let natures: Vec<&str> = found.projects.iter().map(|project| project.nature.as_str()).collect();
    assert_eq!(natures, ["新建", "新建", "改建"]);
    let message = &found.issues.iter().find(|issue| issue.code == "merged_cell").unwrap().message;
    assert!(message.contains("第4行“总投资”") && message.contains("与第3行合并"), "{message}");
    let (code, message) = found.only_error();
    assert!(code == "amount_missing" && message.contains("第4行"), "{code}: {message}");
}

#[test]
fn merged_cells_of_other_programs_count_as_well() {
    let spanned = "<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>\
         <table:table-cell><text:p>甲路</text:p></table:table-cell><table:table-cell><text:p>新建</text:p></table:table-cell>\
         <table:table-cell table:number-rows-spanned=\"2\"><text:p>住建局</text:p></table:table-cell>\
         <table:table-cell><text:p>900</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"2\"/>\
         <table:table-cell><text:p>财政统筹</text:p></table:table-cell></table:table-row>\
         <table:table-row><table:table-cell><text:p>2</text:p></table:table-cell>\
         <table:table-cell><text:p>乙路</text:p></table:table-cell><table:table-cell><text:p>新建</text:p></table:table-cell>\
         <table:covered-table-cell><text:p>旧内容</text:p></table:covered-table-cell>\
         <table:table-cell><text:p>500</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"2\"/>\
         <table:table-cell><text:p>财政统筹</text:p></table:table-cell></table:table-row>";
    let table = format!("<table:table table:name=\"表\">{}{spanned}</table:table>", ods_row(&COLUMNS));
    let found = read(&ods(&table));
    let units: Vec<&str> = found.projects.iter().map(|project| project.unit.as_str()).collect();
    assert_eq!(units, ["住建局", "住建局"], "{:?}", found.issues);
}

#[test]
fn an_ods_repeats_hides_and_annotates() {
    let good = ods_row(&GOOD);
    let annotated = "<table:table-row table:visibility=\"collapse\"><table:table-cell office:value-type=\"float\" \
         office:value=\"2\"/><table:table-cell><office:annotation><text:p>说明</text:p></office:annotation>\
         <text:p>乙<text:s text:c=\"2\"/>路</text:p></table:table-cell><table:table-cell><text:p>新建</text:p>\
         </table:table-cell><table:table-cell><text:p>住建局</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"float\" office:value=\"500\"/>\
         <table:table-cell table:number-columns-repeated=\"2\"/>\
         <table:table-cell><text:p>财政统筹</text:p></table:table-cell></table:table-row>";
    let empty = "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell \
         table:number-columns-repeated=\"1024\"/></table:table-row>";
    let body = format!(
        "<table:table table:name=\"表\">{}{good}{annotated}{empty}</table:table>\
         <table:table table:name=\"底稿\" table:style-name=\"ta2\">{good}</table:table>",
        ods_row(&COLUMNS)
    );
    let found = read(&ods(&body));
    assert_eq!(found.names(), ["甲路", "乙路"], "{:?}", found.issues);
    assert_eq!(found.codes(), ["row_hidden", "sheet_hidden"]);
}

#[test]
fn an_old_workbook_tells_which_rows_it_hides() {
    let found = read(&xls(&[&COLUMNS, &GOOD, &SECOND], &[], Some(2)));
    assert_eq!((found.names(), found.codes()), (vec!["甲路", "乙路"], vec!["row_hidden"]));
    assert!(found.issues[0].message.starts_with("工作表“abc”第3行："), "{}", found.issues[0].message);
}

#[test]
fn a_quoted_cell_of_a_csv_may_hold_anything() {
    let text = format!(
        "{}\n1,\"甲,路\n(\"\"一\"\"期)\",新建,住建局,\"9,00\",道路,年内,财政统筹,\n",
        COLUMNS.join(",")
    );
    let found = read(text.as_bytes());
    assert_eq!(found.names(), ["甲,路（\"一\"期）"], "{:?}", found.issues);
    let found = read(text.replace("\"9,00\"", "多").as_bytes());
    let (code, message) = found.only_error();
    assert_eq!(code, "amount_not_a_number");
    assert!(message.contains("第2行") && message.contains("总投资"), "{message}");
}

#[test]
fn macros_are_passed_over() {
    let plain = xlsx(&[&COLUMNS, &GOOD]);
    let mut parts = Vec::new();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(plain.as_slice())).unwrap();
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).unwrap();
        let mut content = Vec::new();
        std::io::copy(&mut part, &mut content).unwrap();
        parts.push((part.name().unwrap().to_string(), content));
    }
    parts.push(("xl/vbaProject.bin".to_owned(), b"\xD0\xCF\x11\xE0 Sub Auto_Open()".to_vec()));
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    let found = read(&archive(&parts));
    assert_eq!((found.names(), found.codes()), (vec!["甲路"], vec![]));
}

/// A list is printed and passed round: every column has to be on the page, with the header above it.
#[test]
fn the_template_prints_across_the_page_with_its_header_on_every_one() {
    let workbook = super::super::template().unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(workbook.as_slice())).unwrap();
    let mut part = |name: &str| std::io::read_to_string(zip.by_name(name).unwrap()).unwrap();
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(sheet.contains("fitToPage=\"1\"") && sheet.contains("fitToHeight=\"0\""), "{sheet}");
    assert!(sheet.contains("paperSize=\"9\"") && sheet.contains("orientation=\"landscape\""), "{sheet}");
    assert!(part("xl/workbook.xml").contains("项目清单!$1:$1"), "no header on later pages");
}
