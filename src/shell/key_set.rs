//! Public keys of token issuers: from the configuration, or fetched and kept in the isolate.

use super::platform;
use super::task::settled;
use crate::auth::{FETCH_TIMEOUT_MS, Jwk, KeyCache, Step, Token, parse_jwks};
use crate::config::JwksSource;
use crate::http::ApiError;
use std::cell::RefCell;

/// The largest key set that is read, in bytes.
const MAX_KEY_SET_BYTES: u32 = 256 * 1024;

/// How long a request sleeps while another one fetches the keys, in milliseconds.
const WAIT_MS: u32 = 20;

thread_local! {
    static FETCHED: RefCell<KeyCache> = const { RefCell::new(KeyCache::new()) };
}

/// The keys with which the token may be signed.
///
/// # Errors
/// 503 if the keys cannot be fetched.
pub(super) async fn fitting(token: &Token<'_>, source: &JwksSource) -> Result<Vec<Jwk>, ApiError> {
    match source {
        JwksSource::Inline(keys) => Ok(token.fitting(keys)),
        JwksSource::Url(url) if token.has_public_key() => fetched(token, url).await,
        JwksSource::Url(_) | JwksSource::Off => Ok(Vec::new()),
    }
}

async fn fetched(token: &Token<'_>, url: &str) -> Result<Vec<Jwk>, ApiError> {
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

async fn fetch(url: &str) -> Option<Vec<Jwk>> {
    let timeout = u32::try_from(FETCH_TIMEOUT_MS).unwrap_or_default();
    let text = settled(platform::fetch_text(url, timeout, MAX_KEY_SET_BYTES)).await.ok()?.as_string()?;
    parse_jwks(&text).ok()
}
