//! What the sign-in query yields of a user.

use help_request_edge::auth::{Account, PasswordHash};

const PASSWORD: &str = "$hmac-sha256$c2FtcGxlLXNhbHQtYzEtLQ$vLAe7k7nh5lq6sW1iTWauzeYUSkQIR4sRWj0mYlQ8/4";

/// Whether there is a password that can match, the roles, and whether refusals are slow.
fn parsed(json: &str) -> Option<(bool, Option<Vec<String>>, bool)> {
    Account::parse(json).map(|account| {
        let has_password = account.password.is_some() && account.password == PasswordHash::parse(PASSWORD);
        (has_password, account.active_roles, account.slow_hashes)
    })
}

fn user(active: &str, roles: &str) -> String {
    format!(r#"{{"user":{{"password":"{PASSWORD}","active":{active},"roles":{roles}}},"slow_hashes":0}}"#)
}

fn roles(names: &[&str]) -> Option<Vec<String>> {
    Some(names.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn an_active_user_has_password_and_roles() {
    assert_eq!(parsed(&user("1", r#"["a","b"]"#)), Some((true, roles(&["a", "b"]), false)));
    assert_eq!(parsed(&user("1", "[]")), Some((true, roles(&[]), false)));
}

#[test]
fn an_inactive_user_has_no_roles_that_count() {
    for active in ["0", "2", "true", "\"1\"", "null", "1.5"] {
        assert_eq!(parsed(&user(active, r#"["admin"]"#)), Some((true, None, false)), "{active}");
    }
}

#[test]
fn an_unknown_user_has_nothing() {
    assert_eq!(parsed(r#"{"user":null,"slow_hashes":1}"#), Some((false, None, true)));
    assert_eq!(parsed(r#"{"user":null,"slow_hashes":0}"#), Some((false, None, false)));
}

#[test]
fn a_password_that_is_none_matches_nothing() {
    for password in ["null", "\"\"", "\"plain\"", "1"] {
        let json = format!(r#"{{"user":{{"password":{password},"active":1,"roles":[]}},"slow_hashes":0}}"#);
        assert_eq!(parsed(&json), Some((false, roles(&[]), false)), "{password}");
    }
}

#[test]
fn what_the_query_does_not_make_is_none() {
    for json in ["", "{}", "[]", "null", "1", "\"user\"", "{\"user\":", "{\"slow_hashes\":1}"] {
        assert_eq!(parsed(json), None, "{json}");
    }
}
