//! Tokens that are remembered once their signature was right.

use crate::support::base64url;
use help_request_edge::auth::{Claims, MAX_REMEMBERED, REMEMBERED_MS, Token, TokenCache};

fn claims(subject: &str) -> Claims {
    let token = format!("{}.{}.AA", base64url("{}"), base64url(format!(r#"{{"sub":"{subject}"}}"#)));
    Token::parse(&token).unwrap().claims_once_verified().unwrap()
}

#[test]
fn a_token_is_known_for_a_while_and_then_no_more() {
    let mut cache = TokenCache::new([7; 32]);
    assert_eq!(cache.find("a.b.c", 5), None);
    cache.remember("a.b.c", claims("one"), 5);
    assert_eq!(cache.find("a.b.c", 5), Some(&claims("one")));
    assert_eq!(cache.find("a.b.c", 5 + REMEMBERED_MS - 1), Some(&claims("one")));
    assert_eq!(cache.find("a.b.c", 5 + REMEMBERED_MS), None);
}

#[test]
fn other_tokens_are_not_known() {
    let mut cache = TokenCache::new([7; 32]);
    cache.remember("a.b.c", claims("one"), 0);
    for other in ["", "a.b.d", "a.b.", "a.b.cc", "A.b.c", "a.b.c "] {
        assert_eq!(cache.find(other, 0), None, "{other}");
    }
}

#[test]
fn each_token_has_its_own_claims_and_the_last_ones() {
    let mut cache = TokenCache::new([7; 32]);
    cache.remember("a.b.c", claims("one"), 0);
    cache.remember("a.b.d", claims("two"), 0);
    cache.remember("a.b.c", claims("three"), 0);
    assert_eq!(cache.find("a.b.c", 0), Some(&claims("three")));
    assert_eq!(cache.find("a.b.d", 0), Some(&claims("two")));
}

#[test]
fn the_token_itself_is_not_kept() {
    let mut cache = TokenCache::new([7; 32]);
    cache.remember("header.payload.signature", claims("one"), 0);
    assert!(!format!("{cache:?}").contains("signature"));
}

#[test]
fn the_oldest_makes_room() {
    let mut cache = TokenCache::new([7; 32]);
    for number in 0..=MAX_REMEMBERED {
        cache.remember(&format!("token {number}"), claims("one"), 0);
    }
    assert_eq!(cache.find("token 0", 0), None);
    assert!((1..=MAX_REMEMBERED).all(|number| cache.find(&format!("token {number}"), 0).is_some()));
}
