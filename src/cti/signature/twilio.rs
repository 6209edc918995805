//! Twilio's signature: the HMAC of the URL and, for a form, of each parameter's name and value, sorted. For a body of another
//! type, the parameter `bodySHA256` of the URL has its hash (Twilio, "Validating Signatures from Twilio").
//!
//! Twilio signs the URL that it was given. The URL that arrives may differ, so Twilio's libraries try several forms, and so does
//! this file. The signature has no time: a replayed event has a known sequence number, and so changes nothing.

use super::{Algorithm, Check, Evidence, base64, hex, required};
use crate::auth::AuthError;
use crate::cti::{CtiRequest, Source};
use std::collections::{BTreeMap, BTreeSet};

/// The type of a form.
pub(in crate::cti) const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn evidence(source: &Source, secrets: &[String], request: &CtiRequest<'_>) -> Result<Evidence, AuthError> {
    let signature = base64(&required(request, "X-Twilio-Signature")?).ok_or(AuthError::SignatureWrong)?;
    let algorithm = algorithm((request.header)("X-Twilio-Webhooks-Signature-Settings").as_deref())?;
    let (parameters, body_sha256) = if request.media_type() == FORM {
        (sorted_parameters(request.body), None)
    } else {
        let expected = form_urlencoded::parse(request.query().as_bytes()).find(|(name, _)| name == "bodySHA256");
        // Without it, the signature does not cover the body.
        let expected = expected.and_then(|(_, value)| hex(&value)).ok_or(AuthError::SignatureWrong)?;
        (String::new(), Some(expected))
    };
    let mut checks = Vec::new();
    for url in signed_urls(request.url, source.url.as_deref()) {
        for secret in secrets {
            let signed = [url.as_bytes(), parameters.as_bytes()].concat();
            checks.push(Check { algorithm, key: secret.as_bytes().to_vec(), signature: signature.clone(), signed });
        }
    }
    Ok(Evidence::Signed { checks, body_sha256 })
}

/// The algorithm that the header of the beta "Webhook Rules" names (`key=…,algorithm=HMAC_SHA256`); SHA-1 by default.
fn algorithm(settings: Option<&str>) -> Result<Algorithm, AuthError> {
    let Some(settings) = settings.filter(|settings| !settings.is_empty()) else {
        return Ok(Algorithm::HmacSha1);
    };
    let named = settings.split(',').find_map(|part| part.trim().strip_prefix("algorithm="));
    match named {
        Some("HMAC_SHA256") => Ok(Algorithm::HmacSha256),
        Some("HMAC_SHA1") | None => Ok(Algorithm::HmacSha1),
        Some(_) => Err(AuthError::SignatureWrong),
    }
}

/// The parameters of a form as they are signed: sorted by name. A repeated name has each of its values once, sorted.
fn sorted_parameters(form: &[u8]) -> String {
    let mut parameters = BTreeMap::<String, BTreeSet<String>>::new();
    for (name, value) in form_urlencoded::parse(form) {
        parameters.entry(name.into_owned()).or_default().insert(value.into_owned());
    }
    parameters.iter().flat_map(|(name, values)| values.iter().map(move |value| format!("{name}{value}"))).collect()
}

/// The URLs that Twilio may have signed, each once: that of the request and the configured one; with their own port, without it
/// and with the standard port; with the query as it came and encoded again, as Twilio's older libraries did.
#[must_use]
pub fn signed_urls(request: &str, configured: Option<&str>) -> Vec<String> {
    let (own, query) = request.split_once('?').map_or((request, None), |(address, query)| (address, Some(query)));
    let mut urls = Vec::new();
    for address in [Some(own), configured].into_iter().flatten() {
        for query in [query.map(str::to_owned), query.map(encoded_again)] {
            for address in with_ports(address) {
                let url = query.as_ref().map_or_else(|| address.clone(), |query| format!("{address}?{query}"));
                if !urls.contains(&url) {
                    urls.push(url);
                }
            }
        }
    }
    urls
}

/// The address as it is, without its port, and with the standard port.
fn with_ports(address: &str) -> Vec<String> {
    let mut addresses = vec![address.to_owned()];
    let Some((scheme, rest)) = address.split_once("://") else {
        return addresses;
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host_at = authority.rfind('@').map_or(0, |at| at + 1);
    let port_at = authority.rfind(':').filter(|at| *at >= host_at && !authority.ends_with(']'));
    let port = if scheme == "http" { 80 } else { 443 };
    match port_at.and_then(|at| authority.get(..at)) {
        Some(without) => addresses.push(format!("{scheme}://{without}{path}")),
        None => addresses.push(format!("{scheme}://{authority}:{port}{path}")),
    }
    addresses
}

/// A query as JavaScript's `querystring` writes it.
fn encoded_again(query: &str) -> String {
    let encode = |text: &str| -> String {
        let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
        text.bytes()
            .map(|byte| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect()
    };
    let pairs = form_urlencoded::parse(query.as_bytes());
    let pairs = pairs.map(|(name, value)| format!("{}={}", encode(&name), encode(&value)));
    pairs.collect::<Vec<_>>().join("&")
}
