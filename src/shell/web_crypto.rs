//! The platform's cryptography. Every comparison of secrets takes the same time wherever they differ.

use super::platform;
use super::task::settled;
use crate::auth::{Algorithm, Token};
use crate::http::ApiError;
use js_sys::Promise;

/// Whether the token is signed with a key for an algorithm, whatever the token says: the secret for HS256, else a JSON Web
/// Key. The key is kept as the platform has imported it.
///
/// # Errors
/// [`ApiError::Internal`] if the key is none.
pub(super) async fn is_signed(token: &Token<'_>, algorithm: Algorithm, key: &str) -> Result<bool, ApiError> {
    let verified = is_right(platform::verify(algorithm, key, token.signature(), token.signed())).await;
    verified.map_err(|error| ApiError::Internal(format!("configuration: a key that verifies tokens is none: {error}")))
}

/// Whether this is the HMAC-SHA256 of the data.
pub(super) async fn hmac_matches(secret: &[u8], hmac: &[u8], data: &[u8]) -> Result<bool, ApiError> {
    is_right(platform::hmac_matches(secret, hmac, data)).await.map_err(ApiError::Internal)
}

async fn is_right(promise: Promise) -> Result<bool, String> {
    settled(promise).await.map(|is_right| is_right.is_truthy())
}

/// Whether PBKDF2-HMAC-SHA256 (RFC 8018) derives these bytes from the password.
pub(super) async fn pbkdf2_matches(
    password: &str,
    salt: &[u8],
    iterations: u32,
    expected: &[u8],
) -> Result<bool, ApiError> {
    let derived = platform::derives(password.as_bytes(), salt, iterations, expected);
    is_right(derived).await.map_err(ApiError::Internal)
}
