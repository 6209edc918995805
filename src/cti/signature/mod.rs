//! Verification of events: which bytes are signed, and with which key. `platform::crypto` computes and compares the signatures.

mod secret;
mod standard_webhooks;
mod twilio;
mod zoom;

pub(super) use twilio::FORM;
pub use twilio::signed_urls;

use super::{CtiRequest, Kind, Proof, Source};
use crate::auth::AuthError;
use crate::config::ConfigError;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// How far the time of a signature may be from ours, in seconds (Standard Webhooks 1.0.0; for Zoom our choice).
pub const SIGNATURE_SECONDS: i64 = 300;

/// Base64 with or without padding, because some senders leave it out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// HMAC with SHA-1 (Twilio).
    HmacSha1,
    /// HMAC with SHA-256.
    HmacSha256,
    /// Ed25519 (RFC 8032). The key is the public one.
    Ed25519,
}

/// A signature to verify. Without `Debug`, because it holds a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Check {
    /// How the signature is made.
    pub algorithm: Algorithm,
    /// The secret or the public key.
    pub key: Vec<u8>,
    /// The signature as it was sent.
    pub signature: Vec<u8>,
    /// What is signed.
    pub signed: Vec<u8>,
}

/// What has to be verified before an event is accepted.
#[derive(Clone, PartialEq, Eq)]
pub enum Evidence {
    /// Nothing more: the right secret itself was sent.
    Proven,
    /// One of the signatures has to be right.
    Signed {
        /// The signatures, each of which is enough.
        checks: Vec<Check>,
        /// The SHA-256 that the body has to have, if the signature covers only that instead of the body.
        body_sha256: Option<Vec<u8>>,
    },
}

/// Why there is no evidence to verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoEvidence {
    /// The request is not signed, or not in time.
    Refused(AuthError),
    /// A secret cannot be used.
    Faulty(ConfigError),
}

impl From<AuthError> for NoEvidence {
    fn from(error: AuthError) -> Self {
        Self::Refused(error)
    }
}

/// Reads what has to be verified of a request of the source. `secrets` are the values of the source's secrets.
///
/// # Errors
/// See [`NoEvidence`].
pub fn evidence(source: &Source, secrets: &[String], request: &CtiRequest<'_>) -> Result<Evidence, NoEvidence> {
    match (&source.proof, source.kind) {
        (Proof::Header(name), _) => Ok(secret::header(name, secrets, request)?),
        (Proof::Basic(user), _) => Ok(secret::basic(user, secrets, request)?),
        (Proof::Signature, Kind::Twilio) => Ok(twilio::evidence(source, secrets, request)?),
        (Proof::Signature, Kind::Zoom) => Ok(zoom::evidence(secrets, request)?),
        (Proof::Signature, _) => standard_webhooks::evidence(source, secrets, request),
    }
}

/// The value of a header that is needed for the verification.
fn required(request: &CtiRequest<'_>, name: &str) -> Result<String, AuthError> {
    (request.header)(name).filter(|value| !value.is_empty()).ok_or(AuthError::SignatureMissing)
}

/// Checks the time of a signature, a whole number of seconds since 1970.
fn check_time(text: &str, now: i64) -> Result<(), AuthError> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let signed_at: i64 = text.parse().ok().filter(|_| is_number).ok_or(AuthError::SignatureTime)?;
    let distance = now.div_euclid(1_000).saturating_sub(signed_at).saturating_abs();
    if distance > SIGNATURE_SECONDS { Err(AuthError::SignatureTime) } else { Ok(()) }
}

fn base64(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

/// Hexadecimal digits as bytes.
fn hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}
