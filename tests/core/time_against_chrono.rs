//! The reader of times against chrono's own.

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike};
use help_request_edge::time::UtcTime;
use proptest::prelude::*;

const PLAIN_FORM: &str = "%Y-%m-%d %H:%M:%S";

/// Texts near RFC 3339, valid and not.
const NEARLY_RFC_3339: &str = "[0-9]{4}-(0[0-9]|1[0-3])-([0-2][0-9]|3[0-2])[Tt ]([01][0-9]|2[0-4]):[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,12})?\
     (Z|z|[+-]([01][0-9]|2[0-4]):[0-6][0-9])";

/// What the contract says of a text that chrono has read: in UTC, in the years that can be stored, without a fraction.
fn expected(moment: NaiveDateTime) -> Option<String> {
    let (year, month, day) = (moment.year(), moment.month(), moment.day());
    let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
    let text = format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}");
    (0..=9999).contains(&year).then_some(text)
}

fn actual(text: &str) -> Option<String> {
    UtcTime::parse(text).ok().map(|time| time.to_string())
}

/// Whether the text names a leap second, which the contract has no room for.
fn is_leap_second(text: &str) -> bool {
    text.get(17..19) == Some("60")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn rfc_3339_means_the_same_moment(text in NEARLY_RFC_3339) {
        if let Ok(read) = DateTime::parse_from_rfc3339(&text)
            && !is_leap_second(&text)
        {
            prop_assert_eq!(actual(&text), expected(read.naive_utc()));
        }
    }

    #[test]
    fn rfc_3339_that_chrono_refuses_is_refused(text in NEARLY_RFC_3339) {
        if DateTime::parse_from_rfc3339(&text).is_err() {
            prop_assert_eq!(actual(&text), None);
        }
    }

    #[test]
    fn the_plain_form_means_the_same_moment(
        text in "[0-9]{4}-(0[0-9]|1[0-3])-([0-2][0-9]|3[0-2]) ([01][0-9]|2[0-4]):[0-6][0-9]:[0-5][0-9]",
    ) {
        let read = NaiveDateTime::parse_from_str(&text, PLAIN_FORM).ok();
        prop_assert_eq!(actual(&text), read.and_then(expected));
    }
}
