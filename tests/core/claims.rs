//! What a token has to say (contract, section 4).

use crate::support::base64url;
use help_request_edge::auth::{
    AuthError, Caller, ClaimRules, LEEWAY_SECONDS, MAX_SUBJECT_CHARACTERS, RolesClaim, Token,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: i64 = 1_771_416_000;
const ISSUER: &str = "https://idp.example.com";
const AUDIENCE: &str = "help-request-api";

fn rules() -> ClaimRules {
    ClaimRules { issuer: Some(ISSUER.to_owned()), audience: Some(AUDIENCE.to_owned()), roles: RolesClaim::default() }
}

fn check(rules: &ClaimRules, claims: &Value) -> Result<Caller, AuthError> {
    check_text(rules, &claims.to_string())
}

/// As [`check`], of claims that are written so.
fn check_text(rules: &ClaimRules, claims: &str) -> Result<Caller, AuthError> {
    let text = format!("{}.{}.c2ln", base64url(r#"{"alg":"HS256"}"#), base64url(claims));
    let claims = Token::parse(&text).unwrap().claims_once_verified()?;
    claims.verified_caller(rules, NOW)?.caller(NOW).cloned()
}

/// Valid claims, changed: `null` removes one.
fn claims(changes: &Value) -> Value {
    let mut claims = json!({"iss": ISSUER, "sub": "agent", "aud": AUDIENCE, "exp": NOW + 300, "roles": ["a", "b"]});
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    claims
}

fn checked(changes: &Value) -> Result<Caller, AuthError> {
    check(&rules(), &claims(changes))
}

fn caller(subject: &str) -> Result<Caller, AuthError> {
    Ok(Caller::bearer(ISSUER, subject, vec!["a".to_owned(), "b".to_owned()]))
}

fn with_roles(place: &str, claims: &Value) -> Vec<String> {
    let rules = ClaimRules { roles: RolesClaim::parse(place), ..ClaimRules::default() };
    let mut claims = claims.clone();
    claims["sub"] = json!("agent");
    claims["exp"] = json!(NOW);
    let caller = check(&rules, &claims).unwrap();
    // The roles of a caller cannot be read, only compared.
    let candidates: Vec<Vec<String>> = [&["a"][..], &["a", "b"], &["a b"], &["a b", "c,d"], &["a", "b", "c"], &[]]
        .into_iter()
        .map(|names| names.iter().map(|name| (*name).to_owned()).collect())
        .collect();
    candidates.into_iter().find(|roles| caller == Caller::bearer("", "agent", roles.clone())).expect("other roles")
}

#[test]
fn a_valid_token_names_issuer_subject_and_roles() {
    assert_eq!(checked(&json!({})), caller("agent"));
}

#[test]
fn exp_is_required() {
    for exp in [json!(null), json!((NOW + 300).to_string()), json!(true), json!([NOW + 300]), json!({})] {
        assert_eq!(checked(&json!({"exp": exp})), Err(AuthError::TokenWithoutExpiry), "{exp}");
    }
    let mut explicit_null = claims(&json!({}));
    explicit_null["exp"] = Value::Null;
    assert_eq!(check(&rules(), &explicit_null), Err(AuthError::TokenWithoutExpiry));
}

#[test]
fn exp_has_a_leeway_of_60_seconds() {
    assert_eq!(LEEWAY_SECONDS, 60);
    for exp in [json!(NOW + 1), json!(NOW), json!(NOW - 59), json!(NOW - 60 + 1), json!(1e300)] {
        assert_eq!(checked(&json!({"exp": exp})), caller("agent"), "{exp}");
    }
    // RFC 7519, section 4.1.4: on the time of expiration the token has expired.
    for exp in [json!(NOW - 60), json!(NOW - 61), json!(0), json!(-1), json!(-1e300)] {
        assert_eq!(checked(&json!({"exp": exp})), Err(AuthError::TokenExpired), "{exp}");
    }
}

#[test]
fn fractions_of_a_second_count() {
    let at = |seconds: &str| -> Value { serde_json::from_str(seconds).unwrap() };
    assert_eq!(checked(&json!({"exp": at("1771415940.5")})), caller("agent"));
    assert_eq!(checked(&json!({"exp": at("1771415939.5")})), Err(AuthError::TokenExpired));
    assert_eq!(checked(&json!({"nbf": at("1771416060.0")})), caller("agent"));
    assert_eq!(checked(&json!({"nbf": at("1771416060.5")})), Err(AuthError::TokenNotYetValid));
}

#[test]
fn nbf_has_a_leeway_of_60_seconds() {
    for nbf in [json!(NOW - 1), json!(NOW), json!(NOW + 60), json!(0)] {
        assert_eq!(checked(&json!({"nbf": nbf})), caller("agent"), "{nbf}");
    }
    for nbf in [json!(NOW + 61), json!(NOW + 3600), json!(1e300)] {
        assert_eq!(checked(&json!({"nbf": nbf})), Err(AuthError::TokenNotYetValid), "{nbf}");
    }
}

#[test]
fn nbf_that_is_no_number_is_malformed() {
    for nbf in [json!(NOW.to_string()), json!(false), json!([])] {
        assert_eq!(checked(&json!({"nbf": nbf})), Err(AuthError::TokenClaims), "{nbf}");
    }
}

#[test]
fn an_expired_token_is_expired_whatever_its_nbf() {
    for nbf in [json!("soon"), json!(NOW + 61)] {
        assert_eq!(checked(&json!({"exp": NOW - 60, "nbf": nbf})), Err(AuthError::TokenExpired), "{nbf}");
    }
}

#[test]
fn iss_has_to_be_the_configured_one() {
    for iss in [
        json!(null),
        json!(""),
        json!("https://idp.example.com/"),
        json!("HTTPS://IDP.EXAMPLE.COM"),
        json!([ISSUER]),
        json!(1),
    ] {
        assert_eq!(checked(&json!({"iss": iss})), Err(AuthError::TokenIssuer), "{iss}");
    }
}

#[test]
fn any_iss_or_none_holds_where_none_is_configured() {
    let any_issuer = ClaimRules { issuer: None, ..rules() };
    let named = |issuer| Ok(Caller::bearer(issuer, "agent", vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(check(&any_issuer, &claims(&json!({"iss": "other"}))), named("other"));
    assert_eq!(check(&any_issuer, &claims(&json!({"iss": null}))), named(""));
}

#[test]
fn aud_has_to_hold_the_configured_one() {
    for aud in [json!(AUDIENCE), json!([AUDIENCE]), json!(["other", AUDIENCE])] {
        assert_eq!(checked(&json!({"aud": aud})), caller("agent"), "{aud}");
    }
    for aud in [
        json!(null),
        json!(""),
        json!("other"),
        json!("help-request-api other"),
        json!("HELP-REQUEST-API"),
        json!([]),
        json!(["other"]),
        json!([[AUDIENCE]]),
        json!({"help-request-api": true}),
        json!(1),
    ] {
        assert_eq!(checked(&json!({"aud": aud})), Err(AuthError::TokenAudience), "{aud}");
    }
}

#[test]
fn any_aud_or_none_holds_where_none_is_configured() {
    let rules = ClaimRules { audience: None, ..rules() };
    for aud in [json!("other"), json!(null), json!(["x"])] {
        assert_eq!(check(&rules, &claims(&json!({"aud": aud}))), caller("agent"), "{aud}");
    }
}

#[test]
fn client_id_or_azp_stand_in_for_sub() {
    assert_eq!(checked(&json!({"client_id": "client", "azp": "party"})), caller("agent"));
    assert_eq!(checked(&json!({"sub": null, "client_id": "client", "azp": "party"})), caller("client"));
    assert_eq!(checked(&json!({"sub": null, "azp": "party"})), caller("party"));
    assert_eq!(checked(&json!({"sub": "", "client_id": " ", "azp": "party"})), caller("party"));
}

#[test]
fn a_token_that_names_nobody_is_refused() {
    for sub in [json!(null), json!(""), json!(" \t")] {
        assert_eq!(checked(&json!({"sub": sub})), Err(AuthError::TokenWithoutSubject), "{sub}");
    }
}

#[test]
fn a_subject_has_a_most_of_characters() {
    assert_eq!(MAX_SUBJECT_CHARACTERS, 255);
    let longest = "ä".repeat(255);
    assert_eq!(checked(&json!({"sub": longest})), caller(&longest));
    for claims in [json!({"sub": "a".repeat(256)}), json!({"sub": null, "client_id": "a".repeat(10_000)})] {
        assert_eq!(checked(&claims), Err(AuthError::TokenSubjectTooLong));
    }
}

/// Whoever stands in for it would be somebody else.
#[test]
fn sub_that_is_no_text_is_malformed() {
    for sub in [json!(7), json!(["agent"]), json!(false), json!({})] {
        assert_eq!(checked(&json!({"sub": sub, "client_id": "client"})), Err(AuthError::TokenClaims), "{sub}");
    }
    let mut explicit_null = claims(&json!({"client_id": "client"}));
    explicit_null["sub"] = Value::Null;
    assert_eq!(check(&rules(), &explicit_null), Err(AuthError::TokenClaims));
}

#[test]
fn roles_are_read_from_a_claim_of_any_name() {
    assert_eq!(RolesClaim::default(), RolesClaim::Name("roles".to_owned()));
    assert_eq!(with_roles("roles", &json!({"roles": ["a", "b"]})), ["a", "b"]);
    assert_eq!(with_roles("scope", &json!({"scope": "a b", "roles": ["c"]})), ["a", "b"]);
    assert_eq!(with_roles("https://example.com/roles", &json!({"https://example.com/roles": ["a"]})), ["a"]);
    assert_eq!(with_roles("realm_access.roles", &json!({"realm_access": {"roles": ["a"]}})), [""; 0]);
}

#[test]
fn roles_are_read_from_a_json_pointer() {
    assert_eq!(RolesClaim::parse("/a/b"), RolesClaim::Pointer("/a/b".to_owned()));
    assert_eq!(with_roles("/realm_access/roles", &json!({"realm_access": {"roles": ["a", "b"]}})), ["a", "b"]);
    assert_eq!(with_roles("/a~1b/0", &json!({"a/b": ["a,b"]})), ["a", "b"]);
    assert_eq!(with_roles("/realm_access/roles", &json!({"/realm_access/roles": ["a"]})), [""; 0]);
}

/// RFC 6901, sections 3 and 4.
#[test]
fn a_json_pointer_leads_to_one_place_alone() {
    let claims = json!({
        "": ["a"], "m~n": ["a"], "m/n": ["a", "b"], "~1": ["a b"], "a": {"": ["a"], "b": [["x"], ["a", "b", "c"]]},
    });
    for (pointer, roles) in [
        ("/", vec!["a"]),
        ("/m~0n", vec!["a"]),
        ("/m~1n", vec!["a", "b"]),
        ("/~01", vec!["a b"]),
        ("/a/", vec!["a"]),
        ("/a/b/1", vec!["a", "b", "c"]),
    ] {
        assert_eq!(with_roles(pointer, &claims), roles, "{pointer}");
    }
    for pointer in [
        "/m/n", "/~1", "/~~1", "/~2", "/a/b", "/a/b/2", "/a/b/01", "/a/b/+1", "/a/b/-1", "/a/b/-", "/a/b/1/",
        "/a/b/1/x", "/b", "//",
    ] {
        assert_eq!(with_roles(pointer, &claims), [""; 0], "{pointer}");
    }
}

#[test]
fn one_string_is_separated_by_spaces_or_commas() {
    for text in ["a b c", "a,b,c", "a, b ,c", " a  b,,c ", "a b,c"] {
        assert_eq!(with_roles("roles", &json!({"roles": text})), ["a", "b", "c"], "{text:?}");
    }
    for text in ["", " ", ",", " , "] {
        assert_eq!(with_roles("roles", &json!({"roles": text})), [""; 0], "{text:?}");
    }
}

#[test]
fn the_elements_of_an_array_are_not_separated() {
    assert_eq!(with_roles("roles", &json!({"roles": ["a b", "c,d"]})), ["a b", "c,d"]);
}

#[test]
fn what_is_no_role_is_passed_over() {
    assert_eq!(with_roles("roles", &json!({"roles": ["a", 1, null, ["x"], {"name": "y"}, "b"]})), ["a", "b"]);
    for roles in [json!(null), json!(1), json!(true), json!({"a": true})] {
        assert_eq!(with_roles("roles", &json!({"roles": roles})), [""; 0], "{roles}");
    }
    assert_eq!(with_roles("roles", &json!({})), [""; 0]);
}

#[test]
fn times_may_be_written_as_any_number() {
    let exp = |number: &str| check_text(&ClaimRules::default(), &format!("{{\"sub\":\"agent\",\"exp\":{number}}}"));
    let agent = || Ok(Caller::bearer("", "agent", Vec::new()));
    for number in ["1771416000", "1771416000.0", "1.771416e9", "17714160E+2", "1771416000000e-3", "0.1771416e10"] {
        assert_eq!(exp(number), agent(), "{number}");
    }
    // More digits than a machine number has.
    assert_eq!(exp(&format!("1771416000.{}", "0".repeat(400))), agent());
    assert_eq!(exp(&format!("1{}", "0".repeat(300))), agent());
    for number in ["0", "-0", "0e5", "0e999", "-1771416000", "-1.7e300", "1e-999", "1e-99999999999999999999"] {
        assert_eq!(exp(number), Err(AuthError::TokenExpired), "{number}");
    }
    // No machine number holds it.
    for number in ["1e999", "-1e999", "1e2147483648", &"9".repeat(400)] {
        assert_eq!(exp(number), Err(AuthError::TokenClaims), "{number}");
    }
    for number in ["01", "1.", "-", "1e", ".5", "+1", "0x1", "NaN"] {
        assert_eq!(exp(number), Err(AuthError::TokenClaims), "{number}");
    }
}

#[test]
fn of_several_claims_of_one_name_the_last_counts() {
    let claims = format!("{{\"exp\":1,\"sub\":\"one\",\"exp\":{NOW},\"sub\":\"agent\"}}");
    assert_eq!(check_text(&ClaimRules::default(), &claims), Ok(Caller::bearer("", "agent", Vec::new())));
    let claims = format!("{{\"exp\":{NOW},\"sub\":\"agent\",\"exp\":1}}");
    assert_eq!(check_text(&ClaimRules::default(), &claims), Err(AuthError::TokenExpired));
}

/// A word that `serde_json` has for itself has no meaning.
#[test]
fn claims_mean_what_they_say() {
    let word = "$serde_json::private::Number";
    let claims = json!({word: json!({"exp": NOW, "sub": "agent"}).to_string()});
    assert_eq!(check(&ClaimRules::default(), &claims), Err(AuthError::TokenWithoutExpiry));
    let exp = json!({"sub": "agent", "exp": {word: NOW.to_string()}});
    assert_eq!(check(&ClaimRules::default(), &exp), Err(AuthError::TokenWithoutExpiry));
    let claims = json!({"sub": "agent", "exp": NOW, "roles": {word: "[\"a\"]"}});
    assert_eq!(check(&ClaimRules::default(), &claims), Ok(Caller::bearer("", "agent", Vec::new())));
}

#[test]
fn times_are_checked_before_issuer_audience_and_subject() {
    let nothing = json!({"iss": null, "aud": null, "sub": null, "exp": null});
    assert_eq!(checked(&nothing), Err(AuthError::TokenWithoutExpiry));
    let expired = json!({"iss": null, "aud": null, "sub": null, "exp": 1});
    assert_eq!(checked(&expired), Err(AuthError::TokenExpired));
}

proptest! {
    #[test]
    fn a_token_holds_from_nbf_to_exp_with_leeway(exp in -200..200_i64, nbf in -200..200_i64) {
        let expected = if exp <= -60 {
            Err(AuthError::TokenExpired)
        } else if nbf > 60 {
            Err(AuthError::TokenNotYetValid)
        } else {
            caller("agent")
        };
        prop_assert_eq!(checked(&json!({"exp": NOW + exp, "nbf": NOW + nbf})), expected);
    }
}
