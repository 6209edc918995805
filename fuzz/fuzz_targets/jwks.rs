//! Key sets.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use help_request_edge::auth::{Algorithm, AuthSettings, Jwk, JwksSource, KeyCache, Step, Token, parse_jwks};
use help_request_edge::config::{Variable, Variables};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

/// The key as it may stand in a set.
fn entry(key: &Jwk) -> Value {
    let mut entry: Value = serde_json::from_str(&key.to_json()).expect("JSON");
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(entry[name].as_str().expect("a text")).expect("Base64");
    match key.algorithm() {
        Algorithm::Rs256 => {
            assert_eq!(entry["kty"], "RSA");
            assert!(bytes("n").len() >= 256 && bytes("n")[0] != 0 && !bytes("e").is_empty());
        }
        Algorithm::Es256 => {
            assert!(entry["kty"] == "EC" && entry["crv"] == "P-256");
            assert!(bytes("x").len() == 32 && bytes("y").len() == 32);
        }
        Algorithm::Hs256 => panic!("no public key is for HS256"),
    }
    if let Some(kid) = key.kid() {
        entry["kid"] = json!(kid);
    }
    entry
}

/// Only keys that fit the token are ever handed out.
fn check_cache(keys: &[Jwk], header: &Value) {
    let token = format!("{}.e30.AA", URL_SAFE_NO_PAD.encode(header.to_string()));
    let token = Token::parse(&token).expect("a token");
    let mut cache = KeyCache::default();
    cache.store(Some(keys.to_vec()), 0);
    let matching: Vec<Jwk> = keys.iter().filter(|key| token.may_be_signed_with(key)).cloned().collect();
    let expected = if matching.is_empty() { Step::Fetch } else { Step::Use(matching) };
    assert_eq!(cache.step(&token, 1), expected);
}

/// The only variable that is set.
struct KeySet<'a>(&'a str);

impl Variables for KeySet<'_> {
    fn get(&self, name: &str) -> Variable {
        if name == "JWT_JWKS" { Variable::Text(self.0.to_owned()) } else { Variable::Unset }
    }
}

fuzz_target!(|text: &str| {
    let settings = AuthSettings::read(&KeySet(text));
    let keys = match parse_jwks(text) {
        Ok(keys) => keys,
        Err(reason) => {
            assert!(reason.is_ascii() && reason.len() < 200, "a key may be in the reason: {reason}");
            assert!(settings.is_err_and(|error| error.variable == "JWT_JWKS"));
            return;
        }
    };
    assert!(settings.is_ok_and(|settings| settings.jwks == JwksSource::Inline(keys.clone())));

    let mut entries: Vec<Value> = keys.iter().map(entry).collect();
    let given = serde_json::from_str::<Value>(text).expect("JSON")["keys"].as_array().expect("a list").clone();
    assert!((1..=given.len()).contains(&keys.len()));
    for entry in &entries {
        let is_in = |given: &Value| entry.as_object().is_some_and(|entry| entry.iter().all(|(k, v)| given[k] == *v));
        assert!(given.iter().any(is_in), "a key out of nothing: {entry}");
    }
    // A symmetric key in a public place is known to everybody.
    entries.push(json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode([1; 32]), "alg": "HS256"}));
    assert_eq!(parse_jwks(&json!({"keys": entries}).to_string()), Ok(keys.clone()));
    check_cache(&keys, &json!({"alg": "HS256"}));
    check_cache(&keys, &json!({"alg": "RS256", "kid": keys[0].kid()}));
    check_cache(&keys, &json!({"alg": "ES256"}));
});
