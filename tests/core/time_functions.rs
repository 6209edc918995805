//! ServiceNow's functions for times in queries, against a calendar of this file's own that knows nothing of chrono.

use crate::support::{table, time};
use help_request_edge::query::{FieldPath, Value};
use std::sync::LazyLock;

/// The moments at which the functions are evaluated: both sides of every border of an hour, a day, a week, a month, a quarter
/// and a year, in common years, leap years and centuries, and moments between them.
fn presents() -> Vec<i64> {
    let mut presents = Vec::new();
    for year in [1999, 2000, 2023, 2024, 2025, 2026, 2027, 2028, 2099, 2100] {
        for month in 1..=12 {
            let first = seconds(year, month, 1);
            // The month's border, and its third day's.
            for border in [first, first + 2 * DAY, first + 13 * HOUR] {
                presents.extend([border - 1, border, border + 1]);
            }
        }
        // Each day of two weeks, and the days around the end of February.
        presents.extend((0..14).map(|day| seconds(year, 6, 10) + day * DAY + 12 * HOUR + 34 * MINUTE + 56));
        presents.extend((-3..3).map(|day| seconds(year, 3, 1) + day * DAY + 23 * HOUR + 59 * MINUTE + 59));
    }
    presents
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days before each year, since the beginning of the year 0, by counting.
static DAYS_BEFORE: LazyLock<Vec<i64>> = LazyLock::new(|| {
    let mut days = 0;
    let mut before = |year| {
        days += if is_leap(year) { 366 } else { 365 };
        days
    };
    std::iter::once(0).chain((0..=10_000).map(&mut before)).collect()
});

fn days_before(year: i64) -> i64 {
    DAYS_BEFORE[usize::try_from(year).unwrap()]
}

/// Midnight of a day, in seconds since the beginning of the year 0.
fn seconds(year: i64, month: i64, day: i64) -> i64 {
    let months: i64 = (1..month).map(|month| days_of(year, month)).sum();
    (days_before(year) + months + day - 1) * DAY
}

/// Year, month and day.
fn date(moment: i64) -> (i64, i64, i64) {
    let mut days = moment.div_euclid(DAY);
    let year = i64::try_from(DAYS_BEFORE.partition_point(|before| *before <= days)).unwrap() - 1;
    days -= days_before(year);
    let mut month = 1;
    while days >= days_of(year, month) {
        days -= days_of(year, month);
        month += 1;
    }
    (year, month, days + 1)
}

fn text(moment: i64) -> String {
    let ((year, month, day), of_day) = (date(moment), moment.rem_euclid(DAY));
    let (hour, minute, second) = (of_day / HOUR, of_day % HOUR / MINUTE, of_day % MINUTE);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// The first second of the month that is so many months after the moment's.
fn month(moment: i64, later: i64) -> i64 {
    let (year, month, _) = date(moment);
    let months = year * 12 + month - 1 + later;
    seconds(months.div_euclid(12), months.rem_euclid(12) + 1, 1)
}

/// The same day and time of day in the month that is so many months later, or that month's last day.
fn months_later(moment: i64, later: i64) -> i64 {
    let ((_, _, day), first) = (date(moment), month(moment, later));
    let (year, in_year, _) = date(first);
    first + (day.min(days_of(year, in_year)) - 1) * DAY + moment.rem_euclid(DAY)
}

fn quarter(moment: i64, later: i64) -> i64 {
    let (_, in_year, _) = date(moment);
    month(moment, later * 3 - (in_year - 1) % 3)
}

fn year(moment: i64, later: i64) -> i64 {
    seconds(date(moment).0 + later, 1, 1)
}

fn day(moment: i64, later: i64) -> i64 {
    moment - moment.rem_euclid(DAY) + later * DAY
}

/// The Monday. 3 January of the year 0 was one.
fn week(moment: i64, later: i64) -> i64 {
    let monday = seconds(0, 1, 3);
    moment - (moment - monday).rem_euclid(7 * DAY) + later * 7 * DAY
}

fn hour(moment: i64, later: i64) -> i64 {
    moment - moment.rem_euclid(HOUR) + later * HOUR
}

fn minute(moment: i64, later: i64) -> i64 {
    moment - moment.rem_euclid(MINUTE) + later * MINUTE
}

#[track_caller]
fn is(call: &str, now: i64, expected: i64) {
    let path = FieldPath::parse(table("interaction"), "opened_at").unwrap();
    let now = text(now);
    let found = Value::parse(&path, &format!("javascript:gs.{call}"), time(&now));
    assert_eq!(found.map(|value| value.as_str().to_owned()), Ok(text(expected)), "{call} at {now}");
}

#[test]
fn the_calendar_of_this_file_is_right() {
    assert_eq!(text(seconds(2026, 11, 28) + 9 * HOUR), "2026-11-28 09:00:00");
    // A Saturday, after Monday the 23rd.
    assert_eq!(text(week(seconds(2026, 11, 28), 0)), "2026-11-23 00:00:00");
    assert_eq!(text(week(seconds(2026, 11, 23) - 1, 0)), "2026-11-16 00:00:00");
    assert_eq!(text(months_later(seconds(2024, 3, 31), -1)), "2024-02-29 00:00:00");
    assert_eq!(text(quarter(seconds(2026, 1, 1), -1)), "2025-10-01 00:00:00");
}

type Start = fn(i64, i64) -> i64;

#[test]
fn periods_around_now() {
    let periods: [(&str, Start, i64, i64); 36] = [
        ("CurrentMinute", minute, 0, 0),
        ("LastMinute", minute, -1, -1),
        ("Last15Minutes", minute, -15, 0),
        ("Last30Minutes", minute, -30, 0),
        ("Last45Minutes", minute, -45, 0),
        ("CurrentHour", hour, 0, 0),
        ("LastHour", hour, -1, -1),
        ("Last2Hours", hour, -2, 0),
        ("Today", day, 0, 0),
        ("Yesterday", day, -1, -1),
        ("Tomorrow", day, 1, 1),
        ("Last7Days", day, -7, 0),
        ("Last30Days", day, -30, 0),
        ("Last60Days", day, -60, 0),
        ("Last90Days", day, -90, 0),
        ("Last120Days", day, -120, 0),
        ("ThisWeek", week, 0, 0),
        ("LastWeek", week, -1, -1),
        ("NextWeek", week, 1, 1),
        ("ThisMonth", month, 0, 0),
        ("LastMonth", month, -1, -1),
        ("NextMonth", month, 1, 1),
        ("Last3Months", month, -3, 0),
        ("Last6Months", month, -6, 0),
        ("Last9Months", month, -9, 0),
        ("Last12Months", month, -12, 0),
        ("ThisQuarter", quarter, 0, 0),
        ("LastQuarter", quarter, -1, -1),
        ("NextQuarter", quarter, 1, 1),
        ("Last2Quarters", quarter, -2, 0),
        ("Next2Quarters", quarter, 0, 2),
        ("ThisYear", year, 0, 0),
        ("LastYear", year, -1, -1),
        ("NextYear", year, 1, 1),
        ("Last2Years", year, -2, 0),
        ("OneYearAgo", |now, later| day(months_later(now, -12), later), 0, 0),
    ];
    for now in presents() {
        for (name, start, from, to) in periods {
            is(&format!("beginningOf{name}()"), now, start(now, from));
            is(&format!("endOf{name}( )"), now, start(now, to + 1) - 1);
        }
    }
}

#[test]
fn periods_of_a_date() {
    let periods: [(&str, Start); 4] = [("Day", day), ("Week", week), ("Month", month), ("Year", year)];
    for moment in presents() {
        for (name, start) in periods {
            let (date, whole) = (text(moment)[..10].to_owned(), text(moment));
            is(&format!("beginningOf{name}('{date}')"), 0, start(moment, 0));
            is(&format!("endOf{name}(\"{whole}\")"), 0, start(moment, 1) - 1);
        }
    }
}

#[test]
fn times_before_and_after_now() {
    let starts: [(&str, Start); 5] =
        [("minutes", minute), ("hours", hour), ("days", day), ("months", month), ("quarters", quarter)];
    for now in presents() {
        for number in [0, 1, 2, 5, 11, 23, 31, 366, -1, -4, -13] {
            for (unit, start) in starts {
                is(&format!("{unit}AgoStart({number})"), now, start(now, -number));
                is(&format!("{unit}AgoEnd( {number} )"), now, start(now, 1 - number) - 1);
            }
            is(&format!("minutesAgo({number})"), now, now - number * MINUTE);
            is(&format!("hoursAgo('{number}')"), now, now - number * HOUR);
            is(&format!("hoursAgoLocal({number})"), now, now - number * HOUR);
            is(&format!("daysAgo(\"{number}\")"), now, now - number * DAY);
            is(&format!("daysAgoLocal({number})"), now, day(now, -number));
            is(&format!("monthsAgo({number})"), now, months_later(now, -number));
            is(&format!("quartersAgo({number})"), now, months_later(now, -3 * number));
            is(&format!("yearsAgo({number})"), now, months_later(now, -12 * number));
        }
        is("now()", now, day(now, 0));
        for name in ["nowDateTime", "nowNoTZ", "nowGlideDateTime"] {
            is(&format!("{name}()"), now, now);
        }
        is("yesterday()", now, now - DAY);
        is("lastWeek()", now, now - 7 * DAY);
    }
}

#[test]
fn what_the_vendor_shows() {
    let now = seconds(2024, 10, 15) + 8 * HOUR;
    is("quartersAgoStart(2)", now, seconds(2024, 4, 1));
    is("quartersAgoEnd(2)", now, seconds(2024, 7, 1) - 1);
    is("monthsAgoEnd(5)", now, seconds(2024, 6, 1) - 1);
    is("hoursAgoStart(0)", now + 59, now);
    is("beginningOfLastMonth()", now, seconds(2024, 9, 1));
}

#[test]
fn the_first_and_the_last_year() {
    let (first, last) = (0, seconds(10_000, 1, 1) - 1);
    is("beginningOfThisYear()", first, first);
    is("endOfThisYear()", last, last);
    is("endOfLast2Years()", last, last);
    is("minutesAgoEnd(0)", last, last);
}
