//! The header `Authorization`, as far as it is read before a signature is verified.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use help_request_edge::auth::{Algorithm, AuthError, ClaimRules, Credentials, MAX_AUTHORIZATION_BYTES, Token};
use libfuzzer_sys::fuzz_target;

/// User name and password, as another decoder reads them. RFC 7617, section 2, knows no control characters. Of the padding
/// that fills the last four characters all may be left out, or some.
fn user_and_password(value: &str) -> Option<(String, String)> {
    let digits = value.trim_end_matches('=');
    if value.len() > digits.len().next_multiple_of(4) {
        return None;
    }
    let text = String::from_utf8(STANDARD_NO_PAD.decode(digits).ok()?).ok()?;
    text.split_once(':')
        .filter(|_| !text.contains(char::is_control))
        .map(|(user_name, password)| (user_name.to_owned(), password.to_owned()))
}

/// Scheme, in lower case, and value.
fn split(header: &str) -> Option<(String, &str)> {
    let (scheme, value) = header.split_once(' ').filter(|_| header.len() <= MAX_AUTHORIZATION_BYTES)?;
    Some((scheme.to_ascii_lowercase(), value.trim_start()))
}

fn bearer(text: &str) {
    let Ok(token) = Token::parse(text) else { return };
    let signed = std::str::from_utf8(token.signing_input()).expect("text");
    assert_eq!(text, format!("{signed}.{}", URL_SAFE_NO_PAD.encode(token.signature())), "a signature in other words");
    let algorithms = [Algorithm::Hs256, Algorithm::Rs256, Algorithm::Es256];
    assert!(algorithms.into_iter().filter(|algorithm| token.is_for(*algorithm)).count() <= 1);
    assert_eq!(text.matches('.').count(), 2, "no JWT in compact form");
    for now in [i64::MIN, 0, i64::MAX] {
        let verified = token.claims_once_verified().and_then(|it| it.verified_caller(&ClaimRules::default(), now));
        let _ = verified.and_then(|verified| verified.caller(now).cloned());
    }
}

fuzz_target!(|header: &str| {
    let result = Credentials::parse(Some(header));
    let header = header.trim();
    match split(header) {
        Some((scheme, value)) if scheme == "basic" => match (result, user_and_password(value)) {
            (Ok(Credentials::Basic { user_name, password }), expected) => {
                assert!(expected.is_some_and(|expected| expected == (user_name.clone(), password.clone())));
                let again = format!("bAsIc  {}", STANDARD.encode(format!("{user_name}:{password}")));
                let again = Credentials::parse(Some(&again));
                assert!(
                    matches!(again, Ok(Credentials::Basic { user_name: u, password: p }) if u == user_name && p == password)
                );
            }
            (Ok(Credentials::Bearer(_)), _) => panic!("a password was taken for a token"),
            (Err(failure), expected) => assert!(failure == AuthError::Malformed && expected.is_none()),
        },
        Some((scheme, value)) if scheme == "bearer" => match result {
            Ok(Credentials::Bearer(token)) => {
                assert!(token == value);
                bearer(token);
            }
            _ => panic!("a token was not taken for one"),
        },
        _ if header.is_empty() => assert!(matches!(result, Err(AuthError::Missing))),
        _ => assert!(matches!(result, Err(AuthError::Malformed))),
    }
});
