//! Tokens before and after their signature was verified. The claims have their rules in `claims`.

use crate::jwks::{p256_key, rsa_key};
use crate::support::{base64url, token};
use help_request_edge::auth::{Algorithm, AuthError, Caller, ClaimRules, Token};
use serde_json::{Value, json};

const ALGORITHMS: [(Algorithm, &str); 3] =
    [(Algorithm::Hs256, "HS256"), (Algorithm::Rs256, "RS256"), (Algorithm::Es256, "ES256")];

fn claims() -> Value {
    json!({"iss": "https://idp.example.com", "sub": "agent", "exp": 1000, "roles": ["admin"]})
}

/// What becomes of a token whose signature is right.
fn signed_in(token: &str) -> Result<Caller, AuthError> {
    Token::parse(token)?
        .claims_once_verified()
        .and_then(|claims| claims.verified_caller(&ClaimRules::default(), 0))
        .and_then(|verified| verified.caller(0).cloned())
}

#[test]
fn a_token_is_taken_apart() {
    let text = token(&json!({"alg": "HS256", "typ": "JWT"}), &claims());
    let parsed = Token::parse(&text).unwrap();
    assert_eq!(parsed.signing_input(), text.rsplit_once('.').unwrap().0.as_bytes());
    assert_eq!(parsed.signature(), b"signature");
    let expected = Caller::bearer("https://idp.example.com", "agent", vec!["admin".to_owned()]);
    assert_eq!(signed_in(&text), Ok(expected));
}

#[test]
fn a_token_is_for_the_algorithm_that_it_names_exactly() {
    for (algorithm, name) in ALGORITHMS {
        let text = token(&json!({"alg": name}), &claims());
        let parsed = Token::parse(&text).unwrap();
        for (other, _) in ALGORITHMS {
            assert_eq!(parsed.is_for(other), other == algorithm, "{name} {other:?}");
        }
    }
}

#[test]
fn a_public_key_verifies_rs256_and_es256_and_nothing_else() {
    for (name, has_public_key) in [("HS256", false), ("RS256", true), ("ES256", true), ("PS256", false)] {
        let text = token(&json!({"alg": name}), &claims());
        assert_eq!(Token::parse(&text).unwrap().has_public_key(), has_public_key, "{name}");
    }
}

#[test]
fn other_algorithms_are_for_no_key() {
    for header in [
        json!({}),
        json!({"alg": "none"}),
        json!({"alg": "None"}),
        json!({"alg": ""}),
        json!({"alg": null}),
        json!({"alg": ["HS256"]}),
        json!({"alg": 256}),
        json!({"alg": "hs256"}),
        json!({"alg": "HS256 "}),
        json!({"alg": "HS384"}),
        json!({"alg": "HS512"}),
        json!({"alg": "RS384"}),
        json!({"alg": "PS256"}),
        json!({"alg": "ES384"}),
        json!({"alg": "ES256K"}),
        json!({"alg": "EdDSA"}),
        json!({"ALG": "HS256"}),
    ] {
        let text = token(&header, &claims());
        let parsed = Token::parse(&text).unwrap();
        for (algorithm, _) in ALGORITHMS {
            assert!(!parsed.is_for(algorithm), "{header}");
        }
        assert!(!parsed.may_be_signed_with(&rsa_key(None)), "{header}");
        assert!(!parsed.may_be_signed_with(&p256_key(None)), "{header}");
    }
}

#[test]
fn the_key_fixes_the_algorithm() {
    for (name, fits_rsa, fits_p256) in [("RS256", true, false), ("ES256", false, true), ("HS256", false, false)] {
        let text = token(&json!({"alg": name}), &claims());
        let parsed = Token::parse(&text).unwrap();
        assert_eq!(parsed.may_be_signed_with(&rsa_key(None)), fits_rsa, "{name}");
        assert_eq!(parsed.may_be_signed_with(&p256_key(None)), fits_p256, "{name}");
    }
}

#[test]
fn where_both_have_a_key_id_it_has_to_be_the_same() {
    for (of_token, of_key, fits) in [
        (json!(null), Some("1"), false),
        (json!("1"), Some("1"), true),
        (json!("1"), Some("2"), false),
        (json!("1"), Some("01"), false),
        (json!("a"), Some("A"), false),
        (json!(1), Some("1"), false),
        (json!("1"), None, true),
    ] {
        let text = token(&json!({"alg": "ES256", "kid": of_token}), &claims());
        assert_eq!(Token::parse(&text).unwrap().may_be_signed_with(&p256_key(of_key)), fits, "{of_token} {of_key:?}");
    }
    let without = token(&json!({"alg": "ES256"}), &claims());
    assert!(Token::parse(&without).unwrap().may_be_signed_with(&p256_key(Some("1"))));
}

