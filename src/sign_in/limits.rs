//! The limits of failed sign-ins, which are the same for all credentials that somebody could guess.

use crate::auth::{AuthError, FailedSignIns, PAUSE_SECONDS, ip_network};
use crate::error::ApiError;
use crate::platform::{Limiter, RequestContext, now_ms};
use std::cell::RefCell;

thread_local! {
    static FAILURES: RefCell<FailedSignIns> = const { RefCell::new(FailedSignIns::new()) };
}

/// Checks credentials, unless too many were wrong before. `name` is the owner: a user name, or for other credentials a name
/// with a colon in it, which no user name has. `check` yields nothing if they are wrong. It does not run during a pause.
///
/// # Errors
/// `refusal` if the credentials are wrong; 429 after too many failures under the name or in the network; the errors of
/// `check`.
pub(super) async fn limited<T>(
    context: &RequestContext,
    name: &str,
    refusal: impl Into<AuthError>,
    check: impl Future<Output = Result<Option<T>, ApiError>>,
) -> Result<T, ApiError> {
    let network = ip_network(&context.header("CF-Connecting-IP").unwrap_or_default());
    let now = now_ms();
    let pauses = FAILURES.with_borrow_mut(|failures| failures.must_pause(&network, name, now));
    if pauses {
        return Err(ApiError::RateLimited(PAUSE_SECONDS));
    }
    if let Some(checked) = check.await? {
        FAILURES.with_borrow_mut(|failures| failures.succeeded(&network, name, now));
        return Ok(checked);
    }
    let limits = (
        context.platform.is_within_limit(Limiter::SignIn, &network).await,
        context.platform.is_within_limit(Limiter::SignInUser, name).await,
    );
    FAILURES.with_borrow_mut(|failures| failures.failed(&network, name, limits, now_ms()));
    match limits {
        (true, true) => Err(refusal.into().into()),
        _ => Err(ApiError::RateLimited(PAUSE_SECONDS)),
    }
}
