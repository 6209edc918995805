//! Tokens whose signature was right a moment ago: a system that calls again and again sends the same one.

use super::jwt::Claims;
use subtle::ConstantTimeEq;

/// How long a token's signature is taken for right without another look, in milliseconds: a key that is withdrawn has to be
/// noticed. Times and all other claims are checked at each call.
pub const REMEMBERED_MS: i64 = 60_000;

/// How many tokens are remembered.
pub const MAX_REMEMBERED: usize = 100;

/// Tokens with the claims they hold.
#[derive(Debug, Default)]
pub struct TokenCache(Vec<Remembered>);

#[derive(Debug)]
struct Remembered {
    fingerprint: u64,
    token: String,
    claims: Claims,
    /// Milliseconds since 1970.
    until: i64,
}

impl TokenCache {
    /// An empty cache.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The claims of a token, if its signature was right a moment ago.
    #[must_use]
    pub fn find(&self, token: &str, now_ms: i64) -> Option<&Claims> {
        let fingerprint = fingerprint(token);
        let remembered = self.0.iter().find(|one| one.fingerprint == fingerprint && now_ms < one.until)?;
        // The fingerprint alone proves nothing, and how long the comparison takes must not tell how much of a token is right.
        let is_same: bool = remembered.token.as_bytes().ct_eq(token.as_bytes()).into();
        is_same.then_some(&remembered.claims)
    }

    /// Remembers a token whose signature is right.
    pub fn remember(&mut self, token: &str, claims: Claims, now_ms: i64) {
        let fingerprint = fingerprint(token);
        self.0.retain(|one| one.fingerprint != fingerprint && now_ms < one.until);
        if self.0.len() == MAX_REMEMBERED {
            self.0.remove(0);
        }
        self.0.push(Remembered { fingerprint, token: token.to_owned(), claims, until: now_ms + REMEMBERED_MS });
    }
}

/// FNV-1a of 64 bits: finds the one candidate quickly.
fn fingerprint(token: &str) -> u64 {
    token.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
