//! The `traceparent` header of distributed tracing (W3C Trace Context, section 3.2).

/// The header's value, if it is valid.
#[must_use]
pub fn valid_traceparent(header: Option<&str>) -> Option<&str> {
    header.filter(|value| is_valid(value))
}

fn is_valid(value: &str) -> bool {
    let mut parts = value.split('-');
    let (Some(version), Some(trace), Some(parent), Some(flags)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let hex = |part: &str, length| part.len() == length && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let not_zero = |part: &str| part.bytes().any(|b| b != b'0');
    // Version 00 has exactly four parts. Later versions may append more.
    (version != "00" || parts.next().is_none())
        && value.len() <= MAX_TRACEPARENT
        && hex(version, 2)
        && version != "ff"
        && hex(trace, 32)
        && not_zero(trace)
        && hex(parent, 16)
        && not_zero(parent)
        && hex(flags, 2)
}

/// Longest value that is logged, in bytes. A value of version 00 has 55.
const MAX_TRACEPARENT: usize = 128;
