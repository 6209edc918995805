//! Key sets (RFC 7517).

use crate::support::{base64url, message};
use help_request_edge::auth::{Algorithm, Jwk, parse_jwks, parse_key_set};
use serde_json::{Value, json};

fn rsa_entry() -> Value {
    json!({"kty": "RSA", "n": base64url([0xc5; 256]), "e": "AQAB"})
}

fn p256_entry() -> Value {
    json!({"kty": "EC", "crv": "P-256", "x": base64url([1; 32]), "y": base64url([2; 32])})
}

fn with(mut entry: Value, name: &str, value: Value) -> Value {
    entry[name] = value;
    entry
}

fn set(entries: &[Value]) -> Result<Vec<Jwk>, String> {
    parse_jwks(&json!({"keys": entries}).to_string())
}

fn only_key(entry: Value) -> Jwk {
    let mut keys = set(&[entry]).unwrap();
    assert_eq!(keys.len(), 1);
    keys.remove(0)
}

fn with_kid(entry: Value, kid: Option<&str>) -> Jwk {
    only_key(match kid {
        Some(kid) => with(entry, "kid", json!(kid)),
        None => entry,
    })
}

/// An RSA key for other subjects.
pub fn rsa_key(kid: Option<&str>) -> Jwk {
    with_kid(rsa_entry(), kid)
}

/// A key on P-256 for other subjects.
pub fn p256_key(kid: Option<&str>) -> Jwk {
    with_kid(p256_entry(), kid)
}

#[track_caller]
fn is_usable(entry: &Value) {
    assert_eq!(set(std::slice::from_ref(entry)).map(|keys| keys.len()), Ok(1), "{entry}");
}

#[track_caller]
fn is_passed_over(entry: &Value) {
    assert_eq!(set(std::slice::from_ref(entry)), Err(message!("key_set_no_key")), "{entry}");
}

#[test]
fn an_rsa_key_verifies_rs256() {
    let key = rsa_key(Some("1"));
    assert_eq!(key.kid(), Some("1"));
    assert_eq!(key.algorithm(), Algorithm::Rs256);
    let expected = json!({"kty": "RSA", "n": base64url([0xc5; 256]), "e": "AQAB"});
    assert_eq!(serde_json::from_str::<serde_json::Value>(&key.to_json()).unwrap(), expected);
}

#[test]
fn a_key_on_p_256_verifies_es256() {
    let key = p256_key(None);
    assert_eq!(key.kid(), None);
    assert_eq!(key.algorithm(), Algorithm::Es256);
    let expected = json!({"kty": "EC", "crv": "P-256", "x": base64url([1; 32]), "y": base64url([2; 32])});
    assert_eq!(serde_json::from_str::<serde_json::Value>(&key.to_json()).unwrap(), expected);
}

#[test]
fn keys_keep_their_order_and_unusable_ones_are_passed_over() {
    let keys = set(&[
        with(p256_entry(), "kid", json!("1")),
        json!({"kty": "oct", "k": base64url([1; 32]), "kid": "2"}),
        json!("no key"),
        with(rsa_entry(), "kid", json!("3")),
    ])
    .unwrap();
    assert_eq!(keys, vec![p256_key(Some("1")), rsa_key(Some("3"))]);
}

#[test]
fn symmetric_keys_are_never_taken() {
    is_passed_over(&json!({"kty": "oct", "k": base64url([1; 32])}));
    is_passed_over(&json!({"kty": "oct", "k": base64url([1; 32]), "alg": "HS256", "use": "sig"}));
}

#[test]
fn only_keys_for_signatures_are_taken() {
    for entry in [rsa_entry(), p256_entry()] {
        is_usable(&with(entry.clone(), "use", json!("sig")));
        is_passed_over(&with(entry.clone(), "use", json!("enc")));
        is_usable(&with(entry.clone(), "key_ops", json!(["verify"])));
        is_usable(&with(entry.clone(), "key_ops", json!(["sign", "verify"])));
        is_passed_over(&with(entry.clone(), "key_ops", json!(["encrypt"])));
        is_passed_over(&with(entry.clone(), "key_ops", json!([])));
        is_passed_over(&with(entry, "key_ops", json!("verify")));
    }
}

