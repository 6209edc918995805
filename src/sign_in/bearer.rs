//! Bearer tokens.

use super::{EMPTIED, key_set};
use crate::auth::{Algorithm, AuthError, AuthSettings, JwksSource, Token, VerifiedCaller};
use crate::error::ApiError;
use crate::platform::crypto::is_signed;

/// The caller whom a token names, and how often the cache was emptied before the signature was looked at. `now` is in seconds
/// since 1970.
///
/// # Errors
/// 401, or 503 if the keys cannot be fetched.
pub(super) async fn verify(token: &str, settings: &AuthSettings, now: i64) -> Result<(VerifiedCaller, u32), ApiError> {
    if settings.hs256_secret.is_none() && settings.jwks == JwksSource::Off {
        return Err(AuthError::BearerOff.into());
    }
    let token = Token::parse(token)?;
    let keys = keys(&token, settings).await?;
    if keys.is_empty() {
        return Err(AuthError::TokenUnknownKey.into());
    }
    let emptied = EMPTIED.get();
    let mut error = AuthError::TokenSignature.into();
    for (algorithm, key) in keys {
        match is_signed(&token, algorithm, &key).await {
            Ok(true) => return Ok((token.claims_once_verified()?.verified_caller(&settings.claims, now)?, emptied)),
            Err(defect) if !matches!(settings.jwks, JwksSource::Url(_)) => error = defect,
            // Ignores a key of the issuer that cannot be imported.
            Ok(false) | Err(_) => {}
        }
    }
    Err(error)
}

/// The keys with which the token may be signed: the secret for HS256, public keys for all else. A public key is never taken
/// for a secret, nor the other way round.
async fn keys(token: &Token<'_>, settings: &AuthSettings) -> Result<Vec<(Algorithm, String)>, ApiError> {
    if token.is_for(Algorithm::Hs256) {
        return Ok(settings.hs256_secret.iter().map(|secret| (Algorithm::Hs256, secret.clone())).collect());
    }
    let keys = key_set::matching(token, &settings.jwks).await?;
    Ok(keys.iter().map(|key| (key.algorithm(), key.to_json())).collect())
}
