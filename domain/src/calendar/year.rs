//! One year's calendar as its file says it.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;

/// The public holidays of one year and the weekends worked for them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearCalendar {
    /// The year.
    pub year: i32,
    /// Where the arrangement was published.
    pub notice: Notice,
    /// The holidays.
    #[serde(rename = "holiday")]
    pub holidays: Vec<Holiday>,
}

/// The notice that arranges a year's holidays.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its title.
    pub title: String,
    /// Its number.
    pub document_number: String,
}

/// One holiday, from its first day to its last, both included.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// 春节
    pub name: String,
    /// The first day within the year.
    pub from: NaiveDate,
    /// The last day within the year.
    pub to: NaiveDate,
    /// Weekend days that are worked for it.
    #[serde(default)]
    pub working: Vec<NaiveDate>,
}

/// Why a file is no calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("日历文件{file}有误：{reason}")]
pub struct CalendarError {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub reason: String,
}

/// Longer than any year's arrangement.
const MAXIMUM_BYTES: usize = 64 << 10;

impl YearCalendar {
    /// Reads a calendar and checks that its days are possible.
    ///
    /// # Errors
    /// [`CalendarError`] with the first mistake.
    pub fn parse(file: &str, text: &str) -> Result<Self, CalendarError> {
        let refuse = |reason: String| CalendarError { file: file.to_owned(), reason };
        if text.len() > MAXIMUM_BYTES {
            return Err(refuse("文件过大".to_owned()));
        }
        let calendar: Self =
            toml::from_str(text).map_err(|error| refuse(format!("写法不对，{}", place(text, &error))))?;
        match calendar.mistake() {
            Some(reason) => Err(refuse(reason)),
            None => Ok(calendar),
        }
    }

    /// Whether offices work on that day of this year.
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let off = self.holidays.iter().any(|holiday| holiday.contains(day));
        let made_up = self.holidays.iter().any(|holiday| holiday.working.contains(&day));
        !off && (made_up || !is_weekend(day))
    }

    fn mistake(&self) -> Option<String> {
        if self.holidays.is_empty() {
            return Some("没有写任何节假日".to_owned());
        }
        let mut worked = Vec::new();
        for (position, holiday) in self.holidays.iter().enumerate() {
            let Holiday { name, from, to, working } = holiday;
            if from > to {
                return Some(format!("{name}的首日{from}晚于末日{to}"));
            }
            let mut days = working.iter().chain([from, to]);
            if let Some(day) = days.find(|day| day.year() != self.year) {
                return Some(format!("{name}的{day}不在{}年", self.year));
            }
            let earlier = self.holidays.iter().take(position);
            if let Some(other) = earlier.into_iter().find(|other| other.from <= *to && *from <= other.to) {
                return Some(format!("{name}与{}的日子重叠", other.name));
            }
            for day in working {
                if !is_weekend(*day) {
                    return Some(format!("{name}的调休上班日{day}不是周末"));
                }
                if worked.contains(day) {
                    return Some(format!("调休上班日{day}写了两次"));
                }
                worked.push(*day);
            }
        }
        let both = worked.iter().find(|day| self.holidays.iter().any(|holiday| holiday.contains(**day)));
        both.map(|day| format!("{day}既放假又上班"))
    }
}

impl Holiday {
    fn contains(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn place(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map_or(1, |before| before.matches('\n').count() + 1);
    format!("第{line}行：{}", error.message())
}
