//! Refresh tokens (RFC 6749, section 6), which change with each use (RFC 9700, section 4.14.2).
//!
//! The refresh tokens of one sign-in are a chain. The database keeps one row for each chain: the hashes of the current token
//! and of the one before. Any other token of the chain was used before, so somebody has a copy, and the chain is withdrawn.
//!
//! The next token is the HMAC of this one, with the service's secret. So the service can answer a repetition with the same
//! token without storing it: after a lost answer, or if two threads of a client refresh at once.

use crate::auth::base64;
use crate::sys_id::SysId;

/// How long after a sign-in its refresh tokens are valid, in days. Using them does not extend that, as in ServiceNow.
pub const KEPT_DAYS: i64 = 100;

/// How long the token before the current one is still accepted, in seconds: as long as a client may repeat a request whose
/// answer was lost.
pub const GRACE_SECONDS: i64 = 30;

/// Most chains of a client. A further sign-in withdraws the oldest, because a script that signs in on each run leaves one each
/// time.
pub const MAX_PER_CLIENT: i64 = 1_000;

/// The key for [`RefreshToken::next`] is the HMAC of this label, with `JWT_HS256_SECRET`, so that it is used for nothing else.
pub const REFRESH_LABEL: &[u8] = b"help-request-api: the next refresh token";

/// A refresh token: `<chain>.<secret>`. Without `Debug`, so that it never reaches a log.
#[derive(PartialEq, Eq)]
pub struct RefreshToken {
    chain: SysId,
    /// 32 bytes, as base64url.
    secret: String,
}

impl RefreshToken {
    /// The first token of a chain. The secret is random.
    #[must_use]
    pub fn first(chain: SysId, secret: &[u8; 32]) -> Self {
        Self { chain, secret: base64::encode_url(secret) }
    }

    /// Reads a token. `None` if the text does not have the form of a refresh token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (chain, secret) = text.split_once('.')?;
        let chain = SysId::parse(chain).ok().filter(|id| id.as_str() == chain)?;
        let is_secret = base64::decode_url(secret).is_some_and(|bytes| bytes.len() == 32);
        is_secret.then(|| Self { chain, secret: secret.to_owned() })
    }

    /// The next token of the chain, by the HMAC-SHA256 of this one's [text](Self::text).
    #[must_use]
    pub fn next(&self, hmac: &[u8]) -> Self {
        Self { chain: self.chain.clone(), secret: base64::encode_url(hmac) }
    }

    /// The id of the chain.
    #[must_use]
    pub const fn chain(&self) -> &SysId {
        &self.chain
    }

    /// The token as the client gets it.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}.{}", self.chain, self.secret)
    }

    /// The form in which the database keeps a token: the HMAC-SHA256 of its text, with the chain's id as the salt.
    #[must_use]
    pub fn stored(hmac: &[u8]) -> String {
        base64::encode_url(hmac)
    }
}
