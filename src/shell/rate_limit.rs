//! Rate limits, by the platform's binding. Its counts are approximate and kept per location.

use crate::http::ApiError;
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
    let Ok(limiter) = env.rate_limiter(binding) else {
        return Ok(());
    };
    match limiter.limit(key.to_owned()).await {
        Ok(outcome) if !outcome.success => Err(ApiError::RateLimited),
        _ => Ok(()),
    }
}
