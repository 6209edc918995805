//! HTTP Basic against table `sys_user`.

use crate::auth::{Account, AuthError, Caller, MAX_ITERATIONS, PasswordHash, VerifiedCaller};
use crate::error::ApiError;
use crate::platform::crypto::{hmac_matches, pbkdf2_matches};
use crate::platform::d1::{self, Session};
use crate::platform::{Limiter, RequestContext, now_ms};
use crate::store::SqlBuilder;
use std::cell::RefCell;

/// How long a user is not listened to from an address with too many failed sign-ins, in seconds.
const PAUSE_SECONDS: u32 = 10;

/// How many such pairs an isolate remembers.
const MAX_PAUSING: usize = 1_000;

thread_local! {
    /// Addresses and users that have to pause, and until when, in milliseconds since 1970.
    static PAUSING: RefCell<Vec<(String, i64)>> = const { RefCell::new(Vec::new()) };
}

/// The user whom a name and a password prove.
///
/// # Errors
/// 401 if there is no such user, or the password is wrong; 429 after too many of these from one address.
pub(super) async fn verify(
    context: &RequestContext,
    user_name: &str,
    password: &str,
) -> Result<VerifiedCaller, ApiError> {
    let address = context.header("CF-Connecting-IP").unwrap_or_default();
    // An address has no blanks, so the text says where it ends.
    let pair = format!("{address} {user_name}");
    check_pause(&pair)?;
    match look_up(context, user_name, password).await? {
        Some(caller) => Ok(VerifiedCaller::by_password(caller)),
        None => {
            count_failure(context, &address, pair).await?;
            Err(AuthError::WrongPassword.into())
        }
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

/// Whether a password may be tried for a user from an address. After too many failures it may not for a while, the right
/// password included: otherwise guessing would go on, and the answers to wrong guesses alone would change. Other users who
/// share the address, as those of one telephony cloud do, are not concerned.
fn check_pause(pair: &str) -> Result<(), ApiError> {
    let now = now_ms();
    let pauses = PAUSING.with_borrow(|pausing| pausing.iter().any(|(other, until)| other == pair && now < *until));
    if pauses { Err(ApiError::RateLimited(PAUSE_SECONDS)) } else { Ok(()) }
}

/// Counts a failed sign-in from an address.
async fn count_failure(context: &RequestContext, address: &str, pair: String) -> Result<(), ApiError> {
    if context.platform.is_within_limit(Limiter::SignIn, address).await {
        return Ok(());
    }
    let now = now_ms();
    PAUSING.with_borrow_mut(|pausing| {
        pausing.retain(|(_, until)| now < *until);
        if pausing.len() < MAX_PAUSING {
            pausing.push((pair, now + i64::from(PAUSE_SECONDS) * 1_000));
        }
    });
    Err(ApiError::RateLimited(PAUSE_SECONDS))
}
