//! HTTP Basic against table `sys_user`.

use super::d1::Session;
use super::request::Exchange;
use super::web_crypto::{VerifyingKey, pbkdf2_matches};
use super::{d1, platform, rate_limit};
use crate::auth::AuthFailure;
use crate::auth::{Account, Caller, MAX_ITERATIONS, PasswordHash};
use crate::http::ApiError;
use crate::store::{Statement, sql};
use std::cell::RefCell;

/// How long a verified password is remembered, in milliseconds.
const REMEMBERED_MS: i64 = 60_000;

/// How many verified passwords are remembered.
const MAX_REMEMBERED: usize = 100;

/// The key under which passwords are remembered is random and lives and dies with the isolate.
const ISOLATE_KEY_BYTES: usize = 32;

thread_local! {
    static ISOLATE_KEY: RefCell<Option<VerifyingKey>> = const { RefCell::new(None) };
    static REMEMBERED: RefCell<Vec<Remembered>> = const { RefCell::new(Vec::new()) };
}

/// A caller whose password was verified.
struct Remembered {
    /// The keyed hash of the credentials.
    fingerprint: Vec<u8>,
    caller: Caller,
    /// Milliseconds since 1970.
    until: i64,
}

/// The user with that name and password.
///
/// # Errors
/// 401 if there is none; 429 after too many of these from one address.
pub(super) async fn caller(exchange: &Exchange, user_name: &str, password: &str) -> Result<Caller, ApiError> {
    let fingerprint = fingerprint(user_name, password).await?;
    if let Some(caller) = remembered(&fingerprint) {
        return Ok(caller);
    }
    let address = exchange.header("cf-connecting-ip").unwrap_or_default();
    rate_limit::may_try_password(&address, user_name)?;
    match verify(exchange, user_name, password).await? {
        Some(caller) => {
            remember(fingerprint, &caller);
            Ok(caller)
        }
        None => {
            rate_limit::count_failed_sign_in(&exchange.env, &address, user_name).await?;
            Err(AuthFailure::WrongPassword.into())
        }
    }
}

async fn verify(exchange: &Exchange, user_name: &str, password: &str) -> Result<Option<Caller>, ApiError> {
    let query = Statement::new(sql::SIGN_IN, vec![Some(user_name.to_owned())]);
    let row =
        d1::batch(exchange, &[query], Session::None).await?.pop().and_then(|rows| rows.first()).unwrap_or_default();
    let account =
        Account::parse(&row).ok_or_else(|| ApiError::Internal("the row of a user does not parse".to_owned()))?;
    let matches = match &account.password {
        Some(hash) => hash_matches(hash, password).await?,
        None => false,
    };
    match account.active_roles.filter(|_| matches) {
        Some(roles) => Ok(Some(Caller::basic(user_name, roles))),
        None => {
            let was_slow = matches!(account.password, Some(PasswordHash::Pbkdf2 { .. }));
            if account.slow_hashes && !was_slow {
                pbkdf2_matches(password, &[0; 16], MAX_ITERATIONS, &[]).await?;
            }
            Ok(None)
        }
    }
}

async fn hash_matches(hash: &PasswordHash, password: &str) -> Result<bool, ApiError> {
    Ok(match hash {
        PasswordHash::Pbkdf2 { iterations, salt, hash } => pbkdf2_matches(password, salt, *iterations, hash).await?,
        PasswordHash::Hmac { salt, hash } => VerifyingKey::hmac(salt).await?.verify(hash, password.as_bytes()).await?,
    })
}

async fn fingerprint(user_name: &str, password: &str) -> Result<Vec<u8>, ApiError> {
    let key = match ISOLATE_KEY.with_borrow(Clone::clone) {
        Some(key) => key,
        None => {
            let key = VerifyingKey::hmac(&platform::random::<ISOLATE_KEY_BYTES>()?).await?;
            // Another request may have been quicker; what it remembered under its key is then only forgotten.
            ISOLATE_KEY.set(Some(key.clone()));
            key
        }
    };
    // A user name has no colon, so the text says where it ends.
    Ok(key.sign(format!("{user_name}:{password}").as_bytes()).await?)
}

fn remembered(fingerprint: &[u8]) -> Option<Caller> {
    let now = platform::now_ms();
    REMEMBERED.with_borrow(|remembered| {
        let hit = remembered.iter().find(|entry| entry.fingerprint == fingerprint && now < entry.until);
        hit.map(|entry| entry.caller.clone())
    })
}

fn remember(fingerprint: Vec<u8>, caller: &Caller) {
    let now = platform::now_ms();
    REMEMBERED.with_borrow_mut(|remembered| {
        remembered.retain(|entry| now < entry.until);
        if remembered.len() < MAX_REMEMBERED {
            remembered.push(Remembered { fingerprint, caller: caller.clone(), until: now + REMEMBERED_MS });
        }
    });
}
