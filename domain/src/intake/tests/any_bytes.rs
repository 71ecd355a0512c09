use encoding_rs::GB18030;
use proptest::prelude::*;

use super::*;

const LIST: &str = include_str!("../../../../api/demo/investment-plan-2023.tsv");

/// Everything the reader hands over when the bytes arrive in pieces of these sizes, over and over.
fn read_in_pieces(bytes: &[u8], sizes: &[usize]) -> (Vec<ListItem>, ListSummary) {
    let directory = directory();
    let mut items = Vec::new();
    let mut sink = |item| items.push(item);
    let mut reader = ListReader::new(&directory, doubt_zone());
    let mut rest = bytes;
    let mut sizes = sizes.iter().cycle();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at((*sizes.next().unwrap()).clamp(1, rest.len()));
        reader.feed(piece, &mut sink);
        rest = after;
    }
    let summary = reader.finish(&mut sink);
    (items, summary)
}

#[test]
fn every_accepted_encoding_gives_the_same_list() {
    let expected = read_list(LIST.as_bytes());
    let marked = [b"\xEF\xBB\xBF", LIST.as_bytes()].concat();
    assert_eq!(read_list(&marked), expected, "UTF-8 with a byte order mark");
    // GB18030 has every character of the list, the superscript of m² included.
    let (encoded, _, unmappable) = GB18030.encode(LIST);
    assert!(!unmappable);
    assert_eq!(read_list(&encoded), expected, "GB18030");
    let windows = LIST.replace('\n', "\r\n");
    assert_eq!(read_list(windows.as_bytes()), expected, "carriage returns");
}

#[test]
fn encodings_survive_pieces_of_one_byte() {
    let (encoded, _, _) = GB18030.encode(LIST);
    for bytes in [LIST.as_bytes(), &encoded] {
        assert_eq!(read_in_pieces(bytes, &[1]), read_in_pieces(bytes, &[usize::MAX]));
    }
}

#[test]
fn a_broken_character_spoils_its_own_line_only() {
    let mut bytes = LIST.as_bytes().to_vec();
    let at = LIST.find("岳化二小").unwrap() + 1;
    bytes[at] = b'(';
    let (projects, issues, summary) = read_list(&bytes);
    assert_eq!((projects.len(), summary.issues), (86, 1));
    assert_eq!(issues[0].code, "encoding_invalid");
    let (encoded, _, _) = GB18030.encode(LIST);
    let mut bytes = encoded.into_owned();
    let line = bytes.split(|byte| *byte == b'\n').take(6).map(|line| line.len() + 1).sum::<usize>();
    bytes[line + 4] = 0xFF;
    let (projects, issues, _) = read_list(&bytes);
    assert_eq!((projects.len(), issues[0].code, issues[0].line), (86, "encoding_invalid", 7));
}

#[test]
fn what_is_no_text_is_one_clear_error() {
    let utf16: Vec<u8> = LIST.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked_utf16 = [&[0xFF, 0xFE], utf16.as_slice()].concat();
    for bytes in [b"PK\x03\x04\x14\x00".repeat(9_000).as_slice(), &[0; 3], &utf16, &marked_utf16] {
        let (projects, issues, summary) = read_list(bytes);
        assert!(projects.is_empty());
        assert_eq!((codes(&issues), summary.issues), (vec![(1, "not_text")], 1));
        assert!(issues[0].message.contains("不是文本文件"));
    }
    // Deep inside a good list a stray control character costs its own line.
    let late = LIST.replacen("荆竹至南太", "荆竹\u{0}至南太", 1);
    let (projects, issues, _) = read_list(late.as_bytes());
    assert_eq!(projects.len(), 86);
    assert!(issues.iter().any(|issue| issue.code == "control_character"));
}

#[test]
fn a_line_without_end_is_dropped_and_the_next_one_read() {
    let good = "1\t甲路\t新建\t住建局\t900\t道路\t年内\t财政统筹\t\n";
    let text = format!("{HEADER}{}\n{good}", "长".repeat(400_000));
    let whole = read_in_pieces(text.as_bytes(), &[usize::MAX]);
    assert_eq!((whole.1.projects, whole.1.issues), (1, 1));
    assert!(
        matches!(&whole.0[0], ListItem::Issue(issue) if issue.code == "line_too_long" && issue.line == 2)
    );
    assert_eq!(read_in_pieces(text.as_bytes(), &[4_096]), whole);
}

#[test]
fn projects_leave_the_reader_while_it_reads() {
    let directory = directory();
    let mut reader = ListReader::new(&directory, doubt_zone());
    let (mut given, mut taken, mut most_waiting) = (0_usize, 0_usize, 0);
    reader.feed(HEADER.as_bytes(), &mut |_| {});
    for number in 1..5_000 {
        let row =
            format!("{number}\t甲路{number}\t新建\t住建局\t{}\t道路\t年内\t财政统筹\t\n", number % 390 + 1);
        reader.feed(row.as_bytes(), &mut |_| taken += 1);
        given += 1;
        most_waiting = most_waiting.max(given - taken);
    }
    // The head that decides the encoding and one window of neighbours are all that may wait.
    assert!(most_waiting < 200, "{most_waiting} rows waited");
    assert_eq!(reader.finish(&mut |_| taken += 1).projects, 4_999);
    assert_eq!(taken, 4_999);
}

/// A line feed, tabs and the list's own words in any order are likelier to reach deep code than noise.
fn list_like() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop_oneof![
        Just("\n".to_owned()),
        Just("\t".to_owned()),
        Just(HEADER.to_owned()),
        Just("一、甲类（2个）\n".to_owned()),
        Just("(二) 乙类(1项)\n".to_owned()),
        Just("1\t甲路一期\t改建\t陆城镇\t300\t道路\t年内\t自筹30%+财政70%\t\n".to_owned()),
        Just(
            "2\t甲路二期\t改建\t陆城镇\t３１３\t采购\t年内\t拟发行专项债5万元（已发行2万元），资金已到位\t\n"
                .to_owned()
        ),
        "[0-9０-９.%（）()+、，万亿元自筹财政区省市争取 ]{0,24}",
        "\\PC{0,12}",
    ];
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_in_any_pieces_give_the_same_answer(
        bytes in prop_oneof![prop::collection::vec(any::<u8>(), 0..2_000), list_like()],
        sizes in prop::collection::vec(1_usize..64, 1..8),
    ) {
        prop_assert_eq!(read_in_pieces(&bytes, &sizes), read_in_pieces(&bytes, &[usize::MAX]));
    }

    #[test]
    fn a_damaged_list_never_breaks_the_reader(
        damage in prop::collection::vec((0_usize..21_000, any::<u8>()), 1..20),
        cut in 0_usize..21_000,
        chinese_encoding: bool,
        size in 1_usize..9_000,
    ) {
        let mut bytes =
            if chinese_encoding { GB18030.encode(LIST).0.into_owned() } else { LIST.as_bytes().to_vec() };
        for (at, byte) in damage {
            if let Some(slot) = bytes.get_mut(at) {
                *slot = byte;
            }
        }
        bytes.truncate(bytes.len().saturating_sub(cut));
        let (items, summary) = read_in_pieces(&bytes, &[size]);
        prop_assert_eq!(&(items.clone(), summary.clone()), &read_in_pieces(&bytes, &[usize::MAX]));
        let projects = items.iter().filter(|item| matches!(item, ListItem::Project(_))).count();
        prop_assert_eq!(projects as u64, summary.projects);
        prop_assert_eq!((items.len() - projects) as u64, summary.issues + summary.hints);
    }
}
