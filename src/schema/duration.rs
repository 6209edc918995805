//! Time spans, as ServiceNow keeps them: the time that lies this long after the beginning of 1970.

use super::value;
use crate::fault::{Fault, FaultCode, excerpt};
use crate::time::UtcTime;
use chrono::TimeDelta;

const BEGINNING: &str = "1970-01-01 00:00:00";

/// Reads a whole number of seconds, or a time after the beginning of 1970, and gives that time.
///
/// # Errors
/// [`FaultCode::InvalidTime`].
pub(super) fn parse(name: &str, text: &str) -> Result<String, Fault> {
    let after = |seconds: u32| value::time(name, BEGINNING).ok()?.plus(TimeDelta::try_seconds(seconds.into())?);
    let time = match text.parse::<u32>() {
        Ok(seconds) => after(seconds),
        Err(_) => UtcTime::parse(text).ok().filter(|time| time.to_string().as_str() >= BEGINNING),
    };
    time.map(|time| time.to_string()).ok_or_else(|| {
        let message = format!(
            "{name} \"{}\" is no time span; give whole seconds such as 312, or 1970-01-01 00:05:12",
            excerpt(text)
        );
        Fault::field(name, FaultCode::InvalidTime, message)
    })
}

/// SQL for a time span in words, such as `5 Minutes 12 Seconds`. `value` is SQL for the stored time.
#[must_use]
pub fn display_sql(value: &str) -> String {
    let part = |unit: &str, seconds: &str| {
        format!("CASE {seconds} WHEN 0 THEN '' WHEN 1 THEN '1 {unit} ' ELSE {seconds}||' {unit}s ' END")
    };
    let in_seconds = format!("unixepoch({value})");
    let days = part("Day", &format!("({in_seconds} / 86400)"));
    let hours = part("Hour", &format!("({in_seconds} / 3600 % 24)"));
    let minutes = part("Minute", &format!("({in_seconds} / 60 % 60)"));
    let seconds = part("Second", &format!("({in_seconds} % 60)"));
    format!("CASE {in_seconds} WHEN 0 THEN '0 Seconds' ELSE rtrim({days}||{hours}||{minutes}||{seconds}) END")
}
