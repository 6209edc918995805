//! Writes to the log.

use worker::{console_error, console_log};

/// Writes a line to the log, as an error if it reports a fault on our side.
pub fn log(line: &str, is_fault: bool) {
    if is_fault {
        console_error!("{line}");
    } else {
        console_log!("{line}");
    }
}
