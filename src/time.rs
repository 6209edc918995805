//! Times, as the contract reads, compares and stores them (`docs/api.md`, "Values").

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike};
use std::fmt;

/// A time in UTC, to the second, in the years 0000 to 9999.
///
/// Displays as `yyyy-MM-dd HH:mm:ss`, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UtcTime(NaiveDateTime);

/// Why a text is not a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidTime {
    /// The text has none of the accepted forms.
    Form,
    /// The text is ISO 8601, but has no offset from UTC.
    NoOffset,
    /// The form is accepted, but there is no such time, such as 30 February.
    Impossible,
}

/// The accepted forms, for messages.
pub const ACCEPTED_FORMS: &str = "yyyy-MM-dd HH:mm:ss in UTC (2026-02-18 11:30:00) or ISO 8601 with Z or an offset \
     (2026-02-18T11:30:00Z, 2026-02-18T12:30:00+01:00)";

/// The length of `yyyy-MM-dd HH:mm:ss`. Both accepted forms begin like this.
const DATE_AND_TIME_LENGTH: usize = 19;

impl UtcTime {
    /// The time in milliseconds since 1970-01-01 00:00:00 UTC, cut to the second.
    ///
    /// `None` outside the years 0000 to 9999.
    #[must_use]
    pub fn from_unix_millis(millis: i64) -> Option<Self> {
        Self::within_range(DateTime::from_timestamp(millis.div_euclid(1000), 0)?.naive_utc())
    }

    /// Reads `yyyy-MM-dd HH:mm:ss` (UTC), or ISO 8601/RFC 3339 with an offset. Converts to UTC and cuts off fractions of a
    /// second.
    ///
    /// # Errors
    /// [`InvalidTime`] says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, InvalidTime> {
        let bytes = text.as_bytes();
        let (local, separator) = date_and_time(bytes)?;
        let rest = bytes.get(DATE_AND_TIME_LENGTH..).unwrap_or_default();
        let offset = match (separator, rest) {
            (b' ', []) => TimeDelta::zero(),
            (_, rest) => offset(without_fraction(rest)?)?,
        };
        local
            .ok_or(InvalidTime::Impossible)?
            .checked_sub_signed(offset)
            .and_then(Self::within_range)
            .ok_or(InvalidTime::Impossible)
    }

    /// The time that is this much later, or earlier if `by` is negative. `None` outside the years 0000 to 9999.
    #[must_use]
    pub fn plus(self, by: TimeDelta) -> Option<Self> {
        self.0.checked_add_signed(by).and_then(Self::within_range)
    }

    /// The day, as `yyyy-MM-dd`.
    #[must_use]
    pub fn date(self) -> String {
        let date = self.0.date();
        format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }

    /// The time without its zone, for arithmetic with the calendar.
    #[must_use]
    pub const fn naive(self) -> NaiveDateTime {
        self.0
    }

    /// A time in UTC. `None` outside the years 0000 to 9999.
    #[must_use]
    pub fn within_range(time: NaiveDateTime) -> Option<Self> {
        (0..=9999).contains(&time.year()).then_some(Self(time))
    }
}

impl fmt::Display for UtcTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (self.0.date(), self.0.time());
        write!(
            f,
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            date.year(),
            date.month(),
            date.day(),
            time.hour(),
            time.minute(),
            time.second()
        )
    }
}

/// Reads `yyyy-MM-dd?HH:mm:ss` from the beginning. Also returns the separator at the question mark. The time is `None` if
/// its form is right but it does not exist.
fn date_and_time(bytes: &[u8]) -> Result<(Option<NaiveDateTime>, u8), InvalidTime> {
    let number = |at, length| digits(bytes, at, length).ok_or(InvalidTime::Form);
    let is = |at: usize, expected| bytes.get(at) == Some(&expected);
    let separator = *bytes.get(10).ok_or(InvalidTime::Form)?;
    let shape = is(4, b'-') && is(7, b'-') && is(13, b':') && is(16, b':');
    if !shape || !matches!(separator, b' ' | b'T' | b't') {
        return Err(InvalidTime::Form);
    }
    let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
    let (hour, minute, second) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
    let time = i32::try_from(year)
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        .and_then(|date| date.and_hms_opt(hour, minute, second));
    Ok((time, separator))
}

/// Cuts off a fraction of a second: `.` or `,`, and at least one digit.
fn without_fraction(rest: &[u8]) -> Result<&[u8], InvalidTime> {
    let [b'.' | b',', fraction @ ..] = rest else {
        return Ok(rest);
    };
    let length = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
    match length {
        0 => Err(InvalidTime::Form),
        _ => Ok(fraction.get(length..).unwrap_or_default()),
    }
}

/// Reads `Z`, `±HH:mm`, `±HHmm` or `±HH`.
fn offset(text: &[u8]) -> Result<TimeDelta, InvalidTime> {
    let (sign, hours, minutes) = match text {
        [] => return Err(InvalidTime::NoOffset),
        [b'Z' | b'z'] => return Ok(TimeDelta::zero()),
        [sign @ (b'+' | b'-'), _, _] => (*sign, digits(text, 1, 2), Some(0)),
        [sign @ (b'+' | b'-'), _, _, _, _] => (*sign, digits(text, 1, 2), digits(text, 3, 2)),
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => (*sign, digits(text, 1, 2), digits(text, 4, 2)),
        _ => return Err(InvalidTime::Form),
    };
    let (Some(hours), Some(minutes)) = (hours, minutes) else {
        return Err(InvalidTime::Form);
    };
    if hours > 23 || minutes > 59 {
        return Err(InvalidTime::Impossible);
    }
    let minutes = i64::from(hours * 60 + minutes);
    Ok(TimeDelta::minutes(if sign == b'-' { -minutes } else { minutes }))
}

/// Reads exactly `length` ASCII digits from position `at`.
fn digits(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    bytes
        .get(at..at + length)?
        .iter()
        .try_fold(0, |number, b| b.is_ascii_digit().then(|| number * 10 + u32::from(b - b'0')))
}
