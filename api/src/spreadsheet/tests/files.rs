//! Files made for tests.

use std::io::{Cursor, Write};

use rust_xlsxwriter::Workbook;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(super) const COLUMNS: [&str; 9] = [
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

/// The cells of a project that nothing is wrong with.
pub(super) const GOOD: [&str; 9] = ["1", "甲路", "新建", "住建局", "900", "道路", "年内", "财政统筹", ""];

/// An xlsx with one sheet.
pub(super) fn xlsx(rows: &[&[&str]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(*cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// A zip archive of these parts.
pub(super) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An ods with the tables of `body`.
pub(super) fn ods(body: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content>\
         <office:automatic-styles><style:style style:name=\"ta2\" style:family=\"table\">\
         <style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>\
         <office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    );
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
    ])
}

/// A row of an ods with cells of text.
pub(super) fn ods_row(cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .map(|cell| {
            format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{cell}</text:p></table:table-cell>"
            )
        })
        .collect();
    format!("<table:table-row>{cells}</table:table-row>")
}

/// A compound file with one stream.
pub(super) fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(name).unwrap().write_all(stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A record of an xls stream.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// An xls with one sheet of text cells; `extra` goes before the sheets are listed, `hidden` is a row that is not shown.
pub(super) fn xls(rows: &[&[&str]], extra: &[u8], hidden: Option<u16>) -> Vec<u8> {
    let begin = record(0x0809, &[0x00, 0x06, 0x05, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let bound = |start: u32| {
        let name = [&start.to_le_bytes()[..], &[0, 0, 3, 0], b"abc"].concat();
        record(0x0085, &name)
    };
    let globals = [begin.as_slice(), extra, &bound(0), &end].concat().len();
    let mut stream = [begin.as_slice(), extra, &bound(u32::try_from(globals).unwrap()), &end].concat();
    stream[4..8].copy_from_slice(&[0x00, 0x06, 0x05, 0x00]);
    let mut sheet = record(0x0809, &[0x00, 0x06, 0x10, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    if let Some(row) = hidden {
        let data = [&row.to_le_bytes()[..], &[0; 10], &[0x20, 0, 0, 0]].concat();
        sheet.extend(record(0x0208, &data));
    }
    for (row, cells) in (0_u16..).zip(rows) {
        for (column, cell) in (0_u16..).zip(*cells) {
            let characters: Vec<u8> = cell.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let length = u16::try_from(characters.len() / 2).unwrap();
            let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0], length.to_le_bytes()].concat();
            sheet.extend(record(0x0204, &[place.as_slice(), &[1], &characters].concat()));
        }
    }
    sheet.extend(&end);
    stream.extend(sheet);
    compound("/Workbook", &stream)
}
