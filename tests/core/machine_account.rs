//! What the query of an API key or an OAuth client yields.

use help_request_edge::auth::MachineAccount;
use serde_json::{Value, json};

const SECRET: &str = "$hmac-sha256$c2FtcGxlLXNhbHQ$vLAe7k7nh5lq6sW1iTWauzeYUSkQIR4sRWj0mYlQ8/4";

fn read(changes: &Value) -> MachineAccount {
    let mut row = json!({"secret": SECRET, "user_name": "user", "active": 1, "roles": r#"["a","b"]"#});
    for (name, value) in changes.as_object().unwrap() {
        row[name] = value.clone();
    }
    serde_json::from_value(row).unwrap()
}

#[test]
fn a_secret_has_salt_and_hash() {
    let (salt, hash) = read(&json!({})).salt_and_hash();
    assert_eq!(salt, b"sample-salt");
    assert_eq!((hash.len(), hash[0]), (32, 0xbc));
}

/// Comparing with them takes as long as with others. Nobody can find what they are the hash of.
#[test]
fn without_a_secret_there_are_a_salt_and_a_hash_all_the_same() {
    let slow = SECRET.replace("hmac-sha256", "pbkdf2-sha256$i=100000,l=32");
    for secret in [json!(null), json!(""), json!("plain"), json!(slow), json!(&SECRET[..SECRET.len() - 1])] {
        let found = read(&json!({"secret": secret})).salt_and_hash();
        assert_eq!(found, (vec![0; 16], vec![0; 32]), "{secret}");
    }
}

#[test]
fn only_an_active_user_counts() {
    let roles = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
    let user = |changes: Value| read(&changes).active_user();
    assert_eq!(user(json!({})), Some(("user".to_owned(), roles(&["a", "b"]))));
    assert_eq!(user(json!({"roles": "[]"})), Some(("user".to_owned(), roles(&[]))));
    for changes in [
        json!({"user_name": null, "active": null, "roles": "[]"}),
        json!({"user_name": null}),
        json!({"active": 0}),
        json!({"active": 2}),
        json!({"active": null}),
        json!({"roles": "no list"}),
    ] {
        assert_eq!(user(changes.clone()), None, "{changes}");
    }
}
