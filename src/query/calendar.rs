//! Calendar arithmetic in UTC. A week begins on Monday, as in ServiceNow.

use crate::time::UtcTime;
use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
    /// A quarter, from January, April, July or October.
    Quarter,
    /// A year.
    Year,
}

impl Unit {
    /// All units, shortest first.
    pub const ALL: [Self; 7] =
        [Self::Minute, Self::Hour, Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// The unit's name in queries.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The unit of this name. `dayofweek` is ServiceNow's name for a day in relative conditions.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        if name == "dayofweek" {
            return Some(Self::Day);
        }
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }

    /// The time that is this number of units later, or earlier if the number is negative. A day that the month does not have
    /// becomes the month's last day. `None` outside the years 0000 to 9999.
    #[must_use]
    pub fn add(self, number: i32, time: UtcTime) -> Option<UtcTime> {
        self.add_naive(number, time.naive()).and_then(UtcTime::within_range)
    }

    /// The first and the last second of a period of whole units. 0 is the unit of the time, 1 the next one, -1 the one before.
    /// The period begins with the unit `from` and ends with the unit `to`. `None` outside the years 0000 to 9999.
    #[must_use]
    pub fn span(self, from: i32, to: i32, time: UtcTime) -> Option<(UtcTime, UtcTime)> {
        let start = self.start(time.naive())?;
        let first = self.add_naive(from, start)?;
        let next = self.add_naive(to.checked_add(1)?, start)?;
        let last = next.checked_sub_signed(TimeDelta::seconds(1))?;
        Some((UtcTime::within_range(first)?, UtcTime::within_range(last)?))
    }

    fn add_naive(self, number: i32, time: NaiveDateTime) -> Option<NaiveDateTime> {
        let seconds = |each: i64| time.checked_add_signed(TimeDelta::try_seconds(i64::from(number) * each)?);
        let months = |each: u32| {
            let months = Months::new(number.unsigned_abs().checked_mul(each)?);
            if number < 0 { time.checked_sub_months(months) } else { time.checked_add_months(months) }
        };
        match self {
            Self::Minute => seconds(60),
            Self::Hour => seconds(60 * 60),
            Self::Day => seconds(24 * 60 * 60),
            Self::Week => seconds(7 * 24 * 60 * 60),
            Self::Month => months(1),
            Self::Quarter => months(3),
            Self::Year => months(12),
        }
    }

    /// The first second of the unit that the time is in.
    fn start(self, time: NaiveDateTime) -> Option<NaiveDateTime> {
        let date = time.date();
        let (year, month) = (date.year(), date.month());
        let date = match self {
            Self::Minute => return date.and_hms_opt(time.hour(), time.minute(), 0),
            Self::Hour => return date.and_hms_opt(time.hour(), 0, 0),
            Self::Day => date,
            Self::Week => date.checked_sub_days(Days::new(date.weekday().num_days_from_monday().into()))?,
            Self::Month => NaiveDate::from_ymd_opt(year, month, 1)?,
            Self::Quarter => NaiveDate::from_ymd_opt(year, (month - 1) / 3 * 3 + 1, 1)?,
            Self::Year => NaiveDate::from_ymd_opt(year, 1, 1)?,
        };
        Some(date.and_time(NaiveTime::MIN))
    }
}
