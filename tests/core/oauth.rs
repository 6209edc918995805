//! Tokens of the service itself (contract, section 15; facts in ServiceNow's own words: fidelity, section 6).

use crate::support::{base64url, message, sys_id};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use help_request_edge::auth::{
    ACCESS_TOKEN_SECONDS, AccessToken, AuthError, Caller, ClaimRules, Grant, LEEWAY_SECONDS, MAX_FORM_BYTES,
    OAuthError, RefreshToken, RolesClaim, Token, TokenAnswer, TokenRequest,
};
use help_request_edge::error::{ApiError, ErrorFormat};
use help_request_edge::format::Format;
use help_request_edge::response::{Body, Response};
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: i64 = 1_771_416_000;
const OWN: &str = "urn:help-request-api";
const CLIENT: &str = "c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0";
const FORM: &str = "application/x-www-form-urlencoded";

/// What is asked: the client's id and secret, and the grant with its values.
fn asked(request: TokenRequest) -> (String, String, Vec<String>) {
    let grant = match request.grant {
        Grant::Password { user_name, password } => vec!["password".to_owned(), user_name, password],
        Grant::RefreshToken(token) => vec!["refresh_token".to_owned(), token],
        Grant::ClientCredentials => vec!["client_credentials".to_owned()],
    };
    (request.client.id, request.client.secret, grant)
}

fn parse(authorization: Option<&str>, body: &str) -> Result<(String, String, Vec<String>), OAuthError> {
    TokenRequest::parse(Some(FORM), authorization, "", body.as_bytes()).map(asked)
}

fn basic(credentials: &str) -> String {
    format!("Basic {}", STANDARD.encode(credentials))
}

fn result(grant: &[&str]) -> Result<(String, String, Vec<String>), OAuthError> {
    Ok(("id".to_owned(), "secret".to_owned(), grant.iter().map(|word| (*word).to_owned()).collect()))
}

mod requests {
    use super::*;

    #[test]
    fn each_grant_is_read_with_its_values() {
        for (body, grant) in [
            ("grant_type=password&username=u&password=p", vec!["password", "u", "p"]),
            ("password=p&grant_type=password&username=u", vec!["password", "u", "p"]),
            ("grant_type=password&username=u%40x&password=%C3%A4+%2B%26%3D", vec!["password", "u@x", "ä +&="]),
            ("grant_type=refresh_token&refresh_token=t", vec!["refresh_token", "t"]),
            ("grant_type=client_credentials", vec!["client_credentials"]),
            ("grant_type=client_credentials&scope=useraccount", vec!["client_credentials"]),
            ("grant_type=client_credentials&scope=", vec!["client_credentials"]),
            ("grant_type=client_credentials&x=1&x=2&scopes=y", vec!["client_credentials"]),
            ("grant_type=client_credentials&password=ignored", vec!["client_credentials"]),
        ] {
            assert_eq!(parse(None, &format!("client_id=id&client_secret=secret&{body}")), result(&grant), "{body}");
            assert_eq!(parse(Some(&basic("id:secret")), body), result(&grant), "{body}");
        }
    }

    #[test]
    fn a_client_may_name_itself_twice_if_it_is_the_same() {
        let header = basic("id:secret");
        for body in ["client_id=id", "client_secret=secret", "client_id=id&client_secret=secret", "client_id="] {
            let body = format!("grant_type=client_credentials&{body}");
            assert_eq!(parse(Some(&header), &body), result(&["client_credentials"]), "{body}");
        }
        for body in ["client_id=ID", "client_id=other", "client_secret=other", "client_id=other&client_secret=secret"] {
            let body = format!("grant_type=client_credentials&{body}");
            assert_eq!(parse(Some(&header), &body), Err(OAuthError::Malformed), "{body}");
        }
    }

    #[test]
    fn an_old_token_in_the_header_is_ignored() {
        let body = "client_id=id&client_secret=secret&grant_type=client_credentials";
        for header in [None, Some(""), Some("Bearer x"), Some("bearer a.b.c")] {
            assert_eq!(parse(header, body), result(&["client_credentials"]), "{header:?}");
        }
        for header in ["Basic", "Basic !", "Basic aWQ=", "Digest x", "x"] {
            assert_eq!(parse(Some(header), body), Err(OAuthError::Malformed), "{header}");
        }
    }

