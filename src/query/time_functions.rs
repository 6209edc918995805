//! ServiceNow's functions for times, such as `gs.daysAgoStart(7)`, in queries.
//!
//! They are recognised by name; no script runs. All are in UTC, and a week begins on Monday.

use super::calendar::Unit;
use crate::time::UtcTime;

/// The time that a call such as `hoursAgo(1)` means. `None` for any other text, and for a time outside the years 0000 to
/// 9999.
pub(super) fn evaluate(call: &str, now: UtcTime) -> Option<UtcTime> {
    let (name, arguments) = call.strip_suffix(')')?.split_once('(')?;
    let arguments: Vec<&str> =
        if arguments.trim().is_empty() { Vec::new() } else { arguments.split(',').map(str::trim).collect() };
    if let Some(period) = name.strip_prefix("beginningOf") {
        return period_of(period, &arguments, now).map(|(first, _)| first);
    }
    if let Some(period) = name.strip_prefix("endOf") {
        return period_of(period, &arguments, now).map(|(_, last)| last);
    }
    match (name, arguments.as_slice()) {
        // A time that is compared with today's date is compared with its midnight.
        ("now", []) => Some(Unit::Day.span(0, 0, now)?.0),
        ("nowDateTime" | "nowNoTZ" | "nowGlideDateTime", []) => Some(now),
        ("yesterday", []) => Unit::Day.add(-1, now),
        ("lastWeek", []) => Unit::Week.add(-1, now),
        ("dateGenerate", [moment]) => date_or_time(literal(moment)?),
        ("dateGenerate", [date, time]) => generate(literal(date)?, literal(time)?),
        (_, [number]) => ago(name, literal(number).unwrap_or(number).parse().ok()?, now),
        _ => None,
    }
}

/// Reads a time, or a date, which means its midnight. The numbers need no leading zeros.
pub(super) fn date_or_time(text: &str) -> Option<UtcTime> {
    match text.split_once(' ') {
        Some((date, time)) => generate(date, time),
        None if text.contains(['T', 't']) => UtcTime::parse(text).ok(),
        None => generate(text, "start"),
    }
}

/// The first and last second of a period such as `LastWeek`.
fn period_of(period: &str, arguments: &[&str], now: UtcTime) -> Option<(UtcTime, UtcTime)> {
    let (unit, from, to) = match period {
        "CurrentMinute" => (Unit::Minute, 0, 0),
        "LastMinute" => (Unit::Minute, -1, -1),
        "Last15Minutes" => (Unit::Minute, -15, 0),
        "Last30Minutes" => (Unit::Minute, -30, 0),
        "Last45Minutes" => (Unit::Minute, -45, 0),
        "CurrentHour" => (Unit::Hour, 0, 0),
        "LastHour" => (Unit::Hour, -1, -1),
        "Last2Hours" => (Unit::Hour, -2, 0),
        "Today" => (Unit::Day, 0, 0),
        "Yesterday" => (Unit::Day, -1, -1),
        "Tomorrow" => (Unit::Day, 1, 1),
        "Last7Days" => (Unit::Day, -7, 0),
        "Last30Days" => (Unit::Day, -30, 0),
        "Last60Days" => (Unit::Day, -60, 0),
        "Last90Days" => (Unit::Day, -90, 0),
        "Last120Days" => (Unit::Day, -120, 0),
        "ThisWeek" => (Unit::Week, 0, 0),
        "LastWeek" => (Unit::Week, -1, -1),
        "NextWeek" => (Unit::Week, 1, 1),
        "ThisMonth" => (Unit::Month, 0, 0),
        "LastMonth" => (Unit::Month, -1, -1),
        "NextMonth" => (Unit::Month, 1, 1),
        "Last3Months" => (Unit::Month, -3, 0),
        "Last6Months" => (Unit::Month, -6, 0),
        "Last9Months" => (Unit::Month, -9, 0),
        "Last12Months" => (Unit::Month, -12, 0),
        "ThisQuarter" => (Unit::Quarter, 0, 0),
        "LastQuarter" => (Unit::Quarter, -1, -1),
        "NextQuarter" => (Unit::Quarter, 1, 1),
        "Last2Quarters" => (Unit::Quarter, -2, 0),
        "Next2Quarters" => (Unit::Quarter, 0, 2),
        "ThisYear" => (Unit::Year, 0, 0),
        "LastYear" => (Unit::Year, -1, -1),
        "NextYear" => (Unit::Year, 1, 1),
        "Last2Years" => (Unit::Year, -2, 0),
        _ => return period_of_date(period, arguments, now),
    };
    if arguments.is_empty() { unit.span(from, to, now) } else { None }
}

