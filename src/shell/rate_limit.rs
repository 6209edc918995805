//! Rate limits, by the platform's binding. Its counts are approximate and kept per location.

use super::platform::now_ms;
use crate::http::{ApiError, RETRY_AFTER_SECONDS};
use js_sys::{Function, Object, Promise, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::Env;

/// Counts a call of the caller.
///
/// # Errors
/// [`ApiError::RateLimited`] if there were too many. Without the binding there is no limit, and where the binding fails,
/// a call that may be let in is.
pub(super) async fn admit(env: &Env, identity: &str) -> Result<(), ApiError> {
    if is_within("RATE_LIMITER", env, identity).await {
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
    format!("{address} {user_name}")
}

/// Counts a failed sign-in of a user from an address.
///
/// # Errors
/// [`ApiError::RateLimited`] if there were too many.
pub(super) async fn count_failed_sign_in(env: &Env, address: &str, user_name: &str) -> Result<(), ApiError> {
    if is_within("SIGN_IN_LIMITER", env, address).await {
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

async fn is_within(binding: &str, env: &Env, key: &str) -> bool {
    let limiter = Reflect::get(env, &binding.into()).unwrap_or_default();
    limiter.is_undefined() || limit(&limiter, key).await.unwrap_or(true)
}

/// `limiter.limit({ key })`. Not by way of `worker::RateLimiter`, whose conversion of two one-field objects is 5 KB.
async fn limit(limiter: &JsValue, key: &str) -> Result<bool, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"key".into(), &key.into())?;
    let method: Function = Reflect::get(limiter, &"limit".into())?.dyn_into()?;
    let promise: Promise = method.call1(limiter, &options)?.dyn_into()?;
    let outcome = JsFuture::from(promise).await?;
    Ok(Reflect::get(&outcome, &"success".into())?.is_truthy())
}
