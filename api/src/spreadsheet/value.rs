//! The value of a cell as the text that a person sees in it.

use std::borrow::Cow;

use calamine::{Data, DataRef, ExcelDateTime};

/// The text of a value that a workbook lends.
pub(super) fn text_of<'a>(value: &'a DataRef<'_>) -> Cow<'a, str> {
    match value {
        DataRef::Empty => Cow::Borrowed(""),
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::String(text) | DataRef::DurationIso(text) => Cow::Borrowed(text),
        DataRef::DateTimeIso(text) => Cow::Borrowed(date_of(text)),
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Float(number) => Cow::Owned(decimal(*number)),
        DataRef::Bool(truth) => Cow::Borrowed(yes_or_no(*truth)),
        DataRef::DateTime(time) => Cow::Owned(iso(time)),
        DataRef::Error(error) => Cow::Owned(error.to_string()),
    }
}

/// The text of a value that a workbook has handed over.
pub(super) fn text_of_owned(value: &Data) -> Cow<'_, str> {
    match value {
        Data::Empty => Cow::Borrowed(""),
        Data::String(text) | Data::DurationIso(text) => Cow::Borrowed(text),
        Data::DateTimeIso(text) => Cow::Borrowed(date_of(text)),
        Data::Int(number) => Cow::Owned(number.to_string()),
        Data::Float(number) => Cow::Owned(decimal(*number)),
        Data::Bool(truth) => Cow::Borrowed(yes_or_no(*truth)),
        Data::DateTime(time) => Cow::Owned(iso(time)),
        Data::Error(error) => Cow::Owned(error.to_string()),
    }
}

/// The decimal number that a spreadsheet shows: at most 15 significant digits, so that 0.1+0.2 is 0.3. A number
/// that somebody typed has no more, and comes out exactly as it was typed.
pub(super) fn decimal(number: f64) -> String {
    if !number.is_finite() {
        return "#NUM!".to_owned();
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // Without the sign of a negative zero.
    (rounded + 0.0).to_string()
}

pub(super) const fn yes_or_no(truth: bool) -> &'static str {
    if truth { "是" } else { "否" }
}

/// `2023-05-01` of `2023-05-01T00:00:00`; a time of day stays.
pub(super) fn date_of(text: &str) -> &str {
    text.split_once('T')
        .filter(|(_, time)| time.chars().all(|character| matches!(character, '0' | ':' | '.')))
        .map_or(text, |(date, _)| date)
}

/// Date and time as ISO 8601 has them; a duration as hours, minutes and seconds.
fn iso(time: &ExcelDateTime) -> String {
    if time.is_duration() {
        let seconds = (time.as_f64() * 86_400.0).round();
        if !(0.0..=1e15).contains(&seconds) {
            return decimal(time.as_f64());
        }
        let (hours, rest) = ((seconds / 3_600.0).floor(), seconds % 3_600.0);
        return format!("{hours}:{:02}:{:02}", (rest / 60.0).floor(), rest % 60.0);
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date}T{hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn numbers_come_out_as_they_are_shown() {
        for (number, text) in [
            (900.0, "900"),
            (41.6, "41.6"),
            (0.1 + 0.2, "0.3"),
            (-0.0, "0"),
            (-3.5, "-3.5"),
            (1e21, "1000000000000000000000"),
            (0.000_001, "0.000001"),
            (123_456_789.012_345, "123456789.012345"),
            (f64::NAN, "#NUM!"),
        ] {
            assert_eq!(decimal(number), text);
        }
    }

    #[test]
    fn dates_are_iso_text() {
        let shown = |value, kind| iso(&ExcelDateTime::new(value, kind, false));
        assert_eq!(shown(45_047.0, ExcelDateTimeType::DateTime), "2023-05-01");
        assert_eq!(shown(45_047.5, ExcelDateTimeType::DateTime), "2023-05-01T12:00:00");
        assert_eq!(shown(1.5, ExcelDateTimeType::TimeDelta), "36:00:00");
        assert_eq!(date_of("2023-05-01T00:00:00"), "2023-05-01");
        assert_eq!(date_of("2023-05-01T08:00:00"), "2023-05-01T08:00:00");
        assert!(!shown(-1e300, ExcelDateTimeType::TimeDelta).is_empty());
    }
}
