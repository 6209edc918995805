//! A cache of verified credentials, because a system that calls often sends the same ones each time.

use super::VerifiedCaller;
use siphasher::sip128::{Hasher128, SipHasher24};
use std::hash::Hasher;

/// How long verified credentials are accepted without a new check, in milliseconds. Short, so that a changed password or a
/// withdrawn key soon takes effect. The expiry of a token is checked on every call.
pub const REMEMBERED_MS: i64 = 60_000;

/// Most credentials in the cache. A new entry replaces the oldest.
pub const MAX_REMEMBERED: usize = 100;

/// Finds a caller by a keyed hash of the credentials. Does not store the credentials themselves.
#[derive(Debug)]
pub struct CredentialCache {
    key: [u8; 16],
    remembered: Vec<Remembered>,
}

#[derive(Debug)]
struct Remembered {
    fingerprint: u128,
    caller: VerifiedCaller,
    /// Milliseconds since 1970.
    until: i64,
}

impl CredentialCache {
    /// An empty cache. `key` must be random and secret.
    #[must_use]
    pub const fn new(key: [u8; 16]) -> Self {
        Self { key, remembered: Vec::new() }
    }

    /// The caller with these credentials, if they were verified within the last [`REMEMBERED_MS`]. `now_ms` is in
    /// milliseconds since 1970.
    #[must_use]
    pub fn find(&self, credentials: &str, now_ms: i64) -> Option<&VerifiedCaller> {
        let fingerprint = self.fingerprint(credentials);
        let found = self.remembered.iter().find(|one| one.fingerprint == fingerprint && now_ms < one.until);
        found.map(|one| &one.caller)
    }

    /// Stores verified credentials. `now_ms` is in milliseconds since 1970.
    pub fn store(&mut self, credentials: &str, caller: VerifiedCaller, now_ms: i64) {
        let fingerprint = self.fingerprint(credentials);
        self.remembered.retain(|one| one.fingerprint != fingerprint && now_ms < one.until);
        if self.remembered.len() == MAX_REMEMBERED {
            self.remembered.remove(0);
        }
        self.remembered.push(Remembered { fingerprint, caller, until: now_ms + REMEMBERED_MS });
    }

    /// SipHash-2-4 with 128 bits and a secret key. Nobody can construct two credentials with the same hash, and the time of
    /// a comparison reveals nothing about the credentials.
    fn fingerprint(&self, credentials: &str) -> u128 {
        let mut hasher = SipHasher24::new_with_key(&self.key);
        hasher.write(credentials.as_bytes());
        hasher.finish128().as_u128()
    }
}