#[test]
fn an_extension_that_must_be_understood_is_refused() {
    for critical in [json!(["b64"]), json!([]), json!(null), json!(["exp"])] {
        let text = token(&json!({"alg": "HS256", "crit": critical}), &claims());
        assert_eq!(Token::parse(&text).err(), Some(AuthError::TokenMalformed), "{critical}");
    }
}

/// RFC 7797: what is signed would be something else.
#[test]
fn an_unencoded_payload_is_refused() {
    for b64 in [json!(false), json!(true), json!(null), json!("false")] {
        let text = token(&json!({"alg": "HS256", "b64": b64}), &claims());
        assert_eq!(Token::parse(&text).err(), Some(AuthError::TokenMalformed), "{b64}");
    }
}

#[test]
fn a_token_may_name_its_key() {
    for (kid, expected) in [(json!("1"), Some("1")), (json!(""), Some("")), (json!(1), None), (json!(null), None)] {
        let text = token(&json!({"alg": "ES256", "kid": kid}), &claims());
        assert_eq!(Token::parse(&text).unwrap().key_id(), expected, "{kid}");
    }
    assert_eq!(Token::parse(&token(&json!({"alg": "ES256"}), &claims())).unwrap().key_id(), None);
}

#[test]
fn keys_that_a_token_brings_along_have_no_meaning() {
    let header = json!({"alg": "RS256", "kid": "2", "jwk": {"kty": "RSA"}, "jku": "https://evil.example", "x5u": "x"});
    let text = token(&header, &claims());
    let parsed = Token::parse(&text).unwrap();
    assert!(!parsed.may_be_signed_with(&rsa_key(Some("1"))));
    assert!(parsed.may_be_signed_with(&rsa_key(Some("2"))));
}

#[test]
fn an_empty_signature_can_be_read_and_is_empty() {
    let text = format!("{}.{}.", base64url(r#"{"alg":"HS256"}"#), base64url("{}"));
    assert_eq!(Token::parse(&text).unwrap().signature(), b"");
}

#[test]
fn what_is_no_signed_token_is_malformed() {
    let (header, claims) = (base64url(r#"{"alg":"HS256"}"#), base64url(claims().to_string()));
    for text in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "a.b.c".to_owned(),
        header.clone(),
        format!("{header}.{claims}"),
        format!(".{claims}.c2ln"),
        format!("{header}.{claims}.c2ln="),
        format!("{header}.{claims}.c2l+"),
        format!("{header}.{claims}.c2l/"),
        format!("{header}.{claims}.c"),
        format!("{header}.{claims}.c2ln "),
        format!(" {header}.{claims}.c2ln"),
        format!("{header}=.{claims}.c2ln"),
        format!("{}.{claims}.c2ln", base64url("alg")),
        format!("{}.{claims}.c2ln", base64url("[]")),
        format!("{}.{claims}.c2ln", base64url("\"HS256\"")),
        format!("{}.{claims}.c2ln", base64url("{\"alg\":\"HS256\"")),
        format!("{}.{claims}.c2ln", base64url("{\"alg\":\"HS256\"}x")),
        format!("{}.{claims}.c2ln", base64url(b"{\"alg\":\"\xff\"}")),
        format!("{{\"alg\":\"HS256\"}}.{claims}.c2ln"),
    ] {
        assert_eq!(Token::parse(&text).err(), Some(AuthError::TokenMalformed), "{text}");
    }
}

#[test]
fn another_number_of_parts_never_signs_in() {
    let (header, claims) = (base64url(r#"{"alg":"HS256"}"#), base64url(claims().to_string()));
    for text in [
        format!("{header}.{claims}.c2ln.c2ln"),
        format!("{header}..{claims}.c2ln"),
        format!("{header}.{claims}..c2ln"),
        format!("{header}.{claims}.{claims}.c2ln"),
        format!("{header}.{header}.{header}.{claims}.c2ln"),
    ] {
        assert_eq!(signed_in(&text), Err(AuthError::TokenMalformed), "{text}");
    }
}

#[test]
fn claims_that_are_no_object_are_malformed() {
    let header = base64url(r#"{"alg":"HS256"}"#);
    for claims in ["", "[]", "null", "\"sub\"", "{"] {
        let text = format!("{header}.{}.c2ln", base64url(claims));
        assert_eq!(signed_in(&text), Err(AuthError::TokenClaims), "{claims}");
    }
    assert_eq!(signed_in(&format!("{header}.{{}}.c2ln")), Err(AuthError::TokenClaims));
}
