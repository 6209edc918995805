//! Signing in with a bearer token.

use super::{CACHE_GENERATION, key_set};
use crate::auth::{Algorithm, AuthError, AuthSettings, JwksSource, Token, VerifiedCaller};
use crate::error::ApiError;
use crate::platform::crypto::is_signature_valid;

/// Verifies a token. Returns its caller, and how often the cache had been emptied before the signature was checked. `now`
/// is in seconds since 1970.
///
/// # Errors
/// 401; 500 if a configured key cannot be used; 503 if the keys cannot be fetched.
pub(super) async fn verify(token: &str, settings: &AuthSettings, now: i64) -> Result<(VerifiedCaller, u32), ApiError> {
    if settings.hs256_secret.is_none() && settings.jwks == JwksSource::Off {
        return Err(AuthError::BearerOff.into());
    }
    let token = Token::parse(token)?;
    let keys = keys(&token, settings).await?;
    if keys.is_empty() {
        return Err(AuthError::TokenUnknownKey.into());
    }
    let emptied = CACHE_GENERATION.get();
    let mut error = AuthError::TokenSignature.into();
    for (algorithm, key) in keys {
        match is_signature_valid(&token, algorithm, &key).await {
            Ok(true) => return Ok((token.claims_once_verified()?.verified_caller(&settings.claims, now)?, emptied)),
            Err(defect) if !matches!(settings.jwks, JwksSource::Url(_)) => error = defect,
            // Ignores an issuer's key that cannot be imported.
            Ok(false) | Err(_) => {}
        }
    }
    Err(error)
}

/// The keys that the token may be signed with: the secret for HS256, public keys for anything else. So a public key is
/// never used as a secret, nor a secret as a public key.
async fn keys(token: &Token<'_>, settings: &AuthSettings) -> Result<Vec<(Algorithm, String)>, ApiError> {
    if token.is_for(Algorithm::Hs256) {
        return Ok(settings.hs256_secret.iter().map(|secret| (Algorithm::Hs256, secret.clone())).collect());
    }
    let keys = key_set::matching(token, &settings.jwks).await?;
    Ok(keys.iter().map(|key| (key.algorithm(), key.to_json())).collect())
}
