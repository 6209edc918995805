//! Who calls: the step between the credentials and the caller that needs the platform.

use super::platform::random_key;
use super::request::Exchange;
use super::web_crypto::is_signed;
use super::{key_set, password_check};
use crate::auth::{Algorithm, AuthFailure, Caller, Credentials, Proof, Proved, Token};
use crate::config::{Config, JwksSource};
use crate::http::ApiError;
use std::cell::{Cell, RefCell};

thread_local! {
    static PROVED: RefCell<Option<Proved>> = const { RefCell::new(None) };
    /// How often all that was proved was forgotten.
    static FORGOTTEN: Cell<u32> = const { Cell::new(0) };
}

/// Forgets which credentials were right, those included that are being looked at.
pub(super) fn forget() {
    FORGOTTEN.set(FORGOTTEN.get().wrapping_add(1));
    PROVED.take();
}

/// The caller whom the credentials prove.
pub(super) async fn caller(exchange: &Exchange, config: &Config) -> Result<Caller, ApiError> {
    let header = exchange.header("Authorization");
    let header = header.as_deref();
    let now = exchange.started_at.div_euclid(1000);
    let known = PROVED.with_borrow(|proved| {
        let proof = proved.as_ref()?.find(header?, exchange.started_at)?;
        Some(proof.caller(now).cloned())
    });
    if let Some(caller) = known {
        return Ok(caller?);
    }
    let (proof, forgotten) = match Credentials::parse(header)? {
        Credentials::Basic { user_name, password } => {
            let forgotten = FORGOTTEN.get();
            (password_check::proof(exchange, &user_name, &password).await?, forgotten)
        }
        Credentials::Bearer(token) => bearer(token, config, now).await?,
    };
    let caller = proof.caller(now)?.clone();
    if let Some(header) = header.filter(|_| FORGOTTEN.get() == forgotten) {
        remember(header, proof, exchange.started_at);
    }
    Ok(caller)
}

/// Remembers verified credentials, unless the platform has no random numbers for the key of their hash.
fn remember(header: &str, proof: Proof, now_ms: i64) {
    PROVED.with_borrow_mut(|proved| {
        if proved.is_none() {
            *proved = random_key().ok().map(Proved::new);
        }
        if let Some(proved) = proved {
            proved.remember(header, proof, now_ms);
        }
    });
}

/// What a token proves, and how often all was forgotten before its signature was looked at. `now` is in seconds since 1970.
async fn bearer(token: &str, config: &Config, now: i64) -> Result<(Proof, u32), ApiError> {
    if config.hs256_secret.is_none() && config.jwks == JwksSource::Off {
        return Err(AuthFailure::BearerOff.into());
    }
    let token = Token::parse(token)?;
    let keys = keys(&token, config).await?;
    if keys.is_empty() {
        return Err(AuthFailure::TokenUnknownKey.into());
    }
    let forgotten = FORGOTTEN.get();
    let mut failure = AuthFailure::TokenSignature.into();
    for (algorithm, key) in keys {
        match is_signed(&token, algorithm, &key).await {
            Ok(true) => return Ok((token.claims_once_verified()?.proof(&config.claims, now)?, forgotten)),
            Err(defect) if !matches!(config.jwks, JwksSource::Url(_)) => failure = defect,
            // One of the issuer's that is none is passed over.
            Ok(false) | Err(_) => {}
        }
    }
    Err(failure)
}

/// The keys with which the token may be signed: the secret for HS256, public keys for all else. A public key is never
/// taken for a secret, nor the other way round.
async fn keys(token: &Token<'_>, config: &Config) -> Result<Vec<(Algorithm, String)>, ApiError> {
    if token.is_for(Algorithm::Hs256) {
        return Ok(config.hs256_secret.iter().map(|secret| (Algorithm::Hs256, secret.clone())).collect());
    }
    let keys = key_set::fitting(token, &config.jwks).await?;
    Ok(keys.iter().map(|key| (key.algorithm(), key.to_json())).collect())
}
