//! WebCrypto. Secrets are compared in constant time.

use super::clock::crypto;
use crate::auth::{Algorithm, Token};
use crate::cti::signature::{self as cti, Check};
use crate::error::ApiError;
use js_sys::{Array, ArrayBuffer, JSON, Object, Uint8Array};
use std::cell::RefCell;
use std::collections::HashMap;
use subtle::ConstantTimeEq;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, Pbkdf2Params, SubtleCrypto};

thread_local! {
    /// Imported keys, by algorithm and text. Callers cannot fill this map, because all keys come from the settings or the token
    /// issuer.
    static KEYS: RefCell<HashMap<(Algorithm, String), Key>> = RefCell::new(HashMap::new());
}

/// A key that WebCrypto has imported.
#[derive(Clone)]
struct Key {
    algorithm: Object,
    key: CryptoKey,
}

/// Whether the key verifies the token's signature. The token's own `alg` is not used. `key` is the secret for HS256, else a
/// JSON Web Key. Caches the imported key.
///
/// # Errors
/// [`ApiError::Internal`] if the key cannot be imported.
pub async fn is_signature_valid(token: &Token<'_>, algorithm: Algorithm, key: &str) -> Result<bool, ApiError> {
    let verified = async {
        let key = imported(algorithm, key).await?;
        verify(&key, token.signature(), token.signing_input()).await
    };
    verified.await.map_err(|error| {
        ApiError::Internal(format!("configuration: a key that verifies tokens is none: {}", message(error)))
    })
}

/// Whether `hmac` is the HMAC-SHA256 of `data`.
pub async fn hmac_matches(secret: &[u8], hmac: &[u8], data: &[u8]) -> Result<bool, ApiError> {
    let verified = async {
        let key = import("raw", &Uint8Array::from(secret), Algorithm::Hs256, "verify").await?;
        verify(&key, hmac, data).await
    };
    verified.await.map_err(internal)
}

/// The HMAC-SHA256 of `data`.
pub async fn hmac(secret: &[u8], data: &[u8]) -> Result<Vec<u8>, ApiError> {
    let signed = async {
        let Key { algorithm, key } = import("raw", &Uint8Array::from(secret), Algorithm::Hs256, "sign").await?;
        let promise = subtle()?.sign_with_object_and_js_u8_array(&algorithm, &key, &Uint8Array::from(data))?;
        Ok(Uint8Array::new(&JsFuture::from(promise).await?).to_vec())
    };
    signed.await.map_err(internal)
}

/// Whether PBKDF2-HMAC-SHA256 (RFC 8018) derives the `expected` bytes from the password.
pub async fn pbkdf2_matches(password: &str, salt: &[u8], iterations: u32, expected: &[u8]) -> Result<bool, ApiError> {
    let derived = derive(password, salt, iterations).await.map_err(internal)?;
    Ok(derived.ct_eq(expected).into())
}

