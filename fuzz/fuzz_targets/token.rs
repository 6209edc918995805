//! Tokens: their header, and their claims once the signature was found right.
//!
//! An input is the header, the claims and the place of the roles, a line each. The lines are encoded here, because no
//! mutation finds its way through Base64.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use help_request_edge::auth::{
    Algorithm, AuthError, Caller, ClaimRules, LEEWAY_SECONDS, Role, RolesClaim, Token, parse_jwks,
};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

const NOW: i64 = 1_771_416_000;
const ISSUER: &str = "https://idp.example.com";
const AUDIENCE: &str = "help-request-api";

fn object(json: &str) -> Option<Value> {
    serde_json::from_str(json).ok().filter(Value::is_object)
}

/// Whether a text anywhere in the value names a role that may call.
fn names_a_role(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            text.split([' ', ',']).any(|word| [Role::Admin.name(), Role::IntegrationUser.name()].contains(&word))
        }
        Value::Array(items) => items.iter().any(names_a_role),
        Value::Object(members) => members.values().any(names_a_role),
        _ => false,
    }
}

fn has_audience(claims: &Value) -> bool {
    claims["aud"] == AUDIENCE || claims["aud"].as_array().is_some_and(|list| list.contains(&json!(AUDIENCE)))
}

#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
fn holds_at(claims: &Value, now: i64) -> bool {
    let (now, leeway) = (now as f64, LEEWAY_SECONDS as f64);
    let has_begun = claims.get("nbf").is_none_or(|nbf| nbf.as_f64().is_some_and(|nbf| nbf <= now + leeway));
    has_begun && claims["exp"].as_f64().is_some_and(|exp| now < exp + leeway)
}

/// Whether the header names what changes the meaning of the token (RFC 7515, section 4.1.11, and RFC 7797).
fn has_extension(header: &Value) -> bool {
    ["crit", "b64"].iter().any(|name| header.get(name).is_some())
}

fn check_header(token: &Token<'_>, header: &Value) {
    assert!(!has_extension(header));
    let key = json!({"kty": "RSA", "n": URL_SAFE_NO_PAD.encode([0xc5; 256]), "e": "AQAB", "kid": "1"});
    let keys = parse_jwks(&json!({"keys": [key]}).to_string()).expect("a key");
    let is_fit = header["alg"] == "RS256" && header.get("kid").is_none_or(|kid| kid == "1");
    assert_eq!(token.may_be_signed_with(&keys[0]), is_fit);
    for (algorithm, name) in [(Algorithm::Hs256, "HS256"), (Algorithm::Rs256, "RS256"), (Algorithm::Es256, "ES256")] {
        assert_eq!(token.is_for(algorithm), header["alg"] == name);
    }
}

/// Whom a token names whose signature is right.
fn signed_in(token: &Token<'_>, rules: &ClaimRules, now: i64) -> Result<Caller, AuthError> {
    token.claims_once_verified()?.verified_caller(rules, now)?.caller(now).cloned()
}

fuzz_target!(|input: &str| {
    let mut lines = input.splitn(3, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (header, claims, place) = (line(), line(), line());
    let encoded = [header, claims, "signature"].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
    let token = match (Token::parse(&encoded), object(header).filter(|header| !has_extension(header))) {
        (Ok(token), Some(header)) => {
            check_header(&token, &header);
            token
        }
        (Err(failure), None) => return assert_eq!(failure, AuthError::TokenMalformed),
        (result, _) => panic!("accepted: {}", result.is_ok()),
    };

    let open = ClaimRules { roles: RolesClaim::parse(place), ..ClaimRules::default() };
    let strict = ClaimRules { issuer: Some(ISSUER.to_owned()), audience: Some(AUDIENCE.to_owned()), ..open.clone() };
    let result = signed_in(&token, &open, NOW);
    let Some(claims) = object(claims) else {
        return assert_eq!(result, Err(AuthError::TokenClaims));
    };
    for now in [i64::MIN, 0, NOW, i64::MAX] {
        if signed_in(&token, &open, now).is_ok() {
            assert!(holds_at(&claims, now));
        }
    }
    let Ok(caller) = result else {
        let names_nobody =
            ["sub", "client_id", "azp"].iter().all(|name| claims[name].as_str().unwrap_or("").trim() == "");
        let is_malformed = claims.get("sub").is_some_and(|subject| !subject.is_string());
        return assert!(names_nobody || is_malformed || !holds_at(&claims, NOW), "refused: {result:?}");
    };
    let strictly = signed_in(&token, &strict, NOW);
    assert_eq!(strictly.is_ok(), claims["iss"] == ISSUER && has_audience(&claims));
    assert!(strictly.is_err() || strictly == Ok(caller.clone()));

    let (issuer, subject) = caller.identity().split_once('|').expect("a bar");
    assert!(!subject.trim().is_empty());
    assert_eq!(issuer.replace("%7C", "|").replace("%25", "%"), claims["iss"].as_str().unwrap_or(""));
    assert!(["sub", "client_id", "azp"].iter().any(|name| claims[name] == subject));
    if let Ok(user) = caller.clone().authorize(Role::IntegrationUser) {
        assert_eq!(user.user_name(), subject);
        assert!(names_a_role(&claims), "a role out of nothing");
    }
});