    #[test]
    fn what_is_missing_or_malformed_is_refused() {
        let of_length = |length: usize| {
            format!("client_id={}&client_secret=secret&grant_type=client_credentials", "x".repeat(length))
        };
        assert!(parse(None, &of_length(100)).is_ok());
        let long = of_length(101);
        for (body, error) in [
            ("", OAuthError::Malformed),
            ("client_id=id&client_secret=secret", OAuthError::Malformed),
            ("client_id=id&grant_type=client_credentials", OAuthError::Malformed),
            ("client_secret=secret&grant_type=client_credentials", OAuthError::Malformed),
            ("client_id=id&client_secret=secret&grant_type=", OAuthError::Malformed),
            ("client_id=id&client_id=id&client_secret=secret&grant_type=client_credentials", OAuthError::Malformed),
            ("client_id=id&client_secret=secret&grant_type=password&username=u", OAuthError::Malformed),
            ("client_id=id&client_secret=secret&grant_type=password&password=p", OAuthError::Malformed),
            ("client_id=id&client_secret=secret&grant_type=password&username=u&password=p%00", OAuthError::Malformed),
            ("client_id=id&client_secret=secret&grant_type=password&username=u%0A&password=p", OAuthError::Malformed),
            ("client_id=id&client_secret=secret&grant_type=refresh_token", OAuthError::Malformed),
            ("client_id=id&client_secret=secret&grant_type=Password", OAuthError::UnknownGrant),
            ("client_id=id&client_secret=secret&grant_type=code&scope=x", OAuthError::UnknownGrant),
            ("client_id=id&client_secret=secret&grant_type=client_credentials&scope=x", OAuthError::UnknownScope),
            (
                "client_id=id&client_secret=secret&grant_type=client_credentials&scope=useraccount+x",
                OAuthError::UnknownScope,
            ),
            (&long, OAuthError::Malformed),
        ] {
            assert_eq!(parse(None, body), Err(error), "{body}");
        }
    }

    #[test]
    fn a_parameter_that_is_read_must_not_be_in_the_url() {
        let body = b"client_id=id&client_secret=secret&grant_type=client_credentials";
        let with = |query: &str| TokenRequest::parse(Some(FORM), None, query, body).map(asked);
        for query in ["", "sysparm_limit=1", "x", "Password=x", "&&="] {
            assert_eq!(with(query), result(&["client_credentials"]), "{query}");
        }
        for query in
            ["grant_type=x", "client_id", "client_secret=", "x=1&username=u", "pass%77ord=p", "refresh_token=", "scope"]
        {
            assert_eq!(with(query), Err(OAuthError::Malformed), "{query}");
        }
    }

    #[test]
    fn the_body_is_a_form_in_utf_8() {
        let body = b"client_id=id&client_secret=secret&grant_type=client_credentials";
        let of_type = |content_type: Option<&str>| TokenRequest::parse(content_type, None, "", body).map(asked);
        for suffix in ["", ";", "; charset=utf-8", ";CHARSET=UTF8", ";charset=\"UTF-8\" ", "; boundary=x", "; x"] {
            for name in [FORM, "APPLICATION/X-WWW-Form-Urlencoded"] {
                let content_type = format!("{name}{suffix}");
                assert_eq!(of_type(Some(&content_type)), result(&["client_credentials"]), "{content_type}");
            }
        }
        for content_type in [
            None,
            Some(""),
            Some("application/json"),
            Some("application/x-www-form-urlencoded, application/json"),
            Some("application/x-www-form-urlencoded; charset=iso-8859-1"),
            Some("multipart/form-data"),
        ] {
            assert_eq!(of_type(content_type), Err(OAuthError::NotAForm), "{content_type:?}");
        }
    }

    proptest! {
        #[test]
        fn any_body_is_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200), header in ".{0,30}") {
            let _ = TokenRequest::parse(Some(FORM), Some(&header), &header, &body);
        }

        #[test]
        fn any_password_is_read_as_it_was_sent(password in "[^\\p{Cc}]{1,100}") {
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.append_pair("grant_type", "password").append_pair("client_id", "id");
            form.append_pair("client_secret", "secret").append_pair("username", "u").append_pair("password", &password);
            prop_assert_eq!(parse(None, &form.finish()), result(&["password", "u", &password]));
        }
    }

    /// The longest password that the operator's command takes, with every character in the longest form.
    #[test]
    fn the_longest_password_fits_into_a_form() {
        let rest = "grant_type=password&client_id=&client_secret=&username=&password=".len() + 2 * 100 + 2 * 48;
        assert!(1000 * "%F0%9F%94%91".len() + rest <= MAX_FORM_BYTES);
    }
}

mod access_tokens {
    use super::*;

    fn roles(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn token(names: &[&str]) -> String {
        AccessToken::new("cti.integration", &roles(names), CLIENT, NOW).signed(b"signature")
    }

    fn part(token: &str, at: usize) -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap()
    }

    /// The caller of claims whose signature is taken for good.
    fn caller(algorithm: &str, claims: &Value, rules: &ClaimRules, now: i64) -> Result<Caller, AuthError> {
        let header = json!({"alg": algorithm}).to_string();
        let text = format!("{}.{}.c2ln", base64url(&header), base64url(claims.to_string()));
        let claims = Token::parse(&text).unwrap().claims_once_verified()?;
        claims.verified_caller(rules, now)?.caller(now).cloned()
    }

