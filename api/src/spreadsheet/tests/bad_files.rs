use std::io::Read;

use super::super::LARGEST_FILE;
use super::files::{COLUMNS, GOOD, archive, compound, ods, ods_row, xls, xlsx};
use super::{read, read_from};

/// The bytes of an archive with the expanded size that it states for its last part replaced.
fn with_stated_size(mut bytes: Vec<u8>, size: u32) -> Vec<u8> {
    let last = |signature: &[u8]| bytes.windows(4).rposition(|window| window == signature).unwrap();
    let (entry, local) = (last(b"PK\x01\x02"), last(b"PK\x03\x04"));
    bytes[entry + 24..entry + 28].copy_from_slice(&size.to_le_bytes());
    bytes[local + 22..local + 26].copy_from_slice(&size.to_le_bytes());
    bytes
}

fn table(rows: &str) -> Vec<u8> {
    ods(&format!("<table:table table:name=\"表\">{}{rows}</table:table>", ods_row(&COLUMNS)))
}

#[test]
fn each_file_that_is_no_list_is_one_error_in_chinese_with_a_code() {
    let good = xlsx(&[&COLUMNS, &GOOD]);
    let sheets = "<table:table table:name=\"表\"></table:table>".repeat(101);
    let cut_xls = xls(&[&COLUMNS, &GOOD], &[], None);
    for (code, bytes) in [
        ("workbook_encrypted", compound("/EncryptedPackage", b"secret")),
        ("workbook_encrypted", xls(&[&GOOD], &[0x2F, 0, 4, 0, 1, 0, 1, 0], None)),
        ("workbook_unreadable", compound("/WordDocument", b"words")),
        ("workbook_unreadable", good[..good.len() / 2].to_vec()),
        ("workbook_unreadable", cut_xls[..cut_xls.len() / 2].to_vec()),
        ("workbook_unreadable", compound("/Workbook", &[0x09, 0x08, 0xFF, 0xFF])),
        ("workbook_unreadable", archive(&[("xl/workbook.xml", b"<workbook><sheets>")])),
        ("workbook_binary", archive(&[("xl/workbook.bin", b"")])),
        ("not_a_workbook", archive(&[("合同.docx", b"words")])),
        ("markup", b"\xEF\xBB\xBF <HTML><table><tr><td>1</td></tr></table>".to_vec()),
        ("too_many_sheets", ods(&sheets)),
        ("not_text", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR".to_vec()),
        ("header_missing", "这不是表格，只是一段话。\n".into()),
    ] {
        let found = read(&bytes);
        assert_eq!(found.names(), [] as [&str; 0], "{code}");
        let (found_code, message) = found.only_error();
        assert_eq!(found_code, code, "{message}");
        assert!(message.contains('请'), "what to do: {message}");
    }
}

#[test]
fn an_archive_that_says_it_expands_too_far_is_not_opened() {
    let bomb = with_stated_size(
        archive(&[("xl/workbook.xml", b""), ("xl/worksheets/sheet1.xml", b"<a/>")]),
        600 << 20,
    );
    assert_eq!(read(&bomb).only_error().0, "workbook_expands_too_far");
}

#[test]
fn an_archive_that_expands_further_than_it_says_is_broken_off() {
    let mut content = b"<office:document-content>".to_vec();
    content.resize(4 << 20, b' ');
    let parts: [(&str, &[u8]); 2] =
        [("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)];
    let lying = with_stated_size(archive(&parts), 64);
    assert_eq!(read(&lying).only_error().0, "workbook_unreadable");
}

#[test]
fn a_few_bytes_that_repeat_themselves_without_end_are_refused() {
    let cell = "<table:table-cell><text:p>1</text:p></table:table-cell>";
    for (code, rows) in [
        ("too_many_rows", format!("<table:table-row table:number-rows-repeated=\"4000000000\">{cell}</table:table-row>")),
        (
            "too_many_columns",
            format!(
                "<table:table-row>{}</table:table-row>",
                cell.replace("cell>", "cell table:number-columns-repeated=\"4000000000\">")
                    .replace("/table:table-cell table:number-columns-repeated=\"4000000000\"", "/table:table-cell")
            ),
        ),
        (
            "cell_too_long",
            "<table:table-row><table:table-cell><text:p>1<text:s text:c=\"4000000000\"/>1</text:p></table:table-cell>\
             </table:table-row>"
                .to_owned(),
        ),
    ] {
        let found = read(&table(&rows));
        let (found_code, message) = found.only_error();
        assert_eq!(found_code, code, "{message}");
        assert!(message.contains("没有读取"), "{message}");
    }
}

#[test]
fn an_old_workbook_with_a_cell_in_the_far_corner_is_refused_before_room_is_made() {
    let corner: Vec<u8> = [0xFF, 0xFF, 0xFE, 0x00].to_vec();
    let mut data = vec![0x03, 0x02, 14, 0];
    data.extend(corner);
    data.extend([0; 10]);
    let mut bytes = xls(&[&GOOD], &[], None);
    let mut file = cfb::CompoundFile::open(std::io::Cursor::new(&mut bytes)).unwrap();
    let mut stream = Vec::new();
    file.open_stream("/Workbook").unwrap().read_to_end(&mut stream).unwrap();
    let end = stream.len() - 4;
    stream.splice(end..end, data);
    assert_eq!(read(&compound("/Workbook", &stream)).only_error().0, "workbook_too_much");
}

#[test]
fn a_workbook_cannot_announce_more_shared_texts_than_it_holds() {
    let strings = b"<sst count=\"9\" uniqueCount=\"99999999999\"><si><t>1</t></si></sst>";
    let bytes = archive(&[("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", strings)]);
    assert_eq!(read(&bytes).only_error().0, "workbook_unreadable");
}

#[test]
fn a_file_that_is_too_large_is_not_read_to_its_end() {
    let endless = std::io::Cursor::new(b"PK\x03\x04").chain(std::io::repeat(0));
    assert_eq!(read_from(endless).only_error().0, "file_too_large");
    let header = format!("{}\n1,\"", COLUMNS.join(","));
    let unclosed = std::io::Cursor::new(header).chain(std::io::repeat(b'x').take(2 * LARGEST_FILE));
    let found = read_from(unclosed);
    let (code, _) = found.only_error();
    assert_eq!(code, "file_too_large");
}
