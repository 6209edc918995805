//! Failed sign-ins: who must pause after too many. Each isolate has its own list; the platform's rate limiter does the
//! counting.

use std::net::IpAddr;

/// How long a user cannot sign in after too many failures, in seconds.
pub const PAUSE_SECONDS: u32 = 10;

/// Most entries of each list. A new entry replaces the oldest.
const MAX_REMEMBERED: usize = 1_000;

/// With this many paused users, a whole network is paused, because each further password would cost a query and a slow
/// hash.
const MAX_PAUSED_USERS: usize = 10;

/// How long the failures of others do not affect a user who has signed in from a network, in milliseconds: an hour.
const TRUSTED_MS: i64 = 60 * 60 * 1_000;

/// The failed sign-ins that an isolate has seen. Times are in milliseconds since 1970.
#[derive(Debug, Default)]
pub struct FailedSignIns {
    /// Paused pairs of network and user, with the end of each pause.
    pairs: Vec<(String, String, i64)>,
    /// Users who are paused in every network, with the end of each pause.
    users: Vec<(String, i64)>,
    /// Pairs of network and user that have signed in, and until when the failures of others do not affect them.
    trusted: Vec<(String, String, i64)>,
}

impl FailedSignIns {
    /// No failures yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { pairs: Vec::new(), users: Vec::new(), trusted: Vec::new() }
    }

    /// Whether a user must pause in a network. Even the right password is refused then: otherwise an attacker could go on
    /// guessing and would notice the right one. Other users of the network are not affected unless many users have failed
    /// there, because a telephony cloud may send all its calls from one network. `now` is in milliseconds since 1970.
    pub fn must_pause(&mut self, network: &str, user: &str, now: i64) -> bool {
        self.pairs.retain(|(.., until)| now < *until);
        self.users.retain(|(_, until)| now < *until);
        self.trusted.retain(|(.., until)| now < *until);
        let is_trusted = self.trusted.iter().any(|one| one.0 == network && one.1 == user);
        let of_network = self.pairs.iter().filter(|one| one.0 == network);
        of_network.clone().any(|one| one.1 == user)
            || (!is_trusted && of_network.count() >= MAX_PAUSED_USERS)
            || (!is_trusted && self.users.iter().any(|(other, _)| other == user))
    }

    /// Notes that a user has signed in from a network. `now` is in milliseconds since 1970.
    pub fn succeeded(&mut self, network: &str, user: &str, now: i64) {
        self.trusted.retain(|one| one.0 != network || one.1 != user);
        push(&mut self.trusted, (network.to_owned(), user.to_owned(), now + TRUSTED_MS));
    }

    /// Notes that a user has failed to sign in from a network. `limits` says whether the failures of the network, and
    /// those of the user, are still within their limits. `now` is in milliseconds since 1970.
    pub fn failed(&mut self, network: &str, user: &str, limits: (bool, bool), now: i64) {
        let until = now + i64::from(PAUSE_SECONDS) * 1_000;
        if !limits.0 {
            self.pairs.retain(|one| one.0 != network || one.1 != user);
            push(&mut self.pairs, (network.to_owned(), user.to_owned(), until));
        }
        if !limits.1 {
            self.users.retain(|(other, _)| other != user);
            push(&mut self.users, (user.to_owned(), until));
        }
    }
}

/// Adds an entry. If the list is full, removes the oldest.
fn push<T>(list: &mut Vec<T>, one: T) {
    if list.len() == MAX_REMEMBERED {
        list.remove(0);
    }
    list.push(one);
}

/// The network of an address. An IPv4 address stands for itself, an IPv6 address for its /64, because each customer has at
/// least one whole /64.
#[must_use]
pub fn ip_network(address: &str) -> String {
    match address.parse().map(|address: IpAddr| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}
