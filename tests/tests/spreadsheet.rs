//! The district's list as the workbook that an office would make of it, through the program and over HTTP.

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::case::World;
use crate::program::{classified, list, run};

/// The list on three sheets, one for each section, with merged headers, amounts in 亿元 on the third, and everything
/// that printing leaves behind.
pub(crate) fn workbook_of_the_list() -> Vec<u8> {
    let text = String::from_utf8(list()).unwrap();
    let title = text.lines().next().unwrap();
    let columns: Vec<&str> =
        text.lines().find(|line| line.starts_with("序号")).unwrap().split('\t').collect();
    let mut workbook = Workbook::new();
    let mut open: Option<Printed> = None;
    for line in text.lines().skip(1) {
        if ["一、", "二、", "三、"].iter().any(|number| line.starts_with(number)) {
            if let Some(finished) = open.take() {
                finished.finish(&mut workbook);
            }
            let mut printed =
                Printed { is_in_hundred_millions: line.starts_with('三'), ..Printed::default() };
            printed.page(title, &columns);
            open = Some(printed);
        }
        let Some(printed) = &mut open else { continue };
        match line.trim_end().split('\t').collect::<Vec<_>>().as_slice() {
            // The printed list leaves blank lines between its pages.
            [""] => printed.row += 1,
            [heading] => printed.merged(heading),
            ["序号", ..] => printed.page(title, &columns),
            cells => printed.project(cells),
        }
    }
    if let Some(finished) = open {
        finished.finish(&mut workbook);
    }
    workbook.save_to_buffer().unwrap()
}

/// A sheet being written.
#[derive(Default)]
struct Printed {
    sheet: Worksheet,
    row: u32,
    projects: u32,
    is_in_hundred_millions: bool,
}

impl Printed {
    /// The title and a header of two rows, in which everything is merged that can be.
    fn page(&mut self, title: &str, columns: &[&str]) {
        if self.projects > 0 {
            self.merged(&format!("第 {} 页", self.projects));
        }
        let unit = if self.is_in_hundred_millions { "亿元" } else { "万元" };
        let bold = Format::new().set_bold();
        self.sheet.merge_range(self.row, 0, self.row, 8, title, &bold).unwrap();
        let (upper, lower) = (self.row + 1, self.row + 2);
        for (at, column) in (0_u16..).zip(columns) {
            if column.starts_with("总投资") {
                self.sheet.write_string(upper, at, "总投资").unwrap();
                self.sheet.write_string(lower, at, format!("( {unit} )")).unwrap();
            } else {
                let broken = column.replacen("内容", "\n内容", 1);
                self.sheet.merge_range(upper, at, lower, at, &broken, &bold).unwrap();
            }
        }
        self.row += 3;
    }

    fn merged(&mut self, text: &str) {
        self.sheet.merge_range(self.row, 0, self.row, 8, text, &Format::new()).unwrap();
        self.row += 1;
    }

    fn project(&mut self, cells: &[&str]) {
        self.projects += 1;
        for (at, cell) in (0_u16..).zip(cells) {
            let amount: Option<f64> = cell.replace(',', "").parse().ok().filter(|_| at == 4);
            match amount {
                // An office types some amounts as text, with separators or in full width.
                Some(amount) if self.projects.is_multiple_of(3) => {
                    let wide: String = amount.to_string().chars().map(widened).collect();
                    self.sheet.write_string(self.row, at, wide)
                }
                Some(amount) => self.sheet.write_number(self.row, at, amount),
                None => self.sheet.write_string(self.row, at, *cell),
            }
            .unwrap();
        }
        self.row += 1;
    }

    fn finish(mut self, workbook: &mut Workbook) {
        self.sheet.write_string(self.row, 1, "本页小计").unwrap();
        self.sheet.write_number(self.row, 4, 1.0).unwrap();
        self.sheet.write_string(self.row + 2, 0, "注：总投资以批复为准").unwrap();
        workbook.push_worksheet(self.sheet);
    }
}

fn widened(character: char) -> char {
    match character {
        '0'..='9' => char::from_u32(u32::from(character) + 0xFEE0).unwrap(),
        '.' => '．',
        other => other,
    }
}

#[test]
fn the_workbook_of_three_sheets_gives_the_verdicts_of_the_printed_list() {
    let (expected, ..) = classified(&list());
    let (found, said, code) = classified(&workbook_of_the_list());
    assert_eq!(found.len(), 87, "{said}");
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(code, Some(0), "{said}");
}

/// Explaining, looking for splits and judging by another rulebook read a list as classifying does.
#[test]
fn every_command_that_reads_a_list_takes_the_workbook() {
    let workbook = workbook_of_the_list();
    for arguments in
        [&["explain", "-"][..], &["similar", "-"], &["rulebook", "impact", "shandong-profile", "--list", "-"]]
    {
        let printed = run(arguments, &list());
        let read = run(arguments, &workbook);
        assert_eq!(printed.status.code(), Some(0), "{}", String::from_utf8_lossy(&printed.stderr));
        assert_eq!(read.status.code(), Some(0), "{}", String::from_utf8_lossy(&read.stderr));
        let words = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        assert_eq!(words(&read.stdout), words(&printed.stdout), "{arguments:?}");
        assert!(words(&read.stdout).contains("陆城镇"), "{arguments:?}");
    }
}

#[test]
fn the_workbook_is_imported_over_http_by_what_is_in_it() {
    let world = World::fresh();
    let counts = world.get("bureau", "/subjects/counts").expect(200).body;
    let imported = world
        .post("bureau", "/imports?file_name=plan.txt")
        .text("application/octet-stream", workbook_of_the_list())
        .send()
        .expect(201)
        .body;
    assert_eq!((imported["projects"].as_u64(), imported["errors"].as_u64()), (Some(87), Some(0)));
    assert_eq!(imported["verdicts"], counts);
    assert!(imported["issues"].as_array().unwrap().iter().all(|issue| issue["sheet"].is_string()));
    world.verify();
}
