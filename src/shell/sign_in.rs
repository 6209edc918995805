//! Who calls: the step between the credentials and the caller that needs the platform.

use super::platform::random;
use super::request::Exchange;
use super::web_crypto::VerifyingKey;
use super::{key_set, password_check};
use crate::auth::AuthFailure;
use crate::auth::{Algorithm, Caller, Credentials, Token, TokenCache};
use crate::config::{Config, JwksSource};
use crate::http::ApiError;
use std::cell::{Cell, RefCell};

thread_local! {
    /// How often all remembered tokens were forgotten.
    static FORGOTTEN: Cell<u32> = const { Cell::new(0) };
    static TOKENS: RefCell<Option<TokenCache>> = const { RefCell::new(None) };
    /// The key made of the configured secret. As the configuration, it stays the same while the isolate lives.
    static SECRET_KEY: RefCell<Option<VerifyingKey>> = const { RefCell::new(None) };
}

/// Forgets which tokens had a right signature, those included that are being looked at.
pub(super) fn forget_tokens() {
    FORGOTTEN.set(FORGOTTEN.get().wrapping_add(1));
    TOKENS.take();
}

/// The caller whom the credentials prove.
pub(super) async fn caller(exchange: &Exchange, config: &Config) -> Result<Caller, ApiError> {
    match Credentials::parse(exchange.header("authorization").as_deref())? {
        Credentials::Basic { user_name, password } => password_check::caller(exchange, &user_name, &password).await,
        Credentials::Bearer(token) => bearer(&token, config, exchange.started_at).await,
    }
}

async fn bearer(token: &str, config: &Config, now_ms: i64) -> Result<Caller, ApiError> {
    if config.hs256_secret.is_none() && config.jwks == JwksSource::Off {
        return Err(AuthFailure::BearerOff.into());
    }
    let now = now_ms.div_euclid(1000);
    let known = TOKENS.with_borrow(|tokens| {
        let claims = tokens.as_ref()?.find(token, now_ms)?;
        Some(claims.caller(&config.claims, now))
    });
    if let Some(caller) = known {
        return Ok(caller?);
    }
    let parsed = Token::parse(token)?;
    let keys = keys(&parsed, config).await?;
    let forgotten = FORGOTTEN.get();
    for key in keys {
        if key.verify(parsed.signature(), parsed.signed()).await? {
            let claims = parsed.claims_once_verified()?;
            let caller = claims.caller(&config.claims, now)?;
            if FORGOTTEN.get() == forgotten {
                let random = random()?;
                TOKENS.with_borrow_mut(|tokens| {
                    tokens.get_or_insert_with(|| TokenCache::new(random)).remember(token, claims, now_ms);
                });
            }
            return Ok(caller);
        }
    }
    Err(AuthFailure::TokenSignature.into())
}

/// The keys with which the token may be signed: the secret for HS256, public keys for all else. A public key is never
/// taken for a secret, nor the other way round.
async fn keys(token: &Token<'_>, config: &Config) -> Result<Vec<VerifyingKey>, ApiError> {
    if token.is_for(Algorithm::Hs256) {
        let secret = config.hs256_secret.as_deref().ok_or(AuthFailure::TokenUnknownKey)?;
        return Ok(vec![secret_key(secret).await?]);
    }
    key_set::fitting(token, &config.jwks).await
}

async fn secret_key(secret: &str) -> Result<VerifyingKey, ApiError> {
    if let Some(key) = SECRET_KEY.with_borrow(Clone::clone) {
        return Ok(key);
    }
    let key = VerifyingKey::hmac(secret.as_bytes()).await?;
    SECRET_KEY.set(Some(key.clone()));
    Ok(key)
}
