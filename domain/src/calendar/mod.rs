//! Working days: weekends, public holidays and the weekends that are worked instead, one file a year.
//!
//! Each year's arrangement is published late in the year before. A day of a year whose calendar is missing is neither
//! a working day nor a holiday: whoever asks is told that nobody knows yet.

#[cfg(test)]
mod tests;
mod year;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

pub use year::{CalendarError, Holiday, Notice, YearCalendar};

/// File names and texts of the calendars that are built in: everything in `domain/calendars`.
const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/calendars.rs"));

/// The calendars of all years at hand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendars {
    years: BTreeMap<i32, YearCalendar>,
}

/// A day was asked about whose year has no calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("缺少{year}年的放假安排，算不出工作日；请在日历文件夹补上{year}.toml")]
pub struct NoCalendar {
    /// The year.
    pub year: i32,
}

impl Calendars {
    /// The calendars that are built in.
    ///
    /// # Errors
    /// None in a program whose tests pass.
    pub fn built_in() -> Result<Self, CalendarError> {
        let mut calendars = Self::default();
        for (file, text) in BUILT_IN {
            calendars.add(file, text)?;
        }
        Ok(calendars)
    }

    /// Adds a year's calendar, in place of the one that was there.
    ///
    /// # Errors
    /// [`CalendarError`] when the text is no calendar.
    pub fn add(&mut self, file: &str, text: &str) -> Result<(), CalendarError> {
        let calendar = YearCalendar::parse(file, text)?;
        self.years.insert(calendar.year, calendar);
        Ok(())
    }

    /// The calendar of a year.
    #[must_use]
    pub fn year(&self, year: i32) -> Option<&YearCalendar> {
        self.years.get(&year)
    }

    /// Every calendar by year.
    pub fn iter(&self) -> impl Iterator<Item = &YearCalendar> {
        self.years.values()
    }

    /// Whether offices work on that day.
    ///
    /// # Errors
    /// [`NoCalendar`] when the year has none.
    pub fn is_working_day(&self, day: NaiveDate) -> Result<bool, NoCalendar> {
        let calendar = self.year(day.year()).ok_or(NoCalendar { year: day.year() })?;
        Ok(calendar.is_working_day(day))
    }

    /// The last of `working_days` that follow `day`, which does not count itself.
    ///
    /// # Errors
    /// [`NoCalendar`] names the first year on the way that has none.
    pub fn after(&self, day: NaiveDate, working_days: u32) -> Result<NaiveDate, NoCalendar> {
        let mut at = day;
        for _ in 0..working_days {
            at = self.working_day_from(next(at)?)?;
        }
        Ok(at)
    }

    /// That day, or the first working day after it: a time that ends on a holiday ends when offices work again.
    ///
    /// # Errors
    /// As for [`Self::after`].
    pub fn working_day_from(&self, day: NaiveDate) -> Result<NaiveDate, NoCalendar> {
        let mut at = day;
        while !self.is_working_day(at)? {
            at = next(at)?;
        }
        Ok(at)
    }

    /// How many working days follow `from` up to and including `to`.
    ///
    /// # Errors
    /// As for [`Self::after`].
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> Result<u32, NoCalendar> {
        let mut at = from;
        let mut count = 0;
        while at < to {
            at = next(at)?;
            count += u32::from(self.is_working_day(at)?);
        }
        Ok(count)
    }
}

/// The end of all dates is far behind the last calendar.
fn next(day: NaiveDate) -> Result<NaiveDate, NoCalendar> {
    day.succ_opt().ok_or(NoCalendar { year: day.year() })
}
