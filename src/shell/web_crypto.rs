//! The platform's cryptography. Every comparison of secrets takes the same time wherever they differ.

use super::platform;
use super::task::settled;
use crate::auth::{Algorithm, Jwk, KeyMaterial};
use crate::http::ApiError;
use js_sys::Uint8Array;
use subtle::ConstantTimeEq;
use wasm_bindgen::{JsCast, JsValue};

/// A key with the algorithm that it is for, whatever a token says.
#[derive(Clone)]
pub(super) struct VerifyingKey {
    algorithm: Algorithm,
    key: JsValue,
}

impl VerifyingKey {
    /// An HMAC-SHA256 key.
    pub(super) async fn hmac(secret: &[u8]) -> Result<Self, ApiError> {
        let key = settled(platform::secret_key(secret)).await.map_err(defect)?;
        Ok(Self { algorithm: Algorithm::Hs256, key })
    }

    /// A public key. `None` if its numbers are none of a key.
    pub(super) async fn public(jwk: &Jwk) -> Option<Self> {
        let jwk_text = match jwk.material() {
            KeyMaterial::Rsa { n, e } => ["{\"kty\":\"RSA\",\"n\":\"", n, "\",\"e\":\"", e, "\"}"].concat(),
            KeyMaterial::P256 { x, y } => {
                ["{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"", x, "\",\"y\":\"", y, "\"}"].concat()
            }
        };
        let algorithm = jwk.algorithm();
        let key = settled(platform::public_key(algorithm, &jwk_text)).await.ok()?;
        Some(Self { algorithm, key })
    }

    /// Whether the signature, or the HMAC, of the data is right.
    pub(super) async fn verify(&self, signature: &[u8], data: &[u8]) -> Result<bool, ApiError> {
        let is_right = settled(platform::verify(self.algorithm, &self.key, signature, data)).await.map_err(defect)?;
        Ok(is_right.is_truthy())
    }
}

/// Whether PBKDF2-HMAC-SHA256 (RFC 8018) derives these 32 bytes from the password.
pub(super) async fn pbkdf2_matches(
    password: &str,
    salt: &[u8],
    iterations: u32,
    expected: &[u8],
) -> Result<bool, ApiError> {
    let derived = settled(platform::derive(password.as_bytes(), salt, iterations)).await.map_err(defect)?;
    Ok(derived.unchecked_into::<Uint8Array>().to_vec().ct_eq(expected).into())
}

/// These functions fail on nothing that a caller can send.
fn defect(error: String) -> ApiError {
    ApiError::Internal(error)
}
