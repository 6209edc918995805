//! Standard Webhooks 1.0.0: the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`. The signature covers
//! `<id>.<timestamp>.<body>`: with HMAC-SHA256 (`v1`, secret `whsec_…`), or with Ed25519 (`v1a`, public key `whpk_…`).

use super::{Algorithm, Check, Evidence, NoEvidence, base64, check_time, required};
use crate::auth::AuthError;
use crate::cti::{CtiRequest, Source};

/// Most signatures of a request that are looked at.
const MAX_SIGNATURES: usize = 10;

/// Bytes of a public key of Ed25519.
const PUBLIC_KEY_BYTES: usize = 32;

/// Fewest and most bytes of a secret (Standard Webhooks 1.0.0, "Signature scheme").
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

pub(super) fn evidence(source: &Source, secrets: &[String], request: &CtiRequest<'_>) -> Result<Evidence, NoEvidence> {
    let keys = secrets.iter().enumerate().map(|(at, secret)| {
        key(secret).map_err(|reason| NoEvidence::Faulty(source.faulty_secret(source.secret_name(at), reason)))
    });
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    let one_of = |name: &str| {
        required(request, &format!("webhook-{name}")).or_else(|missing| {
            // The names of Svix, older than the standard.
            required(request, &format!("svix-{name}")).map_err(|_| missing)
        })
    };
    let (id, timestamp, signatures) = (one_of("id")?, one_of("timestamp")?, one_of("signature")?);
    check_time(&timestamp, request.now)?;
    // With a full stop in the id, two different requests could have the same signed bytes.
    if id.contains('.') {
        return Err(AuthError::SignatureWrong.into());
    }
    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", request.body].concat();
    let mut checks = Vec::new();
    // Ignores unknown versions.
    for signature in signatures.split(' ').filter(|signature| !signature.is_empty()).take(MAX_SIGNATURES) {
        let (algorithm, text) = match signature.split_once(',') {
            Some(("v1", text)) => (Algorithm::HmacSha256, text),
            Some(("v1a", text)) => (Algorithm::Ed25519, text),
            _ => continue,
        };
        let Some(signature) = base64(text) else { continue };
        for (_, key) in keys.iter().filter(|(of, _)| *of == algorithm) {
            checks.push(Check { algorithm, key: key.clone(), signature: signature.clone(), signed: signed.clone() });
        }
    }
    Ok(Evidence::Signed { checks, body_sha256: None })
}

/// The key in a secret's text.
fn key(secret: &str) -> Result<(Algorithm, Vec<u8>), &'static str> {
    if let Some(text) = secret.strip_prefix("whpk_") {
        let key = base64(text).filter(|key| key.len() == PUBLIC_KEY_BYTES);
        return key.map(|key| (Algorithm::Ed25519, key)).ok_or("is not whpk_ and the Base64 of 32 bytes");
    }
    let text = secret.strip_prefix("whsec_").unwrap_or(secret);
    let key = base64(text).filter(|key| SECRET_BYTES.contains(&key.len()));
    key.map(|key| (Algorithm::HmacSha256, key)).ok_or("is not whsec_ and the Base64 of 24 to 64 bytes")
}
