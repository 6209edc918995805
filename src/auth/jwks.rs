//! JSON Web Key Sets (RFC 7517): the public keys of identity providers.

use super::{Algorithm, base64};
use serde_json::{Value, json};

/// The smallest accepted RSA modulus, in bytes: 2048 bits (RFC 7518, section 3.3).
const MIN_RSA_MODULUS_BYTES: usize = 256;

/// A public key that can verify tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    kid: Option<String>,
    material: KeyMaterial,
}

/// The numbers of a public key, in base64url as in the key set.
#[derive(Clone, Debug, PartialEq, Eq)]
enum KeyMaterial {
    /// Modulus and exponent of an RSA key.
    Rsa { n: String, e: String },
    /// The coordinates of a key on the curve P-256.
    P256 { x: String, y: String },
}

impl Jwk {
    /// The key's id (`kid`), if it has one.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The key as a JSON Web Key, with only the members that define the key itself.
    #[must_use]
    pub fn to_json(&self) -> String {
        let key = match &self.material {
            KeyMaterial::Rsa { n, e } => json!({ "kty": "RSA", "n": n, "e": e }),
            KeyMaterial::P256 { x, y } => json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y }),
        };
        key.to_string()
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

/// Parses the key set of a setting. It must have a usable key.
///
/// # Errors
/// What is wrong with the text, or that it has no usable key. The reason continues a sentence that begins with a variable's
/// name.
pub fn parse_jwks(text: &str) -> Result<Vec<Jwk>, String> {
    let keys = parse_key_set(text)?;
    if keys.is_empty() {
        return Err("has no key for RS256 (RSA, 2048 bits or more) or ES256 (EC, P-256)".to_owned());
    }
    Ok(keys)
}

/// Parses a key set. It may be empty, because an issuer may have withdrawn all its keys. Ignores keys that cannot verify
/// RS256 or ES256, as RFC 7517, section 5, recommends. Ignores symmetric keys too: a secret does not belong in a public
/// set.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_key_set(text: &str) -> Result<Vec<Jwk>, String> {
    let set: Value = serde_json::from_str(text).map_err(|error| format!("is not JSON: {error}"))?;
    let entries = set.get("keys").and_then(Value::as_array).ok_or("is not a JSON Web Key Set: it has no list keys")?;
    Ok(entries.iter().filter_map(usable_key).collect())
}

fn usable_key(entry: &Value) -> Option<Jwk> {
    let member = |name| entry.get(name).and_then(Value::as_str);
    let number = |name, is_sound: fn(&[u8]) -> bool| {
        let number = member(name).filter(|number| base64::decode_url(number).is_some_and(|bytes| is_sound(&bytes)));
        number.map(str::to_owned)
    };
    let verifies = member("use").is_none_or(|purpose| purpose == "sig")
        && entry.get("key_ops").is_none_or(|operations| {
            operations.as_array().is_some_and(|operations| operations.iter().any(|one| one == "verify"))
        });
    let material = match (member("kty")?, member("alg"), member("crv")) {
        ("RSA", None | Some("RS256"), _) => KeyMaterial::Rsa {
            n: number("n", |bytes| bytes.len() >= MIN_RSA_MODULUS_BYTES && bytes.first() != Some(&0))?,
            e: number("e", |bytes| !bytes.is_empty())?,
        },
        ("EC", None | Some("ES256"), Some("P-256")) => {
            KeyMaterial::P256 { x: number("x", |bytes| bytes.len() == 32)?, y: number("y", |bytes| bytes.len() == 32)? }
        }
        _ => return None,
    };
    verifies.then(|| Jwk { kid: member("kid").map(str::to_owned), material })
}
