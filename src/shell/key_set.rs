//! Public keys of token issuers: from the configuration, or fetched; imported once and kept in the isolate.

use super::platform;
use super::task::settled;
use super::web_crypto::VerifyingKey;
use crate::auth::AuthFailure;
use crate::auth::{Algorithm, FETCH_TIMEOUT_MS, Jwk, KeyCache, Step, Token, parse_jwks};
use crate::config::JwksSource;
use crate::http::ApiError;
use std::cell::RefCell;

/// The largest key set that is read, in bytes.
const MAX_KEY_SET_BYTES: u32 = 256 * 1024;

/// How long a request sleeps while another one fetches the keys, in milliseconds.
const WAIT_MS: u32 = 20;

type ImportedKeys = Vec<(Jwk, VerifyingKey)>;

thread_local! {
    static INLINE: RefCell<Option<ImportedKeys>> = const { RefCell::new(None) };
    static FETCHED: RefCell<KeyCache<VerifyingKey>> = RefCell::new(KeyCache::default());
}

/// The keys with which the token may be signed.
///
/// # Errors
/// 401 if there is none, 503 if the keys cannot be fetched, 500 if a configured key is none.
pub(super) async fn fitting(token: &Token<'_>, source: &JwksSource) -> Result<Vec<VerifyingKey>, ApiError> {
    let may_fit = token.is_for(Algorithm::Rs256) || token.is_for(Algorithm::Es256);
    let keys = match source {
        JwksSource::Inline(keys) if may_fit => inline(token, keys).await?,
        JwksSource::Url(url) if may_fit => fetched(token, url).await?,
        _ => Vec::new(),
    };
    if keys.is_empty() { Err(AuthFailure::TokenUnknownKey.into()) } else { Ok(keys) }
}

async fn inline(token: &Token<'_>, keys: &[Jwk]) -> Result<Vec<VerifyingKey>, ApiError> {
    if INLINE.with_borrow(Option::is_none) {
        let mut imported = Vec::with_capacity(keys.len());
        for jwk in keys {
            let key = VerifyingKey::public(jwk).await.ok_or_else(|| {
                let reason =
                    format!("configuration: JWT_JWKS has a key that is none: {}", jwk.kid().unwrap_or("no kid"));
                ApiError::Internal(reason)
            })?;
            imported.push((jwk.clone(), key));
        }
        INLINE.set(Some(imported));
    }
    let fits = |(jwk, key): &(Jwk, VerifyingKey)| token.may_be_signed_with(jwk).then(|| key.clone());
    Ok(INLINE.with_borrow(|keys| keys.iter().flatten().filter_map(fits).collect()))
}

async fn fetched(token: &Token<'_>, url: &str) -> Result<Vec<VerifyingKey>, ApiError> {
    let started_at = platform::now_ms();
    loop {
        let now = platform::now_ms();
        match FETCHED.with_borrow_mut(|cache| cache.step(token, now)) {
            Step::Use(keys) => return Ok(keys),
            Step::Unknown => return Ok(Vec::new()),
            Step::Wait if now - started_at < FETCH_TIMEOUT_MS => {
                let _: Result<_, _> = settled(platform::pause(WAIT_MS)).await;
            }
            Step::Wait | Step::Unreachable => {
                return Err(ApiError::Unavailable("JWT_JWKS_URL does not deliver a key set".to_owned()));
            }
            Step::Fetch => {
                let keys = fetch(url).await;
                // A key may be gone: what was signed with it is not to be believed any longer.
                super::sign_in::forget();
                FETCHED.with_borrow_mut(|cache| cache.fetched(keys, platform::now_ms()));
            }
        }
    }
}

/// Fetches and imports a key set. A key of it that cannot be imported is passed over.
async fn fetch(url: &str) -> Option<ImportedKeys> {
    let timeout = u32::try_from(FETCH_TIMEOUT_MS).unwrap_or_default();
    let text = settled(platform::fetch_text(url, timeout, MAX_KEY_SET_BYTES)).await.ok()?.as_string()?;
    let mut imported = Vec::new();
    for jwk in parse_jwks(&text).ok()? {
        if let Some(key) = VerifyingKey::public(&jwk).await {
            imported.push((jwk, key));
        }
    }
    (!imported.is_empty()).then_some(imported)
}
