//! Who has to pause after too many failed sign-ins (contract, section 4).

use help_request_edge::auth::{FailedSignIns, PAUSE_SECONDS, ip_network};

const PAUSE_MS: i64 = PAUSE_SECONDS as i64 * 1_000;
const HOUR_MS: i64 = 3_600_000;
const ADDRESS: &str = "192.0.2.1";

/// The address has failed too often, the user has not.
const OF_ADDRESS: (bool, bool) = (false, true);

/// The user has failed too often, the address has not.
const OF_USER: (bool, bool) = (true, false);

#[test]
fn within_the_limits_nobody_pauses() {
    let mut failures = FailedSignIns::new();
    assert!(!failures.must_pause(ADDRESS, "anna", 0));
    for now in 0..100 {
        failures.failed(ADDRESS, "anna", (true, true), now);
    }
    assert!(!failures.must_pause(ADDRESS, "anna", 100));
}

#[test]
fn who_fails_too_often_from_an_address_pauses_there() {
    let mut failures = FailedSignIns::new();
    failures.failed(ADDRESS, "anna", OF_ADDRESS, 5);
    assert!(failures.must_pause(ADDRESS, "anna", 5));
    assert!(!failures.must_pause(ADDRESS, "ben", 5));
    assert!(!failures.must_pause("192.0.2.2", "anna", 5));
    assert!(failures.must_pause(ADDRESS, "anna", 5 + PAUSE_MS - 1));
    assert!(!failures.must_pause(ADDRESS, "anna", 5 + PAUSE_MS));
}

#[test]
fn a_user_who_is_tried_too_often_pauses_everywhere() {
    let mut failures = FailedSignIns::new();
    failures.failed(ADDRESS, "anna", OF_USER, 5);
    for address in [ADDRESS, "192.0.2.2", ""] {
        assert!(failures.must_pause(address, "anna", 5 + PAUSE_MS - 1), "{address}");
        assert!(!failures.must_pause(address, "ben", 5), "{address}");
    }
    assert!(!failures.must_pause(ADDRESS, "anna", 5 + PAUSE_MS));
}

/// Or anybody could keep a user out by failing in the name of the user.
#[test]
fn who_has_signed_in_from_an_address_is_not_concerned_by_failures_elsewhere() {
    let mut failures = FailedSignIns::new();
    failures.succeeded(ADDRESS, "anna", 0);
    failures.failed("192.0.2.2", "anna", OF_USER, 0);
    assert!(!failures.must_pause(ADDRESS, "anna", 0));
    assert!(failures.must_pause("192.0.2.3", "anna", 0));
    // But by the own ones.
    failures.failed(ADDRESS, "anna", OF_ADDRESS, 0);
    assert!(failures.must_pause(ADDRESS, "anna", 0));
    // For an hour.
    failures.failed("192.0.2.2", "anna", OF_USER, HOUR_MS - 1);
    assert!(!failures.must_pause(ADDRESS, "anna", HOUR_MS - 1));
    assert!(failures.must_pause(ADDRESS, "anna", HOUR_MS));
}

#[test]
fn trust_is_of_a_pair_and_begins_anew_with_each_sign_in() {
    let mut failures = FailedSignIns::new();
    failures.succeeded(ADDRESS, "anna", 0);
    failures.succeeded(ADDRESS, "anna", HOUR_MS / 2);
    failures.failed("192.0.2.2", "anna", OF_USER, HOUR_MS);
    failures.failed("192.0.2.2", "ben", OF_USER, HOUR_MS);
    assert!(!failures.must_pause(ADDRESS, "anna", HOUR_MS));
    assert!(failures.must_pause(ADDRESS, "ben", HOUR_MS));
    assert!(failures.must_pause("192.0.2.2", "anna", HOUR_MS));
    failures.failed("192.0.2.2", "anna", OF_USER, HOUR_MS + HOUR_MS / 2);
    assert!(failures.must_pause(ADDRESS, "anna", HOUR_MS + HOUR_MS / 2));
}

#[test]
fn who_fails_too_often_in_both_ways_pauses_in_both() {
    let mut failures = FailedSignIns::new();
    failures.failed(ADDRESS, "anna", (false, false), 0);
    assert!(failures.must_pause(ADDRESS, "anna", 0) && failures.must_pause("192.0.2.2", "anna", 0));
    assert!(!failures.must_pause(ADDRESS, "ben", 0));
    // Signing in elsewhere ends the pause of the user there, and not that of the pair.
    failures.succeeded("192.0.2.2", "anna", 0);
    assert!(failures.must_pause(ADDRESS, "anna", 0) && !failures.must_pause("192.0.2.2", "anna", 0));
}

#[test]
fn whoever_signs_in_leaves_the_others_who_have_signed_in_as_they_are() {
    let mut failures = FailedSignIns::new();
    let signed_in = [(ADDRESS, "ben"), ("192.0.2.2", "anna"), ("192.0.2.3", "carl"), (ADDRESS, "anna")];
    for (address, user) in signed_in {
        failures.succeeded(address, user, 0);
    }
    // Again and again: as one who has signed in, not as many.
    for _ in 0..1_000 {
        failures.succeeded(ADDRESS, "anna", 0);
    }
    for (address, user) in signed_in {
        failures.failed("192.0.2.9", user, OF_USER, 0);
        assert!(!failures.must_pause(address, user, 0), "{user} at {address}");
    }
    assert!(failures.must_pause("192.0.2.2", "ben", 0) && failures.must_pause("192.0.2.3", "anna", 0));
}

