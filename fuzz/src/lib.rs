//! What several targets share.

#[path = "../../tests/core/oracles.rs"]
#[allow(clippy::missing_panics_doc, clippy::must_use_candidate, reason = "a file of the tests")]
pub mod oracles;

use help_request_edge::fault::{Fault, Faults};
use help_request_edge::format::{Format, RawFields};
use help_request_edge::help_action::{Command, decode};
use help_request_edge::time::UtcTime;
use oracles::can_be_told;

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
