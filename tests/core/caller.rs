//! Identities and roles (contract, section 4), and who is named as the writer of a record.

use crate::support::integration_user;
use help_request_edge::auth::{Actor, Caller, MissingRole, Role};
use proptest::prelude::*;

/// Name and identity of a caller with the role.
fn seen(caller: Caller) -> (String, String) {
    let user = caller.authorize(Role::IntegrationUser).unwrap();
    (user.user_name().to_owned(), user.identity().to_owned())
}

fn roles(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_basic_caller_is_known_by_user_name() {
    let caller = Caller::basic("cti.integration", roles(&["interaction_integration_user"]));
    assert_eq!(caller.identity(), "basic:cti.integration");
    assert_eq!(seen(caller), ("cti.integration".to_owned(), "basic:cti.integration".to_owned()));
}

#[test]
fn a_bearer_caller_is_known_by_issuer_and_subject() {
    let caller = Caller::bearer("https://idp.example.com", "agent|7", roles(&["interaction_integration_user"]));
    assert_eq!(caller.identity(), "https://idp.example.com|agent|7");
    assert_eq!(seen(caller), ("agent|7".to_owned(), "https://idp.example.com|agent|7".to_owned()));
    assert_eq!(Caller::bearer("", "agent", Vec::new()).identity(), "|agent");
}

#[test]
fn the_integration_role_or_admin_is_needed() {
    let (user, admin) = (Role::IntegrationUser.name(), Role::Admin.name());
    assert_eq!((user, admin), ("interaction_integration_user", "admin"));
    for held in [roles(&[user]), roles(&[admin]), roles(&["itil", user])] {
        let permit = Caller::basic("user", held.clone()).authorize(Role::IntegrationUser);
        assert_eq!(permit.map(|permit| permit.role()), Ok(Role::IntegrationUser), "{held:?}");
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
        let refused = Caller::basic("user", held.clone()).authorize(Role::IntegrationUser);
        assert_eq!(refused.err(), Some(MissingRole(Role::IntegrationUser)), "{held:?}");
    }
}

#[test]
fn what_is_for_admins_alone_is_not_for_others() {
    let admin = Caller::basic("user", roles(&["admin"])).authorize(Role::Admin);
    assert_eq!(admin.map(|permit| permit.role()), Ok(Role::Admin));
    for held in [roles(&[]), roles(&["interaction_integration_user"]), roles(&["Admin"])] {
        let refused = Caller::basic("user", held.clone()).authorize(Role::Admin);
        assert_eq!(refused.err(), Some(MissingRole(Role::Admin)), "{held:?}");
    }
}

#[test]
fn who_was_let_in_for_one_role_may_hold_others() {
    for (held, of_admin) in [(&["interaction_integration_user"][..], false), (&["admin"], true)] {
        let permit = Caller::basic("user", roles(held)).authorize(Role::IntegrationUser).unwrap();
        assert_eq!((permit.holds(Role::IntegrationUser), permit.holds(Role::Admin)), (true, of_admin), "{held:?}");
    }
}

#[test]
fn every_writer_has_a_name_and_an_identity() {
    for (actor, user_name, identity) in [
        (integration_user("cti.integration"), "cti.integration", "basic:cti.integration"),
        (Actor::CtiSource("twilio".to_owned()), "cti:twilio", "cti:twilio"),
        (Actor::System, "system", "system"),
    ] {
        assert_eq!((actor.user_name(), actor.identity()), (user_name.to_owned(), identity.to_owned()));
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
