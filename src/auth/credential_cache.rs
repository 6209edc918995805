//! Credentials that were verified a moment ago: a system that calls again and again sends the same ones.

use super::VerifiedCaller;
use siphasher::sip128::{Hasher128, SipHasher24};
use std::hash::Hasher;

/// How long verified credentials are good without another look, in milliseconds. A changed password and a withdrawn key have to
/// be noticed. The times of a token are checked at each call.
pub const REMEMBERED_MS: i64 = 60_000;

/// How many credentials are remembered.
pub const MAX_REMEMBERED: usize = 100;

/// Whom credentials name, by a keyed hash of them. The credentials themselves are not kept.
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
    /// An empty cache. `key` is random and stays secret.
    #[must_use]
    pub const fn new(key: [u8; 16]) -> Self {
        Self { key, remembered: Vec::new() }
    }

    /// Whom these credentials named a moment ago.
    #[must_use]
    pub fn find(&self, credentials: &str, now_ms: i64) -> Option<&VerifiedCaller> {
        let fingerprint = self.fingerprint(credentials);
        let found = self.remembered.iter().find(|one| one.fingerprint == fingerprint && now_ms < one.until);
        found.map(|one| &one.caller)
    }

    /// Remembers verified credentials.
    pub fn store(&mut self, credentials: &str, caller: VerifiedCaller, now_ms: i64) {
        let fingerprint = self.fingerprint(credentials);
        self.remembered.retain(|one| one.fingerprint != fingerprint && now_ms < one.until);
        if self.remembered.len() == MAX_REMEMBERED {
            self.remembered.remove(0);
        }
        self.remembered.push(Remembered { fingerprint, caller, until: now_ms + REMEMBERED_MS });
    }

    /// SipHash-2-4 with 128 bits and a secret key. Nobody can find two credentials with the same hash, and how long a
    /// comparison takes says nothing about the credentials.
    fn fingerprint(&self, credentials: &str) -> u128 {
        let mut hasher = SipHasher24::new_with_key(&self.key);
        hasher.write(credentials.as_bytes());
        hasher.finish128().as_u128()
    }
}
