use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn calendars() -> Calendars {
    Calendars::built_in().unwrap()
}

fn changed(from: &str, to: &str) -> String {
    let text = include_str!("../../calendars/2026.toml");
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn four_years_are_built_in_with_the_notice_they_come_from() {
    let calendars = calendars();
    let years: Vec<(i32, &str)> =
        calendars.iter().map(|year| (year.year, year.notice.document_number.as_str())).collect();
    assert_eq!(
        years,
        [
            (2023, "国办发明电〔2022〕16号"),
            (2024, "国办发明电〔2023〕7号"),
            (2025, "国办发明电〔2024〕12号"),
            (2026, "国办发明电〔2025〕7号"),
        ]
    );
}

/// The number of working days of a year: 365 or 366, less weekends, less holidays on weekdays, plus worked weekends.
#[test]
fn each_year_has_as_many_working_days_as_its_notice_leaves() {
    let calendars = calendars();
    for (year, expected) in [(2023, 249), (2024, 251), (2025, 248), (2026, 248)] {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let working = first
            .iter_days()
            .take_while(|day| day.year() == year)
            .filter(|day| calendars.is_working_day(*day).unwrap())
            .count();
        assert_eq!(working, expected, "{year}");
    }
}

#[test]
fn holidays_are_off_and_weekends_worked_for_them_are_not() {
    let calendars = calendars();
    for (text, works) in [
        ("2026-10-01", false),
        ("2026-10-07", false),
        ("2026-10-08", true),
        ("2026-10-10", true),
        ("2026-10-11", false),
        ("2026-09-20", true),
        ("2025-10-08", false),
        ("2024-02-09", true),
        ("2023-01-02", false),
    ] {
        assert_eq!(calendars.is_working_day(day(text)), Ok(works), "{text}");
    }
}

#[test]
fn days_are_counted_from_the_day_after_and_over_holidays() {
    let calendars = calendars();
    assert_eq!(calendars.after(day("2026-09-30"), 1), Ok(day("2026-10-08")));
    assert_eq!(calendars.after(day("2026-09-30"), 3), Ok(day("2026-10-10")), "Saturday the 10th is worked");
    assert_eq!(calendars.after(day("2026-09-30"), 0), Ok(day("2026-09-30")));
    assert_eq!(calendars.after(day("2025-12-31"), 1), Ok(day("2026-01-04")), "over the end of a year");
    assert_eq!(calendars.working_day_from(day("2026-10-03")), Ok(day("2026-10-08")));
    assert_eq!(calendars.working_day_from(day("2026-10-08")), Ok(day("2026-10-08")));
    assert_eq!(calendars.between(day("2026-09-30"), day("2026-10-10")), Ok(3));
    assert_eq!(calendars.between(day("2026-10-10"), day("2026-09-30")), Ok(0));
}

#[test]
fn a_year_without_a_calendar_is_not_guessed() {
    let calendars = calendars();
    let unknown = Err(NoCalendar { year: 2027 });
    assert_eq!(calendars.after(day("2026-12-31"), 1), unknown);
    assert_eq!(calendars.after(day("2026-12-30"), 1), Ok(day("2026-12-31")));
    assert_eq!(calendars.working_day_from(day("2027-01-01")), unknown);
    assert!(NoCalendar { year: 2027 }.to_string().contains("2027.toml"));
}

#[test]
fn a_file_replaces_the_calendar_of_its_year() {
    let mut calendars = calendars();
    calendars.add("2026.toml", &changed("to = \"2026-10-07\"", "to = \"2026-10-08\"")).unwrap();
    assert_eq!(calendars.is_working_day(day("2026-10-08")), Ok(false));
    assert_eq!(calendars.iter().count(), 4);
}

#[test]
fn impossible_days_are_refused_with_the_reason() {
    for (from, to, words) in [
        ("working = [\"2026-01-04\"]", "working = [\"2026-01-05\"]", "2026-01-05不是周末"),
        ("working = [\"2026-01-04\"]", "working = [\"2026-01-03\"]", "2026-01-03既放假又上班"),
        ("working = [\"2026-05-09\"]", "working = [\"2026-01-04\"]", "2026-01-04写了两次"),
        ("from = \"2026-01-01\"", "from = \"2025-12-31\"", "2025-12-31不在2026年"),
        ("to = \"2026-01-03\"", "to = \"2025-12-31\"", "晚于末日"),
        ("from = \"2026-02-15\"", "from = \"2026-01-02\"", "重叠"),
        ("year = 2026", "year = 2026\nbank = true", "第3行"),
        ("from = \"2026-01-01\"", "from = \"2026-13-01\"", "写法不对"),
    ] {
        let error = YearCalendar::parse("2026.toml", &changed(from, to)).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    assert!(YearCalendar::parse("x.toml", &" ".repeat(1 << 20)).is_err());
}