#[test]
fn who_signs_in_again_is_known_for_another_hour() {
    let mut failures = FailedSignIns::new();
    failures.succeeded(ADDRESS, "anna", 0);
    failures.succeeded(ADDRESS, "anna", HOUR_MS - 1);
    failures.failed("192.0.2.2", "anna", OF_USER, 2 * HOUR_MS - 2);
    assert!(!failures.must_pause(ADDRESS, "anna", 2 * HOUR_MS - 2));
    assert!(failures.must_pause(ADDRESS, "anna", 2 * HOUR_MS - 1));
}

#[test]
fn from_an_address_with_very_many_failures_nobody_else_is_listened_to() {
    let mut failures = FailedSignIns::new();
    failures.succeeded(ADDRESS, "anna", 0);
    for number in 0..9 {
        failures.failed(ADDRESS, &format!("user {number}"), OF_ADDRESS, 0);
    }
    assert!(!failures.must_pause(ADDRESS, "ben", 0));
    failures.failed(ADDRESS, "user 9", OF_ADDRESS, 0);
    assert!(failures.must_pause(ADDRESS, "ben", 0));
    assert!(!failures.must_pause(ADDRESS, "anna", 0));
    assert!(!failures.must_pause("192.0.2.2", "ben", 0));
    assert!(!failures.must_pause(ADDRESS, "ben", PAUSE_MS));
}

/// Or the client of one user with an old password would keep out a whole telephony cloud.
#[test]
fn ten_failures_of_one_user_are_not_those_of_ten_users() {
    for limits in [OF_ADDRESS, (false, false)] {
        let mut failures = FailedSignIns::new();
        for now in 0..10 {
            failures.failed(ADDRESS, "anna", limits, now);
        }
        assert!(failures.must_pause(ADDRESS, "anna", 10));
        assert!(!failures.must_pause(ADDRESS, "ben", 10));
        // The last failure begins the pause anew.
        assert!(failures.must_pause(ADDRESS, "anna", 9 + PAUSE_MS - 1));
        assert!(!failures.must_pause(ADDRESS, "anna", 9 + PAUSE_MS));
    }
    let mut failures = FailedSignIns::new();
    for number in 0..10 {
        failures.failed(ADDRESS, &format!("user {number}"), OF_ADDRESS, 0);
    }
    assert!(failures.must_pause(ADDRESS, "ben", 0));
}

/// Nor do they take the places of others.
#[test]
fn one_user_who_fails_again_and_again_has_one_place() {
    let mut failures = FailedSignIns::new();
    failures.failed(ADDRESS, "ben", (false, false), 0);
    for _ in 0..1_000 {
        failures.failed(ADDRESS, "anna", (false, false), 0);
    }
    assert!(failures.must_pause(ADDRESS, "ben", 0) && failures.must_pause("192.0.2.2", "ben", 0));
}

#[test]
fn what_is_remembered_has_a_most() {
    let mut failures = FailedSignIns::new();
    for number in 0..=1_000 {
        failures.failed(&format!("address {number}"), "anna", OF_ADDRESS, 0);
        failures.failed(ADDRESS, &format!("user {number}"), OF_USER, 0);
    }
    // The oldest gives way.
    assert!(!failures.must_pause("address 0", "anna", 0));
    assert!(failures.must_pause("address 1", "anna", 0) && failures.must_pause("address 1000", "anna", 0));
    assert!(!failures.must_pause(ADDRESS, "user 0", 0));
    assert!(failures.must_pause(ADDRESS, "user 1", 0) && failures.must_pause(ADDRESS, "user 1000", 0));
    for number in 0..=1_000 {
        failures.succeeded(&format!("trusted {number}"), "ben", 0);
    }
    failures.failed(ADDRESS, "ben", OF_USER, 0);
    assert!(failures.must_pause("trusted 0", "ben", 0));
    assert!(!failures.must_pause("trusted 1", "ben", 0) && !failures.must_pause("trusted 1000", "ben", 0));
}

#[test]
fn a_network_is_an_address_of_the_fourth_version_or_a_64_of_the_sixth() {
    for (address, expected) in [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0DB8:0001:0002::", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::1", "0:0:0:0::/64"),
        // The one in the clothes of the other.
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::FFFF:c000:0201", "192.0.2.1"),
        ("::ffff:0:192.0.2.1", "0:0:0:0::/64"),
        ("", ""),
        ("somewhere", "somewhere"),
        ("192.0.2.1:80", "192.0.2.1:80"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("192.0.2.01", "192.0.2.01"),
        ("192.0.2.1, 192.0.2.2", "192.0.2.1, 192.0.2.2"),
    ] {
        assert_eq!(ip_network(address), expected, "{address}");
    }
}
