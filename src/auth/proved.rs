//! Credentials that were found right a moment ago: a system that calls again and again sends the same ones.

use super::Proof;
use std::hash::Hasher;
#[expect(deprecated, reason = "the standard library's other hashers take no key")]
use std::hash::SipHasher;

/// How long credentials are taken for right without another look, in milliseconds: a password that is changed and a key that
/// is withdrawn have to be noticed. The times of a token are checked at each call.
pub const REMEMBERED_MS: i64 = 60_000;

/// How many are remembered.
pub const MAX_REMEMBERED: usize = 100;

/// What credentials have proved, by a keyed hash of them. They are not kept themselves.
#[derive(Debug)]
pub struct Proved {
    keys: [u64; 4],
    remembered: Vec<Remembered>,
}

#[derive(Debug)]
struct Remembered {
    fingerprint: [u64; 2],
    proof: Proof,
    /// Milliseconds since 1970.
    until: i64,
}

impl Proved {
    /// Nothing yet. The random keys live and die with it.
    #[must_use]
    pub fn new(random: [u8; 32]) -> Self {
        let (keys, _) = random.as_chunks();
        let mut keys = keys.iter().map(|key| u64::from_le_bytes(*key));
        Self { keys: std::array::from_fn(|_| keys.next().unwrap_or_default()), remembered: Vec::new() }
    }

    /// What these credentials have proved a moment ago.
    #[must_use]
    pub fn find(&self, credentials: &str, now_ms: i64) -> Option<&Proof> {
        let fingerprint = self.fingerprint(credentials);
        let is_it = |one: &&Remembered| one.fingerprint == fingerprint && now_ms < one.until;
        self.remembered.iter().find(is_it).map(|one| &one.proof)
    }

    /// Remembers credentials that are right.
    pub fn remember(&mut self, credentials: &str, proof: Proof, now_ms: i64) {
        let fingerprint = self.fingerprint(credentials);
        self.remembered.retain(|one| one.fingerprint != fingerprint && now_ms < one.until);
        if self.remembered.len() == MAX_REMEMBERED {
            self.remembered.remove(0);
        }
        self.remembered.push(Remembered { fingerprint, proof, until: now_ms + REMEMBERED_MS });
    }

    /// 128 bits of SipHash-2-4 under two keys that nobody outside knows: no two credentials that anybody can find have the
    /// same, and how long a comparison takes tells nothing of them.
    fn fingerprint(&self, credentials: &str) -> [u64; 2] {
        let [a, b, c, d] = self.keys;
        let hash = |first, second| {
            #[expect(deprecated, reason = "the standard library's other hashers take no key")]
            let mut hasher = SipHasher::new_with_keys(first, second);
            hasher.write(credentials.as_bytes());
            hasher.finish()
        };
        [hash(a, b), hash(c, d)]
    }
}
