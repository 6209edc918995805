//! The `Authorization` header (RFC 7617, RFC 6750).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use help_request_edge::auth::{AuthError, Credentials, MAX_AUTHORIZATION_BYTES};

/// Credentials as they can be compared and shown.
fn parsed(header: &str) -> Result<(String, String), AuthError> {
    Credentials::parse(Some(header)).map(|credentials| match credentials {
        Credentials::Basic { user_name, password } => (user_name, password),
        Credentials::Bearer(token) => ("bearer".to_owned(), token.to_owned()),
    })
}

fn pair(user_name: &str, password: &str) -> Result<(String, String), AuthError> {
    Ok((user_name.to_owned(), password.to_owned()))
}

fn basic(text: impl AsRef<[u8]>) -> String {
    format!("Basic {}", STANDARD.encode(text))
}

#[test]
fn an_absent_or_empty_header_is_missing() {
    assert_eq!(Credentials::parse(None).err(), Some(AuthError::Missing));
    for header in ["", " ", "\t"] {
        assert_eq!(parsed(header), Err(AuthError::Missing), "{header:?}");
    }
}

#[test]
fn basic_holds_user_name_and_password() {
    assert_eq!(parsed("Basic dXNlcjpwYXNzd29yZA=="), pair("user", "password"));
    assert_eq!(parsed(&basic("cti.integration:help-request-demo")), pair("cti.integration", "help-request-demo"));
}

#[test]
fn the_scheme_has_no_case() {
    for scheme in ["Basic", "basic", "BASIC", "bAsIc"] {
        assert_eq!(parsed(&format!("{scheme} dXNlcjpwYXNzd29yZA==")), pair("user", "password"));
    }
    for scheme in ["Bearer", "bearer", "BEARER"] {
        assert_eq!(parsed(&format!("{scheme} a.b.c")), pair("bearer", "a.b.c"));
    }
}

#[test]
fn white_space_around_the_value_is_passed_over() {
    assert_eq!(parsed("  Basic   dXNlcjpwYXNzd29yZA== "), pair("user", "password"));
    assert_eq!(parsed(" Bearer  a.b.c\t"), pair("bearer", "a.b.c"));
}

#[test]
fn the_first_colon_ends_the_user_name() {
    assert_eq!(parsed(&basic("user:pass:word:")), pair("user", "pass:word:"));
    assert_eq!(parsed(&basic("user:")), pair("user", ""));
    assert_eq!(parsed(&basic(":password")), pair("", "password"));
    assert_eq!(parsed(&basic(":")), pair("", ""));
}

#[test]
fn passwords_are_taken_as_they_are() {
    assert_eq!(parsed(&basic(" user : pass word ")), pair(" user ", " pass word "));
    assert_eq!(parsed(&basic("j\u{fc}rgen:\u{5bc6}\u{1f511}")), pair("j\u{fc}rgen", "\u{5bc6}\u{1f511}"));
}

#[test]
fn padding_may_be_left_out() {
    for text in ["a:b", "aa:b", "aaa:b"] {
        let (user_name, password) = text.split_once(':').unwrap();
        assert_eq!(parsed(&format!("Basic {}", STANDARD_NO_PAD.encode(text))), pair(user_name, password));
        assert_eq!(parsed(&basic(text)), pair(user_name, password));
    }
}

#[test]
fn more_padding_than_fills_four_characters_is_malformed() {
    for (digits, most) in [("YTpi", 0), ("YWE6Yg", 2), ("YWFhOmI", 1)] {
        for count in 0..6 {
            let result = parsed(&format!("Basic {digits}{}", "=".repeat(count)));
            assert_eq!(result.is_ok(), count <= most, "{digits} {count}");
        }
    }
}

#[test]
fn all_digits_of_base64_are_read() {
    let text = "\u{3ff}\u{3fe}:\u{fb}\u{ff}>?";
    let header = basic(text);
    assert!(header.contains('+') || header.contains('/'), "{header}");
    assert_eq!(parsed(&header), pair("\u{3ff}\u{3fe}", "\u{fb}\u{ff}>?"));
}

#[test]
fn what_is_no_basic_credential_is_malformed() {
    for header in [
        "Basic",
        "Basic ",
        "Basic =",
        "Basic dXNlcg==",
        "Basic user:password",
        "Basic dXNlcjpwYXNzd29yZA==,",
        "Basic dXNl cjpwYXNzd29yZA==",
        "Basic dXNlcjpwYXNzd29yZ",
        "Basic dXNlcjpwYXNzd29yZB==",
        "Basic dXNlcjp-Pz8_",
        "Basic dXNl=cjpwYXNzd29yZA==",
        "Basic\tdXNlcjpwYXNzd29yZA==",
        "Basic:dXNlcjpwYXNzd29yZA==",
        &basic(b"user:\xff"),
        &basic(b"\xe9:password"),
    ] {
        assert_eq!(parsed(header), Err(AuthError::Malformed), "{header}");
    }
}

#[test]
fn other_schemes_are_malformed() {
    for header in [
        "dXNlcjpwYXNzd29yZA==",
        "Digest username=\"user\"",
        "Negotiate abc",
        "BasicX dXNlcjpwYXNzd29yZA==",
        "Token a.b.c",
        "Bearer",
        "Bearer ",
        "Bearer,a.b.c",
    ] {
        assert_eq!(parsed(header), Err(AuthError::Malformed), "{header}");
    }
}

#[test]
fn a_header_over_the_limit_is_malformed() {
    assert_eq!(MAX_AUTHORIZATION_BYTES, 8_192);
    let token = "a".repeat(MAX_AUTHORIZATION_BYTES - "Bearer ".len());
    assert_eq!(parsed(&format!("Bearer {token}")), pair("bearer", &token));
    assert_eq!(parsed(&format!("Bearer {token}a")), Err(AuthError::Malformed));
}
