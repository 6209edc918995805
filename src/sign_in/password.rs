//! Signing in with HTTP Basic, against the table `sys_user`.

use crate::auth::{
    Account, AuthError, Caller, FailedSignIns, MAX_ITERATIONS, PAUSE_SECONDS, PasswordHash, VerifiedCaller, ip_network,
};
use crate::error::ApiError;
use crate::platform::crypto::{hmac_matches, pbkdf2_matches};
use crate::platform::d1::{self, Session};
use crate::platform::{Limiter, RequestContext, now_ms};
use crate::store::SqlBuilder;
use std::cell::RefCell;

thread_local! {
    static FAILURES: RefCell<FailedSignIns> = const { RefCell::new(FailedSignIns::new()) };
}

/// Verifies a user name and password.
///
/// # Errors
/// 401 if the user is unknown or the password is wrong; 429 after too many failures of the user or at the address; 500 or
/// 503 if the database fails.
pub(super) async fn verify(
    context: &RequestContext,
    user_name: &str,
    password: &str,
) -> Result<VerifiedCaller, ApiError> {
    let address = ip_network(&context.header("CF-Connecting-IP").unwrap_or_default());
    let now = now_ms();
    let pauses = FAILURES.with_borrow_mut(|failures| failures.must_pause(&address, user_name, now));
    if pauses {
        return Err(ApiError::RateLimited(PAUSE_SECONDS));
    }
    if let Some(caller) = look_up(context, user_name, password).await? {
        FAILURES.with_borrow_mut(|failures| failures.succeeded(&address, user_name, now));
        return Ok(VerifiedCaller::by_password(caller));
    }
    let limits = (
        context.platform.is_within_limit(Limiter::SignIn, &address).await,
        context.platform.is_within_limit(Limiter::SignInUser, user_name).await,
    );
    FAILURES.with_borrow_mut(|failures| failures.failed(&address, user_name, limits, now_ms()));
    match limits {
        (true, true) => Err(AuthError::WrongPassword.into()),
        _ => Err(ApiError::RateLimited(PAUSE_SECONDS)),
    }
}

async fn look_up(context: &RequestContext, user_name: &str, password: &str) -> Result<Option<Caller>, ApiError> {
    let mut sql = SqlBuilder::new();
    let name = sql.bind(user_name);
    let query = sql.statement(format!(
        "SELECT cast(u.user_password AS TEXT) AS user_password, u.active = 1 AS active, \
           (SELECT json_group_array(role) FROM sys_user_has_role WHERE user = u.sys_id) AS roles, \
           EXISTS (SELECT 1 FROM sys_user WHERE user_password GLOB '$pbkdf2-sha256$*') AS slow_hashes \
         FROM (SELECT {name} AS user_name) AS asked LEFT JOIN sys_user AS u ON u.user_name = asked.user_name"
    ));
    let results = d1::batch(context, &[query], Session::None, context.deadline()).await?;
    let account: Account =
        results.first(0)?.ok_or_else(|| ApiError::Internal("the query of a user yielded no row".to_owned()))?;
    let stored = account.password();
    let matches = match &stored {
        Some(PasswordHash::Pbkdf2 { iterations, salt, hash }) => {
            pbkdf2_matches(password, salt, *iterations, hash).await?
        }
        Some(PasswordHash::Hmac { salt, hash }) => hmac_matches(salt, hash, password.as_bytes()).await?,
        None => false,
    };
    match account.active_roles().filter(|_| matches) {
        Some(roles) => Ok(Some(Caller::basic(user_name, roles))),
        None => {
            let was_slow = matches!(stored, Some(PasswordHash::Pbkdf2 { .. }));
            if account.has_slow_hashes() && !was_slow {
                pbkdf2_matches(password, &[0; 16], MAX_ITERATIONS, &[]).await?;
            }
            Ok(None)
        }
    }
}
