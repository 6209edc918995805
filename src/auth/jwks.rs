//! JSON Web Key Sets (RFC 7517): the public keys of identity providers.

use super::Algorithm;
use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Deserialize;

/// The smallest RSA modulus that is trusted, in bytes: 2048 bits (RFC 7518, section 3.3).
const MIN_RSA_MODULUS_BYTES: usize = 256;

/// A public key that can verify tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    kid: Option<String>,
    material: KeyMaterial,
}

/// The numbers of a public key, base64url as in the set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyMaterial {
    /// An RSA key.
    Rsa {
        /// Modulus.
        n: String,
        /// Exponent.
        e: String,
    },
    /// A key on the curve P-256.
    P256 {
        /// First coordinate.
        x: String,
        /// Second coordinate.
        y: String,
    },
}

impl Jwk {
    /// The key's id, if it has one.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The numbers of the key.
    #[must_use]
    pub const fn material(&self) -> &KeyMaterial {
        &self.material
    }

    /// The one algorithm that this key verifies.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match self.material {
            KeyMaterial::Rsa { .. } => Algorithm::Rs256,
            KeyMaterial::P256 { .. } => Algorithm::Es256,
        }
    }
}

/// Reads a key set. Keys that cannot verify RS256 or ES256 are passed over, as RFC 7517 (section 5) wants; symmetric
/// keys are never taken from a set.
///
/// # Errors
/// Says what is wrong with the text, or that no key of it is of use.
pub fn parse_jwks(text: &str) -> Result<Vec<Jwk>, String> {
    let set: KeySet = serde_json::from_str(text).map_err(|error| format!("is not a JSON Web Key Set: {error}"))?;
    let keys: Vec<Jwk> = set.keys.into_iter().filter_map(Entry::into_key).collect();
    if keys.is_empty() {
        return Err("has no key for RS256 (RSA, 2048 bits or more) or ES256 (EC, P-256)".to_owned());
    }
    Ok(keys)
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    kty: Option<String>,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Entry {
    fn into_key(self) -> Option<Jwk> {
        let verifies = self.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
            && self.key_ops.is_none_or(|operations| operations.iter().any(|operation| operation == "verify"));
        let material = match (self.kty.as_deref()?, self.alg.as_deref(), self.crv.as_deref()) {
            ("RSA", None | Some("RS256"), _) => KeyMaterial::Rsa { n: self.n?, e: self.e? },
            ("EC", None | Some("ES256"), Some("P-256")) => KeyMaterial::P256 { x: self.x?, y: self.y? },
            _ => return None,
        };
        let length = |number: &str| Base64UrlUnpadded::decode_vec(number).map_or(0, |bytes| bytes.len());
        let is_sound = match &material {
            KeyMaterial::Rsa { n, e } => length(n) >= MIN_RSA_MODULUS_BYTES && length(e) > 0,
            KeyMaterial::P256 { x, y } => length(x) == 32 && length(y) == 32,
        };
        (verifies && is_sound).then_some(Jwk { kid: self.kid, material })
    }
}
