//! Credentials that are remembered once they were found right.

use crate::support::token;
use help_request_edge::auth::{
    AuthError, Caller, ClaimRules, CredentialCache, LEEWAY_SECONDS, MAX_REMEMBERED, REMEMBERED_MS, Token,
    VerifiedCaller,
};
use serde_json::json;

fn verified(subject: &str) -> VerifiedCaller {
    VerifiedCaller::without_expiry(Caller::basic(subject, Vec::new()))
}

#[test]
fn a_token_is_known_for_a_while_and_then_no_more() {
    let mut cache = CredentialCache::new([7; 16]);
    assert_eq!(cache.find("a.b.c", 5), None);
    cache.store("a.b.c", verified("one"), 5);
    assert_eq!(cache.find("a.b.c", 5), Some(&verified("one")));
    assert_eq!(cache.find("a.b.c", 5 + REMEMBERED_MS - 1), Some(&verified("one")));
    assert_eq!(cache.find("a.b.c", 5 + REMEMBERED_MS), None);
}

#[test]
fn other_tokens_are_not_known() {
    let mut cache = CredentialCache::new([7; 16]);
    cache.store("a.b.c", verified("one"), 0);
    for other in ["", "a.b.d", "a.b.", "a.b.cc", "A.b.c", "a.b.c "] {
        assert_eq!(cache.find(other, 0), None, "{other}");
    }
}

#[test]
fn each_token_has_its_own_claims_and_the_last_ones() {
    let mut cache = CredentialCache::new([7; 16]);
    cache.store("a.b.c", verified("one"), 0);
    cache.store("a.b.d", verified("two"), 0);
    cache.store("a.b.c", verified("three"), 0);
    assert_eq!(cache.find("a.b.c", 0), Some(&verified("three")));
    assert_eq!(cache.find("a.b.d", 0), Some(&verified("two")));
}

#[test]
fn the_token_itself_is_not_kept() {
    let mut cache = CredentialCache::new([7; 16]);
    cache.store("header.payload.signature", verified("one"), 0);
    assert!(!format!("{cache:?}").contains("signature"));
}

#[test]
fn the_oldest_makes_room() {
    let mut cache = CredentialCache::new([7; 16]);
    for number in 0..=MAX_REMEMBERED {
        cache.store(&format!("token {number}"), verified("one"), 0);
    }
    assert_eq!(cache.find("token 0", 0), None);
    assert!((1..=MAX_REMEMBERED).all(|number| cache.find(&format!("token {number}"), 0).is_some()));
}

#[test]
fn a_password_proves_at_all_times_and_a_token_while_it_holds() {
    for now in [i64::MIN, 0, i64::MAX] {
        assert_eq!(verified("one").caller(now), Ok(&Caller::basic("one", Vec::new())));
    }
    let claims = json!({"sub": "one", "nbf": 1000, "exp": 2000});
    let token = token(&json!({"alg": "HS256"}), &claims);
    let claims = Token::parse(&token).unwrap().claims_once_verified().unwrap();
    let verified = claims.verified_caller(&ClaimRules::default(), 1500).unwrap();
    let caller = Caller::bearer("", "one", Vec::new());
    assert_eq!(verified.caller(999 - LEEWAY_SECONDS), Err(AuthError::TokenNotYetValid));
    assert_eq!(verified.caller(1000 - LEEWAY_SECONDS), Ok(&caller));
    assert_eq!(verified.caller(1999 + LEEWAY_SECONDS), Ok(&caller));
    assert_eq!(verified.caller(2000 + LEEWAY_SECONDS), Err(AuthError::TokenExpired));
}
