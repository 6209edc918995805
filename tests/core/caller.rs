//! Identities and roles (contract, section 4).

use help_request_edge::auth::{ADMIN_ROLE, Caller, INTEGRATION_ROLE};
use help_request_edge::error::ApiError;
use proptest::prelude::*;

/// Name and identity of a caller with the role.
fn seen(caller: Caller) -> (String, String) {
    let user = caller.into_user(INTEGRATION_ROLE).unwrap();
    (user.name().to_owned(), user.identity().to_owned())
}

fn roles(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_basic_caller_is_known_by_user_name() {
    let caller = Caller::basic("cti.integration", roles(&[INTEGRATION_ROLE]));
    assert_eq!(caller.identity(), "basic:cti.integration");
    assert_eq!(seen(caller), ("cti.integration".to_owned(), "basic:cti.integration".to_owned()));
}

#[test]
fn a_bearer_caller_is_known_by_issuer_and_subject() {
    let caller = Caller::bearer("https://idp.example.com", "agent|7", roles(&[INTEGRATION_ROLE]));
    assert_eq!(caller.identity(), "https://idp.example.com|agent|7");
    assert_eq!(seen(caller), ("agent|7".to_owned(), "https://idp.example.com|agent|7".to_owned()));
    assert_eq!(Caller::bearer("", "agent", Vec::new()).identity(), "|agent");
}

#[test]
fn the_integration_role_or_admin_is_needed() {
    assert_eq!(INTEGRATION_ROLE, "interaction_integration_user");
    assert_eq!(ADMIN_ROLE, "admin");
    for held in [roles(&[INTEGRATION_ROLE]), roles(&[ADMIN_ROLE]), roles(&["itil", INTEGRATION_ROLE])] {
        assert!(Caller::basic("user", held.clone()).into_user(INTEGRATION_ROLE).is_ok(), "{held:?}");
    }
    for held in [
        roles(&[]),
        roles(&["itil"]),
        roles(&["Admin"]),
        roles(&["administrator"]),
        roles(&["interaction_integration_user "]),
        roles(&["interaction_integration_users"]),
        roles(&["interaction_integration_user,admin"]),
    ] {
        let refused = Caller::basic("user", held.clone()).into_user(INTEGRATION_ROLE);
        assert_eq!(refused.err(), Some(ApiError::NotAuthorized(INTEGRATION_ROLE)), "{held:?}");
    }
}

#[test]
fn what_escapes_a_bar_in_an_issuer_is_not_taken_for_one() {
    let identity = |issuer| Caller::bearer(issuer, "agent", Vec::new()).identity().to_owned();
    assert_ne!(identity("https://idp.example.com/a|b"), identity("https://idp.example.com/a%7Cb"));
}

/// Texts of pieces that could be mistaken for each other.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(["a", "|", "%", "%7C", "%7c", "%25"].as_slice()), 0..4)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_two_pairs_of_issuer_and_subject_share_an_identity(
        first in (text(), text()),
        second in (text(), text()),
    ) {
        let identity =
            |pair: &(String, String)| Caller::bearer(&pair.0, &pair.1, Vec::new()).identity().to_owned();
        prop_assert_eq!(identity(&first) == identity(&second), first == second);
    }
}
