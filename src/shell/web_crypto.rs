//! The platform's cryptography. Every comparison of secrets takes the same time wherever they differ.

use super::platform;
use crate::auth::{Jwk, KeyMaterial};
use crate::http::ApiError;
use js_sys::{Array, JSON, Object, Reflect, Uint8Array};
use subtle::ConstantTimeEq;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

/// Algorithms as WebCrypto wants them, in JSON.
mod algorithm {
    pub(super) const HMAC: &str = r#"{"name":"HMAC","hash":"SHA-256"}"#;
    pub(super) const RSA: &str = r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#;
    pub(super) const P256: &str = r#"{"name":"ECDSA","namedCurve":"P-256","hash":"SHA-256"}"#;
    pub(super) const PBKDF2: &str = r#"{"name":"PBKDF2","hash":"SHA-256"}"#;
}

/// A key with the algorithm that it is for, whatever a token says.
#[derive(Clone)]
pub(super) struct VerifyingKey {
    key: CryptoKey,
    algorithm: Object,
}

impl VerifyingKey {
    /// An HMAC-SHA256 key.
    pub(super) async fn hmac(secret: &[u8]) -> Result<Self, JsValue> {
        let key = Uint8Array::from(secret);
        Self::import("raw", key.unchecked_ref(), algorithm::HMAC, &["sign", "verify"]).await
    }

    /// A public key.
    pub(super) async fn public(jwk: &Jwk) -> Result<Self, JsValue> {
        let (json, algorithm) = match jwk.material() {
            KeyMaterial::Rsa { n, e } => (format!(r#"{{"kty":"RSA","n":"{n}","e":"{e}"}}"#), algorithm::RSA),
            KeyMaterial::P256 { x, y } => {
                (format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}"#), algorithm::P256)
            }
        };
        Self::import("jwk", &JSON::parse(&json)?.unchecked_into(), algorithm, &["verify"]).await
    }

    async fn import(format: &str, data: &Object, algorithm: &str, usages: &[&str]) -> Result<Self, JsValue> {
        let algorithm: Object = JSON::parse(algorithm)?.unchecked_into();
        let usages: Array = usages.iter().map(|usage| JsValue::from_str(usage)).collect();
        let key = subtle()?.import_key_with_object(format, data, &algorithm, false, &usages)?;
        Ok(Self { key: JsFuture::from(key).await?.unchecked_into(), algorithm })
    }

    /// Whether the signature, or the HMAC, of the data is right.
    pub(super) async fn verify(&self, signature: &[u8], data: &[u8]) -> Result<bool, JsValue> {
        let promise = subtle()?.verify_with_object_and_js_u8_array_and_js_u8_array(
            &self.algorithm,
            &self.key,
            &Uint8Array::from(signature),
            &Uint8Array::from(data),
        )?;
        Ok(JsFuture::from(promise).await?.is_truthy())
    }

    /// The HMAC of the data.
    pub(super) async fn sign(&self, data: &[u8]) -> Result<Vec<u8>, JsValue> {
        let data = Uint8Array::from(data);
        let promise = subtle()?.sign_with_object_and_js_u8_array(&self.algorithm, &self.key, &data)?;
        Ok(Uint8Array::new(&JsFuture::from(promise).await?).to_vec())
    }
}

/// Whether PBKDF2-HMAC-SHA256 (RFC 8018) derives these 32 bytes from the password.
pub(super) async fn pbkdf2_matches(
    password: &str,
    salt: &[u8],
    iterations: u32,
    expected: &[u8],
) -> Result<bool, JsValue> {
    let key = Uint8Array::from(password.as_bytes());
    let key = VerifyingKey::import("raw", key.unchecked_ref(), algorithm::PBKDF2, &["deriveBits"]).await?;
    Reflect::set(&key.algorithm, &"salt".into(), &Uint8Array::from(salt))?;
    Reflect::set(&key.algorithm, &"iterations".into(), &iterations.into())?;
    let promise = subtle()?.derive_bits_with_object(&key.algorithm, &key.key, 256)?;
    let derived = Uint8Array::new(&JsFuture::from(promise).await?).to_vec();
    Ok(derived.ct_eq(expected).into())
}

impl From<JsValue> for ApiError {
    /// For the `?` on the platform's own functions, which fail on nothing that a caller can send.
    fn from(_: JsValue) -> Self {
        Self::Internal("a function of the platform failed".to_owned())
    }
}

fn subtle() -> Result<SubtleCrypto, JsValue> {
    Ok(platform::global().crypto()?.subtle())
}
