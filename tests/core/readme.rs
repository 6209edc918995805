//! The limits in the README are those of the code.

use help_request_edge::auth::MAX_AUTHORIZATION_BYTES;
use help_request_edge::fault::MAX_FAULTS;
use help_request_edge::format::MAX_BODY_BYTES;
use help_request_edge::query::{MAX_QUERY_BYTES, MAX_TERMS, MAX_VALUES};
use help_request_edge::table::{MAX_CHARACTERS, MAX_LIMIT};

const README: &str = include_str!("../../README.md");

#[test]
fn the_limits_are_those_of_the_code() {
    let (_, limits) = README.split_once("## Limits").unwrap();
    let words: Vec<&str> = limits.split_whitespace().collect();
    for limit in [
        MAX_BODY_BYTES,
        MAX_AUTHORIZATION_BYTES,
        MAX_FAULTS,
        usize::try_from(MAX_LIMIT).unwrap(),
        usize::try_from(MAX_CHARACTERS).unwrap(),
        MAX_QUERY_BYTES,
        MAX_TERMS,
        MAX_VALUES,
    ] {
        assert!(words.contains(&limit.to_string().as_str()), "{limit}");
    }
}
