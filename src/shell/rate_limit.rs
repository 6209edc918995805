//! Rate limits, by the platform's binding. Its counts are approximate and kept per location.

use crate::http::ApiError;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::Env;

/// Counts a call of the caller.
///
/// # Errors
/// [`ApiError::RateLimited`] if there were too many. Without the binding there is no limit, and where the binding fails,
/// a call that may be let in is.
pub(super) async fn admit(env: &Env, identity: &str) -> Result<(), ApiError> {
    is_within("RATE_LIMITER", env, identity).await
}

/// Counts a failed sign-in from an address.
///
/// # Errors
/// [`ApiError::RateLimited`] if there were too many.
pub(super) async fn count_failed_sign_in(env: &Env, address: &str) -> Result<(), ApiError> {
    is_within("SIGN_IN_LIMITER", env, address).await
}

async fn is_within(binding: &str, env: &Env, key: &str) -> Result<(), ApiError> {
    let limiter = Reflect::get(env, &binding.into()).unwrap_or_default();
    if limiter.is_undefined() {
        return Ok(());
    }
    match limit(&limiter, key).await {
        Ok(false) => Err(ApiError::RateLimited),
        Ok(true) | Err(_) => Ok(()),
    }
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
