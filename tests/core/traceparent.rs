//! `traceparent` (W3C Trace Context, section 3.2).

use help_request_edge::log::valid_traceparent;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

#[track_caller]
fn is_valid(value: &str) {
    assert_eq!(valid_traceparent(Some(value)), Some(value));
}

#[track_caller]
fn is_dropped(value: &str) {
    assert_eq!(valid_traceparent(Some(value)), None, "{value:?}");
}

#[test]
fn a_valid_one_is_kept() {
    is_valid(&format!("00-{TRACE}-{PARENT}-01"));
    is_valid(&format!("00-{TRACE}-{PARENT}-00"));
    is_valid(&format!("00-{TRACE}-{PARENT}-ff"));
}

#[test]
fn an_absent_one_stays_absent() {
    assert_eq!(valid_traceparent(None), None);
}

#[test]
fn a_later_version_may_append_more() {
    is_valid(&format!("01-{TRACE}-{PARENT}-01"));
    is_valid(&format!("cc-{TRACE}-{PARENT}-01-what-the-future-will-be-like"));
    is_dropped(&format!("00-{TRACE}-{PARENT}-01-what"));
    is_dropped(&format!("00-{TRACE}-{PARENT}-01-"));
    is_dropped(&format!("01-{TRACE}-{PARENT}-01what"));
}

#[test]
fn what_a_later_version_appends_has_a_limit() {
    let value = format!("01-{TRACE}-{PARENT}-01-");
    is_valid(&format!("{value}{}", "x".repeat(128 - value.len())));
    is_dropped(&format!("{value}{}", "x".repeat(129 - value.len())));
}

#[test]
fn the_version_ff_is_forbidden() {
    is_dropped(&format!("ff-{TRACE}-{PARENT}-01"));
}

#[test]
fn ids_of_zeros_are_invalid() {
    is_dropped(&format!("00-{}-{PARENT}-01", "0".repeat(32)));
    is_dropped(&format!("00-{TRACE}-{}-01", "0".repeat(16)));
}

#[test]
fn other_lengths_and_characters_are_invalid() {
    for value in [
        String::new(),
        "-".to_owned(),
        "---".to_owned(),
        TRACE.to_owned(),
        format!("00-{TRACE}-{PARENT}"),
        format!("00-{TRACE}-{PARENT}-"),
        format!("0-{TRACE}-{PARENT}-01"),
        format!("000-{TRACE}-{PARENT}-01"),
        format!("00-{TRACE}0-{PARENT}-01"),
        format!("00-{}-{PARENT}-01", &TRACE[1..]),
        format!("00-{TRACE}-{PARENT}0-01"),
        format!("00-{TRACE}-{}-01", &PARENT[1..]),
        format!("00-{TRACE}-{PARENT}-1"),
        format!("00-{TRACE}-{PARENT}-001"),
        format!("00-{}-{PARENT}-01", TRACE.to_uppercase()),
        format!("00-{TRACE}-{}-01", PARENT.to_uppercase()),
        format!("00-g{}-{PARENT}-01", &TRACE[1..]),
        format!("0x-{TRACE}-{PARENT}-01"),
        format!("00-{TRACE}-{PARENT}-0g"),
        format!(" 00-{TRACE}-{PARENT}-01"),
        format!("00-{TRACE}-{PARENT}-01 "),
        format!("00_{TRACE}_{PARENT}_01"),
        format!("00-{TRACE}-{PARENT}-01, 00-{TRACE}-{PARENT}-01"),
    ] {
        is_dropped(&value);
    }
}
