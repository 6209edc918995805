//! Clock, random numbers and ids.

use crate::error::ApiError;
use crate::sys_id::SysId;
use crate::time::UtcTime;
use std::time::Duration;
use uuid::ContextV7;
use wasm_bindgen::JsCast;
use web_sys::{Crypto, WorkerGlobalScope};
use worker::Delay;

thread_local! {
    /// Counts the ids of one millisecond, so that they sort in the order in which they were made.
    static IDS: ContextV7 = const { ContextV7::new() };
}

/// Milliseconds since 1970. Does not use `worker::Date::now`, which creates an object on each call.
#[expect(clippy::cast_possible_truncation, reason = "the clock counts whole milliseconds")]
pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Converts milliseconds since 1970 to a time, cutting off fractions of a second.
///
/// # Errors
/// [`ApiError::Internal`] if the time is out of range.
pub fn utc_time(ms: i64) -> Result<UtcTime, ApiError> {
    UtcTime::from_unix_millis(ms).ok_or_else(|| ApiError::Internal("the platform's clock is out of range".to_owned()))
}

pub async fn sleep(duration: Duration) {
    Delay::from(duration).await;
}

/// A new id. Ids sort by `now_ms`, the time in milliseconds since 1970.
pub fn new_id(now_ms: i64) -> SysId {
    IDS.with(|ids| SysId::new_v7(u64::try_from(now_ms).unwrap_or_default(), ids))
}

/// Random bytes from the runtime's secure generator, fit for secrets.
///
/// # Errors
/// The runtime has no random numbers.
pub fn random_bytes<const LENGTH: usize>() -> worker::Result<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    crypto()?.get_random_values_with_u8_array(&mut bytes)?;
    Ok(bytes)
}

/// A random number from 0 to 255. Not for secrets.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 255")]
pub fn jitter() -> u8 {
    (js_sys::Math::random() * 256.0) as u8
}

/// The runtime's cryptography.
///
/// # Errors
/// The runtime has no `crypto`.
pub(super) fn crypto() -> worker::Result<Crypto> {
    Ok(js_sys::global().unchecked_into::<WorkerGlobalScope>().crypto()?)
}