    fn own(changes: &Value) -> Value {
        let mut claims = json!({
            "iss": OWN, "aud": OWN, "sub": "u", "client_id": CLIENT, "roles": ["admin"], "iat": NOW, "exp": NOW + 300,
        });
        for (name, value) in changes.as_object().unwrap() {
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            } else {
                claims[name] = value.clone();
            }
        }
        claims
    }

    #[test]
    fn a_token_has_these_parts() {
        let text = token(&["itil", "admin", "interaction_integration_user"]);
        assert_eq!(part(&text, 0), json!({"alg": "HS256", "typ": "JWT"}));
        let claims = json!({
            "iss": OWN, "aud": OWN, "sub": "cti.integration", "client_id": CLIENT,
            "roles": ["admin", "interaction_integration_user"], "iat": NOW, "exp": NOW + 1800,
        });
        assert_eq!(part(&text, 1), claims);
        let unsigned = AccessToken::new("cti.integration", &roles(&["admin"]), CLIENT, NOW);
        let text = unsigned.signed(b"signature");
        assert_eq!(Token::parse(&text).unwrap().signing_input(), unsigned.signing_input());
        assert_eq!(Token::parse(&text).unwrap().signature(), b"signature");
    }

    #[test]
    fn its_caller_is_the_user_whatever_the_rules_for_other_tokens_are() {
        let text = token(&["admin"]);
        for issuer in [None, Some("https://idp.example.com"), Some(OWN)] {
            for audience in [None, Some("help-request-api")] {
                for place in ["roles", "groups", "/realm_access/roles", "sub"] {
                    let rules = ClaimRules {
                        issuer: issuer.map(str::to_owned),
                        audience: audience.map(str::to_owned),
                        roles: RolesClaim::parse(place),
                    };
                    let found = caller("HS256", &part(&text, 1), &rules, NOW);
                    assert_eq!(found, Ok(Caller::basic("cti.integration", roles(&["admin"]))));
                }
            }
        }
    }

    #[test]
    fn it_ends_after_half_an_hour_and_the_leeway() {
        let claims = part(&token(&[]), 1);
        let end = NOW + ACCESS_TOKEN_SECONDS + LEEWAY_SECONDS;
        assert!(caller("HS256", &claims, &ClaimRules::default(), end - 1).is_ok());
        assert_eq!(caller("HS256", &claims, &ClaimRules::default(), end), Err(AuthError::TokenExpired));
    }

    #[test]
    fn one_that_is_not_as_the_service_makes_them_is_refused() {
        for (changes, error) in [
            (json!({"aud": "else"}), AuthError::TokenAudience),
            (json!({"aud": [OWN]}), AuthError::TokenClaims),
            (json!({"aud": null}), AuthError::TokenClaims),
            (json!({"sub": null}), AuthError::TokenClaims),
            (json!({"sub": 5}), AuthError::TokenClaims),
            (json!({"exp": null}), AuthError::TokenClaims),
            (json!({"exp": "2000000000"}), AuthError::TokenClaims),
            (json!({"exp": 1.5}), AuthError::TokenClaims),
            (json!({"roles": null}), AuthError::TokenClaims),
            (json!({"roles": "admin"}), AuthError::TokenClaims),
            (json!({"exp": NOW - LEEWAY_SECONDS}), AuthError::TokenExpired),
        ] {
            let found = caller("HS256", &own(&changes), &ClaimRules::default(), NOW);
            assert_eq!(found, Err(error), "{changes}");
        }
    }

    #[test]
    fn one_of_another_issuer_is_never_taken_for_one_of_the_service() {
        let rules = ClaimRules::default();
        // Whoever has public keys can name any issuer.
        for algorithm in ["RS256", "ES256"] {
            let found = caller(algorithm, &own(&json!({})), &rules, NOW);
            assert_eq!(found, Ok(Caller::bearer(OWN, "u", roles(&["admin"]))), "{algorithm}");
        }
        for issuer in ["urn:help-request-api:", "URN:help-request-api", "", "https://idp.example.com"] {
            let found = caller("HS256", &own(&json!({"iss": issuer})), &rules, NOW);
            assert_eq!(found, Ok(Caller::bearer(issuer, "u", roles(&["admin"]))), "{issuer}");
        }
        let listed = caller("HS256", &own(&json!({"iss": [OWN]})), &rules, NOW);
        assert_eq!(listed, Ok(Caller::bearer("", "u", roles(&["admin"]))));
    }

    #[test]
    fn the_answer_has_its_members_in_servicenows_order() {
        let json = |refresh: Option<&str>| {
            serde_json::to_string(&TokenAnswer::new("a".to_owned(), refresh.map(str::to_owned))).unwrap()
        };
        let rest = r#""scope":"useraccount","token_type":"Bearer","expires_in":1799}"#;
        assert_eq!(json(Some("r")), format!(r#"{{"access_token":"a","refresh_token":"r",{rest}"#));
        assert_eq!(json(None), format!(r#"{{"access_token":"a",{rest}"#));
    }
}

mod refresh_tokens {
    use super::*;

    const CHAIN: &str = "0195f1d5a7c87a10b2c3d4e5f6a7b8c9";

    fn first() -> RefreshToken {
        RefreshToken::first(sys_id(CHAIN), &[1; 32])
    }

    #[test]
    fn a_token_is_its_chain_and_a_secret() {
        let text = first().text();
        assert_eq!(text, format!("{CHAIN}.AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"));
        assert!(RefreshToken::parse(&text) == Some(first()));
        assert_eq!(first().chain(), &sys_id(CHAIN));
    }

    #[test]
    fn the_next_one_is_of_the_same_chain_and_follows_from_the_hmac() {
        let next = first().next(&[2; 32]);
        assert_eq!(next.chain(), first().chain());
        assert!(next == first().next(&[2; 32]) && next != first().next(&[3; 32]) && next != first());
        assert!(RefreshToken::parse(&next.text()) == Some(next));
    }

    #[test]
    fn it_is_stored_as_43_characters() {
        assert_eq!(RefreshToken::stored(&[255; 32]), "__________________________________________8");
    }

    #[test]
    fn anything_else_is_no_token() {
        let secret = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
        for text in [
            String::new(),
            ".".to_owned(),
            CHAIN.to_owned(),
            secret.to_owned(),
            format!("{CHAIN}."),
            format!("{CHAIN}.{}", &secret[1..]),
            format!("{CHAIN}.{secret}A"),
            format!("{CHAIN}.{secret}="),
            format!("{CHAIN}.{}", secret.replace('A', "+")),
            format!("{CHAIN}.{secret}.{secret}"),
            format!("{}.{secret}", CHAIN.to_uppercase()),
            format!("{}.{secret}", &CHAIN[1..]),
            format!(" {CHAIN}.{secret}"),
        ] {
            assert!(RefreshToken::parse(&text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_sent(secret in any::<[u8; 32]>(), text in ".{0,100}") {
            let token = RefreshToken::first(sys_id(CHAIN), &secret);
            prop_assert!(RefreshToken::parse(&token.text()) == Some(token));
            prop_assert!(RefreshToken::parse(&text).is_none_or(|token| token.text() == text));
        }
    }
}

/// Any failure, as fidelity, section 6.1, says: the same words for all reasons.
#[test]
fn errors_have_the_shape_of_oauth_always_in_json() {
    for (error, status, description) in [
        (OAuthError::NotAForm.into(), 401, "unspecified error".to_owned()),
        (OAuthError::Malformed.into(), 401, "access_denied".to_owned()),
        (OAuthError::UnknownGrant.into(), 401, "access_denied".to_owned()),
        (OAuthError::UnknownScope.into(), 401, "access_denied".to_owned()),
        (OAuthError::WrongClient.into(), 401, "access_denied".to_owned()),
        (OAuthError::ClientWithoutUser.into(), 401, "access_denied".to_owned()),
        (OAuthError::WrongRefreshToken.into(), 401, "access_denied".to_owned()),
        (OAuthError::ReusedRefreshToken.into(), 401, "access_denied".to_owned()),
        (AuthError::WrongPassword.into(), 401, "access_denied".to_owned()),
        (ApiError::RateLimited(10), 429, message!("rate_limited")),
        (ApiError::PayloadTooLarge(MAX_FORM_BYTES), 413, message!("payload_too_large")),
        (ApiError::MethodNotAllowed(vec!["POST"]), 405, message!("method_not_allowed")),
        (ApiError::Internal("secret".to_owned()), 500, message!("internal_error")),
        (ApiError::Unavailable("secret".to_owned()), 503, message!("unavailable")),
    ] {
        for format in [Format::Json, Format::Xml] {
            let response = Response::error(error.clone(), ErrorFormat::OAuth, format);
            let body = format!(r#"{{"error_description":"{description}","error":"server_error"}}"#);
            assert_eq!(response.body, Body::Text(body));
            assert_eq!((response.status, response.format), (status, Some(Format::Json)));
            assert_eq!(response.headers, error.headers());
        }
    }
    let unknown = |error_format| Response::error(ApiError::UnknownUri, error_format, Format::Xml);
    assert_eq!(unknown(ErrorFormat::OAuth), unknown(ErrorFormat::Table));
}
