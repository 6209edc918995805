//! When keys that were fetched from an identity provider are used, fetched again, or done without.

use super::{Jwk, Token};

/// How long a request may take to fetch keys, in milliseconds; within the 3 seconds that callers wait.
pub const FETCH_TIMEOUT_MS: i64 = 1_500;

/// An unknown key id has the keys fetched again, at most this often, in milliseconds.
pub const REFRESH_INTERVAL_MS: i64 = 60_000;

/// Keys older than this are fetched again, so that a withdrawn key does not stay trusted, in milliseconds.
pub const MAX_AGE_MS: i64 = 600_000;

/// How long keys are trusted while the issuer cannot be reached, in milliseconds: a day.
pub const MAX_TRUST_MS: i64 = 24 * 60 * 60 * 1_000;

/// How long after a failure the keys are not asked for again where there are none, in milliseconds.
pub const RETRY_MS: i64 = 1_000;

/// Fetched keys. Times are in milliseconds since 1970.
pub struct KeyCache {
    keys: Option<Vec<Jwk>>,
    loaded_at: i64,
    /// When the issuer last answered.
    confirmed_at: i64,
    /// When the keys were last fetched for an unknown key id, and for which.
    refreshed_at: Option<i64>,
    refreshed_for: Option<String>,
    fetching_since: Option<i64>,
    failed_at: Option<i64>,
}

/// What a request has to do to get keys for its token.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Verify with these.
    Use(Vec<Jwk>),
    /// No key fits the token.
    Unknown,
    /// The keys could not be fetched, so nothing can be said of the token.
    Unreachable,
    /// No key fits the token, but the keys were fetched for another token a moment ago and are not fetched again yet.
    Barred,
    /// Another request is fetching: ask again shortly.
    Wait,
    /// Fetch the keys and hand them to [`KeyCache::store`].
    Fetch,
}

impl KeyCache {
    /// Without keys.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            keys: None,
            loaded_at: 0,
            confirmed_at: 0,
            refreshed_at: None,
            refreshed_for: None,
            fetching_since: None,
            failed_at: None,
        }
    }

    /// Decides for one request. [`Step::Fetch`] is given to one request at a time.
    pub fn step(&mut self, token: &Token<'_>, now: i64) -> Step {
        if self.failed_at.is_some() && now - self.confirmed_at >= MAX_TRUST_MS {
            self.keys = None;
        }
        let fetching = self.fetching_since.is_some_and(|since| now - since < FETCH_TIMEOUT_MS);
        let Some(keys) = &self.keys else {
            return match self.failed_at {
                _ if fetching => Step::Wait,
                Some(failed_at) if now - failed_at < RETRY_MS => Step::Unreachable,
                _ => self.fetch(now),
            };
        };
        let matching = token.matching(keys);
        let is_old = now - self.loaded_at >= MAX_AGE_MS;
        let refreshed_lately = self.refreshed_at.is_some_and(|at| now - at < REFRESH_INTERVAL_MS);
        match (matching.is_empty(), fetching) {
            (false, true) => Step::Use(matching),
            (false, false) if !is_old => Step::Use(matching),
            (false, false) => self.fetch(now),
            (true, true) => Step::Wait,
            (true, false) if !refreshed_lately => {
                self.refreshed_at = Some(now);
                self.refreshed_for = token.key_id().map(str::to_owned);
                self.fetch(now)
            }
            (true, false) if self.failed_at.is_some() => Step::Unreachable,
            (true, false) if self.refreshed_for.as_deref() != token.key_id() => Step::Barred,
            (true, false) => Step::Unknown,
        }
    }

    /// Takes in what was fetched; `None` if it failed. Old keys stay in use then, and are tried again after a minute.
    pub fn store(&mut self, keys: Option<Vec<Jwk>>, now: i64) {
        self.fetching_since = None;
        if let Some(keys) = keys {
            self.keys = Some(keys);
            self.loaded_at = now;
            self.confirmed_at = now;
            self.failed_at = None;
        } else {
            self.failed_at = Some(now);
            self.loaded_at = self.loaded_at.max(now - MAX_AGE_MS + REFRESH_INTERVAL_MS);
        }
    }

    fn fetch(&mut self, now: i64) -> Step {
        self.fetching_since = Some(now);
        Step::Fetch
    }
}

impl Default for KeyCache {
    fn default() -> Self {
        Self::new()
    }
}
