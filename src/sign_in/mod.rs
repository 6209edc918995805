//! Signing in: the steps from credentials to a caller that need the platform.

mod api_key;
mod bearer;
mod key_set;
mod limits;
mod machine;
pub mod oauth;
mod password;

use crate::auth::{API_KEY_HEADER, AuthError, Caller, CredentialCache, Credentials, VerifiedCaller};
use crate::error::ApiError;
use crate::platform::{RequestContext, random_bytes};
use std::cell::{Cell, RefCell};

thread_local! {
    static CACHE: RefCell<Option<CredentialCache>> = const { RefCell::new(None) };
    /// How often the cache was cache_generation. A sign-in that was under way then does not store its credentials.
    static CACHE_GENERATION: Cell<u32> = const { Cell::new(0) };
    /// The generation of the settings that callers were last verified with.
    static GENERATION: Cell<u32> = const { Cell::new(0) };
}

/// Drops everything that was verified with older settings.
fn drop_caches_of_older_settings(generation: u32) {
    if GENERATION.replace(generation) != generation {
        empty_cache();
        key_set::forget();
    }
}

/// Empties the cache of verified credentials, also for sign-ins that are under way.
fn empty_cache() {
    CACHE_GENERATION.set(CACHE_GENERATION.get().wrapping_add(1));
    CACHE.take();
}

/// The caller with the credentials of a request: those in `Authorization`, or else an API key. With `Authorization` the key is
/// not even looked at.
///
/// # Errors
/// 401; 429 after too many wrong passwords or keys; 500 or 503 if the credentials cannot be checked.
pub async fn caller(context: &RequestContext) -> Result<Caller, ApiError> {
    let (settings, generation) = context.platform.auth_settings()?;
    drop_caches_of_older_settings(generation);
    let now = context.started_at.div_euclid(1000);
    let Some(header) = context.header("Authorization").filter(|header| !header.is_empty()) else {
        let key = context.header(API_KEY_HEADER).filter(|key| !key.is_empty()).ok_or(AuthError::Missing)?;
        let verify = async {
            let cache_generation = CACHE_GENERATION.get();
            Ok((api_key::verify(context, &key).await?, cache_generation))
        };
        // No header has a line feed, so a key is never found as an `Authorization` header.
        return remembered_or(context, &format!("\n{key}"), now, verify).await;
    };
    let verify = async {
        Ok(match Credentials::parse(Some(&header))? {
            Credentials::Basic { user_name, password } => {
                let cache_generation = CACHE_GENERATION.get();
                let roles = password::verify(context, &user_name, &password, context.deadline()).await?;
                (VerifiedCaller::without_expiry(Caller::basic(&user_name, roles)), cache_generation)
            }
            Credentials::Bearer(token) => bearer::verify(token, &settings, now).await?,
        })
    };
    remembered_or(context, &header, now, verify).await
}

/// The caller who is remembered with these credentials, or whom `verify` finds, with how often the cache had been emptied
/// before. `now` is in seconds since 1970.
async fn remembered_or(
    context: &RequestContext,
    credentials: &str,
    now: i64,
    verify: impl Future<Output = Result<(VerifiedCaller, u32), ApiError>>,
) -> Result<Caller, ApiError> {
    let cached = CACHE.with_borrow(|cache| {
        let verified = cache.as_ref()?.find(credentials, context.started_at)?;
        Some(verified.caller(now).cloned())
    });
    if let Some(caller) = cached {
        return Ok(caller?);
    }
    let (verified, cache_generation) = verify.await?;
    let caller = verified.caller(now)?.clone();
    if CACHE_GENERATION.get() == cache_generation {
        store(credentials, verified, context.started_at);
    }
    Ok(caller)
}

/// Caches verified credentials. Does nothing if the runtime has no random numbers for the key of the hash.
fn store(credentials: &str, verified: VerifiedCaller, now_ms: i64) {
    CACHE.with_borrow_mut(|cache| {
        if cache.is_none() {
            *cache = random_bytes().ok().map(CredentialCache::new);
        }
        if let Some(cache) = cache {
            cache.store(credentials, verified, now_ms);
        }
    });
}