#[test]
fn only_the_algorithm_of_the_key_type_is_taken() {
    is_usable(&with(rsa_entry(), "alg", json!("RS256")));
    is_usable(&with(p256_entry(), "alg", json!("ES256")));
    for algorithm in ["RS384", "RS512", "PS256", "HS256", "ES256", "RSA-OAEP", "none", ""] {
        is_passed_over(&with(rsa_entry(), "alg", json!(algorithm)));
    }
    for algorithm in ["ES384", "ES512", "ECDH-ES", "HS256", "RS256", ""] {
        is_passed_over(&with(p256_entry(), "alg", json!(algorithm)));
    }
}

#[test]
fn other_key_types_and_curves_are_passed_over() {
    for curve in ["P-384", "P-521", "secp256k1", "p-256", ""] {
        is_passed_over(&with(p256_entry(), "crv", json!(curve)));
    }
    for kind in [json!("OKP"), json!("rsa"), json!(""), json!(1), json!(null)] {
        is_passed_over(&with(rsa_entry(), "kty", kind));
    }
    for entry in [json!({}), json!([]), json!(null), json!(1), json!("RSA")] {
        is_passed_over(&entry);
    }
}

#[test]
fn an_rsa_modulus_has_at_least_2048_bits() {
    is_usable(&with(rsa_entry(), "n", json!(base64url([0xc5; 256]))));
    is_usable(&with(rsa_entry(), "n", json!(base64url([0xc5; 512]))));
    is_passed_over(&with(rsa_entry(), "n", json!(base64url([0xc5; 255]))));
    is_passed_over(&with(rsa_entry(), "n", json!(base64url([0xc5; 128]))));
}

#[test]
fn zeros_in_front_do_not_make_a_modulus_longer() {
    let mut modulus = [0xc5; 256];
    modulus[0] = 0;
    is_passed_over(&with(rsa_entry(), "n", json!(base64url(modulus))));
}

#[test]
fn numbers_have_to_be_base64url_of_their_length() {
    for n in [json!(null), json!(""), json!(1), json!(format!("{}=", base64url([0xc5; 256]))), json!("+".repeat(342))] {
        is_passed_over(&with(rsa_entry(), "n", n));
    }
    for e in [json!(null), json!(""), json!(65537), json!("AQ==")] {
        is_passed_over(&with(rsa_entry(), "e", e));
    }
    for coordinate in
        [json!(null), json!(""), json!(base64url([1; 31])), json!(base64url([1; 33])), json!("\"".repeat(43))]
    {
        is_passed_over(&with(p256_entry(), "x", coordinate.clone()));
        is_passed_over(&with(p256_entry(), "y", coordinate));
    }
}

#[test]
fn a_kid_that_is_no_text_is_none() {
    assert_eq!(only_key(with(p256_entry(), "kid", json!(7))).kid(), None);
}

#[test]
fn a_set_without_a_usable_key_is_refused() {
    assert_eq!(set(&[]), Err(message!("key_set_no_key")));
}

/// An issuer may withdraw all its keys; an operator who configures none has made a mistake.
#[test]
fn a_set_that_is_fetched_may_be_without_a_usable_key() {
    for entries in [json!([]), json!([{"kty": "oct", "k": base64url([1; 32])}]), json!([1])] {
        let text = json!({"keys": entries}).to_string();
        assert_eq!(parse_key_set(&text), Ok(vec![]), "{text}");
        assert_eq!(parse_jwks(&text), Err(message!("key_set_no_key")), "{text}");
    }
    let text = json!({"keys": [p256_entry(), rsa_entry()]}).to_string();
    assert_eq!(parse_key_set(&text), parse_jwks(&text));
}

#[test]
fn what_is_no_set_is_refused() {
    for text in ["{}", "[]", "null", "1", r#"{"keys":{}}"#, r#"{"Keys":[]}"#, &rsa_entry().to_string()] {
        assert_eq!(parse_jwks(text), Err(message!("key_set_no_list")), "{text}");
        assert_eq!(parse_key_set(text), parse_jwks(text), "{text}");
    }
}

#[test]
fn what_is_no_json_is_refused() {
    for text in ["", "{", "keys", "-----BEGIN PUBLIC KEY-----"] {
        let reason = parse_jwks(text).unwrap_err();
        assert!(reason.starts_with(&message!("key_set_not_json", reason = "")), "{reason}");
        assert_eq!(parse_key_set(text), Err(reason));
    }
}
