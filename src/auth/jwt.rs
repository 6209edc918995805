//! JSON Web Tokens (RFC 7519) in compact form (RFC 7515, section 7.1), before and after their signature was found right.

use super::AuthError;
use super::claims::ClaimRules;
use super::{Jwk, VerifiedCaller, base64};
use serde_json::Value;

/// A signature algorithm (RFC 7518, section 3.1). It is a property of the key; a token can only fail to name it.
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

/// A token whose signature has not been looked at. Nothing of its claims can be reached before.
pub struct Token<'a> {
    header: Value,
    signed: &'a str,
    claims: &'a str,
    signature: Vec<u8>,
}

impl<'a> Token<'a> {
    /// Takes a token apart.
    ///
    /// # Errors
    /// [`AuthError::TokenMalformed`] if it has not the form of a signed JWT, or its header demands an extension
    /// (`crit`; there is none that is known here), or names an unencoded payload (`b64`, RFC 7797).
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

    /// Whether the token says it is signed with this algorithm.
    #[must_use]
    pub fn is_for(&self, algorithm: Algorithm) -> bool {
        self.header.get("alg").and_then(Value::as_str) == Some(algorithm.name())
    }

    /// Whether the token says it is signed in a way for which there are public keys.
    #[must_use]
    pub fn has_public_key(&self) -> bool {
        self.is_for(Algorithm::Rs256) || self.is_for(Algorithm::Es256)
    }

    /// The id of the key with which the token says it is signed.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }

    /// Whether the token may be signed with this key: the key's algorithm is the token's, and where both have a key id,
    /// it is the same.
    #[must_use]
    pub fn may_be_signed_with(&self, key: &Jwk) -> bool {
        let same_id = match (self.header.get("kid"), key.kid()) {
            (Some(wanted), Some(id)) => wanted.as_str() == Some(id),
            _ => true,
        };
        same_id && self.is_for(key.algorithm())
    }

    /// The keys with which the token may be signed.
    #[must_use]
    pub fn matching(&self, keys: &[Jwk]) -> Vec<Jwk> {
        keys.iter().filter(|key| self.may_be_signed_with(key)).cloned().collect()
    }

    /// The bytes that are signed.
    #[must_use]
    pub fn signed(&self) -> &'a [u8] {
        self.signed.as_bytes()
    }

    /// The signature.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// What the token says. To be asked for after its signature was verified, and only then.
    ///
    /// # Errors
    /// [`AuthError::TokenClaims`] if that is no JSON object.
    pub fn claims_once_verified(&self) -> Result<Claims, AuthError> {
        decode(self.claims).map(Claims).ok_or(AuthError::TokenClaims)
    }
}

/// The claims of a token whose signature was right.
#[derive(Clone, Debug, PartialEq)]
pub struct Claims(Value);

impl Claims {
    /// The caller whom the token names, and while it does. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// The claim that does not hold.
    pub fn verified_caller(&self, rules: &ClaimRules, now: i64) -> Result<VerifiedCaller, AuthError> {
        rules.check(&self.0, now)
    }
}

fn decode(part: &str) -> Option<Value> {
    serde_json::from_slice(&base64::decode_url(part)?).ok().filter(Value::is_object)
}
