//! Zoom's signature: `x-zm-signature: v0=<hex>`, HMAC-SHA256 of `v0:<x-zm-request-timestamp>:<body>`.

use super::{Algorithm, Check, Evidence, check_time, hex, required};
use crate::auth::AuthError;
use crate::cti::CtiRequest;

pub(super) fn evidence(secrets: &[String], request: &CtiRequest<'_>) -> Result<Evidence, AuthError> {
    let signature = required(request, "x-zm-signature")?;
    let timestamp = required(request, "x-zm-request-timestamp")?;
    check_time(&timestamp, request.now)?;
    let signature = signature.strip_prefix("v0=").and_then(hex).ok_or(AuthError::SignatureWrong)?;
    let signed = [b"v0:", timestamp.as_bytes(), b":", request.body].concat();
    let checks = secrets.iter().map(|secret| Check {
        algorithm: Algorithm::HmacSha256,
        key: secret.as_bytes().to_vec(),
        signature: signature.clone(),
        signed: signed.clone(),
    });
    Ok(Evidence::Signed { checks: checks.collect(), body_sha256: None })
}