/// The first and last second of the day, week, month or year of a date.
fn period_of_date(period: &str, arguments: &[&str], now: UtcTime) -> Option<(UtcTime, UtcTime)> {
    let (unit, date) = match (period, arguments) {
        ("OneYearAgo", []) => (Unit::Day, Unit::Year.add(-1, now)?),
        ("Day", [date]) => (Unit::Day, date_or_time(literal(date)?)?),
        ("Week", [date]) => (Unit::Week, date_or_time(literal(date)?)?),
        ("Month", [date]) => (Unit::Month, date_or_time(literal(date)?)?),
        ("Year", [date]) => (Unit::Year, date_or_time(literal(date)?)?),
        _ => return None,
    };
    unit.span(0, 0, date)
}

/// The functions of a number of units before now. A negative number is in the future.
fn ago(name: &str, number: i32, now: UtcTime) -> Option<UtcTime> {
    let back = number.checked_neg()?;
    let first = |unit: Unit| Some(unit.span(back, back, now)?.0);
    let last = |unit: Unit| Some(unit.span(back, back, now)?.1);
    match name {
        "minutesAgo" => Unit::Minute.add(back, now),
        "minutesAgoStart" => first(Unit::Minute),
        "minutesAgoEnd" => last(Unit::Minute),
        "hoursAgo" | "hoursAgoLocal" => Unit::Hour.add(back, now),
        "hoursAgoStart" => first(Unit::Hour),
        "hoursAgoEnd" => last(Unit::Hour),
        "daysAgo" => Unit::Day.add(back, now),
        "daysAgoStart" | "daysAgoLocal" => first(Unit::Day),
        "daysAgoEnd" => last(Unit::Day),
        "monthsAgo" => Unit::Month.add(back, now),
        "monthsAgoStart" => first(Unit::Month),
        "monthsAgoEnd" => last(Unit::Month),
        "quartersAgo" => Unit::Quarter.add(back, now),
        "quartersAgoStart" => first(Unit::Quarter),
        "quartersAgoEnd" => last(Unit::Quarter),
        "yearsAgo" => Unit::Year.add(back, now),
        _ => None,
    }
}

/// A time of day: `start`, `end` or `HH:mm:ss`, on a date. Unlike elsewhere, the numbers need no leading zeros.
fn generate(date: &str, time: &str) -> Option<UtcTime> {
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = match time {
        "start" => [0, 0, 0],
        "end" => [23, 59, 59],
        time => numbers(time, ':', [2, 2, 2])?,
    };
    UtcTime::parse(&format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")).ok()
}

/// Three numbers with a separator. `most` are the most digits of each; a year has exactly four.
fn numbers(text: &str, separator: char, most: [usize; 3]) -> Option<[u32; 3]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; 3];
    for (number, most) in numbers.iter_mut().zip(most) {
        let part = parts.next()?;
        let has_digits =
            part.bytes().all(|b| b.is_ascii_digit()) && part.len() <= most && (most < 4 || part.len() == 4);
        *number = if has_digits { part.parse().ok()? } else { return None };
    }
    if parts.next().is_none() { Some(numbers) } else { None }
}

/// The text between two quotation marks of the same kind.
pub(super) fn literal(argument: &str) -> Option<&str> {
    let argument = argument.trim();
    ['\'', '"'].into_iter().find_map(|quote| argument.strip_prefix(quote)?.strip_suffix(quote))
}
