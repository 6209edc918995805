//! Rate limits, by the platform's binding. Its counts are approximate and kept per location.

use super::platform::now_ms;
use crate::http::{ApiError, RETRY_AFTER_SECONDS};
use std::cell::RefCell;
use worker::Env;

/// The binding that counts calls by caller.
const CALLER_LIMITER: &str = "RATE_LIMITER";

/// The binding that counts failed sign-ins by address.
const SIGN_IN_LIMITER: &str = "SIGN_IN_LIMITER";

/// Counts a call of the caller.
///
/// # Errors
/// [`ApiError::RateLimited`] if there were too many. Without the binding there is no limit, and where the binding fails,
/// a call that may be let in is.
pub(super) async fn admit(env: &Env, identity: &str) -> Result<(), ApiError> {
    if is_within(env, CALLER_LIMITER, identity).await {
        Ok(())
    } else {
        Err(ApiError::RateLimited(RETRY_AFTER_SECONDS))
    }
}

/// How long a user is not listened to from an address with too many failed sign-ins, in seconds.
const PAUSE_SECONDS: u32 = 10;

/// How many such pairs an isolate remembers.
const MAX_PAUSING: usize = 1_000;

thread_local! {
    /// Addresses and users that have to pause, and until when, in milliseconds since 1970.
    static PAUSING: RefCell<Vec<(String, i64)>> = const { RefCell::new(Vec::new()) };
}

/// Whether a password may be tried for a user from an address. After too many failures it may not for a while, the right
/// password included: otherwise guessing would go on, and the answers to wrong guesses alone would change. Other users who
/// share the address, as those of one telephony cloud do, are not concerned.
///
/// # Errors
/// [`ApiError::RateLimited`] if it may not.
pub(super) fn may_try_password(address: &str, user_name: &str) -> Result<(), ApiError> {
    let (now, pair) = (now_ms(), pair(address, user_name));
    let pauses = PAUSING.with_borrow(|pausing| pausing.iter().any(|(other, until)| *other == pair && now < *until));
    if pauses { Err(ApiError::RateLimited(PAUSE_SECONDS)) } else { Ok(()) }
}

/// An address has no blanks, so the text says where it ends.
fn pair(address: &str, user_name: &str) -> String {
    [address, " ", user_name].concat()
}

/// Counts a failed sign-in of a user from an address.
///
/// # Errors
/// [`ApiError::RateLimited`] if there were too many.
pub(super) async fn count_failed_sign_in(env: &Env, address: &str, user_name: &str) -> Result<(), ApiError> {
    if is_within(env, SIGN_IN_LIMITER, address).await {
        return Ok(());
    }
    let now = now_ms();
    PAUSING.with_borrow_mut(|pausing| {
        pausing.retain(|(_, until)| now < *until);
        if pausing.len() < MAX_PAUSING {
            pausing.push((pair(address, user_name), now + i64::from(PAUSE_SECONDS) * 1_000));
        }
    });
    Err(ApiError::RateLimited(PAUSE_SECONDS))
}

async fn is_within(env: &Env, limiter: &str, key: &str) -> bool {
    match env.rate_limiter(limiter) {
        Ok(limiter) => limiter.limit(key.to_owned()).await.map_or(true, |outcome| outcome.success),
        Err(_) => true,
    }
}
