//! When fetched keys are used, fetched again, or done without (contract, section 4).

use crate::jwks::p256_key;
use crate::support::token;
use help_request_edge::auth::{
    FETCH_TIMEOUT_MS, Jwk, KeyCache, MAX_AGE_MS, MAX_TRUST_MS, REFRESH_INTERVAL_MS, RETRY_MS, Step, Token,
};
use proptest::prelude::*;
use serde_json::json;

/// Some moment, in milliseconds since 1970.
const START: i64 = 1_771_416_000_000;

fn keys(kids: &[&str]) -> Option<Vec<Jwk>> {
    Some(kids.iter().map(|kid| p256_key(Some(kid))).collect())
}

/// The keys of these ids are used.
fn used(kids: &[&str]) -> Step {
    Step::Use(keys(kids).unwrap())
}

/// The cache with the moments counted from [`START`].
struct Clocked(KeyCache);

impl Clocked {
    fn empty() -> Self {
        Self(KeyCache::default())
    }

    /// With keys that were fetched at 0.
    fn with(kids: &[&'static str]) -> Self {
        let mut cache = Self::empty();
        assert_eq!(cache.step("any", 0), Step::Fetch);
        cache.store(keys(kids), 0);
        cache
    }

    fn step(&mut self, kid: &str, at: i64) -> Step {
        let text = token(&json!({"alg": "ES256", "kid": kid}), &json!({}));
        self.0.step(&Token::parse(&text).unwrap(), START + at)
    }

    fn store(&mut self, keys: Option<Vec<Jwk>>, at: i64) {
        self.0.store(keys, START + at);
    }
}

#[test]
fn the_first_request_fetches_and_the_others_wait() {
    let mut cache = Clocked::empty();
    assert_eq!(cache.step("1", 0), Step::Fetch);
    assert_eq!(cache.step("1", 1), Step::Wait);
    assert_eq!(cache.step("2", FETCH_TIMEOUT_MS - 1), Step::Wait);
    cache.store(keys(&["1"]), FETCH_TIMEOUT_MS - 1);
    assert_eq!(cache.step("1", FETCH_TIMEOUT_MS), used(&["1"]));
}

#[test]
fn a_fetch_that_never_ends_is_taken_over() {
    let mut cache = Clocked::empty();
    assert_eq!(cache.step("1", 0), Step::Fetch);
    assert_eq!(cache.step("1", FETCH_TIMEOUT_MS), Step::Fetch);
    assert_eq!(cache.step("1", FETCH_TIMEOUT_MS + 1), Step::Wait);
}

#[test]
fn without_keys_a_failure_is_tried_again_after_a_second() {
    assert_eq!(RETRY_MS, 1_000);
    let mut cache = Clocked::empty();
    assert_eq!(cache.step("1", 0), Step::Fetch);
    cache.store(None, 10);
    assert_eq!(cache.step("1", 10), Step::Unreachable);
    assert_eq!(cache.step("1", 10 + RETRY_MS - 1), Step::Unreachable);
    assert_eq!(cache.step("1", 10 + RETRY_MS), Step::Fetch);
    assert_eq!(cache.step("1", 10 + RETRY_MS), Step::Wait);
    cache.store(keys(&["1"]), 10 + RETRY_MS);
    assert_eq!(cache.step("1", 10 + RETRY_MS), used(&["1"]));
}

#[test]
fn all_keys_that_fit_are_used() {
    let mut cache = Clocked::empty();
    assert_eq!(cache.step("1", 0), Step::Fetch);
    cache.store(Some(vec![p256_key(Some("1")), p256_key(Some("2")), p256_key(None)]), 0);
    assert_eq!(cache.step("1", 1), Step::Use(vec![p256_key(Some("1")), p256_key(None)]));
}

#[test]
fn an_unknown_kid_fetches_the_keys_again() {
    let mut cache = Clocked::with(&["1"]);
    assert_eq!(cache.step("2", 5), Step::Fetch);
    assert_eq!(cache.step("2", 6), Step::Wait);
    assert_eq!(cache.step("1", 6), used(&["1"]));
    cache.store(keys(&["1", "2"]), 7);
    assert_eq!(cache.step("2", 8), used(&["2"]));
}

#[test]
fn an_unknown_kid_fetches_at_most_once_a_minute() {
    assert_eq!(REFRESH_INTERVAL_MS, 60_000);
    let mut cache = Clocked::with(&["1"]);
    assert_eq!(cache.step("2", 5), Step::Fetch);
    cache.store(keys(&["1"]), 7);
    assert_eq!(cache.step("2", 8), Step::NoMatch);
    assert_eq!(cache.step("2", 5 + REFRESH_INTERVAL_MS - 1), Step::NoMatch);
    // Of another one nothing can be said before the keys may be fetched again.
    assert_eq!(cache.step("3", 5 + REFRESH_INTERVAL_MS - 1), Step::RefreshLimited);
    assert_eq!(cache.step("3", 5 + REFRESH_INTERVAL_MS), Step::Fetch);
    cache.store(keys(&["1"]), 5 + REFRESH_INTERVAL_MS);
    assert_eq!(cache.step("3", 6 + REFRESH_INTERVAL_MS), Step::NoMatch);
    assert_eq!(cache.step("2", 6 + REFRESH_INTERVAL_MS), Step::RefreshLimited);
}

#[test]
fn a_token_that_names_no_key_is_one_more_that_no_key_fits() {
    let text = token(&json!({"alg": "RS256"}), &json!({}));
    let nameless = Token::parse(&text).unwrap();
    let mut cache = Clocked::with(&["1"]);
    assert_eq!(cache.0.step(&nameless, START + 5), Step::Fetch);
    cache.store(keys(&["1"]), 7);
    assert_eq!(cache.0.step(&nameless, START + 8), Step::NoMatch);
    assert_eq!(cache.step("2", 8), Step::RefreshLimited);
    // With an algorithm that a key has, any key of it fits.
    let text = token(&json!({"alg": "ES256"}), &json!({}));
    assert_eq!(cache.0.step(&Token::parse(&text).unwrap(), START + 9), used(&["1"]));
}

#[test]
fn a_refresh_that_failed_says_nothing_of_the_token() {
    let mut cache = Clocked::with(&["1"]);
    assert_eq!(cache.step("2", 5), Step::Fetch);
    cache.store(None, 7);
    assert_eq!(cache.step("2", 8), Step::Unreachable);
    assert_eq!(cache.step("1", 8), used(&["1"]));
    assert_eq!(cache.step("2", 5 + REFRESH_INTERVAL_MS), Step::Fetch);
}

#[test]
fn keys_are_fetched_again_when_they_are_old() {
    assert_eq!(MAX_AGE_MS, 600_000);
    let mut cache = Clocked::with(&["1"]);
    assert_eq!(cache.step("1", MAX_AGE_MS - 1), used(&["1"]));
    assert_eq!(cache.step("1", MAX_AGE_MS), Step::Fetch);
    assert_eq!(cache.step("1", MAX_AGE_MS + 1), used(&["1"]));
    cache.store(keys(&["1"]), MAX_AGE_MS + 2);
    assert_eq!(cache.step("1", 2 * MAX_AGE_MS + 1), used(&["1"]));
    assert_eq!(cache.step("1", 2 * MAX_AGE_MS + 2), Step::Fetch);
}

#[test]
fn a_withdrawn_key_is_not_used_any_more() {
    let mut cache = Clocked::with(&["1"]);
    assert_eq!(cache.step("1", MAX_AGE_MS), Step::Fetch);
    cache.store(keys(&["2"]), MAX_AGE_MS + 1);
    assert_eq!(cache.step("2", MAX_AGE_MS + 2), used(&["2"]));
    assert_eq!(cache.step("1", MAX_AGE_MS + 3), Step::Fetch);
    cache.store(keys(&["2"]), MAX_AGE_MS + 4);
    assert_eq!(cache.step("1", MAX_AGE_MS + 5), Step::NoMatch);
}

#[test]
fn old_keys_stay_in_use_where_new_ones_cannot_be_fetched() {
    let mut cache = Clocked::with(&["1"]);
    assert_eq!(cache.step("1", MAX_AGE_MS), Step::Fetch);
    cache.store(None, MAX_AGE_MS + 10);
    assert_eq!(cache.step("1", MAX_AGE_MS + 11), used(&["1"]));
    assert_eq!(cache.step("1", MAX_AGE_MS + 10 + REFRESH_INTERVAL_MS - 1), used(&["1"]));
    assert_eq!(cache.step("1", MAX_AGE_MS + 10 + REFRESH_INTERVAL_MS), Step::Fetch);
}

#[test]
fn keys_are_trusted_for_a_day_without_an_answer_of_the_issuer() {
    assert_eq!(MAX_TRUST_MS, 86_400_000);
    let mut cache = Clocked::with(&["1"]);
    assert_eq!(cache.step("1", MAX_AGE_MS), Step::Fetch);
    cache.store(None, MAX_AGE_MS);
    let mut at = MAX_AGE_MS + REFRESH_INTERVAL_MS;
    while at < MAX_TRUST_MS {
        assert_eq!(cache.step("1", at), Step::Fetch);
        cache.store(None, at);
        assert_eq!(cache.step("1", at), used(&["1"]));
        at += REFRESH_INTERVAL_MS;
    }
    assert_eq!(cache.step("1", MAX_TRUST_MS - 1), used(&["1"]));
    assert_eq!(cache.step("1", MAX_TRUST_MS), Step::Fetch);
    assert_eq!(cache.step("1", MAX_TRUST_MS), Step::Wait);
    cache.store(None, MAX_TRUST_MS);
    assert_eq!(cache.step("1", MAX_TRUST_MS), Step::Unreachable);
    assert_eq!(cache.step("1", MAX_TRUST_MS + RETRY_MS), Step::Fetch);
    cache.store(keys(&["1"]), MAX_TRUST_MS + RETRY_MS);
    assert_eq!(cache.step("1", MAX_TRUST_MS + RETRY_MS), used(&["1"]));
}

#[test]
fn keys_that_nobody_asked_for_are_fetched_again_however_old_they_are() {
    let mut cache = Clocked::with(&["1"]);
    assert_eq!(cache.step("1", 10 * MAX_TRUST_MS), Step::Fetch);
    assert_eq!(cache.step("1", 10 * MAX_TRUST_MS), used(&["1"]));
    cache.store(None, 10 * MAX_TRUST_MS);
    assert_eq!(cache.step("1", 10 * MAX_TRUST_MS), Step::Unreachable);
}

#[test]
fn a_withdrawn_key_set_is_an_answer() {
    let mut cache = Clocked::with(&["1"]);
    assert_eq!(cache.step("1", MAX_AGE_MS), Step::Fetch);
    cache.store(Some(vec![]), MAX_AGE_MS);
    assert_eq!(cache.step("1", MAX_AGE_MS), Step::Fetch);
    cache.store(Some(vec![]), MAX_AGE_MS);
    assert_eq!(cache.step("1", MAX_AGE_MS), Step::NoMatch);
    // Nor does a failure bring the old keys back.
    assert_eq!(cache.step("1", MAX_AGE_MS + REFRESH_INTERVAL_MS), Step::Fetch);
    cache.store(None, MAX_AGE_MS + REFRESH_INTERVAL_MS);
    assert_eq!(cache.step("1", MAX_AGE_MS + REFRESH_INTERVAL_MS), Step::Unreachable);
}

#[test]
fn a_failed_refresh_does_not_make_young_keys_old() {
    let mut cache = Clocked::with(&["1"]);
    assert_eq!(cache.step("2", 5), Step::Fetch);
    cache.store(None, 7);
    assert_eq!(cache.step("1", MAX_AGE_MS - 1), used(&["1"]));
    assert_eq!(cache.step("1", MAX_AGE_MS), Step::Fetch);
}

proptest! {
    #[test]
    fn fetches_do_not_overlap_and_unknown_kids_do_not_multiply_them(
        requests in prop::collection::vec((0..20_000_i64, 0..3_usize, any::<bool>()), 1..120),
    ) {
        let mut cache = Clocked::with(&["1"]);
        let (mut now, mut fetching_since, mut refreshes) = (0, None::<i64>, Vec::new());
        for (pause, kid, ends_well) in requests {
            now += pause;
            if let Some(since) = fetching_since.take_if(|since| now - *since >= 500) {
                cache.store(if ends_well { keys(&["1"]) } else { None }, since + 500);
            }
            let is_known = kid == 0;
            match cache.step(["1", "2", "3"][kid], now) {
                Step::Fetch => {
                    prop_assert!(fetching_since.is_none());
                    fetching_since = Some(now);
                    if !is_known {
                        refreshes.push(now);
                    }
                }
                Step::Use(used) => {
                    prop_assert!(is_known);
                    prop_assert_eq!(Some(used), keys(&["1"]));
                }
                Step::Wait => prop_assert!(fetching_since.is_some()),
                Step::NoMatch | Step::Unreachable | Step::RefreshLimited => prop_assert!(!is_known),
            }
        }
        prop_assert!(refreshes.windows(2).all(|pair| pair[1] - pair[0] >= REFRESH_INTERVAL_MS), "{:?}", refreshes);
    }
}
