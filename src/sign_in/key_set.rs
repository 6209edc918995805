//! The public keys of token issuers: from the configuration, or fetched and cached in the isolate.

use crate::auth::{FETCH_TIMEOUT_MS, Jwk, JwksSource, KeyCache, Step, Token, parse_key_set};
use crate::error::ApiError;
use crate::log::JobLog;
use crate::platform::{get_text, log, now_ms, sleep};
use std::cell::{Cell, RefCell};
use std::time::Duration;

/// The largest key set that is accepted, in bytes.
const MAX_KEY_SET_BYTES: usize = 256 * 1024;

/// Some servers put one in front of JSON. Readers may ignore it (RFC 8259, section 8.1).
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// How long a request sleeps before it asks again whether another request has fetched the keys.
const WAIT: Duration = Duration::from_millis(20);

/// Drops the fetched keys, because the settings may now have another URL. Calls that wait for keys of the old URL give up.
pub(super) fn forget() {
    FETCHED.set(KeyCache::new());
    FORGOTTEN.set(FORGOTTEN.get().wrapping_add(1));
}

thread_local! {
    static FETCHED: RefCell<KeyCache> = const { RefCell::new(KeyCache::new()) };
    /// How often the keys were dropped.
    static FORGOTTEN: Cell<u32> = const { Cell::new(0) };
}

/// The keys that the token may be signed with.
///
/// # Errors
/// 503 if the keys cannot be fetched.
pub(super) async fn matching(token: &Token<'_>, source: &JwksSource) -> Result<Vec<Jwk>, ApiError> {
    match source {
        JwksSource::Inline(keys) => Ok(token.matching(keys)),
        JwksSource::Url(url) if token.has_public_key() => fetched(token, url).await,
        JwksSource::Url(_) | JwksSource::Off => Ok(Vec::new()),
    }
}

async fn fetched(token: &Token<'_>, url: &str) -> Result<Vec<Jwk>, ApiError> {
    let started_at = now_ms();
    let forgotten = FORGOTTEN.get();
    let is_current = || FORGOTTEN.get() == forgotten;
    while is_current() {
        let now = now_ms();
        match FETCHED.with_borrow_mut(|cache| cache.step(token, now)) {
            Step::Use(keys) => return Ok(keys),
            Step::NoMatch => return Ok(Vec::new()),
            Step::Wait if now - started_at < FETCH_TIMEOUT_MS => sleep(WAIT).await,
            Step::RefreshLimited => {
                return Err(ApiError::Unavailable(
                    "the keys were fetched for another token less than a minute ago".to_owned(),
                ));
            }
            Step::Wait | Step::Unreachable => {
                return Err(ApiError::Unavailable("JWT_JWKS_URL does not deliver a key set".to_owned()));
            }
            Step::Fetch => {
                let keys = fetch(url).await;
                if keys.is_none() {
                    let line: JobLog = JobLog::failed("fetch_key_set", "JWT_JWKS_URL does not deliver a key set");
                    log(&line.to_line(), true);
                }
                if is_current() {
                    // A key may have been withdrawn, so callers whose tokens it signed must not stay in the cache.
                    super::empty_cache();
                    FETCHED.with_borrow_mut(|cache| cache.store(keys, now_ms()));
                }
            }
        }
    }
    Err(ApiError::Unavailable("the settings changed while the keys were fetched".to_owned()))
}

async fn fetch(url: &str) -> Option<Vec<Jwk>> {
    let timeout = FETCH_TIMEOUT_MS.try_into().ok()?;
    let text = get_text(url, timeout, MAX_KEY_SET_BYTES).await?;
    parse_key_set(text.trim_start_matches(BYTE_ORDER_MARK)).ok()
}
