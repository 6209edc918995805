use crate::support::time;
use help_request_edge::time::{InvalidTime, UtcTime};
use proptest::prelude::*;

fn parsed(text: &str) -> Result<String, InvalidTime> {
    UtcTime::parse(text).map(|time| time.to_string())
}

#[track_caller]
fn reads(text: &str, normalised: &str) {
    assert_eq!(parsed(text), Ok(normalised.to_owned()), "{text}");
}

#[track_caller]
fn refuses(reason: InvalidTime, texts: &[&str]) {
    for text in texts {
        assert_eq!(parsed(text), Err(reason), "{text:?}");
    }
}

#[test]
fn the_plain_form_is_utc() {
    reads("2026-02-18 11:30:00", "2026-02-18 11:30:00");
}

#[test]
fn iso_forms_are_normalised_to_utc() {
    reads("2026-02-18T11:30:00Z", "2026-02-18 11:30:00");
    reads("2026-02-18t11:30:00z", "2026-02-18 11:30:00");
    reads("2026-02-18T12:30:00+01:00", "2026-02-18 11:30:00");
    reads("2026-02-18T12:30:00+0100", "2026-02-18 11:30:00");
    reads("2026-02-18T12:30:00+01", "2026-02-18 11:30:00");
    reads("2026-02-18T06:00:00-05:30", "2026-02-18 11:30:00");
    reads("2026-02-18T11:30:00-00:00", "2026-02-18 11:30:00");
    reads("2026-02-18T11:30:00+00:00", "2026-02-18 11:30:00");
    reads("2026-02-18 12:30:00+01:00", "2026-02-18 11:30:00");
}

#[test]
fn an_offset_may_change_the_day_the_month_and_the_year() {
    reads("2026-01-01T00:30:00+01:00", "2025-12-31 23:30:00");
    reads("2025-12-31T23:30:00-01:00", "2026-01-01 00:30:00");
    reads("2024-02-29T23:30:00-01:00", "2024-03-01 00:30:00");
    reads("2026-02-18T11:30:00+23:59", "2026-02-17 11:31:00");
    reads("2026-02-18T11:30:00-23:59", "2026-02-19 11:29:00");
}

#[test]
fn fractions_of_a_second_are_dropped() {
    reads("2026-02-18T11:30:00.5Z", "2026-02-18 11:30:00");
    reads("2026-02-18T11:30:00,999Z", "2026-02-18 11:30:00");
    reads("2026-02-18T23:59:59.999999999999Z", "2026-02-18 23:59:59");
    reads("2026-02-18T12:30:00.123+01:00", "2026-02-18 11:30:00");
}

#[test]
fn the_years_0000_to_9999_are_accepted() {
    reads("0000-01-01 00:00:00", "0000-01-01 00:00:00");
    reads("9999-12-31 23:59:59", "9999-12-31 23:59:59");
    reads("0000-02-29T00:00:00Z", "0000-02-29 00:00:00");
    reads("0000-01-01T00:00:00-00:01", "0000-01-01 00:01:00");
    reads("9999-12-31T23:59:59+00:01", "9999-12-31 23:58:59");
}

#[test]
fn an_offset_that_leads_out_of_these_years_is_impossible() {
    let out_of_range = ["0000-01-01T00:00:00+00:01", "0000-01-01T23:58:59+23:59", "9999-12-31T23:59:59-00:01"];
    refuses(InvalidTime::Impossible, &out_of_range);
}

#[test]
fn impossible_dates_and_times_are_refused() {
    refuses(
        InvalidTime::Impossible,
        &[
            "2026-02-29 11:30:00",
            "2026-02-30T11:30:00Z",
            "1900-02-29 00:00:00",
            "2026-04-31 11:30:00",
            "2026-00-10 11:30:00",
            "2026-13-10 11:30:00",
            "2026-02-00 11:30:00",
            "2026-02-18 24:00:00",
            "2026-02-18T24:00:00Z",
            "2026-02-18 11:60:00",
            "2026-02-18 11:30:61",
        ],
    );
}

#[test]
fn leap_days_are_accepted_in_leap_years() {
    reads("2000-02-29 11:30:00", "2000-02-29 11:30:00");
    reads("2028-02-29T11:30:00Z", "2028-02-29 11:30:00");
}

#[test]
fn a_leap_second_is_refused() {
    refuses(InvalidTime::Impossible, &["2016-12-31 23:59:60", "2016-12-31T23:59:60Z"]);
}

#[test]
fn impossible_offsets_are_refused() {
    let offsets = ["2026-02-18T11:30:00+24:00", "2026-02-18T11:30:00-01:60", "2026-02-18T11:30:00+99"];
    refuses(InvalidTime::Impossible, &offsets);
}

#[test]
fn an_iso_form_without_an_offset_is_refused() {
    refuses(InvalidTime::NoOffset, &["2026-02-18T11:30:00", "2026-02-18t11:30:00", "2026-02-18T11:30:00.5"]);
}

