//! What the sign-in query yields of a user.

use help_request_edge::auth::{Account, PasswordHash};
use serde_json::{Value, json};

const PASSWORD: &str = "$hmac-sha256$c2FtcGxlLXNhbHQtYzEtLQ$vLAe7k7nh5lq6sW1iTWauzeYUSkQIR4sRWj0mYlQ8/4";

/// Whether there is a password that can match, the roles, and whether refusals are slow. `None` if it is no row.
fn read(row: &Value) -> Option<(bool, Option<Vec<String>>, bool)> {
    let account: Account = serde_json::from_value(row.clone()).ok()?;
    let password = account.password();
    let has_password = password.is_some() && password == PasswordHash::parse(PASSWORD);
    Some((has_password, account.active_roles(), account.has_slow_hashes()))
}

/// The row of a user; the roles are the text of a JSON array.
fn user(active: &Value, roles: &str) -> Value {
    json!({"user_password": PASSWORD, "active": active, "roles": roles, "slow_hashes": 0})
}

/// The row where there is no such user.
fn nobody(slow_hashes: u8) -> Value {
    json!({"user_password": null, "active": null, "roles": "[]", "slow_hashes": slow_hashes})
}

fn roles(names: &[&str]) -> Option<Vec<String>> {
    Some(names.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn an_active_user_has_password_and_roles() {
    assert_eq!(read(&user(&json!(1), r#"["a","b"]"#)), Some((true, roles(&["a", "b"]), false)));
    assert_eq!(read(&user(&json!(1), "[]")), Some((true, roles(&[]), false)));
}

#[test]
fn an_inactive_user_has_no_roles_that_count() {
    for active in [json!(0), json!(2), json!(255), json!(null)] {
        assert_eq!(read(&user(&active, r#"["admin"]"#)), Some((true, None, false)), "{active}");
    }
}

#[test]
fn an_unknown_user_has_nothing() {
    assert_eq!(read(&nobody(1)), Some((false, None, true)));
    assert_eq!(read(&nobody(0)), Some((false, None, false)));
}

#[test]
fn a_password_that_is_none_matches_nothing() {
    for password in [json!(null), json!(""), json!("plain")] {
        let row = json!({"user_password": password, "active": 1, "roles": "[]", "slow_hashes": 0});
        assert_eq!(read(&row), Some((false, roles(&[]), false)), "{password}");
    }
}

#[test]
fn refusals_are_slow_only_where_the_row_says_so() {
    for (slow_hashes, expected) in [(0, false), (1, true), (2, false)] {
        assert_eq!(read(&nobody(slow_hashes)), Some((false, None, expected)), "{slow_hashes}");
    }
}

#[test]
fn roles_that_are_no_list_of_names_are_no_roles() {
    for text in ["", "admin", "null", "{}", "[1]", "[\"admin\",null]", "[\"admin\""] {
        assert_eq!(read(&user(&json!(1), text)), Some((true, None, false)), "{text}");
    }
}

#[test]
fn what_the_query_does_not_make_is_no_row() {
    for active in [json!(true), json!("1"), json!(1.5), json!(-1), json!(256)] {
        assert_eq!(read(&user(&active, "[]")), None, "{active}");
    }
    for row in [json!({}), json!([]), json!(null), json!(1), json!("user"), json!({"slow_hashes": 1})] {
        assert_eq!(read(&row), None, "{row}");
    }
    for (name, value) in [
        ("user_password", json!(1)),
        ("roles", json!(null)),
        ("roles", json!(["admin"])),
        ("slow_hashes", json!(null)),
        ("slow_hashes", json!(true)),
    ] {
        let mut row = user(&json!(1), "[]");
        row[name] = value;
        assert_eq!(read(&row), None, "{row}");
    }
}
