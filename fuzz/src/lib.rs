//! What several targets share.

use help_request_edge::fault::{Fault, Faults, MAX_FAULTS};
use help_request_edge::format::{Format, RawFields};
use help_request_edge::help_action::{Command, decode};
use help_request_edge::time::UtcTime;

/// A present before and a present after the times in the seeds.
pub const PRESENTS: [&str; 2] = ["2026-02-18 00:00:00", "2026-02-19 00:00:00"];

/// A moment that is known to be one.
///
/// # Panics
/// If it is none.
#[must_use]
pub fn time(text: &str) -> UtcTime {
    UtcTime::parse(text).expect("a time")
}

/// Decodes and checks a body. Whatever is refused is refused in words that can be answered.
///
/// # Errors
/// The faults.
///
/// # Panics
/// If the faults cannot be told to a caller.
pub fn command_of(format: Format, body: &[u8], now: &str) -> Result<Command, Vec<Fault>> {
    let check = |fields: RawFields| Command::from_raw(fields, time(now), false);
    decode(format, body).and_then(check).map_err(Faults::into_list).inspect_err(|faults| can_be_told(faults))
}

/// There are few faults, in words that are short and fit into XML and a log line.
///
/// # Panics
/// If that is not so.
pub fn can_be_told(faults: &[Fault]) {
    assert!((1..=MAX_FAULTS + 1).contains(&faults.len()), "{} faults", faults.len());
    for Fault { field, message, .. } in faults {
        for text in [Some(message), field.as_ref()].into_iter().flatten() {
            assert!(text.len() < 1000, "a long text: {text:?}");
            assert!(!text.contains(|c: char| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}')), "{text:?}");
        }
    }
}
