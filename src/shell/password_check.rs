//! HTTP Basic against table `sys_user`.

use super::d1::Session;
use super::request::Exchange;
use super::web_crypto::{hmac_matches, pbkdf2_matches};
use super::{d1, rate_limit};
use crate::auth::{Account, AuthFailure, Caller, MAX_ITERATIONS, PasswordHash, Proof};
use crate::http::ApiError;
use crate::store::{Statement, sql};

/// What the name and the password of a user prove.
///
/// # Errors
/// 401 if there is no such user, or the password is wrong; 429 after too many of these from one address.
pub(super) async fn proof(exchange: &Exchange, user_name: &str, password: &str) -> Result<Proof, ApiError> {
    let address = exchange.header("CF-Connecting-IP").unwrap_or_default();
    rate_limit::may_try_password(&address, user_name)?;
    match verify(exchange, user_name, password).await? {
        Some(caller) => Ok(Proof::by_password(caller)),
        None => {
            rate_limit::count_failed_sign_in(&exchange.env, &address, user_name).await?;
            Err(AuthFailure::WrongPassword.into())
        }
    }
}

async fn verify(exchange: &Exchange, user_name: &str, password: &str) -> Result<Option<Caller>, ApiError> {
    let query = Statement::new(sql::SIGN_IN, vec![Some(user_name.to_owned())]);
    let results = d1::batch(exchange, &[query], Session::None).await?;
    let account = Account::parse(&results.first(0).unwrap_or_default())
        .ok_or_else(|| ApiError::Internal("the row of a user does not parse".to_owned()))?;
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
        PasswordHash::Hmac { salt, hash } => hmac_matches(salt, hash, password.as_bytes()).await?,
    })
}
