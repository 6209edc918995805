//! Pauses: why the relay pauses, and for how long.

use super::answer::Answer;
use chrono::DateTime;
use serde::Serialize;

/// The first pause, in milliseconds. Each further one is twice as long.
const FIRST_PAUSE_MS: i64 = 2_000;

/// The longest pause if the instance does not ask for one, in milliseconds: 15 minutes.
pub const LONGEST_PAUSE_MS: i64 = 15 * 60 * 1_000;

/// The longest pause that the instance can ask for, in milliseconds. ServiceNow's limits are per hour.
const LONGEST_ASKED_MS: i64 = 60 * 60 * 1_000;

/// A pause of the whole relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Why.
    pub reason: PauseReason,
    /// How long the instance asks the relay to wait, in milliseconds; `None` if it does not say.
    pub asked_ms: Option<i64>,
}

/// Why the relay pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// The instance sleeps, is being upgraded, or something else answers in its place.
    Asleep,
    /// The instance does not accept the credentials.
    Unauthorized,
    /// The user may not do this: a role or an access policy is missing.
    Forbidden,
    /// The instance has no Help Request API, or not at this URL.
    UnknownUri,
    /// The instance has received too many calls.
    RateLimited,
    /// The instance has not answered, or has answered 5xx, several times in a row.
    NoAnswer,
}

impl PauseReason {
    /// The word in the database, the log and the status.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asleep => "asleep",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::UnknownUri => "unknown_uri",
            Self::RateLimited => "rate_limited",
            Self::NoAnswer => "no_answer",
        }
    }

    /// Whether it lasts until the operator corrects something.
    #[must_use]
    pub const fn is_for_operator(self) -> bool {
        matches!(self, Self::Unauthorized | Self::Forbidden | Self::UnknownUri)
    }
}

/// The pause after this many failures in a row, in milliseconds. `jitter` is random, so that calls that failed together are not
/// repeated together.
#[must_use]
pub fn pause_ms(failures: u32, jitter: u8) -> i64 {
    let doublings = failures.saturating_sub(1).min(16);
    let longest = (FIRST_PAUSE_MS << doublings).min(LONGEST_PAUSE_MS);
    longest * 3 / 4 + longest * i64::from(jitter) / (4 * i64::from(u8::MAX))
}

/// How long the instance asks to wait, in milliseconds: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3), or
/// ServiceNow's `X-RateLimit-Reset` in seconds since 1970. `None` if it does not say, or not in a valid form.
pub(super) fn asked_ms(answer: &Answer, now: i64) -> Option<i64> {
    let seconds = |text: &str| text.trim().parse::<i64>().ok().filter(|seconds| *seconds >= 0);
    let retry_after = answer.retry_after.as_deref().and_then(|text| {
        let until = || DateTime::parse_from_rfc2822(text.trim()).ok().map(|until| until.timestamp_millis() - now);
        seconds(text).map(|seconds| seconds.saturating_mul(1_000)).or_else(until)
    });
    let reset = || {
        let reset = answer.rate_limit_reset.as_deref().and_then(seconds)?;
        Some(reset.saturating_mul(1_000).saturating_sub(now))
    };
    retry_after.or_else(reset).filter(|ms| *ms > 0).map(|ms| ms.min(LONGEST_ASKED_MS))
}
