//! Stored passwords, as PHC strings.

use super::base64;

/// The most PBKDF2 iterations the platform derives.
pub const MAX_ITERATIONS: u32 = 100_000;

/// Bytes of a SHA-256 hash.
const HASH_BYTES: usize = 32;

/// How a password is stored. Without `Debug`: it must not reach a log.
#[derive(Clone, PartialEq, Eq)]
pub enum PasswordHash {
    /// A chosen password, `$pbkdf2-sha256$i=100000,l=32$<salt>$<hash>`: PBKDF2-HMAC-SHA256 (RFC 8018), slow on purpose.
    Pbkdf2 {
        /// Number of iterations, at most [`MAX_ITERATIONS`].
        iterations: u32,
        /// The salt.
        salt: Vec<u8>,
        /// The derived 32 bytes.
        hash: Vec<u8>,
    },
    /// A generated password of at least 160 random bits, `$hmac-sha256$<salt>$<hash>`: HMAC-SHA256 with the salt as its
    /// key. It cannot be guessed, so a slow hash would protect nothing.
    Hmac {
        /// The salt.
        salt: Vec<u8>,
        /// The 32 bytes of the HMAC.
        hash: Vec<u8>,
    },
}

impl PasswordHash {
    /// Reads a PHC string. `None` if it is none of the two kinds, and so can match no password.
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
