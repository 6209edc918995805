//! Stored passwords as PHC strings (contract, section 4).

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use help_request_edge::auth::{MAX_ITERATIONS, PasswordHash};

const HASH: &str = "vLAe7k7nh5lq6sW1iTWauzeYUSkQIR4sRWj0mYlQ8/4";
const SALT: &str = "c2FtcGxlLXNhbHQtYzEtLQ";

fn decoded(text: &str) -> Vec<u8> {
    STANDARD_NO_PAD.decode(text).unwrap()
}

/// Without `assert_eq`, because a hash is never shown.
#[track_caller]
fn is_refused(phc: &str) {
    assert!(PasswordHash::parse(phc).is_none(), "{phc}");
}

fn pbkdf2(parameters: &str) -> String {
    format!("$pbkdf2-sha256${parameters}${SALT}${HASH}")
}

#[test]
fn a_chosen_password() {
    let expected =
        PasswordHash::Pbkdf2 { iterations: 100_000, salt: b"sample-salt-c1--".to_vec(), hash: decoded(HASH) };
    assert!(PasswordHash::parse(&pbkdf2("i=100000,l=32")) == Some(expected));
}

#[test]
fn a_generated_password() {
    let expected = PasswordHash::Hmac { salt: b"sample-salt-c1--".to_vec(), hash: decoded(HASH) };
    assert!(PasswordHash::parse(&format!("$hmac-sha256${SALT}${HASH}")) == Some(expected));
}

#[test]
fn padding_is_accepted() {
    assert!(PasswordHash::parse(&format!("$hmac-sha256${SALT}==${HASH}=")).is_some());
}

#[test]
fn iterations_have_limits() {
    assert_eq!(MAX_ITERATIONS, 100_000);
    for iterations in ["1", "99999", "100000"] {
        assert!(PasswordHash::parse(&pbkdf2(&format!("i={iterations},l=32"))).is_some(), "{iterations}");
    }
    for iterations in ["0", "100001", "4294967296", "-1", "", "1e5", "100 000", " 1"] {
        is_refused(&pbkdf2(&format!("i={iterations},l=32")));
    }
}

#[test]
fn other_parameters_are_refused() {
    for parameters in ["", "i=100000", "l=32", "l=32,i=100000", "i=100000,l=64", "i=100000,l=32,x=1", "t=100000,l=32"] {
        is_refused(&pbkdf2(parameters));
    }
    is_refused(&format!("$pbkdf2-sha256${SALT}${HASH}"));
    is_refused(&format!("$hmac-sha256$i=1,l=32${SALT}${HASH}"));
}

#[test]
fn a_hash_of_another_length_is_refused() {
    for length in [0, 16, 31, 33, 64] {
        let hash = STANDARD_NO_PAD.encode(vec![7; length]);
        is_refused(&format!("$hmac-sha256${SALT}${hash}"));
        is_refused(&format!("$pbkdf2-sha256$i=1,l=32${SALT}${hash}"));
    }
}

#[test]
fn an_empty_salt_is_refused() {
    is_refused(&format!("$hmac-sha256$${HASH}"));
    is_refused(&format!("$pbkdf2-sha256$i=1,l=32$${HASH}"));
}

#[test]
fn other_kinds_and_forms_are_refused() {
    for phc in [
        "",
        "$",
        "password",
        "$hmac-sha256",
        "$hmac-sha256$",
        "$hmac-sha256$$",
        &format!("hmac-sha256${SALT}${HASH}"),
        &format!("$hmac-sha256${SALT}"),
        &format!("$hmac-sha256${SALT}${HASH}$"),
        &format!("$hmac-sha256${SALT}${HASH}$x"),
        &format!("$hmac-sha256$*${HASH}"),
        &format!("$hmac-sha256${SALT}${}-", &HASH[1..]),
        &format!("$HMAC-SHA256${SALT}${HASH}"),
        &format!("$hmac-sha512${SALT}${HASH}"),
        &format!("$pbkdf2-sha1$i=1,l=32${SALT}${HASH}"),
        &format!("$pbkdf2-sha512$i=1,l=32${SALT}${HASH}"),
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b27bA",
        "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
    ] {
        is_refused(phc);
    }
}
