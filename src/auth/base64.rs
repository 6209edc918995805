//! Base64 (RFC 4648) in the variants that credentials use. All go through one decoder, because each further one would
//! add to the size of the Worker.

use ct_codecs::{Base64UrlSafeNoPadding, Decoder};

/// Base64url without padding (section 5), as in JSON Web Tokens and keys.
pub(super) fn url_decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = vec![0; text.len()];
    let length = Base64UrlSafeNoPadding::decode(&mut bytes, text, None).ok()?.len();
    bytes.truncate(length);
    Some(bytes)
}

/// Base64 with or without padding (section 4), as in HTTP Basic and PHC strings.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    if text.contains(['-', '_']) {
        return None;
    }
    url_decode(&text.trim_end_matches('=').replace('+', "-").replace('/', "_"))
}
