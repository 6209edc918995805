//! JSON Web Tokens (RFC 7519) in compact form (RFC 7515, section 7.1), before and after their signature is verified.

use super::AuthError;
use super::claims::ClaimRules;
use super::{Jwk, VerifiedCaller, base64, oauth};
use serde_json::Value;

/// A signature algorithm (RFC 7518, section 3.1). The key decides which one is used, never the token: a token that names
/// another algorithm does not match the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl Algorithm {
    const fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }
}

/// A token whose signature is not verified yet. [`Token::claims_once_verified`] is the only way to its claims.
pub struct Token<'a> {
    header: Value,
    signed: &'a str,
    claims: &'a str,
    signature: Vec<u8>,
}

impl<'a> Token<'a> {
    /// Splits and decodes a token.
    ///
    /// # Errors
    /// [`AuthError::TokenMalformed`] if the text is not a signed JWT, or the header demands an extension (`crit`) or an
    /// unencoded payload (`b64`, RFC 7797). None is supported.
    pub fn parse(token: &'a str) -> Result<Self, AuthError> {
        let has_extension = |token: &Self| ["crit", "b64"].iter().any(|name| token.header.get(name).is_some());
        Self::take_apart(token).filter(|token| !has_extension(token)).ok_or(AuthError::TokenMalformed)
    }

    fn take_apart(token: &'a str) -> Option<Self> {
        let (header, rest) = token.split_once('.')?;
        let (claims, signature) = rest.split_once('.')?;
        let signed = token.get(..=header.len() + claims.len())?;
        Some(Self { header: decode(header)?, signed, claims, signature: base64::decode_url(signature)? })
    }

    /// Whether the token's header names this algorithm.
    #[must_use]
    pub fn is_for(&self, algorithm: Algorithm) -> bool {
        self.header.get("alg").and_then(Value::as_str) == Some(algorithm.name())
    }

    /// Whether the token's header names an algorithm with public keys: RS256 or ES256.
    #[must_use]
    pub fn has_public_key(&self) -> bool {
        self.is_for(Algorithm::Rs256) || self.is_for(Algorithm::Es256)
    }

    /// The id of the key that the header names (`kid`).
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }

    /// Whether the token may be signed with this key. The algorithms must be the same, and so must the key ids if both have
    /// one.
    #[must_use]
    pub fn may_be_signed_with(&self, key: &Jwk) -> bool {
        let same_id = match (self.header.get("kid"), key.kid()) {
            (Some(wanted), Some(id)) => wanted.as_str() == Some(id),
            _ => true,
        };
        same_id && self.is_for(key.algorithm())
    }

    /// The keys that the token may be signed with.
    #[must_use]
    pub fn matching(&self, keys: &[Jwk]) -> Vec<Jwk> {
        keys.iter().filter(|key| self.may_be_signed_with(key)).cloned().collect()
    }

    /// What the signature covers: header and claims as they were sent (RFC 7515, section 5.2).
    #[must_use]
    pub fn signing_input(&self) -> &'a [u8] {
        self.signed.as_bytes()
    }

    /// The signature, decoded.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The claims. Call this only after the signature was verified.
    ///
    /// # Errors
    /// [`AuthError::TokenClaims`] if they are not a JSON object.
    pub fn claims_once_verified(&self) -> Result<Claims, AuthError> {
        let claims = decode(self.claims).ok_or(AuthError::TokenClaims)?;
        // Only the secret makes own tokens: an issuer with public keys cannot name itself this service.
        let is_own = self.is_for(Algorithm::Hs256) && oauth::is_own(&claims);
        Ok(Claims { claims, is_own })
    }
}

/// The claims of a token whose signature was verified.
#[derive(Clone, Debug, PartialEq)]
pub struct Claims {
    claims: Value,
    /// Whether the service has issued the token itself. Then the rules for other issuers do not matter.
    is_own: bool,
}

impl Claims {
    /// The caller that the token names, if the token is valid at `now`, in seconds since 1970.
    ///
    /// # Errors
    /// The claim that is missing or wrong.
    pub fn verified_caller(&self, rules: &ClaimRules, now: i64) -> Result<VerifiedCaller, AuthError> {
        if self.is_own { oauth::verified_caller(&self.claims, now) } else { rules.check(&self.claims, now) }
    }
}

fn decode(part: &str) -> Option<Value> {
    serde_json::from_slice(&base64::decode_url(part)?).ok().filter(Value::is_object)
}
