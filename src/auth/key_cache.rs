//! A cache of public keys from an identity provider: when to use them, and when to fetch them again.

use super::{Jwk, Token};

/// How long fetching keys may take, in milliseconds. Callers give up after 3 seconds.
pub const FETCH_TIMEOUT_MS: i64 = 1_500;

/// Least time between two fetches because of an unknown key id, in milliseconds. Otherwise forged tokens could start a
/// fetch on every call.
pub const REFRESH_INTERVAL_MS: i64 = 60_000;

/// Age at which keys are fetched again, in milliseconds, so that a withdrawn key does not stay trusted.
pub const MAX_AGE_MS: i64 = 600_000;

/// How long old keys are trusted while the issuer cannot be reached, in milliseconds: a day.
pub const MAX_TRUST_MS: i64 = 24 * 60 * 60 * 1_000;

/// Least time between a failed fetch and the next one while there are no keys at all, in milliseconds.
pub const RETRY_MS: i64 = 1_000;

/// Fetched keys, and when they were fetched. Times are in milliseconds since 1970.
pub struct KeyCache {
    keys: Option<Vec<Jwk>>,
    loaded_at: i64,
    /// When the issuer last delivered keys.
    confirmed_at: i64,
    /// When the keys were last fetched because of an unknown key id. `refreshed_for` is that id.
    refreshed_at: Option<i64>,
    refreshed_for: Option<String>,
    fetching_since: Option<i64>,
    failed_at: Option<i64>,
}

/// What a request must do next to get keys for its token.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Verify with these keys.
    Use(Vec<Jwk>),
    /// No key fits the token, and the keys were fetched for its key id. Refuse it.
    NoMatch,
    /// The keys cannot be fetched, so the token can be neither accepted nor refused.
    Unreachable,
    /// No key fits the token. The keys were fetched for another key id less than a minute ago, so a new fetch must wait.
    RefreshLimited,
    /// Another request is fetching the keys. Ask again shortly.
    Wait,
    /// Fetch the keys and hand them to [`KeyCache::store`].
    Fetch,
}

impl KeyCache {
    /// A cache without keys.
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

    /// Decides the next step of one request. Only one request at a time gets [`Step::Fetch`]. `now` is in milliseconds
    /// since 1970.
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
            (true, false) if self.refreshed_for.as_deref() != token.key_id() => Step::RefreshLimited,
            (true, false) => Step::NoMatch,
        }
    }

    /// Stores fetched keys. `None` means that the fetch failed: old keys then stay in use, for [`MAX_TRUST_MS`] at most,
    /// and the next try comes a minute later. `now` is in milliseconds since 1970.
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
