//! Tokens whose signature was right a moment ago: a system that calls again and again sends the same one.

use super::jwt::Claims;
use std::hash::Hasher;
#[expect(deprecated, reason = "the standard library's other hashers take no key")]
use std::hash::SipHasher;

/// How long a token's signature is taken for right without another look, in milliseconds: a key that is withdrawn has to be
/// noticed. Times and all other claims are checked at each call.
pub const REMEMBERED_MS: i64 = 60_000;

/// How many tokens are remembered.
pub const MAX_REMEMBERED: usize = 100;

/// Claims of tokens, by a keyed hash of the tokens, which are not kept themselves.
#[derive(Debug)]
pub struct TokenCache {
    keys: [u64; 4],
    remembered: Vec<Remembered>,
}

#[derive(Debug)]
struct Remembered {
    fingerprint: [u64; 2],
    claims: Claims,
    /// Milliseconds since 1970.
    until: i64,
}

impl TokenCache {
    /// An empty cache. The random keys live and die with it.
    #[must_use]
    pub fn new(random: [u8; 32]) -> Self {
        let (keys, _) = random.as_chunks();
        let mut keys = keys.iter().map(|key| u64::from_le_bytes(*key));
        Self { keys: std::array::from_fn(|_| keys.next().unwrap_or_default()), remembered: Vec::new() }
    }

    /// The claims of a token, if its signature was right a moment ago.
    #[must_use]
    pub fn find(&self, token: &str, now_ms: i64) -> Option<&Claims> {
        let fingerprint = self.fingerprint(token);
        let is_it = |one: &&Remembered| one.fingerprint == fingerprint && now_ms < one.until;
        self.remembered.iter().find(is_it).map(|one| &one.claims)
    }

    /// Remembers a token whose signature is right.
    pub fn remember(&mut self, token: &str, claims: Claims, now_ms: i64) {
        let fingerprint = self.fingerprint(token);
        self.remembered.retain(|one| one.fingerprint != fingerprint && now_ms < one.until);
        if self.remembered.len() == MAX_REMEMBERED {
            self.remembered.remove(0);
        }
        self.remembered.push(Remembered { fingerprint, claims, until: now_ms + REMEMBERED_MS });
    }

    /// 128 bits of SipHash-2-4 under two keys that nobody outside knows: no two tokens that anybody can find have the same,
    /// and how long a comparison takes tells nothing of a token.
    fn fingerprint(&self, token: &str) -> [u64; 2] {
        let [a, b, c, d] = self.keys;
        [(a, b), (c, d)].map(|(first, second)| {
            #[expect(deprecated, reason = "the standard library's other hashers take no key")]
            let mut hasher = SipHasher::new_with_keys(first, second);
            hasher.write(token.as_bytes());
            hasher.finish()
        })
    }
}
