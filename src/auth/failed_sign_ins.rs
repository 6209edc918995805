//! Who has to pause after too many failed sign-ins. What is here is known to one isolate; the platform's limiter counts.

use std::net::IpAddr;

/// How long a user is not listened to after too many failed sign-ins, in seconds.
pub const PAUSE_SECONDS: u32 = 10;

/// How many pauses, and how many successes, an isolate remembers.
const MAX_REMEMBERED: usize = 1_000;

/// From an address with so many paused users no password is tried: each would cost a query and a slow hash.
const MAX_PAUSED_USERS: usize = 10;

/// How long a user who has signed in from an address is not concerned by the failures of others, in milliseconds: an hour.
const TRUSTED_MS: i64 = 60 * 60 * 1_000;

/// The failed sign-ins of an isolate. Times are in milliseconds since 1970.
#[derive(Debug, Default)]
pub struct FailedSignIns {
    /// Addresses and users that have to pause, and until when.
    pairs: Vec<(String, String, i64)>,
    /// Users that have to pause from whatever address, and until when.
    users: Vec<(String, i64)>,
    /// Addresses and users that have signed in, and until when that counts.
    trusted: Vec<(String, String, i64)>,
}

impl FailedSignIns {
    /// Nobody has failed yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { pairs: Vec::new(), users: Vec::new(), trusted: Vec::new() }
    }

    /// Whether no password may be tried for a user from an address, the right one included: otherwise guessing would go on, and
    /// the answers to wrong guesses alone would change. Other users who share the address, as those of one telephony cloud do,
    /// are not concerned, unless very many have failed there.
    pub fn pauses(&mut self, address: &str, user: &str, now: i64) -> bool {
        self.pairs.retain(|(.., until)| now < *until);
        self.users.retain(|(_, until)| now < *until);
        self.trusted.retain(|(.., until)| now < *until);
        let is_trusted = self.trusted.iter().any(|one| one.0 == address && one.1 == user);
        let of_address = self.pairs.iter().filter(|one| one.0 == address);
        of_address.clone().any(|one| one.1 == user)
            || (!is_trusted && of_address.count() >= MAX_PAUSED_USERS)
            || (!is_trusted && self.users.iter().any(|(other, _)| other == user))
    }

    /// A user has signed in from an address.
    pub fn succeeded(&mut self, address: &str, user: &str, now: i64) {
        self.trusted.retain(|one| one.0 != address || one.1 != user);
        push(&mut self.trusted, (address.to_owned(), user.to_owned(), now + TRUSTED_MS));
    }

    /// A user has failed to sign in from an address. `limits` says whether the failures of the address and those of the user are
    /// within the limit.
    pub fn failed(&mut self, address: &str, user: &str, limits: (bool, bool), now: i64) {
        let until = now + i64::from(PAUSE_SECONDS) * 1_000;
        if !limits.0 {
            push(&mut self.pairs, (address.to_owned(), user.to_owned(), until));
        }
        if !limits.1 {
            push(&mut self.users, (user.to_owned(), until));
        }
    }
}

/// The oldest gives way.
fn push<T>(list: &mut Vec<T>, one: T) {
    if list.len() == MAX_REMEMBERED {
        list.remove(0);
    }
    list.push(one);
}

/// The network of an address: an IPv4 address itself, the /64 of an IPv6 address, of which each customer has at least one whole.
#[must_use]
pub fn network(address: &str) -> String {
    match address.parse().map(|address: IpAddr| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}
