//! Times, against chrono's own reader.
#![no_main]

use chrono::{DateTime, NaiveDateTime};
use help_request_edge::time::UtcTime;
use libfuzzer_sys::fuzz_target;

/// Length of `yyyy-MM-dd HH:mm:ss`.
const PLAIN: usize = 19;

/// What chrono reads in the text, once it is written as RFC 3339 wants. `None` if it has none of the accepted forms, or
/// names a leap second, for which the contract has no room.
fn expected(text: &str) -> Option<NaiveDateTime> {
    let (local, rest) = text.split_at_checked(PLAIN)?;
    let has_digits = local.bytes().enumerate().all(|(at, b)| matches!(at, 4 | 7 | 10 | 13 | 16) || b.is_ascii_digit());
    if !has_digits || !text.is_ascii() || &local[17..] == "60" {
        return None;
    }
    let offset_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (fraction, offset) = rest.split_at(offset_at);
    let offset = match offset.len() {
        0 if fraction.is_empty() && local.as_bytes()[10] == b' ' => "Z".to_owned(),
        0 => return None,
        3 => format!("{offset}:00"),
        5 => format!("{}:{}", &offset[..3], &offset[3..]),
        _ => offset.to_owned(),
    };
    let rfc3339 = format!("{local}{}{offset}", fraction.replace(',', "."));
    DateTime::parse_from_rfc3339(&rfc3339).ok().map(|read| read.naive_utc())
}

fuzz_target!(|text: &str| {
    let expected = expected(text).map(|moment| moment.and_utc().timestamp_millis());
    let Ok(time) = UtcTime::parse(text) else {
        // What can be read is refused for its year alone.
        assert_eq!(expected.and_then(UtcTime::from_unix_millis), None);
        return;
    };
    assert_eq!(Some(time), expected.and_then(UtcTime::from_unix_millis));
    let stored = time.to_string();
    assert_eq!(stored.len(), PLAIN);
    assert_eq!(UtcTime::parse(&stored), Ok(time));
    // The database compares times as texts.
    for other in ["0000-01-01 00:00:00", "2026-02-18 11:30:00", "9999-12-31 23:59:59"] {
        assert_eq!(stored.as_str().cmp(other), time.cmp(&UtcTime::parse(other).expect("a time")));
    }
});
