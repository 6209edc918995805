//! Signing in: the steps from credentials to a caller that need the platform.

mod bearer;
mod key_set;
mod password;

use crate::auth::{Caller, CredentialCache, Credentials, VerifiedCaller};
use crate::error::ApiError;
use crate::platform::{RequestContext, random_key};
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

/// The caller with these credentials.
///
/// # Errors
/// 401; 429 after too many wrong passwords; 500 or 503 if the credentials cannot be checked.
pub async fn caller(context: &RequestContext) -> Result<Caller, ApiError> {
    let (settings, generation) = context.platform.auth_settings()?;
    drop_caches_of_older_settings(generation);
    let header = context.header("Authorization");
    let header = header.as_deref();
    let now = context.started_at.div_euclid(1000);
    let cached = CACHE.with_borrow(|cache| {
        let verified = cache.as_ref()?.find(header?, context.started_at)?;
        Some(verified.caller(now).cloned())
    });
    if let Some(caller) = cached {
        return Ok(caller?);
    }
    let (verified, cache_generation) = match Credentials::parse(header)? {
        Credentials::Basic { user_name, password } => {
            let cache_generation = CACHE_GENERATION.get();
            (password::verify(context, &user_name, &password).await?, cache_generation)
        }
        Credentials::Bearer(token) => bearer::verify(token, &settings, now).await?,
    };
    let caller = verified.caller(now)?.clone();
    if let Some(header) = header.filter(|_| CACHE_GENERATION.get() == cache_generation) {
        store(header, verified, context.started_at);
    }
    Ok(caller)
}

/// Caches verified credentials. Does nothing if the runtime has no random numbers for the key of the hash.
fn store(header: &str, verified: VerifiedCaller, now_ms: i64) {
    CACHE.with_borrow_mut(|cache| {
        if cache.is_none() {
            *cache = random_key().ok().map(CredentialCache::new);
        }
        if let Some(cache) = cache {
            cache.store(header, verified, now_ms);
        }
    });
}
