//! Credentials that are remembered once they were found right.

use crate::support::token;
use help_request_edge::auth::{
    AuthError, Caller, ClaimRules, LEEWAY_SECONDS, MAX_REMEMBERED, Proof, Proved, REMEMBERED_MS, Token,
};
use serde_json::json;

fn proof(subject: &str) -> Proof {
    Proof::by_password(Caller::basic(subject, Vec::new()))
}

#[test]
fn a_token_is_known_for_a_while_and_then_no_more() {
    let mut proved = Proved::new([7; 32]);
    assert_eq!(proved.find("a.b.c", 5), None);
    proved.remember("a.b.c", proof("one"), 5);
    assert_eq!(proved.find("a.b.c", 5), Some(&proof("one")));
    assert_eq!(proved.find("a.b.c", 5 + REMEMBERED_MS - 1), Some(&proof("one")));
    assert_eq!(proved.find("a.b.c", 5 + REMEMBERED_MS), None);
}

#[test]
fn other_tokens_are_not_known() {
    let mut proved = Proved::new([7; 32]);
    proved.remember("a.b.c", proof("one"), 0);
    for other in ["", "a.b.d", "a.b.", "a.b.cc", "A.b.c", "a.b.c "] {
        assert_eq!(proved.find(other, 0), None, "{other}");
    }
}

#[test]
fn each_token_has_its_own_claims_and_the_last_ones() {
    let mut proved = Proved::new([7; 32]);
    proved.remember("a.b.c", proof("one"), 0);
    proved.remember("a.b.d", proof("two"), 0);
    proved.remember("a.b.c", proof("three"), 0);
    assert_eq!(proved.find("a.b.c", 0), Some(&proof("three")));
    assert_eq!(proved.find("a.b.d", 0), Some(&proof("two")));
}

#[test]
fn the_token_itself_is_not_kept() {
    let mut proved = Proved::new([7; 32]);
    proved.remember("header.payload.signature", proof("one"), 0);
    assert!(!format!("{proved:?}").contains("signature"));
}

#[test]
fn the_oldest_makes_room() {
    let mut proved = Proved::new([7; 32]);
    for number in 0..=MAX_REMEMBERED {
        proved.remember(&format!("token {number}"), proof("one"), 0);
    }
    assert_eq!(proved.find("token 0", 0), None);
    assert!((1..=MAX_REMEMBERED).all(|number| proved.find(&format!("token {number}"), 0).is_some()));
}

#[test]
fn a_password_proves_at_all_times_and_a_token_while_it_holds() {
    for now in [i64::MIN, 0, i64::MAX] {
        assert_eq!(proof("one").caller(now), Ok(&Caller::basic("one", Vec::new())));
    }
    let claims = json!({"sub": "one", "nbf": 1000, "exp": 2000});
    let token = token(&json!({"alg": "HS256"}), &claims);
    let claims = Token::parse(&token).unwrap().claims_once_verified().unwrap();
    let proof = claims.proof(&ClaimRules::default(), 1500).unwrap();
    let caller = Caller::bearer("", "one", Vec::new());
    assert_eq!(proof.caller(999 - LEEWAY_SECONDS), Err(AuthError::TokenNotYetValid));
    assert_eq!(proof.caller(1000 - LEEWAY_SECONDS), Ok(&caller));
    assert_eq!(proof.caller(1999 + LEEWAY_SECONDS), Ok(&caller));
    assert_eq!(proof.caller(2000 + LEEWAY_SECONDS), Err(AuthError::TokenExpired));
}
