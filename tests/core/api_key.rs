//! API keys as they are sent (contract, section 15).

use help_request_edge::auth::ApiKey;
use proptest::prelude::*;

const ID: &str = "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";

fn parsed(text: &str) -> Option<(String, &str)> {
    ApiKey::parse(text).map(|key| (key.id.to_string(), key.secret))
}

#[test]
fn a_key_is_an_id_and_a_secret() {
    for secret in ["s", "a.b", ".", &"x".repeat(167)] {
        assert_eq!(parsed(&format!("{ID}.{secret}")), Some((ID.to_owned(), secret)));
    }
}

#[test]
fn anything_else_is_no_key() {
    for text in [
        "",
        ".",
        "secret",
        ID,
        &format!("{ID}."),
        &format!("{ID} secret"),
        &format!(".{ID}"),
        &format!("{}.secret", ID.to_uppercase()),
        &format!("{}.secret", &ID[1..]),
        &format!("{ID}a.secret"),
        &format!(" {ID}.secret"),
        &format!("{ID}.{}", "x".repeat(168)),
        "ä.secret",
    ] {
        assert_eq!(parsed(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn what_is_read_is_what_was_sent(text in ".{0,220}", id in "[0-9a-f]{32}", secret in "[!-~]{1,160}") {
        let again = parsed(&text).map(|(id, secret)| format!("{id}.{secret}"));
        prop_assert!(again.is_none_or(|again| again == text));
        let sent = format!("{id}.{secret}");
        prop_assert_eq!(parsed(&sent), Some((id, secret.as_str())));
    }
}