/// The index of the first signature that is right; `None` if none is. Each is verified in constant time.
pub async fn verified(checks: &[Check]) -> Result<Option<usize>, ApiError> {
    for (at, check) in checks.iter().enumerate() {
        let verified = async {
            let algorithm = JSON::parse(webhook_parameters(check.algorithm))?.unchecked_into();
            let key = import_as("raw", &Uint8Array::from(check.key.as_slice()), algorithm, "verify").await?;
            verify(&key, &check.signature, &check.signed).await
        };
        if verified.await.map_err(internal)? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

/// Whether the SHA-256 of the data is the expected one.
pub async fn sha256_matches(data: &[u8], expected: &[u8]) -> Result<bool, ApiError> {
    let digested = async {
        let promise = subtle()?.digest_with_str_and_js_u8_array("SHA-256", &Uint8Array::from(data))?;
        Ok(Uint8Array::new(&JsFuture::from(promise).await?).to_vec())
    };
    Ok(digested.await.map_err(internal)?.ct_eq(expected).into())
}

/// WebCrypto's parameters for the signature of a webhook.
const fn webhook_parameters(algorithm: cti::Algorithm) -> &'static str {
    match algorithm {
        cti::Algorithm::HmacSha1 => r#"{"name":"HMAC","hash":"SHA-1"}"#,
        cti::Algorithm::HmacSha256 => r#"{"name":"HMAC","hash":"SHA-256"}"#,
        cti::Algorithm::Ed25519 => r#"{"name":"Ed25519"}"#,
    }
}

/// Derives 32 bytes from a password.
async fn derive(password: &str, salt: &[u8], iterations: u32) -> Result<Vec<u8>, JsValue> {
    let password = Uint8Array::from(password.as_bytes());
    let usages = Array::of1(&"deriveBits".into());
    let key = subtle()?.import_key_with_str("raw", &password, "PBKDF2", false, &usages)?;
    let key: CryptoKey = JsFuture::from(key).await?.unchecked_into();
    let parameters = Pbkdf2Params::new_with_str("PBKDF2", "SHA-256", iterations, &Uint8Array::from(salt));
    let bits = JsFuture::from(subtle()?.derive_bits_with_object(&parameters, &key, 256)?).await?;
    Ok(Uint8Array::new(&bits.unchecked_into::<ArrayBuffer>()).to_vec())
}

/// The imported key, from the cache or imported now.
async fn imported(algorithm: Algorithm, text: &str) -> Result<Key, JsValue> {
    let name = (algorithm, text.to_owned());
    if let Some(key) = KEYS.with_borrow(|keys| keys.get(&name).cloned()) {
        return Ok(key);
    }
    let key = match algorithm {
        Algorithm::Hs256 => import("raw", &Uint8Array::from(text.as_bytes()), algorithm, "verify").await?,
        Algorithm::Rs256 | Algorithm::Es256 => {
            import("jwk", &JSON::parse(text)?.unchecked_into(), algorithm, "verify").await?
        }
    };
    KEYS.with_borrow_mut(|keys| keys.insert(name, key.clone()));
    Ok(key)
}

async fn import(format: &str, key: &Object, algorithm: Algorithm, usage: &str) -> Result<Key, JsValue> {
    import_as(format, key, parameters(algorithm)?, usage).await
}

async fn import_as(format: &str, key: &Object, algorithm: Object, usage: &str) -> Result<Key, JsValue> {
    let promise = subtle()?.import_key_with_object(format, key, &algorithm, false, &Array::of1(&usage.into()))?;
    Ok(Key { algorithm, key: JsFuture::from(promise).await?.unchecked_into() })
}

async fn verify(key: &Key, signature: &[u8], data: &[u8]) -> Result<bool, JsValue> {
    // Copies, because the memory of Wasm may move before the runtime has read it.
    let (signature, data) = (Uint8Array::from(signature), Uint8Array::from(data));
    let Key { algorithm, key } = key;
    let promise = subtle()?.verify_with_object_and_js_u8_array_and_js_u8_array(algorithm, key, &signature, &data)?;
    Ok(JsFuture::from(promise).await?.is_truthy())
}

/// WebCrypto's parameters, for importing a key and for verifying.
fn parameters(algorithm: Algorithm) -> Result<Object, JsValue> {
    let json = match algorithm {
        Algorithm::Hs256 => r#"{"name":"HMAC","hash":"SHA-256"}"#,
        Algorithm::Rs256 => r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#,
        Algorithm::Es256 => r#"{"name":"ECDSA","namedCurve":"P-256","hash":"SHA-256"}"#,
    };
    Ok(JSON::parse(json)?.unchecked_into())
}

fn subtle() -> Result<SubtleCrypto, JsValue> {
    Ok(crypto()?.subtle())
}

fn internal(error: JsValue) -> ApiError {
    ApiError::Internal(message(error))
}

fn message(error: JsValue) -> String {
    error.dyn_into::<js_sys::Error>().map_or_else(|_| "no reason given".to_owned(), |error| error.message().into())
}
