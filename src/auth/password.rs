//! Stored passwords, as PHC strings.

use super::base64;

/// Most PBKDF2 iterations that WebCrypto accepts on Workers.
pub const MAX_ITERATIONS: u32 = 100_000;

const HASH_BYTES: usize = 32;

/// A stored password. Without `Debug`, so that it never reaches a log.
#[derive(Clone, PartialEq, Eq)]
pub enum PasswordHash {
    /// A password that a person chose, as `$pbkdf2-sha256$i=100000,l=32$<salt>$<hash>`: PBKDF2-HMAC-SHA256 (RFC 8018),
    /// which is slow on purpose.
    Pbkdf2 {
        /// Number of iterations, at most [`MAX_ITERATIONS`].
        iterations: u32,
        /// Random bytes, decoded.
        salt: Vec<u8>,
        /// The 32 bytes that PBKDF2 derives.
        hash: Vec<u8>,
    },
    /// A generated password of at least 160 random bits, as `$hmac-sha256$<salt>$<hash>`: HMAC-SHA256 with the salt as its
    /// key. Nobody can guess such a password, so a slow hash would protect nothing.
    Hmac {
        /// Random bytes, decoded.
        salt: Vec<u8>,
        /// The 32 bytes of the HMAC.
        hash: Vec<u8>,
    },
}

impl PasswordHash {
    /// Parses a PHC string. `None` for any other format, which no password matches.
    #[must_use]
    pub fn parse(phc: &str) -> Option<Self> {
        let mut parts = phc.strip_prefix('$')?.split('$');
        let kind = parts.next()?;
        let iterations = match kind {
            "pbkdf2-sha256" => parts.next()?.strip_suffix(",l=32")?.strip_prefix("i=")?.parse().ok()?,
            _ => 0,
        };
        let bytes = |part: Option<&str>| base64::decode(part?).filter(|bytes| !bytes.is_empty());
        let salt = bytes(parts.next())?;
        let hash = bytes(parts.next()).filter(|hash| hash.len() == HASH_BYTES && parts.next().is_none())?;
        match kind {
            "pbkdf2-sha256" if (1..=MAX_ITERATIONS).contains(&iterations) => {
                Some(Self::Pbkdf2 { iterations, salt, hash })
            }
            "hmac-sha256" => Some(Self::Hmac { salt, hash }),
            _ => None,
        }
    }
}