#[test]
fn the_plain_form_has_no_fraction() {
    assert!(UtcTime::parse("2026-02-18 11:30:00.5").is_err());
    assert!(UtcTime::parse("2026-02-18 11:30:00.").is_err());
}

#[test]
fn everything_else_is_refused() {
    refuses(
        InvalidTime::Form,
        &[
            "",
            "now",
            "2026-02-18",
            "2026-02-18 11:30",
            "2026-02-18T11:30Z",
            "2026-2-18 11:30:00",
            "26-02-18 11:30:00",
            "+2026-02-18T11:30:00Z",
            "-2026-02-18T11:30:00Z",
            "12026-02-18 11:30:00",
            "2026/02/18 11:30:00",
            "2026-02-18_11:30:00",
            "2026-02-18  11:30:00",
            "18-02-2026 11:30:00",
            "20260218T113000Z",
            "2026-W08-3T11:30:00Z",
            "2026-02-18 11.30.00",
            "2026-02-18 11:30:00 ",
            " 2026-02-18 11:30:00",
            "2026-02-18 11:30:00 UTC",
            "2026-02-18 11:30:00 +01:00",
            "2026-02-18 11:30:00 AM",
            "2026-02-18T11:30:00ZZ",
            "2026-02-18T11:30:00Z+01:00",
            "2026-02-18T11:30:00+1",
            "2026-02-18T11:30:00+1:00",
            "2026-02-18T11:30:00+010",
            "2026-02-18T11:30:00+01:0",
            "2026-02-18T11:30:00+01:00:00",
            "2026-02-18T11:30:00+01-00",
            "2026-02-18T11:30:00\u{2212}01:00",
            "2026-02-18T11:30:00.Z",
            "2026-02-18T11:30:00.5.5Z",
            "2026-02-18T11:30:00;5Z",
            "2026-02-18T11:30:00[UTC]",
            "2026-02-18T11:30:0\u{0660}Z",
            "1771414200",
        ],
    );
}

#[test]
fn milliseconds_since_1970_are_the_second_that_contains_them() {
    let at = |millis| UtcTime::from_unix_millis(millis).map(|time| time.to_string());
    assert_eq!(at(0).as_deref(), Some("1970-01-01 00:00:00"));
    assert_eq!(at(999).as_deref(), Some("1970-01-01 00:00:00"));
    assert_eq!(at(1000).as_deref(), Some("1970-01-01 00:00:01"));
    assert_eq!(at(-1).as_deref(), Some("1969-12-31 23:59:59"));
    assert_eq!(at(1_771_414_200_123).as_deref(), Some("2026-02-18 11:30:00"));
}

#[test]
fn milliseconds_outside_the_years_0000_to_9999_are_none() {
    let first = -62_167_219_200_000;
    let last = 253_402_300_799_999;
    assert_eq!(UtcTime::from_unix_millis(first), Some(time("0000-01-01 00:00:00")));
    assert_eq!(UtcTime::from_unix_millis(first - 1), None);
    assert_eq!(UtcTime::from_unix_millis(last), Some(time("9999-12-31 23:59:59")));
    assert_eq!(UtcTime::from_unix_millis(last + 1), None);
    assert_eq!(UtcTime::from_unix_millis(i64::MIN), None);
    assert_eq!(UtcTime::from_unix_millis(i64::MAX), None);
}

#[test]
fn times_are_ordered_as_they_happen() {
    assert!(time("2026-02-18 11:30:00") < time("2026-02-18 11:30:01"));
    assert!(time("2026-02-18T13:00:00+02:00") < time("2026-02-18 11:00:01"));
    assert_eq!(time("2026-02-18T13:00:00+02:00"), time("2026-02-18 11:00:00"));
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(millis in -62_167_219_200_000..=253_402_300_799_999_i64) {
        let time = UtcTime::from_unix_millis(millis).unwrap();
        prop_assert_eq!(UtcTime::parse(&time.to_string()), Ok(time));
    }

    #[test]
    fn what_is_accepted_is_normalised(text in "[0-9]{4}-[01][0-9]-[0-3][0-9][T t][0-2][0-9]:[0-5][0-9]:[0-5][0-9]([.,][0-9]{1,4})?(Z|z|[+-][0-2][0-9](:?[0-5][0-9])?)?") {
        if let Ok(time) = UtcTime::parse(&text) {
            let normal = time.to_string();
            prop_assert_eq!(normal.len(), 19);
            prop_assert!(normal.bytes().zip(b"0000-00-00 00:00:00").all(|(b, form)| match form {
                b'0' => b.is_ascii_digit(),
                _ => b == *form,
            }), "{}", normal);
            prop_assert_eq!(UtcTime::parse(&normal), Ok(time));
        }
    }

    #[test]
    fn the_order_of_times_is_that_of_their_texts(a in 0..=253_402_300_799_999_i64, b in 0..=253_402_300_799_999_i64) {
        let (a, b) = (UtcTime::from_unix_millis(a).unwrap(), UtcTime::from_unix_millis(b).unwrap());
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
    }
}
